"""The measure of a segmentation as a column: exact amounts, and comparisons with exact cuts."""

import datetime
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import evolve, frozen

from crmrules.engines.frames.backends import Opened
from crmrules.engines.frames.closing import close
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.mapped import says_unknown
from crmrules.engines.frames.parts import Column, Constant, Family, literal
from crmrules.engines.frames.rounding import ALL_WHOLE, nearest_whole, signed, steps
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.accept import Refused
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.kinds.segmentation.amounts import HUNDREDTHS, exact, places_of, units
from crmrules.kinds.segmentation.parts import Sense
from crmrules.records import door as records
from crmrules.records.binding import Binding, forms_of

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition

_PRECISION = 38
"""The digits of the widest decimals of every library."""
_DIGITS = len(str(MAX_WHOLE))
"""The digits of the largest measures before the point."""


@frozen
class Measure:
    """What a population is ranked by, on one frame."""

    opened: Opened
    stages: Stages
    expr: nw.Expr
    """The measure; null where it is unknown. Of floats the hundredths, rounded half to even, as whole numbers."""
    places: int | None
    """The decimal places of the whole numbers in `expr`; None where it holds decimals."""
    unread: Mapping[str, nw.Expr]
    """The column that names the facts that could not be read; empty where all can be."""
    scale: int = 0
    """The places of the decimals in `expr`."""
    group: nw.Expr | None = None
    """The group that a customer is ranked in, null where it is unknown; None where there are no groups."""

    def reaches(self, cut: Decimal, sense: Sense) -> nw.Expr:
        """Whether a customer reaches a cut; null where the measure is unknown."""
        if self.places is None:
            if self.opened.backend.aligns_decimals:
                return _compared(self.expr, nw.lit(cut), sense)
            dtype = self._decimal([cut])
            return _compared(self.expr.cast(dtype), nw.lit(cut, dtype=dtype), sense)
        return _compared(self.expr, nw.lit(_units_of(cut, self.places, sense), dtype=nw.Int64), sense)

    def reaches_own(self, cuts: Mapping[str, Decimal], sense: Sense) -> nw.Expr:
        """Whether a customer reaches the cut of the group; null where that is unknown or has none, or the measure is
        unknown."""
        assert self.group is not None  # cuts are of groups
        groups = list(cuts)
        if self.places is not None:
            whole = [_units_of(each, self.places, sense) for each in cuts.values()]
            own = self.group.replace_strict(groups, whole, default=None, return_dtype=nw.Int64)
            return _compared(self.expr, own, sense)
        dtype = self._decimal(cuts.values())
        texts = [f"{each:f}" for each in cuts.values()]
        own = self.group.replace_strict(groups, texts, default=None, return_dtype=nw.String).cast(dtype)
        return _compared(self.expr.cast(dtype), own, sense)

    def _decimal(self, cuts: Iterable[Decimal]) -> nw.Decimal:
        """The decimals that hold both the measure and some cuts of it."""
        # measures have 16 digits before the point, or as many as their places leave
        most = max(self.scale, _PRECISION - _DIGITS)
        return nw.Decimal(_PRECISION, min(max(self.scale, *map(places_of, cuts)), most))

    @property
    def flagged(self) -> nw.Expr:
        """Whether a customer brings no profit; null where that is unknown."""
        return self.expr <= (_whole(0, self.opened) if self.places is None else 0)

    def alone(self) -> tuple[Any, str]:
        """A frame of Narwhals with the measure alone, lazy where it was, and what it is called there."""
        name = f"{self.stages.prefix}measure"
        return self.stages.alone(self.opened.frame, {name: self.expr}), name

    def collect(self) -> Any:
        """The measure alone, as an eager series of Narwhals."""
        frame, name = self.alone()
        return _eager(frame).get_column(name)

    def collect_groups(self) -> tuple[Any, Any]:
        """The measure and the group alone, as eager series of Narwhals, the customers of a group one after the other;
        those of an unknown group come first."""
        assert self.group is not None
        measure, group = f"{self.stages.prefix}measure", f"{self.stages.prefix}group"
        found = self.stages.alone(self.opened.frame, {measure: self.expr, group: self.group})
        eager = _eager(found).sort(group)
        return eager.get_column(measure), eager.get_column(group)


def _eager(frame: Any) -> Any:
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def _units_of(cut: Decimal, places: int, sense: Sense) -> int:
    """A cut among whole numbers of so many places: those from a fraction on are those from the next whole one on."""
    exact = Fraction(cut) * Fraction(10) ** places
    return math.ceil(exact) if sense in (Sense.AT_LEAST, Sense.BELOW) else math.floor(exact)


