"""The histories that are shipped, on made events: what they give to the policies they are for."""

import datetime
from typing import Any

import pytest

from crmrules import Binding, policy
from crmrules.errors import BindingError
from crmrules.model.customer import Customer
from crmrules.model.fact import facts_of

DAY = datetime.date(2026, 7, 31)
FIRST = datetime.date(2025, 1, 31)


def row(day: datetime.date, kind: str, **data: Any) -> dict[str, Any]:
    nothing = {"amount": None, "usage": None, "arrears": None}
    return {"customer": 17, "at": day, "kind": kind, "id": f"{day} {kind}", **nothing, **data}


def quiet() -> list[dict[str, Any]]:
    """A customer of eighteen months who pays and calls."""
    months = [datetime.date(2026, month, 1) for month in (3, 4, 5, 6, 7)]
    bills = [row(day, "bill", amount=100) for day in months]
    return [row(FIRST, "activated"), *bills, *(row(day, "usage", usage=300) for day in months)]


def outcome(rows: list[dict[str, Any]]) -> object:
    bind = Binding.shipped("subscription.history")
    return policy("retention-ladder").decide(bind.facts_at(rows, DAY), bind=bind).outcome


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], "step-2"),
        ([row(DAY, "bill", amount=60)], "step-5"),
        ([row(datetime.date(2026, 7, 28), "forwarding-on")], "step-3"),
        ([row(datetime.date(2026, 7, 1), "forwarding-on")], "step-4"),
        ([row(datetime.date(2026, 7, 10), "powered-off")], "step-4"),
        ([row(DAY, "usage", usage=500)], "step-3"),
        ([row(DAY, "complained")], "complaint"),
        ([row(datetime.date(2026, 7, 2), "complained"), row(DAY, "settled")], "step-2"),
        ([row(DAY, "stop-reported")], "step-5"),
        ([row(datetime.date(2026, 7, 2), "stop-reported"), row(DAY, "stop-withdrawn")], "step-2"),
        ([row(DAY, "stopped", arrears=True)], "step-6"),
        ([row(datetime.date(2026, 7, 2), "stopped", arrears=True), row(DAY, "resumed")], "step-2"),
        ([row(DAY, "cancellation-applied")], "cancellation"),
    ],
)  # fmt: skip
def test_the_events_of_a_subscription_give_a_step_of_the_ladder(more: list[dict[str, Any]], expected: str) -> None:
    assert expected == outcome([*quiet(), *more])


def test_the_events_of_a_subscription_give_all_that_the_ladder_reads() -> None:
    bind = Binding.shipped("subscription.history")
    facts = bind.facts_at([*quiet(), row(datetime.date(2026, 7, 20), "powered-off")], DAY)
    own = {each.name for each in policy("retention-ladder").definition.read_facts}
    assert own == {*facts, *bind.facts} & own
    assert (100, 100, 0, 12, 18) == tuple(
        facts[name] for name in ("bill", "bill_average", "forwarding_days_30", "powered_off_days_30", "tenure_months")
    )


def test_a_newcomer_has_no_average_yet() -> None:
    rows = [row(datetime.date(2026, 6, 30), "activated"), row(datetime.date(2026, 7, 1), "bill", amount=5)]
    facts = Binding.shipped("subscription.history").facts_at(rows, DAY)
    assert (5, None, 1) == tuple(facts[name] for name in ("bill", "bill_average", "tenure_months"))
    assert "there are 0 of `bill` to choose, and 3 are asked for" == str(facts.why["bill_average"])


def test_orders_give_what_customers_are_ranked_by() -> None:
    rows: list[dict[str, Any]] = [
        {"customer": name, "at": day, "order": order, "profit": profit, "revenue": 4 * profit}
        for name, day, order, profit in (
            ("甲", FIRST, "1", 900.0),
            ("乙", FIRST, "2", 100.0),
            ("乙", DAY, "3", 20.0),
            ("丙", DAY, "4", 80.0),
            ("丙", DAY, "5", -75.0),
        )
    ]
    found = Binding.shipped("orders.history").facts_by_customer(rows, DAY)
    assert {"甲": 900, "乙": 120, "丙": 5} == {name: facts["profit"] for name, facts in found.items()}
    assert (20, 480, 2, DAY, FIRST, 0) == tuple(
        found["乙"][name]
        for name in ("profit_12_months", "revenue", "orders", "last_order", "first_order", "days_since_order")
    )
    cuts = policy("tiers").cut([dict(each) for each in found.values()])
    assert "key" == cuts.decide(found["甲"]).outcome


def test_calls_and_visits_give_the_last_contacts() -> None:
    rows: list[dict[str, Any]] = [
        {"customer": 1, "at": day, "kind": kind, "id": number, "reached": reached}
        for number, (day, kind, reached) in enumerate(
            [
                (FIRST, "joined", None),
                (datetime.date(2026, 7, 1), "call", True),
                (datetime.date(2026, 7, 2), "call", False),
                (datetime.date(2026, 6, 1), "visit", None),
            ]
        )
    ]
    facts = Binding.shipped("contacts.history").facts_at(rows, DAY)
    assert {
        "last_call": datetime.date(2026, 7, 1),
        "last_visit": datetime.date(2026, 6, 1),
        "customer_since": FIRST,
    } == (dict(facts))
    assert {*facts} <= {each.name for each in facts_of(Customer)}
    schedule = policy("contact-frequency").due({**facts, "contact_class": "important"}, as_of=DAY)
    assert datetime.date(2026, 8, 1) == schedule["call"].next_due
    late = {"customer": 1, "at": DAY, "kind": "call", "id": 9, "reached": None}
    assert Binding.shipped("contacts.history").facts_at([*rows, late], DAY)["last_call"] is None


@pytest.mark.parametrize("name", ["contacts.history", "orders.history", "subscription.history"])
def test_every_shipped_history_is_read(name: str) -> None:
    assert Binding.shipped(name).history


def test_a_history_that_is_not_shipped_is_told() -> None:
    with pytest.raises(
        BindingError, match=r'no shipped binding is called "order.history"; did you mean `orders.history`'
    ):
        Binding.shipped("order.history")
