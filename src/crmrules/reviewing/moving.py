"""What a change moves: the outcomes of the same customers before and after, and the contacts a year it means."""

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeAlias

import polars as pl
from attrs import frozen

from crmrules.analysis.cells.verdicts import OPEN
from crmrules.analysis.difference import GIVEN, NOT_GIVEN
from crmrules.definitions.cadence import CadenceDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.definitions.periods import A_YEAR
from crmrules.errors import EngineError
from crmrules.kinds import Cadence, DecisionTable, Policy, Segmentation
from crmrules.records.binding import Binding
from crmrules.reviewing.counting import base_of

BEFORE, AFTER = "before", "after"

Pair: TypeAlias = tuple[str | None, str | None]
Frame: TypeAlias = pl.DataFrame | pl.LazyFrame


@frozen(eq=False)
class Moved:
    """The customers of a file, before and after."""

    counts: Mapping[str, Counter[Pair]]
    """For each outcome before and after the customers; *collect* has one count an outcome, others one under ""."""
    customers: pl.DataFrame
    """The rows that move, with the columns ``before`` and ``after``."""
    contacts: tuple[float, float] | None = None
    """The contacts a year that a cadence asks for, before and after; None where the change bears on none."""

    @property
    def total(self) -> int:
        """The customers of the file."""
        return max((sum(each.values()) for each in self.counts.values()), default=0)


def moved(
    old: Policy[Any],
    new: Policy[Any],
    frame: Frame,
    bind: Binding,
    as_of: datetime.date | None,
    cadence: Cadence | None,
) -> Moved:
    """What a change moves among the customers of a frame."""
    taken = [name for name in (BEFORE, AFTER) if name in frame.lazy().collect_schema().names()]
    if taken:
        raise EngineError.of("diff", f"the data has a column `{taken[0]}` already", "rename it")
    match old, new:
        case DecisionTable(), DecisionTable() if old.definition.hit is HitPolicy.COLLECT:
            return _collected(old, new, frame, bind, as_of)
        case DecisionTable(), DecisionTable():
            before, after = (coded(each, frame, bind, as_of) for each in (old, new))
        case Segmentation(), Segmentation():
            before, after = (_bands(each, frame, bind, as_of) for each in (old, new))
        case Cadence(), Cadence():
            return _planned(old, new, frame, bind)
        case _:
            raise EngineError.of("diff", f"a {old.kind} and a {new.kind} cannot be compared")
    counts, rows = _counted(before, after)
    customers = _customers(frame, rows, before.texts(rows), after.texts(rows))
    return Moved({"": counts}, customers, _contacts(cadence, counts) if isinstance(old, Segmentation) else None)


@frozen(eq=False)
class Coded:
    """An outcome for each row, as the place of its label: texts would take longer."""

    codes: pl.Series
    labels: list[str | None]

    def texts(self, rows: pl.Series) -> pl.Series:
        """The labels of some rows."""
        return self.codes.filter(rows).replace_strict(
            list(range(len(self.labels))), self.labels, return_dtype=pl.String
        )


def _coded(column: pl.Expr, labels: list[str], found: pl.LazyFrame, open_: pl.Expr | None = None) -> Coded:
    """A column of a few texts, with no outcome after its labels, and `OPEN` where it is."""
    none, unsettled = len(labels), len(labels) + 1
    code = column.to_physical().cast(pl.UInt32).fill_null(none)
    if open_ is not None:
        code = pl.when(open_).then(pl.lit(unsettled, pl.UInt32)).otherwise(code)
    return Coded(found.select(code.alias("code")).collect().to_series(), [*labels, None, OPEN])


