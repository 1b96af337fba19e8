"""Facts of histories against a plain reading of what they mean, and the laws they keep."""

from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding
from crmrules.expressions.numbers import exact
from tests.agreement.histories import Case, cases, day_of
from tests.records.history import oracle


def comparable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they compare: numbers as those they stand for."""
    return {name: exact(value) if isinstance(value, float) else value for name, value in facts.items()}


@settings(max_examples=400, deadline=None)
@given(cases())
def test_facts_are_what_a_plain_reading_says(case: Case) -> None:
    found = Binding(**case.tables).facts_at(case.rows, case.as_of, case.known_at)
    assert oracle.facts(case) == comparable(found)
    assert {name for name, value in found.items() if value is None} == found.why.keys()
    assert found.explain()
    assert found.explain("zh")


@settings(max_examples=100, deadline=None)
@given(cases(customers=3), st.randoms())
def test_order_repetition_and_batches_change_nothing(case: Case, random: Random) -> None:
    binding = Binding(**case.tables)
    found = binding.facts_by_customer(case.rows, case.as_of, case.known_at)
    again = [row for row in case.rows if row["id"] is not None]
    shuffled = [*case.rows, *random.choices(again, k=3)] if again and "id" in case.tables["history"] else [*case.rows]
    random.shuffle(shuffled)
    other = binding.facts_by_customer(shuffled, case.as_of, case.known_at)
    assert {name: dict(facts) for name, facts in found.items()} == {name: dict(facts) for name, facts in other.items()}
    assert [*found] == [*other]
    for customer, facts in found.items():
        own = [row for row in shuffled if row["customer"] == customer]
        assert dict(facts) == dict(binding.facts_at(own, case.as_of, case.known_at))


@settings(max_examples=100, deadline=None)
@given(cases())
def test_what_has_not_happened_changes_nothing(case: Case) -> None:
    binding = Binding(**case.tables)
    past = [row for row in case.rows if day_of(row["at"]) <= case.as_of]
    assert dict(binding.facts_at(past, case.as_of)) == dict(binding.facts_at(case.rows, case.as_of))


def test_an_event_of_the_same_day_that_may_count_does_not_change_a_day() -> None:
    bind = Binding(
        {
            "day": {"last_day": "order", "where": "flag", "skip": 1},
            "since": {"days_since": "order", "where": "flag", "of_last": 1},
        }
    )
    first, second = datetime(2026, 6, 1, 9), datetime(2026, 6, 5, 9)
    rows = [{"customer": "C1", "at": at, "kind": "order", "flag": True} for at in (first, second)]

    def told(hour: int, day: int) -> list[object]:
        maybe = {"customer": "C1", "at": datetime(2026, 6, day, hour), "kind": "order", "flag": None}
        return [*bind.facts_at([*rows, maybe], date(2026, 6, 7)).values()]

    assert [date(2026, 6, 1), 2] == told(17, 1) == told(8, 1)
    assert [None, 2] == told(8, 2) == told(17, 5)
    assert [None, None] == told(8, 6)
