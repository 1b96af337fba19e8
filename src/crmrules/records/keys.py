"""How a value is looked up in a table whose keys are texts."""

import math
import re
from decimal import Decimal
from numbers import Real
from typing import Any

_WHOLE = re.compile(r"(?:0|-?[1-9][0-9]*)\.0")


def key_of(value: object) -> str:
    """How a value is looked up in `values`: TOML knows only texts as keys.

    A whole number is one key, whether it comes as 1, as 1.0 or as a text of either. What is beyond the largest float64
    is looked up as infinite: nobody lists it, and its digits could fill the memory.
    """
    if type(value).__name__ in ("bool", "bool_"):  # NumPy's own, too
        return str(value).lower()
    if isinstance(value, Real | Decimal):
        return _number_key(value)
    text = str(value).strip()
    return text.removesuffix(".0") if _WHOLE.fullmatch(text) else text


def _number_key(value: Any) -> str:
    try:
        near = float(value)
    except OverflowError:
        near = math.inf if value > 0 else -math.inf
    except ValueError:  # a signalling NaN
        near = math.nan
    return str(math.trunc(value)) if math.isfinite(near) and math.trunc(value) == value else str(near)
