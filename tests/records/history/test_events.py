"""Events and rows: what is read, and what is refused, with its place."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from crmrules import Binding, CrmRulesError, Event, policy
from crmrules.errors import AsOfError, BindingError, RecordError

DAY = datetime.date(2026, 7, 1)
FACTS = {"profit": {"sum": "order.amount"}, "orders": {"count": "order"}}
ROWS = {"customer": "Customer ID", "at": "Date", "kind": "order"}


def told(act: Any, error: type[CrmRulesError] = RecordError) -> list[str]:
    with pytest.raises(error) as caught:
        act()
    return [str(each) for each in caught.value.problems]


def on(day: int, hour: int | None = None, **zone: Any) -> Any:
    return datetime.date(2026, 6, day) if hour is None else datetime.datetime(2026, 6, day, hour, **zone)


def test_the_facts_of_events_are_a_mapping_that_policies_decide_on() -> None:
    bind = Binding({"complaint_open": {"open": "complaint"}}, spans={"complaint": {"from": "opened", "to": "closed"}})
    facts = bind.facts_at([Event("c", on(1), "opened")], DAY)
    assert {"complaint_open": True} == dict(facts)
    assert ("c", DAY) == (facts.customer, facts.as_of)
    rest = {"cancellation_requested": False, "suspended": False, "suspension_requested": False, "bill": 1}
    rest |= {"bill_average": 1, "forwarding_days_30": 0, "powered_off_days_30": 0, "usage_swing": 0, "tenure_months": 1}
    assert "complaint" == policy("retention-ladder").decide({**facts, **rest}).outcome
    assert policy("retention-ladder").decide(facts).missing


def test_numbers_are_exact() -> None:
    events = [Event("c", on(day), "order", {"amount": amount}) for day, amount in ((1, 0.1), (2, Decimal("0.2")))]
    facts = Binding({**FACTS, "mean": {"mean": "order.amount"}}).facts_at(events, DAY)
    assert (0.3, 2, 0.15) == (facts["profit"], facts["orders"], facts["mean"])


def test_a_sum_beyond_the_largest_number_is_unknown() -> None:
    events = [Event("c", on(day), "order", {"amount": 1.7e308}) for day in (1, 2)]
    facts = Binding(FACTS).facts_at(events, DAY)
    assert facts["profit"] is None
    assert "it is beyond the largest number" == str(facts.why["profit"])


def test_rows_are_read_by_their_columns() -> None:
    rows: list[dict[str, Any]] = [
        {"Customer ID": 13085.0, "Date": "2026-06-01 07:45:00", "amount": 5},
        {"Customer ID": "B", "Date": "2026-06-30", "amount": 7},
        {"Customer ID": 13085, "Date": datetime.datetime(2026, 6, 2), "amount": None},
    ]
    assert [
        "row 2: is given in days, and others before it in moments without a zone; "
        "give all of them alike: they could not be put in order"
    ] == told(lambda: Binding(FACTS, history=ROWS).facts_by_customer(rows, DAY))
    rows[1]["Date"] = "2026-06-30T00:00"
    found = Binding(FACTS, history=ROWS).facts_by_customer(rows, DAY)
    assert [13085, "B"] == [*found]
    assert [(None, 2), (7, 1)] == [tuple(each.values()) for each in found.values()]


def test_only_some_rows_are_events() -> None:
    where = 'known(column("Customer ID")) and Quantity > 0'
    facts = {"revenue": {"sum": "order", "value": "Quantity * Price"}}
    bind = Binding(facts, history={**ROWS, "where": where})
    rows = [
        {"Customer ID": None, "Date": None, "Quantity": 1, "Price": 3},
        {"Customer ID": 5, "Date": on(1), "Quantity": -1, "Price": 3},
        {"Customer ID": 5, "Date": on(1), "Quantity": 4, "Price": 2.5},
    ]
    assert {"revenue": 10} == dict(bind.facts_at(rows, DAY))
    rows[1]["Quantity"] = None
    assert [
        "row 2: nobody knows whether it is an event; fill in what `where` in [history] asks, "
        "or ask there whether it is `known`"
    ] == told(lambda: bind.facts_at(rows, DAY))


def test_an_event_belongs_to_its_day_in_the_zone() -> None:
    late = Event("c", datetime.datetime(2026, 6, 30, 17, tzinfo=datetime.UTC), "call")
    facts = {"last_call": {"last_day": "call"}}
    assert DAY == Binding(facts, history={"zone": "Asia/Shanghai"}).facts_at([late], DAY)["last_call"]
    assert on(30) == Binding(facts, history={"zone": "Europe/London"}).facts_at([late], DAY)["last_call"]
    assert [
        "event 1, `at`: 2026-06-30T17:00:00+00:00 is a moment of a zone; "
        'say in the binding in which zone its day is meant: `zone = "Asia/Shanghai"`'
    ] == told(lambda: Binding(facts).facts_at([late], DAY))


def test_moments_of_two_zones_are_in_the_order_of_their_instants() -> None:
    east = datetime.timezone(datetime.timedelta(hours=8))
    events = [
        Event("c", datetime.datetime(2026, 6, 1, 9, tzinfo=east), "order", {"amount": 1}),
        Event("c", datetime.datetime(2026, 6, 1, 2, tzinfo=datetime.UTC), "order", {"amount": 2}),
    ]
    bind = Binding({"last": {"last": "order.amount"}}, columns={"amount": "number"}, history={"zone": "Asia/Shanghai"})
    assert 2 == bind.facts_at(events, DAY)["last"]


def test_days_are_written_as_the_binding_says() -> None:
    at = {"column": "Date", "day": ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"]}
    bind = Binding({"last": {"last_day": "order"}}, history={**ROWS, "at": at})
    rows = [{"Customer ID": 5, "Date": "03/02/2026 07:45"}, {"Customer ID": 5, "Date": "04/02/2026 07:45:01"}]
    assert datetime.date(2026, 2, 4) == bind.facts_at(rows, DAY)["last"]
    rows[0]["Date"] = "2026-02-03"
    assert [
        'row 1, column `Date`: "2026-02-03" is not written as `%d/%m/%Y %H:%M` and `%d/%m/%Y %H:%M:%S`; '
        "give `day` the forms that occur, each of them exactly"
    ] == told(lambda: bind.facts_at(rows, DAY))
    either = Binding({"last": {"last_day": "order"}}, history=ROWS, day=["%d/%m/%Y", "%m/%d/%Y"])
    assert [
        'row 1, column `Date`: "03/02/2026" can be read in several ways, by `%d/%m/%Y` and `%m/%d/%Y`; '
        "give `day` the forms that occur, each of them exactly"
    ] == told(lambda: either.facts_at([{"Customer ID": 5, "Date": "03/02/2026"}], DAY))


def test_numbers_are_written_as_the_binding_says() -> None:
    bind = Binding(FACTS, history=ROWS, number={"decimal": ",", "thousands": "."}, unknown=["N/A"])
    rows = [{"Customer ID": 5, "Date": "2026-06-01", "amount": "1.234,50"}]
    assert 1234.5 == bind.facts_at(rows, DAY)["profit"]
    assert bind.facts_at([{**rows[0], "amount": "N/A"}], DAY)["profit"] is None


def test_an_id_is_an_event_once() -> None:
    bind = Binding(FACTS, history={**ROWS, "id": ["Invoice", "Line"]})
    row = {"Customer ID": 5, "Date": on(1), "Invoice": "A1", "Line": 1, "amount": 2.5, "batch": 1}
    twice = [row, {**row, "batch": 2, "amount": Decimal("2.50")}, {**row, "Line": 2}]
    assert {"profit": 5, "orders": 2} == dict(bind.facts_at(twice, DAY))
    assert [
        'row 2: id "A1", 1 comes twice with two contents, first in row 1; '
        "keep the one that is right, or give the other an id of its own"
    ] == told(lambda: bind.facts_at([row, {**row, "amount": 3}], DAY))
    unnamed = [{**row, "Line": None}, {**row, "Line": None}]
    assert {"profit": 5, "orders": 2} == dict(bind.facts_at(unnamed, DAY))


def test_ids_that_are_whole_numbers_are_ordered_by_size_and_texts_by_code_point() -> None:
    bind = Binding({"last": {"last": "order.amount"}}, columns={"amount": "integer"})
    numbers = [Event("c", on(1), "order", {"amount": id_}, id=id_) for id_ in (10, 9)]
    assert 10 == bind.facts_at(numbers, DAY)["last"]
    texts = [Event("c", on(1), "order", {"amount": id_}, id=str(id_)) for id_ in (10, 9)]
    assert 9 == bind.facts_at(texts, DAY)["last"]


def test_what_was_not_recorded_yet_is_not_known() -> None:
    late = Event("c", on(1), "order", {"amount": 5}, recorded=on(20))
    bind = Binding(FACTS)
    assert 0 == bind.facts_at([late], DAY, known_at=on(19))["profit"]
    assert 5 == bind.facts_at([late], DAY, known_at=on(20))["profit"]
    assert ["event 2: does not say when it was recorded"] == told(
        lambda: bind.facts_at([late, Event("c", on(1), "order")], DAY, known_at=DAY)
    )
    assert [
        "`known_at`: nobody knows when events were recorded; "
        'say which column tells it: recorded = "..." under [history]'
    ] == told(lambda: bind.facts_at([Event("c", on(1), "order")], DAY, known_at=DAY), AsOfError)


def test_the_earliest_record_of_an_event_counts() -> None:
    twice = [Event("c", on(1), "order", {"amount": 5}, id=1, recorded=on(day)) for day in (20, 10)]
    assert {"profit": 5, "orders": 1} == dict(Binding(FACTS).facts_at(twice, DAY, known_at=on(10)))


def test_cloud_events_are_rows_whose_data_stand_beside_their_attributes() -> None:
    bind = Binding(
        {**FACTS, "due": {"last": "order.due"}},
        columns={"due": "date"},
        history={
            "customer": "subject",
            "at": "time",
            "kind": {"column": "type", "values": {"shop.order.paid": "order"}},
            "id": ["source", "id"],
            "zone": "Asia/Shanghai",
        },
    )
    paid: dict[str, Any] = {
        "specversion": "1.0",
        "source": "/shop",
        "id": "1",
        "type": "shop.order.paid",
        "subject": "c",
    }
    paid |= {"time": "2026-06-30T17:00:00Z", "data": {"amount": 5, "due": "2026-08-01"}}
    other = {**paid, "id": "2", "type": "shop.order.sent", "data": {"amount": "none"}}
    facts = bind.facts_at([paid, other, paid], DAY)
    assert {"profit": 5, "orders": 1, "due": datetime.date(2026, 8, 1)} == dict(facts)
    again = {**paid, "id": "3", "source": "/other"}
    assert 10 == bind.facts_at([paid, again], DAY)["profit"]


def test_everything_wrong_with_rows_is_told_at_once() -> None:
    rows: list[Any] = [
        {"Customer ID": None, "Date": on(1), "amount": 1},
        {"Customer ID": 1, "Date": "", "amount": 1},
        {"Customer ID": 1.5, "Date": on(1), "amount": 1},
        {"Customer ID": 1, "Date": "yesterday", "amount": 1},
        {"Customer ID": 1, "Date": datetime.date(9900, 1, 1), "amount": 1},
        {"Customer ID": 1, "Date": on(1), "amount": "5"},
        5,
    ]
    assert [
        "row 1: is an event without a customer; fill it in, or leave such rows out by `where` in [history]",
        "row 2: is an event without a day; fill it in, or leave such rows out by `where` in [history]",
        "row 3, column `Customer ID`: 1.5 is no customer; give a text or a whole number",
        'row 4, column `Date`: "yesterday" is no day and no moment; write it as 2026-07-01 or 2026-07-01T09:30:00, '
        'or say how it is written: `day = "%d/%m/%Y"`',
        "row 5, column `Date`: 9900-01-01 is too late; days run to 9899-12-31",
        'row 6, column `amount`: "5" is no number; text is not read as a number; convert it first',
        "event 7: 5 is no event; give an Event, or a row as a mapping",
    ] == told(lambda: Binding(FACTS, history=ROWS).facts_at(rows, DAY))


def test_a_row_of_no_kind_is_told() -> None:
    bind = Binding(FACTS)
    row = {"customer": 1, "at": on(1), "kind": " ", "amount": 1}
    remedy = "fill it in, or leave such rows out by `where` in [history]"
    assert [f"row 1: is an event of no kind; {remedy}"] == told(lambda: bind.facts_at([row], DAY))


def test_a_column_that_no_row_has_is_told() -> None:
    rows = [{"Customer": 1, "Date": on(1)}]
    assert [
        "binding, history, `customer`: there is no column `Customer ID`; did you mean `Customer`?",
        "binding, fact `profit`: there is no column `amount`; known are `Customer`, `Date`",
    ] == told(lambda: Binding(FACTS, history=ROWS).facts_at(rows, DAY), BindingError)


def test_cloud_events_may_lack_data_but_not_what_makes_an_event() -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/", "type": "order", "subject": "C1", "time": "2026-07-01"}
    known = "known are `id`, `source`, `specversion`, `subject`, `time`, `type`"
    assert [
        f"binding, history, `customer`: there is no column `customer`; a binding names it under [history]: "
        f"customer = ...; {known}",
        f"binding, history, `at`: there is no column `at`; a binding names it under [history]: at = ...; {known}",
    ] == told(lambda: Binding(FACTS, history={"kind": "order"}).facts_by_customer([event], DAY), BindingError)
    named = {"customer": "subject", "at": "time", "kind": {"column": "type"}}
    assert list(Binding(FACTS, history=named).facts_by_customer([event], DAY)) == ["C1"]


def test_an_event_is_checked_when_it_is_made() -> None:
    assert [
        "Event.customer: an event without a customer; give the customer's number or name",
        'Event.at: "2026-07-01" is no day, and no moment; give a datetime.date, or a datetime.datetime',
        'Event.kind: "" is no kind of event; give a text such as "order"',
        "Event.data: 5 is no mapping; give a dict",
    ] == told(lambda: Event("", "2026-07-01", "", 5))  # type: ignore[arg-type]
    assert [
        "Event.at: 9900-01-01 is too late: days run to 9899-12-31; give a datetime.date, or a datetime.datetime"
    ] == (told(lambda: Event("c", datetime.date(9900, 1, 1), "order")))


def test_events_of_several_customers_are_asked_for_each() -> None:
    events = [Event("a", on(1), "order", {"amount": 1}), Event("b", on(2), "order", {"amount": 2})]
    assert ['events: are of 2 customers, such as "a" and "b"; `facts_by_customer` gives the facts of each'] == told(
        lambda: Binding(FACTS).facts_at(events, DAY)
    )
    assert {"a": 1, "b": 2} == {
        name: each["profit"] for name, each in Binding(FACTS).facts_by_customer(events, DAY).items()
    }


def test_a_customer_has_a_row_from_the_first_event_on() -> None:
    events = [Event("a", on(1), "call"), Event("b", on(2), "call"), Event("c", DAY, "call")]
    bind = Binding({"orders": {"count": "order"}}, history={"since": on(2)})
    assert ["a"] == [*bind.facts_by_customer(events, on(1))]
    assert ["a", "b"] == [*bind.facts_by_customer(events, on(2))]


def test_kinds_that_never_occur_are_warned_of_with_those_that_do() -> None:
    events = [Event("a", on(1), "ordr", {"amount": 1}), Event("b", on(2), "call")]
    assert ["no event is of a kind `order`: `profit`, `orders` read it; there are `call`, `ordr`"] == [
        str(each) for each in Binding(FACTS).facts_by_customer(events, DAY).warnings
    ]
    assert () == Binding(FACTS).facts_by_customer([], DAY).warnings


def test_a_binding_without_aggregates_has_no_facts_of_a_history() -> None:
    assert [
        'binding: has no facts of a history; give one as an aggregate over events, such as { sum = "order.amount" }'
    ] == told(lambda: Binding({"bill": "x"}).facts_at([], DAY), BindingError)


@pytest.mark.parametrize("day", [None, "2026-07-01", datetime.date(9900, 1, 1), datetime.datetime(2026, 7, 1, 9)])
def test_facts_need_a_day(day: Any) -> None:
    with pytest.raises(AsOfError, match="`as_of`"):
        Binding(FACTS).facts_at([], day)


def test_facts_explain_themselves() -> None:
    facts = {**FACTS, "bill": {"last": "bill.amount"}, "calls": {"count": "call", "within": "90 days"}}
    bind = Binding(facts, history={"since": on(1), "joined": {"event": "joined"}})
    events = [Event("C0017", on(2), "joined"), Event("C0017", on(3), "order", {"amount": 1.5})]
    found = bind.facts_at(events, DAY)
    assert (
        "C0017 as of 2026-07-01\n"
        "  profit  1.5\n"
        "  orders  1\n"
        "  bill    unknown - there is no `bill` in its window\n"
        "  calls   0"
    ) == found.explain()
    assert "C0017，截至 2026-07-01" == found.explain("zh").splitlines()[0]
    assert "  bill    未知 - 窗口内没有“bill”" in found.explain("zh")
    assert {
        "customer": "C0017",
        "as_of": "2026-07-01",
        "facts": {"profit": 1.5, "orders": 1, "bill": None, "calls": 0},
        "unknown": {"bill": "there is no `bill` in its window"},
    } == found.to_dict()
    assert "Facts as of 2026-07-01" == bind.facts_at([], DAY).explain().splitlines()[0]
