"""Which values a type admits: strictly, and unknown where a value is none."""

import datetime
import enum
import math
from collections import UserString
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.expressions.accept import Refused, accept, is_unknown, shown
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import Exact
from crmrules.expressions.tree import Value
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type

MONEY = Type(Kind.MONEY)
TIER = Type(Kind.TEXT, ("gold", "silver"))
TYPES = [BOOL, INTEGER, NUMBER, MONEY, TEXT, TIER, DATE]
DAY = datetime.date(2026, 7, 1)
MOMENT = datetime.datetime(2026, 7, 1, 12, 30)
WHOLE_IS_TOO_LARGE = "whole numbers reach to 9,007,199,254,740,991 either way"


STRANGE = SimpleNamespace()


class NaTType:
    """Like those of pandas and NumPy, it differs from itself."""

    def __repr__(self) -> str:
        return "NaT"

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


class NAType:
    """Like that of pandas, it has no truth."""

    def __repr__(self) -> str:
        return "NA"

    def __eq__(self, other: object) -> "NAType":  # type: ignore[override]
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]


class Grade(enum.StrEnum):
    GOLD = "gold"


class OldGrade(str, enum.Enum):  # noqa: UP042
    GOLD = "gold"


class Count(enum.IntEnum):
    FEW = 3


ACCEPTED: list[tuple[object, Type, Value]] = [
    (True, BOOL, True),
    (False, BOOL, False),
    (5, INTEGER, 5),
    (5.0, INTEGER, 5),
    (-0.0, INTEGER, 0),
    (Decimal("5.00"), INTEGER, 5),
    (Fraction(10, 2), INTEGER, 5),
    (Count.FEW, INTEGER, 3),
    (2**53 - 1, INTEGER, 2**53 - 1),
    (-(2**53) + 1, INTEGER, -(2**53) + 1),
    (5, NUMBER, 5.0),
    (5, MONEY, 5.0),
    (1e308, NUMBER, 1e308),
    (Decimal("0.1"), MONEY, 0.1),
    (Decimal("8.30"), MONEY, 8.3),
    (Decimal("0.1000000000000000055511151231257827"), MONEY, Exact(Fraction("0.1000000000000000055511151231257827"))),
    (Fraction(1, 3), NUMBER, Exact(Fraction(1, 3))),
    (Exact(Fraction(1, 3)), NUMBER, Exact(Fraction(1, 3))),
    (Fraction(7, 2), NUMBER, 3.5),
    *[("", type_, None) for type_ in (TEXT, TIER, BOOL, INTEGER, NUMBER, MONEY, DATE)],
    (" \u3000\t", TEXT, None),
    (" 客户 ", TEXT, " 客户 "),
    ("gold", TIER, "gold"),
    (Grade.GOLD, TIER, "gold"),
    (OldGrade.GOLD, TIER, "gold"),
    (OldGrade.GOLD, TEXT, "gold"),
    (DAY, DATE, DAY),
    (datetime.date.min, DATE, datetime.date.min),
    (LAST_DAY, DATE, LAST_DAY),
]

REFUSED: list[tuple[object, Type, str, str]] = [
    (1, BOOL, "1 is no boolean", "give true or false, or map the value with `values` in a binding"),
    (0.0, BOOL, "0.0 is no boolean", "give true or false, or map the value with `values` in a binding"),
    ("true", BOOL, '"true" is no boolean', "give true or false, or map the value with `values` in a binding"),
    (True, INTEGER, "true is no number", "give a number"),
    (True, NUMBER, "true is no number", "give a number"),
    ("5", INTEGER, '"5" is no number', "text is not read as a number; convert it first"),
    ("5", MONEY, '"5" is no number', "text is not read as a number; convert it first"),
    (1j, NUMBER, "1j is no number", "give a number"),
    ([], NUMBER, "[] is no number", "give a number"),
    (5.5, INTEGER, "5.5 is no whole number", ""),
    (Decimal("0.99999999999999999999"), INTEGER, "0.99999999999999999999 is no whole number", ""),
    (Decimal("4503599627370497.5"), INTEGER, "4503599627370497.5 is no whole number", ""),
    (2**53, INTEGER, "9007199254740992 is too large", WHOLE_IS_TOO_LARGE),
    (-(2**53), NUMBER, "-9007199254740992 is too large", WHOLE_IS_TOO_LARGE),
    (2.0**53, INTEGER, "9007199254740992 is too large", WHOLE_IS_TOO_LARGE),
    (10**5000, INTEGER, "a value of type int is too large", WHOLE_IS_TOO_LARGE),
    (10**5000, MONEY, "a value of type int is too large", WHOLE_IS_TOO_LARGE),
    (math.inf, NUMBER, "inf is not finite", "leave it out if it is unknown"),
    (-math.inf, INTEGER, "-inf is not finite", "leave it out if it is unknown"),
    (Decimal("Infinity"), NUMBER, "Infinity is not finite", "leave it out if it is unknown"),
    (Decimal("1e999"), MONEY, "1E+999 is too large", "numbers reach to 1.79769e+308 either way"),
    (Decimal("sNaN"), NUMBER, "sNaN is no number of float64", ""),
    (Fraction(1, 10**5000), NUMBER, "a value of type Fraction has too many digits", ""),
    (Fraction(10**5000 + 1, 10**5000), NUMBER, "a value of type Fraction has too many digits", ""),
    (Decimal("1e-999"), NUMBER, "1E-999 has too many digits", ""),
    (Decimal("1e-999999999"), NUMBER, "1E-999999999 has too many digits", ""),
    (Fraction(10**5000), NUMBER, "a value of type Fraction is too large", ""),
    (5, TEXT, "5 is no text", "convert it first, or map the value with `values` in a binding"),
    (b"gold", TEXT, "b'gold' is no text", "convert it first, or map the value with `values` in a binding"),
    (UserString("a"), TEXT, "'a' is no text", "convert it first, or map the value with `values` in a binding"),
    ("Gold", TIER, '"Gold" is none of its values', "did you mean `gold`?"),
    ("lead", TIER, '"lead" is none of its values', "known are `gold`, `silver`"),
    (MOMENT, DATE, "2026-07-01T12:30:00 is a moment", "rules know days: give its date, in the customer's time zone"),
    ("2026-07-01", DATE, '"2026-07-01" is no date', "give a date"),
    (20260701, DATE, "20260701 is no date", "give a date"),
    (datetime.date(9900, 1, 1), DATE, "9900-01-01 is too late", "days run to 9899-12-31"),
]


