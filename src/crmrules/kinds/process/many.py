"""The cases of many customers: one after the other, or shared out to workers, the result the same."""

import datetime
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from crmrules.errors import EngineError
from crmrules.expressions.accept import shown
from crmrules.kinds.process.course import Course
from crmrules.kinds.process.facts import DayFacts
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.kinds.process.python.running import replay
from crmrules.kinds.process.reckoned import Reckoned
from crmrules.kinds.process.result import Case
from crmrules.records.history.meaning import Customer
from crmrules.records.history.occurrences import Occurrence

T = TypeVar("T")

Told = Callable[[Case], T]
"""What is wanted of a case."""

SHARE = 500
"""How many customers a worker is given at a time."""

WAITING = 4
"""How many shares for each worker wait, or are worked on."""


def case_of(
    process: BoundProcess, customer: Any, events: Sequence[Occurrence], course: Course, day: datetime.date
) -> Case:
    """The case of one customer at the end of a day, from where it stood."""
    told = process.told_on(day)
    joined = Customer(told.history, events, day).joined
    after = replay(process, events, course, joined, day)
    facts = DayFacts(Reckoned(process.definition, told, process.door, events, day))
    return Case(process, customer, after, joined, facts=facts)


def told_of_each(
    process: BoundProcess,
    events: Iterable[tuple[Any, Sequence[Occurrence]]],
    day: datetime.date,
    told: "Told[T]",
    workers: int,
) -> Iterator[tuple[Any, T]]:
    """What is wanted of the case of each customer, in their order; `told` is a function that can be pickled.

    Of many customers no more are read at a time than are worked on.
    """
    customers = iter(events)
    first = [*islice(customers, SHARE)] if workers > 1 else []
    if len(first) < 2:
        yield from _each(process, chain(first, customers), day, told)
        return
    # only now: with it come processes of the machine
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    jobs: deque[Future[list[tuple[Any, T]]]] = deque()
    part = -(-len(first) // workers)
    parts = [first[place : place + part] for place in range(0, len(first), part)]
    # what other libraries have begun in threads would not survive a fork
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for share in chain(parts, iter(lambda: [*islice(customers, SHARE)], [])):
            jobs.append(pool.submit(_share, process, share, day, told))
            if len(jobs) > workers * WAITING:
                yield from jobs.popleft().result()
        while jobs:
            yield from jobs.popleft().result()


def checked_workers(workers: object) -> int:
    """How many processes of the machine work; raises `EngineError` for what is no such number."""
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise EngineError.of("`workers`", f"{shown(workers)} is no number of workers", "give 1 or more")
    return workers


def itself(case: Case) -> Case:
    """The case as it is."""
    return case


def _share(
    process: BoundProcess, share: Iterable[tuple[Any, Sequence[Occurrence]]], day: datetime.date, told: "Told[T]"
) -> list[tuple[Any, T]]:
    return [*_each(process, share, day, told)]


def _each(
    process: BoundProcess, events: Iterable[tuple[Any, Sequence[Occurrence]]], day: datetime.date, told: "Told[T]"
) -> Iterator[tuple[Any, T]]:
    start = Course(datetime.date.min)
    return ((customer, told(case_of(process, customer, each, start, day))) for customer, each in events)
