"""The types of DMN, in those of the rule language."""

from collections.abc import Mapping

from attrs import frozen

from crmrules.errors import ExpressionError
from crmrules.expressions.tree import Comparison, Literal, Membership, Name
from crmrules.expressions.types import Kind, Type
from crmrules.interchange.feel.names import Names
from crmrules.interchange.feel.reading import is_any, read_tests
from crmrules.interchange.tables.model import Item

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("string", "text"), Kind.TEXT),
    **dict.fromkeys(("number", "double", "decimal", "float"), Kind.NUMBER),
    **dict.fromkeys(("integer", "int", "long", "short"), Kind.INTEGER),
    **dict.fromkeys(("boolean", "bool"), Kind.BOOL),
    **{"money": Kind.MONEY, "date": Kind.DATE},
}
UNSAID = frozenset(
    (
        *("time", "datetime", "date and time", "dateandtime", "days and time duration", "daytimeduration"),
        *("years and months duration", "yearmonthduration", "duration", "context", "list", "range", "function"),
    )
)
"""Types of FEEL that rules have no values of."""
MAX_DEPTH = 16

_NAMELESS = Names({})
_VALUE = Name("?")


@frozen
class Refused:
    """A type of which rules have no values."""

    called: str

    def error(self, what: str = "") -> ExpressionError:
        """That something is of this type."""
        message = f"{what}is of type {self.called}, of which rules have no values"
        return ExpressionError.of("", message, "rules know texts, numbers, booleans and dates")


def base_name(type_ref: str) -> str:
    """The name of a type without the prefix of a namespace."""
    return type_ref.rpartition("}")[2].rpartition(":")[2]


def type_of(type_ref: str, items: Mapping[str, Item], depth: int = 0) -> Type | Refused | None:
    """The type that is named; None where none is, or any will do."""
    item = items.get(type_ref) or items.get(base_name(type_ref))
    if item is not None and depth < MAX_DEPTH:
        return type_of_item(item, items, depth)
    name = base_name(type_ref)
    if name.lower() in UNSAID:
        return Refused(name)
    kind = KINDS.get(name.lower())
    return Type(kind) if kind is not None else None


def type_of_item(item: Item, items: Mapping[str, Item], depth: int = 0) -> Type | Refused | None:
    """The type that is defined."""
    if item.is_list:
        return Refused("list")
    if item.parts:
        return Refused("context")
    found = type_of(item.type_ref, items, depth + 1)
    if isinstance(found, Type) and found.kind is Kind.TEXT:
        return Type(Kind.TEXT, texts(item.allowed) or found.values)
    return found


def parts_of(type_ref: str, items: Mapping[str, Item], depth: int = 0) -> Mapping[str, Item]:
    """The parts of a type that has some."""
    item = items.get(type_ref) or items.get(base_name(type_ref))
    if item is None or depth >= MAX_DEPTH:
        return {}
    return item.parts or parts_of(item.type_ref, items, depth + 1)


def texts(allowed: str) -> tuple[str, ...]:
    """The texts that are allowed; none where what is allowed is anything else."""
    found = listed(allowed)
    return tuple(str(each) for each in found) if all(isinstance(each, str) and each.strip() for each in found) else ()


def listed(allowed: str) -> tuple[object, ...]:
    """The values that a list of unary tests allows, in its order; none where it is no list of values."""
    if is_any(allowed):
        return ()
    try:
        tree = read_tests(allowed, _NAMELESS, _VALUE)
    except ExpressionError:
        return ()
    match tree:
        case Comparison(operator="==", right=Literal(value=value)):
            return (value,)
        case Membership(choices=choices):
            return tuple(each.value for each in choices if isinstance(each, Literal))
        case _:
            return ()
