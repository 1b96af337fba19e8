"""The laws of processes, on processes and histories made of chance; and the second reading of what they mean."""

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
from crmrules import Case, Process
from crmrules.errors import RecordError
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
from tests.kinds.process import oracle, oracle_facts
from tests.kinds.process.made import LENGTH, Made, made

DATA = ("flag", "good", "level", "money", "authority", "need", "amount", "joined")
TYPES: dict[str, Any] = {
    **{"customer": pl.String, "kind": pl.String, "id": pl.Int64, "recorded": pl.Date},
    **dict.fromkeys(("flag", "good", "money", "authority", "need"), pl.Boolean),
    **{"amount": pl.Float64, "level": pl.Int64, "joined": pl.Date},
}
"""The columns of a frame of events that processes read."""

seeds = st.integers(0, 2**40)
lives = seeds.map(lambda seed: made(random.Random(seed)))
asking = seeds.map(lambda seed: made(random.Random(seed), asks=True))
"""Made of seeds, so that one costs little."""

days = st.integers(-2, LENGTH + 40)
"""How many days after the first a case is looked at."""


def process(life: Made) -> Process:
    return crmrules.from_dict(life.document, Process)


def replayed(life: Made, day: date) -> Case:
    return process(life).replay(life.events, as_of=day, bind=life.bind, known_at=life.known_at)


def _day(event: Any) -> date:
    return oracle_facts.day_of(oracle_facts.row_of(event))


