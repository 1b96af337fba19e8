"""The wider systems: counts and figures of the sources, what is named only, and what is off until it is asked for."""

import datetime
from collections import Counter

import pytest

from crmrules import DecisionTable, Event, Policy, Process, Reference, policies, policy
from crmrules.definitions.capabilities import capabilities
from crmrules.loading import shipped

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
    "information-sources": {
        "channel": 7,
        "inference": 1,
        "layer": 6,
        "value-chain": 2,
        "group-item": 6,
        "rival-item": 4,
        "unclear": 1,
        "technique": 7,
        "prompt": 3,
        "ordering": 4,
    },
    "need-map": {"revenue": 3, "cost": 4, "efficiency": 4, "organisation": 3, "link": 24},
    "analysis-tools": {"comparison": 6, "tool": 2, "swot": 4, "knowing": 4, "means": 5, "topic": 5},
    "cases": {"case": 6, "hazard": 2, "reason": 8, "question": 1},
    "account-managers": {"pool": 5, "ability": 1, "training": 5, "management": 3},
    "will-power-signs": {"trait": 7, "sign": 10},
    "circle-events": {"direction": 2, "event": 4},
    "conduct-rules": {"theory": 1, "expansion": 1, "maintenance": 2, "cooperation": 1, "other": 1},
    "source-development": {"route": 4, "way": 7, "transfer": 3, "dish": 6, "move": 12, "seminar": 1},
}
"""For each reference how many entries its groups have; those that are off are counted."""

NAMED = {
    "crm-terms": {"relationship-management", "process-management", "access-management"},
    "wording": {"receiving-calls", "call-etiquette", "call-skills"},
    "sales-scripts": {"contrast", "negotiation", "friend-and-cooperation", "third-question"},
    "information-sources": {
        *("internal-operations", "basics", "decision-chain", "informatisation-state", "informatisation-needs"),
        *("key-persons", "rival-product", "rival-tariff", "rival-marketing", "rival-relations", "views-on-use"),
        *(
            "segmenting",
            "bait-and-switch",
            "provoking",
            "knowledge-check",
            "inferring",
            "dodging",
            "indirect-questions",
        ),
    },
    "analysis-tools": {
        *("matrix", "strength", "weakness", "opportunity", "challenge"),
        *("fitting-customers", "competitive-differences", "positioning", "new-value", "weak-markets"),
    },
    "cases": {"one-customer-lost"},
    "conduct-rules": {"three-segments-six-points", "other-cases"},
}
"""Of which entries the source gives the heading alone."""

OFF = {
    "persuasion": {"provocation": "pressure", "raised-price": "deception", "small-gift": "gifts"},
    "sales-scripts": {
        "partner-question": "deception",
        "praise-third-round": "deception",
        "record-talks": "personal-data",
    },
    "information-sources": {
        "purchase-profile": "personal-data",
        "bait-and-switch": "deception",
        "provoking": "pressure",
        "dodging": "deception",
    },
    "account-managers": {"officials": "officials"},
    "conduct-rules": {"gifts-differ": "gifts"},
    "source-development": {
        "group-transfer": "pressure",
        "hiring": "personal-data",
        "crisis-talk": "pressure",
        "failing-companies": "personal-data",
        "poaching": "pressure",
    },
}
"""What is off until it is asked for, and why."""

ALL_NAMED = {"need-map": ("organisation", "link"), "source-development": ("transfer", "dish", "move")}
"""Groups of which every entry is a heading alone; the ways of `source-development` named only are told apart."""

FIGURES = {
    "cases": {
        "crane-quarter-1": 21,
        "crane-quarter-2-top": 7,
        "crane-quarter-2-plain": 29,
        "crane-quarter-3": 1,
        "crane-quarter-4": 0,
        "crane-quarter-5": 0,
        "motorcycle-own": 0.4,
        "motorcycle-region": -0.3,
        "rise": 3,
        "return": 4,
        "closure": 2,
        "growth-years": 5,
        "growth-factor": 6,
        "held-down": 2,
        "turned": 3,
        "rival-attention": 20,
        "red-cards": 10,
        "black-cards": 10,
    },
    "conduct-rules": {"cases": 12, "told": 4},
    "source-development": {"acquaintances": 250, "cars": 19, "sources-factor": 10},
}

