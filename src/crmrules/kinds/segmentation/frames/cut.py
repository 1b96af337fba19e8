"""Where the bands of a population begin, on a frame: the measure alone is collected and ranked.

On Spark it is neither: its ranges are counted and summed where they are.
"""

import datetime
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.kinds.segmentation.amounts import HUNDREDTHS, places_of, units
from crmrules.kinds.segmentation.buckets import Bucketed
from crmrules.kinds.segmentation.frames.measure import open_measure
from crmrules.kinds.segmentation.meaning import Ask, Ranked, find
from crmrules.kinds.segmentation.measure import Counted
from crmrules.records.binding import Binding

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition

_MOST = 2**63
"""From here on a sum does not fit Int64."""


def cut_frame(
    definition: "SegmentationDefinition", frame: Any, bind: Binding, as_of: datetime.date | None, ask: Ask
) -> Counted:
    """The bands of a frame's customers in smallest units, the decimal places of these, and how many are unknown.

    Raises as `open_measure` does.
    """
    measure = open_measure(definition, frame, bind, as_of)
    if measure.opened.backend.sums_ranges:
        from crmrules.engines.frames.libraries.spark_amounts import summed

        lazy, name = measure.alone()
        with summed(lazy.to_native(), name, measure.places, ask.sign) as amounts:
            if amounts is not None:
                ranks = Bucketed(amounts.ranges(), amounts.part)
                return find(ranks, ask, amounts.places), amounts.places, amounts.unknown
    return _found(measure.collect(), measure.places, ask)


def cut_groups(
    definition: "SegmentationDefinition", frame: Any, bind: Binding, as_of: datetime.date | None, ask: Ask
) -> tuple[dict[str, Counted], int]:
    """The same of the customers of each group, and how many are of an unknown one; on Spark, too, the measure is
    collected, and the group. Raises as `open_measure` does.
    """
    measure = open_measure(definition, frame, bind, as_of)
    amounts, groups = measure.collect_groups()
    sizes = dict(groups.value_counts(name="customers").iter_rows())
    found: dict[str, Counted] = {}
    place = ungrouped = sizes.get(None, 0)
    while place < len(groups):
        name = groups.item(place)
        found[name] = _found(amounts[place : place + sizes[name]], measure.places, ask)
        place += sizes[name]
    return found, ungrouped


def _found(amounts: Any, places: int | None, ask: Ask) -> Counted:
    """The bands of amounts, null where they are unknown; `places` is None where they are decimals."""
    known = amounts.drop_nulls()
    ranked, needed = _of_decimals(known, ask.sign) if places is None else (_ranked(known, ask.sign), places)
    return find(ranked, ask, needed), needed, len(amounts) - len(known)


@frozen
class _Column:
    """A column as whole numbers by place."""

    series: Any

    def __len__(self) -> int:
        return len(self.series)

    def __getitem__(self, place: int) -> int:
        return int(self.series.item(place))


def _ranked(amounts: Any, sign: int) -> Ranked:
    """Amounts times a sign, ranked by their library, or one by one where their sum would not fit Int64."""
    ranked = (amounts if sign == 1 else amounts * sign).sort(descending=True)
    count = len(ranked)
    largest = max(abs(ranked.item(0)), abs(ranked.item(count - 1))) if count else 0
    if largest * count >= _MOST:
        return Ranked.of(map(int, ranked.to_list()))
    return Ranked(_Column(ranked), _Column(ranked.cum_sum()))


def _of_decimals(decimals: Any, sign: int) -> tuple[Ranked, int]:
    """Decimals ranked exactly: as whole numbers of their scale where these fit Int64, else one by one."""
    places = decimals.dtype.scale
    if decimals.implementation.is_polars():
        unscaled = decimals.to_native().to_physical()
        if unscaled.is_empty() or (unscaled.min() > -_MOST and unscaled.max() < _MOST):
            import polars as pl

            return _ranked(nw.from_native(unscaled.cast(pl.Int64), series_only=True), sign), places
    found = decimals.to_list()
    needed = max(map(places_of, found), default=HUNDREDTHS)
    return Ranked.of(sign * units(each, needed) for each in found), needed
