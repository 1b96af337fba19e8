"""Cadences as users hold them: schedules of records, classes from cuts, the work of a year."""

import datetime
import json
import pickle
from fractions import Fraction
from typing import Any

import pytest

import crmrules
from crmrules import Binding, Customer
from crmrules.errors import AsOfError, BindingError, RecordError
from tests.populations import customers

CONTACT = crmrules.policy("contact-frequency")
CLASSES = crmrules.policy("contact-classes")
DAY = datetime.date(2026, 3, 3)


def test_a_schedule_says_what_is_due_on_each_channel() -> None:
    found = CONTACT.due(
        {"contact_class": "important", "last_call": datetime.date(2026, 1, 31), "last_visit": DAY}, as_of=DAY
    )
    assert (datetime.date(2026, 2, 28), 3) == (found["call"].next_due, found["call"].overdue_days)
    assert (("call",), datetime.date(2026, 2, 28), True) == (found.overdue, found.next_due, found.certain)
    assert ["call", "visit"] == [each.channel for each in found]
    assert [
        "next_call_due", "call_overdue_days", "call_status", "call_never_contacted",
        "next_visit_due", "visit_overdue_days", "visit_status", "visit_never_contacted",
    ] == list(found.columns)  # fmt: skip
    assert found == pickle.loads(pickle.dumps(found))
    assert "2026-02-28" == json.loads(json.dumps(found.to_dict()))["next_call_due"]


def test_an_optional_contact_makes_no_day_due() -> None:
    found = CONTACT.due({"contact_class": "small", "last_call": datetime.date(2020, 1, 1)}, as_of=DAY)
    assert (None, ()) == (found.next_due, found.overdue)


def test_the_class_comes_from_the_cuts_of_a_population() -> None:
    cuts = CLASSES.cut(customers(*range(1, 101)))
    found = CONTACT.due(Customer(profit=100.0, last_call=DAY), as_of=DAY, cuts=cuts)
    assert datetime.date(2026, 4, 3) == found["call"].next_due
    assert ("contact_class",) == CONTACT.due(Customer(last_call=DAY, last_visit=DAY), as_of=DAY, cuts=cuts).missing
    with pytest.raises(BindingError) as caught:
        CONTACT.due(Customer(), as_of=DAY, cuts=crmrules.policy("tiers").cut([]))
    assert (
        "policy `contact-frequency`: reads `contact_class` from policy `contact-classes`, "
        "and the cuts are of policy `tiers`; give cuts of the policy it reads"
    ) == str(caught.value)


def test_missing_names_what_would_settle_it() -> None:
    found = CONTACT.due({"contact_class": "important", "last_call": DAY}, as_of=DAY)
    assert (False, ("customer_since", "last_visit")) == (found.certain, found.missing)
    assert ("contact_class",) == CONTACT.due({"last_call": DAY, "last_visit": DAY}, as_of=DAY).missing


def test_records_go_through_the_door() -> None:
    bound = Binding({"contact_class": {"column": "grade", "values": {"A": "important"}}, "last_call": "rang"})
    [found] = CONTACT.due_many([{"grade": "A", "rang": DAY}], as_of=DAY, bind=bound)
    assert datetime.date(2026, 4, 3) == found["call"].next_due
    with pytest.raises(RecordError, match="record 2, `contact_class`"):
        CONTACT.due_many([{"contact_class": "small"}, {"contact_class": "smal"}], as_of=DAY)
    wrong: Any = "2026-03-03"
    with pytest.raises(AsOfError, match="is no date"):
        CONTACT.due({"contact_class": "small"}, as_of=wrong)


def test_the_work_of_a_year() -> None:
    found = CONTACT.workload({"important": 10, "secondary": 20, "ordinary": 30, "small": 40})
    assert (10 * 12 + 20 * 4 + 30 * 2, 10 * 4 + 20 * 2 + 30) == (found.at_least("call"), found.at_least("visit"))
    assert (260 + 40, 110) == (found.at_most("call"), found.at_most("visit"))
    assert 8 == len(found.to_dict()["loads"])
    every_week = CONTACT.with_parameters(important_call=2).workload({"important": 1})
    assert Fraction(6) == every_week.loads[0].at_least


def test_the_work_for_records_counts_their_classes() -> None:
    cuts = CLASSES.cut(customers(*range(1, 101)))
    found = CONTACT.workload([Customer(profit=float(each)) for each in range(1, 101)] + [Customer()], cuts=cuts)
    assert [1, 19, 30, 50] == [load.customers for load in found.loads if load.channel == "call"]
    assert 1 == found.unknown


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ({"importan": 1}, 'workload: unknown class "importan"; did you mean `important`?'),
        ({"important": -1}, "workload, `important`: -1 is no number of customers"),
        ({"important": True}, "workload, `important`: true is no number of customers"),
    ],
)
def test_counts_are_checked(counts: dict[str, int], problem: str) -> None:
    with pytest.raises(RecordError) as caught:
        CONTACT.workload(counts)
    assert problem == str(caught.value)