def test_the_second_reading_agrees_on_each_day(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(lives, st.integers(0, 7))
    def agree(life: Made, place: int) -> None:
        count.pairs += 1
        reading, policy = oracle.Reading(life, life.last), process(life)
        with suppress(oracle.TooMany):
            for day, ways in reading.each_day(life.last):
                count.case_days += 1
                # the reading goes by every day, and some of them are asked for
                asked = day.toordinal() % 8 == place or day == life.last
                if asked and oracle.Reading(life, day).joined == reading.joined:
                    case = policy.replay(life.events, as_of=day, bind=life.bind, known_at=life.known_at)
                    _stands_so(case, reading, ways, day)

    agree()


def _stands_so(case: Case, reading: oracle.Reading, ways: set[oracle.At], day: date) -> None:
    """Assert that a case says what all the ways that it may have gone say."""
    if case.too_open:
        assert {way.state for way in ways} <= set(case.possible)
        return
    states, deadlines = reading.states, {each["id"]: each for each in reading.document["deadline"]}
    assert tuple(each for each in states if each in {way.state for way in ways}) == case.possible
    since = {way.since for way in ways}
    assert (since.pop() if len(since) == 1 and case.state is not None else None) == case.since
    running = {each for way in ways for each in way.running if each[0] in deadlines}
    assert running == {(each.id, each.since) for each in case.deadlines}
    everywhere = {each for each in running if all(each in way.running for way in ways)}
    assert everywhere == {(each.id, each.since) for each in case.deadlines if each.certain}
    ends = [reading.facts.ends(deadlines[each.id]["within"], each.since) for each in case.deadlines]
    assert ends == [(each.due, each.provisional is not None) for each in case.deadlines]
    one = len({(way.state, way.since, way.running, way.counts) for way in ways}) == 1
    settled = not any(way.provisional for way in ways) and not any(provisional for _, provisional in ends)
    assert (case.certain, case.begun) == ((one and settled) or not ways, reading.begun)
    for state in states:
        times = {dict(way.counts).get(state, 0) for way in ways}
        assert (times.pop() if len(times) == 1 else None) == case.times(state)
    assert reading.duties(ways, day) == {each.id: each.certain for each in case.duties}
    assert reading.ignored == case.ignored
    if ways and not reading.parted:
        steps = [(each.day, each.kind, each.by, each.on, each.from_, each.to) for each in case.history]
        assert [list(way.steps) for way in ways] == [steps]


def test_the_order_of_events_does_not_matter_nor_how_often_they_are_told(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(asking, days, st.randoms(use_true_random=False))
    def agree(life: Made, day: int, chance: random.Random) -> None:
        count.pairs += 1
        mixed = [*life.events, *(each for each in life.events if each.id is not None and chance.random() < 0.5)]
        chance.shuffle(mixed)
        as_of = life.first + timedelta(day)
        assert replayed(life, as_of) == replayed(evolve(life, events=mixed), as_of)

    agree()


def test_going_on_from_a_kept_case_is_one_replay(examples: int, count: Count) -> None:
    """With every event in time, or each once it was recorded: then the case is the same, or refused."""

    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(asking, st.lists(days, min_size=1, max_size=4).map(sorted), st.booleans())
    def agree(life: Made, stops: list[int], late: bool) -> None:
        count.pairs += 1
        policy = process(life)
        told = [(max(_day(each), each.recorded or date.min) if late else _day(each), each) for each in life.events]
        until = [life.first + timedelta(stop) for stop in stops]
        with suppress(RecordError):
            case = policy.replay([each for day, each in told if day <= until[0]], as_of=until[0], bind=life.bind)
            for before, day in pairwise(until):
                kept = json.loads(json.dumps(case.to_dict()))
                new = [each for known, each in told if before < known <= day]
                case = policy.resume(kept, new, as_of=day, bind=life.bind)
            whole = policy.replay([each for day, each in told if day <= until[-1]], as_of=until[-1], bind=life.bind)
            assert whole == case
            assert whole.explain() == case.explain()

    agree()


def test_what_is_filled_in_never_leads_outside_of_what_was_possible(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(asking, days, st.randoms(use_true_random=False))
    def agree(life: Made, day: int, chance: random.Random) -> None:
        asks = any(
            word in each.get("when", "") for each in life.document["transition"] for word in ("known(", "coalesce(")
        )
        if asks or (life.tables is not None and "assume" in life.tables):
            return  # which ask about what is known today
        count.pairs += 1
        filled = [
            evolve(each, data=_filled(each.data, chance)) for each in {id(each): each for each in life.events}.values()
        ]
        before, after = (replayed(each, life.first + timedelta(day)) for each in (life, evolve(life, events=filled)))
        assert set(after.possible) <= set(before.possible)

    agree()


def _filled(data: Any, chance: random.Random) -> dict[str, Any]:
    """Data of an event, with a value wherever there was none."""
    values = {"amount": (0, 1, 1.5, 3), "level": (1, 2), "joined": (None,)}
    return {name: chance.choice(values.get(name, (True, False))) if old is None else old for name, old in data.items()}


def test_the_compiled_process_says_what_the_meaning_says(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(asking, days)
    def agree(life: Made, place: int) -> None:
        count.pairs += 1
        day = life.first + timedelta(place)
        bound_process = BoundProcess(process(life).definition, bound(life.bind))
        told = bound_process.told_on(day)
        happened = visible(occurrences(told.history, life.events), day, None)
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
    @given(asking, days, customers)
    def agree(life: Made, place: int, whose: list[str]) -> None:
        count.pairs += 1
        policy, day = process(life), life.first + timedelta(place)
        rows = [
            {"customer": whose[(each.id or 0) % 12], "at": each.at, "kind": each.kind, "id": each.id}
            | {"recorded": each.recorded, **{name: each.data.get(name) for name in DATA}}
            for each in life.events
        ]
        moment = next((each.at for each in life.events if isinstance(each.at, datetime)), None)
        zone = None if moment is None or moment.tzinfo is None else "UTC"
        schema = {**TYPES, "at": pl.Date if moment is None else pl.Datetime("us", zone)}
        frame = pl.DataFrame(rows, schema=schema).drop([name for name in ("good", "need") if day.day % 3 == 0])
        cases = policy.replay_each(frame.to_dicts(), as_of=day, bind=life.bind, known_at=life.known_at)
        found = policy.apply(frame, as_of=day, bind=life.bind, known_at=life.known_at)
        assert [(customer, *row_of(case)) for customer, case in cases.items()] == found.rows()

    agree()
