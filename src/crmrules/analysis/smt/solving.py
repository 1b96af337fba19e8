"""Asking z3 for a record, which the interpreter tries; what takes longer than its time is not decided.

z3 looks among all reals, of which those are records that are fractions: where it finds none, there is none.
"""

import datetime
import time
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Answer, Query, Status
from crmrules.analysis.smt.formulas import Formulas
from crmrules.analysis.smt.models import is_plain, plain_limits, records
from crmrules.analysis.smt.numbers import z3
from crmrules.definitions.base import Definition
from crmrules.expressions.tree import AS_OF, Value

Day = datetime.date | None
Holds = Callable[[Mapping[str, Value], Day], bool]


def answer(definition: Definition, query: Query, seconds: float, why: str) -> Answer:
    """The answer of z3 to a query; `why` says why it is asked."""

    def holds(given_: Mapping[str, Value], as_of: Day) -> bool:
        return query.holds(definition, given_, as_of)

    def formula(formulas: Formulas) -> Any:
        return formulas.query(query)

    return solve(definition, definition.change_days, formula, holds, seconds, why)


def solve(
    definition: Definition,
    days: tuple[Day, ...],
    formula: Callable[[Formulas], Any],
    holds: Holds,
    seconds: float,
    why: str,
) -> Answer:
    """The answer of z3 to a formula on every day, in so many seconds for all of them."""
    end = time.monotonic() + seconds
    is_open = False
    for day, until in zip_longest(days, days[1:]):
        left = end - time.monotonic()
        if left <= 0:
            return Answer(Status.OPEN, why=f"{why}, and z3 finds no answer in {seconds:.2g} s")
        formulas = Formulas(definition, day)
        found = _record(formulas, z3.And(formula(formulas), formulas.today(until)), holds, left)
        if isinstance(found, Witness):
            return Answer(Status.YES, found)
        is_open = is_open or found is None
    if is_open:
        return Answer(Status.OPEN, why=f"{why}, and z3 finds no answer in {seconds:.2g} s")
    return Answer(Status.NO)


def _record(formulas: Formulas, formula: Any, holds: Holds, seconds: float) -> Witness | bool | None:
    """A record; False where there is none; None where that is not decided."""
    end = time.monotonic() + seconds
    found = _found(z3.SimpleSolver(), formulas, formula, holds, seconds / 4)
    return _found(z3.Solver(), formulas, formula, holds, end - time.monotonic()) if found is None else found


def _found(solver: Any, formulas: Formulas, formula: Any, holds: Holds, seconds: float) -> Witness | bool | None:
    """What one of z3's solvers finds: the simple one is good at many alternatives, the other one at products."""
    solver.set("timeout", max(1, int(seconds * 1000)))
    solver.set("random_seed", 0)
    solver.add(formula)
    solver.add(*formulas.limits)
    found = solver.check()
    if found == z3.unsat:
        return False
    if found != z3.sat:
        return None
    witness = _witness(formulas, solver.model(), holds)
    if witness is None or is_plain(witness.given):
        return witness
    solver.set("timeout", max(1, int(seconds * 100)))
    solver.add(*plain_limits(formulas))
    return (_witness(formulas, solver.model(), holds) if solver.check() == z3.sat else None) or witness


def _witness(formulas: Formulas, model: Any, holds: Holds) -> Witness | None:
    """The first record of a model that the interpreter bears out."""
    for record in records(formulas, model):
        as_of = record.pop(AS_OF, None)
        assert as_of is None or isinstance(as_of, datetime.date)
        if holds(record, as_of):
            return Witness(record, as_of)
    return None
