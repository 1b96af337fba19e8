"""Kleene's logic over diagrams: the operations that conditions are made with."""

from typing import Any

from crmrules.analysis.cells.diagram import Diagram, Leaf, Operation
from crmrules.expressions.evaluate import all_of, any_of


def _is(diagram: Diagram, value: Any) -> bool:
    return isinstance(diagram, Leaf) and diagram.value is value


def _short_and(left: Diagram, right: Diagram) -> Diagram | None:
    if _is(left, False) or _is(right, True):
        return left
    return right if _is(right, False) or _is(left, True) else None


def _short_or(left: Diagram, right: Diagram) -> Diagram | None:
    if _is(left, True) or _is(right, False):
        return left
    return right if _is(right, True) or _is(left, False) else None


def _short_choose(guard: Diagram, then: Diagram, otherwise: Diagram) -> Diagram | None:
    if isinstance(guard, Leaf):
        return then if guard.value is True else otherwise
    return then if then is otherwise else None


def _and(left: Any, right: Any) -> Any:
    return all_of([left, right])


def _or(left: Any, right: Any) -> Any:
    return any_of([left, right])


def _not(truth: Any) -> Any:
    return None if truth is None else not truth


def _same(left: Any, right: Any) -> Any:
    return None if left is None or right is None else left == right


def _choose(guard: Any, then: Any, otherwise: Any) -> Any:
    return then if guard is True else otherwise


def _known(value: Any) -> bool:
    return value is not None


def _true(truth: Any) -> bool:
    return truth is True


def _false(truth: Any) -> bool:
    return truth is False


def _unknown(truth: Any) -> bool:
    return truth is None


def _not_true(truth: Any) -> bool:
    return truth is not True


AND = Operation(_and, _short_and)
OR = Operation(_or, _short_or)
NOT = Operation(_not)
SAME = Operation(_same)
KNOWN = Operation(_known)
CHOOSE = Operation(_choose, _short_choose)
"""The second where the first is true, wherever else the third."""
IS_TRUE = Operation(_true)
IS_FALSE = Operation(_false)
IS_UNKNOWN = Operation(_unknown)
NOT_TRUE = Operation(_not_true)
