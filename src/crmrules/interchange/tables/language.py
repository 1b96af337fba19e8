"""What the cells of a table are written in."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import field, frozen

from crmrules.expressions.tree import Expression, Value
from crmrules.expressions.types import Kind
from crmrules.interchange.feel.names import Names
from crmrules.interchange.feel.reading import is_any, read_expression, read_tests
from crmrules.interchange.tables.scope import constant

Tests: TypeAlias = Callable[[str, Names, Expression, Kind | None], Expression]


@frozen
class Language:
    """How cells are read; each raises `ExpressionError` for what cannot be said here."""

    is_any: Callable[[str], bool]
    """Whether a cell asks, or gives, nothing."""
    tests: Tests
    """The condition that a cell puts to the value of its column."""
    constant: Callable[[str, Names], Value]
    """The constant that a cell gives."""
    condition: Callable[[str], Expression] | None = field(default=None)
    """The condition that a cell is by itself, in a column that says nothing of what it tests; None where none is."""


FEEL = Language(is_any, read_tests, lambda text, names: constant(read_expression(text, names)))
