"""The cases of items by their places: how many there are, what they ask, and what they give."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from crmrules.expressions.tree import AS_OF, names
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.parts import Item

Case: TypeAlias = tuple[str, int]
"""An item by its id, and the place of one of its cases; after the last stands that none is true."""


def ends(definition: ScorecardDefinition, item: Item) -> int:
    """How many things an item can come to."""
    cases = len(definition.cases[item.id])
    if item.number is not None:
        # on some day a number may lie in no step
        values = [definition.values_on(day) for day in definition.change_days]
        return cases + (not all(definition.is_complete(item, each) for each in values))
    return cases + (not item.answer)


def asked(definition: ScorecardDefinition, item: Item) -> tuple[str, ...]:
    """The stored facts that an item asks, in the order of declaration."""
    read = (name for case in definition.cases[item.id] for name in names(case.when))
    behind = definition.facts.behind(read) - {AS_OF}
    return tuple(each.name for each in definition.facts.declared if each.name in behind)


def given_by(definition: ScorecardDefinition, item: Item, here: int, values: Mapping[str, object]) -> Fraction:
    """The points of one of the cases of an item."""
    cases = definition.cases[item.id]
    return number(values, cases[here].points) if here < len(cases) else definition.rest_of(item, values)
