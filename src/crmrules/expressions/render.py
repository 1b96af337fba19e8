"""From tree to text: ``parse(render(tree)) == tree``."""

import re
from fractions import Fraction
from itertools import pairwise
from keyword import iskeyword
from typing import assert_never
from unicodedata import is_normalized

from crmrules.expressions.numbers import written
from crmrules.expressions.operators import ArithmeticOperator
from crmrules.expressions.tree import (
    AS_OF,
    EVENT,
    RESERVED,
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

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _NEGATIVE, _ATOM = range(8)
"""How tightly a node binds, loosest first."""

_WORD = re.compile(r"\w+")
"""Of the signs of a name those that the parser takes for such; Python's names have a few more, such as `·`."""


def render(node: Expression) -> str:
    """The text of an expression, with no more parentheses than it needs."""
    return _render(node, _OR)


def literal(value: Value) -> str:
    """A constant as the language writes it; unknown and dates, which it cannot write, in plain words."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case int() | float():
            return repr(value or abs(value))  # minus zero is 0
        case Fraction():
            return written(value)
        case _:
            return value.isoformat()


def _render(node: Expression, binds: int) -> str:
    text, own = _write(node)
    return f"({text})" if own < binds else text


def _write(node: Expression) -> tuple[str, int]:
    match node:
        case Literal(value=value):
            return literal(value), _ATOM
        case Name(name=name):
            return name if _is_plain(name) else f"column({literal(name)})", _ATOM
        case Negative(operand=operand):
            return f"-{_render(operand, _NEGATIVE)}", _NEGATIVE
        case Arithmetic(operator=operator, left=left, right=right):
            own = _binds(operator)
            return f"{_render(left, own)} {operator} {_render(right, own + 1)}", own
        case Comparison(operator=operator, left=left, right=right):
            return f"{_render(left, _SUM)} {operator} {_render(right, _SUM)}", _COMPARE
        case Membership(item=item, choices=choices):
            return f"{_render(item, _SUM)} in {_list(choices)}", _COMPARE
        case Not(operand=Membership(item=item, choices=choices)):
            return f"{_render(item, _SUM)} not in {_list(choices)}", _COMPARE
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(render, arguments))})", _ATOM
        case And(operands=operands):
            chain = _chain(operands)
            if chain is not None:
                return chain, _COMPARE
            return " and ".join(_render(operand, _NOT) for operand in operands), _AND
        case Or(operands=operands):
            return " or ".join(_render(operand, _AND) for operand in operands), _OR
        case Not(operand=operand):
            return f"not {_render(operand, _NOT)}", _NOT
        case _:
            assert_never(node)


def _is_plain(name: str) -> bool:
    """Whether a name can stand as it is, as those of facts always can, and those of columns need not."""
    name = name.removeprefix(EVENT)
    if not (name.isidentifier() and _WORD.fullmatch(name)) or iskeyword(name) or name in RESERVED - {AS_OF}:
        return False
    return name.isascii() or is_normalized("NFKC", name)


def _binds(operator: ArithmeticOperator) -> int:
    match operator:
        case "+" | "-":
            return _SUM
        case "*" | "/":
            return _PRODUCT
        case _:
            assert_never(operator)


def _list(choices: tuple[Expression, ...]) -> str:
    inner = ", ".join(map(render, choices))
    return f"({inner},)" if len(choices) == 1 else f"({inner})"


def _chain(operands: tuple[Expression, ...]) -> str | None:
    """``low <= x < high`` where each comparison begins with what the one before it ends with."""
    links = [operand for operand in operands if isinstance(operand, Comparison)]
    if len(links) < len(operands) or any(one.right != two.left for one, two in pairwise(links)):
        return None
    parts = [_render(links[0].left, _SUM)]
    parts += [f"{link.operator} {_render(link.right, _SUM)}" for link in links]
    return " ".join(parts)
