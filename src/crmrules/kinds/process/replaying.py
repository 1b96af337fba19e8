"""What is behind the verbs of a process, loaded with the first of them: policies are read more often than replayed."""

import datetime
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmrules.definitions.periods import checked_day
from crmrules.errors import AsOfError, Problem, RecordError
from crmrules.expressions.accept import shown, yields
from crmrules.extras import needed
from crmrules.kinds.process.changing import DAY
from crmrules.kinds.process.course import Course
from crmrules.kinds.process.histories import optional_keys, with_keys
from crmrules.kinds.process.keeping import Kept, events_of, kept_of
from crmrules.kinds.process.many import case_of, checked_workers, itself, told_of_each
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.kinds.process.result import Case
from crmrules.model.event import Event
from crmrules.records.binding import Bind, bound
from crmrules.records.history.events import NOT_ALIKE, occurrences, two_contents
from crmrules.records.history.facts import visible
from crmrules.records.history.given import Given
from crmrules.records.history.meaning import Customer
from crmrules.records.history.moments import family
from crmrules.records.history.occurrences import Occurrence

if TYPE_CHECKING:
    from crmrules.kinds.process.policy import Process


def case(
    policy: "Process", events: object, as_of: datetime.date, bind: Bind | None, known_at: datetime.date | None
) -> Case:
    """What `Process.replay` gives."""
    day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
    given = _listed(events)
    process = _bound(policy, given, bind)
    found = occurrences(process.told_on(day).history, given)
    customers = list(dict.fromkeys(each.customer for each in found))
    if len(customers) > 1:
        message = f"are of {len(customers)} customers, such as {shown(customers[0])} and {shown(customers[1])}"
        raise RecordError.of("events", message, "`replay_each` gives the case of each")
    seen = visible(found, day, known)
    return case_of(process, seen[0].customer if seen else None, seen, Course(datetime.date.min), day)


def cases(
    policy: "Process",
    events: object,
    as_of: datetime.date,
    bind: Bind | None,
    known_at: datetime.date | None,
    workers: int,
) -> dict[Any, Case]:
    """What `Process.replay_each` gives."""
    found, process, day = _by_customer(policy, _listed(events), as_of, bind, known_at)
    return dict(told_of_each(process, found.items(), day, itself, checked_workers(workers)))


def resumed(
    policy: "Process",
    case: Case | Mapping[str, Any],
    events: object,
    as_of: datetime.date,
    bind: Bind | None,
    known_at: datetime.date | None,
) -> Case:
    """What `Process.resume` gives."""
    day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
    kept = kept_of(policy.definition, case.to_dict() if isinstance(case, Case) else case)
    course = kept.course
    if day < course.day:
        message = f"{day.isoformat()} is before {course.day.isoformat()}, the day of the case"
        raise AsOfError.of("`as_of`", message, "replay the history")
    given = _listed(events)
    process = _bound(policy, given, bind)
    history = process.told_on(day).history
    before = events_of(history, kept)
    new = _since(visible(occurrences(history, given), day, known), before, course, kept.customer)
    customer = new[0].customer if new and kept.customer is None else kept.customer
    joined = Customer(history, [*before, *new], day).joined
    if not policy.definition.header.opens:
        _check_beginning(customer, kept, joined)
    return case_of(process, customer, [*before, *new], course, day)


def applied(
    policy: "Process",
    frame: Any,
    as_of: datetime.date,
    bind: Bind | None,
    known_at: datetime.date | None,
    workers: int,
) -> Any:
    """What `Process.apply` gives."""
    with needed(f"policy `{policy.id}`"):
        from crmrules.kinds.process.frame_events import by_customer
        from crmrules.kinds.process.frames import cases_frame, given_back, opened, row_of, shares_customers

    number = checked_workers(workers)
    day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
    if shares_customers(frame):
        return _by_shares(policy, frame, day, bind, known)
    events, backend = opened(frame, f"policy `{policy.id}`")
    process = _bound_to(policy, optional_keys(events.columns), bind)
    rows = told_of_each(process, by_customer(process.told_on(day).history, events, day, known), day, row_of, number)
    customer = process.told_on(day).history.customer
    return given_back(cases_frame(policy.definition, customer, rows), backend, hasattr(frame, "collect"))


