"""What a binding says that the values of a column mean."""

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import IBIS, Backend
from crmrules.engines.frames.parts import FAMILIES, TEXTS, literal
from crmrules.expressions.accept import BLANKS, accept
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type


def mapped(column: nw.Expr, dtype: Any, values: Mapping[str, object], type_: Type, backend: Backend) -> nw.Expr | None:
    """What the values of a column mean, null where the binding does not say; None for a type that cannot be mapped."""
    family = FAMILIES[type_.kind]
    by_value: dict[tuple[type, Value], list[str]] = {}
    for text, meant in values.items():
        value = accept(meant, type_)
        by_value.setdefault((type(value), value), []).append(text)
    expr = literal(None, family)
    for (_, value), texts in by_value.items():
        found = _is_one_of(column, dtype, texts, backend)
        if found is None:
            return None
        expr = nw.when(found).then(literal(value, family)).otherwise(expr)
    return expr


def _is_one_of(column: nw.Expr, dtype: Any, texts: list[str], backend: Backend) -> nw.Expr | None:
    if dtype in TEXTS:
        text = column if dtype == nw.String else column.cast(nw.String)
        return stripped(text, backend).is_in(texts)
    if dtype == nw.Boolean:
        return column.is_in([text == "true" for text in texts if text in ("true", "false")])
    if dtype.is_integer():
        return column.is_in([int(text) for text in texts if _is_number(text, int)])
    if dtype == nw.Float64:
        # whole numbers beside unknowns are floats in pandas
        return column.is_in([float(text) for text in texts if _is_number(text, int) or _is_number(text, float)])
    return None


def stripped(text: nw.Expr, backend: Backend) -> nw.Expr:
    """A text without the blanks around it, of Python's kinds."""
    if backend is IBIS:  # it strips what its backend takes for blank
        return text.str.replace_all(f"^[{BLANKS}]+|[{BLANKS}]+$", "")
    return text.str.strip_chars(BLANKS)


def _is_number(text: str, kind: type[int] | type[float]) -> bool:
    """Whether a text is how Python writes a number, which is how values are looked up."""
    try:
        return str(kind(text)) == text
    except ValueError:
        return False
