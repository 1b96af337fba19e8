"""The types of what is read of an event's data: given under ``[columns]``, or plain from how it is used.

``minutes > 1`` makes sense of a number alone, so nothing is guessed. What no use settles is asked for.
"""

from collections.abc import Iterable, Mapping

from attrs import frozen

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
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, NUMERIC, TEXT, Kind, Type

_ONLY = {
    NUMERIC: NUMBER,
    frozenset({Kind.DATE}): DATE,
    frozenset({Kind.TEXT}): TEXT,
    frozenset({Kind.INTEGER}): INTEGER,
}
"""The type of an argument of which a function says what it must be."""


@frozen
class Use:
    """An expression, and the type it must have where that is plain."""

    expression: Expression
    type: Type | None


def told_types(uses: Iterable[Use], columns: Mapping[str, Kind]) -> tuple[dict[str, Type | None], list[str]]:
    """The type of each name that is read, None where only `known` asks for it; and those that nothing settles."""
    uses = list(uses)
    types: dict[str, Type] = {name: Type(kind) for name, kind in columns.items()}
    while True:
        told = len(types)
        for use in uses:
            _demand(use.expression, use.type, types)
            for node in walk(use.expression):
                _look(node, types)
        if len(types) == told:
            break
    asked = {name for use in uses for name in _asked(use.expression)}
    read = {part.name for use in uses for part in walk(use.expression) if isinstance(part, Name)}
    unsettled = sorted(asked - types.keys())
    return {name: types.get(name) for name in sorted(read) if name not in unsettled}, unsettled


def _demand(node: Expression, type_: Type | None, types: dict[str, Type]) -> None:
    """Note what type a name must have."""
    if isinstance(node, Name) and type_ is not None:
        types.setdefault(node.name, type_)


def _look(node: Expression, types: dict[str, Type]) -> None:
    """Note what a node demands of its parts."""
    match node:
        case Negative() | Arithmetic():
            parts: list[tuple[Expression, Type | None]] = [(part, NUMBER) for part in children(node)]
        case And() | Or() | Not():
            parts = [(part, BOOL) for part in children(node)]
        case Comparison() | Membership():
            parts = _alike(children(node), types)
        case Call(function="known"):
            parts = []
        case Call(function=function, arguments=arguments):
            takes = [FUNCTIONS[function].takes_at(place) for place in range(len(arguments))]
            parts = [(part, _ONLY.get(kinds)) for part, kinds in zip(arguments, takes, strict=True)]
            if None in (type_ for _, type_ in parts):  # any, as long as all have it
                parts = _alike(arguments, types)
        case _:
            parts = []
    for part, type_ in parts:
        _demand(part, type_, types)


def _alike(parts: tuple[Expression, ...], types: Mapping[str, Type]) -> list[tuple[Expression, Type | None]]:
    """One type for all parts: that of the first which has one."""
    found = next((each for each in (_type(part, types) for part in parts) if each is not None), None)
    common = NUMBER if found is not None and found.numeric else found
    return [(part, common) for part in parts]


def _type(node: Expression, types: Mapping[str, Type]) -> Type | None:
    match node:
        case Literal(value=value):
            return BOOL if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBER
        case Name(name=name):
            return types.get(name)
        case Negative() | Arithmetic():
            return NUMBER
        case Comparison() | Membership() | And() | Or() | Not():
            return BOOL
        case Call(function=function, arguments=arguments):
            gives = FUNCTIONS[function].gives
            return gives or next((each for part in arguments if (each := _type(part, types)) is not None), None)


def _asked(node: Expression) -> set[str]:
    """The names that are asked for more than whether they are known."""
    if isinstance(node, Name):
        return {node.name}
    if isinstance(node, Call) and node.function == "known" and isinstance(node.arguments[0], Name):
        return set()
    return {name for part in children(node) for name in _asked(part)}
