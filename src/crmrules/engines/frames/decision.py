"""A policy over columns: the facts reckoned from others, the truth of every rule, and the facts that are missing."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

import narwhals.stable.v2 as nw
from attrs import evolve, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.facts import Derived
from crmrules.definitions.parts import HitPolicy
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.logic import Bool, column
from crmrules.engines.frames.outcomes import chain
from crmrules.engines.frames.parts import Column, Constant, Family, Missing, Part, literal
from crmrules.engines.frames.rows import RowLogic, Rows, Where, bool_of
from crmrules.engines.frames.settle import Settled, Walked, settle
from crmrules.engines.frames.stages import Stages
from crmrules.engines.walk import Walk
from crmrules.expressions.tree import AS_OF, names

D = TypeVar("D", bound=Definition)


@frozen(slots=False)
class Reckoning(Generic[D]):
    """The facts of a policy on one frame, and those reckoned from them."""

    definition: D
    as_of: datetime.date | None
    facts: Mapping[str, Part]
    """The stored facts that are read, those of the policies it reads among them."""
    stages: Stages
    safe_division: bool

    @cached_property
    def names(self) -> Mapping[str, Part]:
        """What every name stands for."""
        known: dict[str, Part] = {
            each.name: Constant(None) for each in self.definition.facts.declared if each.name not in self.facts
        }
        known |= self.facts
        known |= {name: Constant(value) for name, value in self.definition.values_on(self.as_of).items()}
        known[AS_OF] = Constant(self.as_of)
        needed = self._needed
        for each in self.definition.facts.derived:
            if each.name in needed:
                known[each.name] = self._derived(each, known)
        return known

    @cached_property
    def _needed(self) -> frozenset[str]:
        needed = set(self.definition.read_names)
        for each in reversed(self.definition.facts.derived):
            if each.name in needed and each.expression is not None:
                needed |= names(each.expression)
        return frozenset(needed)

    def _derived(self, derived: Derived, known: Mapping[str, Part]) -> Part:
        if derived.expression is not None:
            return self._placed(Columns(known, self.stages, self.safe_division).compile(derived.expression))
        assert derived.policy is not None
        inner = Deciding(derived.policy, self.as_of, self.facts, self.stages, self.safe_division)
        settled = inner.settled
        expr = chain(settled.branches, settled.within, lambda id_: literal(id_, Family.TEXT))
        part = self._placed(Column(Family.TEXT, expr, settled.level))
        assert isinstance(part, Column)
        missing = self._missing_inside(inner)
        return evolve(part, level=self.stages.top if missing else part.level, missing=missing)

    def _missing_inside(self, inner: "Deciding") -> Missing:
        tells_missing = any(fact.missing for fact in self.facts.values())
        return inner.missing if tells_missing else {}

    def _placed(self, part: Part) -> Part:
        if isinstance(part, Constant):
            return part
        return evolve(part, expr=self.stages.place(part.expr, part.level), level=part.level + 1)


@frozen(slots=False)
class Deciding(Reckoning[DecisionDefinition]):
    """A table of rules on one frame."""

    @cached_property
    def truths(self) -> tuple[Part, ...]:
        """The truth of every rule."""
        columns = Columns(self.names, self.stages, self.safe_division)
        return tuple(self._placed(columns.compile(rule.when)) for rule in self.definition.rules)

    @cached_property
    def walk(self) -> Walked:
        """What the truths of the rules come to."""
        return Walk(self.definition, self.truths, RowLogic(self.stages))

    @cached_property
    def settled(self) -> Settled:
        """What is settled; for every hit policy but *collect*."""
        return settle(self.walk)

    @cached_property
    def given(self) -> Mapping[str, Part]:
        """For *collect*: whether each outcome is given, null where that is open."""
        columns = Columns({}, self.stages, self.safe_division)
        given: dict[str, Part] = {}
        for outcome in self.definition.outcomes:
            truths = [
                truth for truth, rule in zip(self.truths, self.definition.rules, strict=True) if rule.then == outcome.id
            ]
            given[outcome.id] = columns.any_of(truths) if truths else Constant(False)
        return given

    @cached_property
    def certain(self) -> Bool:
        """Whether no unknown fact could change the answer."""
        if self.definition.hit is HitPolicy.COLLECT:
            return bool_of(self.walk.certain)
        return self.settled.certain

    @cached_property
    def missing(self) -> Missing:
        """Where each stored fact is unknown and matters, in the order of declaration."""
        logic = self.walk.logic
        found: dict[str, list[Rows]] = {}
        for index, open_ in self.walk.open:
            truth = self.truths[index]
            kept = logic.kept(open_) if truth.missing else open_
            for name, hangs in truth.missing.items():
                found.setdefault(name, []).append(logic.both(kept, Where(hangs, truth.level)))
        declared = [each.name for each in self.definition.facts.declared]
        asked = {name: logic.kept(logic.either(*found[name])) for name in declared if name in found}
        return {name: column(bool_of(where)) for name, where in asked.items()}


def expr_of(part: Part) -> nw.Expr:
    """A truth as a column, null where it is unknown."""
    return literal(part.value, Family.BOOL) if isinstance(part, Constant) else part.expr