CLAIMS = {
    ("cases", "rival-attention"),
    ("source-development", "acquaintances"),
    ("source-development", "sources-factor"),
}
"""What is said and nobody has shown."""

WIDER = [id_ for id_ in policies() if id_ in {*GROUPS, "life-lessons"}]


@pytest.mark.parametrize("id_", GROUPS)
def test_every_group_has_as_many_entries_as_the_source(id_: str) -> None:
    entries = policy(id_, Reference).entries(cautioned=True)
    assert GROUPS[id_] == Counter(entry.attributes["group"] for entry in entries)


@pytest.mark.parametrize("id_", [id_ for id_ in GROUPS if id_ not in ("conduct-rules", "need-map")])
def test_entries_of_a_group_stand_in_the_order_of_the_source(id_: str) -> None:
    reference = policy(id_, Reference)
    for group, count in GROUPS[id_].items():
        entries = reference.entries(group=group, cautioned=True)
        assert list(range(1, count + 1)) == [entry.attributes["order"] for entry in entries]


@pytest.mark.parametrize("id_", WIDER)
def test_what_has_a_heading_alone_says_so(id_: str) -> None:
    entries = policy(id_, Reference).entries(cautioned=True)
    whole = {entry.id for entry in entries if entry.attributes.get("group") in ALL_NAMED.get(id_, ())}
    ways = {"one-plus-three", "interaction", "direct-response"} if id_ == "source-development" else set()
    assert NAMED.get(id_, set()) | whole | ways == {entry.id for entry in entries if entry.named}


@pytest.mark.parametrize("id_", WIDER)
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


def test_several_types_may_hold_of_one_customer() -> None:
    seen = policy("persuasion", Reference).advise({"has_no_view": True, "regrets_decisions": True})
    assert ["impulsive", "indecisive"] == [entry.id for entry in seen.holds]
    assert "regrets_decisions" not in seen.missing


def test_eleven_replacements_are_paired_by_their_order() -> None:
    reading = policy("wording").definition.header.reading
    assert reading is not None
    assert "paired by their order" in reading.en


def test_one_p_that_stands_out_is_enough_for_marketing() -> None:
    strategy = policy("development-strategy", DecisionTable)
    names = [each.name for each in strategy.definition.read_facts]
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
        assert (entry,) == lessons.advise({"communication_stage": entry.id}).holds


@pytest.mark.parametrize("id_", FIGURES)
def test_figures_are_those_of_the_source(id_: str) -> None:
    assert FIGURES[id_] == {figure.id: figure.value for figure in policy(id_, Reference).figures}


@pytest.mark.parametrize(("id_", "figure"), sorted(CLAIMS))
def test_a_claim_is_told_as_one(id_: str, figure: str) -> None:
    (found,) = [each for each in policy(id_, Reference).figures if each.id == figure]
    assert not found.certain
    assert found.reading is not None


@pytest.mark.parametrize(("industry", "links"), [("manufacturing", 6), ("finance", 5), ("fast-food", 6), ("retail", 7)])
def test_an_industry_answers_with_its_chain_in_order(industry: str, links: int) -> None:
    needs = policy("need-map", Reference)
    told = [entry for entry in needs.advise({"industry_chain": industry}).holds if entry.attributes["group"] == "link"]
    assert list(range(1, links + 1)) == [entry.attributes["order"] for entry in told]
    assert {industry} == {entry.attributes["industry"] for entry in told}


def test_marketing_stands_where_each_industry_has_it() -> None:
    links = {entry.id: entry.attributes["order"] for entry in policy("need-map", Reference).entries(group="link")}
    assert (5, 2) == (links["manufacturing-marketing"], links["finance-marketing"])


@pytest.mark.parametrize(
    ("dish", "moves"),
    [("appetiser", 2), ("sichuan", 2), ("soup", 2), ("wasabi", 2), ("banquet", 4), ("last", 0)],
)
def test_a_dish_has_its_moves_and_the_last_has_none(dish: str, moves: int) -> None:
    found = policy("source-development", Reference).entries(dish=dish, group="move", cautioned=True)
    assert moves == len(found)


