"""Asking z3: a record among the reals first, which is fast, tried by the interpreter; then over float64.

That there is no record is believed of float64 alone. What takes longer than its time is not decided.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from typing import Any

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.cells.verdicts import GIVEN, OPEN, days_of
from crmrules.analysis.question import Answer, Question, Standing
from crmrules.analysis.smt.formulas import Formulas
from crmrules.analysis.smt.numbers import Numbers, z3
from crmrules.analysis.smt.outcomes import given, says, walked
from crmrules.definitions.decision import DecisionDefinition
from crmrules.expressions.tree import AS_OF, Value

Day = datetime.date | None
Holds = Callable[[Mapping[str, Value], Day], bool]
Said = tuple[str | None, str | None]


def answer(definition: DecisionDefinition, question: Question, seconds: float, why: str) -> Answer:
    """The answer of z3 to a question; `why` says why it is asked."""

    def holds(given_: Mapping[str, Value], as_of: Day) -> bool:
        return question.holds(definition, given_, as_of)

    def formula(formulas: Formulas) -> Any:
        return formulas.question(question)

    return _answer(definition, days_of(definition), formula, holds, seconds, why)


def moves(
    old: DecisionDefinition,
    new: DecisionDefinition,
    days: Iterable[Day],
    pair: Said,
    what: str,
    holds: Holds,
    seconds: float,
) -> Answer:
    """Whether any record has one outcome by one decision and another by the other; `what` is that of *collect*."""

    def formula(formulas: Formulas) -> Any:
        return z3.And(_says(formulas, old, pair[0], what), _says(formulas.beside(new), new, pair[1], what))

    return _answer(old, tuple(days), formula, holds, seconds, "")


def _says(formulas: Formulas, definition: DecisionDefinition, said: str | None, what: str) -> Any:
    walk = walked(definition, [formulas.compile(rule.when) for rule in definition.rules])
    if not what:
        return says(walk, said)
    found = given(walk, what)
    if said == OPEN:
        return z3.Not(found.known)
    return z3.And(found.known, found.value if said == GIVEN else z3.Not(found.value))


def _answer(
    definition: DecisionDefinition,
    days: tuple[Day, ...],
    formula: Callable[[Formulas], Any],
    holds: Holds,
    seconds: float,
    why: str,
) -> Answer:
    is_open = False
    for day, until in zip_longest(days, days[1:]):
        for exact in (False, True):
            formulas = Formulas(definition, day, Numbers(exact))
            found = _solve(formulas, z3.And(formula(formulas), formulas.today(until)), holds, seconds)
            if isinstance(found, Witness):
                return Answer(Standing.YES, found)
        is_open = is_open or found is None
    if is_open:
        return Answer(Standing.OPEN, why=f"{why}, and z3 finds no answer in {seconds:g} s")
    return Answer(Standing.NO)


def _solve(formulas: Formulas, formula: Any, holds: Holds, seconds: float) -> Witness | bool | None:
    """A record; False where there is none; None where that is not decided."""
    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    solver.set("random_seed", 0)
    solver.add(formula)
    solver.add(*formulas.limits)
    found = solver.check()
    if found == z3.unsat:
        return False
    if found != z3.sat:
        return None
    record = formulas.record(solver.model())
    as_of = record.pop(AS_OF, None)
    assert as_of is None or isinstance(as_of, datetime.date)
    return Witness(record, as_of) if holds(record, as_of) else None
