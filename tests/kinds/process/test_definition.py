"""What is wrong with the file of a process is told with its path, all at once."""

from datetime import date
from typing import Any

import pytest

import crmrules
from crmrules import Event, Process
from crmrules.errors import PolicyError
from tests.populations import changed
from tests.processes import TICKETS


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("start", "neu", "`start`: unknown state `neu`; did you mean `new`?"),
        ("opens", ["open"], "`opens`: unknown event `open`; did you mean `opened`?"),
        ("events.opened.tells", ["urgnt"], "event `opened`, `tells`: unknown fact `urgnt`; did you mean `urgent`?"),
        (
            "events.answered.data",
            {"urgent": {"type": "bool"}},
            'event `answered`, `data`, `urgent`: is also the name of a fact; let the event tell it: tells = ["urgent"]',
        ),
        ("events.answered.data.good", {}, "event `answered`, `data`, `good`: needs one of `type`, `values`"),
        ("aggregates.reopenings.count", "reopend", "aggregate `reopenings`: unknown event `reopend`; did you mean"),
        ("aggregates.reopenings.within", "windw", "`within`: unknown parameter `windw`; did you mean `window`?"),
        ("aggregates.reopenings.sum", "reopened", "aggregate `reopenings`: needs one aggregate, and has `count` and"),
        ("aggregates.urgent", {"count": "visited"}, "event `opened`, `tells`: `urgent` is reckoned under [aggregates]"),
        ("facts.reopenings.type", "text", "aggregate `reopenings`: gives integer, and the fact is text"),
        ("parameters.window.unit", "day", "parameter `window`, `unit`: `day` is no unit of time; did you mean `days`?"),
        ("parameters.answer.value", 0, "parameter `answer`: is 0, and no length for deadline `answer`, `within`"),
        ("state.0.owner", "dsk", "state `new`, `owner`: unknown owner `dsk`; did you mean `desk`?"),
        ("state.0.retention", "save", "state `new`, `retention`: "),
        ("state.0.retention", "asked", "`retention`: no state is `saved`, so that nothing can be reckoned; add"),
        ("state.3.retention", "saved", "`retention`: no state is `asked`, so that nothing can be reckoned; add"),
        ("state.3.retention", "asked", "state `done`, `retention`: is final: no result can follow the request; leave"),
        ("state.0.deadline", 1, "state `new`: unknown key `deadline`"),
        (
            "transition.0.to",
            "escalate",
            "transition `urgent`, `to`: unknown state `escalate`; did you mean `escalated`?",
        ),
        (
            "transition.0.from",
            "done",
            "transition `urgent`, `from`: `done` is final: a case takes no more events there",
        ),
        ("transition.0.when", "urgnt", "transition `urgent`, `when`, column 1: unknown fact `urgnt`"),
        ("transition.0.when", "event.good", "transition `urgent`, `when`, column 1: unknown fact `event.good`"),
        ("transition.0.when", None, "transition `urgent`: needs `on`, `when`, or both"),
        (
            "transition.2.on",
            "answerd",
            "transition `answered`, `on`: unknown event `answerd`; did you mean `answered`?",
        ),
        ("transition.2.when", "event.goood", "unknown fact `event.goood`; did you mean `event.good`?"),
        ("transition.1.because", "{reopnings}", "transition `often`, `because`, `en`: unknown fact `reopnings`"),
        ("deadline.0.within", "many", "parameter `many`, `unit`: `reopenings` is no unit of time"),
        ("deadline.0.then", "gone", "deadline `answer`, `then`: unknown state `gone`"),
        ("deadline.0.because", None, "deadline `answer`: moves the case and does not say why; add `because`"),
        ("deadline.1.after", ["visitd"], "deadline `report`, `after`: unknown event `visitd`; did you mean `visited`?"),
        ("duty.1.id", "answer", "duty `answer`: is also the id of a deadline; rename one of them"),
        ("duty.1.state", "done", "duty `call`, `state`: `done` is final"),
        (
            "example",
            [{"name": "x", "events": [{"at": 1, "kind": "opened"}], "expect": []}],
            "example `x`, `events`, item 1, `at`: 1 is no date",
        ),
    ],
    ids=range(33),
)
def test_what_does_not_fit_is_told(path: str, value: Any, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        crmrules.from_dict(changed(TICKETS, path, value), Process)
    assert message in str(raised.value)


def test_a_fact_that_could_not_be_read_is_told_alone() -> None:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(changed(TICKETS, "facts.urgent", "bool"))
    assert ['fact `urgent`: "bool" is no table; write `key = value` pairs'] == [
        str(each).partition(", ")[2] for each in caught.value.problems
    ]


def test_an_example_is_held_against_the_process() -> None:
    from datetime import date

    example = {
        "name": "x",
        "events": [{"at": date(2026, 3, 2), "kind": "opened", "urgnt": True}],
        "expect": [{"on": date(2026, 3, 2), "state": "nw", "missed": ["anser"], "duties": ["rply"]}],
    }
    with pytest.raises(PolicyError) as raised:
        crmrules.from_dict({**TICKETS, "example": [example]}, Process)
    assert str(raised.value).splitlines() == [
        "policy `tickets`, example `x`, event 1: `opened` carries no `urgnt`; did you mean `urgent`?",
        "policy `tickets`, example `x`, on 2026-03-02: unknown state `nw`; did you mean `new`?",
        "policy `tickets`, example `x`, on 2026-03-02: unknown deadline `anser`; did you mean `answer`?",
        "policy `tickets`, example `x`, on 2026-03-02: unknown duty `rply`; did you mean `reply`?",
    ]


def test_examples_are_run() -> None:
    from datetime import date

    example = {
        "name": "x",
        "events": [{"at": date(2026, 3, 2), "kind": "opened", "urgent": False}],
        "expect": [{"on": date(2026, 3, 2), "state": "escalated", "open": {"answer": date(2026, 3, 6)}}],
    }
    policy = crmrules.from_dict({**TICKETS, "example": [example]}, Process)
    failing = [str(each) for each in crmrules.check(policy) if each.code == "example-fails"]
    assert [
        "error [example-fails] policy `tickets`, example `x`, on 2026-03-02: expects state escalated, and the policy "
        "says new; correct the example or the policy",
    ] == failing[:1]


def test_a_process_extends_another_as_its_differences() -> None:
    new = {"from": "lost", "on": "order", "to": "loyal", "because": "So."}
    changes = {"parameters": {"loyal_orders": {"value": 2}}, "transition": [{**new, "id": "won-back"}]}
    ours = crmrules.from_dict({"id": "ours", "extends": "customer-state", **changes}, Process)
    base = crmrules.policy("customer-state", Process)
    days = (date(2024, 1, 2), date(2024, 3, 1), date(2026, 1, 5))
    orders = [Event("C", day, "order", id=place) for place, day in enumerate(days)]
    for count in (2, 3):  # a number that is less, and a transition that leads elsewhere
        told = [each.replay(orders[:count], as_of=days[count - 1]).state for each in (base, ours)]
        assert ["actual", "loyal"] == told
    assert [each.id for each in base.definition.transitions] == [each.id for each in ours.definition.transitions]
