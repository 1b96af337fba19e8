"""What a whole decision comes to, as diagrams: the truth of its rules, which of them decide, and its outcome."""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.analysis.cells.conditions import Conditions, Contradicts
from crmrules.analysis.cells.diagram import Diagram, Diagrams, Operation, values
from crmrules.analysis.cells.logic import CHOOSE, IS_FALSE, IS_TRUE, NOT_TRUE
from crmrules.analysis.cells.space import Space
from crmrules.analysis.cells.walking import CellLogic, Cells
from crmrules.analysis.markers import Marker, Said
from crmrules.kinds.decision.walk import Walk

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition


@frozen(slots=False)
class Verdicts:
    """A decision on the days from one on, in a space it may share with others."""

    definition: "DecisionDefinition"
    space: Space
    day: datetime.date | None = None

    @property
    def diagrams(self) -> Diagrams:
        """Where its diagrams are made."""
        return self.space.diagrams

    @cached_property
    def conditions(self) -> Conditions:
        """What makes diagrams of its expressions."""
        return Conditions(self.space, self.definition, self.day)

    @cached_property
    def truths(self) -> tuple[Diagram, ...]:
        """The truth of every rule."""
        return tuple(self.conditions.truth(rule.when) for rule in self.definition.rules)

    def all_of(self, *truths: Diagram) -> Diagram:
        """Where all are true."""
        return self.conditions.all_of([self.diagrams.apply(IS_TRUE, each) for each in truths])

    @cached_property
    def gap(self) -> Diagram:
        """Where no rule is true, nor will be once more is known."""
        apply, today = self.diagrams.apply, self.conditions.today
        none = self.all_of(today, *(apply(IS_FALSE, each) for each in self.truths))
        never = self.all_of(today, self.conditions.all_known, *(apply(NOT_TRUE, each) for each in self.truths))
        return self.conditions.any_of([none, never])

    @cached_property
    def logic(self) -> CellLogic:
        """The logic of its cells."""
        return CellLogic(self.diagrams)

    @cached_property
    def walk(self) -> Walk[Diagram, Diagram]:
        """What the truths of the rules come to."""
        return Walk(self.definition, self.truths, self.logic)

    @cached_property
    def outcome(self) -> Diagram:
        """The settled outcome: an id, None or a marker. Of no sense for *collect*."""
        said: list[tuple[Said, Cells]] = [(each, self.walk.settled(each)) for each in self.walk.answers]
        return self._labelled(Marker.OPEN, [*said, (Marker.CONFLICT, self.walk.conflict)])

    def given(self, outcome: str) -> Diagram:
        """Whether *collect* gives an outcome; None while it is open."""
        return self._labelled(None, [(True, self.walk.given(outcome)), (False, self.walk.excluded(outcome))])

    def _labelled(self, otherwise: Any, labels: Sequence[tuple[Any, Cells]]) -> Diagram:
        """The last label whose cells it lies in."""
        made: Diagram = self.diagrams.leaf(otherwise)
        for label, cells in labels:
            where = self.logic.diagram(cells)
            made = self.diagrams.apply(CHOOSE, where, self.diagrams.leaf(label), made)
        return made


def settled_in(definition: "DecisionDefinition", conditions: Conditions) -> Diagram:
    """The outcome of a policy that a fact reads: an id, or None where there is none or it is open."""
    found = Verdicts(definition, conditions.space, conditions.day).outcome
    if Marker.CONFLICT in values(found):
        raise Contradicts(f"policy `{definition.id}`, which it reads, contradicts itself")
    return conditions.diagrams.apply(_SETTLED, found)


def _settle(outcome: Any) -> Any:
    return None if outcome is Marker.OPEN else outcome


_SETTLED = Operation(_settle)
