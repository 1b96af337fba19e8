"""Which values a type admits: the strict rule behind every door through which values enter."""

import datetime
import math
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TypeGuard, cast

from crmrules.errors import did_you_mean
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE, Exact, NoNumber, held
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Python strips off a text; libraries differ in what they would."""


class Refused(Exception):
    """A value is not of its type: what it is, and the remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message, self.remedy = message, remedy


def accept(value: object, type_: Type) -> Value:
    """The value as rules know it; None, NaN, NaT, NA and blank text become unknown, whatever the type.

    Whole numbers stay whole for an integer. A number or an amount of money becomes the float that stands for it, and
    where none does an exact fraction: a Decimal, a fraction or a number of NumPy loses nothing. Raises `Refused` for
    everything that would have to be guessed.
    """
    if value is None or is_blank(value):
        return None
    return _ACCEPT[type_.kind](value, type_)


def shown(value: object) -> str:
    """A value in an error message: short, quoted where it is text, and numbers and days as people write them."""
    try:
        text = _written(value)
    except Exception:  # nested deeply, a number of thousands of digits, or a `__repr__` that fails
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def _written(value: object) -> str:
    """A value as files write it, so far as they can."""
    match value:
        case str():
            return f'"{value}"'
        case bool():
            return "true" if value else "false"
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal() | Fraction():
            return str(value)
        case list():
            return f"[{', '.join(map(_written, cast('list[object]', value)))}]"
        case dict() if value:
            pairs = cast("dict[object, object]", value).items()
            return f"{{{', '.join(f'{key} = {_written(each)}' for key, each in pairs)}}}"
        case _:
            return repr(value)


def is_blank(value: object) -> bool:
    """Whether a value is a text with nothing in it but blanks: nobody has filled it in."""
    return isinstance(value, str) and not value.strip()


def is_text(value: object) -> bool:
    """Whether a value is a text that can be written: half of a surrogate pair is none."""
    return isinstance(value, str) and not any("\ud800" <= each <= "\udfff" for each in value)


def is_number(value: object) -> TypeGuard[Real | Decimal]:
    """Whether a value is a number: neither a boolean, nor a span of time, which NumPy takes for a whole number."""
    if isinstance(value, bool):
        return False
    return isinstance(value, Real | Decimal) and type(value).__name__ != "timedelta64"


def yields(value: object) -> TypeGuard[Iterable[object]]:
    """Whether there is one after another in a value; an array of no dimension is iterable by its type alone."""
    if not isinstance(value, Iterable):
        return False
    try:
        iter(value)
    except TypeError:
        return False
    return True


def is_unknown(value: object) -> bool:
    """Whether a value is None, or a NaN, NaT or NA of any library: only those differ from themselves."""
    if value is None:
        return True
    try:
        return not bool(value == value)
    except Exception:  # pandas.NA has no truth, an array several; a signalling NaN; an `__eq__` that fails
        return type(value).__name__ == "NAType"


def _bool(value: object, _: Type) -> bool | None:
    if value is True or value is False:
        return value
    if type(value).__module__ == "numpy" and type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if is_unknown(value):
        return None
    raise Refused(f"{shown(value)} is no boolean", "give true or false, or map the value with `values` in a binding")


def _whole(value: int) -> int:
    if abs(value) > MAX_WHOLE:
        raise Refused(f"{shown(value)} is too large", f"whole numbers reach to {MAX_WHOLE:,} either way")
    return value


def _integer(value: object, type_: Type) -> int | None:
    if type(value) is int and -MAX_WHOLE <= value <= MAX_WHOLE:
        return value
    if is_number(value) and isinstance(value, Integral):
        return _whole(int(value))
    number = _number(value, type_)
    if number is None:
        return None
    if isinstance(number, Exact) or number % 1:
        raise Refused(f"{shown(value)} is no whole number")
    return _whole(int(number))


def _number(value: object, _: Type) -> float | None:
    if type(value) is float and value - value == 0.0:  # finite: nothing to ask
        return value
    if not is_number(value):
        if is_unknown(value):
            return None
        remedy = "text is not read as a number; convert it first" if isinstance(value, str) else "give a number"
        raise Refused(f"{shown(value)} is no number", remedy)
    if isinstance(value, Integral):
        return float(_whole(int(value)))
    try:
        number = held(value)
    except NoNumber as no_number:
        raise Refused(f"{shown(value)} {no_number}") from None
    if math.isnan(number):
        return None
    if math.isinf(number):
        if value != number:  # a decimal that no float reaches
            raise Refused(f"{shown(value)} is too large", f"numbers reach to {sys.float_info.max:.6g} either way")
        raise Refused(f"{shown(value)} is not finite", "leave it out if it is unknown")
    return number


def _text(value: object, type_: Type) -> str | None:
    if is_unknown(value):
        return None
    if not isinstance(value, str):
        raise Refused(f"{shown(value)} is no text", "convert it first, or map the value with `values` in a binding")
    text = str.__str__(value)  # of a text that is also an enumeration, str() would give the name
    if type_.values and text not in type_.values:
        raise Refused(f"{shown(text)} is none of its values", did_you_mean(text, type_.values))
    return text


def _date(value: object, _: Type) -> datetime.date | None:
    if is_unknown(value):
        return None
    if isinstance(value, datetime.datetime):
        raise Refused(f"{value.isoformat()} is a moment", "rules know days: give its date, in the customer's time zone")
    if not isinstance(value, datetime.date):
        raise Refused(f"{shown(value)} is no date", "give a date")
    if value > LAST_DAY:
        raise Refused(f"{value.isoformat()} is too late", f"days run to {LAST_DAY.isoformat()}")
    return datetime.date(value.year, value.month, value.day)


_ACCEPT: dict[Kind, Callable[[object, Type], Value]] = {
    Kind.BOOL: _bool,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.TEXT: _text,
    Kind.DATE: _date,
}
