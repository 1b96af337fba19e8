"""Proof of what a decision promises: that some rule is always true, and that no two contradict each other."""

from attrs import frozen

from crmrules.analysis.cells.diagram import MOST_NODES
from crmrules.analysis.cells.search import Witness, shown
from crmrules.analysis.query import Answer, Query, Status
from crmrules.analysis.solver import Solver
from crmrules.kinds.decision.analysis.overlaps import overlapping
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


def gap(solver: Solver[DecisionDefinition]) -> Answer:
    """A record on which no rule is true, nor will be once more is known."""
    when = tuple(rule.when for rule in solver.definition.rules)
    none = solver.ask(Query(false=when))
    return none if none.status is Status.YES else _either(none, solver.ask(Query(not_true=when, all_known=True)))


def _either(one: Answer, other: Answer) -> Answer:
    return other if other.status is Status.YES or one.status is Status.NO else one


def prove_exclusive(definition: DecisionDefinition) -> Claim:
    """That no two rules are true at once; under *any*, none that disagree."""
    solver = solver_of(definition, nodes=MOST_NODES)
    claim = Claim(Status.NO)
    for place, other_place in overlapping(solver, range(len(definition.rules))):
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
