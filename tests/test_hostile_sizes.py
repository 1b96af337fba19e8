"""Files of very many plain parts: what grows with their number alone ends within seconds, and what does not is refused.

The limits are a few times what a quiet machine takes; with the square of the number they would be passed by far.
"""

import datetime
from typing import Any
from unittest.mock import patch

import pytest

from crmrules import DecisionTable, check, diff, from_dict, loads
from crmrules.assurance.check.finding import Code
from crmrules.kinds.decision import difference
from tests.test_hostile_files import document, in_time, many
from tests.test_hostile_kinds import headed, numbers

FACTS = {name: {"type": "number"} for name in "nm"}


def dated(days: int, **later: float) -> DecisionTable:
    """A limit that is another one on every day; `later` is what it is on some of them."""
    first = datetime.date(2000, 1, 1)
    values = {f"d{place}": place for place in range(days)} | later
    change = [{"from": first + datetime.timedelta(int(name[1:])), "value": value} for name, value in values.items()]
    return from_dict(document([("n > p", "a")], FACTS, parameters={"p": {"dated": change}}), DecisionTable)


def test_a_number_of_hundreds_of_days_is_checked_and_compared_in_time() -> None:
    with in_time(2):
        table, other = dated(400), dated(400, d200=7)
        assert check(table)
        assert diff(table, other).equivalent is False


def test_days_reckoned_from_one_another_are_looked_at_in_time() -> None:
    rules = [
        ("add_months(add_months(x, -1), k) != add_months(x, 1) and add_months(x, 0) > add_days(q, -1)", "b"),
        (
            "add_months(coalesce(as_of, x), -1) == add_months(x, -1) "
            "and add_days(add_months(x, k), -1) >= add_months(x, -1) and q == x",
            "b",
        ),
        ("add_days(add_months(x, k), -1) <= add_months(as_of, 0)", "a"),
    ]
    parameters = {"k": {"value": 12}, "q": {"value": datetime.date(2024, 1, 31)}}
    table = from_dict(document(rules, {"x": {"type": "date"}}, hit="any", parameters=parameters), DecisionTable)
    with in_time(2):
        assert check(table, verify=False)


@pytest.mark.parametrize("part", ["parameters", "values", "rules", "examples"])
def test_thousands_of_parts_are_written_and_read_again_in_time(part: str) -> None:
    made: dict[str, Any] = document([("n > p", "a")], FACTS, default="b")
    match part:
        case "parameters":
            made["parameters"] |= {f"k{place}": {"value": place} for place in range(4_000)}
        case "values":
            made["facts"] = FACTS | {"city": {"values": [f"v{place}" for place in range(20_000)]}}
        case "rules":
            made = many("n == {0}", 1_000, "first")
        case _:
            expect = {"outcome": "a"}
            made["example"] = [
                {"name": f"e{each}", "given": {"n": each + 2}, "expect": expect} for each in range(1_000)
            ]
    table = from_dict(made, DecisionTable)
    with in_time(4):
        assert table == loads(table.to_toml())


@patch.object(difference, "MOST_BUILT", 20_000)
def test_a_change_of_too_many_rules_is_not_decided() -> None:
    rules = many("n == {0}", 150, "first")
    changed = rules | {"rule": [*rules["rule"][:-1], rules["rule"][-1] | {"when": "n == k1 and m > k1"}]}
    found = diff(from_dict(rules), from_dict(changed)).compared
    assert [("there are too many cases", "情形过多")] == [(each.en, each.zh) for each in found.open]


@patch.object(difference, "MOST_LOOKED", -1)
@pytest.mark.parametrize("hit", ["first", "collect"])
def test_a_change_of_too_many_records_is_not_decided_and_said_in_the_reader_s_language(hit: str) -> None:
    old, new = (
        from_dict(document([(f"n {sign} m", "a")], FACTS, hit=hit), DecisionTable).definition for sign in (">", ">=")
    )
    found = difference.compare_decisions(old, new).open
    assert found
    for each in found:
        assert each.en.startswith("`a`: " if hit == "collect" else "whether ")
        assert not {"given", "open", "no", "outcome"} & set(each.zh.split())


def test_a_question_about_hundreds_of_facts_is_answered_or_not_decided() -> None:
    facts = {f"f{place}": {"type": "bool"} for place in range(250)}
    rules = [(" and ".join(f"f{each}" for each in range(begin, begin + 50)), "a") for begin in range(0, 250, 50)]
    with in_time(4):
        assert Code.GAP in {each.code for each in check(from_dict(document(rules, facts), DecisionTable))}
    deep = [(f"f{place}", "ab"[place % 2]) for place in range(250)]  # of which each is one more fact
    found = diff(from_dict(document(deep[1:], facts)), from_dict(document(deep, facts))).compared
    assert ["there are too many facts"] == [each.en for each in found.open]


def test_a_scorecard_of_hundreds_of_items_is_checked_in_time() -> None:
    made = headed(
        "scorecard",
        facts={f"f{place}": {"type": "bool"} for place in range(250)},
        parameters={"each": {"value": 0.1, "unit": "points"}, "half": {"value": 15, "unit": "points"}},
        item=[{"id": f"i{place}", "title": "I", "when": f"f{place}", "points": "each"} for place in range(250)],
        band=[{"id": "high", "title": "High", "from": "half"}, {"id": "low", "title": "Low", "below": "half"}],
    )
    with in_time(4):
        assert Code.IDLE_ITEM not in {each.code for each in check(from_dict(made), verify=False)}


def test_references_of_thousands_of_entries_are_compared_in_time_or_not_decided() -> None:
    entries = [{"id": f"e{each}", "title": "E", "advice": "Do.", "when": "g0 > k1"} for each in range(2_000)]
    facts: dict[str, Any] = {"g0": {"type": "number"}} | {
        f"g{each}": {"is": f"g{each - 1} + g{each - 1}"} for each in range(1, 25)
    }
    changed = [*entries[:-1], entries[-1] | {"when": "g24 > k1"}]
    old, new = (
        from_dict(headed("reference", parameters=numbers(2), facts=each, entry=all_))
        for each, all_ in ((facts, changed), ({"g0": facts["g0"]}, entries))
    )
    with in_time(4):
        assert diff(new, new.with_parameters(k1=5)).equivalent is False
        assert ["what derived facts come to is too large"] == [each.en for each in diff(old, new).compared.open]
