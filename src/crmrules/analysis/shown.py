"""Records that showed something once, and may show other things too: trying them is cheaper than asking anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Query
from crmrules.definitions.base import Definition
from crmrules.engines.interpreter import values_of
from crmrules.errors import CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import And, Expression, Not, Or, Value

MOST = 120
"""How many records are kept, those that showed something last before the others."""

TRIED = 4
"""What trying one costs, beside the truths that have to be found."""


@define(eq=False)
class Kept:
    """A record, and the truths of conditions on it, each found once."""

    witness: Witness
    values: Mapping[str, Value]
    truths: dict[Expression, Any] = field(factory=dict, init=False)

    def truth(self, node: Expression) -> Any:
        """The truth of a condition."""
        if node not in self.truths:
            self.truths[node] = self._truth(node)
        return self.truths[node]

    def _truth(self, node: Expression) -> Any:
        match node:
            case And(operands=operands):
                return self._together(operands, False)
            case Or(operands=operands):
                return self._together(operands, True)
            case Not(operand=operand):
                truth = self.truth(operand)
                return None if truth is None else not truth
            case _:
                return evaluate(node, self.values)

    def _together(self, operands: Sequence[Expression], settling: bool) -> bool | None:
        """What conditions come to together: the first that is `settling` settles it, whatever the others are."""
        is_open = False
        for each in operands:
            truth: bool | None = self.truth(each)
            if truth is settling:
                return settling
            is_open = is_open or truth is None
        return None if is_open else not settling


@define
class Shown:
    """The records that were found for one policy."""

    definition: Definition
    kept: list[Kept] = field(factory=list, init=False)
    work: int = field(default=0, init=False)
    """What trying them has cost, in operations on nodes."""

    def keep(self, witness: Witness) -> None:
        """Keep a record."""
        try:
            self.kept.insert(0, Kept(witness, values_of(self.definition, witness.given, witness.as_of)))
        except CrmRulesError:  # one that shows that the policy contradicts another
            return
        del self.kept[MOST:]

    def true_on(self, record: Kept, conditions: Sequence[Expression]) -> list[int]:
        """The places of the conditions that are true on one of them."""
        known = len(record.truths)
        found = [place for place, each in enumerate(conditions) if record.truth(each) is True]
        self.work += TRIED + len(record.truths) - known
        return found

    def showing(self, query: Query) -> Witness | None:
        """One of them on which a query holds; for one that asks for a record of which all is known none is tried."""
        if query.all_known:
            return None
        for place, each in enumerate(self.kept):
            known = len(each.truths)
            holds = query.is_so(each.truth)
            self.work += TRIED + len(each.truths) - known
            if holds:
                self.kept.insert(0, self.kept.pop(place))
                return each.witness
        return None
