"""A table of rules over columns: the truth of every rule, what is settled, and the facts that are missing."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import evolve, frozen

from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.logic import Bool, both, column, either, is_open, is_true, no
from crmrules.engines.frames.outcomes import chain
from crmrules.engines.frames.parts import Column, Constant, Family, Missing, Part, level_of, literal
from crmrules.kinds.decision.frames.settle import Settled, settle
from crmrules.kinds.decision.parts import HitPolicy

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition


@frozen(slots=False)
class Deciding(FactColumns["DecisionDefinition"]):
    """A table of rules on one frame."""

    @cached_property
    def truths(self) -> tuple[Part, ...]:
        """The truth of every rule."""
        columns = Columns(self.names, self.stages, self.safe_division)
        return tuple(self.placed(columns.compile(rule.when)) for rule in self.definition.rules)

    @cached_property
    def settled(self) -> Settled:
        """What is settled; for every hit policy but *collect*."""
        return settle(self.definition, self.truths, self.stages)

    @cached_property
    def given(self) -> Mapping[str, Part]:
        """For *collect*: whether each outcome is given."""
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
            return both(*(no(is_open(truth)) for truth in self.truths))
        return self.settled.certain

    @cached_property
    def missing(self) -> Missing:
        """Where each stored fact is unknown and matters, in the order of declaration."""
        level = level_of(self.truths)
        open_: Bool = True
        if self.definition.hit is not HitPolicy.COLLECT:
            level = max(level, self.settled.level)
            open_ = no(self.certain)
            if not isinstance(open_, bool):
                open_ = self.stages.place(open_, level)
                level += 1
        found: dict[str, list[Bool]] = {}
        for place in self.definition.walk:
            truth = self.truths[place]
            where = both(open_, is_open(truth))
            if truth.missing and where is not False:
                placed = where if isinstance(where, bool) else self.stages.place(where, level)
                for name, hangs in truth.missing.items():
                    found.setdefault(name, []).append(both(placed, hangs))
            if self.definition.hit in (HitPolicy.FIRST, HitPolicy.PRIORITY):
                # the walk ends at the first true rule; elsewhere one that is true settles the decision
                open_ = both(open_, no(is_true(truth)))
                if not isinstance(open_, bool):
                    open_ = self.stages.place(open_, level)
                    level += 1
        declared = [each.name for each in self.definition.facts.declared]
        return {name: self.stages.place(column(either(*found[name])), level + 1) for name in declared if name in found}


def expr_of(part: Part) -> nw.Expr:
    """A truth as a column, null where it is unknown."""
    return literal(part.value, Family.BOOL) if isinstance(part, Constant) else part.expr


def outcome_part(definition: "DecisionDefinition", facts: FactColumns[Any]) -> Part:
    """The settled outcome of a policy that another one reads, over the stored facts of that one."""
    inner = Deciding(definition, facts.as_of, facts.facts, facts.stages, facts.safe_division)
    settled = inner.settled
    expr = chain(settled.branches, settled.within, lambda id_: literal(id_, Family.TEXT))
    part = facts.placed(Column(Family.TEXT, expr, settled.level))
    assert isinstance(part, Column)
    tells_missing = any(fact.missing for fact in facts.facts.values())
    missing = inner.missing if tells_missing else {}
    return evolve(part, level=facts.stages.top if missing else part.level, missing=missing)