def coded(policy: DecisionTable, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Coded:
    """The outcome of each row; not for *collect*, which gives several."""
    base = base_of(policy.id)
    found = policy.apply(frame, bind=bind, as_of=as_of).lazy()
    labels = [outcome.id for outcome in policy.definition.outcomes]
    return _coded(pl.col(base), labels, found, pl.col(base).is_null() & ~pl.col(f"{base}_certain"))


def _bands(policy: Segmentation, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Coded:
    found = policy.cut(frame, bind=bind, as_of=as_of).apply(frame, bind=bind).lazy()
    return _coded(pl.col(base_of(policy.id)), [band.id for band in policy.definition.bands], found)


def _counted(before: Coded, after: Coded) -> tuple[Counter[Pair], pl.Series]:
    """How many come from where to where, and which rows move."""
    counts = Counter[Pair]()
    apart: list[int] = []
    pairs = before.codes * _MANY + after.codes
    for pair, count in pairs.value_counts().iter_rows():
        here, there = before.labels[pair // _MANY], after.labels[pair % _MANY]
        counts[here, there] += count
        if here != there:
            apart.append(pair)
    return counts, pairs.is_in(apart)


_MANY = 65_536
"""More than any policy has outcomes."""


def _customers(frame: Frame, rows: pl.Series, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    """The rows that move, with what was said of them and what is said now."""
    return frame.lazy().filter(rows).collect().with_columns(before.alias(BEFORE), after.alias(AFTER))


def _collected(
    old: DecisionTable, new: DecisionTable, frame: Frame, bind: Binding, as_of: datetime.date | None
) -> Moved:
    found = [each.apply(frame, bind=bind, as_of=as_of).lazy().collect() for each in (old, new)]
    counts: dict[str, Counter[Pair]] = {}
    given: dict[str, list[Coded]] = {}
    rows = pl.Series([False]).new_from_index(0, len(found[0]))
    for id_ in dict.fromkeys(outcome.id for each in (old, new) for outcome in each.definition.outcomes):
        given[id_] = [_given(one, policy, id_) for one, policy in zip(found, (old, new), strict=True)]
        counts[id_], changed = _counted(*given[id_])
        rows = rows | changed
    told = [_listed({id_: columns[place].texts(rows) for id_, columns in given.items()}) for place in (0, 1)]
    return Moved(counts, _customers(frame, rows, *told))


def _given(found: pl.DataFrame, policy: DecisionTable, id_: str) -> Coded:
    """Whether *collect* gives an outcome, row by row."""
    column = f"{base_of(policy.id)}_{base_of(id_)}"
    given = pl.col(column) if column in found.columns else pl.lit(value=False)
    code = pl.when(given.is_null()).then(2).when(given).then(0).otherwise(1).cast(pl.UInt32)
    return Coded(found.select(pl.repeat(0, pl.len(), dtype=pl.UInt32) + code).to_series(), [GIVEN, NOT_GIVEN, OPEN])


def _listed(given: Mapping[str, pl.Series]) -> pl.Series:
    """The outcomes that are given, as one text a row."""
    named = [
        pl.when(column == GIVEN).then(pl.lit(id_)).when(column == OPEN).then(pl.lit(f"{id_}?")).alias(id_)
        for id_, column in given.items()
    ]
    return pl.DataFrame(given).select(pl.concat_str(named, separator=", ", ignore_nulls=True)).to_series()


def _contacts(cadence: Cadence | None, counts: Counter[Pair]) -> tuple[float, float] | None:
    if cadence is None:
        return None
    rates = {class_: rate(cadence.definition, class_) for class_ in cadence.definition.classes}
    return (
        sum(count * rates.get(str(before), 0.0) for (before, _), count in counts.items()),
        sum(count * rates.get(str(after), 0.0) for (_, after), count in counts.items()),
    )


def rate(definition: CadenceDefinition, class_: str) -> float:
    """The contacts a year that a cadence asks for with a customer of a class; optional ones are not asked for."""
    values = definition.values_on(None)
    here = [each for each in definition.intervals if each.class_ == class_ and not each.optional]
    return sum(A_YEAR[definition.parameters[each.every].unit] / float(values[each.every]) for each in here)


def _planned(old: Cadence, new: Cadence, frame: Frame, bind: Binding) -> Moved:
    """Of two cadences the contacts a year, where the class is a column: customers stay in their classes."""
    name = old.definition.header.class_
    column = bind.columns.get(name, name)
    if column not in frame.lazy().collect_schema().names():
        remedy = "cut the segmentation first, or bind the class"
        raise EngineError.of("diff", f"the data has no column `{column}` with the class of customers", remedy)
    classes = frame.lazy().group_by(pl.col(column).cast(pl.String)).len().collect().iter_rows()
    counts = Counter[Pair]({(class_, class_): count for class_, count in classes})
    before, after = _contacts(old, counts), _contacts(new, counts)
    assert before is not None
    assert after is not None
    none = (
        frame.lazy().head(0).with_columns(pl.lit(None, pl.String).alias(BEFORE), pl.lit(None, pl.String).alias(AFTER))
    )
    return Moved({"": counts}, none.collect(), (before[0], after[0]))
