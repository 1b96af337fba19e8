"""The types of what expressions come to."""

import datetime
from collections.abc import Mapping

from crmrules.analysis.cells.forms import Form
from crmrules.expressions.functions import FUNCTIONS
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, Negative
from crmrules.expressions.types import DATE, INTEGER, NUMBER, TEXT, Kind, Type


def type_of(node: Expression, types: Mapping[str, Type]) -> Type:
    """The type of an expression that is no condition, over facts of some types."""
    match node:
        case Literal(value=value):
            return INTEGER if isinstance(value, int) else DATE if isinstance(value, datetime.date) else NUMBER
        case Name(name=name):
            return types[name]
        case Negative(operand=operand):
            return INTEGER if type_of(operand, types).kind is Kind.INTEGER else NUMBER
        case Call(function=function, arguments=arguments):
            gives = FUNCTIONS[function].gives
            if gives is not None:
                return gives
            found = [type_of(each, types) for each in arguments]
            if found[0].kind is Kind.DATE:
                return DATE
            return INTEGER if all(each.kind is Kind.INTEGER for each in found) else NUMBER
        case Arithmetic():
            return NUMBER
        case _:
            return TEXT


def is_whole(sum_: Form, types: Mapping[str, Type]) -> bool:
    """Whether a sum is one of whole numbers, each taken some times."""
    return all(
        len(monomial) == 1 and monomial[0][1] == 1 and type_of(monomial[0][0], types).kind is Kind.INTEGER
        for monomial in sum_
    )
