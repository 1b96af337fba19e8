"""The measure of a segmentation as a column: exact amounts, and comparisons with exact cuts."""

import datetime
import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.engines.frames.backends import IBIS, Opened
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.parts import Column, Constant, Family
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.accept import Refused
from crmrules.expressions.parse import MAX_WHOLE
from crmrules.kinds.segmentation.amounts import HUNDREDTHS, exact, places_of, units
from crmrules.records import door as records
from crmrules.records.binding import Binding

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition

_PRECISION = 38
"""The digits of the widest decimals of every library."""

_ALL_WHOLE = 2.0**52
"""From here on every float64 is a whole number."""


@frozen
class Measure:
    """What a population is ranked by, on one frame."""

    opened: Opened
    stages: Stages
    expr: nw.Expr
    """The measure; null where it is unknown. Of floats the hundredths, rounded half to even, as whole numbers."""
    places: int | None
    """The decimal places of the whole numbers in `expr`; None where it holds decimals."""
    is_constant: bool
    scale: int = 0
    """The places of the decimals in `expr`."""

    def reaches(self, cut: Decimal) -> nw.Expr:
        """Whether a customer reaches a cut; null where the measure is unknown."""
        if self.places is None:
            if self.opened.backend is not IBIS:
                return self.expr >= nw.lit(cut)
            # Ibis finds no type for two decimals by itself; measures have 16 digits before the point
            dtype = nw.Decimal(_PRECISION, min(max(places_of(cut), self.scale), _PRECISION - 16))
            return self.expr.cast(dtype) >= nw.lit(cut, dtype=dtype)
        return self.expr >= nw.lit(math.ceil(Fraction(cut) * 10**self.places), dtype=nw.Int64)

    @property
    def flagged(self) -> nw.Expr:
        """Whether a customer brings no profit; null where that is unknown."""
        return self.expr <= 0

    def collect(self) -> Any:
        """The measure alone, as an eager series of Narwhals."""
        # beside a constant a column is kept, so that it gets as many rows
        kept = self.opened.frame.columns[:1] if self.is_constant else []
        frame = self.stages.run(self.opened.frame, {f"{self.stages.prefix}measure": self.expr}, kept)
        eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        return eager.get_column(eager.columns[-1])


def open_measure(
    definition: "SegmentationDefinition", frame: Any, bind: Binding | None, as_of: datetime.date | None
) -> Measure:
    """The measure on a frame.

    Raises `EngineError` for what is no frame that is known, `BindingError` and `RecordError` for columns that are not
    there or of a wrong type.
    """
    through, opened = enter(definition, frame, bind)
    stages = Stages.beside(opened.columns)
    safe = not opened.backend.is_sql
    facts = Door(opened, stages, safe, through, tells_missing=False).read(definition.read_facts)
    decimal = _decimal_column(definition, through, opened)
    if decimal:
        expr = nw.col(decimal)
        inside = nw.when((expr <= nw.lit(MAX_WHOLE)) & (expr >= nw.lit(-MAX_WHOLE))).then(expr)
        return Measure(opened, stages, inside, None, False, opened.schema[decimal].scale)
    part = FactColumns(definition, as_of, facts, stages, safe).names[definition.header.measure]
    if isinstance(part, Constant):
        return Measure(opened, stages, _constant(part), HUNDREDTHS, True)
    if part.family is Family.WHOLE:
        return Measure(opened, stages, part.settled, 0, False)
    return Measure(opened, stages, _hundredths(part, stages), HUNDREDTHS, False)


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
    return column if dtype is not None and dtype.is_decimal() else ""


def _constant(part: Constant) -> nw.Expr:
    value = part.value
    try:
        measure = exact(value)
    except Refused:
        measure = None
    return nw.lit(None if measure is None else units(measure, HUNDREDTHS), dtype=nw.Int64)


def _hundredths(part: Column, stages: Stages) -> nw.Expr:
    """A float's hundredths, half to even in float64 alone: libraries round otherwise, and not alike."""
    inside = nw.when(part.as_float.abs() <= float(MAX_WHOLE)).then(part.settled)
    value = stages.place(inside * 100.0, part.level)
    size = stages.place(value.abs(), part.level + 1)
    whole = nw.when(size < _ALL_WHOLE).then((size + _ALL_WHOLE) - _ALL_WHOLE).otherwise(size)
    return stages.place(nw.when(value < 0).then(-whole).otherwise(whole).cast(nw.Int64), part.level + 2)
