"""What a change of a process means: a short history that shows it, and whom it moves."""

from datetime import date

import polars as pl
import pytest

import crmrules
from crmrules import Process, diff
from crmrules.errors import AsOfError
from tests.populations import changed
from tests.processes import TICKETS

OLD = crmrules.from_dict(TICKETS, Process)
LONGER = OLD.with_parameters(answer=5)


def test_a_longer_deadline_is_shown_on_the_day_on_which_the_shorter_one_passes() -> None:
    found = diff(OLD, LONGER)
    assert found.equivalent is False
    change = next(each for each in found.witnesses if not each.what)
    assert ("escalated", "new") == (change.before, change.after)
    assert {"event 1": "2026-01-05 opened urgent=false"} == change.witness.given
    assert date(2026, 1, 8) == change.witness.as_of


def test_a_deadline_that_is_longer_from_a_day_on_is_shown_after_it() -> None:
    values = [{"from": date(2025, 1, 1), "value": 3}, {"from": date(2026, 6, 1), "value": 5}]
    dated = crmrules.from_dict(changed(TICKETS, "parameters.answer", {"unit": "days", "dated": values}), Process)
    change = next(each for each in diff(OLD, dated).witnesses if not each.what)
    assert ("escalated", "new") == (change.before, change.after)
    assert {"event 1": "2026-06-01 opened urgent=false"} == change.witness.given
    assert date(2026, 6, 4) == change.witness.as_of


def test_a_transition_to_another_state_is_shown_by_the_event_that_takes_it() -> None:
    found = diff(OLD, crmrules.from_dict(changed(TICKETS, "transition.0.to", "waiting"), Process))
    change = next(each for each in found.witnesses if not each.what)
    assert ("escalated", "waiting") == (change.before, change.after)
    assert ["2026-01-05 opened urgent=true"] == list(change.witness.given.values())


def test_another_owner_changes_the_duties() -> None:
    document = changed(TICKETS, "owners.lead", {"title": "Lead"})
    document["state"][1]["owner"] = "lead"
    (change,) = diff(OLD, crmrules.from_dict(document, Process)).witnesses
    assert ("duties", "reply (desk)", "reply (lead)") == (change.what, change.before, change.after)


def test_what_a_state_is_to_retention_is_told_without_a_history() -> None:
    document = changed(TICKETS, "state.0.retention", "asked")
    document["state"][2]["retention"] = "saved"
    document["state"][3]["retention"] = "lost"
    before = crmrules.from_dict(document, Process)
    document["state"][1]["retention"] = "recovered"
    found = diff(before, crmrules.from_dict(document, Process))
    assert (False, ()) == (found.equivalent, found.witnesses)
    assert {("escalated", "retention"): (None, "recovered")} == found.outputs
    assert "Other outputs come with: Escalated (escalated)." in found.explain()


def test_a_duty_that_is_there_no_more_is_said_to_be_none() -> None:
    duty = {**TICKETS["duty"][0], "state": "new"}
    found = diff(OLD, crmrules.from_dict(changed(TICKETS, "duty.0", duty), Process))
    assert [("duties", "reply (desk)", "")] == [(each.what, each.before, each.after) for each in found.witnesses]
    assert "duties: reply (desk)  none" in found.explain()
    assert "reply (desk)  无" in found.explain("zh")


def test_other_words_change_nothing() -> None:
    assert diff(OLD, crmrules.from_dict(changed(TICKETS, "state.0.title", "Neu"), Process)).equivalent is True


def test_a_parameter_that_is_called_as_a_text_of_a_part_counts() -> None:
    document = changed(TICKETS, "deadline.0.within", "reading")
    document["parameters"]["reading"] = TICKETS["parameters"]["answer"]
    before = crmrules.from_dict(document, Process)
    assert diff(before, before.with_parameters(reading=5)).equivalent is False


def test_where_no_history_shows_a_difference_nothing_is_claimed() -> None:
    unlikely = {
        "id": "x",
        "from": "waiting",
        "on": "closed",
        "when": "reopenings > window",
        "to": "done",
        "because": "x",
    }
    found = diff(OLD, crmrules.from_dict(changed(TICKETS, transition=[*TICKETS["transition"], unlikely]), Process))
    assert found.equivalent is None
    assert "no history that was tried shows a difference" in found.explain()


def test_who_is_moved_is_told_from_a_frame_of_events() -> None:
    events = pl.DataFrame(
        {
            "customer": ["a", "b", "c"],
            "at": [date(2026, 3, 2)] * 3,
            "kind": ["opened"] * 3,
            "urgent": [True, False, None],
            "id": [1, 2, 3],
        }
    )
    found = diff(OLD, LONGER, events, as_of=date(2026, 3, 6)).moved
    assert found is not None
    assert {("escalated", "escalated"): 1, ("escalated", "new"): 1, ("escalated", "?"): 1} == found.counts[""]
    assert [("b", "escalated", "new"), ("c", "escalated", "?")] == found.customers.rows()
    with pytest.raises(AsOfError, match="give `as_of`"):
        diff(OLD, LONGER, events)
