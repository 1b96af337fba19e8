"""Cases of processes: the states of customers from their orders, beside loops by hand that look at every day."""

import datetime
import random
from collections.abc import Iterator, Sequence

from benchmarks.measure import turns
from benchmarks.report import Line
from crmrules import Event, Process, policy

CUSTOMERS = 300
BEGIN, DAY = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)
ONE = datetime.timedelta(1)
ROUNDS = 3
GOAL = 3.0


def run() -> Iterator[Line]:
    """One customer and many, nanoseconds a customer; and a night's increment beside replaying all."""
    states = policy("customer-state", Process)
    events = {customer: made_events(customer) for customer in range(CUSTOMERS)}
    every = [event for own in events.values() for event in own]
    cases = states.replay_each(every, as_of=DAY)
    by_hand = {customer: state_by_hand([each.at for each in own]) for customer, own in events.items()}
    assert {customer: case.state for customer, case in cases.items()} == by_hand
    one = events[0]
    days = [each.at for each in one]
    found = turns({"ours": lambda: states.replay(one, as_of=DAY), "hand": lambda: state_by_hand(days)}, 1, ROUNDS)
    yield Line("one customer, two years", found["ours"], "every day by hand", found["hand"], GOAL)
    found = turns(
        {
            "ours": lambda: states.replay_each(every, as_of=DAY),
            "hand": lambda: [state_by_hand([each.at for each in own]) for own in events.values()],
        },
        CUSTOMERS,
        ROUNDS,
    )
    yield Line(f"{CUSTOMERS} customers, two years", found["ours"], "every day by hand", found["hand"])
    kept = cases[0].to_dict()
    night = [Event(0, DAY + ONE, "order", id="new")]
    assert states.resume(kept, night, as_of=DAY + ONE) == states.replay([*one, *night], as_of=DAY + ONE)
    found = turns(
        {
            "ours": lambda: states.resume(kept, night, as_of=DAY + ONE),
            "all": lambda: states.replay([*one, *night], as_of=DAY + ONE),
        },
        1,
        ROUNDS,
    )
    yield Line("a night's increment", found["ours"], "all replayed", found["all"])


def made_events(customer: int) -> list[Event]:
    """The orders of a customer: about thirty in two years."""
    chance = random.Random(customer)
    found = sorted(BEGIN + chance.randrange(730) * ONE for _ in range(chance.randint(1, 60)))
    return [Event(customer, day, "order", id=f"{customer}-{place}") for place, day in enumerate(found)]


def state_by_hand(days: Sequence[datetime.date]) -> str:
    """The state of a customer that every day is looked at: an order, three within a year, a year without one."""
    state, last, day = "pool", days[0], days[0]
    ordered = set(days)
    while day <= DAY:
        if day in ordered:
            state, last = ("loyal" if state == "loyal" else "actual"), day
        begin = _year(day, -1)
        if state == "actual" and sum(begin < each <= day for each in days) >= 3:
            state = "loyal"
        if state in ("actual", "loyal") and day >= _year(last, 1):
            state = "lost"
        day += ONE
    return state


def _year(day: datetime.date, years: int) -> datetime.date:
    """The same day in another year, the end of a shorter February taken."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
