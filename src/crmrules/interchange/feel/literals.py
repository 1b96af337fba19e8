"""What stands for itself in FEEL: numbers, days, and the escapes of texts."""

import datetime
import math
import re

from crmrules.errors import ExpressionError
from crmrules.expressions.numbers import MAX_WHOLE, NoNumber, read_number

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00(?::00(?:\.0+)?)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def day_of(text: str, column: int = 0) -> datetime.date:
    """The day that a text states; raises `ExpressionError` for a moment that is not the first of its day."""
    midnight = _MIDNIGHT.fullmatch(text)
    stated = midnight.group(1) if midnight is not None else text
    try:
        if not _DAY.fullmatch(stated):
            raise ValueError
        return datetime.date.fromisoformat(stated)
    except ValueError:
        remedy = 'rules know days, as in date("2026-07-01"), and neither moments, times nor durations'
        raise ExpressionError.of(f"column {column}", f'"{text}" is no day', remedy) from None


def number_of(text: str, column: int) -> int | float:
    """The number that a text states; raises `ExpressionError` for one that is too large."""
    try:
        value = read_number(text if text[0] != "." else f"0{text}")
    except NoNumber as no_number:
        raise ExpressionError.of(f"column {column}", f"number {text} {no_number}") from None
    if not math.isfinite(value) or abs(value) > MAX_WHOLE:
        raise ExpressionError.of(f"column {column}", f"number {text} is too large", f"numbers reach to {MAX_WHOLE:,}")
    return int(value) if value == int(value) and "e" not in text.lower() and "." not in text else value


def _escaped(found: "re.Match[str]") -> str:
    code = found.group(1) or found.group(2)
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else found.group()
    return _ESCAPED.get(found.group(3), found.group())


def unescaped(text: str) -> str:
    """The text that stands between quotes."""
    return _ESCAPE.sub(_escaped, text)
