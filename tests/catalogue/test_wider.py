"""The wider systems: counts and figures of the sources, what is named only, and what is off until it is asked for."""

from collections import Counter

import pytest

from crmrules import DecisionTable, Reference, Scorecard, policies, policy

GROUPS = {
    "crm-terms": {"author": 4, "process": 5, "area": 3, "channel": 3, "reason": 4, "pair": 4, "rung": 5},
    "persuasion": {"essential": 3, "care": 4, "technique": 1, "type": 10, "trick": 3},
    "wording": {
        "question": 2,
        "rewrite": 3,
        "expression": 9,
        "choice": 4,
        "courtesy": 4,
        "thanks": 5,
        "replacement": 11,
        "taboo": 8,
        "telephone": 3,
    },
    "sales-scripts": {
        "sheet": 3,
        "contrast": 4,
        "question": 3,
        "praise": 5,
        "appointment": 1,
        "failure": 4,
        "practice": 1,
        "step": 4,
    },
}
"""For each reference how many entries its groups have; those that are off are counted."""

ITEMS = {"crm-readiness": 13, "service-needs": 7, "conversation": 35}

NAMED = {
    "crm-terms": {"relationship-management", "process-management", "access-management"},
    "wording": {"receiving-calls", "call-etiquette", "call-skills"},
    "sales-scripts": {"contrast", "negotiation", "friend-and-cooperation", "third-question"},
}
"""Of which entries the source gives the heading alone."""

OFF = {
    "persuasion": {"provocation": "pressure", "raised-price": "deception", "small-gift": "gifts"},
    "sales-scripts": {
        "partner-question": "deception",
        "praise-third-round": "deception",
        "record-talks": "personal-data",
    },
}
"""What is off until it is asked for, and why."""

WIDER = [id_ for id_ in policies() if id_ in {*GROUPS, *ITEMS, "life-lessons"}]


@pytest.mark.parametrize("id_", GROUPS)
def test_every_group_has_as_many_entries_as_the_source(id_: str) -> None:
    entries = policy(id_, Reference).entries(cautioned=True)
    assert GROUPS[id_] == Counter(entry.attributes["group"] for entry in entries)


@pytest.mark.parametrize("id_", GROUPS)
def test_entries_of_a_group_stand_in_the_order_of_the_source(id_: str) -> None:
    reference = policy(id_, Reference)
    for group, count in GROUPS[id_].items():
        entries = reference.entries(group=group, cautioned=True)
        assert list(range(1, count + 1)) == [entry.attributes["order"] for entry in entries]


@pytest.mark.parametrize("id_", ITEMS)
def test_scorecards_have_every_item_and_draw_no_line_that_the_source_does_not(id_: str) -> None:
    scorecard = policy(id_, Scorecard)
    assert (ITEMS[id_], ()) == (len(scorecard.definition.items), scorecard.bands)


@pytest.mark.parametrize("id_", [id_ for id_ in WIDER if id_ not in ITEMS])
def test_what_has_a_heading_alone_says_so(id_: str) -> None:
    entries = policy(id_, Reference).entries(cautioned=True)
    assert NAMED.get(id_, set()) == {entry.id for entry in entries if entry.named}


@pytest.mark.parametrize("id_", [id_ for id_ in WIDER if id_ not in ITEMS])
def test_what_could_do_harm_is_off_with_its_reason(id_: str) -> None:
    off = policy(id_, Reference).withheld()
    assert OFF.get(id_, {}) == {entry.id: ", ".join(entry.sensitive) for entry in off}


def test_each_p_has_one_c() -> None:
    pairs = policy("crm-terms", Reference).entries(group="pair")
    found = [(entry.attributes["p"], entry.attributes["c"]) for entry in pairs]
    assert [
        ("product", "needs"),
        ("price", "cost"),
        ("place", "convenience"),
        ("promotion", "communication"),
    ] == found


@pytest.mark.parametrize(("years", "points"), [(2, 12), (3, 13), (5, 13), (6, 12)])
def test_a_vision_reaches_three_to_five_years(years: int, points: int) -> None:
    readiness = policy("crm-readiness", Scorecard)
    ready = {each.name: True for each in readiness.definition.facts.declared}
    assert points == readiness.score({**ready, "vision_years": years}).points


def test_several_types_may_hold_of_one_customer() -> None:
    seen = policy("persuasion", Reference).advise({"has_no_view": True, "regrets_decisions": True})
    assert ["impulsive", "indecisive"] == [entry.id for entry in seen.holds]
    assert "regrets_decisions" not in seen.missing


def test_advice_and_the_removal_of_doubts_are_wrong_while_one_listens_alone() -> None:
    """Conflict C15."""
    conversation = policy("conversation", Scorecard)
    said = {"advises": True, "removes_doubts": True}
    points = [
        sum(
            each.points or 0
            for each in conversation.score({**said, "listening": listening}).contributions
            if each.item in ("advises", "removes-doubts")
        )
        for listening in (True, False)
    ]
    assert [-2, 0] == points


def test_conversation_runs_from_twelve_below_to_twenty_three() -> None:
    score = policy("conversation", Scorecard).score({})
    assert (-12, 23) == (score.low, score.high)


def test_eleven_replacements_are_paired_by_their_order() -> None:
    reading = policy("wording").definition.header.reading
    assert reading is not None
    assert "paired by their order" in reading.en


def test_one_p_that_stands_out_is_enough_for_marketing() -> None:
    strategy = policy("development-strategy", DecisionTable)
    names = [each.name for each in strategy.definition.facts.declared]
    assert 4 == len(names)
    for name in names:
        assert "marketing-led" == strategy.decide({**dict.fromkeys(names, False), name: True}).outcome
    assert "sales-led" == strategy.decide(dict.fromkeys(names, False)).outcome


def test_no_message_goes_out_by_a_check_that_nobody_made() -> None:
    gate = policy("message-gate", DecisionTable)
    passed = {
        "wording_thought_out": True,
        "rigorous": True,
        "read_by_colleague": True,
        "attachment_wanted": False,
        "has_typo": False,
    }
    assert "send" == gate.decide(passed).outcome
    for name in passed:
        decision = gate.decide({**passed, name: None})
        assert (None, ("hold", "send")) == (decision.outcome, decision.possible)


def test_seven_lessons_one_for_each_stage_of_life() -> None:
    lessons = policy("life-lessons", Reference)
    assert list(range(1, 8)) == [entry.attributes["order"] for entry in lessons.entries()]
    for entry in lessons.entries():
        assert (entry,) == lessons.advise({"life_stage": entry.id}).holds
