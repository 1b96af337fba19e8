"""What expressions become on a frame: a constant, or an expression over columns and where it holds."""

import datetime
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, auto
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import TypeAlias

import narwhals.stable.v2 as nw
from attrs import field, frozen

from crmrules.engines.bounds import Bound, Operand
from crmrules.expressions.numbers import exact
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind

Missing: TypeAlias = Mapping[str, nw.Expr]
"""For each stored fact, where it is unknown and the unknown value that reads it hangs on it; never null."""

_LARGEST = sys.float_info.max
_NO_MISSING: Missing = {}
FIRST_DAY = datetime.date(1970, 1, 1)
"""The day from which days are counted."""


class Family(Enum):
    """The types that all columns are brought to."""

    BOOL = auto()
    WHOLE = auto()
    """Int64."""
    FLOAT = auto()
    """Float64."""
    TEXT = auto()
    DAY = auto()
    """Days since 1970-01-01, as Int64."""

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self in (Family.WHOLE, Family.FLOAT)


FAMILIES: Mapping[Kind, Family] = {
    Kind.BOOL: Family.BOOL,
    Kind.INTEGER: Family.WHOLE,
    Kind.NUMBER: Family.FLOAT,
    Kind.MONEY: Family.FLOAT,
    Kind.TEXT: Family.TEXT,
    Kind.DATE: Family.DAY,
}


@frozen
class Asked:
    """What a guard asks of an expression, which it holds on to: the identity of one that is gone would come again."""

    what: str
    of: nw.Expr = field(eq=id)


Guards: TypeAlias = Mapping[Asked, nw.Expr]
"""Where a value holds, by what is asked."""

_NO_GUARDS: Guards = {}


@frozen
class Constant:
    """A value that is the same for all rows."""

    value: Value
    missing: Missing = field(default=_NO_MISSING)
    level: int = field(default=0)
    """How many stages must have run before what it hangs on can be reckoned."""
    undefined: Missing = field(default=_NO_MISSING)
    """For each operation, as it is written, where it has no value and the unknown value hangs on it; never null."""


@frozen
class Column:
    """A value for each row: unknown where `expr` is null, or a guard is not true."""

    family: Family
    expr: nw.Expr
    level: int = field(default=0)
    """How many stages must have run before it can be reckoned."""
    guards: Guards = field(default=_NO_GUARDS)
    """Where the value holds, by what is asked; kept apart since a guard costs least on the truth in the end."""
    finite: bool = field(default=True)
    """Whether a number can be neither infinite nor NaN; otherwise such a value stands for unknown."""
    missing: Missing = field(default=_NO_MISSING)
    undefined: Missing = field(default=_NO_MISSING)
    """For each operation, as it is written, where it has no value and the unknown value hangs on it; never null."""
    sure: bool = field(default=False)
    """Whether it is null on no row; it is known on every row where it has no guards either."""
    bound: Bound[nw.Expr] | None = field(default=None)
    """How far a float is from the number; None where it stands for the number itself."""
    most: int | None = field(default=None)
    """What no number exceeds, either way, where all are whole."""

    @property
    def is_known(self) -> bool:
        """Whether it is known on every row."""
        return self.sure and not self.all_guards

    @property
    def all_guards(self) -> Guards:
        """The guards, and that the number is finite: asked as a comparison, which takes half as long in Polars."""
        return self.guards if self.finite else {**self.guards, Asked("finite", self.expr): self.expr.abs() <= _LARGEST}

    @property
    def settled(self) -> nw.Expr:
        """The value, null wherever it is unknown."""
        return guarded(self.expr, self.all_guards)

    @property
    def known(self) -> nw.Expr:
        """Whether it is known; never null."""
        guards = [each.fill_null(False) for each in self.all_guards.values()]
        # null is not finite either
        return all_true(guards if not self.finite else [~is_unknown(self.expr, self.family), *guards])

    @property
    def as_float(self) -> nw.Expr:
        """The number in float64, its guards not applied."""
        return self.expr if self.family is Family.FLOAT else self.expr.cast(nw.Float64)


Part: TypeAlias = Constant | Column


def is_off(parts: Iterable[Part]) -> bool:
    """Whether the float of any of some numbers does not stand for it."""
    return any(part.bound is not None if isinstance(part, Column) else not _stands(part.value) for part in parts)


def _stands(value: Value) -> bool:
    return not isinstance(value, float | Fraction) or exact(float(value)) == exact(value)


