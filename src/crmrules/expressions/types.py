"""The types an expression's values can have."""

from enum import StrEnum

from attrs import field, frozen


class Kind(StrEnum):
    """The families of values. Integers, numbers and money are compared and reckoned with each other."""

    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    DATE = "date"


NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY})


@frozen
class Type:
    """A kind, and for a text that is one of a few, which ones."""

    kind: Kind
    values: tuple[str, ...] = field(default=())
    """The only values of an enumerated text, in order; empty where any text will do."""

    @property
    def numeric(self) -> bool:
        """Whether its values can be reckoned with."""
        return self.kind in NUMERIC

    def matches(self, other: "Type") -> bool:
        """Whether values of the two can be compared."""
        return self.kind == other.kind or (self.numeric and other.numeric)

    def __str__(self) -> str:
        return "one of " + ", ".join(f'"{value}"' for value in self.values) if self.values else self.kind.value


BOOL = Type(Kind.BOOL)
INTEGER = Type(Kind.INTEGER)
NUMBER = Type(Kind.NUMBER)
MONEY = Type(Kind.MONEY)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
