"""Holding a decision against what happened to the customers of a frame."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from crmrules.analysis.markers import Marker, Said
from crmrules.assurance.backtest.counting import pairs, with_sweep
from crmrules.assurance.backtest.rates import Rate
from crmrules.assurance.backtest.result import Backtest
from crmrules.definitions.columns import column_name
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
    ranked = policy.definition.header.ranks if ranks is None else ranks
    return with_sweep(policy, sweep, lambda each: _held(each, frame, happened, label, bind, as_of, ranked))


def _held(
    policy: DecisionTable,
    frame: Frame,
    happened: pl.Series,
    label: str,
    bind: Binding,
    day: datetime.date | None,
    ranks: bool,
) -> Backtest:
    found = _collected if policy.definition.hit is HitPolicy.COLLECT else _settled
    rates, ranked = found(policy, frame, happened, bind, day)
    return Backtest.of(policy.definition, label, rates, ranked, happened, ranks=ranks)


def _settled(
    policy: DecisionTable, frame: Frame, happened: pl.Series, bind: Binding, day: datetime.date | None
) -> tuple[list[Rate], list[tuple[int, int]]]:
    column = outcomes_of(policy, frame, bind, day)
    counts = Counter[tuple[Said, bool]]()
    for code, label, count in pairs(column.codes, happened):
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
    for flags, label, count in pairs(number.filter(certain), happened.filter(certain)):
        counts[flags, label] += count
    return rates, [(counts[flags, True], counts[flags, False]) for flags in range(len(columns), -1, -1)]


def _rate(outcome: Said, given: pl.Series, happened: pl.Series) -> Rate:
    here = given & happened.is_not_null()
    return Rate(outcome, int(here.sum()), int((given & happened.fill_null(value=False)).sum()))
