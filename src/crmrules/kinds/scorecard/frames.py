"""A scorecard over columns: the range of each row's score in whole numbers, and the band it lies in.

What items can give is known beforehand: multiplied by one number all of it is whole, and sums of whole numbers are
exact on every library.
"""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from operator import add
from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.logic import Bool
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.parts import nested
from crmrules.engines.frames.rows import RowLogic
from crmrules.engines.frames.stages import Stages
from crmrules.engines.rows import bool_of
from crmrules.kinds.scorecard.definition import ScorecardDefinition, columns_of, number
from crmrules.kinds.scorecard.parts import Item, Missing
from crmrules.kinds.scorecard.scale import Scale, by_unknown
from crmrules.records.binding import Binding


def apply_scorecard(
    definition: ScorecardDefinition, frame: Any, bind: Binding, as_of: datetime.date | None, look: bool
) -> Any:
    """The frame with the score of each row; lazy where it was.

    `look` says whether the values of a lazy frame are looked at beforehand. Raises `EngineError` for what is no frame
    that is known, and for points of too many digits; `BindingError` and `RecordError` for columns that are not there,
    of a wrong type, or there already, and for values for which a record would be refused.
    """
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    door = Door(opened, stages, through, looks=look)
    facts = door.read(definition.read_facts)
    unread, names = door.unread(), columns_of(definition)
    check_names(opened, definition, [*names, *unread])
    scoring = _Scoring(FactColumns(definition, as_of, facts, stages, opened.backend), _Scale.of(definition, as_of))
    labels = Labels(tuple(band.id for band in definition.bands), ordered=True)
    found = [labels.column(*scoring.bands, opened.backend)] if definition.bands else []
    found += [scoring.points, scoring.scale.shown(scoring.low), scoring.scale.shown(scoring.high), scoring.certain]
    if definition.header.missing is Missing.RENORMALISE:
        found.append(~scoring.is_settled)
    added = dict(zip(names, found, strict=True))
    return close(opened, stages, {**added, **unread}, {names[0]: labels} if definition.bands else {})


@frozen
class _Scale(Scale):
    """The same as columns."""

    def lit(self, points: Fraction) -> nw.Expr:
        """Points as a whole number."""
        return nw.lit(self.whole(points), dtype=nw.Int64)

    def shown(self, points: nw.Expr) -> nw.Expr:
        """Whole numbers as points: those next to them in float64, where they are no whole numbers."""
        if self.points == 1:
            return points
        return points.cast(nw.Float64) / self.divisor(points).cast(nw.Float64)

    def divisor(self, points: nw.Expr) -> nw.Expr:
        """What whole numbers are divided by, as a column: Polars multiplies by the inverse of a constant, as it does in
        a frame of one row, and the last digit may be another one. Bands are told by whole numbers alone."""
        return points - points + self.points

    def place(self, points: nw.Expr) -> nw.Expr:
        """The place of the region in which points lie."""
        return _counted([points >= nw.lit(each, dtype=nw.Int64) for each in self.first])

    def place_of(self, above: nw.Expr, below: nw.Expr) -> nw.Expr:
        """The place of the region in which a quotient lies; null where it has no value."""
        found: list[nw.Expr] = []
        for edge, is_below in self.boundaries:
            left, right = above * edge.denominator, below * edge.numerator
            found.append(left > right if is_below else left >= right)
        return _counted(found)


