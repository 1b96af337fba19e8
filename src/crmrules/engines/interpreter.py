"""The interpreter over one record: what every name of a policy stands for, and the facts that unknown parts hang on."""

import datetime
from collections.abc import Mapping, Sequence

from crmrules.definitions.base import Definition
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import AS_OF, Expression, Name, Value, children


def values_of(definition: Definition, stored: Mapping[str, Value], as_of: datetime.date | None) -> dict[str, Value]:
    """What every name stands for: the stored facts, the parameters of the day, `as_of`, and the derived facts."""
    # a policy that reads this one shares only the facts its rules need; the rest is unknown here
    unread: dict[str, Value] = dict.fromkeys((each.name for each in definition.facts.declared), None)
    values: dict[str, Value] = {**unread, **stored, **definition.values_on(as_of), AS_OF: as_of}
    for each in definition.facts.derived:
        if each.expression is not None:
            values[each.name] = evaluate(each.expression, values)
        elif each.policy is not None:
            values[each.name] = each.policy.outcome(stored, as_of)
    return values


def unknown_facts(
    definition: Definition, stored: Mapping[str, Value], as_of: datetime.date | None, expressions: Sequence[Expression]
) -> tuple[str, ...]:
    """The unknown stored facts on which unknown expressions hang, in the order of declaration."""
    if not expressions:
        return ()
    values = values_of(definition, stored, as_of)
    derived = {each.name: each for each in definition.facts.derived}
    waiting = list(expressions)
    found: set[str] = set()
    while waiting:
        for part in unknown_parts(waiting.pop(), values):
            # anything but a name is an operation such as a division by zero: no fact would settle it
            if not isinstance(part, Name) or part.name in found:
                continue
            found.add(part.name)
            fact = derived.get(part.name)
            if fact is not None and fact.expression is not None:
                waiting.append(fact.expression)
            elif fact is not None and fact.policy is not None:
                found |= set(fact.policy.missing(stored, as_of))
    return tuple(each.name for each in definition.facts.declared if each.name in found)


def unknown_parts(node: Expression, values: Mapping[str, Value]) -> list[Expression]:
    """The smallest unknown parts of a condition: unknown names, and operations unknown over known parts."""
    if evaluate(node, values) is not None:
        return []
    inner = [part for child in children(node) for part in unknown_parts(child, values)]
    return inner or [node]
