"""What expressions become in SQL: a constant, or a column and what is known of it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from fractions import Fraction
from typing import TypeAlias

from attrs import evolve, field, frozen

from crmrules.engines.bounds import Bound, Operand
from crmrules.engines.sql.build import Sql, coalesce, where
from crmrules.engines.sql.logic import Bool
from crmrules.expressions.numbers import exact
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind

LIMIT = 1e100
"""A stored number beyond it, either way, is unknown: what is reckoned then stays within float64 for a while."""


class Family(Enum):
    """The types that all columns are brought to."""

    BOOL = auto()
    """A condition; see `Dialect.has_booleans`."""
    NUMBER = auto()
    TEXT = auto()
    DAY = auto()


FAMILIES: Mapping[Kind, Family] = {
    Kind.BOOL: Family.BOOL,
    Kind.INTEGER: Family.NUMBER,
    Kind.NUMBER: Family.NUMBER,
    Kind.MONEY: Family.NUMBER,
    Kind.TEXT: Family.TEXT,
    Kind.DATE: Family.DAY,
}

Missing: TypeAlias = Mapping[str, Sql]
"""For each stored fact, where it is unknown and the unknown value that reads it hangs on it; never null."""

_NOTHING: Missing = {}


@frozen
class Hanging:
    """Where an unknown value hangs on what."""

    missing: Missing = field(default=_NOTHING)
    undefined: Bool = field(default=False)
    """Where it hangs on an operation that has no value; never null."""
    level: int = field(default=0)
    """How many steps must have run before this can be read."""

    @property
    def is_empty(self) -> bool:
        """Whether it hangs on nothing."""
        return not self.missing and self.undefined is False


@frozen
class Constant:
    """A value that is the same for all rows."""

    value: Value
    hanging: Hanging = field(factory=Hanging)

    @property
    def level(self) -> int:
        """How many steps must have run before what it hangs on can be read."""
        return self.hanging.level


@frozen
class Column:
    """A value for each row, null where it is unknown."""

    family: Family
    sql: Sql
    own_level: int = field(default=0)
    """How many steps must have run before it can be read."""
    sure: bool = field(default=False)
    """Whether it is null on no row."""
    is_integer: bool = field(default=False)
    """Whether it stands in a type of integers, which divide otherwise than numbers."""
    over: Sql | None = field(default=None)
    """The number that `sql` is divided by, greater than zero; None where it is the number itself."""
    digits: int = field(default=0)
    """How many digits numerator and denominator may have behind the point."""
    bound: Bound[Sql] | None = field(default=None)
    """How far a float is from the number; None where it stands for the number itself."""
    most: int | None = field(default=None)
    """What no number exceeds, either way, where all are whole."""
    largest: float = field(default=LIMIT)
    """What no number exceeds, either way."""
    hanging: Hanging = field(factory=Hanging)
    near: "Near | None" = field(default=None)
    """The float of an exact number, as it was before the number was perhaps changed."""

    @property
    def near_it(self) -> "Near | None":
        """The float of an exact number."""
        return self.near if self.near is not None and self.near.of is self.sql else None

    @property
    def level(self) -> int:
        """How many steps must have run before it, and what it hangs on, can be read."""
        return max(self.own_level, self.hanging.level)

    def to(self, hanging: Hanging) -> "Column":
        """The same column, which hangs on something else."""
        return evolve(self, hanging=hanging)


@frozen(eq=False)
class Near:
    """A number that is reckoned exactly, as a float."""

    of: Sql
    """The number, by the identity of its SQL: what is made of it is another one."""
    float_: Column
    """The float; null where the number is, and where it cannot be reckoned."""
    least: float
    """How near to zero the float can come without being it."""
    leaves: tuple[Sql, ...]
    """The floats that it was reckoned from."""
    degree: int = field(default=1)
    """How many numbers were multiplied or divided for it."""
    is_stored: bool = field(default=False)
    """Whether the float stands for the number itself, the decimal that it is written as."""


Part: TypeAlias = Constant | Column


def family_of(part: Part) -> Family | None:
    """The family of a part; None of an unknown constant."""
    if isinstance(part, Column):
        return part.family
    match part.value:
        case bool():
            return Family.BOOL
        case int() | float() | Fraction():
            return Family.NUMBER
        case str():
            return Family.TEXT
        case datetime.date():
            return Family.DAY
        case None:
            return None


def family_of_all(parts: Sequence[Part]) -> Family:
    """The one family of some parts, one at least known."""
    return next(family for family in map(family_of, parts) if family is not None)


def number(part: Part) -> Fraction:
    """The number that a constant stands for."""
    assert isinstance(part, Constant)
    assert isinstance(part.value, int | float | Fraction)
    return exact(part.value)


def whole(part: Part) -> int | None:
    """What a number does not exceed, either way, where it is whole on all rows."""
    if isinstance(part, Column):
        return part.most
    found = number(part)
    return abs(found.numerator) if found.denominator == 1 else None


def most_of(parts: Iterable[Part]) -> int | None:
    """What whole numbers do not exceed; None where some are not whole."""
    found = [whole(part) for part in parts]
    return max(each for each in found if each is not None) if None not in found else None


def largest(part: Part) -> float:
    """What a number does not exceed, either way."""
    return part.largest if isinstance(part, Column) else abs(float(number(part)))


def level_of(parts: Iterable[Part]) -> int:
    """The level at which all parts, and what they hang on, are there."""
    return max((part.level for part in parts), default=0)


def is_unknown(part: Part) -> bool:
    """Whether a part is unknown on every row."""
    return isinstance(part, Constant) and part.value is None


def is_known(part: Part) -> bool:
    """Whether a part is known on every row."""
    return part.value is not None if isinstance(part, Constant) else part.sure


def is_off(parts: Iterable[Part]) -> bool:
    """Whether the float of any of some numbers does not stand for it."""
    return any(
        part.bound is not None if isinstance(part, Column) else exact(float(number(part))) != number(part)
        for part in parts
    )


def operand(part: Part) -> Operand[Sql]:
    """A known number to reckon with in floats."""
    if isinstance(part, Column):
        bound: Bound[Sql] = part.bound or Bound(1.0 if part.most is None else 0.0)
        return Operand(part.sql, part.sql, bound, is_leaf=part.bound is None)
    found = number(part)
    near = float(found)
    return Operand(near, part, Bound(0.0 if Fraction(near) == found else 1.0), is_leaf=True)


def first_of(beside: Sequence[tuple[Sql, Sql | float]]) -> Sql:
    """What stands beside the first known of some numbers."""
    return coalesce(*(where(known.is_known(), value) for known, value in beside))
