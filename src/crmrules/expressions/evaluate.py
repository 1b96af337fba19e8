"""The meaning of an expression: the interpreter that every engine must agree with.

Direct and unoptimised on purpose. `None` is unknown, and logic is Kleene's: *and* is false once one part is false,
*or* is true once one part is true, and otherwise an unknown part leaves them unknown. Numbers are exact: whatever is
reckoned is a fraction.
"""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, assert_never, cast

from crmrules.expressions.days import add_days, add_months
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import exact, kept
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator, compared, reckoned
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


def evaluate(node: Expression, values: Mapping[str, Value]) -> Value:
    """The value of an expression that has been checked, where `values` gives what each name stands for."""
    match node:
        case Literal(value=value):
            return value
        case Name(name=name):
            return values[name]
        case Negative(operand=operand):
            number = cast("float | Fraction | None", evaluate(operand, values))
            return None if number is None else -number
        case Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(operator, evaluate(left, values), evaluate(right, values))
        case Comparison(operator=operator, left=left, right=right):
            return _compare(operator, evaluate(left, values), evaluate(right, values))
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


def _arithmetic(operator: ArithmeticOperator, left: Any, right: Any) -> Fraction | None:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    return kept(reckoned(operator, exact(left), exact(right)))


def _compare(operator: ComparisonOperator, left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else bool(compared(operator, comparable(left), comparable(right)))


def comparable(value: Any) -> Any:
    """A known value as it compares with others: a number is the one it stands for."""
    return exact(value) if isinstance(value, float | Fraction) else value


def _call(function: Function, arguments: list[Any]) -> Value:
    match function:
        case "known":
            return arguments[0] is not None
        case "coalesce":
            return next((argument for argument in arguments if argument is not None), None)
        case "min":
            return None if None in arguments else cast("Value", min(arguments, key=comparable))
        case "max":
            return None if None in arguments else cast("Value", max(arguments, key=comparable))
        case "abs":
            return None if None in arguments else cast("Value", abs(arguments[0]))
        case "round":
            return None if None in arguments else rounded(*arguments)
        case "days_between":
            return None if None in arguments else _days(*arguments)
        case "add_days":
            return None if None in arguments else add_days(*arguments)
        case "add_months":
            return None if None in arguments else add_months(*arguments)
        case "year":
            return None if None in arguments else cast("int", arguments[0].year)
        case "month":
            return None if None in arguments else cast("int", arguments[0].month)
        case "weekday":
            return None if None in arguments else cast("int", arguments[0].isoweekday())
        case "contains":
            return None if None in arguments else arguments[1] in arguments[0]
        case "starts_with":
            return None if None in arguments else cast("bool", arguments[0].startswith(arguments[1]))
        case "ends_with":
            return None if None in arguments else cast("bool", arguments[0].endswith(arguments[1]))
        case "lower":
            return None if None in arguments else lowered(arguments[0])
        case _:
            assert_never(function)


def rounded(number: float | Fraction, places: int) -> Fraction:
    """A number to some places after the point, half to even."""
    return round(exact(number), places)


def lowered(text: str) -> str:
    """A text with each letter as Unicode's simple lower case has it, whatever stands beside it.

    Python's own makes two letters of `İ`, and of `Σ` one that hangs on the letters around it.
    """
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def _days(later: datetime.date, earlier: datetime.date) -> int:
    return (later - earlier).days
