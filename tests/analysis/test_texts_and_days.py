"""What texts hold and what days are called: what follows is proven, what can be is shown, with or without z3."""

import datetime

import pytest

from crmrules import from_dict
from crmrules.analysis.query import Answer, Query, Status
from crmrules.analysis.smt import answer
from crmrules.kinds.decision.analysis.solver import solver_of
from tests.policies import table

PARAMETERS = {
    "word": {"value": "chief"},
    "december": {"value": 12},
    "sunday": {"value": 7},
    "some_year": {"value": 2030},
    "before": {"value": 2029},
    "term": {"value": 30},
    "thirteen": {"value": 13},
    "june": {"value": 6},
    "fifth": {"value": 5},
    "monday": {"value": datetime.date(2030, 6, 3)},
    "friday": {"value": datetime.date(2030, 6, 7)},
}
FACTS = {
    **{name: {"type": "text"} for name in ("title", "city")},
    **{name: {"type": "date"} for name in ("joined", "seen")},
    "count": {"type": "integer"},
    "tier": {"values": ["gold", "golden", "basic"]},
}

NEVER = [
    'contains(title, "ab") and not contains(title, "a")',
    'starts_with(title, "ab") and not contains(title, "b")',
    'ends_with(title, "ab") and not contains(title, "ab")',
    'starts_with(title, "ab") and not starts_with(title, "a")',
    'starts_with(title, "ab") and starts_with(title, "b")',
    'ends_with(title, "ab") and ends_with(title, "a")',
    'title == "abc" and not contains(title, "b")',
    'title in ("abc", "abd") and not starts_with(title, "ab")',
    'title == city and contains(title, "a") and not contains(city, "a")',
    'title == city and city == "x" and contains(title, "a")',
    "contains(title, city) and not contains(title, city)",
    "contains(title, word) and not contains(title, 'hie')",
    'contains(tier, "x")',
    'starts_with(tier, "gold") and tier == "basic"',
    'contains(tier, "gold") and tier != "gold" and not ends_with(tier, "en")',
    'contains(lower(title), "CEO")',
    'lower(title) == "Ceo"',
    'contains(title, "CEO") and not contains(lower(title), "ceo")',
    'lower(title) == "ceo" and contains(title, "x")',
    'lower(title) == "ceo" and title == "cfo"',
    'lower(title) == "ceo" and not contains(lower(title), "e")',
    "month(joined) == thirteen",
    "weekday(joined) == 0",
    "year(joined) == some_year and year(joined) == before",
    "year(joined) == some_year and seen <= joined and year(seen) > some_year",
    "month(joined) != june and joined == monday",
    "month(joined) != june and joined >= monday and joined <= friday",
    "weekday(joined) > fifth and joined >= monday and joined <= friday",
    "add_days(joined, term) < joined",
    "add_days(joined, count) > seen and count <= 0 and joined <= seen",
    "add_days(joined, term) == seen and days_between(seen, joined) < term",
]
SOMETIMES = [
    'contains(title, "ab") and contains(title, "cd") and not starts_with(title, "ab")',
    'contains(title, "a") and title != "a"',
    'starts_with(title, "ab") and ends_with(title, "bc") and not contains(title, " ")',
    'not contains(title, "o") and not contains(title, "x") and title != "Z"',
    'contains(lower(title), "ceo") and not contains(title, "ceo")',
    'starts_with(title, "Dr.") and starts_with(lower(title), "dr. med") and not ends_with(title, "med")',
    'lower(title) == "ceo"',
    'lower(title) == "ceo" and title != "ceo" and not starts_with(title, "C")',
    'lower(title) in ("cfo", "ceo") and ends_with(title, "EO")',
    'lower(title) == "ceo" and lower(city) == "ceo" and title != city',
    'lower(title) == "ceo" and title == city',
    'lower(title) != "ceo" and contains(title, "ceo") and count > 0',
    "contains(title, city) and contains(city, word)",
    "not contains(title, city) and known(title)",
    'contains("north and south", city)',
    'contains(tier, "gold") and tier != "gold"',
    "month(joined) == december and weekday(joined) == sunday",
    "year(joined) == some_year and month(joined) == december and weekday(seen) == 1 and seen > joined",
    "month(joined) == june and weekday(joined) == fifth and joined > monday and joined <= friday",
    "month(joined) != june and joined >= monday",
    "add_months(joined, december) > seen and seen > joined",
    "add_days(joined, term) == seen",
    "not known(add_days(joined, term)) and known(joined)",
    "month(joined) == month(as_of) and year(joined) != year(as_of)",
]


def asked(condition: str) -> tuple[Query, Answer, Answer]:
    definition = from_dict(table("first", (condition, "x"), parameters=PARAMETERS, facts=FACTS)).definition
    query = Query(true=(definition.rules[0].when,))
    return query, solver_of(definition).ask(query), answer(definition, query, 1.0, "")


@pytest.mark.parametrize("condition", NEVER)
def test_what_cannot_be_is_proven(condition: str) -> None:
    _, own, verified = asked(condition)
    assert own.status is Status.NO
    assert verified.status is not Status.YES


@pytest.mark.parametrize("condition", SOMETIMES)
def test_what_can_be_is_shown(condition: str) -> None:
    query, own, verified = asked(condition)
    assert own.witness is not None
    definition = from_dict(table("first", (condition, "x"), parameters=PARAMETERS, facts=FACTS)).definition
    assert query.holds(definition, own.witness.given, own.witness.as_of)
    assert verified.status is not Status.NO


@pytest.mark.parametrize("condition", ['title != "ab" and starts_with(title, "ab")', 'lower(title) != "ab"'])
def test_a_text_that_is_shown_is_one_that_people_write(condition: str) -> None:
    _, own, _ = asked(condition)
    assert own.witness is not None
    assert all(each.isprintable() for each in own.witness.given.values() if isinstance(each, str))


def test_a_record_of_a_policy_that_hangs_on_the_day_has_one() -> None:
    rules = [("count > 0", "x"), ("seen < as_of", "y")]
    definition = from_dict(table("first", *rules, parameters=PARAMETERS, facts=FACTS)).definition
    found = solver_of(definition).ask(Query(true=(definition.rules[0].when,))).witness
    assert found is not None
    assert found.as_of is not None


def test_the_last_days_can_be_moved_no_further() -> None:
    definition = from_dict(
        table(
            "first",
            ("not known(add_months(joined, december)) and known(joined)", "x"),
            parameters=PARAMETERS,
            facts=FACTS,
        )
    ).definition
    found = solver_of(definition).ask(Query(true=(definition.rules[0].when,)))
    assert found.witness is not None
    joined = found.witness.given["joined"]
    assert isinstance(joined, datetime.date)
    assert joined > datetime.date(9898, 12, 31)
