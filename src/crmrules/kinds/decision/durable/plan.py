"""Plans: what of a policy durable_rules is given, worked out before it is loaded."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from crmrules.engines.durable.conditions import Conditions
from crmrules.engines.durable.rulesets import Ruleset, divide, field_names
from crmrules.engines.durable.ways import TooMany, Way, Ways
from crmrules.engines.python.lower import Lowered, lower
from crmrules.errors import EngineError, Problem
from crmrules.expressions.tree import Expression, Literal, Value, walk
from crmrules.kinds.decision.definition import DecisionDefinition

MOST_RULES = 2_000
"""How many rules of durable_rules a policy may need; each takes about 25 kB."""

REMEDY = 'use engine="python"'


@frozen
class Form:
    """The rulesets that tell of each rule of a policy whether it is true; or those that tell whether it is false."""

    rulesets: tuple[Ruleset, ...]
    places: Mapping[Way, tuple[int, ...]]
    """The rules of the policy that a way settles, by their places."""


@frozen
class Plan:
    """A policy as rulesets, with the parameters of a day."""

    lowered: Lowered
    true: Form
    false: Form
    fields: Mapping[str, Expression]
    """What each field holds: the value of a name, or the truth of a comparison."""
    reads: tuple[frozenset[str], ...]
    """The fields that each rule asks for."""
    open: frozenset[int]
    """The rules that can be unknown though all their fields are known."""


def plan(definition: DecisionDefinition, parameters: Mapping[str, Value]) -> Plan:
    """The plan of a policy; raises `EngineError` naming every rule that durable_rules cannot take."""
    lowered = lower(definition.facts, (rule.when for rule in definition.rules), parameters)
    conditions = Conditions(lowered, field_names())
    problems: list[Problem] = []
    true: list[Ways] = []
    false: list[Ways] = []
    for rule, flat in zip(definition.rules, lowered.conditions, strict=True):
        try:
            is_true, is_false = conditions.forms(flat)
        except TooMany as too_many:
            where = f"policy `{definition.id}`, rule `{rule.id}`"
            problems.append(Problem(where, f"durable_rules cannot run it: {too_many}", REMEDY))
        else:
            true.append(is_true)
            false.append(is_false)
    needed = sum(len(_places(ways)) for ways in (true, false))
    if not problems and needed > MOST_RULES:
        message = f"durable_rules cannot run it: {needed:,} combinations of conditions, and {MOST_RULES:,} are taken"
        problems.append(Problem(f"policy `{definition.id}`", message, REMEDY))
    if problems:
        raise EngineError(problems)
    reads = [_fields(is_true) | _fields(is_false) for is_true, is_false in zip(true, false, strict=True)]
    read = frozenset[str]().union(*reads)
    return Plan(
        lowered,
        _form(true),
        _form(false),
        {name: node for node, name in conditions.fields.items() if name in read},
        tuple(reads),
        frozenset(place for place, flat in enumerate(lowered.conditions) if Literal(None) in walk(flat)),
    )


def _form(rules: Sequence[Ways]) -> Form:
    places = _places(rules)
    return Form(tuple(divide(list(places))), places)


def _places(rules: Sequence[Ways]) -> dict[Way, tuple[int, ...]]:
    """The ways of all rules, each once: durable_rules fires once for rules of a policy that are true alike."""
    places: dict[Way, tuple[int, ...]] = {}
    for place, ways in enumerate(rules):
        for way in ways:
            places[way] = (*places.get(way, ()), place)
    return places


def _fields(ways: Ways) -> frozenset[str]:
    return frozenset(condition.field for way in ways for condition in way)
