"""The rows that figures are counted from, of cases as `Process.replay_each` gives them.

Of a case that may have gone several ways the steps that all ways share are told, and no more.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

import polars as pl
from attrs import frozen

from crmrules.errors import PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.kinds.process.branches import Step, StepKind
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.parts import Retention, RetentionFacts
from crmrules.kinds.process.result import Case

_STAYS = {"customer": pl.String, "step": pl.String, "entered": pl.Date, "left": pl.Date}
_RESULTS = {
    **{"customer": pl.String, "result": pl.String},
    **{"closed": pl.Date, "asked_again": pl.Date, "reason": pl.String, "value": pl.Float64},
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
    reason: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:
    """A row for each case that is told of, for `retention_figures`.

    Columns: customer, result, closed, asked_again, reason, value. The arguments name states of the process: those in
    which a customer has ``asked`` to leave, is ``saved`` or ``lost``, and in which the signals went away without a
    request. What is not named are the states whose `retention` in the policy's file says so. The first request counts,
    and the first state of a result after it; without one the case is open, and without a request and a result it has no
    row. `closed` is the day of the result, and `asked_again` the first request after a save; there is no such column
    where a case ends with the save.
    `reason` names the fact that says why, and `value` the one that says what a customer brings, both as of the day of
    the case; what is not named the policy's file says by its `retention`, and where that says nothing, or "" is given,
    there is no such column.

    Raises `PolicyError` for states and facts that a process does not have, and where neither `asked` nor the
    file says in which customers ask.
    """
    named = {Retention.RECOVERED: recovered, Retention.ASKED: asked, Retention.SAVED: saved, Retention.LOST: lost}
    counting: dict[int, _Counting] = {}
    rows: list[dict[str, object]] = []
    for case in cases:
        by = counting.get(id(case.definition))
        if by is None:
            by = counting[id(case.definition)] = _counting(case.definition, named, reason, value)
        row = _result(case, by.states)
        if row is not None:
            rows.append({**row, "customer": str(case.customer), **by.told(case)})
    every = counting.values()
    left_out = {"asked_again"} if every and all(each.ends for each in every) else set[str]()
    left_out |= {name for name in ("reason", "value") if not any(getattr(each, name) for each in every)}
    return pl.DataFrame(rows, schema=_RESULTS).drop(left_out)


@frozen
class _Counting:
    """By what the cases of a process are counted."""

    definition: ProcessDefinition
    states: Mapping[str, Retention]
    reason: str
    value: str

    @property
    def ends(self) -> bool:
        """Whether a case ends with the save."""
        saved = (id_ for id_, what in self.states.items() if what is Retention.SAVED)
        return all(self.definition.state[id_].final for id_ in saved)

    def told(self, case: Case) -> dict[str, object]:
        """Why the customer of a case asks to leave, and what the customer brings."""
        reason = case.facts.values[self.reason] if self.reason else None
        value = case.facts.values[self.value] if self.value else None
        assert value is None or isinstance(value, int | float | Fraction)  # checking makes sure of it
        return {"reason": None if reason is None else str(reason), "value": None if value is None else float(value)}


def _counting(
    definition: ProcessDefinition,
    named: Mapping[Retention, Collection[str] | None],
    reason: str | None,
    value: str | None,
) -> _Counting:
    """What each state is to retention, and the facts: as they are named, else as the file says."""
    said = {what: definition.retention.get(what, ()) if states is None else states for what, states in named.items()}
    facts = definition.header.retention or RetentionFacts()
    reason, value = facts.reason if reason is None else reason, facts.value if value is None else value
    _check(definition, [state for states in said.values() for state in states], reason, value)
    if named[Retention.ASKED] is None and not said[Retention.ASKED]:
        remedy = 'name the states in `asked`, or say `retention = "asked"` in its file'
        raise PolicyError.of(f"policy `{definition.id}`", "has no state in which customers ask to leave", remedy)
    return _Counting(definition, {state: what for what, states in said.items() for state in states}, reason, value)


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


def _check(definition: ProcessDefinition, states: Iterable[str], reason: str, value: str) -> None:
    where, known = f"policy `{definition.id}`", definition.facts.types
    problems = [
        Problem(where, f"has no state {shown(each)}", did_you_mean(str(each), definition.state))
        for each in dict.fromkeys(states)
        if each not in definition.state
    ]
    problems += [
        Problem(where, f"has no fact {shown(each)}", did_you_mean(str(each), known))
        for each in (reason, value)
        if each and each not in known
    ]
    if value in known and not known[value].numeric:
        problems.append(Problem(where, f"fact `{value}` is {known[value]}, and as a value a number is wanted"))
    if problems:
        raise PolicyError(problems)


def _is_there(case: Case, step: Step) -> bool:
    """Whether the case is certainly in the state that its last shared step led to."""
    return case.state == step.to and case.since == step.day