def open_measure(
    definition: "SegmentationDefinition",
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    look: bool = True,
) -> Measure:
    """The measure on a frame; `look` says whether the values of a lazy frame are looked at beforehand.

    Raises `EngineError` for what is no frame that is known, `BindingError` and `RecordError` for columns that are not
    there or of a wrong type, and for values for which a record would be refused.
    """
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    door = Door(opened, stages, through, looks=look)
    facts = door.read(definition.read_facts)
    unread = door.unread()
    columns = FactColumns(definition, as_of, facts, stages, opened.backend)
    group = _group(columns, stages) if definition.header.by else None
    decimal = _decimal_column(definition, through, opened)
    if decimal:
        expr, forms = opened.column(decimal), forms_of(bind, definition.header.measure)
        told = says_unknown(expr, opened.schema[decimal], forms, opened.backend)
        expr = expr if told is None else nw.when(~told).then(expr)
        dtype = opened.schema[decimal]
        if dtype.precision - dtype.scale >= _DIGITS:
            inside = (expr <= _whole(MAX_WHOLE, opened)) & (expr >= _whole(-MAX_WHOLE, opened))
            expr = nw.when(inside).then(expr)
        return Measure(opened, stages, expr, None, unread, dtype.scale, group)
    part = columns.names[definition.header.measure]
    if isinstance(part, Constant):
        return Measure(opened, stages, _constant(part), HUNDREDTHS, unread, group=group)
    if part.family is Family.WHOLE:
        return Measure(opened, stages, part.settled, 0, unread, group=group)
    return Measure(opened, stages, _hundredths(part, stages), HUNDREDTHS, unread, group=group)


def _group(columns: FactColumns[Any], stages: Stages) -> nw.Expr:
    """The group of each customer, in a column of its own."""
    part = columns.names[columns.definition.header.by]
    if isinstance(part, Constant):
        return stages.place(literal(part.value, Family.TEXT), 0)
    return stages.place(part.settled, part.level)


def _whole(number: int, opened: Opened) -> nw.Expr:
    """A whole number beside decimals: where types are aligned one of no more digits than it has, so that both fit."""
    return nw.lit(Decimal(number) if opened.backend.aligns_decimals else number)


def add_measure(
    definition: "SegmentationDefinition",
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    name: str,
    group: str = "",
) -> tuple[Any, int]:
    """The frame with the measure in a column, and where a name is given the group, if any; and the decimal places of
    the whole numbers in the measure. Raises as above."""
    measure = open_measure(definition, frame, bind, as_of, look=False)
    groups = {group: measure.group} if group and measure.group is not None else {}
    return close(measure.opened, measure.stages, {name: measure.expr, **groups}, {}), measure.places or 0


def _decimal_column(definition: "SegmentationDefinition", through: records.Door, opened: Opened) -> str:
    """The column that holds the measure in decimals, as it is; empty where it is reckoned or of another type."""
    name = definition.header.measure
    bound = through.binding.facts.get(name)
    if name in {each.name for each in definition.facts.derived} or name in through.assume:
        return ""
    if bound is not None and (bound.values or not bound.column):
        return ""
    column = bound.column if bound is not None else name
    dtype = opened.schema.get(column)
    return column if isinstance(dtype, nw.Decimal) else ""


def _constant(part: Constant) -> nw.Expr:
    value = part.value
    try:
        measure = exact(value)
    except Refused:
        measure = None
    return nw.lit(None if measure is None else units(measure, HUNDREDTHS), dtype=nw.Int64)


def _hundredths(part: Column, stages: Stages) -> nw.Expr:
    """A number's hundredths, half to even: of a stored float in float64 alone, since libraries round not alike."""
    inside = nw.when(part.as_float.abs() <= float(MAX_WHOLE)).then(part.settled)
    if part.bound is not None:
        placed = evolve(part, expr=stages.place(inside, part.level), level=part.level + 1, guards={}, finite=True)
        return stages.place(steps(placed, 100.0, stages).cast(nw.Int64), placed.level + 2)
    value = stages.place(inside * 100.0, part.level)
    size = stages.place(value.abs(), part.level + 1)
    whole = nw.when(size < ALL_WHOLE).then(nearest_whole(size)).otherwise(size)
    return stages.place(signed(whole, value).cast(nw.Int64), part.level + 2)


def _compared(measure: nw.Expr, edge: nw.Expr, sense: Sense) -> nw.Expr:
    found: nw.Expr = sense.holds(measure, edge)
    return found
