"""The functions of the rule language: the one table of what each takes and gives.

The parser and the type check read this table. An engine matches on `Function` and ends in `assert_never`, so that a
function added here and forgotten there fails the type check; strategies of the agreement tests are made from the table.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import field, frozen

from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, NUMERIC, TEXT, Kind, Type

Asking: TypeAlias = Literal["contains", "starts_with", "ends_with"]
"""What asks a text about another."""

Function: TypeAlias = Literal[
    "known",
    "coalesce",
    "min",
    "max",
    "abs",
    "round",
    "days_between",
    "add_days",
    "add_months",
    "year",
    "month",
    "weekday",
    "lower",
    Asking,
]


@frozen
class Signature:
    """What a function takes and gives."""

    fewest: int
    most: int
    """How many arguments it has, at least and at most."""
    takes: frozenset[Kind]
    """The kinds that an argument may have."""
    gives: Type | None = field(default=None)
    """The type of its value; None where all arguments have one type, which is that of its value, too."""
    then: frozenset[Kind] = field(default=frozenset())
    """The kinds that the second argument may have, where they are others than those of the first."""
    strict: bool = field(default=True)
    """Whether it is unknown as soon as one of its arguments is."""
    total: bool = field(default=True)
    """Whether it has a value wherever all its arguments have; otherwise it is unknown where that would be no day."""

    def takes_at(self, place: int) -> frozenset[Kind]:
        """The kinds that an argument may have, counted from 0."""
        return self.then if place and self.then else self.takes


NAMES_TOO: frozenset[Function] = frozenset(
    ("add_days", "add_months", "year", "month", "weekday", "lower", "contains", "starts_with", "ends_with")
)
"""Functions whose names facts, parameters and columns may have all the same: they came when policies had such names.

`month` is then a fact, and `month(day)` the month of a day.
"""

MOST_PLACES = 9
"""How many places after the point `round` keeps at most; how many is written as a number, and the same for all."""

ANY, DATES, ORDERED = frozenset(Kind), frozenset({Kind.DATE}), NUMERIC | {Kind.DATE}
TEXTS, WHOLES = frozenset({Kind.TEXT}), frozenset({Kind.INTEGER})

FUNCTIONS: Mapping[Function, Signature] = {
    "known": Signature(1, 1, ANY, BOOL, strict=False),
    "coalesce": Signature(2, 99, ANY, strict=False),
    "min": Signature(2, 99, ORDERED),
    "max": Signature(2, 99, ORDERED),
    "abs": Signature(1, 1, NUMERIC),
    "round": Signature(2, 2, NUMERIC, NUMBER),
    "days_between": Signature(2, 2, DATES, INTEGER),
    "add_days": Signature(2, 2, DATES, DATE, then=WHOLES, total=False),
    "add_months": Signature(2, 2, DATES, DATE, then=WHOLES, total=False),
    "year": Signature(1, 1, DATES, INTEGER),
    "month": Signature(1, 1, DATES, INTEGER),
    "weekday": Signature(1, 1, DATES, INTEGER),
    "lower": Signature(1, 1, TEXTS, TEXT),
    "contains": Signature(2, 2, TEXTS, BOOL),
    "starts_with": Signature(2, 2, TEXTS, BOOL),
    "ends_with": Signature(2, 2, TEXTS, BOOL),
}
