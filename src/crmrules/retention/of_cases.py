"""The rows that figures are counted from, of cases as `Process.replay_each` gives them.

Of a case that may have gone several ways the steps that all ways share are told, and no more.
"""

import datetime
from collections.abc import Iterable

import polars as pl

from crmrules.kinds.process.branches import Step, StepKind
from crmrules.kinds.process.result import Case

_STAYS = {"customer": pl.String, "step": pl.String, "entered": pl.Date, "left": pl.Date}
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


def _is_there(case: Case, step: Step) -> bool:
    """Whether the case is certainly in the state that its last shared step led to."""
    return case.state == step.to and case.since == step.day
