"""Trying every case of a decision whose facts can be few things: what that proves needs no analysis."""

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.decision.meaning import Truth, truths

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

MOST_CASES = 729
"""How many cases are tried: those of six booleans, unknown included."""


def cases(definition: "DecisionDefinition") -> Iterator[tuple[Mapping[str, Value], list[Truth]]] | None:
    """Every record of the facts that are read, with the truth of every rule; None where there are too many.

    A policy that depends on the day has more cases than records, and one that reads others may find them contradicting
    themselves.
    """
    domains = {each.name: _domain(each.type) for each in definition.read_facts}
    if (
        definition.needs_day
        or definition.policies
        or not all(domains.values())
        or math.prod(map(len, domains.values())) > MOST_CASES
    ):
        return None
    unread: dict[str, Value] = {each.name: None for each in definition.facts.declared}
    records = (unread | dict(zip(domains, case, strict=True)) for case in itertools.product(*domains.values()))
    return ((record, truths(definition, values_of(definition, record, None))) for record in records)


def is_complete(definition: "DecisionDefinition") -> bool | None:
    """Whether on every record some rule is true, or may become so once more is known; None where it is not tried."""
    found = cases(definition)
    if found is None:
        return None
    names = [each.name for each in definition.read_facts]
    return all(
        True in rules or (None in rules and any(record[name] is None for name in names)) for record, rules in found
    )


def _domain(type_: Type) -> tuple[Value, ...]:
    """What a fact can be, unknown included; nothing where that is not a few things."""
    if type_.kind is Kind.BOOL:
        return (True, False, None)
    return (*type_.values, None) if type_.values else ()
