"""The page of a decision."""

from crmrules.definitions.parts import NO_OUTCOME
from crmrules.expressions.render import render
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import Example, Expect, HitPolicy, Outcome, Rule
from crmrules.reports.document import (
    Document,
    Listing,
    Paragraph,
    Prose,
    Section,
    Table,
    code,
    emphasis,
    joined,
    strong,
)
from crmrules.reports.page import both, broken, examples, given, page_of, reading, sentence

_HIT = {
    "unique": "At most one rule may be true.",
    "any": "Several rules may be true, if they agree.",
    "first": "The first true rule decides.",
    "priority": "Of the true rules, the one whose outcome stands highest decides.",
    "collect": "Every true rule counts.",
}


def decision_page(definition: DecisionDefinition) -> Document:
    """The page of a decision."""
    header = definition.header
    said: list[Prose] = [_HIT[header.hit]]
    if header.complete:
        said.append("Some rule is always true: that is proven when the policy is read.")
    if header.default is not None:
        said.append(joined(("Where no rule is true the outcome is ", code(header.default), "."), ""))
    what = ("a decision policy with hit policy ", emphasis(header.hit))
    told = examples(_example(each) for each in definition.examples)
    return page_of(definition, what, said, (_outcomes(definition), _rules(definition), *told))


def _outcomes(definition: DecisionDefinition) -> Section:
    outputs = list(dict.fromkeys(name for outcome in definition.outcomes for name in outcome.outputs))
    rows = tuple(
        (code(outcome.id), both(outcome.title), *(_output(definition, outcome, name) for name in outputs))
        for outcome in definition.outcomes
    )
    table = Table("", ("outcome", "title", *outputs), rows)
    order = (Paragraph("The highest first."),) if definition.hit is HitPolicy.PRIORITY else ()
    return Section("Outcomes", (*order, table))


def _output(definition: DecisionDefinition, outcome: Outcome, name: str) -> Prose:
    """What comes with an outcome, with its label."""
    if name not in outcome.outputs:
        return ""
    declared, value = definition.outputs.get(name), str(outcome.outputs[name])
    return broken(code(value), both(declared.values.get(value) if declared else None))


def _rules(definition: DecisionDefinition) -> Section:
    return Section("Rules", tuple(_rule(rule) for rule in definition.rules))


def _rule(rule: Rule) -> Section:
    when = Paragraph(("When ", code(render(rule.when)), ", then ", code(rule.then), "."))
    said: list[Prose] = []
    for key, text in (("Because", rule.because), ("Caution", rule.caution)):
        if text is not None:
            said.append(broken(joined((f"{key}: ", sentence(text.en)), ""), sentence(text.zh)))
    said += [reading(rule.reading)] if rule.reading is not None else []
    return Section(code(rule.id), (when, Listing(tuple(said))))


def _example(example: Example) -> Prose:
    facts = joined(("given ", given(example.given, {}, example.as_of)), "")
    return broken(strong(example.name), facts, _expected(example.expect))


def _expected(expect: Expect) -> Prose:
    said: list[Prose] = []
    for key in ("outcome", "so_far", "possible", "certain", "missing", "fired"):
        value = getattr(expect, key)
        if isinstance(value, bool):
            said.append(f"certain: {'yes' if value else 'no'}")
        elif value is not None:
            names = (value,) if isinstance(value, str) else value
            named = joined(("no outcome" if each == NO_OUTCOME else code(each) for each in names), ", ")
            said.append(joined((f"{key.replace('_', ' ')}: ", named or "none"), ""))
    return joined(said, "; ")