@pytest.mark.parametrize(("given_", "type_", "value"), ACCEPTED, ids=range(len(ACCEPTED)))
def test_a_value_of_its_type_is_accepted_as_rules_know_it(given_: object, type_: Type, value: Value) -> None:
    found = accept(given_, type_)
    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize(("given_", "type_", "message", "remedy"), REFUSED, ids=range(len(REFUSED)))
def test_what_would_have_to_be_guessed_is_refused(given_: object, type_: Type, message: str, remedy: str) -> None:
    with pytest.raises(Refused) as caught:
        accept(given_, type_)
    assert (message, remedy) == (caught.value.message, caught.value.remedy)


@pytest.mark.parametrize("type_", TYPES, ids=str)
@pytest.mark.parametrize("unknown", [None, math.nan, Decimal("NaN"), NaTType(), NAType()], ids=repr)
def test_none_nan_nat_and_na_become_unknown_whatever_the_type(unknown: object, type_: Type) -> None:
    assert is_unknown(unknown)
    assert accept(unknown, type_) is None


@pytest.mark.parametrize("known", [0, 0.0, False, "", [], DAY, Decimal("sNaN"), math.inf], ids=repr)
def test_everything_else_is_known(known: object) -> None:
    assert not is_unknown(known)


@pytest.mark.parametrize("type_", TYPES, ids=str)
@pytest.mark.parametrize("value", [STRANGE, (), {}, b"", 1j, range(2), Decimal("sNaN")], ids=repr)
def test_a_strange_object_is_refused_by_every_type(value: object, type_: Type) -> None:
    with pytest.raises(Refused):
        accept(value, type_)


def test_a_date_of_another_class_becomes_a_plain_date() -> None:
    class Birthday(datetime.date):
        pass

    found = accept(Birthday(2026, 7, 1), DATE)
    assert DAY == found
    assert type(found) is datetime.date


def test_a_long_value_is_shown_short() -> None:
    assert '"' + "a" * 56 + "..." == shown("a" * 1000)
    assert "a value of type int" == shown(10**5000)


def test_a_deeply_nested_value_can_be_shown() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    assert "a value of type list" == shown(value)


@given(st.integers() | st.floats() | st.decimals() | st.fractions() | st.booleans() | st.text() | st.binary())
def test_any_value_is_accepted_or_refused_by_every_type(value: object) -> None:
    for type_ in TYPES:
        with suppress(Refused):
            found = accept(value, type_)
            assert found is None or accept(found, type_) == found


@pytest.mark.parametrize("unit", ["ns", "D"])
def test_a_span_of_time_of_numpy_is_no_number(unit: Literal["ns", "D"]) -> None:
    for type_ in (INTEGER, NUMBER, MONEY, BOOL):
        with pytest.raises(Refused):
            accept(np.timedelta64(3, unit), type_)
        assert accept(np.timedelta64("NaT", unit), type_) is None


def test_what_cannot_be_compared_is_no_value_rather_than_unknown() -> None:
    class Uncomparable:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError("not to be compared")

        __hash__ = None  # type: ignore[assignment]

    for type_ in TYPES:
        with pytest.raises(Refused):
            accept(Uncomparable(), type_)
