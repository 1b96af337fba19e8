"""The laws of processes, on drawn processes and histories; and the second reading of what they mean."""

import json
import random
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Binding, Case, Event, Process
from crmrules.kinds.process import meaning
from crmrules.kinds.process.course import Course
from crmrules.kinds.process.frames import row_of
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.kinds.process.python import running
from crmrules.records.binding import bound
from crmrules.records.history.events import occurrences
from crmrules.records.history.facts import visible
from crmrules.records.history.meaning import Customer
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.kinds.process import oracle
from tests.kinds.process.drawing import FIRST, LENGTH, events_of, histories, processes
from tests.kinds.process.oracle import Given
from tests.kinds.process.wide import bindings, wide_histories, wide_processes
from tests.kinds.process.wide import days as wide_days

SCHEMA: dict[str, Any] = {
    **{"customer": pl.String, "at": pl.Datetime("us"), "kind": pl.String, "id": pl.Int64},
    **dict.fromkeys(("flag", "good", "money", "authority", "need"), pl.Boolean),
    **{"amount": pl.Float64, "joined": pl.Date},
}
"""The columns of a frame of events that wide processes read."""

MOMENTS = (pl.col("at"), pl.col("at").dt.date())
"""Events with moments, or with days."""

LAST = FIRST + timedelta(LENGTH + 2)
"""The last day on which the second reading is asked: by then most of what runs has passed."""

days = st.integers(0, LENGTH + 2).map(lambda days: FIRST + timedelta(days))


def process(document: dict[str, Any]) -> Process:
    return crmrules.from_dict(document, Process)


def _day(event: Event) -> date:
    return event.at.date() if isinstance(event.at, datetime) else event.at


def test_the_second_reading_agrees_on_each_day(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(processes(), histories())
    def agree(document: dict[str, Any], history: list[Given]) -> None:
        count.pairs += 1
        policy, events = process(document), events_of(history)
        first = min((each.day for each in history), default=LAST + timedelta(1))
        assert policy.replay(events, as_of=first - timedelta(1)).begun is None
        with suppress(oracle.TooMany):
            for day, ways in oracle.each_day(document, history, LAST):
                _stands_so(policy.replay(events, as_of=day), ways, [each["id"] for each in document["state"]])
                count.case_days += 1

    agree()


def _stands_so(case: Case, ways: set[oracle.At], states: list[str]) -> None:
    """Assert that a case says what all the ways that it may have gone say."""
    if case.too_open:
        assert {way.state for way in ways} <= set(case.possible)
        return
    assert tuple(each for each in states if each in {way.state for way in ways}) == case.possible
    since = {way.since for way in ways}
    assert (since.pop() if len(since) == 1 and case.state is not None else None) == case.since
    assert (len(ways) == 1) == case.certain
    running = {(id_, start) for way in ways for id_, start in way.running}
    assert running == {(each.id, each.since) for each in case.deadlines}
    everywhere = {each for each in running if all(each in way.running for way in ways)}
    assert everywhere == {(each.id, each.since) for each in case.deadlines if each.certain}
    for state in states:
        times = {dict(way.counts).get(state, 0) for way in ways}
        assert (times.pop() if len(times) == 1 else None) == case.times(state)


def test_the_order_of_events_does_not_matter_nor_how_often_they_are_told(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(processes(), histories(), days, st.randoms(use_true_random=False))
    def agree(document: dict[str, Any], history: list[Given], day: Any, chance: random.Random) -> None:
        count.pairs += 1
        events = events_of(history)
        again = [each for each in events if each.id is not None and chance.random() < 0.5]
        mixed = [*events, *again]
        chance.shuffle(mixed)
        policy = process(document)
        assert policy.replay(events, as_of=day) == policy.replay(mixed, as_of=day)

    agree()


def test_going_on_from_a_kept_case_is_one_replay(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(processes(), histories(), st.lists(days, min_size=1, max_size=4).map(sorted))
    def agree(document: dict[str, Any], history: list[Given], stops: list[Any]) -> None:
        count.pairs += 1
        policy = process(document)
        events = events_of(history)
        case = policy.replay([each for each in events if _day(each) <= stops[0]], as_of=stops[0])
        for before, day in pairwise(stops):
            kept = json.loads(json.dumps(case.to_dict()))
            case = policy.resume(kept, [each for each in events if before < _day(each) <= day], as_of=day)
        assert policy.replay(events, as_of=stops[-1]) == case

    agree()


def test_what_is_filled_in_never_leads_outside_of_what_was_possible(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(processes(), histories(), days, st.data())
    def agree(document: dict[str, Any], history: list[Given], day: Any, data: st.DataObject) -> None:
        count.pairs += 1
        filled = [
            evolve(
                each,
                data=tuple((name, data.draw(st.booleans()) if value is None else value) for name, value in each.data),
            )
            for each in history
        ]
        policy = process(document)
        before, after = (policy.replay(events_of(each), as_of=day) for each in (history, filled))
        assert set(after.possible) <= set(before.possible)
        if all(each.id is not None for each in history) and history and not before.too_open:
            # with everything told and every order known nothing is open, but for what nobody ever told
            assert after.certain or set(after.missing) == {"flag"}

    agree()


def test_the_compiled_process_says_what_the_meaning_says(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(wide_processes(), wide_histories(), bindings(), wide_days())
    def agree(document: dict[str, Any], events: list[Event], bind: Binding | None, day: date) -> None:
        count.pairs += 1
        bound_process = BoundProcess(process(document).definition, bound(bind))
        told = bound_process.told_on(day)
        happened = visible(occurrences(told.history, events), day, None)
        joined = Customer(told.history, happened, day).joined
        meant, found = (
            each.replay(bound_process, happened, Course(date.min), joined, day) for each in (meaning, running)
        )
        assert meant == found
        count.case_days += meant.begun is not None
        beside = [
            [(each.paths, each.missing, each.unordered, each.provisional) for each in course.branches]
            for course in (meant, found)
        ]
        assert beside[0] == beside[1]

    agree()


def test_a_frame_of_events_says_what_replay_says(examples: int, count: Count) -> None:
    customers = st.lists(st.sampled_from(("a", "b", "c")), min_size=12, max_size=12)

    @settings(max_examples=max(FEWEST, examples // 8), suppress_health_check=PATIENT)
    @given(wide_processes(), wide_histories(), bindings(), wide_days(), customers, st.sampled_from(MOMENTS))
    def agree(
        document: dict[str, Any], events: list[Event], bind: Binding | None, day: date, whose: list[str], moment: Any
    ) -> None:
        count.pairs += 1
        policy = process(document)
        rows = [
            {"customer": customer, "at": each.at, "kind": each.kind, "id": each.id, **each.data}
            for customer, each in zip(whose, events, strict=False)
        ]
        absent = [name for name in ("good", "need") if day.day % 3 == 0]
        frame = pl.DataFrame(rows, schema=SCHEMA).with_columns(moment).drop(absent)
        cases = policy.replay_each(frame.to_dicts(), as_of=day, bind=bind)
        found = policy.apply(frame, as_of=day, bind=bind)
        assert [(customer, *row_of(case)) for customer, case in cases.items()] == found.rows()

    agree()
