"""`backtest` as users ask for it: a policy, a frame, and the column that says what happened."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import polars as pl
from attrs import evolve
from polars import selectors as cs

from crmrules.errors import EngineError, RecordError, did_you_mean
from crmrules.expressions.accept import is_text, shown
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy, checked_flag, checked_policy, day_of
from crmrules.kinds.kind import Backtests
from crmrules.records.binding import Bind, bound, check_strict
from crmrules.reviews.frames import Frame, as_polars

if TYPE_CHECKING:
    from crmrules.assurance.backtest.result import Backtest
    from crmrules.kinds.scorecard.backtest import ScorecardBacktest
    from crmrules.kinds.scorecard.policy import Scorecard

_YES, _NO = ("yes", "y", "true", "t", "1", "是"), ("no", "n", "false", "f", "0", "否")
_WORDS = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}


@overload
def backtest(
    policy: "Scorecard",
    frame: Any,
    *,
    label: str,
    happened: object = None,
    bind: Bind | None = None,
    as_of: datetime.date | None = None,
    sweep: Mapping[str, Sequence[float]] | None = None,
    ranks: bool | None = None,
) -> "ScorecardBacktest": ...
@overload
def backtest(
    policy: Policy[Any],
    frame: Any,
    *,
    label: str,
    happened: object = None,
    bind: Bind | None = None,
    as_of: datetime.date | None = None,
    sweep: Mapping[str, Sequence[float]] | None = None,
    ranks: bool | None = None,
) -> "Backtest": ...
def backtest(
    policy: Policy[Any],
    frame: Any,
    *,
    label: str,
    happened: object = None,
    bind: Bind | None = None,
    as_of: datetime.date | None = None,
    sweep: Mapping[str, Sequence[float]] | None = None,
    ranks: bool | None = None,
) -> "Backtest":
    """How well a decision or a scorecard would have told what happened, from a frame whose column `label` says so.

    The column holds booleans, 0 and 1, or yes and no; with `happened` it is any column, and that is the value it
    holds where it happened. Rows without a label are left out, and counted. `sweep` tries parameters at other values,
    one at a time. Where the order of outcomes or scores is no ranking, which a decision says itself or `ranks=False`,
    rates stand alone. Raises `EngineError` for policies of other kinds, for what is no frame and no flag,
    `RecordError` for other labels, and what `apply` and `with_parameters` raise.
    """
    kind = backtesting(policy)
    frame = as_polars(frame, "backtest")
    if sweep is not None and not isinstance(sweep, Mapping):
        raise RecordError.of("sweep", f"{shown(sweep)} is no table", 'write it as {"parameter": [0.1, 0.2]}')
    labels = _labels(frame, label, happened)
    day, binding = day_of(as_of), bound(bind)
    # the label is no fact, and asked for all the same
    known = [*(fact.name for fact in policy.definition.facts.declared), label]
    check_strict(binding, [known], frame.lazy().collect_schema().names())
    ranking = ranks if ranks is None else checked_flag(ranks, "ranks")
    return kind.backtest(policy, frame, label, labels, evolve(binding, strict=False), day, sweep or {}, ranking)


def backtesting(policy: Policy[Any]) -> Backtests[Any]:
    """The kind that holds a policy against what happened; raises `EngineError` where it is none that does."""
    kind = kind_of(checked_policy(policy, Policy, "backtest").definition)
    if not isinstance(kind, Backtests):
        raise EngineError.of("backtest", f"policy `{policy.id}` is a {policy.kind}", "give a decision or a scorecard")
    return kind


def _labels(frame: Frame, label: str, happened: object) -> pl.Series:
    """What happened, row by row, as booleans."""
    known = frame.lazy().collect_schema()
    given: object = label
    if not isinstance(given, str) or given not in known:
        raise RecordError.of(f"label {shown(label)}", "is no column", did_you_mean(label, known.names()))
    # called otherwise: what Polars takes for a pattern is a name, too
    column = frame.lazy().select(cs.by_name(label)).collect().to_series().alias("label")
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
        except Exception:  # whatever it is, it is no number
            raise RecordError.of(f"label `{label}`", f"holds numbers, and {shown(happened)} is none") from None
    other = column.filter((column != 0) & (column != 1))
    if len(other):
        raise _refused(label, other[0])
    return column == 1


def _texts(label: str, said: pl.Series, happened: object) -> pl.Series:
    texts = said.str.strip_chars()
    texts = texts.set(texts == "", None)
    if happened is not None:
        wanted = str(happened) if is_text(happened) else ascii(shown(happened))
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
