"""Answering queries about a policy's conditions: by cells, day by day as parameters change; by z3 what is left."""

import datetime
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from typing import Generic, TypeVar

from attrs import define, evolve, field

from crmrules.analysis.cells.conditions import Conditions, Contradicts
from crmrules.analysis.cells.diagram import TooManyCells
from crmrules.analysis.cells.search import Witness, find
from crmrules.analysis.cells.space import Space
from crmrules.analysis.query import Answer, Query, Status
from crmrules.analysis.shown import Shown
from crmrules.analysis.size import MOST_ASKED, MOST_WRITTEN_OUT, parts_of
from crmrules.definitions.base import Definition
from crmrules.expressions.tree import Expression, Value, walk

D = TypeVar("D", bound=Definition)


@define(slots=False)
class Solver(Generic[D]):
    """Answers queries about the conditions of one policy."""

    definition: D
    overflow: bool = True
    """Whether results beyond the largest number, which are unknown, count as cases."""
    verify: bool = False
    """Whether z3 is asked what cells do not decide."""
    seconds: float = 2.0
    """The time z3 has for one query."""
    in_all: float = 3.0
    """The time it has for all of them: what is asked later is not decided."""
    nodes: int = 10_000
    """The room that the cells of one query have."""
    work: int = 500_000
    """The operations on cells that all queries may take together: what is asked later is not decided."""
    among: tuple[Expression, ...] = ()
    """What is true of every record that is asked for, such as the days that it may be of."""
    tried: Sequence[Witness] = ()
    """Records that are tried before a query is not decided, such as the policy's examples."""
    _known: dict[Query, Answer] = field(factory=dict, init=False)
    _spent: float = field(default=0.0, init=False)
    _begun: int = field(default=0, init=False)

    @property
    def is_spent(self) -> bool:
        """Whether all work that may be done is done."""
        return self._done - self._begun > self.work

    @cached_property
    def _names(self) -> int:
        """What trying a record costs: all names are given their values."""
        return (len(self.definition.parameters) + len(self.definition.facts.types)) // 4

    @property
    def _done(self) -> int:
        return self.days[0].diagrams.work + self.found.work

    def begin_anew(self, work: int) -> None:
        """Allow so much work from now on, for questions of another kind."""
        self._begun, self.work = self._done, work

    @cached_property
    def days(self) -> tuple[Conditions, ...]:
        """The policy's conditions on each day on which its parameters change."""
        space = Space(self.overflow)
        return tuple(Conditions(space, self.definition, day) for day in self.definition.change_days)

    def ask(self, query: Query) -> Answer:
        """Whether there is a record on which a query holds."""
        query = self._whole(query)
        if query not in self._known:
            self._known[query] = self._answer(query)
        return self._known[query]

    def always(self, condition: Expression) -> bool:
        """Whether it is proven that a condition is never false, and is true wherever all is known.

        What asks whether something is known is false where it is not.
        """
        others = (Query(not_true=(condition,), all_known=True), Query(false=(condition,)))
        return all(self.ask(each).status is Status.NO for each in others)

    def status(self, query: Query) -> Status:
        """How a query is answered, where the record does not matter: one that was found before may show it."""
        return self.ask(query).status if self.found.showing(self._whole(query)) is None else Status.YES

    def shown(self, query: Query) -> Witness | None:
        """A record on which a query holds that is answered by yes: the plainest, or where too much was asked one that
        was found before."""
        return self.ask(query).witness or self.found.showing(self._whole(query))

    def _whole(self, query: Query) -> Query:
        return evolve(query, true=(*query.true, *self.among)) if self.among else query

    @cached_property
    def found(self) -> Shown:
        """The records that were found."""
        return Shown(self.definition)

    def _answer(self, query: Query) -> Answer:
        def holds(given: Mapping[str, Value], as_of: datetime.date | None) -> bool:
            self.days[0].diagrams.work += self._names
            return query.holds(self.definition, given, as_of)

        if self.is_spent:
            return Answer(Status.OPEN, why="there are too many questions")
        open_ = ""
        for conditions in self.days:
            conditions.diagrams.make_room(self.nodes)
            try:
                witness, final = find(conditions.space, query.diagram(conditions), True, holds)
            except TooManyCells as problem:
                open_ = str(problem)
                continue
            except Contradicts as problem:
                return Answer(Status.OPEN, why=str(problem))
            if witness is not None:
                self.found.keep(witness)
                return Answer(Status.YES, witness)
            if not final:
                open_ = "it hangs on arithmetic between facts"
        if not open_:
            return Answer(Status.NO)
        shown = next((each for each in self.tried if holds(each.given, each.as_of)), None)
        if shown is not None:
            return Answer(Status.YES, shown)
        return self._verified(query, open_) if self.verify else Answer(Status.OPEN, why=open_)

    def _verified(self, query: Query, why: str) -> Answer:
        from crmrules.analysis.smt import answer

        asked = sum(1 for each in (*query.true, *query.false, *query.not_true) for _ in walk(each))
        if parts_of(self.definition) > MOST_WRITTEN_OUT or asked > MOST_ASKED:
            return Answer(Status.OPEN, why=why)
        if self._spent >= self.in_all:
            return Answer(Status.OPEN, why=f"{why}, and z3 has used up its {self.in_all:g} s for this policy")
        begun = time.monotonic()
        found = answer(self.definition, query, min(self.seconds, self.in_all - self._spent), why)
        self._spent += time.monotonic() - begun
        return found


def can_verify() -> bool:
    """Whether z3 is there, which the extra `verify` brings."""
    return find_spec("z3") is not None
