"""How a value is looked up in a table whose keys are texts."""

import math
import re
from decimal import Decimal
from numbers import Real
from typing import Any

_WHOLE = re.compile(r"(?:0|-?[1-9][0-9]*)\.0")


def key_of(value: object) -> str:
    """How a value is looked up in `values`: TOML knows only texts as keys.

    A whole number is one key, whether it comes as 1, as 1.0 or as a text of either.
    """
    if type(value).__name__ in ("bool", "bool_"):  # NumPy's own, too
        return str(value).lower()
    if isinstance(value, Real | Decimal):
        whole = _whole(value)
        return str(float(value)) if whole is None else str(whole)
    text = str(value).strip()
    return text.removesuffix(".0") if _WHOLE.fullmatch(text) else text


def _whole(value: Any) -> int | None:
    """A whole number as it is; None for any other."""
    try:
        whole: int = math.trunc(value)
    except (OverflowError, ValueError):  # infinite, or not a number
        return None
    return whole if whole == value else None
