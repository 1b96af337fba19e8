"""Findings about numbers whose names say an order that their values do not keep."""

import re
from collections.abc import Iterator
from itertools import pairwise

from crmrules.analysis.days import days_of
from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.base import Definition

LADDERS = (
    ("some", "long"),
    ("some", "many", "most"),
    ("few", "many"),
    ("low", "medium", "high"),
    ("low", "high"),
    ("low", "mid", "high"),
    ("weak", "strong"),
    ("small", "medium", "large"),
    ("small", "large"),
    ("small", "big"),
    ("short", "long"),
    ("min", "max"),
    ("minimum", "maximum"),
    ("least", "most"),
    ("lower", "upper"),
    ("light", "heavy"),
    ("minor", "major"),
    ("mild", "severe"),
    ("bronze", "silver", "gold", "platinum"),
)
"""Words by which names say an order, the smaller first."""


def order_findings(definition: Definition) -> Iterator[Finding]:
    """Parameters out of order, on any day on which they change."""
    said: set[str] = set()
    for day in days_of(definition):
        values = definition.values_on(day)
        for small, large in _ordered_pairs(definition):
            if small + large not in said and float(values[small]) > float(values[large]):
                said.add(small + large)
                path = f"policy `{definition.id}`, parameter `{large}`"
                message = f"is {values[large]}, below the {values[small]} of `{small}`"
                yield Finding(Code.OUT_OF_ORDER, path, message, "exchange them, or rename one")


def _ordered_pairs(definition: Definition) -> Iterator[tuple[str, str]]:
    numbers = [name for name, each in definition.parameters.items() if each.type.numeric]
    for ladder in LADDERS:
        for small, large in pairwise(ladder):
            for name in numbers:
                other = re.sub(rf"(?<![a-z]){small}(?![a-z])", large, name)
                if other != name and other in numbers and _unit(definition, name) == _unit(definition, other):
                    yield name, other


def _unit(definition: Definition, name: str) -> str:
    return definition.parameters[name].unit
