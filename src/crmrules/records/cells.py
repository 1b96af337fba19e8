"""Cells of text files, read by the type of the fact they are bound to and never by what they look like."""

import datetime
import json
import re
from decimal import Decimal

from crmrules.errors import nearest
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records.day_form import day_remedy
from crmrules.records.number_form import number_remedy
from crmrules.records.placeholders import told_as_placeholder

_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_PASTED = 200
_BOOLEANS = {"true": True, "false": False}


def read_cell(text: str, type_: Type) -> Value:
    """The value of a cell; a blank one is unknown. Raises `Refused` for what is not of the type.

    Booleans are ``true`` and ``false`` in any case, days ``2026-07-01``, numbers plain or with an exponent, without
    signs for thousands. Every other spelling is named in a binding, under `values`.
    """
    text = text.strip()
    if not text:
        return None
    with told_as_placeholder(text):
        return _read(text, type_)


def _read(text: str, type_: Type) -> Value:
    match type_.kind:
        case Kind.BOOL:
            if text.lower() in _BOOLEANS:
                return _BOOLEANS[text.lower()]
            raise Refused(
                f"{shown(text)} is no boolean",
                f"write true or false, or say in a binding what it means: `values = {_values(text)}`",
            )
        case Kind.INTEGER:
            if _WHOLE.fullmatch(text):
                return accept(int(text), type_)
            if _NUMBER.fullmatch(text):
                return accept(Decimal(text), type_)  # a float would round to whole numbers
            raise Refused(f"{shown(text)} is no whole number", number_remedy(text) or "write digits only")
        case Kind.NUMBER | Kind.MONEY:
            if _NUMBER.fullmatch(text):
                return accept(Decimal(text), type_)
            remedy = number_remedy(text) or "write it with digits and a point, such as 1234.5"
            raise Refused(f"{shown(text)} is no number", remedy)
        case Kind.TEXT:
            return _one_of(text, type_)
        case Kind.DATE:
            return accept(read_day_of_data(text), type_)


def _one_of(text: str, type_: Type) -> Value:
    """A text, where a type has a list of values one of those."""
    try:
        return accept(text, type_)
    except Refused as refused:
        if not type_.values or nearest(text, type_.values) is not None:
            raise
        means = f"say in a binding what it means: `values = {_values(text)}`"
        raise Refused(refused.message, f"{refused.remedy}, or {means}".removeprefix(", or ")) from None


def _values(text: str) -> str:
    """What a binding's `values` begin with for a text, to be pasted: whole, and as TOML writes it, or not at all."""
    key = json.dumps(text, ensure_ascii=False) if len(text) <= _MOST_PASTED and text.isprintable() else "..."
    return f"{{ {key} = ... }}"


def read_day(text: str) -> datetime.date:
    """A day as ``2026-07-01``; raises `Refused` for any other spelling."""
    if _DAY.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    raise Refused(f"{shown(text)} is no date", "write it as year-month-day, such as 2026-07-01")


def read_day_of_data(text: str) -> datetime.date:
    """A day as ``2026-07-01``; raises `Refused` for any other spelling, with the form that a binding may give."""
    try:
        return read_day(text)
    except Refused as refused:
        raise Refused(refused.message, day_remedy(text) or refused.remedy) from None
