"""The interpreter over one record: what every name of a policy stands for, and what unknown conditions hang on."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS
from crmrules.expressions.render import render
from crmrules.expressions.tree import (
    AS_OF,
    And,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Membership,
    Name,
    Or,
    Value,
    children,
)


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


@frozen
class Lacking:
    """What unknown conditions hang on."""

    facts: tuple[str, ...] = ()
    """The unknown stored facts that could settle them, in the order of declaration."""
    undefined: tuple[str, ...] = ()
    """The operations that have no value whatever is found out, such as a division by zero, as they are written."""


def lacking(
    definition: Definition, stored: Mapping[str, Value], as_of: datetime.date | None, expressions: Sequence[Expression]
) -> Lacking:
    """What unknown expressions hang on."""
    if not expressions:
        return Lacking()
    hanging = _Hanging(definition, stored, as_of, values_of(definition, stored, as_of))
    found = _joined(map(hanging.on, expressions))
    facts = tuple(each.name for each in definition.facts.declared if each.name in found.facts)
    return Lacking(facts, tuple(dict.fromkeys(found.undefined)))


def unknown_facts(
    definition: Definition, stored: Mapping[str, Value], as_of: datetime.date | None, expressions: Sequence[Expression]
) -> tuple[str, ...]:
    """The unknown stored facts on which unknown expressions hang, in the order of declaration."""
    return lacking(definition, stored, as_of, expressions).facts


@frozen(eq=False, repr=False)
class _Hanging:
    definition: Definition
    stored: Mapping[str, Value]
    as_of: datetime.date | None
    values: Mapping[str, Value]
    within: str = ""
    """The derived fact that is looked into, as it is written."""
    seen: dict[str, Lacking] = field(factory=dict)
    """What derived facts hang on: each is looked into once, however many read it."""

    def on(self, node: Expression) -> Lacking:
        """What an expression hangs on; nothing while it is known."""
        if evaluate(node, self.values) is not None:
            return Lacking()
        match node:
            case Name(name=name):
                return self._named(name)
            case And() | Or():
                return _joined(map(self.on, children(node)))
            case Call(function=function) if not FUNCTIONS[function].strict:
                return _joined(map(self.on, children(node)))
            case Membership(item=item, choices=choices):
                return _joined(self.on(Comparison("==", item, choice)) for choice in choices)
            case Arithmetic(operator="/", right=right) if evaluate(right, self.values) == 0:
                return Lacking(undefined=(self.within or render(node),))
            case _:
                return self._strict(node)

    def _strict(self, node: Expression) -> Lacking:
        """Of an operation that is unknown as soon as one of its parts is: a part without a value decides."""
        parts = [found for each in children(node) if (found := self.on(each)) != Lacking()]
        without = [found for found in parts if not found.facts]
        return _joined(without or parts) if parts else Lacking(undefined=(self.within or render(node),))

    def _named(self, name: str) -> Lacking:
        if name not in self.seen:
            for each in self.definition.facts.derivation(name):  # a long chain of facts is no deep recursion
                if each.name not in self.seen and self.values[each.name] is None:
                    self.seen[each.name] = self._derived(each)
        return self.seen[name] if name in self.seen else Lacking((name,))

    def _derived(self, derived: Derived) -> Lacking:
        if derived.expression is not None:
            return evolve(self, within=f"{derived.name} = {render(derived.expression)}").on(derived.expression)
        assert derived.policy is not None  # a derived fact has one of the two
        found = derived.policy.lacking(self.stored, self.as_of)
        # a policy that is certain of no outcome gives no value either
        return evolve(found, undefined=() if found.facts and not found.undefined else (derived.name,))


def _joined(found: Iterable[Lacking]) -> Lacking:
    each = list(found)
    return Lacking(
        tuple(dict.fromkeys(fact for one in each for fact in one.facts)),
        tuple(dict.fromkeys(text for one in each for text in one.undefined)),
    )
