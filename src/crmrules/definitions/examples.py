"""What examples of all kinds have in common: the case they give, and where what they expect is not what is said."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from attrs import evolve

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import NO_OUTCOME, Setting
from crmrules.errors import Problem
from crmrules.expressions.tree import Value

D = TypeVar("D", bound=Definition)

Actual: TypeAlias = Mapping[str, Callable[[], Any]]
"""What a policy says, by the key of what an example expects."""

Run: TypeAlias = Callable[[], list[Problem]]
"""Runs one example, and gives what it expects and the policy does not say."""


def stored(definition: Definition, given: Mapping[str, Value]) -> dict[str, Value]:
    """Every declared fact; one that is not given is unknown."""
    return {**dict.fromkeys((each.name for each in definition.facts.declared), None), **given}


def changed(definition: D, values: Mapping[str, Setting]) -> D:
    """The policy with the parameters that an example changes."""
    parameters = {name: evolve(definition.parameters[name], value=value, dated=()) for name, value in values.items()}
    return evolve(definition, parameters={**definition.parameters, **parameters})


def differences(expect: object, actual: Actual) -> list[Problem]:
    """Where an example expects something else; what it does not state is not compared."""
    problems: list[Problem] = []
    for key, said in actual.items():
        expected = getattr(expect, key)
        if expected is not None and _plain(said()) != _plain(expected):
            message = f"expects {key} {_said(expected)}, and the policy says {_said(said())}"
            problems.append(Problem("", message, "correct the example or the policy"))
    return problems


def _plain(value: Any) -> Any:
    """No outcome as examples write it."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return NO_OUTCOME if value is None else value


def _said(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, tuple):
        return f"({', '.join(map(str, plain))})"
    return str(plain).lower() if isinstance(plain, bool) else str(plain)
