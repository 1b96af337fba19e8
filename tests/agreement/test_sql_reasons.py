"""Statements say of each row why it has its outcome, in the words that a record alone is told."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Cadence, DecisionTable, Reference, Scorecard
from crmrules.engines.interpreter import values_of
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Type
from crmrules.kinds.decision.meaning import truths
from crmrules.kinds.decision.reasons import DEFAULT, EITHER_WAY
from crmrules.kinds.decision.result import Decision
from crmrules.kinds.scorecard.result import Score
from crmrules.model.text import Language
from crmrules.reports.wording import fill, say
from tests.agreement import test_scorecards as scorecards
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.agreement.test_cadences import RECORDS as CUSTOMERS
from tests.agreement.test_sql import as_stored
from tests.databases import DIALECTS, TABLE, Database, opened
from tests.populations import MONTHLY, changed

DAY = datetime.date(2026, 7, 1)
TYPES = {"count": INTEGER, "bill": NUMBER, "rate": NUMBER, "since": DATE, "city": TEXT, "vip": BOOL}
SAID = {
    "en": "{count} of {bill:.2f}, {rate:.1%}, {rate:.0f}, {change:.3f}, {count:.1f}, {since}, {city}, {vip}; {least}",
    "zh": "共{count}，{bill:.0f}元，{change:.0%}，自{since}，{city}{vip}",
}
POLICY: dict[str, Any] = {
    "id": "reasons",
    "version": "1",
    "kind": "decision",
    "hit": "first",
    "default": "none-of-them",
    "title": "Reasons",
    "parameters": {"least": {"value": 2.5}},
    "facts": {
        "count": {"type": "integer"},
        "bill": {"type": "money"},
        "rate": {"type": "number"},
        "since": {"type": "date"},
        "city": {"type": "text"},
        "vip": {"type": "bool"},
        "change": {"is": "(bill - rate) / count"},
    },
    "outcome": [{"id": id_, "title": id_} for id_ in ("high", "low", "none-of-them")],
    "rule": [
        {"id": "vip", "when": "vip and rate > least", "then": "high", "because": SAID},
        {"id": "much", "when": "bill > least", "then": "high", "because": {"en": "{bill:.2f} is much.", "zh": "多"}},
        {"id": "few", "when": "count < least", "then": "low", "because": SAID},
    ],
}
NUMBERS = st.integers(-4000, 4000).map(lambda parts: parts / 800) | st.floats(-1e9, 1e9)
RECORDS = st.fixed_dictionaries(
    {
        "count": st.none() | st.integers(-3, 12) | st.integers(-(2**53) + 1, 2**53 - 1),
        "bill": st.none() | NUMBERS,
        "rate": st.none() | NUMBERS,
        "since": st.none() | st.dates(datetime.date(1000, 1, 1), datetime.date(9000, 1, 1)),
        "city": st.none() | st.sampled_from(["北京", "o'clock", "a%b{c}", "\\n"]),
        "vip": st.none() | st.booleans(),
    }
)


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


def expected(policy: DecisionTable, decision: Decision, outcome: str | None, language: Language) -> str | None:
    """The sentence of the first true rule that gives an outcome."""
    if outcome is None:
        return None
    definition = policy.definition
    values = values_of(definition, decision.stored, None)
    held = truths(definition, values)
    for place in definition.walk:
        if held[place] is True and definition.rules[place].then == outcome:
            return fill(definition.rules[place].because, values, language)
    return (DEFAULT if all(each is False for each in held) else EITHER_WAY).in_language(language)


@pytest.mark.parametrize("hit", ["first", "priority", "collect"])
def test_every_database_says_why(database: Database, hit: str, examples: int, count: Count) -> None:
    document = changed(POLICY, "hit", hit)
    if hit == "collect":
        document = changed(document, "default")
    policy = crmrules.from_dict(document, DecisionTable)

    @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
    @given(st.lists(RECORDS, max_size=20), st.sampled_from(["en", "zh"]))
    def agree(records: list[dict[str, Any]], language: Language) -> None:
        sql = policy.sql(TABLE, dialect=database.dialect, columns=[*TYPES, "row"], keep=["row"], reason=language)
        database.fill(records, TYPES)
        found = sorted(database.select(sql), key=lambda row: row["row"])
        for decision, row in zip(policy.decide_many(records), found, strict=True):
            if isinstance(decision.outcome, tuple):
                for outcome in ("high", "low"):
                    given = outcome if outcome in decision.outcome else None
                    said = expected(policy, decision, given, language)
                    assert row[f"reasons_{outcome}_reason"] == said
            else:
                assert row["reasons_reason"] == expected(policy, decision, decision.outcome, language)
        count.pairs += len(records)

    agree()


def test_minus_zero_is_said_as_0(database: Database) -> None:
    document = changed(POLICY, "rule.2.because", {"en": "{change} of {bill} and {bill:.1f}.", "zh": "零"})
    policy = crmrules.from_dict(document, DecisionTable)
    records = [
        {"count": -1, "bill": bill, "rate": 0.0, "since": None, "city": None, "vip": False} for bill in (0.0, -0.0)
    ]
    database.fill(records, TYPES)
    sql = policy.sql(TABLE, dialect=database.dialect, columns=[*TYPES, "row"], keep=["row"], reason="en")
    assert ["0 of 0 and 0.0."] * 2 == [row["reasons_reason"] for row in database.select(sql)]
    assert all(
        "0 of 0 and 0.0." in each.explain() and "-0" not in each.explain() for each in policy.decide_many(records)
    )


def test_every_database_says_why_a_contact_is_due(database: Database, examples: int, count: Count) -> None:
    said = {"en": "Every {ten} days; since {since}, called {called}.", "zh": "每{ten}天，自{since}。"}
    cadence = crmrules.from_dict(changed(MONTHLY, "interval.2.because", said), Cadence)
    types = {"grade": Type(TEXT.kind, ("a", "b", "c")), "since": DATE, "called": DATE, "seen": DATE}

    @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
    @given(st.lists(CUSTOMERS, max_size=20), st.sampled_from(["en", "zh"]))
    def agree(records: list[dict[str, Any]], language: Language) -> None:
        asked: dict[str, Any] = {"as_of": DAY, "columns": [*types, "row"], "keep": ["row"]}
        database.fill(records, types)
        sql = cadence.sql(TABLE, dialect=database.dialect, **asked, reason=language)
        found = sorted(database.select(sql), key=lambda row: row["row"])
        for schedule, row in zip(cadence.due_many(records, as_of=DAY), found, strict=True):
            values = values_of(cadence.definition, schedule.stored, DAY)
            for contact in schedule:
                why = None if contact.interval is None else fill(contact.interval.because, values, language)
                assert row[f"{contact.channel}_reason"] == why
        count.pairs += len(records)

    agree()


def points_said(score: Score, language: Language) -> str | None:
    """The items of which it is known that they add something, or take it, as the list of a review has them."""
    told: list[str] = []
    for item, given_ in zip(score.definition.items, score.contributions, strict=True):
        title = item.id if item.title is None else item.title.in_language(language)
        if given_.points is not None and given_.low:
            told.append(f"{title} ({float(given_.low):+g})")
    return {"en": "; ", "zh": "；"}[language].join(told) or None


def test_every_database_says_what_gives_points(database: Database, examples: int, count: Count) -> None:
    types = {"vip": BOOL, "mood": TEXT, "orders": INTEGER, "spend": NUMBER}

    @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
    @given(scorecards.policies(), st.lists(scorecards.RECORDS, max_size=20), st.sampled_from(["en", "zh"]))
    def agree(policy: Scorecard, records: list[dict[str, Any]], language: Language) -> None:
        sql = policy.sql(TABLE, dialect=database.dialect, columns=[*types, "row"], keep=["row"], reason=language)
        database.fill(records, types)
        found = sorted(database.select(sql), key=lambda row: row["row"])
        expected = [points_said(each, language) for each in policy.score_many(map(as_stored, records))]
        assert expected == [row[f"{policy.id.replace('-', '_')}_reason"] for row in found]
        count.pairs += len(records)

    agree()


ENTRIES: dict[str, Any] = {
    "id": "told",
    "version": "1",
    "kind": "reference",
    "title": "Told",
    "parameters": {"least": {"value": 2}, "most": {"value": 9}, "here": {"value": "a{b}'c"}},
    "facts": {
        "count": {"type": "integer"},
        "since": {"type": "date"},
        "city": {"type": "text"},
        "vip": {"type": "bool"},
        "many": {"is": "count > least"},
    },
    "entry": [
        {"id": "vip", "title": "Of a VIP", "when": "vip"},
        {"id": "often", "title": "Often", "when": "many and count < most or vip"},
        {"id": "there", "title": "There", "when": "not vip and (known(since) or city == here)", "caution": "Harms."},
        {"id": "looked-up", "title": "Looked up"},
    ],
}
FACTS_OF = {"vip": ["vip"], "often": ["count", "many", "most", "vip"], "there": ["city", "here", "since", "vip"]}


def test_every_database_says_why_an_entry_holds(database: Database, examples: int, count: Count) -> None:
    policy = crmrules.from_dict(ENTRIES, Reference)
    types = {name: TYPES[name] for name in ("count", "since", "city", "vip")}

    @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
    @given(st.lists(RECORDS, max_size=20), st.sampled_from(["en", "zh"]), st.booleans())
    def agree(records: list[dict[str, Any]], language: Language, cautioned: bool) -> None:
        asked: dict[str, Any] = {"columns": [*types, "row"], "keep": ["row"], "cautioned": cautioned}
        sql = policy.sql(TABLE, dialect=database.dialect, **asked, reason=language)
        database.fill([{name: each[name] for name in types} for each in records], types)
        found = sorted(database.select(sql), key=lambda row: row["row"])
        for record, row in zip(records, found, strict=True):
            advice = policy.advise({name: record[name] for name in types}, cautioned=cautioned)
            held = {entry.id for entry in advice.holds}
            for entry in ENTRIES["entry"][: 3 if cautioned else 2]:
                facts = [f"{name} = {say(advice.values[name], language)}" for name in FACTS_OF[entry["id"]]]
                if len(facts) == 1:
                    why = {"en": "Because vip.", "zh": "因为 vip。"}[language]
                elif language == "en":
                    why = f"Because {entry['when']}, with {', '.join(facts)}."
                else:
                    why = f"因为 {entry['when']}，其中 {'、'.join(facts)}。"
                assert row[f"told_{entry['id']}_reason"] == (why if entry["id"] in held else None)
        count.pairs += len(records)

    agree()
