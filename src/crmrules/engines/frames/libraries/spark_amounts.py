"""Amounts of a Spark frame, counted and summed by ranges: nothing is sorted, and no task sees more than its share.

Each round is one `GROUP BY` of at most `MOST_PARTS` groups, which Spark counts where the rows lie before it brings
groups together. Sums are exact: those of the high and the low digits are taken apart.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import field, frozen

from crmrules.engines.frames.libraries.spark_functions import functions
from crmrules.engines.frames.ranges import Range

MOST_PARTS = 16_384
"""Into how many parts a range is parted at most."""

_AMOUNT = "amount"
_LONG = 18
"""The digits of decimals that all fit 64 bits."""
_MOST_PLACES = 17
"""With more decimal places a product of Spark's decimals may lose digits."""
_HUNDREDTHS = 2
_BEFORE = 16
"""The digits before the point of the largest measure."""


@frozen
class _Whole:
    """How whole numbers are held and written."""

    type: str
    suffix: str
    base: int
    """What high and low digits are parted by, so that sums of each stay within the type."""

    def literal(self, number: int) -> str:
        return f"{number}{self.suffix}"

    def sum_of(self, digits: str) -> Any:
        return functions.sum(functions.expr(f"CAST({_AMOUNT} {digits} {self.literal(self.base)} AS {self.type})"))


_BIGINT = _Whole("BIGINT", "L", 2**31)
_DECIMAL = _Whole("DECIMAL(38, 0)", "BD", 10**18)


@frozen
class Amounts:
    """Whole numbers of a smallest unit, in a frame of one column."""

    frame: Any
    places: int
    """The decimal places of the unit."""
    _whole: _Whole
    _known: list[Range]
    unknown: int = field()
    """How many amounts are unknown."""

    def ranges(self) -> list[Range]:
        """All amounts above zero, and all others; those first."""
        return list(self._known)

    def part(self, wide: Range) -> Sequence[Range]:
        """A range of several amounts in two parts or more, the highest first."""
        whole = self._whole
        least, most = whole.literal(wide.least), whole.literal(wide.most)
        inside = self.frame.where(f"{_AMOUNT} BETWEEN {least} AND {most}")
        if wide.count <= MOST_PARTS:
            return _summed(inside, _AMOUNT, whole)[0]
        width = -(-(wide.most - wide.least + 1) // MOST_PARTS)
        return _summed(inside, f"({_AMOUNT} - {least}) DIV {whole.literal(width)}", whole)[0]


@contextmanager
def summed(frame: Any, column: str, places: int | None, sign: int) -> Generator[Amounts | None]:
    """The amounts of a column of whole numbers of so many decimal places, or of decimals, times a sign.

    None for decimals of more places than Spark reckons with. Spark keeps them, in memory and beyond on disk, as long as
    they are asked for.
    """
    amount = functions.col(column)
    whole = _BIGINT
    if places is None:
        type_ = frame.schema[column].dataType
        places, whole = _unit(frame.select(amount.alias(_AMOUNT)), type_.precision, type_.scale)
        if places > _MOST_PLACES:
            yield None
            return
        amount = _in_units(amount, places)
    kept = frame.select((amount.cast(whole.type) * sign).cast(whole.type).alias(_AMOUNT)).persist()
    try:
        known, unknown = _summed(kept, f"{_AMOUNT} > 0", whole)
        yield Amounts(kept, places, whole, known, unknown)
    finally:
        kept.unpersist()


def _summed(frame: Any, group: str, whole: _Whole) -> tuple[list[Range], int]:
    """The ranges of amounts by group, the highest first, and how many amounts are unknown."""
    amount = functions.col(_AMOUNT)
    grouped = frame.groupBy(functions.expr(group)).agg(
        functions.min(amount), functions.max(amount), functions.count("*"), whole.sum_of("DIV"), whole.sum_of("%")
    )
    known: list[Range] = []
    unknown = 0
    for _, least, most, count, high, low in rows_of(grouped):
        if least is None:
            unknown += count
        else:
            known.append(Range(int(least), int(most), count, int(high) * whole.base + int(low)))
    return sorted(known, key=lambda each: each.least, reverse=True), unknown


def rows_of(frame: Any) -> Sequence[Any]:
    """The rows of a frame, here."""
    found: Sequence[Any] = frame.collect()
    return found


def _unit(decimals: Any, precision: int, scale: int) -> tuple[int, _Whole]:
    """The decimal places of a unit that all of some decimals are whole numbers of, and how these are held."""
    if precision <= _LONG:
        return scale, _BIGINT
    amount = functions.col(_AMOUNT)
    fewer = range(min(_HUNDREDTHS, scale), scale)
    type_ = f"DECIMAL({precision}, {scale})"
    asked = [functions.max(functions.abs(amount)), *(functions.bool_and(_fits(amount, each, type_)) for each in fewer)]
    [[most, *fits]] = rows_of(decimals.agg(*asked))
    places = next((each for each, fit in zip(fewer, fits, strict=True) if fit or fit is None), scale)
    return places, _BIGINT if int(most or 0) + 1 < 10 ** (_LONG - places) else _DECIMAL


def _fits(amount: Any, places: int, type_: str) -> Any:
    """Whether a decimal has no more places; those of two types would be compared in one that may lose digits."""
    same = functions.round(amount, places).try_cast(type_) == amount
    return functions.when(amount.isNotNull(), functions.coalesce(same, functions.lit(False)))


def _in_units(amount: Any, places: int) -> Any:
    """Decimals as whole numbers of their unit: those before and after the point apart, which loses no digit."""
    unit = functions.expr(f"CAST(1{'0' * places} AS DECIMAL({places + 1}, 0))")
    before = amount.cast("BIGINT").cast(f"DECIMAL({_BEFORE}, 0)")
    after = amount.cast(f"DECIMAL({_BEFORE + places}, {places})") - before
    return before * unit + after.cast(f"DECIMAL({places + 1}, {places})") * unit
