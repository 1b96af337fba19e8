"""The process kind as users hold it."""

import datetime
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from attrs import frozen

from crmrules.definitions.periods import checked_day
from crmrules.errors import AsOfError, Problem, RecordError
from crmrules.expressions.accept import shown
from crmrules.extras import needed
from crmrules.kinds.base import Policy
from crmrules.kinds.process.checking import ProcessChecking
from crmrules.kinds.process.course import Course
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import optional_keys, with_keys
from crmrules.kinds.process.keeping import events_of, kept_of
from crmrules.kinds.process.many import case_of, checked_workers, itself, told_of_each
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.kinds.process.result import Case
from crmrules.model.event import Event
from crmrules.records.binding import Bind, bound
from crmrules.records.history.events import occurrences
from crmrules.records.history.facts import visible
from crmrules.records.history.given import Given
from crmrules.records.history.meaning import Customer
from crmrules.records.history.occurrences import Occurrence


@frozen(slots=False, eq=False, repr=False)
class Process(Policy[ProcessDefinition]):
    """A policy of the process kind: states, transitions and deadlines, over the events of a customer.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "process"

    def replay(
        self,
        events: Iterable[object] | str | Path,
        *,
        as_of: datetime.date,
        bind: Bind | None = None,
        known_at: datetime.date | None = None,
    ) -> Case:
        """Where the case of one customer stands at the end of a day, from the events of the customer, in any order.

        Events are `Event` objects, CloudEvents, or rows with the columns `customer`, `at` and `kind`, and where there
        are such `id`, `recorded` and `joined`; a path stands for the rows of a file. A binding with a history says
        otherwise, and may define facts that the process reads. Events after the day have not happened, and with
        `known_at` those recorded after that day are not known. The same events give the same case, in whatever order
        and however often those with an id are given.

        Raises `RecordError` with everything that is wrong with the events, also where they are of several customers;
        `BindingError` for a binding that does not fit, and `AsOfError` for what is no day, or before the first value of
        a parameter.
        """
        day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
        given = _listed(events)
        process = self._bound(given, bind)
        found = occurrences(process.told_on(day).history, given)
        customers = list(dict.fromkeys(each.customer for each in found))
        if len(customers) > 1:
            message = f"are of {len(customers)} customers, such as {shown(customers[0])} and {shown(customers[1])}"
            raise RecordError.of("events", message, "`replay_each` gives the case of each")
        seen = visible(found, day, known)
        return case_of(process, seen[0].customer if seen else None, seen, Course(datetime.date.min), day)

    def replay_each(
        self,
        events: Iterable[object] | str | Path,
        *,
        as_of: datetime.date,
        bind: Bind | None = None,
        known_at: datetime.date | None = None,
        workers: int = 1,
    ) -> dict[Any, Case]:
        """The case of each customer that has an event by then, by customer: whole numbers by size, then texts.

        With `workers` the customers are shared out to so many processes of the machine; the result is the same. Takes
        and raises what `replay` does, and `EngineError` for what is no number of workers.
        """
        found, process, day = self._by_customer(_listed(events), as_of, bind, known_at)
        return told_of_each(process, found.items(), day, itself, checked_workers(workers))

    def _by_customer(
        self, events: list[object], as_of: datetime.date, bind: Bind | None, known_at: datetime.date | None
    ) -> tuple[dict[Any, list[Occurrence]], BoundProcess, datetime.date]:
        """The events of each customer that are known by a day, in the order of customers."""
        day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
        process = self._bound(events, bind)
        by_customer: dict[Any, list[Occurrence]] = {}
        for each in visible(occurrences(process.told_on(day).history, events), day, known):
            by_customer.setdefault(each.customer, []).append(each)
        order = sorted(by_customer, key=lambda customer: (isinstance(customer, str), customer))
        return {customer: by_customer[customer] for customer in order}, process, day

    def resume(
        self,
        case: Case | Mapping[str, Any],
        events: Iterable[object] | str | Path,
        *,
        as_of: datetime.date,
        bind: Bind | None = None,
        known_at: datetime.date | None = None,
    ) -> Case:
        """The case that goes on from a kept one, a `Case` or what its `to_dict` gave, with the events since.

        It is the case that `replay` gives of all events at once. The binding must be the one it was kept with. An event
        of the day of the kept case or before is refused, unless it is one that the case holds, told again.

        Raises as `replay` does, `RecordError` where the case was kept by another version of the policy, and
        `AsOfError` for a day before that of the case.
        """
        day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
        kept = kept_of(self.definition, case.to_dict() if isinstance(case, Case) else case)
        course = kept.course
        if day < course.day:
            message = f"{day.isoformat()} is before {course.day.isoformat()}, the day of the case"
            raise AsOfError.of("`as_of`", message, "replay the history")
        given = _listed(events)
        process = self._bound(given, bind)
        history = process.told_on(day).history
        before = events_of(history, kept)
        new = _since(visible(occurrences(history, given), day, known), before, course, kept.customer)
        joined = Customer(history, [*before, *new], day).joined
        begun = course.begun
        if begun is not None and joined is not None and joined < begun and joined != kept.joined:
            message = f"joined on {joined.isoformat()}, and the case began on {begun.isoformat()}"
            raise RecordError.of(f"customer {shown(kept.customer)}", message, "replay the history")
        customer = new[0].customer if new and kept.customer is None else kept.customer
        return case_of(process, customer, [*before, *new], course, day)

    def apply(
        self,
        frame: Any,
        *,
        as_of: datetime.date,
        bind: Bind | None = None,
        known_at: datetime.date | None = None,
        workers: int = 1,
    ) -> Any:
        """The cases of a frame of events, a row a customer, in the order of customers.

        Columns: the customer, by the name it has in the events; ``<id>``, the state, null while several are possible;
        ``<id>_since``, ``<id>_certain``, and ``<id>_possible``, ``<id>_duty``, ``<id>_missed`` and ``<id>_missing``
        with names joined by ", "; ``<id>_deadline`` and ``<id>_due``, the deadline that ends next and its last day. The
        same kind of frame comes back, lazy if it was: of Polars, pandas, PyArrow, DuckDB or PySpark, where rows are in
        no order and Spark's own workers read the customers.

        `workers` are those of `replay_each`. Raises `EngineError` for frames of other kinds, else as `replay` does.
        """
        with needed(f"policy `{self.id}`"):
            from crmrules.kinds.process.frame_events import by_customer
            from crmrules.kinds.process.frames import cases_frame, given_back, opened, row_of, shares_customers

        number = checked_workers(workers)
        day, known = checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")
        if shares_customers(frame):
            return self._by_shares(frame, day, bind, known)
        events, backend = opened(frame, f"policy `{self.id}`")
        process = self._bound_to(optional_keys(events.columns), bind)
        rows = told_of_each(process, by_customer(process.told_on(day).history, events, day, known), day, row_of, number)
        customer = process.told_on(day).history.customer
        return given_back(cases_frame(self.definition, customer, rows), backend, hasattr(frame, "collect"))

    def _by_shares(self, frame: Any, as_of: datetime.date, bind: Bind | None, known_at: datetime.date | None) -> Any:
        """The cases of a frame of Spark: each worker reads those of some customers."""
        from crmrules.engines.frames.libraries.spark_shares import by_shares

        customer = self._bound_to(optional_keys(frame.columns), bind).told_on(as_of).history.customer
        apply = partial(self.apply, as_of=as_of, bind=bind, known_at=known_at)
        return by_shares([frame], customer, apply)

    def _bound(self, events: list[object], bind: Bind | None) -> BoundProcess:
        """The process with a binding: made anew only for another binding, or for rows with other columns."""
        given = (each.event if isinstance(each, Given) else each for each in events)
        return self._bound_to(optional_keys(name for each in given if isinstance(each, Mapping) for name in each), bind)

    def _bound_to(self, keys: tuple[str, ...], bind: Bind | None) -> BoundProcess:
        """The process with a binding, for rows that have some of the columns that rows may have."""
        kept: tuple[object, object, BoundProcess] | None = self.__dict__.get("_kept")
        if kept is None or kept[0] is not bind or kept[1] != keys or isinstance(bind, dict):
            process = BoundProcess(self.definition, with_keys(bound(bind), keys))
            kept = self.__dict__["_kept"] = (bind, keys, process)
        return kept[2]

    def _checking(self, definition: ProcessDefinition) -> ProcessChecking:
        return ProcessChecking(definition, frozenset())


def _listed(events: object) -> list[object]:
    """The events that a call was given, or the rows of a file; raises `RecordError` for what is neither."""
    if isinstance(events, str | Path):
        # only now: with it comes Polars
        from crmrules.records.history.files import given_of_file

        return [*given_of_file(events)]
    if isinstance(events, Event | bytes | Mapping) or not isinstance(events, Iterable):
        remedy = "give a list of events or of rows, or the path of a file"
        raise RecordError.of("events", f"{shown(events)} is no list of events", remedy)
    return list(events)


def _since(events: list[Occurrence], kept: list[Occurrence], course: Course, customer: Any) -> list[Occurrence]:
    """The events after the day of a kept case; raises `RecordError` for others than those it holds."""
    known = {each.id: each for each in kept if each.id is not None}
    problems: list[Problem] = []
    new: list[Occurrence] = []
    for each in events:
        if customer is not None and each.customer != customer:
            message = f"is of customer {shown(each.customer)}, and the case is of {shown(customer)}"
            problems.append(Problem(each.row, message))
        elif each.day > course.day:
            new.append(each)
        elif each.id is None or each.id not in known or known[each.id].content != each.content:
            message = f"is of {each.day.isoformat()}, and the case stands at the end of {course.day.isoformat()}"
            problems.append(Problem(each.row, message, "replay the history with it"))
    if problems:
        raise RecordError(problems)
    return new
