"""Values of one fact for which the decision is the same, and which of them is told."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, count
from typing import Any, cast

from attrs import evolve, frozen

from crmrules.analysis.cells import candidates
from crmrules.analysis.cells.diagram import Stretch
from crmrules.analysis.cells.domain import domain_of
from crmrules.analysis.cells.intervals import Interval
from crmrules.analysis.cells.writing import shortest
from crmrules.expressions.numbers import LARGEST, NoNumber, exact, held, written
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.decision.meaning import Answer

_USUAL_LOW, _USUAL_HIGH = -(Fraction(10) ** 300), Fraction(10) ** 300
_USUAL = Interval(_USUAL_LOW, _USUAL_HIGH)
"""Limits beyond it are where results leave float64, and none of the policy's."""

_TINY = Interval(-1 / Fraction(10) ** 300, 1 / Fraction(10) ** 300)
"""And so are those in it, but zero."""

_CENT = Fraction(1, 100)


@frozen
class Bound:
    """Where a stretch of values begins or ends."""

    value: Value
    closed: bool
    """Whether the value itself belongs to the stretch."""


@frozen
class Cell:
    """Values of one fact for which the decision is the same, all other facts as they are."""

    fact: str
    low: Bound | None
    """None where there is no limit; flags and choices have none, but `values`."""
    high: Bound | None
    values: tuple[Value, ...]
    """The values of a flag, a choice or a text; empty for numbers and days, and for all texts but some."""
    apart: tuple[str, ...]
    """The texts it is all but; empty for everything else."""
    outcome: Answer
    """The settled outcome; None where there is none or it is open."""
    certain: bool
    possible: tuple[str | None, ...]

    @property
    def limits(self) -> Interval:
        """Of numbers: all that lie in it."""
        low, high = self.low, self.high
        return Interval(
            -LARGEST if low is None else exact(_amount(low.value)),
            LARGEST if high is None else exact(_amount(high.value)),
            low is not None and not low.closed,
            high is not None and not high.closed,
        )

    @property
    def plain(self) -> "Cell | None":
        """Of numbers the part that people would speak of, None where there is none; all of anything else."""
        if not any(bound is not None and isinstance(bound.value, float) for bound in (self.low, self.high)):
            return self
        limits = self.limits
        if (limits & _USUAL).empty:
            return None
        if limits & _TINY == limits:  # of what lies around zero people speak of zero alone
            zero = Bound(0.0, True)
            return evolve(self, low=zero, high=zero) if 0 in limits else None
        return evolve(self, low=_plain(self.low), high=_plain(self.high))


def others_than(texts: Sequence[str]) -> Iterator[str]:
    """Texts that are none of some."""
    return (each for each in chain(("other",), (f"other {number}" for number in count(2))) if each not in texts)


def nearest_value(cell: Cell, now: Value, type_: Type) -> Value:
    """The value of a cell that is nearest to the one of today, or one next to an end that is no part of it.

    None where it has none that people would speak of.
    """
    if cell.values:
        return now if now in cell.values else cell.values[0]
    match type_.kind:
        case Kind.TEXT:
            return now if now is not None and now not in cell.apart else next(others_than(cell.apart))
        case Kind.INTEGER | Kind.DATE:
            return _nearest_of_whole(cell, now, type_)
        case _:
            plain = cell.plain
            return None if plain is None else _nearest_number(plain.limits, _spoken_of(now, cell, plain))


def _spoken_of(now: Any, cell: Cell, plain: Cell) -> Any:
    """A number; or what people would speak of, where it is so tiny or large that it is in the plain part alone."""
    if now is None or now not in plain.limits or now in cell.limits:
        return now
    number = exact(now)
    return Fraction(0) if number in _TINY else max(_USUAL_LOW, min(_USUAL_HIGH, number))


def _nearest_of_whole(cell: Cell, now: Any, type_: Type) -> Value:
    """Of whole numbers and days, of which a cell begins and ends with one."""
    if cell.low is not None and (now is None or now < cell.low.value):
        return cell.low.value
    if cell.high is not None and (now is None or now > cell.high.value):
        return cell.high.value
    return candidates.Cell(domain_of(type_), Stretch(None, None)).plainest if now is None else now


def _nearest_number(limits: Interval, now: Any) -> Value:
    if now is None:
        return _given(shortest(limits))
    if now in limits:
        return _given(now) if isinstance(now, Fraction) else cast("Value", now)
    end, open_ = (limits.low, limits.open_low) if exact(now) <= limits.low else (limits.high, limits.open_high)
    place = exact(end)
    if not open_ and "/" not in written(place):
        return _given(place)
    step = abs(place) / 100 if 0 < abs(place) < 1 else _CENT  # behind an open end there is no first number
    return _given(shortest(limits & Interval(place - step, place + step)))


def _given(number: Fraction) -> Value:
    try:
        return held(number)
    except NoNumber:  # it has too many digits
        return None


def _plain(bound: Bound | None) -> Bound | None:
    if bound is None or exact(_amount(bound.value)) not in _USUAL:
        return None
    is_tiny = bound.value != 0 and exact(_amount(bound.value)) in _TINY
    return Bound(0.0, False) if is_tiny else bound


def _amount(value: Value) -> float | Fraction:
    assert isinstance(value, float | Fraction | int)
    return value
