"""The rows that figures are counted from, of cases as `Process.replay_each` gives them.

Of a case that may have gone several ways the steps that all ways share are told, and no more.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping

import polars as pl

from crmrules.errors import PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.kinds.process.branches import Step, StepKind
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.result import Case
from crmrules.retention.rows import LOST, RECOVERED, SAVED

_STAYS = {"customer": pl.String, "step": pl.String, "entered": pl.Date, "left": pl.Date}
_RESULTS = {
    **{"customer": pl.String, "result": pl.String},
    **{"closed": pl.Date, "asked_again": pl.Date, "reason": pl.String},
}
_DEADLINES = {"customer": pl.String, "deadline": pl.String, "missed": pl.Boolean}


def stays_of(cases: Iterable[Case]) -> pl.DataFrame:
    """A row for each stay of a case in a state, for `time_in_steps`: customer, step, entered, left.

    A stay is left unended where the case is still in it. A step whose day is not known is no end and no beginning: the
    stay before it is left out.
    """
    rows: list[tuple[str, str, datetime.date, datetime.date | None]] = []
    for case in cases:
        moves = [step for step in case.history if step.moves]
        for place, step in enumerate(moves, 1):
            after = moves[place] if place < len(moves) else None
            last = after is None
            if step.until is not None or (last and not _is_there(case, step)) or (after is not None and after.until):
                continue
            rows.append((str(case.customer), step.to, step.day, None if after is None else after.day))
    return pl.DataFrame(rows, schema=_STAYS, orient="row")


def deadlines_of(cases: Iterable[Case]) -> pl.DataFrame:
    """A row for each deadline of a case, for `deadlines_missed`: customer, deadline, missed.

    Those that were met and those that passed are known; those that run for certain have no `missed` yet. One that ended
    because the case went on is none: it was neither met nor missed.
    """
    rows: list[tuple[str, str, bool | None]] = []
    for case in cases:
        customer = str(case.customer)
        ended = [step for step in case.history if step.kind in (StepKind.MET, StepKind.MISSED)]
        rows += [(customer, step.by, step.kind is StepKind.MISSED) for step in ended]
        rows += [(customer, each.id, None) for each in case.deadlines if each.certain]
    return pl.DataFrame(rows, schema=_DEADLINES, orient="row")


def results_of(
    cases: Iterable[Case],
    *,
    asked: Collection[str],
    saved: Collection[str],
    lost: Collection[str],
    recovered: Collection[str] = (),
    reason: str = "",
) -> pl.DataFrame:
    """A row for each case that is told of, for `retention_figures`: customer, result, closed, asked_again, reason.

    The others name states of the process: those in which a customer has ``asked`` to leave, is ``saved`` or ``lost``,
    and in which the signals went away without a request. The first request counts, and the first state of a result
    after it; without one the case is open, and without a request and a result it has no row. `closed` is the day of the
    result, and `asked_again` the first request after a save; there is no such column where a case ends with the save.
    `reason` names the fact that says why, and without it there is no such column.

    Raises `PolicyError` for states and facts that a process does not have.
    """
    results = {**dict.fromkeys(recovered, RECOVERED), **dict.fromkeys(saved, SAVED), **dict.fromkeys(lost, LOST)}
    checked: list[ProcessDefinition] = []
    rows: list[dict[str, object]] = []
    for case in cases:
        if not any(case.definition is each for each in checked):
            _check(case.definition, [*asked, *results], reason)
            checked.append(case.definition)
        row = _result(case, asked, results)
        if row is not None:
            why = case.facts.stored.get(reason) if reason else None
            rows.append({**row, "customer": str(case.customer), "reason": None if why is None else str(why)})
    ends = bool(checked) and all(each.state[id_].final for each in checked for id_ in saved)
    left_out = {"asked_again"} if ends else set[str]()
    left_out |= set() if reason else {"reason"}
    return pl.DataFrame(rows, schema=_RESULTS).drop(left_out)


def _result(case: Case, asked: Collection[str], results: Mapping[str, str]) -> dict[str, object] | None:
    """What came of a case; None where nobody asked, and nothing came."""
    moves = [step for step in case.history if step.moves]
    request = next((place for place, step in enumerate(moves) if step.to in asked), None)
    begun = 0 if request is None else request + 1
    counted = {state for state, result in results.items() if request is None or result != RECOVERED}
    end = next((place for place, step in enumerate(moves) if place >= begun and step.to in counted), None)
    if end is None:
        return None if request is None else {"result": None, "closed": None, "asked_again": None}
    result = results[moves[end].to]
    again = next((step for step in moves[end + 1 :] if step.to in asked), None) if result == SAVED else None
    return {"result": result, "closed": _day(moves[end]), "asked_again": None if again is None else _day(again)}


def _day(step: Step) -> datetime.date | None:
    """The day of a step; None where it is not known."""
    return None if step.until is not None else step.day


def _check(definition: ProcessDefinition, states: Iterable[str], reason: str) -> None:
    where = f"policy `{definition.id}`"
    facts = [each.name for each in definition.facts.declared]
    problems = [
        Problem(where, f"has no state {shown(each)}", did_you_mean(str(each), definition.state))
        for each in dict.fromkeys(states)
        if each not in definition.state
    ]
    if reason and reason not in facts:
        problems.append(Problem(where, f"has no fact {shown(reason)}", did_you_mean(reason, facts)))
    if problems:
        raise PolicyError(problems)


def _is_there(case: Case, step: Step) -> bool:
    """Whether the case is certainly in the state that its last shared step led to."""
    return case.state == step.to and case.since == step.day