def _by_customer(
    policy: "Process", events: list[object], as_of: datetime.date, bind: Bind | None, known_at: datetime.date | None
) -> tuple[dict[Any, list[Occurrence]], BoundProcess, datetime.date]:
    """The events of each customer that are known by a day, in the order of customers."""
    day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
    process = _bound(policy, events, bind)
    by_customer: dict[Any, list[Occurrence]] = {}
    for each in visible(occurrences(process.told_on(day).history, events), day, known):
        by_customer.setdefault(each.customer, []).append(each)
    order = sorted(by_customer, key=lambda customer: (isinstance(customer, str), customer))
    return {customer: by_customer[customer] for customer in order}, process, day


def _by_shares(
    policy: "Process", frame: Any, as_of: datetime.date, bind: Bind | None, known_at: datetime.date | None
) -> Any:
    """The cases of a frame of Spark: each worker reads those of some customers."""
    from crmrules.engines.frames.libraries.spark_shares import by_shares

    customer = _bound_to(policy, optional_keys(frame.columns), bind).told_on(as_of).history.customer
    apply = partial(policy.apply, as_of=as_of, bind=bind, known_at=known_at)
    return by_shares([frame], customer, apply)


def _bound(policy: "Process", events: list[object], bind: Bind | None) -> BoundProcess:
    """The process with a binding: made anew only for another binding, or for rows with other columns."""
    given = (each.event if isinstance(each, Given) else each for each in events)
    return _bound_to(policy, optional_keys(name for each in given if isinstance(each, Mapping) for name in each), bind)


def _bound_to(policy: "Process", keys: tuple[str, ...], bind: Bind | None) -> BoundProcess:
    """The process with a binding, for rows that have some of the columns that rows may have."""
    kept: tuple[object, object, BoundProcess] | None = policy.__dict__.get("_kept")
    if kept is None or kept[0] is not bind or kept[1] != keys or isinstance(bind, dict):
        process = BoundProcess(policy.definition, with_keys(bound(bind), keys))
        kept = policy.__dict__["_kept"] = (bind, keys, process)
    return kept[2]


def _listed(events: object) -> list[object]:
    """The events that a call was given, or the rows of a file; raises `RecordError` for what is neither."""
    if isinstance(events, str | Path):
        # only now: with it comes Polars
        from crmrules.records.history.files import given_of_file

        return [*given_of_file(events)]
    if isinstance(events, Event | bytes | Mapping) or not yields(events):
        remedy = "give a list of events or of rows, or the path of a file"
        raise RecordError.of("events", f"{shown(events)} is no list of events", remedy)
    return list(events)


def _since(events: list[Occurrence], kept: list[Occurrence], course: Course, customer: Any) -> list[Occurrence]:
    """The events after the day of a kept case; raises `RecordError` for others than those it holds."""
    known = {each.id: each for each in kept if each.id is not None}
    alike = {family(each.moment) for each in kept}
    problems: list[Problem] = []
    new: list[Occurrence] = []
    for each in events:
        if customer is not None and each.customer != customer:
            message = f"is of customer {shown(each.customer)}, and the case is of {shown(customer)}"
            problems.append(Problem(each.row, message))
        elif alike and family(each.moment) not in alike:
            message = f"is given in {family(each.moment)}, and those of the kept case in {', '.join(alike)}"
            problems.append(Problem(each.row, message, NOT_ALIKE))
        elif each.day > course.day and each.id in known:
            problems.append(two_contents(each, known[each.id]))
        elif each.day > course.day:
            new.append(each)
        elif each.id is None or each.id not in known or known[each.id].content != each.content:
            message = f"is of {each.day.isoformat()}, and the case stands at the end of {course.day.isoformat()}"
            problems.append(Problem(each.row, message, "replay the history with it"))
    if problems:
        raise RecordError(problems)
    return new


def _check_beginning(customer: Any, kept: Kept, joined: datetime.date | None) -> None:
    """Make sure that a case that begins with its customer would not have begun on another day.

    Raises `RecordError` where what is known now of the day of joining says that it would.
    """
    if joined == kept.joined:
        return
    begun, day = kept.course.begun, kept.course.day
    stood = f"had not begun by {day.isoformat()}" if begun is None else f"began on {begun.isoformat()}"
    if joined is not None and joined < (begun or day + DAY):
        message = f"joined on {joined.isoformat()}"
    elif kept.joined is not None and kept.joined == begun:
        message = "nobody knows when it joined" if joined is None else f"joined on {joined.isoformat()}"
    else:
        return
    raise RecordError.of(f"customer {shown(customer)}", f"{message}, and the case {stood}", "replay the history")
