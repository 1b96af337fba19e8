"""Proof of what a decision promises: that some rule is always true, and that no two contradict each other."""

from collections.abc import Sequence

from attrs import frozen

from crmrules.analysis.cells.diagram import MOST_NODES
from crmrules.analysis.cells.search import Witness, shown
from crmrules.analysis.query import Answer, Query, Status
from crmrules.analysis.solver import Solver
from crmrules.expressions.tree import Expression
from crmrules.kinds.decision.analysis.overlaps import Overlaps, any_true
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy


@frozen
class Claim:
    """How sure one promise is."""

    status: Status
    """Whether there is a record that refutes it: "no" is a proof."""
    why: str = ""
    """Why it is not proven, or the record that refutes it; empty where it is proven."""
    witness: Witness | None = None

    @property
    def proven(self) -> bool:
        """Whether it is certain."""
        return self.status is Status.NO


def prove_complete(definition: DecisionDefinition) -> Claim:
    """That for every record some rule is true, or may become so once more is known."""
    return _claim(gap(solver_of(definition, nodes=MOST_NODES)), "no rule is true for")


def gap(solver: Solver[DecisionDefinition], rows: Sequence[Expression] = ()) -> Answer:
    """A record on which no rule is true, nor will be once more is known; nor any of further rows."""
    none = solver.ask(Query(false=(any_rule(solver.definition), *rows)))
    return none if none.status is Status.YES else _either(none, solver.ask(no_rule(solver.definition, rows)))


def no_rule(definition: DecisionDefinition, rows: Sequence[Expression] = ()) -> Query:
    """Whether there is a record of which all is known, and on which no rule is true, nor any of further rows."""
    return Query(not_true=(any_rule(definition), *rows), all_known=True)


def any_rule(definition: DecisionDefinition) -> Expression:
    """That some rule is true."""
    return any_true([rule.when for rule in definition.rules])


def _either(one: Answer, other: Answer) -> Answer:
    return other if other.status is Status.YES or one.status is Status.NO else one


def prove_exclusive(definition: DecisionDefinition) -> Claim:
    """That no two rules are true at once; under *any*, none that disagree."""
    solver = solver_of(definition, nodes=MOST_NODES)
    claim = Claim(Status.NO)
    for place, other_place in Overlaps(solver).pairs(range(len(definition.rules))):
        one, other = definition.rules[place], definition.rules[other_place]
        if definition.hit is HitPolicy.ANY and one.then == other.then:
            continue
        found = solver.ask(Query(true=(one.when, other.when)))
        if found.status is Status.YES:
            return _claim(found, f"`{one.id}` and `{other.id}` are true at once for")
        claim = _claim(found, "")
    return Claim(Status.OPEN, "not decided: there are too many rules") if claim.proven and solver.is_spent else claim


def _claim(found: Answer, words: str) -> Claim:
    if found.witness is not None:
        return Claim(found.status, f"{words} {shown(found.witness)}", found.witness)
    return Claim(found.status, f"not decided: {found.why}" if found.why else "")
