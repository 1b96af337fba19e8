"""Whether a policy's examples hold."""

from collections.abc import Callable
from typing import Any

from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import NO_OUTCOME, Example
from crmrules.engines.hit import Verdict
from crmrules.engines.interpreter import interpret, missing
from crmrules.errors import CrmRulesError, Problem
from crmrules.expressions.tree import Value


def run_examples(definition: DecisionDefinition) -> list[Problem]:
    """What the examples expect and the policy does not say, each with the example's name."""
    return [problem for example in definition.examples for problem in _run(definition, example)]


def _run(definition: DecisionDefinition, example: Example) -> list[Problem]:
    path = f"policy `{definition.id}`, example `{example.name}`"
    unknown: dict[str, Value] = {each.name: None for each in definition.facts.declared}
    stored = {**unknown, **example.given}
    try:
        verdict = interpret(definition, stored, example.as_of)
    except CrmRulesError as error:
        return [problem.under(path) for problem in error.problems]
    actual: dict[str, Callable[[], Any]] = {
        "outcome": lambda: verdict.outcome,
        "so_far": lambda: verdict.so_far,
        "possible": lambda: verdict.possible,
        "certain": lambda: verdict.certain,
        "missing": lambda: missing(definition, stored, example.as_of, verdict.open),
        "fired": lambda: _rule_ids(definition, verdict),
    }
    problems = []
    for key, reckon in actual.items():
        expected = getattr(example.expect, key)
        if expected is not None and _plain(reckon()) != _plain(expected):
            message = f"expects {key} {_said(expected)}, and the policy says {_said(reckon())}"
            problems.append(Problem(path, message, "correct the example or the rules"))
    return problems


def _rule_ids(definition: DecisionDefinition, verdict: Verdict) -> tuple[str, ...]:
    return tuple(definition.rules[place].id for place in verdict.fired)


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
