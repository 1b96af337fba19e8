"""`backtest` as users ask for it: a decision, a frame, and the column that says what happened."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import evolve

from crmrules.assurance.difference.transitions import coded
from crmrules.errors import RecordError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.kinds import DecisionTable
from crmrules.kinds.base import checked_day, checked_policy
from crmrules.kinds.decision.analysis.verdicts import OPEN
from crmrules.kinds.decision.backtest import Backtest, Rate, pairs_seen, rank_interval, rank_quality
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.records.binding import Binding
from crmrules.reviews.counting import base_of
from crmrules.reviews.frames import Frame, as_polars

_YES, _NO = ("yes", "y", "true", "t", "1", "是"), ("no", "n", "false", "f", "0", "否")
_WORDS = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}


def backtest(
    policy: DecisionTable,
    frame: Any,
    *,
    label: str,
    happened: object = None,
    bind: Binding | None = None,
    as_of: datetime.date | None = None,
    sweep: Mapping[str, Sequence[float]] | None = None,
    ranks: bool | None = None,
) -> Backtest:
    """How well a decision would have told what happened, from a frame whose column `label` says so.

    The column holds booleans, 0 and 1, or yes and no; with `happened` it is any column, and that is the value it
    holds where it happened. Rows without a label are left out, and counted. `sweep` tries parameters at other values,
    one at a time. Where the order of outcomes is no ranking, which the policy says itself or `ranks=False`, rates stand
    alone. Raises `EngineError` for what is no frame, `RecordError` for other labels, and what `apply` and
    `with_parameters` raise.
    """
    policy = checked_policy(policy, DecisionTable, "backtest")
    frame = as_polars(frame, "backtest")
    day = None if as_of is None else checked_day(as_of)
    labels = _labels(frame, label, happened)
    ranks = policy.definition.header.ranks if ranks is None else ranks
    found = _held(policy, frame, labels, label, bind or Binding(), day, ranks)
    swept: list[tuple[str, float, Backtest]] = []
    for name, values in (sweep or {}).items():
        if not isinstance(values, Sequence):
            raise RecordError.of(f"sweep `{name}`", f"{shown(values)} is no list of numbers", "give [0.1, 0.2, 0.3]")
        for value in values:
            changed = policy.with_parameters(**{name: value})
            swept.append((name, value, _held(changed, frame, labels, label, bind or Binding(), day, ranks)))
    return evolve(found, sweep=tuple(swept))


def _labels(frame: Frame, label: str, happened: object) -> pl.Series:
    """What happened, row by row, as booleans."""
    known = frame.lazy().collect_schema()
    if label not in known:
        raise RecordError.of(f"label `{label}`", "is no column", did_you_mean(label, known.names()))
    column = frame.lazy().select(label).collect().to_series()
    if column.dtype == pl.Boolean and happened is None:
        return column
    if column.dtype.is_numeric():
        column = column.fill_nan(None) if column.dtype.is_float() else column
        return _numbers(label, column, happened)
    if column.dtype.is_nested() or column.dtype == pl.Object:
        raise RecordError.of(f"label `{label}`", f"a column of {column.dtype} does not say whether it happened")
    return _texts(label, column.cast(pl.String), happened)


def _numbers(label: str, column: pl.Series, happened: object) -> pl.Series:
    if happened is not None:
        try:
            return column == float(str(happened))
        except ValueError:
            raise RecordError.of(f"label `{label}`", f"holds numbers, and {shown(happened)} is none") from None
    other = column.filter((column != 0) & (column != 1))
    if len(other):
        raise _refused(label, other[0])
    return column == 1


def _texts(label: str, said: pl.Series, happened: object) -> pl.Series:
    texts = said.str.strip_chars()
    texts = texts.set(texts == "", None)
    if happened is not None:
        wanted = str(happened)
        if not (texts == wanted).any():
            there = texts.drop_nulls().unique().sort().head(10).to_list()
            raise RecordError.of(f"label `{label}`", f"never holds {shown(wanted)}", did_you_mean(wanted, there))
        return texts == wanted
    texts = texts.str.to_lowercase()
    other = said.filter(~texts.is_in(list(_WORDS)) & texts.is_not_null())
    if len(other):
        raise _refused(label, other[0])
    return texts.replace_strict(list(_WORDS), list(_WORDS.values()), return_dtype=pl.Boolean)


def _refused(label: str, value: object) -> RecordError:
    remedy = "give true and false, 1 and 0, or yes and no; or say with `happened` which value it is"
    return RecordError.of(f"label `{label}`", f"{shown(value)} does not say whether it happened", remedy)


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
    column = coded(policy, frame, bind, day)
    counts = Counter[tuple[str | None, bool]]()
    for code, label, count in _pairs(column.codes, happened):
        counts[column.labels[code], label] += count
    rates = [Rate(id_, counts[id_, True] + counts[id_, False], counts[id_, True]) for id_ in column.labels]
    kept = [each for each in rates if each.count or each.outcome not in (None, OPEN)]
    return kept, [(each.happened, each.count - each.happened) for each in kept if each.outcome != OPEN]


def _collected(
    policy: DecisionTable, frame: Frame, happened: pl.Series, bind: Binding, day: datetime.date | None
) -> tuple[list[Rate], list[tuple[int, int]]]:
    found = policy.apply(frame, bind=bind, as_of=day).lazy().collect()
    base = base_of(policy.id)
    columns = {each.id: f"{base}_{base_of(each.id)}" for each in policy.definition.outcomes}
    given = found.select(pl.col(name).fill_null(value=False).alias(id_) for id_, name in columns.items())
    rates = [_rate(id_, given[id_], happened) for id_ in columns]
    number = given.select(pl.sum_horizontal(pl.all().cast(pl.UInt32))).to_series()
    rates.append(_rate(None, number == 0, happened))
    counts = Counter[tuple[int, bool]]()
    for flags, label, count in _pairs(number, happened):
        counts[flags, label] += count
    return rates, [(counts[flags, True], counts[flags, False]) for flags in range(len(columns), -1, -1)]


def _rate(outcome: str | None, given: pl.Series, happened: pl.Series) -> Rate:
    here = given & happened.is_not_null()
    return Rate(outcome, int(here.sum()), int((given & happened.fill_null(value=False)).sum()))


def _pairs(codes: pl.Series, happened: pl.Series) -> list[tuple[int, bool, int]]:
    both = pl.DataFrame({"code": codes, "label": happened}).drop_nulls("label")
    return list(both.group_by("code", "label").len().iter_rows())
