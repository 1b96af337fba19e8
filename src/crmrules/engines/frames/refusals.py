"""What is said of values of a frame for which a record would be refused: what the record would be told."""

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.expressions.accept import LAST_DAY, Refused, accept, shown
from crmrules.expressions.types import Type
from crmrules.records.binding import meaning

MOMENT_REMEDY = (
    "rules know days: give its date, in the customer's time zone, or take it in a binding: "
    '`day = true, zone = "Asia/Shanghai"`'
)
"""What to do about a moment."""


def refusal(type_: Type, value: Any) -> Refused | None:
    """What a record would be told of a value; None where it would take it."""
    try:
        accept(value, type_)
    except Refused as refused:
        return refused
    return None


def refused_as(type_: Type, value: Any) -> Refused:
    """What a record would be told of a value that is none of a type."""
    return refusal(type_, value) or Refused(f"{shown(value)} is no {type_}")


def without_meaning(values: Mapping[str, object], value: Any) -> Refused:
    """What a record would be told of a value that a binding's `values` does not list."""
    try:
        meaning(values, value)
    except Refused as refused:
        return refused
    return Refused(f"{shown(value)} has no meaning in the binding")


def is_moment(text: str) -> Refused:
    """What is said of a moment that is no midnight."""
    return Refused(f"{text} is a moment", MOMENT_REMEDY)


def is_no_day(text: str) -> Refused:
    """What is said of a day that rules do not know."""
    return Refused(f"{text} is no day that rules know", f"days run from 0001-01-01 to {LAST_DAY.isoformat()}")


def key_remedy(dtype: Any) -> str:
    """What to write as keys of `values` for a column of a type."""
    if dtype == nw.Boolean:
        return "write `true` and `false`, or leave `values` out"
    return "write them as its numbers are, such as `1`"
