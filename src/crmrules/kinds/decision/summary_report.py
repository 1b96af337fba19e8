"""What a decision said of many customers as a report, in both languages."""

import datetime
from collections.abc import Collection, Iterator, Mapping

from crmrules.expressions.numbers import rounded
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import Outcome
from crmrules.kinds.decision.summary import Tally
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Table, Tone, code, named
from crmrules.reports.naming import fact_named, policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.sources import absent_said, assumed_said
from crmrules.reports.wording import say, stale

_say = Sentences(
    {
        "customers_of": Text(
            "{total:,} {total:customer|customers}, {open:,} open", "共 {total:,} 位客户，{open:,} 位未决"
        ),
        "outcomes": Text("Outcomes", "结论"),
        "outcome": Text("outcome", "结论"),
        "customers": Text("customers", "客户数"),
        "share": Text("share", "占比"),
        "none": Text("no outcome: no rule is true", "无结论：没有规则成立"),
        "open": Text("open: unknown facts could change it", "未决：未知事实可能改变结论"),
        "valueless": Text("open: an operation has no value", "未决：运算无值"),
        "undefined": Text("Operations without a value: no fact would settle them", "无值的运算：任何事实都无法确定"),
        "operation": Text("operation", "运算"),
        "of_open": Text("in open", "所涉未决"),
        "missing": Text("What to find out", "需要查明的事实"),
        "fact": Text("fact", "事实"),
        "in_open": Text("missing in open", "所涉未决"),
        "alone": Text("settles alone", "单独即可确定"),
    }
)


def summary_document(
    definition: DecisionDefinition,
    tally: Tally,
    absent: Mapping[str, str],
    assumed: Mapping[str, Value],
    as_of: datetime.date | None,
    language: Language,
) -> Document:
    """The outcomes, what is open and for want of which facts, and what was assumed or could not be known."""
    blocks: list[Block] = [outcomes_table(definition, tally, language), *missing_table(definition, tally, language)]
    blocks += undefined_table(tally, language)
    blocks += absent_said(definition, absent, language)
    blocks += assumed_said(definition, assumed, language, tally.assumed)
    blocks += (Paragraph(each, Tone.WARNING) for each in stale(definition, as_of, language))
    facts = (_say("customers_of", language, total=tally.total, open=tally.open),)
    return Document(language, policy_named(definition, language), tuple(blocks), facts)


def outcomes_table(definition: DecisionDefinition, tally: Tally, language: Language) -> Table:
    """The outcomes with what else comes with them, and how many customers have each."""
    outputs = list(dict.fromkeys(name for outcome in definition.outcomes for name in outcome.outputs))
    blank = ("",) * len(outputs)
    rows: list[tuple[tuple[Prose, ...], int]] = []
    for each in definition.outcomes:
        cells = (_value(definition, each, name, language) for name in outputs)
        rows.append(((outcome_named(each, language), *cells), tally.outcomes[each.id]))
    if tally.outcomes[None]:
        rows.append(((_say("none", language), *blank), tally.outcomes[None]))
    rows.append(((_say("open", language), *blank), tally.open - tally.valueless))
    if tally.valueless:
        rows.append(((_say("valueless", language), *blank), tally.valueless))
    counted = tuple((*cells, f"{count:,}", _share(count, tally.total)) for cells, count in rows)
    bars = tuple(count / tally.total if tally.total else 0.0 for _, count in rows)
    titles = (_title(definition, name, language) for name in outputs)
    heads = (_say("outcome", language), *titles, _say("customers", language), _say("share", language))
    numbers = frozenset((len(heads) - 2, len(heads) - 1))
    return Table(_say("outcomes", language), heads, counted, numbers, bars)


def missing_table(
    definition: DecisionDefinition, tally: Tally, language: Language, told: Collection[str] = ()
) -> Iterator[Table]:
    """The facts that open decisions lack, those first that settle most alone; nothing where none is missing.

    Those of which that is `told` already are left out.
    """
    places = {each.name: place for place, each in enumerate(definition.facts.declared)}
    missing = ((name, count) for name, count in tally.missing.items() if name not in told)
    found = sorted(missing, key=lambda item: (-tally.alone[item[0]], -item[1], places[item[0]]))
    rows = tuple(
        (fact_named(definition, name, language), f"{count:,}", _share(count, tally.open), f"{tally.alone[name]:,}")
        for name, count in found
    )
    if rows:
        heads = tuple(_say(key, language) for key in ("fact", "in_open", "share", "alone"))
        yield Table(_say("missing", language), heads, rows, frozenset({1, 2, 3}))


def undefined_table(tally: Tally, language: Language) -> Iterator[Table]:
    """The operations that have no value, and the open decisions that hang on them; nothing where there are none."""
    rows = tuple((code(text), f"{count:,}", _share(count, tally.open)) for text, count in tally.undefined.most_common())
    if rows:
        heads = tuple(_say(key, language) for key in ("operation", "of_open", "share"))
        yield Table(_say("undefined", language), heads, rows, frozenset({1, 2}))


def outcome_named(outcome: Outcome, language: Language) -> Prose:
    """An outcome by its title."""
    return named(outcome.title.in_language(language), outcome.id)


def outputs_of(definition: DecisionDefinition, outcome: Outcome, language: Language) -> Iterator[tuple[str, Prose]]:
    """What else comes with an outcome, such as a method: what it is called, and what it is."""
    for name in outcome.outputs:
        yield _title(definition, name, language), _value(definition, outcome, name, language)


def _title(definition: DecisionDefinition, name: str, language: Language) -> str:
    output = definition.outputs.get(name)
    return name if output is None else output.title.in_language(language)


def _value(definition: DecisionDefinition, outcome: Outcome, name: str, language: Language) -> Prose:
    """A value that comes with an outcome, by its label where it has one."""
    if name not in outcome.outputs:
        return ""
    output, value = definition.outputs.get(name), outcome.outputs[name]
    label = None if output is None else output.values.get(str(value))
    return say(value, language) if label is None else named(label.in_language(language), str(value))


def _share(count: int, total: int) -> str:
    return rounded(count / total, ".1%") if total else ""
