"""Answering questions about a decision: by cells, on each day on which its parameters change; by z3 what is left."""

import datetime
import time
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec

from attrs import define, field

from crmrules.analysis.cells.diagram import TooManyCells
from crmrules.analysis.cells.search import Witness, find
from crmrules.analysis.cells.space import Space
from crmrules.analysis.cells.verdicts import Contradicts, Verdicts, days_of
from crmrules.analysis.question import Answer, Question, Standing
from crmrules.definitions.decision import DecisionDefinition
from crmrules.expressions.tree import Value


@define(slots=False)
class Asking:
    """Answers questions about one decision."""

    definition: DecisionDefinition
    overflow: bool = True
    """Whether results beyond float64, which are unknown, count as cases."""
    verify: bool = False
    """Whether z3 is asked what cells do not decide."""
    seconds: float = 2.0
    """The time z3 has for one question."""
    in_all: float = 20.0
    """The time it has for all of them: what is asked later is not decided."""
    nodes: int = 10_000
    """The room that the cells of one question have."""
    _known: dict[Question, Answer] = field(factory=dict, init=False)
    _spent: float = field(default=0.0, init=False)

    @cached_property
    def days(self) -> tuple["Verdicts", ...]:
        """The decision on each day on which its parameters change."""
        space = Space(self.overflow)
        return tuple(Verdicts(self.definition, space, day) for day in days_of(self.definition))

    def ask(self, question: Question) -> Answer:
        """Whether there is a record on which a question holds."""
        if question not in self._known:
            self._known[question] = self._answer(question)
        return self._known[question]

    def _answer(self, question: Question) -> Answer:
        def holds(given: Mapping[str, Value], as_of: datetime.date | None) -> bool:
            return question.holds(self.definition, given, as_of)

        open_ = ""
        for verdicts in self.days:
            verdicts.diagrams.make_room(self.nodes)
            try:
                witness, final = find(verdicts.space, question.diagram(verdicts), True, holds)
            except TooManyCells:
                open_ = "there are too many cases"
                continue
            except Contradicts as problem:
                return Answer(Standing.OPEN, why=str(problem))
            if witness is not None:
                return Answer(Standing.YES, witness)
            if not final:
                open_ = "it hangs on arithmetic between facts"
        if not open_:
            return Answer(Standing.NO)
        shown = next((each for each in self._examples if holds(each.given, each.as_of)), None)
        if shown is not None:
            return Answer(Standing.YES, shown)
        return self._verified(question, open_) if self.verify else Answer(Standing.OPEN, why=open_)

    @cached_property
    def _examples(self) -> list[Witness]:
        return [Witness(dict(each.given), each.as_of) for each in self.definition.examples]

    def _verified(self, question: Question, why: str) -> Answer:
        from crmrules.analysis.smt import answer

        if self._spent >= self.in_all:
            return Answer(Standing.OPEN, why=f"{why}, and z3 has used up its {self.in_all:g} s for this policy")
        begun = time.monotonic()
        found = answer(self.definition, question, self.seconds, why)
        self._spent += time.monotonic() - begun
        return found


def can_verify() -> bool:
    """Whether z3 is there, which the extra `verify` brings."""
    return find_spec("z3") is not None
