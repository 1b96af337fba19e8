"""Conditions of a process as Python functions over what is known on a day."""

import datetime
from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import evolve

from crmrules.definitions.base import Answering
from crmrules.definitions.facts import Facts
from crmrules.engines.python.lower import lower
from crmrules.engines.python.placeholders import build
from crmrules.engines.python.source import Source
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import INTEGER
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.python.known import Known
from crmrules.model.fact import Fact
from crmrules.model.text import Text

Truth: TypeAlias = Callable[[Known, datetime.date], bool | None]
"""Whether a condition holds at the end of a day; None where it is unknown, or is left to the meaning."""


def truth_of(definition: ProcessDefinition, condition: Expression, day: datetime.date) -> Truth:
    """A condition as a function, with the parameters of a day."""
    lowered = lower(_all_facts(definition), [condition], definition.values_on(day))
    if lowered.is_long:
        return _left_open

    def policy_function(policy: Answering) -> Callable[..., Any]:
        return policy.in_python(day, Known, _as_it_is)

    source = Source(lowered, policy_function)
    lines = [line for name in (*lowered.stored, *lowered.terms) for line in source.load(name)]
    lines.append(f"return {source.truth(lowered.conditions[0])}")
    body = "\n".join(f"    {line}" for line in lines)
    found: Truth = build(f"def truth(r, as_of):\n{body}\n", source)["truth"]
    return found


def _all_facts(definition: ProcessDefinition) -> Facts:
    """The facts of a process; what events carry and how often it came to a state are facts like any other."""
    others = [Fact(name, type_, Text(name), "") for name, type_ in definition.event_scope.items()]
    others += [Fact(name, INTEGER, count.title, "") for name, count in definition.counts.items()]
    return evolve(definition.facts, declared=(*definition.facts.declared, *others))


def _as_it_is(known: Known) -> Known:
    return known


def _left_open(_known: Known, _day: datetime.date) -> None:
    """A number with more digits than are carried: nothing but the interpreter tells whether it is known."""
