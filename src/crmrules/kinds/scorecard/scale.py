"""What makes the points of a scorecard whole numbers, whose sums are exact wherever rows are scored at once."""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Self

from attrs import frozen

from crmrules.errors import EngineError
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.parts import Item, Missing


@frozen
class Scale:
    """What makes all points, and apart from them all weights, whole numbers."""

    values: Mapping[str, object]
    points: int
    weights: int
    boundaries: tuple[tuple[Fraction, bool], ...]
    ids: tuple[str | None, ...]

    @classmethod
    def of(cls, definition: ScorecardDefinition, as_of: datetime.date | None) -> Self:
        values, regions = definition.values_on(as_of), definition.regions_on(as_of)
        weights = [definition.weight_of(item, values) for item in definition.items]
        given = [
            [each * weight for each in (*definition.points_of(item, values), *by_unknown(item, values))]
            for item, weight in zip(definition.items, weights, strict=True)
        ]
        scale = cls(
            values,
            lcm(*(each.denominator for some in given for each in some)),
            lcm(*(each.denominator for each in weights)),
            regions.boundaries,
            regions.ids,
        )
        most = sum((max(map(abs, some)) for some in given), Fraction()) * scale.points
        largest = max(most, Fraction(scale.points))
        if definition.header.missing is Missing.RENORMALISE:
            together = sum(weights, Fraction()) * scale.weights
            largest = max(largest, most * together, scale.points * together)
            ends = [max(abs(edge.numerator), edge.denominator) for edge, _ in regions.boundaries]
            largest = max(largest, largest * max(ends, default=1) / 2**9)  # products are compared as Int64
        if largest > MAX_WHOLE:
            message = "its points and weights have too many digits for whole numbers of 64 bits"
            raise EngineError.of(f"policy `{definition.id}`", message, "round them, or use `score_many`")
        return scale

    def whole(self, points: Fraction) -> int:
        """Points as a whole number."""
        return int(points * self.points)

    @property
    def first(self) -> tuple[int, ...]:
        """The least whole number of each region but the first, within 64 bits."""
        return tuple(
            _within(floor(edge * self.points) + 1 if is_below else ceil(edge * self.points))
            for edge, is_below in self.boundaries
        )


def by_unknown(item: Item, values: Mapping[str, object]) -> tuple[Fraction, ...]:
    """What the file gives for an item that is unknown; nothing where it says nothing."""
    return (number(values, item.unknown),) if item.unknown else ()


def _within(number: int) -> int:
    """A whole number, or the end of Int64 on its side."""
    return max(-(2**63) + 1, min(2**63 - 1, number))
