"""What a change moves: the outcomes of the same customers before and after, and the contacts a year it means."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl
from attrs import frozen

from crmrules.analysis.markers import Marker, Said, written
from crmrules.definitions.columns import column_name
from crmrules.errors import EngineError
from crmrules.model.text import Text
from crmrules.reviews.frames import Frame

BEFORE, AFTER = "before", "after"

Pair: TypeAlias = tuple[Said, Said]


@frozen
class Contacts:
    """The contacts a year that a cadence asks for."""

    before: float = 0.0
    after: float = 0.0
    why: Text | None = None
    """Why they are not told; None where they are."""


@frozen(eq=False)
class Moved:
    """The customers of a file, before and after."""

    counts: Mapping[str, Counter[Pair]]
    """For each outcome before and after the customers; *collect* has one count an outcome, others one under ""."""
    customers: pl.DataFrame
    """The rows that move, with the columns ``before`` and ``after``."""
    contacts: Contacts | None = None
    """The contacts a year that a cadence asks for; None where the change bears on none."""
    is_for_a_day: bool = True
    """Whether it was looked who moves: with cadences only where a day is given."""

    @property
    def total(self) -> int:
        """The customers of the file."""
        return max((sum(each.values()) for each in self.counts.values()), default=0)

    def to_dict(self) -> dict[str, Any]:
        """The numbers, as plain values."""
        return {
            "total": self.total,
            "moved": len(self.customers),
            "counts": [
                {
                    **({"outcome": id_} if id_ else {}),
                    "before": written(before),
                    "after": written(after),
                    "customers": count,
                }
                for id_, counts in self.counts.items()
                for (before, after), count in counts.items()
            ],
            **(
                {"contacts": {"before": self.contacts.before, "after": self.contacts.after}}
                if self.contacts is not None and self.contacts.why is None
                else {}
            ),
        }


def check_columns(frame: Frame) -> None:
    """Make sure that the columns of before and after have names of their own; raises `EngineError`."""
    taken = [name for name in (BEFORE, AFTER) if name in frame.lazy().collect_schema().names()]
    if taken:
        raise EngineError.of("diff", f"the data has a column `{taken[0]}` already", "rename it")


@frozen(eq=False)
class Coded:
    """An outcome for each row, as the place of its label: texts would take longer."""

    codes: pl.Series
    labels: Sequence[Said]

    def texts(self, rows: pl.Series) -> pl.Series:
        """The labels of some rows."""
        return self.codes.filter(rows).replace_strict(
            list(range(len(self.labels))), [*map(written, self.labels)], return_dtype=pl.String
        )


def coded(column: pl.Expr, labels: list[str], found: pl.LazyFrame, open_: pl.Expr | None = None) -> Coded:
    """A column of a few texts, with no outcome after its labels, and `Marker.OPEN` where it is."""
    none, unsettled = len(labels), len(labels) + 1
    code = column.to_physical().cast(pl.UInt32).fill_null(none)
    if open_ is not None:
        code = pl.when(open_).then(pl.lit(unsettled, pl.UInt32)).otherwise(code)
    return Coded(found.select(code.alias("code")).collect().to_series(), [*labels, None, Marker.OPEN])


def counted(before: Coded, after: Coded) -> tuple[Counter[Pair], pl.Series]:
    """How many come from where to where, in the order of the labels, and which rows move."""
    counts = Counter[Pair]()
    apart: list[int] = []
    pairs = before.codes * _MANY + after.codes
    for pair, count in sorted(pairs.value_counts().iter_rows()):
        here, there = before.labels[pair // _MANY], after.labels[pair % _MANY]
        counts[here, there] += count
        if here != there:
            apart.append(pair)
    return counts, pairs.is_in(apart)


_MANY = 65_536
"""More than any policy has outcomes."""


def customers_of(frame: Frame, rows: pl.Series, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    """The rows that move, with what was said of them and what is said now."""
    return frame.lazy().filter(rows).collect().with_columns(before.alias(BEFORE), after.alias(AFTER))


def transitions(before: Coded, after: Coded, frame: Frame) -> Moved:
    """Who comes from where to where, by an outcome for each row before and after."""
    counts, rows = counted(before, after)
    return Moved({"": counts}, customers_of(frame, rows, before.texts(rows), after.texts(rows)))


def several(
    ids: Iterable[str], before: tuple[str, pl.DataFrame], after: tuple[str, pl.DataFrame], frame: Frame
) -> Moved:
    """Who comes from where to where, where several answers may be given of a row: each has a column of truths.

    `before` and `after` are the id of the policy and what it said, row by row.
    """
    given: dict[str, tuple[Coded, Coded]] = {}
    counts: dict[str, Counter[Pair]] = {}
    rows = pl.Series([False]).new_from_index(0, len(before[1]))
    for id_ in dict.fromkeys(ids):
        given[id_] = _truths(*before, id_), _truths(*after, id_)
        counts[id_], changed = counted(*given[id_])
        rows = rows | changed
    was, will = (_listed({id_: pair[side].texts(rows) for id_, pair in given.items()}) for side in (0, 1))
    return Moved(counts, customers_of(frame, rows, was, will))


def _truths(policy: str, found: pl.DataFrame, id_: str) -> Coded:
    """Whether an answer is given, row by row."""
    column = column_name(policy, id_)
    given = pl.col(column) if column in found.columns else pl.lit(value=False)
    code = pl.when(given.is_null()).then(2).when(given).then(0).otherwise(1).cast(pl.UInt32)
    labels = [Marker.GIVEN, Marker.NOT_GIVEN, Marker.OPEN]
    return Coded(found.select(pl.repeat(0, pl.len(), dtype=pl.UInt32) + code).to_series(), labels)


def _listed(given: Mapping[str, pl.Series]) -> pl.Series:
    """The answers that are given, as one text a row."""
    named = [
        pl.when(column == Marker.GIVEN.value)
        .then(pl.lit(id_))
        .when(column == Marker.OPEN.value)
        .then(pl.lit(f"{id_}?"))
        .alias(id_)
        for id_, column in given.items()
    ]
    return pl.DataFrame(given).select(pl.concat_str(named, separator=", ", ignore_nulls=True)).to_series()
