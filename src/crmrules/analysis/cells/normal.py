"""One way to write a number: terms that are equal and have a value alike, whatever their facts, are one dimension.

Operands of ``+`` and ``*`` may change places, and a minus may move out of a product or a sum. Nothing else may move:
``a + b - b`` equals `a`, yet has no value where `a + b` is too large (`forms` say what is equal where both have one).
"""

from fractions import Fraction

from crmrules.expressions.render import render
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Negative

_NOTHING = {"+": 0, "-": 0, "*": 1, "/": 1}
"""The second operand that changes nothing."""


def normal(node: Expression) -> Expression:
    """The normal form of a number or day whose parts are in it already."""
    match node:
        case Negative(operand=Negative(operand=inner)):
            return inner
        case Negative(operand=Literal(value=int() | float() | Fraction() as number)):
            return Literal(-number)
        case Arithmetic(operator=operator, left=left, right=Literal(value=value)) if value == _NOTHING[operator]:
            return left
        case Arithmetic(operator="-", left=left, right=Negative(operand=right)):
            return normal(Arithmetic("+", left, right))
        case Arithmetic(operator="+", left=left, right=Negative(operand=right)):
            return normal(Arithmetic("-", left, right))
        case Arithmetic(operator="+", left=Negative(operand=left), right=right):
            return normal(Arithmetic("-", right, left))
        case Arithmetic(operator="-", left=Negative(operand=left), right=right):
            return Negative(normal(Arithmetic("+", left, right)))
        case Arithmetic(operator="*" | "/" as operator, left=Negative(operand=left), right=right):
            return normal(Negative(normal(Arithmetic(operator, left, right))))
        case Arithmetic(operator="*" | "/" as operator, left=left, right=Negative(operand=right)):
            return normal(Negative(normal(Arithmetic(operator, left, right))))
        case Arithmetic(operator="-", left=left, right=right) if _rank(left) > _rank(right):
            return Negative(Arithmetic("-", right, left))
        case Arithmetic(operator="+" | "*" as operator, left=left, right=right) if _rank(left) > _rank(right):
            return normal(Arithmetic(operator, right, left))
        case Call(function="abs", arguments=(Negative(operand=inner),)):
            return Call("abs", (inner,))
        case Call(function="lower", arguments=(Call(function="lower") as inner,)):
            return inner
        case Call(function="min" | "max" as function, arguments=arguments):
            parts = sorted(dict.fromkeys(arguments), key=_rank)
            return Call(function, tuple(parts)) if len(parts) > 1 else parts[0]
        case _:
            return node


def _rank(node: Expression) -> tuple[bool, str]:
    """The order of operands: constants last."""
    return isinstance(node, Literal), render(node)
