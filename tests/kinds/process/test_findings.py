"""What check finds in a process, and what it says."""

from datetime import date
from typing import Any

import pytest

import crmrules
from crmrules import Process
from tests.populations import changed
from tests.processes import TICKETS

DAY = date(2026, 1, 5)
LIMBO = changed(TICKETS, state=[*TICKETS["state"], {"id": "limbo", "title": "Limbo"}])


def said(document: dict[str, Any]) -> list[str]:
    policy = crmrules.from_dict(document, Process)
    return [str(each) for each in crmrules.check(policy) if each.code not in ("no-example", "missing-text")]


def with_transitions(*parts: dict[str, Any]) -> dict[str, Any]:
    return changed(TICKETS, transition=[*TICKETS["transition"], *parts])


def test_nothing_is_found_in_what_is_right() -> None:
    assert [
        "warning [no-owner] policy `tickets`, duty `call`: has no owner in `waiting`; "
        "give the duty or the state an `owner`"
    ] == said(TICKETS)


def test_what_asks_whether_a_fact_is_known_is_not_always_true() -> None:
    assert [] == [each for each in said(changed(TICKETS, "transition.0.when", "known(urgent)")) if "always" in each]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            changed(TICKETS, "transition.0.when", "urgent and not urgent"),
            "[unreachable] policy `tickets`, transition `urgent`, `when`: is true for no record; correct",
        ),
        (
            with_transitions({"id": "late", "from": "waiting", "on": "reopened", "to": "done", "because": "x"}),
            "[masked] policy `tickets`, transition `late`: is never taken: `reopened` is taken before",
        ),
        (
            with_transitions(
                {"id": "worse", "from": "new", "when": "urgent and reopenings > many", "to": "done", "because": "x"}
            ),
            "[masked] policy `tickets`, transition `worse`: is never taken: `urgent` or `often` is taken before",
        ),
        (
            changed(TICKETS, "transition.2.when", "event.good or not event.good"),
            "[always-true] policy `tickets`, transition `answered`, `when`: is always true",
        ),
        (
            with_transitions({"id": "back", "from": "escalated", "when": "urgent", "to": "new", "because": "x"}),
            "[ring] policy `tickets`, transition `urgent`: leads back on the same day: urgent -> back -> urgent; let "
            "the conditions exclude each other (for instance urgent = true)",
        ),
        (
            changed(LIMBO, "transition.4.from", ["new", "waiting"]),
            "[dead-end] policy `tickets`, state `limbo`: no way leads out of it, and it is not final",
        ),
        (
            LIMBO,
            "[unreachable] policy `tickets`, state `limbo`: no way leads to it",
        ),
        (
            changed(
                TICKETS,
                deadline=[*TICKETS["deadline"], {"id": "much", "state": "new", "within": "window", "title": "Much"}],
            ),
            "[never-passes] policy `tickets`, deadline `much`: never passes: `answer` takes the case away before",
        ),
        (
            changed(TICKETS, "events.seen", {"title": "Seen"}),
            "[unheard] policy `tickets`, event `seen`: nothing listens to it; take it out, or use it",
        ),
    ],
    ids=range(9),
)
def test_what_is_wrong_is_found(document: dict[str, Any], message: str) -> None:
    assert [each for each in said(document) if message in each], said(document)


def test_conditions_that_exclude_each_other_are_no_ring() -> None:
    back = {"id": "back", "from": "escalated", "when": "not urgent and reopenings <= many", "to": "new", "because": "x"}
    assert not [each for each in said(with_transitions(back)) if "[ring]" in each]


def test_what_comes_after_a_state_that_is_not_entered_again_on_a_day_is_not_masked() -> None:
    again = {"id": "again", "from": "escalated", "when": "urgent", "to": "escalated", "because": "x"}
    done = {"id": "over", "from": "escalated", "when": "urgent", "to": "done", "because": "x"}
    document = with_transitions(again, done)
    assert not [each for each in said(document) if "[masked]" in each]
    opened = crmrules.Event("C", DAY, "opened", {"urgent": True})
    case = crmrules.from_dict(document, Process).replay([opened], as_of=DAY)
    assert [step.by for step in case.history if step.to == "done"] == ["over"]
