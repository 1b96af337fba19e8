"""Columns without a field, whose cells are conditions of zen over any fields: what zen makes of them, and refusals."""

import json
import random
from datetime import date
from typing import Any

import pytest

from crmrules.errors import PolicyError
from tests.jdm_graphs import graph, policy, read, zen_of

FIELDS: dict[str, list[Any]] = {
    "a": [None, -1, 0, 1, 2],
    "b": [None, -1, 0, 0.5, 2],
    "t": [None, "x", "y"],
    "f": [None, True, False],
}


DAYS = [None, "2026-01-31", "2026-02-01"]
"""What the field `d` holds; only in conditions is a text told to be a day."""


def with_condition(text: str) -> dict[str, Any]:
    """A table that hits where a condition holds; its first row tells what each field is."""
    typed = ["77", "77", "'zz'", "true", "", "'typed'"]
    return graph([*FIELDS, ""], ["outcome"], [typed, ["", "", "", "", text, "'hit'"]])


def as_facts(record: dict[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name == "d" and value else value for name, value in record.items()}


def number(luck: random.Random, depth: int) -> str:
    if depth == 0 or luck.random() < 0.4:
        return luck.choice(("a", "b", "1", "0.5"))
    left, right = number(luck, depth - 1), number(luck, depth - 1)
    return luck.choice((f"({left} {luck.choice('+-*/')} {right})", f"abs({left})", f"max([{left}, {right}])", "-b"))


def condition(luck: random.Random, depth: int) -> str:
    """A condition with nulls in every place that zen looks at."""
    kind = luck.random()
    if depth and kind < 0.5:
        word = luck.choice((" and ", " or "))
        return word.join(f"({condition(luck, depth - 1)})" for _ in range(luck.choice((2, 3))))
    if depth and kind < 0.6:
        return f"not ({condition(luck, depth - 1)})"
    plain = ["f", "f == false", "t != 'x'", "t in ['x']", "contains(t, 'x')", "a not in [1, 2]", "b == null"]
    plain += ["$root['a'] > 0", "a in [(-1), 2]", "date(d) > date('2026-01-31')", "date(d) != date('2026-02-01')"]
    plain += ["date('2026-01-31') == date($root['d'])", "monthOfYear(date(d)) == 1", "d == null or year(d) < 2027"]
    compared = f"{number(luck, 2)} {luck.choice(('==', '!=', '<', '>='))} {number(luck, 1)}"
    return luck.choice((luck.choice(plain), compared, f"a != null and (a < {number(luck, 1)})"))


@pytest.mark.parametrize("seed", range(2))
def test_a_condition_means_what_zen_makes_of_it(seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(8):
        whole = with_condition(condition(luck, 3))
        zen, table = zen_of(whole), policy(whole)
        facts = {each.name for each in table.definition.facts.declared}
        for _ in range(10):
            record = {name: luck.choice(values) for name, values in {**FIELDS, "d": DAYS}.items()}
            decided = table.decide({name: value for name, value in as_facts(record).items() if name in facts})
            assert decided.certain
            assert zen(record).get("outcome") == decided.outcome, (whole, record)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("a > 1 and b > 1 or f", "column 17: has `and` beside `or`; put one of them in parentheses"),
        ("a > 1 > b", "column 7: unexpected `>`; `and` or `or` is needed"),
        ("not a > 1", "column 5: unexpected `a`; `(` is needed"),
        ("a ^ 2 > 1", "column 3: unexpected `^`; `and` or `or` is needed"),
        ("len(t) > 1", "column 4: calls `len`, which has no like here"),
        ("a in [1..2]", "column 8: unexpected `.`; a list such as [1, 2] is needed"),
        ("a in [null]", "column 12: lists null"),
        ("a > ", "column 5: ends where a field or a constant is needed"),
        ("a and 5", "column 8: joins what is no condition"),
        ("$root[5] > 1", "column 9: names no field"),
        ("a + 1", "is no condition"),
        ("date(d) + 1 > 5", "column 9: unexpected `+`; a comparison with a day, such as date('2026-07-01') is needed"),
        (
            "date(d) > '2026-01-01'",
            "column 11: unexpected `'`; a comparison with a day, such as date('2026-07-01') is needed",
        ),
        ("date(d) > date(e)", "column 18: does not hold a field against a day; as in date(since) < date('2026-07-01')"),
        (
            "date(d) > date('2026-02-30')",
            "and neither moments, times nor durations",
        ),
        ("date(a + 1) > date('2026-01-01')", "column 8: unexpected `+`; `)` is needed"),
        ("5 > date('2026-01-01')", "column 9: calls `date`, which has no like here"),
        ("other != null", "nothing tells of what type `other` is; hold it against a constant, in this cell or another"),
        ("(" * 99 + "f" + ")" * 99, "column 62: is nested deeper than 60 times"),
    ],
)
def test_a_condition_that_cannot_be_said_is_named(cell: str, said: str) -> None:
    found = read(with_condition(cell))
    with pytest.raises(PolicyError) as caught:
        found.table()
    [problem] = map(str, caught.value.problems)
    assert problem.startswith("node `Answer`, rule 2, input 5")
    assert problem.endswith(said)


def test_fields_that_are_held_against_each_other_by_order_are_numbers() -> None:
    rows = [["one != null and other != null and one > other", "'more'"], ["", "'else'"]]
    whole = graph([""], ["outcome"], rows)
    table, zen = policy(json.loads(json.dumps(whole))), zen_of(whole)
    for record in ({"one": 2, "other": 1}, {"one": 1, "other": 1}, {"one": None, "other": 1}):
        assert zen(record)["outcome"] == table.decide(record).outcome
