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
from crmrules.kinds.process.parts import Retention
from crmrules.kinds.process.result import Case

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
    asked: Collection[str] | None = None,
    saved: Collection[str] | None = None,
    lost: Collection[str] | None = None,
    recovered: Collection[str] | None = None,
    reason: str = "",
) -> pl.DataFrame:
    """A row for each case that is told of, for `retention_figures`: customer, result, closed, asked_again, reason.

    The others name states of the process: those in which a customer has ``asked`` to leave, is ``saved`` or ``lost``,
    and in which the signals went away without a request. What is not named are the states whose `retention` in the
    policy's file says so. The first request counts, and the first state of a result
    after it; without one the case is open, and without a request and a result it has no row. `closed` is the day of the
    result, and `asked_again` the first request after a save; there is no such column where a case ends with the save.
    `reason` names the fact that says why, and without it there is no such column.

    Raises `PolicyError` for states and facts that a process does not have, and where neither `asked` nor the
    file says in which customers ask.
    """
    named = {Retention.RECOVERED: recovered, Retention.ASKED: asked, Retention.SAVED: saved, Retention.LOST: lost}
    counted: dict[int, Mapping[str, Retention]] = {}
    checked: list[ProcessDefinition] = []
    rows: list[dict[str, object]] = []
    for case in cases:
        if id(case.definition) not in counted:
            counted[id(case.definition)] = _counted(case.definition, named, reason)
            checked.append(case.definition)
        row = _result(case, counted[id(case.definition)])
        if row is not None:
            why = case.facts.stored.get(reason) if reason else None
            rows.append({**row, "customer": str(case.customer), "reason": None if why is None else str(why)})
    ends = bool(checked) and all(
        each.state[id_].final for each in checked for id_, what in counted[id(each)].items() if what is Retention.SAVED
    )
    left_out = {"asked_again"} if ends else set[str]()
    left_out |= set() if reason else {"reason"}
    return pl.DataFrame(rows, schema=_RESULTS).drop(left_out)


def _counted(
    definition: ProcessDefinition, named: Mapping[Retention, Collection[str] | None], reason: str
) -> Mapping[str, Retention]:
    """What each state is to retention: as it is named, else as the file says."""
    said = {what: definition.retention.get(what, ()) if states is None else states for what, states in named.items()}
    _check(definition, [state for states in said.values() for state in states], reason)
    if named[Retention.ASKED] is None and not said[Retention.ASKED]:
        remedy = 'name the states in `asked`, or say `retention = "asked"` in its file'
        raise PolicyError.of(f"policy `{definition.id}`", "has no state in which customers ask to leave", remedy)
    return {state: what for what, states in said.items() for state in states}


def _result(case: Case, counted: Mapping[str, Retention]) -> dict[str, object] | None:
    """What came of a case; None where nobody asked, and nothing came."""
    moves = [step for step in case.history if step.moves and step.to in counted]
    request = next((place for place, step in enumerate(moves) if counted[step.to] is Retention.ASKED), None)
    begun = 0 if request is None else request + 1
    passed_over = {Retention.ASKED} if request is None else {Retention.ASKED, Retention.RECOVERED}
    end = next(
        (place for place, step in enumerate(moves) if place >= begun and counted[step.to] not in passed_over), None
    )
    if end is None:
        return None if request is None else {"result": None, "closed": None, "asked_again": None}
    result = counted[moves[end].to]
    asked = (step for step in moves[end + 1 :] if counted[step.to] is Retention.ASKED)
    again = next(asked, None) if result is Retention.SAVED else None
    return {"result": str(result), "closed": _day(moves[end]), "asked_again": None if again is None else _day(again)}


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