@frozen(slots=False)
class _Scoring:
    facts: FactColumns[ScorecardDefinition]
    scale: _Scale

    @property
    def definition(self) -> ScorecardDefinition:
        return self.facts.definition

    @property
    def stages(self) -> Stages:
        return self.facts.stages

    @cached_property
    def given(self) -> tuple[tuple[nw.Expr, nw.Expr, Bool], ...]:
        """Of each item the least and the most that it adds, and whether it is not known what it adds."""
        compiler = self.facts.columns(self.facts.names)
        rows = RowLogic(self.stages)
        found: list[tuple[nw.Expr, nw.Expr, Bool]] = []
        for item in self.definition.items:
            cases = self.definition.cases[item.id]
            truths = [self.facts.placed(compiler.compile(case.when)) for case in cases]
            # all cases of an item ask of the same, and are unknown together
            is_open = bool_of(rows.is_open(truths[0]))
            points = [number(self.scale.values, case.points) for case in cases]
            settled = self._added(item, self.definition.rest_of(item, self.scale.values))
            for truth, each in reversed(list(zip(truths, points, strict=True))):
                settled = _chosen(bool_of(rows.is_true(truth)), self._added(item, each), settled)
            unknown = by_unknown(item, self.scale.values)
            could = unknown or self.definition.points_of(item, self.scale.values)
            weighted = [each * self._weight(item) for each in could]
            ends = [_chosen(is_open, self.scale.lit(each), settled) for each in (min(weighted), max(weighted))]
            found.append((ends[0], ends[1], is_open if len(could) > 1 else False))
        return tuple(found)

    @cached_property
    def low(self) -> nw.Expr:
        """The least that the score can be, as a whole number."""
        return self._placed(nested((low for low, _, _ in self.given), add))

    @cached_property
    def high(self) -> nw.Expr:
        """The most that the score can be."""
        return self._placed(nested((high for _, high, _ in self.given), add))

    @cached_property
    def is_settled(self) -> nw.Expr:
        """Whether the score is no range."""
        return self.low == self.high

    @cached_property
    def certain(self) -> nw.Expr:
        """Whether the whole range lies in one region."""
        if not self.definition.bands:
            return self.is_settled
        return self.scale.place(self.low) == self.scale.place(self.high)

    @cached_property
    def quotient(self) -> tuple[nw.Expr, nw.Expr]:
        """The score of the items that are known, their weights scaled up, as a quotient of whole numbers."""
        definition, values = self.definition, self.scale.values
        none = nw.lit(0, dtype=nw.Int64)
        weights = [int(definition.weight_of(item, values) * self.scale.weights) for item in definition.items]
        known = nested((_chosen(is_open, none, low) for low, _, is_open in self.given), add)
        scaled_up = zip(weights, self.given, strict=True)
        weight = nested(
            (_chosen(is_open, none, nw.lit(each, dtype=nw.Int64)) for each, (_, _, is_open) in scaled_up), add
        )
        known, weight = self._placed(known), self._placed(weight)
        above = nw.when(self.is_settled).then(self.low).otherwise(known * sum(weights))
        scaled = nw.when(weight > 0).then(weight * self.scale.points)
        below = nw.when(self.is_settled).then(self.scale.divisor(self.low)).otherwise(scaled)
        return self._placed(above), self._placed(below)

    @cached_property
    def points(self) -> nw.Expr:
        """The score; null while it is a range, unless the policy renormalises."""
        if self.definition.header.missing is Missing.INTERVAL:
            return nw.when(self.is_settled).then(self.scale.shown(self.low))
        above, below = self.quotient
        return above.cast(nw.Float64) / below.cast(nw.Float64)

    @cached_property
    def bands(self) -> tuple[Sequence[tuple[str | None, Bool]], Bool]:
        """The bands, each with where the score lies in it, and where that is told at all."""
        if self.definition.header.missing is Missing.INTERVAL:
            place, within = self.scale.place(self.low), self._placed(self.certain)
        else:
            place = self.scale.place_of(*self.quotient)
            within = self._placed(~place.is_null() | self.certain)
            place = nw.when(~place.is_null()).then(place).otherwise(self.scale.place(self.low))
        place = self._placed(place)
        return [(id_, place == where) for where, id_ in enumerate(self.scale.ids)], within

    def _weight(self, item: Item) -> Fraction:
        return self.definition.weight_of(item, self.scale.values)

    def _added(self, item: Item, points: Fraction) -> nw.Expr:
        return self.scale.lit(points * self._weight(item))

    def _placed(self, expr: nw.Expr) -> nw.Expr:
        return self.stages.place(expr, self.stages.top)


def _chosen(where: Bool, then: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
    if isinstance(where, bool):
        return then if where else otherwise
    return nw.when(where).then(then).otherwise(otherwise)


def _counted(truths: Sequence[nw.Expr]) -> nw.Expr:
    """How many of some hold; null where one has no truth."""
    if not truths:
        return nw.lit(0, dtype=nw.Int64)
    return nested((each.cast(nw.Int64) for each in truths), add)
