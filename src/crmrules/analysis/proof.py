"""Proof of what a decision promises: that some rule is always true, and that no two contradict each other."""

from itertools import combinations

from attrs import frozen

from crmrules.analysis.asking import Asking
from crmrules.analysis.cells.diagram import MOST_NODES
from crmrules.analysis.cells.search import Witness, shown
from crmrules.analysis.question import Answer, Question, Standing
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy


@frozen
class Claim:
    """How sure one promise is."""

    standing: Standing
    """Whether there is a record that refutes it: "no" is a proof."""
    why: str = ""
    """Why it is not proven, or the record that refutes it; empty where it is proven."""
    witness: Witness | None = None

    @property
    def proven(self) -> bool:
        """Whether it is certain."""
        return self.standing is Standing.NO


def prove_complete(definition: DecisionDefinition) -> Claim:
    """That for every record some rule is true, or may become so once more is known."""
    return _claim(gap(Asking(definition, nodes=MOST_NODES)), "no rule is true for")


def gap(asking: Asking) -> Answer:
    """A record on which no rule is true, nor will be once more is known."""
    when = tuple(rule.when for rule in asking.definition.rules)
    none = asking.ask(Question(false=when))
    return none if none.standing is Standing.YES else _either(none, asking.ask(Question(not_true=when, all_known=True)))


def _either(one: Answer, other: Answer) -> Answer:
    return other if other.standing is Standing.YES or one.standing is Standing.NO else one


def prove_exclusive(definition: DecisionDefinition) -> Claim:
    """That no two rules are true at once; under *any*, none that disagree."""
    asking = Asking(definition, nodes=MOST_NODES)
    claim = Claim(Standing.NO)
    for one, other in combinations(definition.rules, 2):
        if definition.hit is HitPolicy.ANY and one.then == other.then:
            continue
        found = asking.ask(Question(true=(one.when, other.when)))
        if found.standing is Standing.YES:
            return _claim(found, f"`{one.id}` and `{other.id}` are true at once for")
        if found.standing is Standing.OPEN:
            claim = _claim(found, "")
    return claim


def _claim(found: Answer, words: str) -> Claim:
    if found.witness is not None:
        return Claim(found.standing, f"{words} {shown(found.witness)}", found.witness)
    return Claim(found.standing, f"not decided: {found.why}" if found.why else "")
