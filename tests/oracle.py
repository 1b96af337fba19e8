"""What an expression of numbers comes to, by Python's own parser and fractions: written apart from the library."""

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

NEAR = Fraction(1, 10**13)
"""Closer than so much of what they were reckoned from, two numbers may be one on a frame: a declared limit."""

MOST = Fraction("1.7976931348623157e308")

_ARITHMETIC: Mapping[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

_CHOICES: Mapping[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "abs": lambda numbers: abs(numbers[0]),
}


def value(text: str, facts: Mapping[str, Decimal | int | None]) -> Fraction | None:
    """The exact value; None where it is unknown."""
    return _value(ast.parse(text, mode="eval").body, {name: _exact(fact) for name, fact in facts.items()})


def size(text: str, facts: Mapping[str, Decimal | int | None]) -> Fraction | None:
    """The value of the same expression over absolute values: what a relative error of float64 is relative to.

    None where it is unknown, and where a divisor may be zero on a frame.
    """
    return _size(ast.parse(text, mode="eval").body, {name: _exact(fact) for name, fact in facts.items()})


def _exact(fact: Decimal | int | None) -> Fraction | None:
    return None if fact is None else Fraction(fact)


def _value(node: ast.expr, facts: Mapping[str, Fraction | None]) -> Fraction | None:
    match node:
        case ast.Name(id=name):
            return facts[name]
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = _value(operand, facts)
            return None if found is None else -found
        case ast.BinOp(left=left, op=sign, right=right):
            one, other = _value(left, facts), _value(right, facts)
            if one is None or other is None or (isinstance(sign, ast.Div) and other == 0):
                return None
            found = _ARITHMETIC[type(sign)](one, other)
            return found if abs(found) <= MOST else None
        case ast.Call(func=ast.Name(id="round"), args=[number, ast.Constant(value=int(places))]):
            found = _value(number, facts)
            return None if found is None else Fraction(round(found * 10**places), 10**places)
        case ast.Call(func=ast.Name(id="coalesce"), args=arguments):
            return next((found for each in arguments if (found := _value(each, facts)) is not None), None)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            known = [found for each in arguments if (found := _value(each, facts)) is not None]
            return _CHOICES[name](known) if len(known) == len(arguments) else None
        case _:
            raise AssertionError(ast.dump(node))


def _size(node: ast.expr, facts: Mapping[str, Fraction | None]) -> Fraction | None:
    match node:
        case ast.BinOp(left=left, op=sign, right=right):
            one, other = _size(left, facts), _size(right, facts)
            if one is None or other is None:
                return None
            if not isinstance(sign, ast.Div):
                return one * other if isinstance(sign, ast.Mult) else one + other
            divisor = _value(right, facts)
            return one * other / divisor**2 if divisor and abs(divisor) > NEAR * other else None
        case ast.UnaryOp(operand=operand):
            return _size(operand, facts)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            sizes = [
                found
                for each in arguments[: 1 if name == "round" else None]
                if (found := _size(each, facts)) is not None
            ]
            return max(sizes, default=None)
        case _:
            found = _value(node, facts)
            return None if found is None else abs(found)