@pytest.mark.parametrize(
    ("months", "stage", "items"),
    [
        (0, "accumulate", 2),
        (1, "accumulate", 2),
        (2, "accumulate", 2),
        (3, "strength", 4),
        (5, "strength", 4),
        (6, "skill-and-feeling", 5),
        (11, "skill-and-feeling", 5),
        (12, "growth-and-maturity", 6),
        (23, "growth-and-maturity", 6),
        (24, "growth-and-maturity", 6),
        (240, "growth-and-maturity", 6),
    ],
)
def test_a_career_stage_begins_with_its_month_and_has_its_list(months: int, stage: str, items: int) -> None:
    careers = policy("career-stage", DecisionTable)
    decision = careers.decide({"months_in_role": months})
    focus = careers.definition.outputs["focus"].values[str(decision.outputs["focus"])]
    assert (stage, items, items) == (decision.outcome, focus.en.count(";") + 1, focus.zh.count("；") + 1)


@pytest.mark.parametrize(("day", "outcome"), [(1, "moving"), (2, "drifting")])
def test_a_relation_drifts_from_the_sixtieth_day_on(day: int, outcome: str) -> None:
    record = {"stage_since": datetime.date(2026, 1, 1), "contacts_since": 3}
    assert outcome == policy("relationship-drift").decide(record, as_of=datetime.date(2026, 3, day)).outcome


def test_what_is_not_both_necessary_and_irreplaceable_has_three_questions_to_answer() -> None:
    test = policy("necessity-test", DecisionTable)
    answers = [rule.id for rule in test.definition.rules if rule.then == "answer-questions"]
    assert 3 == len(answers)
    for necessary, irreplaceable in ((True, False), (False, True), (False, False)):
        record = {"necessary": necessary, "irreplaceable": irreplaceable}
        assert ("answer-questions", "case-made") == test.decide(record).possible


def test_officials_are_no_pool_to_look_in_unasked() -> None:
    """Conflict C12."""
    assert "officials" not in [entry.id for entry in policy("account-managers", Reference).entries(group="pool")]


def test_a_bonus_that_was_told_is_found() -> None:
    told = policy("conduct-rules", Reference).advise({"told_of_bonus": True})
    assert "bonus-told" in [entry.id for entry in told.holds]


STAGES = ["business-plan", "team", "needs", "processes", "order", "deployment", "training", "use"]


def test_a_rollout_has_eight_stages_and_what_is_to_come_of_each() -> None:
    rollout = policy("crm-rollout", Process).definition
    assert STAGES == [state.id for state in rollout.states]
    duties = Counter(duty.state for duty in rollout.duties)
    assert [1, 3, 2, 2, 1, 3, 2, 3] == [duties[stage] for stage in STAGES]
    assert () == rollout.deadlines


@pytest.mark.parametrize("stage", STAGES)
def test_only_the_last_stages_of_a_rollout_begin_another_cycle(stage: str) -> None:
    kinds = ["begun", *["stage-passed"] * STAGES.index(stage), "next-cycle"]
    events = [Event("house", datetime.date(2026, 1, place), kind, id=place) for place, kind in enumerate(kinds, 1)]
    rollout, day = policy("crm-rollout", Process), datetime.date(2026, 2, 1)
    again = "order" if stage in ("deployment", "training", "use") else stage
    assert stage == rollout.replay(events[:-1], as_of=day).state
    assert again == rollout.replay(events, as_of=day).state


def test_what_is_asked_of_a_house_or_a_seller_is_never_read_from_a_file_of_customers() -> None:
    """A review chooses policies by columns: a customer's tenure is not that of whoever serves the customer."""
    readers: dict[str, set[str]] = {}
    for id_ in policies():
        capability = capabilities().of(id_, shipped().folder(id_))
        assert capability is not None
        facts = {each.name for each in policy(id_, Policy).definition.facts.declared if not each.name[1:].isdigit()}
        readers.setdefault("lead" if capability.id == "lead" else "customers", set()).update(facts)
    assert set() == readers["lead"] & readers["customers"]


def test_five_checks_hold_a_message_back() -> None:
    rules = policy("message-gate", DecisionTable).definition.rules
    assert 5 == [rule.then for rule in rules].count("hold")
