"""The facts of a policy: those a record stores, and those reckoned from them, in the order of reckoning."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from crmrules.definitions.parts import FactEntry
from crmrules.errors import Problem
from crmrules.expressions.check import check
from crmrules.expressions.tree import AS_OF, Expression, Name, names
from crmrules.expressions.types import DATE, Kind, Type
from crmrules.model.fact import Fact
from crmrules.model.text import Text

if TYPE_CHECKING:
    from crmrules.definitions.base import Answering, Ranking


MOST_READ = 50
"""How many policies may be evaluated for one answer, each as often as it is read."""


@frozen
class Derived:
    """A fact reckoned by an expression, or the outcome of another policy: one of the two."""

    name: str
    type: Type
    title: Text
    unit: str = field(default="")
    expression: Expression | None = field(default=None)
    policy: "Answering | None" = field(default=None)

    @property
    def inputs(self) -> frozenset[str]:
        """The names it is derived from; of another policy the stored facts that one reads."""
        if self.policy is not None:
            return self.policy.reads
        return names(self.expression) if self.expression is not None else frozenset()


@frozen
class Facts:
    """All facts of a policy."""

    declared: tuple[Fact, ...]
    """Stored facts: the entity's, then the policy's own, then those of the policies it reads."""
    derived: tuple[Derived, ...]
    """Derived facts, each after those it reads."""
    segments: Mapping[str, "Ranking"] = field(factory=dict)
    """The stored facts that are bands, by name: a cut of the population gives them."""

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """The type of every fact."""
        facts: tuple[Fact | Derived, ...] = (*self.declared, *self.derived)
        return {each.name: each.type for each in facts}

    def derivation(self, name: str) -> tuple[Derived, ...]:
        """The derived facts behind a name, each after those it reads, its own last; none for any other name."""
        wanted, found = {name}, list[Derived]()
        for each in reversed(self.derived):
            if each.name in wanted:
                found.append(each)
                wanted |= each.inputs
        return tuple(reversed(found))

    def behind(self, read: Iterable[str]) -> frozenset[str]:
        """The stored facts behind some names, and whether `as_of` is among them."""
        wanted = set(read)
        for each in reversed(self.derived):
            if each.name in wanted:
                wanted |= each.inputs
        stored = {each.name for each in self.declared}
        return frozenset(wanted & (stored | {AS_OF}))


@define(eq=False, repr=False)
class Resolver:
    """Makes the facts of a policy from its entity and its entries, and notes what is wrong with them."""

    entity: tuple[Fact, ...]
    entries: Mapping[str, FactEntry]
    policies: Mapping[str, "Answering"]
    rankings: Mapping[str, "Ranking"]
    parameters: Mapping[str, Type | None]
    path: str
    problems: list[Problem] = field(factory=list)

    def resolve(self) -> Facts:
        """The facts; whatever has a problem is left out."""
        stored = {each.name: each for each in self.entity}
        segments: dict[str, Ranking] = {}
        for name, entry in self.entries.items():
            if entry.from_ in self.rankings:
                ranking = segments[name] = self.rankings[entry.from_]
                title = entry.title or ranking.header.title
                stored[name] = Fact(name, Type(Kind.TEXT, tuple(ranking.answers)), title, entry.unit)
            elif entry.is_ is not None or entry.from_:
                stored.pop(name, None)
            else:
                self._store(stored, name, entry)
        for policy in self.policies.values():
            for each in policy.facts.declared:
                if each.name in policy.reads:
                    self._share(stored, each, policy.id)
            segments |= {name: each for name, each in policy.facts.segments.items() if name in policy.reads}
        self._count()
        return Facts(tuple(stored.values()), self._derived(stored), segments)

    def _store(self, stored: dict[str, Fact], name: str, entry: FactEntry) -> None:
        """A stored fact of the policy's own; one that the entity stores, too, may be said again, and no other way."""
        made = Fact(name, Type(entry.type or Kind.TEXT, entry.values), entry.title or Text(name), entry.unit)
        known = stored.setdefault(name, made)
        if made.type != known.type or made.unit not in ("", known.unit):
            message = f"is {_measured(made)} here, but {_measured(known)} of the entity"
            self._report(name, message, "leave it out, or give it another name")
        elif entry.title is not None:
            stored[name] = evolve(known, title=entry.title)

    def _report(self, name: str, message: str, remedy: str = "", part: str = "") -> None:
        self.problems.append(Problem(f"{self.path}fact `{name}`" + (f", `{part}`" if part else ""), message, remedy))

    def _count(self) -> None:
        """Refuse policies that read each other so often that no answer would come."""
        read = sum(policy.evaluations for policy in self.policies.values())
        if read > MOST_READ:
            message = f"{read:,} policies would be read for one answer, each as often as another one reads it"
            self.problems.append(Problem(f"{self.path}facts", message, f"at most {MOST_READ} are; read fewer policies"))

    def _share(self, stored: dict[str, Fact], fact: Fact, policy: str) -> None:
        here = stored.get(fact.name)
        if fact.name in self.entries and here is None:
            self._report(fact.name, f"is derived here, but stored for policy `{policy}`", "give it another name")
        elif fact.name in self.parameters:
            self._report(fact.name, f"is a parameter here, but a fact of policy `{policy}`", "give it another name")
        elif here is not None and here.type != fact.type:
            self._report(fact.name, f"is {here.type} here, but {fact.type} for policy `{policy}`")
        else:
            stored.setdefault(fact.name, fact)

    def _derived(self, stored: Mapping[str, Fact]) -> tuple[Derived, ...]:
        scope: dict[str, Type | None] = {AS_OF: DATE, **dict.fromkeys(self.entries), **self.parameters}
        scope |= {name: each.type for name, each in stored.items()}
        derived: list[Derived] = []
        first: dict[str, str] = {}
        for name in self._order():
            entry = self.entries[name]
            title = entry.title or Text(name)
            if entry.is_ is not None:
                type_, problems = check(entry.is_, {each: scope[each] for each in scope if each != name})
                self.problems += [each.under(f"{self.path}fact `{name}`, `is`") for each in problems]
                if type_ is not None and not problems:
                    derived.append(Derived(name, type_, title, entry.unit, expression=entry.is_))
                    scope[name] = type_
            elif entry.from_ in self.policies:
                policy = self.policies[entry.from_]
                type_ = Type(Kind.TEXT, tuple(policy.answers))
                # of several facts from one policy the others are what the first is: it is evaluated once
                again = Name(first[policy.id]) if policy.id in first else None
                derived.append(Derived(name, type_, title, expression=again, policy=None if again else policy))
                first.setdefault(policy.id, name)
                scope[name] = type_
        return tuple(derived)

    def _order(self) -> list[str]:
        """Derived facts so that each comes after those it reads; on a cycle none, and a problem."""
        graph = {
            name: sorted(names(entry.is_) & self.entries.keys()) if entry.is_ is not None else []
            for name, entry in self.entries.items()
        }
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            ring = " -> ".join(reversed(error.args[1]))
            self._report(error.args[1][0], f"reads itself: {ring}", "break the circle")
            return []
        return [name for name in order if self.entries[name].is_ is not None or self.entries[name].from_]


def _measured(fact: Fact) -> str:
    return f"{fact.type} in {fact.unit}" if fact.unit else str(fact.type)
