"""What a binding says that the values of a column mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.parts import FAMILIES, TEXTS, literal
from crmrules.expressions.accept import accept
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type

_BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Python strips off a text; libraries differ in what they would."""


def mapped(column: nw.Expr, dtype: Any, values: Mapping[str, object], type_: Type, backend: Backend) -> nw.Expr | None:
    """What the values of a column mean, null where the binding does not say; None for a type that cannot be mapped."""
    family = FAMILIES[type_.kind]
    by_value: dict[tuple[type, Value], list[str]] = {}
    for text, meant in values.items():
        value = accept(meant, type_)
        by_value.setdefault((type(value), value), []).append(text)
    expr = literal(None, family)
    for (_, value), texts in by_value.items():
        found = is_one_of(column, dtype, texts, backend)
        if found is None:
            return None
        expr = nw.when(found).then(literal(value, family)).otherwise(expr)
    return expr


def can_match(dtype: Any, texts: Iterable[str]) -> bool:
    """Whether any of the keys of a binding's `values` can be a value of a column, by its type."""
    if dtype == nw.Boolean:
        return any(text in _TRUTHS for text in texts)
    if dtype.is_integer():
        return any(_is_number(text, int) for text in texts)
    if dtype.is_float() or dtype.is_decimal():
        return any(_is_number(text, int) or _is_number(text, float) for text in texts)
    return True


_TRUTHS = {"true": True, "false": False}


def is_one_of(column: nw.Expr, dtype: Any, texts: Sequence[str], backend: Backend) -> nw.Expr | None:
    """Whether a value is written as one of some keys of `values`; None for a type that cannot be mapped."""
    if dtype in TEXTS:
        # a whole number is the same number where a file writes it as 1.0
        written = [*texts, *(f"{text}.0" for text in texts if _is_number(text, int))]
        return stripped(column.cast(nw.String) if dtype != nw.String else column, backend).is_in(written)
    if dtype == nw.Boolean:
        return column.is_in([_TRUTHS[text] for text in texts if text in _TRUTHS])
    if dtype.is_integer():
        return column.is_in([int(text) for text in texts if _is_number(text, int)])
    if dtype.is_float() or dtype.is_decimal():
        # whole numbers beside unknowns are floats in pandas
        numbers = [float(text) for text in texts if _is_number(text, int) or _is_number(text, float)]
        return column.cast(nw.Float64).is_in(numbers)
    return None


def stripped(text: nw.Expr, backend: Backend) -> nw.Expr:
    """A text without what Python takes for blank around it."""
    if not backend.strips_what_it_is_told:
        return text.str.replace_all(f"^[{_BLANKS}]+|[{_BLANKS}]+$", "")
    return text.str.strip_chars(_BLANKS)


def _is_number(text: str, kind: type[int] | type[float]) -> bool:
    """Whether a text is how Python writes a number, which is how values are looked up."""
    try:
        return str(kind(text)) == text
    except ValueError:
        return False
