"""A table of rules over columns: the truth of every rule, what is settled, and the facts that are missing."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import evolve, frozen

from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.logic import Bool, both, column, either, no
from crmrules.engines.frames.outcomes import chain
from crmrules.engines.frames.parts import Column, Constant, Family, Missing, Part, literal
from crmrules.engines.frames.rows import RowLogic, Rows
from crmrules.engines.rows import Where, bool_of
from crmrules.kinds.decision.frames.settle import Settled, Walked, settled
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.walk import Walk

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition


@frozen(slots=False)
class Deciding(FactColumns["DecisionDefinition"]):
    """A table of rules on one frame."""

    @cached_property
    def truths(self) -> tuple[Part, ...]:
        """The truth of every rule."""
        columns = self.columns(self.names)
        return tuple(self.placed(columns.compile(rule.when)) for rule in self.definition.rules)

    @cached_property
    def walk(self) -> Walked:
        """What the truths of the rules come to."""
        return Walk(self.definition, self.truths, RowLogic(self.stages))

    @cached_property
    def settled(self) -> Settled:
        """What is settled; for every hit policy but *collect*."""
        return settled(self.walk)

    @cached_property
    def given(self) -> Mapping[str, Part]:
        """For *collect*: whether each outcome is given, null where that is open."""
        columns = self.columns({})
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
        found = self._hanging([truth.missing for truth in self.truths])
        return {each.name: found[each.name] for each in self.definition.facts.declared if each.name in found}

    @cached_property
    def undefined(self) -> Missing:
        """Where each operation, as it is written, has no value and matters."""
        return self._hanging([truth.undefined for truth in self.truths])

    def _hanging(self, by_rule: Sequence[Missing]) -> Missing:
        """Where unknown rules that matter hang on each of some things."""
        logic = self.walk.logic
        found: dict[str, list[Rows]] = {}
        for index, asked in self.walk.asked:
            kept = logic.kept(asked) if by_rule[index] else asked
            for name, hangs in by_rule[index].items():
                found.setdefault(name, []).append(logic.both(kept, Where(hangs, self.truths[index].level)))
        return {name: column(bool_of(logic.kept(logic.either(*where)))) for name, where in found.items()}


def expr_of(part: Part) -> nw.Expr:
    """A truth as a column, null where it is unknown."""
    return literal(part.value, Family.BOOL) if isinstance(part, Constant) else part.expr


def outcome_part(definition: "DecisionDefinition", facts: FactColumns[Any]) -> Part:
    """The settled outcome of a policy that another one reads, over the stored facts of that one."""
    inner = Deciding(definition, facts.as_of, facts.facts, facts.stages, facts.backend, facts.tells, facts.apart)
    found = inner.settled
    expr = chain(found.branches, found.within, lambda id_: literal(id_, Family.TEXT))
    part = facts.placed(Column(Family.TEXT, expr, found.level))
    assert isinstance(part, Column)
    if not facts.tells:
        return part
    # where it is open for want of a value, or certain of no outcome, no fact would give it one
    stuck = either(*inner.undefined.values(), no(either(*inner.missing.values())))
    undefined = {definition.id: column(both(part.expr.is_null(), stuck))}
    return evolve(part, level=facts.stages.top, missing=inner.missing, undefined=undefined)
