"""Counting what a decision said of a frame: outcomes, reasons, what it exercises, what was assumed."""

import datetime
from collections import Counter
from collections.abc import Sequence

import polars as pl
from attrs import evolve, frozen

from crmrules.definitions.columns import column_name
from crmrules.engines.frames.conditions import hold
from crmrules.engines.interpreter import Lacking
from crmrules.expressions.tree import Call, Expression, Name, Not
from crmrules.kinds.decision.coverage import ORDERED, Coverage
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.frames.apply import BETWEEN
from crmrules.kinds.decision.parts import HitPolicy, Rule
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.records.binding import Binding

_FIRST = "__crmrules_first"


@frozen
class Reason:
    """A rule that decides: it gives the outcome, and under *first* and *priority* it is the first that does."""

    rule: Rule
    count: int


def tally(frame: pl.LazyFrame, policy: DecisionTable) -> Tally:
    """The outcomes of a decision applied with `missing` and `undefined`, as `Tally.add` would have counted them."""
    base = column_name(policy.id)
    certain = pl.col(f"{base}_certain")
    found = Tally()
    if policy.definition.hit is HitPolicy.COLLECT:
        given = {
            each.id: pl.col(column_name(policy.id, each.id)).fill_null(False) for each in policy.definition.outcomes
        }
        none = certain & ~pl.any_horizontal(*given.values())
        asked = {f"outcome {id_}": where.sum() for id_, where in given.items()}
        row = frame.select(pl.len().alias("total"), none.sum().alias("none"), **asked).collect().row(0, named=True)
        found.total = row["total"]
        found.outcomes.update({id_: row[f"outcome {id_}"] for id_ in given})
        found.outcomes[None] += row["none"]
    else:
        counts = frame.group_by(pl.col(base), certain.alias("certain")).len().collect()
        for outcome, is_certain, count in counts.sort(base, "certain", nulls_last=True).iter_rows():
            found.total += count
            if outcome is not None or is_certain:
                found.outcomes[outcome] += count
    open_ = frame.filter(~certain).group_by(f"{base}_missing", f"{base}_undefined").len().collect()
    for missing, undefined, count in open_.sort(pl.all()).iter_rows():
        found.add_open(Lacking(_listed(missing, ", "), _listed(undefined, BETWEEN)), count)
    declared = [each.name for each in policy.definition.facts.declared]
    found.missing, found.alone = (_in_order(each, declared) for each in (found.missing, found.alone))
    return found


def _in_order(counted: Counter[str], names: Sequence[str]) -> Counter[str]:
    return Counter({name: counted[name] for name in names if name in counted})


def _listed(text: str, between: str) -> tuple[str, ...]:
    return tuple(text.split(between)) if text else ()


def reasons(
    frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None
) -> tuple[Reason, ...]:
    """How often each rule decides, the rules in their order."""
    definition = policy.definition
    applied, holds = _conditions(frame, definition, [rule.when for rule in definition.rules], binding, as_of)
    rules, outcome = definition.rules, pl.col(column_name(definition.id))
    if definition.hit in ORDERED:
        # of those that hold the first alone decides
        first = pl.coalesce(pl.when(holds[place]).then(pl.lit(place, pl.UInt32)) for place in definition.walk)
        alike = applied.group_by(first.alias(_FIRST), outcome).len().collect().iter_rows()
        counts = Counter(
            {place: count for place, told, count in alike if place is not None and rules[place].then == told}
        )
        return tuple(Reason(rule, counts[place]) for place, rule in enumerate(rules))
    if definition.hit is not HitPolicy.COLLECT:
        holds = [where & (outcome == rule.then).fill_null(False) for where, rule in zip(holds, rules, strict=True)]
    row = applied.select(where.sum().alias(f"{place}") for place, where in enumerate(holds)).collect().row(0)
    return tuple(Reason(rule, count) for rule, count in zip(rules, row, strict=True))


def cautions(
    frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None
) -> tuple[Reason, ...]:
    """How many customers each caution is said of: those of whom its rule is among the fired ones of a decision."""
    definition = policy.definition
    applied, holds = _conditions(frame, definition, [rule.when for rule in definition.rules], binding, as_of)
    if definition.hit is HitPolicy.FIRST:
        holds = [where & ~pl.any_horizontal(*holds[:place], False) for place, where in enumerate(holds)]
    if definition.hit is not HitPolicy.COLLECT:
        holds = [where & pl.col(f"{column_name(policy.id)}_certain") for where in holds]
    said = {rule.id: where.sum() for rule, where in zip(definition.rules, holds, strict=True) if rule.caution}
    if not said:
        return ()
    row = applied.select(**{f"rule {id_}": count for id_, count in said.items()}).collect().row(0)
    counts = dict(zip(said, row, strict=True))
    return tuple(Reason(rule, counts[rule.id]) for rule in definition.rules if rule.id in counts)


def covered(frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None) -> Coverage:
    """What the rows of a frame exercise of a decision."""
    decided: pl.LazyFrame = policy.apply(frame, bind=binding, as_of=as_of, missing=True, undefined=True, look=True)
    counted = tally(decided, policy)
    decides = Counter({each.rule.id: each.count for each in reasons(decided, policy, binding, as_of)})
    return Coverage(
        policy.definition,
        counted.total,
        counted.open,
        decides,
        counted.outcomes,
        counted.missing,
        counted.alone,
        counted.undefined,
    )


def assumed(frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None) -> Counter[str]:
    """For each fact with an assumption, on how many rows it was taken from that."""
    names = [each.name for each in policy.definition.read_facts if each.name in binding.assume]
    columns = frame.collect_schema().names()
    told = [name for name in names if name in columns or name in binding.facts]
    rows = frame.select(pl.len()).collect().item() if len(told) < len(names) else 0
    of_all = Counter({name: rows for name in names if name not in told})  # what no column tells
    if not told:
        return +of_all
    unknown = [Not(Call("known", (Name(name),))) for name in told]
    applied, holds = _conditions(frame, policy.definition, unknown, evolve(binding, assume={}), as_of)
    row = applied.select(where.sum().alias(name) for name, where in zip(told, holds, strict=True)).collect().row(0)
    found = of_all | Counter(dict(zip(told, row, strict=True)))
    return Counter({name: found[name] for name in names if found[name]})


def _conditions(
    frame: pl.LazyFrame,
    definition: DecisionDefinition,
    conditions: Sequence[Expression],
    binding: Binding,
    as_of: datetime.date | None,
) -> tuple[pl.LazyFrame, list[pl.Expr]]:
    """The frame with a column for each condition over a policy's facts, and where each of them is true."""
    applied, names = hold(definition, frame, binding, as_of, conditions)
    return applied, [pl.col(name) for name in names]
