"""What is said of values of a frame for which a record would be refused: what the record would be told."""

from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.types import Kind, Type
from crmrules.records.forms import Forms
from crmrules.records.meanings import Meanings

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


def without_meaning(meanings: Meanings, value: Any) -> Refused:
    """What a record would be told of a value that a binding's `values` give no meaning."""
    try:
        meanings.of(value)
    except Refused as refused:
        return refused
    return Refused(f"{shown(value)} has no meaning in the binding")


def not_written(type_: Type, forms: Forms, value: Any) -> Refused:
    """What a record would be told of a text that is not written as a binding says."""
    try:
        forms.read(value, type_, accept)
    except Refused as refused:
        return refused
    return Refused(f"{shown(value)} is not written as the binding says")


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


def remedy(dtype: Any, type_: Type, backend: Backend, forms: Forms) -> str:
    """What to do about a column that is of another type than a fact."""
    if type_.kind is Kind.DATE and dtype == nw.Datetime:
        if not backend.knows_zones:
            return f"rules know days, and {backend.name} does not tell moments in other zones: give its date"
        return MOMENT_REMEDY
    if type_.kind is Kind.DATE and any(form.one_of("z") for form in forms.day or ()):
        return "texts of moments with a zone are read from records and files: convert it to moments first"
    if dtype == nw.String and type_.numeric:
        return 'say in a binding how its numbers are written: `number = { decimal = "." }`'
    if dtype == nw.String and type_.kind is Kind.DATE:
        return 'say in a binding how its days are written: `day = "%Y-%m-%d"`'
    if dtype == nw.String or type_.kind is Kind.BOOL:
        return "convert it first, or map its values with `values` in a binding"
    return "convert it first"
