"""Counting what a decision said of a frame: outcomes, reasons, what it exercises, what was assumed."""

import datetime
from collections import Counter
from collections.abc import Sequence

import polars as pl
from attrs import evolve, frozen

from crmrules.definitions.columns import column_name
from crmrules.expressions.tree import Call, Expression, Name, Not
from crmrules.kinds.decision.coverage import ORDERED, Coverage
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy, Outcome, Rule
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.model.text import Text
from crmrules.records.binding import Binding

_ALONE = "crmrules-alone"
"""What a policy is called whose conditions are reckoned one by one."""


@frozen
class Reason:
    """A rule that holds for customers whose outcome it gives."""

    rule: Rule
    count: int


def tally(frame: pl.LazyFrame, policy: DecisionTable) -> Tally:
    """The outcomes of a decision that was applied with `missing`, as `Tally.add` would have counted them."""
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
        counts = frame.group_by(pl.col(base).cast(pl.String), certain.alias("certain")).len().collect()
        for outcome, is_certain, count in counts.iter_rows():
            found.total += count
            if outcome is not None or is_certain:
                found.outcomes[outcome] += count
    open_ = frame.filter(~certain).group_by(f"{base}_missing").len().collect()
    for text, count in open_.iter_rows():
        names = text.split(", ") if text else []
        found.open += count
        found.missing.update(dict.fromkeys(names, count))
        if len(names) == 1:
            found.alone[names[0]] += count
    return found


def reasons(
    frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None
) -> tuple[Reason, ...]:
    """How often each rule holds for the customers whose outcome it gives, the rules in their order."""
    applied, holds = _holding(frame, policy, binding, as_of)
    row = applied.select(where.sum().alias(f"{place}") for place, where in enumerate(holds)).collect().row(0)
    return tuple(Reason(rule, count) for rule, count in zip(policy.definition.rules, row, strict=True))


def _holding(
    frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None
) -> tuple[pl.LazyFrame, list[pl.Expr]]:
    """The frame with what is needed, and where each rule is true and its outcome is given."""
    definition = policy.definition
    outcome, collects = pl.col(column_name(policy.id)).cast(pl.String), definition.hit is HitPolicy.COLLECT
    applied, holds = _conditions(frame, definition, [rule.when for rule in definition.rules], binding, as_of)
    return applied, [
        where & (True if collects else (outcome == rule.then).fill_null(False))
        for rule, where in zip(definition.rules, holds, strict=True)
    ]


def covered(frame: pl.LazyFrame, policy: DecisionTable, binding: Binding, as_of: datetime.date | None) -> Coverage:
    """What the rows of a frame exercise of a decision."""
    decided: pl.LazyFrame = policy.apply(frame, bind=binding, as_of=as_of, missing=True)
    counted = tally(decided, policy)
    applied, holds = _holding(decided, policy, binding, as_of)
    definition = policy.definition
    if definition.hit in ORDERED:  # of those that hold the first alone decides
        before: pl.Expr = pl.lit(value=False)
        for place in definition.walk:
            holds[place], before = holds[place] & ~before, before | holds[place]
    row = applied.select(where.sum().alias(f"{place}") for place, where in enumerate(holds)).collect().row(0)
    decides = Counter({rule.id: count for rule, count in zip(definition.rules, row, strict=True)})
    return Coverage(
        policy.definition, counted.total, counted.open, decides, counted.outcomes, counted.missing, counted.alone
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
    ids = [f"r{place}" for place, _ in enumerate(conditions)]
    header = evolve(definition.header, id=_ALONE, hit=HitPolicy.COLLECT, default=None, complete=False)
    alone = evolve(
        definition,
        header=header,
        outputs={},
        outcomes=tuple(Outcome(id_, Text(id_)) for id_ in ids),
        rules=tuple(Rule(id_, when, id_, Text(id_)) for id_, when in zip(ids, conditions, strict=True)),
        examples=(),
    )
    applied: pl.LazyFrame = DecisionTable(alone).apply(frame, bind=binding, as_of=as_of, certain=False)
    return applied, [pl.col(column_name(_ALONE, id_)).fill_null(False) for id_ in ids]
