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


def test_other_words_change_nothing() -> None:
    assert diff(OLD, crmrules.from_dict(changed(TICKETS, "state.0.title", "Neu"), Process)).equivalent is True


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
