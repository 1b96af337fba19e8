"""Holding a decision against what happened to the customers of a frame."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
from attrs import evolve

from crmrules.analysis.markers import Marker, Said
from crmrules.definitions.columns import column_name
from crmrules.errors import RecordError
from crmrules.expressions.accept import shown
from crmrules.kinds.decision.backtest import Backtest, Rate, pairs_seen, rank_interval, rank_quality
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.transitions import outcomes_of
from crmrules.records.binding import Binding
from crmrules.reviews.frames import Frame


def backtest(
    policy: DecisionTable,
    frame: Frame,
    label: str,
    happened: pl.Series,
    bind: Binding,
    as_of: datetime.date | None,
    sweep: Mapping[str, Sequence[float]],
    ranks: bool | None = None,
) -> Backtest:
    """How well a decision would have told what happened; `happened` is a boolean for each row, null where unknown.

    `ranks` says whether the order of outcomes is a ranking, where the policy is not to say it.
    """
    ranks = policy.definition.header.ranks if ranks is None else ranks
    found = _held(policy, frame, happened, label, bind, as_of, ranks)
    swept: list[tuple[str, float, Backtest]] = []
    for name, values in sweep.items():
        if not isinstance(values, Sequence):
            raise RecordError.of(f"sweep `{name}`", f"{shown(values)} is no list of numbers", "give [0.1, 0.2, 0.3]")
        for value in values:
            changed = policy.with_parameters(**{name: value})
            swept.append((name, value, _held(changed, frame, happened, label, bind, as_of, ranks)))
    return evolve(found, sweep=tuple(swept))


def _held(
    policy: DecisionTable,
    frame: Frame,
    happened: pl.Series,
    label: str,
    bind: Binding,
    day: datetime.date | None,
    ranks: bool,
) -> Backtest:
    if policy.definition.hit is HitPolicy.COLLECT:
        rates, ranked = _collected(policy, frame, happened, bind, day)
    else:
        rates, ranked = _settled(policy, frame, happened, bind, day)
    known = happened.drop_nulls()
    total, with_ = len(known), int(known.sum())
    return Backtest(
        policy.definition,
        label,
        tuple(rates),
        total,
        with_,
        len(happened) - total,
        rank_quality(ranked) if ranks else None,
        rank_interval(ranked) if ranks else None,
        total - sum(map(sum, ranked)),
        pairs_seen(ranked, with_, total),
    )


def _settled(
    policy: DecisionTable, frame: Frame, happened: pl.Series, bind: Binding, day: datetime.date | None
) -> tuple[list[Rate], list[tuple[int, int]]]:
    column = outcomes_of(policy, frame, bind, day)
    counts = Counter[tuple[Said, bool]]()
    for code, label, count in _pairs(column.codes, happened):
        counts[column.labels[code], label] += count
    rates = [Rate(id_, counts[id_, True] + counts[id_, False], counts[id_, True]) for id_ in column.labels]
    kept = [each for each in rates if each.count or each.outcome not in (None, Marker.OPEN)]
    return kept, [(each.happened, each.count - each.happened) for each in kept if each.outcome is not Marker.OPEN]


def _collected(
    policy: DecisionTable, frame: Frame, happened: pl.Series, bind: Binding, day: datetime.date | None
) -> tuple[list[Rate], list[tuple[int, int]]]:
    found = policy.apply(frame, bind=bind, as_of=day, look=True).lazy().collect()
    columns = {each.id: column_name(policy.id, each.id) for each in policy.definition.outcomes}
    given = found.select(pl.col(name).fill_null(value=False).alias(id_) for id_, name in columns.items())
    rates = [_rate(id_, given[id_], happened) for id_ in columns]
    number = given.select(pl.sum_horizontal(pl.all().cast(pl.UInt32))).to_series()
    certain = found[column_name(policy.id, "certain")]
    rates.append(_rate(None, (number == 0) & certain, happened))
    rates += [each for each in [_rate(Marker.OPEN, ~certain, happened)] if each.count]
    counts = Counter[tuple[int, bool]]()
    # how many outcomes an open row has in the end is not known
    for flags, label, count in _pairs(number.filter(certain), happened.filter(certain)):
        counts[flags, label] += count
    return rates, [(counts[flags, True], counts[flags, False]) for flags in range(len(columns), -1, -1)]


def _rate(outcome: Said, given: pl.Series, happened: pl.Series) -> Rate:
    here = given & happened.is_not_null()
    return Rate(outcome, int(here.sum()), int((given & happened.fill_null(value=False)).sum()))


def _pairs(codes: pl.Series, happened: pl.Series) -> list[tuple[int, bool, int]]:
    both = pl.DataFrame({"code": codes, "label": happened}).drop_nulls("label")
    return list(both.group_by("code", "label").len().iter_rows())
