"""The types of names that a file does not declare, from what an expression does with them."""

from collections.abc import Iterator, Mapping

from crmrules.expressions.functions import FUNCTIONS
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
    children,
    walk,
)
from crmrules.expressions.types import BOOL, DATE, NUMBER, TEXT, Kind, Type


def type_of_value(value: object) -> Type:
    """The type of a constant."""
    match value:
        case bool():
            return BOOL
        case str():
            return TEXT
        case int() | float():
            return NUMBER
        case _:
            return DATE


def inferred(tree: Expression, types: Mapping[str, Type], ordered: Type | None = None) -> dict[str, Type]:
    """The types of the names of an expression that are not known, as far as it tells them.

    `ordered` is the type of names that are held against each other by order, where a language knows but one.
    """
    found: dict[str, Type] = {}
    told = dict(_told(tree))
    for part in walk(tree):
        if isinstance(part, Comparison | Membership):
            sides = children(part)
            known = next((type_ for each in sides if (type_ := _type_of(each, {**told, **types})) is not None), None)
            if known is None and isinstance(part, Comparison) and part.operator not in ("==", "!="):
                known = ordered
            found |= {each.name: known for each in sides if isinstance(each, Name) and known is not None}
    return {name: type_ for name, type_ in {**found, **told}.items() if name not in types}


def _told(tree: Expression) -> Iterator[tuple[str, Type]]:
    """What is told by operators and functions, whatever stands beside it."""
    for part in walk(tree):
        for each in children(part):
            if isinstance(each, Name) and (type_ := _taken_by(part)) is not None:
                yield each.name, type_


def _taken_by(part: Expression) -> Type | None:
    match part:
        case Arithmetic() | Negative():
            return NUMBER
        case And() | Or() | Not():
            return BOOL
        case Call(function=function):
            takes = FUNCTIONS[function].takes
            return next((Type(kind) for kind in (Kind.NUMBER, Kind.TEXT, Kind.DATE) if takes >= {kind}), None)
        case _:
            return None


def _type_of(node: Expression, types: Mapping[str, Type]) -> Type | None:
    match node:
        case Name(name=name):
            return types.get(name)
        case Literal(value=value):
            return type_of_value(value) if value is not None else None
        case Arithmetic() | Negative():
            return NUMBER
        case Call(function=function):
            return FUNCTIONS[function].gives or NUMBER
        case _:
            return BOOL
