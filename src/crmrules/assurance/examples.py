"""Whether a policy's examples hold."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from attrs import evolve

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import NO_OUTCOME, Scalar
from crmrules.errors import CrmRulesError, Problem
from crmrules.expressions.tree import Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import contacts
from crmrules.kinds.cadence.parts import DueExample
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Verdict, interpret, missing
from crmrules.kinds.decision.parts import Example
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.meaning import Ask
from crmrules.kinds.segmentation.measure import cut_records
from crmrules.kinds.segmentation.parts import PopulationExample
from crmrules.kinds.segmentation.result import cuts_of

D = TypeVar("D", bound=Definition)

Actual = Mapping[str, Callable[[], Any]]
"""What a policy says, by the key of what an example expects."""


def run_examples(definition: Definition) -> list[Problem]:
    """What the examples expect and the policy does not say, each with the example's name."""
    problems: list[Problem] = []
    for name, run in examples_of(definition):
        path = f"policy `{definition.id}`, example `{name}`"
        try:
            problems += [problem.under(path) for problem in run()]
        except CrmRulesError as error:
            problems += [problem.under(path) for problem in error.problems]
    return problems


def examples_of(definition: Definition) -> Iterator[tuple[str, Callable[[], list[Problem]]]]:
    """The examples by name, each with what runs it and gives what it expects and the policy does not say."""
    match definition:
        case DecisionDefinition():
            yield from ((each.name, partial(_decision, definition, each)) for each in definition.examples)
        case SegmentationDefinition():
            yield from ((each.name, partial(_population, definition, each)) for each in definition.examples)
        case CadenceDefinition():
            yield from ((each.name, partial(_contacts, definition, each)) for each in definition.examples)
        case _:
            raise TypeError(f"{type(definition).__name__} is no kind of policy")


def _decision(definition: DecisionDefinition, example: Example) -> list[Problem]:
    stored = _stored(definition, example.given)
    verdict = interpret(definition, stored, example.as_of)
    actual: Actual = {
        "outcome": lambda: verdict.outcome,
        "so_far": lambda: verdict.so_far,
        "possible": lambda: verdict.possible,
        "certain": lambda: verdict.certain,
        "missing": lambda: missing(definition, stored, example.as_of, verdict.open),
        "fired": lambda: _rule_ids(definition, verdict),
    }
    return _differences(example.expect, actual)


def _population(definition: SegmentationDefinition, example: PopulationExample) -> list[Problem]:
    changed = _with(definition, example.with_)
    ask = Ask.of(changed, changed.values_on(example.as_of))
    # a customer of whom nothing is known is still one
    records = [_stored(changed, facts) for facts in example.given]
    found, places, unknown = cut_records(changed, records, None, example.as_of, ask)
    cuts = cuts_of(changed, found, places, unknown, (example.as_of, None))
    actual: Actual = {
        "outcome": lambda: tuple(each.outcome for each in cuts.decide_many(records)),
        "flagged": lambda: cuts.flagged,
    }
    return _differences(example.expect, actual)


def _contacts(definition: CadenceDefinition, example: DueExample) -> list[Problem]:
    changed = _with(definition, example.with_)
    found = {each.channel: each for each in contacts(changed, _stored(changed, example.given), example.as_of)}
    problems: list[Problem] = []
    for channel, due in example.expect.items():
        contact = found[channel]
        actual: Actual = {
            "status": partial(getattr, contact, "status"),
            "next_due": partial(getattr, contact, "next_due"),
            "overdue_days": partial(getattr, contact, "overdue_days"),
            "never_contacted": partial(getattr, contact, "never_contacted"),
        }
        problems += [problem.under(f"`{channel}`") for problem in _differences(due, actual)]
    return problems


def _stored(definition: Definition, given: Mapping[str, Value]) -> dict[str, Value]:
    """Every declared fact; one that is not given is unknown."""
    return {**dict.fromkeys((each.name for each in definition.facts.declared), None), **given}


def _with(definition: D, values: Mapping[str, Scalar]) -> D:
    """The policy with the parameters that an example changes."""
    changed = {name: evolve(definition.parameters[name], value=value, dated=()) for name, value in values.items()}
    return evolve(definition, parameters={**definition.parameters, **changed})


def _differences(expect: object, actual: Actual) -> list[Problem]:
    problems: list[Problem] = []
    for key, reckon in actual.items():
        expected = getattr(expect, key)
        if expected is not None and _plain(reckon()) != _plain(expected):
            message = f"expects {key} {_said(expected)}, and the policy says {_said(reckon())}"
            problems.append(Problem("", message, "correct the example or the policy"))
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
