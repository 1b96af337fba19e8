"""Findings about numbers whose names say for certain an order that their values do not keep."""

import re
from collections.abc import Iterator
from itertools import pairwise

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.base import Definition
from crmrules.definitions.parts import number_of

LADDERS = (
    ("some", "long"),
    ("some", "many"),
    ("few", "many"),
    ("low", "medium", "high"),
    ("low", "high"),
    ("low", "mid", "high"),
    ("short", "long"),
    ("min", "max"),
    ("minimum", "maximum"),
    ("least", "most"),
    ("lower", "upper"),
)
"""Words by which names say an order of the numbers themselves, the smaller first.

Words of rank, such as silver and gold or minor and major, do not: the gold customer is called more often, by a smaller
number of months.
"""


def order_findings(definition: Definition) -> Iterator[Finding]:
    """Parameters out of order, on any day on which they change."""
    said: set[str] = set()
    pairs = list(_ordered_pairs(definition))
    for day in definition.change_days:
        values = definition.values_on(day)
        for small, large in pairs:
            if small + large not in said and number_of(values[small]) > number_of(values[large]):
                said.add(small + large)
                path = f"policy `{definition.id}`, parameter `{large}`"
                message = f"is {values[large]}, below the {values[small]} of `{small}`"
                yield Finding(Code.OUT_OF_ORDER, path, message, "exchange them, or rename one")


def _ordered_pairs(definition: Definition) -> Iterator[tuple[str, str]]:
    # of classes and bands, however they are called, their own order says which way the numbers run
    ranked = set(definition.named_parameters)
    numbers = [name for name, each in definition.parameters.items() if each.type.numeric and name not in ranked]
    for ladder in LADDERS:
        for small, large in pairwise(ladder):
            for name in numbers:
                other = re.sub(rf"(?<![a-z]){small}(?![a-z])", large, name)
                if other != name and other in numbers and _unit(definition, name) == _unit(definition, other):
                    yield name, other


def _unit(definition: Definition, name: str) -> str:
    return definition.parameters[name].unit
