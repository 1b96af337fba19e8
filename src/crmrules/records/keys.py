"""How a value is looked up in a table whose keys are texts."""

import math
import re
from typing import Any

from crmrules.expressions.accept import is_number, shown

_WHOLE = re.compile(r"(?:0|-?[1-9][0-9]*)\.0")


def key_of(value: object) -> str:
    """How a value is looked up in `values`: TOML knows only texts as keys.

    A whole number is one key, whether it comes as 1, as 1.0 or as a text of either. What is beyond the largest float64
    is looked up as infinite: nobody lists it, and its digits could fill the memory.
    """
    if type(value).__name__ in ("bool", "bool_"):  # NumPy's own, too
        return str(value).lower()
    if is_number(value):
        return _number_key(value)
    text = (value if isinstance(value, str) else _told(value)).strip()
    return text.removesuffix(".0") if _WHOLE.fullmatch(text) else text


def _number_key(value: Any) -> str:
    try:
        near = float(value)
    except OverflowError:
        near = math.inf if value > 0 else -math.inf
    except ValueError:  # a signalling NaN
        near = math.nan
    return str(int(value)) if math.isfinite(near) and int(value) == value else str(near)


def _told(value: object) -> str:
    try:
        return str(value)
    except Exception:  # nested deeply, or a `__str__` that fails
        return shown(value)
