"""Parts of one family: what is compared, or taken together, stands in columns of one type."""

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import Column, Constant, Family, Part, family_of, guarded, literal, plain
from crmrules.expressions.tree import Value


def family_of_all(parts: Sequence[Part]) -> Family:
    """The one family of some known parts: float where numbers are mixed."""
    families = [part.family if isinstance(part, Column) else family_of(part.value) for part in parts]
    found = {each for each in families if each is not None}
    if len(found) == 1:
        return found.pop()
    assert all(each.numeric for each in found)
    return Family.FLOAT


def alike(parts: Sequence[Part]) -> list[Any]:
    """Columns and constants of one family, their guards not applied."""
    family = family_of_all(parts)
    return [
        _constant(part.value, family)
        if isinstance(part, Constant)
        else part.as_float
        if family is Family.FLOAT
        else part.expr
        for part in parts
    ]


def _constant(value: Value, family: Family) -> Any:
    found = plain(value)
    return float(found) if family is Family.FLOAT and found is not None else found


def columns_of(parts: Sequence[Part], family: Family) -> list[nw.Expr]:
    """Columns of a family, constants among them, their guards not applied."""
    return [
        literal(part.value, family) if isinstance(part, Constant) else column
        for part, column in zip(parts, alike(parts), strict=True)
    ]


def settled(part: Part, family: Family) -> nw.Expr:
    """A part as a column of a family, null where it is unknown."""
    if isinstance(part, Constant):
        return literal(part.value, family)
    return guarded(part.as_float if family is Family.FLOAT else part.expr, part.all_guards)


def column_of(part: Part, family: Family) -> nw.Expr:
    """A day, or a whole number that may stand in a column of floats; its guards not applied."""
    return literal(part.value, family) if isinstance(part, Constant) else part.expr