def operand(part: Part) -> Operand[nw.Expr]:
    """A known number to reckon with."""
    if isinstance(part, Column):
        bound: Bound[nw.Expr] = part.bound or Bound(1.0 if part.most is None else 0.0)
        return Operand(part.as_float, part.expr, bound, is_leaf=part.bound is None)
    assert isinstance(part.value, int | float | Fraction)
    number = float(part.value)
    return Operand(number, part, Bound(0.0 if Fraction(number) == exact(part.value) else 1.0), is_leaf=True)


def taken_first(beside: Sequence[tuple[nw.Expr, nw.Expr | float]]) -> nw.Expr:
    """What stands beside the first known of some numbers."""
    return nw.coalesce(*(nw.when(~number.is_null()).then(value) for number, value in beside))


def whole(part: Part) -> int | None:
    """What a number does not exceed, either way, where it is whole on all rows."""
    if isinstance(part, Column):
        return part.most
    assert isinstance(part.value, int | float | Fraction)
    number = exact(part.value)
    return abs(number.numerator) if number.denominator == 1 else None


def most_of(parts: Iterable[Part]) -> int | None:
    """What whole numbers do not exceed; None where some are not whole."""
    found = [whole(part) for part in parts]
    return max(each for each in found if each is not None) if None not in found else None


def guarded(expr: nw.Expr, guards: Guards) -> nw.Expr:
    """The value where all guards hold, else null."""
    return nw.when(all_true(list(guards.values()))).then(expr) if guards else expr


def is_unknown(expr: nw.Expr, family: Family) -> nw.Expr:
    """Where a value is null."""
    if family is Family.BOOL:
        # Ibis writes the null of a negation as the negation of a null: "NOT (a) IS NULL"
        return expr.fill_null(True) & ~expr.fill_null(False)
    return expr.is_null()


def nested(exprs: Iterable[nw.Expr], join: Callable[[nw.Expr, nw.Expr], nw.Expr]) -> nw.Expr:
    """One or more, joined in pairs: what is nested deeper than need be takes libraries long to plan."""
    found = list(exprs)
    while len(found) > 1:
        found = [reduce(join, found[place : place + 2]) for place in range(0, len(found), 2)]
    return found[0]


def balanced(exprs: list[nw.Expr], *, conjunction: bool) -> nw.Expr:
    """*and* or *or* of one or more."""
    return nested(exprs, and_ if conjunction else or_)


def all_true(exprs: list[nw.Expr]) -> nw.Expr:
    """*and* of one or more."""
    return balanced(exprs, conjunction=True)


def any_true(exprs: list[nw.Expr]) -> nw.Expr:
    """*or* of one or more."""
    return balanced(exprs, conjunction=False)


def level_of(parts: Iterable[Part]) -> int:
    """The level at which all parts, and what they hang on, are there."""
    return max((part.level for part in parts), default=0)


def family_of(value: Value) -> Family | None:
    """The family of a constant; None where it is unknown."""
    match value:
        case bool():
            return Family.BOOL
        case int():
            return Family.WHOLE
        case float() | Fraction():
            return Family.FLOAT
        case str():
            return Family.TEXT
        case datetime.date():
            return Family.DAY
        case None:
            return None


def plain(value: Value) -> bool | int | float | str | None:
    """A constant as it stands in a column: a number that no float stands for as the nearest one."""
    if isinstance(value, datetime.date):
        return (value - FIRST_DAY).days
    return float(value) if isinstance(value, float | Fraction) else value


NARROW = {
    nw.Int8: 2**7,
    nw.Int16: 2**15,
    nw.Int32: 2**31,
    nw.UInt8: 2**8,
    nw.UInt16: 2**16,
    nw.UInt32: 2**32,
}
"""Types whose whole numbers are all within limits, and what none of them exceeds."""

TEXTS = (nw.String, nw.Categorical, nw.Enum)

DTYPES: Mapping[Family, type[nw.Boolean | nw.Int64 | nw.Float64 | nw.String]] = {
    Family.BOOL: nw.Boolean,
    Family.WHOLE: nw.Int64,
    Family.FLOAT: nw.Float64,
    Family.TEXT: nw.String,
    Family.DAY: nw.Int64,
}


def literal(value: Value, family: Family) -> nw.Expr:
    """A constant as a column of a family."""
    found = plain(value)
    if found is not None and family is Family.FLOAT:
        found = float(found)
    return nw.lit(found, dtype=DTYPES[family])
