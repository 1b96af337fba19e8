"""How large the exact number behind a term can get, and whether its Python value is that number."""

from collections.abc import Callable

from attrs import field, frozen

from crmrules.expressions.functions import MOST_PLACES
from crmrules.expressions.numbers import MAX_WHOLE, MOST_BITS_GIVEN, bits, exact
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, Negative
from crmrules.expressions.types import Kind, Type

MOST_BITS_WHOLE = 1_000
"""Whole numbers of more bits could leave float64."""


@frozen
class Size:
    """What is known of a number before it is reckoned."""

    bits: int = field(default=0)
    """The bits that its numerator or denominator has at most."""
    whole: bool = field(default=False)
    """Whether it is a whole number of Python."""
    reckoned: bool = field(default=False)
    """Whether it is a float that has been rounded on the way, so that it may differ from the exact number."""

    @property
    def is_float(self) -> bool:
        """Whether it compares as a float does: it is one that stands for its decimal, or could be."""
        return not self.reckoned and not (self.whole and self.bits > MAX_WHOLE.bit_length())


def of_fact(type_: Type) -> Size:
    """Of a stored fact."""
    whole = type_.kind is Kind.INTEGER
    return Size(MAX_WHOLE.bit_length() if whole else MOST_BITS_GIVEN, whole)


def of_term(node: Expression, size_of: Callable[[str], Size]) -> Size:
    """Of a flat expression, whose names have sizes."""
    match node:
        case Literal(value=bool() | str()):
            return Size()
        case Literal(value=int() | float() as value):
            return Size(bits(exact(value)), isinstance(value, int))
        case Name(name=name):
            return size_of(name)
        case Negative(operand=operand):
            return of_term(operand, size_of)
        case Arithmetic(operator=operator, left=left, right=right):
            parts = of_term(left, size_of), of_term(right, size_of)
            # of fractions over different denominators the sum is as long as their product
            together = sum(part.bits for part in parts) + 1
            whole = operator != "/" and all(part.whole for part in parts) and together <= MOST_BITS_WHOLE
            return Size(together, whole, not whole)
        case Call(function="round", arguments=(number, _)):
            return Size(of_term(number, size_of).bits + 4 * MOST_PLACES, reckoned=True)
        case Call(function="days_between" | "year" | "month" | "weekday"):
            return Size(MAX_WHOLE.bit_length(), whole=True)
        case Call(function="min" | "max" | "abs" | "coalesce", arguments=arguments):
            return _any_of([of_term(each, size_of) for each in arguments])
        case _:
            return Size()


def _any_of(sizes: list[Size]) -> Size:
    whole = all(each.whole for each in sizes)
    reckoned = not whole and not all(each.is_float for each in sizes)
    return Size(max(each.bits for each in sizes), whole, reckoned)
