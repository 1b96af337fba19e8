"""The page of a decision."""

from collections.abc import Iterator

from crmrules.definitions.parts import NO_OUTCOME
from crmrules.expressions.render import render
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import Expect, HitPolicy
from crmrules.reports.markdown import BREAK, broken, code, lines_of, plain, sentence, table
from crmrules.reports.page import given, opening

_HIT = {
    "unique": "At most one rule may be true.",
    "any": "Several rules may be true, if they agree.",
    "first": "The first true rule decides.",
    "priority": "Of the true rules, the one whose outcome stands highest decides.",
    "collect": "Every true rule counts.",
}


def decision_page(definition: DecisionDefinition) -> Iterator[str]:
    """The lines of the page."""
    header = definition.header
    said = [_HIT[header.hit]]
    if header.complete:
        said.append("Some rule is always true: that is proven when the policy is read.")
    if header.default is not None:
        said.append(f"Where no rule is true the outcome is {code(header.default)}.")
    yield from opening(definition, f"a decision policy with hit policy *{header.hit}*", said)
    yield from _outcomes(definition)
    yield from _rules(definition)
    yield from _examples(definition)


def _outcomes(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Outcomes"
    yield ""
    if definition.hit is HitPolicy.PRIORITY:
        yield "The highest first."
        yield ""
    outputs = list(dict.fromkeys(name for outcome in definition.outcomes for name in outcome.outputs))
    rows = []
    for outcome in definition.outcomes:
        cells = []
        for name in outputs:
            declared = definition.outputs.get(name)
            label = declared.values.get(str(outcome.outputs.get(name))) if declared else None
            cells.append(broken(code(str(outcome.outputs.get(name, ""))), lines_of(label)))
        rows.append((code(outcome.id), lines_of(outcome.title), *cells))
    yield from table(("outcome", "title", *map(plain, outputs)), rows)


def _rules(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Rules"
    yield ""
    for rule in definition.rules:
        yield f"### {code(rule.id)}"
        yield ""
        yield f"When {code(render(rule.when))}, then {code(rule.then)}."
        yield ""
        for key, text in (
            ("Because", rule.because),
            ("Caution", rule.caution),
            ("Reading of the source", rule.reading),
        ):
            if text is not None:
                said = sentence if text is not rule.reading else plain
                yield f"- {key}: {said(text.en)}{BREAK if text.zh else ''}"
                if text.zh:
                    yield f"  {said(text.zh)}"
        yield ""


def _examples(definition: DecisionDefinition) -> Iterator[str]:
    if not definition.examples:
        return
    yield "## Examples"
    yield ""
    for each in definition.examples:
        yield f"- **{plain(each.name)}**{BREAK}"
        yield f"  given {given(each.given, {}, each.as_of)}{BREAK}"
        yield f"  {_expected(each.expect)}"
    yield ""


def _expected(expect: Expect) -> str:
    said = []
    for key in ("outcome", "so_far", "possible", "certain", "missing", "fired"):
        value = getattr(expect, key)
        if isinstance(value, bool):
            said.append(f"certain: {'yes' if value else 'no'}")
        elif value is not None:
            words = (value,) if isinstance(value, str) else value
            named = ", ".join("no outcome" if word == NO_OUTCOME else code(word) for word in words)
            said.append(f"{key.replace('_', ' ')}: {named or 'none'}")
    return "; ".join(said)
