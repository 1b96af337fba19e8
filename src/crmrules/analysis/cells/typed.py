"""The types of what expressions come to."""

from collections.abc import Mapping

from crmrules.analysis.cells.forms import Form
from crmrules.expressions.check import check
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import NUMBER, Kind, Type


def type_of(node: Expression, types: Mapping[str, Type]) -> Type:
    """The type of an expression that has been checked, over facts of some types."""
    found, _ = check(node, types, numbers=True)
    return NUMBER if found is None else found  # of nothing but unknown


def is_whole(sum_: Form, types: Mapping[str, Type]) -> bool:
    """Whether a sum is one of whole numbers and days, each taken some times."""
    return all(
        len(monomial) == 1 and monomial[0][1] == 1 and type_of(monomial[0][0], types).kind in (Kind.INTEGER, Kind.DATE)
        for monomial in sum_
    )
