"""Hypothesis strategies: expressions that are well typed by construction, and records with edge values.

`expressions(SCHEMA, PARAMETERS)` makes conditions; `records(SCHEMA, PARAMETERS)` the records to try them on.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from crmrules.definitions.parts import Setting
from crmrules.expressions.functions import FUNCTIONS, MOST_PLACES, Asking, Function, Signature
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.operators import ARITHMETIC, COMPARISONS, EQUALITIES, ComparisonOperator
from crmrules.expressions.tree import (
    AS_OF,
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
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.testing.strategies import WORDS, fixed, values

T = TypeVar("T")

SOUGHT = get_args(Asking)
PARTS = (
    "o",
    "old",
    "NORTH",
    "north",
    "n",
    "n",
    "客",
    " ",
    "a ",
    "ü",
    "Ü",
    "ß",
    "i",
    "ς",
    "σ",
    "k",
    "%",
    "_",
    "\\",
    "x",
)
"""Parts of the texts that occur, or nearly."""

SCHEMA: dict[str, Type] = {
    "flag": BOOL,
    "open_case": BOOL,
    "days": INTEGER,
    "calls": INTEGER,
    "bill": Type(Kind.MONEY),
    "ratio": NUMBER,
    "note": TEXT,
    "city": TEXT,
    "tier": Type(Kind.TEXT, ("gold", "silver", "basic")),
    "joined": DATE,
    "last_seen": DATE,
}
"""Facts of every type, two where comparing two of them is worth while."""

PARAMETERS: dict[str, Setting] = {
    **{"limit": 20, "share": 0.3, "zero": 0, "strict": True, "region": "north"},
    "since": datetime.date(2025, 12, 31),
}
"""A parameter of every type, and a divisor of zero."""


def expressions(
    schema: Mapping[str, Type],
    parameters: Mapping[str, Setting] | None = None,
    kind: Kind = Kind.BOOL,
    *,
    as_of: bool = True,
    numbers: bool = False,
    depth: int = 3,
) -> st.SearchStrategy[Expression]:
    """Expressions of a kind over facts and parameters, with no problem for `check` to find.

    Every node type, operator and function comes in them, and wherever a number may stand a constant without a value,
    if a parameter is zero.

    `as_of` lets them read the day; `numbers` lets them hold number literals other than 0 and 1, as bindings may.
    """
    scope = {**schema, **{name: _type(value) for name, value in (parameters or {}).items()}}
    zeros = tuple(name for name, value in (parameters or {}).items() if value is not False and value == 0)
    if as_of:
        scope[AS_OF] = DATE

    @st.composite
    def make(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Expression:
        return _Maker(draw, scope, zeros, numbers).make(kind, depth)

    return make()


def records(
    schema: Mapping[str, Type], parameters: Mapping[str, Setting] | None = None
) -> st.SearchStrategy[dict[str, Value]]:
    """A value for each fact, unknown ones included, edges and the values of parameters more often than chance."""
    return fixed(schema, list((parameters or {}).values()), unknown=True)


def on_a_grid(schema: Mapping[str, Type]) -> st.SearchStrategy[dict[str, Value]]:
    """A value for each fact, unknown ones included: numbers are decimals that meet often, of a few digits or twelve."""
    few = st.integers(-40, 40).map(lambda steps: steps / 20)
    cents = st.integers(0, 10**6).map(lambda count: count / 100)
    many = st.integers(-(10**12), 10**12).map(lambda count: count / 10**6)
    number, whole = few | few | cents | many, st.integers(-20, 40)
    known = {
        name: whole if type_.kind is Kind.INTEGER else number if type_.numeric else values(type_)
        for name, type_ in schema.items()
    }
    return st.fixed_dictionaries({name: st.none() | each | each for name, each in known.items()})


def days() -> st.SearchStrategy[datetime.date]:
    """Days that rules know."""
    return values(DATE)


def _type(value: Setting) -> Type:
    match value:
        case bool():
            return BOOL
        case str():
            return TEXT
        case int():
            return INTEGER
        case float():
            return NUMBER
        case datetime.date():
            return DATE


class _Maker:
    """Draws one expression; `depth` is how many levels may still come below."""

    def __init__(
        self,
        draw: Callable[[st.SearchStrategy[Any]], Any],
        scope: Mapping[str, Type],
        zeros: tuple[str, ...],
        numbers: bool,
    ) -> None:
        self.draw = draw
        self.scope = scope
        self.zeros = zeros
        self.numbers = numbers
        self.families = tuple(dict.fromkeys(map(_family, scope.values())))

    def make(self, kind: Kind, depth: int) -> Expression:
        match kind:
            case Kind.BOOL:
                return self.condition(depth)
            case Kind.INTEGER | Kind.NUMBER | Kind.MONEY:
                return self.number(depth)
            case Kind.TEXT:
                return self.text(self.flavour(), depth)
            case Kind.DATE:
                return self.date(depth)

    def condition(self, depth: int) -> Expression:
        if depth <= 0:
            names = self.named(Kind.BOOL)
            return self.one_of((*names, *names, Literal(True), Literal(False)))
        match self.one_of(_CONDITIONS):
            case "name":
                return self.condition(0)
            case "comparison":
                return self.comparison(depth - 1)
            case "chain":
                return self.chain(min(depth - 1, 1))
            case "in":
                return self.membership(min(depth - 1, 1))
            case "function":
                return self.call(Kind.BOOL, depth - 1, lambda: self.condition(depth - 1))
            case "and":
                return And(self.many(lambda: self.condition(depth - 1), most=4))
            case "or":
                return Or(self.many(lambda: self.condition(depth - 1), most=4))
            case _:
                return Not(self.condition(depth - 1))

    def call(self, family: Kind, depth: int, alike: Callable[[], Expression]) -> Expression:
        """A function of the table that gives values of a family; `alike` makes such values."""
        function: Function = self.one_of(tuple(name for name in FUNCTIONS if self.gives(name, family)))
        signature = FUNCTIONS[function]
        if function == "round":
            return Call(function, (self.taken(signature, depth), Literal(self.one_of(tuple(range(MOST_PLACES + 1))))))
        if function in SOUGHT:
            return Call(function, (self.text(self.flavour(), depth), self.sought(depth)))
        if signature.then:
            return Call(function, (self.taken(signature, depth), self.whole(depth)))
        make = alike if signature.gives is None else lambda: self.taken(signature, depth)
        return Call(function, self.many(make, signature.fewest, min(signature.most, signature.fewest + 1)))

    def sought(self, depth: int) -> Expression:
        """What a text is asked for: most often a part of one that occurs."""
        return self.one_of((*map(Literal, PARTS), self.text(self.flavour(), depth - 1)))

    def whole(self, depth: int) -> Expression:
        """A number that is whole by its type."""
        plain = (*self.named(Kind.INTEGER), Literal(0), Literal(1))
        if depth <= 0:
            return self.one_of(plain)
        match self.one_of(("name", "name", "negative", "greatest", "function")):
            case "negative":
                return Negative(self.whole(depth - 1))
            case "greatest":
                return Call("max", (self.whole(depth - 1), self.whole(depth - 1)))
            case "function":
                function: Function = self.one_of(("year", "month", "weekday"))
                return Call(function, (self.date(depth - 1),))
            case _:
                return self.one_of(plain)

    def gives(self, function: Function, family: Kind) -> bool:
        signature = FUNCTIONS[function]
        if signature.gives is None:
            return family in signature.takes
        return _family(signature.gives) is family and any(each in signature.takes for each in self.families)

    def taken(self, signature: Signature, depth: int) -> Expression:
        """An argument of a function that takes any of some kinds."""
        return self.make(self.one_of(tuple(each for each in self.families if each in signature.takes)), depth)

    def comparison(self, depth: int) -> Expression:
        kind, make = self.alike(self.one_of((depth, 0)))  # with a name on either side, it is most often of two facts
        return Comparison(self.one_of(_operators(kind)), make(), make())

    def chain(self, depth: int) -> Expression:
        kind, make = self.alike(depth)
        links = pairwise(self.many(make, 3, 4))
        return And(tuple(Comparison(self.one_of(_operators(kind)), left, right) for left, right in links))

    def membership(self, depth: int) -> Expression:
        _, make = self.alike(depth)
        found = Membership(make(), self.many(make, 1, 3))
        return Not(found) if self.one_of((True, False)) else found

    def number(self, depth: int) -> Expression:
        if depth <= 0:
            return self.plain_number()
        match self.one_of(_NUMBERS):
            case "name":
                return self.plain_number()
            case "arithmetic":
                return Arithmetic(self.one_of(ARITHMETIC), self.number(depth - 1), self.number(depth - 1))
            case "negative":
                return Negative(self.number(depth - 1))
            case _:
                return self.call(Kind.NUMBER, depth - 1, lambda: self.number(depth - 1))

    def plain_number(self) -> Expression:
        names = self.named(Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
        match self.one_of(("name",) * 5 + ("literal", "literal", "nothing")):
            case "name" if names:
                return self.one_of(names)
            case "nothing" if self.zeros:
                divided = self.one_of((*names, self.number_literal()))
                return Arithmetic("/", divided, Name(self.one_of(self.zeros)))
            case _:
                return self.number_literal()

    def number_literal(self) -> Expression:
        if not self.numbers:
            return Literal(self.one_of((0, 1)))
        some: st.SearchStrategy[int | float] = st.integers(0, MAX_WHOLE) | st.floats(0, float(MAX_WHOLE)).map(abs)
        return Literal(self.draw(some))

    def text(self, flavour: Type, depth: int) -> Expression:
        if depth > 0 and self.one_of((False, False, True)):
            return self.call(Kind.TEXT, depth - 1, lambda: self.text(flavour, depth - 1))
        names = [Name(name) for name, type_ in self.scope.items() if type_ in (flavour, TEXT)]
        choices: tuple[Expression, ...] = (*names, *names, *map(Literal, flavour.values or WORDS))
        return self.one_of(choices)

    def date(self, depth: int) -> Expression:
        if depth > 0 and self.one_of((False, False, True)):
            return self.call(Kind.DATE, depth - 1, lambda: self.date(depth - 1))
        return self.one_of(self.named(Kind.DATE))

    def alike(self, depth: int) -> tuple[Kind, Callable[[], Expression]]:
        """A family of values that can be compared with each other, and what makes one of them."""
        kind = self.one_of(self.families)
        if kind is not Kind.TEXT:
            return kind, lambda: self.make(kind, depth)
        flavour = self.flavour()
        return kind, lambda: self.text(flavour, depth)

    def flavour(self) -> Type:
        """Plain text, or one of the enumerated texts: the values of two are not mixed."""
        return self.one_of(tuple(dict.fromkeys(each for each in self.scope.values() if each.kind is Kind.TEXT)))

    def named(self, *kinds: Kind) -> tuple[Expression, ...]:
        return tuple(Name(name) for name, type_ in self.scope.items() if type_.kind in kinds)

    def many(self, make: Callable[[], Expression], fewest: int = 2, most: int = 3) -> tuple[Expression, ...]:
        return tuple(make() for _ in range(self.one_of(tuple(range(fewest, most + 1)))))

    def one_of(self, choices: tuple[T, ...]) -> T:
        return choices[self.draw(_place(len(choices)))]  # type: ignore[no-any-return]


_CONDITIONS = ("name", "comparison", "comparison", "chain", "in", "function", "function", "and", "or", "not")
_NUMBERS = ("name", "name", *("arithmetic",) * 4, "negative", *("function",) * 4)


def _family(type_: Type) -> Kind:
    """The kind that stands for all whose values can be compared with each other."""
    return Kind.NUMBER if type_.numeric else type_.kind


@cache
def _place(choices: int) -> st.SearchStrategy[int]:
    return st.integers(0, choices - 1)


def _operators(kind: Kind) -> tuple[ComparisonOperator, ...]:
    return EQUALITIES if kind in (Kind.BOOL, Kind.TEXT) else COMPARISONS
