"""The meaning of an expression: the interpreter that every engine must agree with.

Direct and unoptimised on purpose. `None` is unknown, and logic is Kleene's: *and* is false once one part is false,
*or* is true once one part is true, and otherwise an unknown part leaves them unknown.
"""

import datetime
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, assert_never, cast

from crmrules.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Not,
    Or,
    Value,
)

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluate(node: Expression, values: Mapping[str, Value]) -> Value:
    """The value of an expression that has been checked, where `values` gives what each name stands for."""
    match node:
        case Literal(value=value):
            return value
        case Name(name=name):
            return values[name]
        case Negative(operand=operand):
            number = cast("int | float | None", evaluate(operand, values))
            return None if number is None else -number
        case Arithmetic(operator=sign, left=left, right=right):
            return _arithmetic(sign, evaluate(left, values), evaluate(right, values))
        case Comparison(operator=sign, left=left, right=right):
            return _compare(sign, evaluate(left, values), evaluate(right, values))
        case Membership(item=item, choices=choices):
            value = evaluate(item, values)
            return any_of([_compare("==", value, evaluate(choice, values)) for choice in choices])
        case Call(function=function, arguments=arguments):
            return _call(function, [evaluate(argument, values) for argument in arguments])
        case And(operands=operands):
            return all_of([evaluate(operand, values) for operand in operands])
        case Or(operands=operands):
            return any_of([evaluate(operand, values) for operand in operands])
        case Not(operand=operand):
            truth = evaluate(operand, values)
            return None if truth is None else not truth
        case _:
            assert_never(node)


def all_of(truths: list[Any]) -> bool | None:
    """Kleene's *and*."""
    return False if False in truths else None if None in truths else True


def any_of(truths: list[Any]) -> bool | None:
    """Kleene's *or*."""
    return True if True in truths else None if None in truths else False


def _arithmetic(sign: str, left: Any, right: Any) -> float | None:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    result = _ARITHMETIC[sign](float(left), float(right))
    return result if math.isfinite(result) else None


def _compare(sign: str, left: Value, right: Value) -> bool | None:
    return None if left is None or right is None else _COMPARISONS[sign](left, right)


def _call(function: str, arguments: list[Any]) -> Value:
    match function:
        case "known":
            return arguments[0] is not None
        case "coalesce":
            return next((argument for argument in arguments if argument is not None), None)
        case _ if None in arguments:
            return None
        case "min":
            return cast("Value", min(arguments))
        case "max":
            return cast("Value", max(arguments))
        case "abs":
            return cast("Value", abs(arguments[0]))
        case _:
            later, earlier = cast("list[datetime.date]", arguments)
            return (later - earlier).days
