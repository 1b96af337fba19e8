"""The functions of the rule language: the one table of what each takes and gives.

The parser and the type check read this table. An engine matches on `Function` and ends in `assert_never`, so that a
function added here and forgotten there fails the type check; strategies of the agreement tests are made from the table.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import field, frozen

from crmrules.expressions.types import BOOL, INTEGER, NUMBER, NUMERIC, Kind, Type

Function: TypeAlias = Literal["known", "coalesce", "min", "max", "abs", "round", "days_between"]


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
    strict: bool = field(default=True)
    """Whether it is known exactly when all its arguments are."""


MOST_PLACES = 9
"""How many places after the point `round` keeps at most; how many is written as a number, and the same for all."""

ANY, DATES, ORDERED = frozenset(Kind), frozenset({Kind.DATE}), NUMERIC | {Kind.DATE}

FUNCTIONS: Mapping[Function, Signature] = {
    "known": Signature(1, 1, ANY, BOOL, strict=False),
    "coalesce": Signature(2, 99, ANY, strict=False),
    "min": Signature(2, 99, ORDERED),
    "max": Signature(2, 99, ORDERED),
    "abs": Signature(1, 1, NUMERIC),
    "round": Signature(2, 2, NUMERIC, NUMBER),
    "days_between": Signature(2, 2, DATES, INTEGER),
}
