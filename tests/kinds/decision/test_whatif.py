"""What would change a decision: every cell says of its values what the interpreter says, and bounds are exact."""

import datetime
import math
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crmrules import from_dict, policy
from crmrules.errors import ConflictError
from crmrules.kinds.decision.meaning import interpret
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.whatif import crossings
from crmrules.kinds.decision.whatif.cell import Bound, Cell
from crmrules.kinds.decision.whatif.changes import cells_of
from tests.policies import table

LIMITS = {
    "low": {"value": 10},
    "high": {"value": 20.5},
    "word": {"value": "north"},
    "small": {"value": 0.3},
    "now": {"value": 2026},
    "few": {"value": 3},
}
FACTS = {
    "d": {"type": "date"},
    "e": {"type": "date"},
    "k": {"type": "integer"},
    "city": {"type": "text"},
    "tier": {"values": ["gold", "basic"]},
    "shift": {"is": "n * small + m"},
}
CONDITIONS = (
    "a", "not b", "n > low", "n <= high", "n == low", "low < k < high", "k >= low", "abs(n) >= low", "m != high",
    'tier == "gold"', "city == word", "-n < low", "known(n)", "coalesce(n, low) > low", "max(n, m) >= high",
    "n * m > high", "low < n - m < high", "(n - m) / m <= -small", "n + n == high", "k * k < high", "known(low / k)",
    "(n - low) * (n - high) < 0", "coalesce(n / m, m) > 1", "min(n * m, k) < low", "shift > low", "k / n < 1",
    "min(n, m) == n", "max(n, low) == n", "abs(n) == n", "n + m == n", "n - m < n", "n * small >= n", "n * m == n",
    "n / m > n", "shift - n == m", "k + k > k", "coalesce(m, n) == n", "n - m == n or n > high", "n * n > high",
    "round(n * small, 1) >= small", "round(n, 0) * n < high", "max(round(n, 2), m) == m", "n * n * n < n + low",
    "year(d) == now", "year(add_days(d, k)) * small > now - n", "month(d) == few", "weekday(d) < few",
    "add_months(d, k) > e", "e <= add_months(add_months(d, few), k)", "year(add_months(e, k)) == now", "as_of <= d",
    "now - year(d) > k", "month(add_days(d, k)) > weekday(d)", "round(year(d) * small, 0) > n",
    "contains(city, word)", 'starts_with(lower(city), "no")', 'not ends_with(city, "th")', "contains(word, city)",
)  # fmt: skip
RECORD: dict[str, st.SearchStrategy[Any]] = {
    "a": st.none() | st.booleans(),
    "b": st.none() | st.booleans(),
    "c": st.none(),
    "n": st.none() | st.sampled_from((9.0, 10.0, 10.5, 20.5, -20.5, math.nextafter(10, 11))),
    "m": st.none() | st.sampled_from((0.0, 20.5, 21.0)),
    "k": st.none() | st.integers(8, 23),
    "city": st.none() | st.sampled_from(("north", "south", "")),
    "tier": st.none() | st.sampled_from(("gold", "basic")),
    "e": st.none()
    | st.sampled_from((datetime.date(2026, 1, 31), datetime.date(2025, 2, 28), datetime.date(9899, 12, 1))),
    "d": st.none() | st.sampled_from((datetime.date(2025, 12, 31), datetime.date(2026, 3, 1), datetime.date(1, 1, 2))),
}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **RECORD,
    "n": st.floats(-100, 100),
    "m": st.floats(-100, 100),
    "k": st.integers(-100, 100),
    "city": st.text(max_size=6),
    "a": st.booleans(),
    "b": st.booleans(),
    "tier": st.sampled_from(("gold", "basic")),
    "d": st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 1, 1)) | st.dates(),
    "e": st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 1, 1)) | st.dates(),
}
TODAY = datetime.date(2026, 7, 31)


@st.composite
def tables_(draw: st.DrawFn) -> DecisionTable:
    """A policy whose conditions compare facts with numbers, each alone."""
    parts = st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3)
    rules = [(" and ".join(draw(parts)), draw(st.sampled_from("xyz"))) for _ in range(draw(st.integers(1, 4)))]
    hit = draw(st.sampled_from(("first", "priority", "collect", "unique")))
    outcomes = [{"id": each, "title": each} for each in "xyz"]
    return from_dict(table(hit, *rules, parameters=LIMITS, facts=FACTS, outcome=outcomes), DecisionTable)


def inside(cell: Cell, value: Any) -> bool:
    if cell.values:
        return value in cell.values
    if cell.apart:
        return value not in cell.apart
    low = cell.low is None or value > cell.low.value or (cell.low.closed and value == cell.low.value)
    high = cell.high is None or value < cell.high.value or (cell.high.closed and value == cell.high.value)
    return bool(low and high)


@patch.object(crossings, "NEAR_DAYS", 40)  # a month and many weeks, and sooner looked at
@given(tables_(), st.fixed_dictionaries(RECORD), st.data())
@settings(max_examples=150)
def test_every_value_lies_in_one_cell_that_says_its_outcome(
    made: DecisionTable, record: dict[str, Any], data: st.DataObject
) -> None:
    fact = data.draw(st.sampled_from(made.definition.read_facts))
    found = cells_of(made.definition, record, TODAY, fact)
    value = data.draw(VALUES[fact.name])
    try:
        verdict = interpret(made.definition, {**record, fact.name: value}, TODAY)
    except ConflictError:
        assume(False)
    told = [each for each in found.cells if inside(each, value)]
    if not told:  # what may change is left out, and said to be
        assert not found.complete
        return
    (cell,) = told
    assert (cell.outcome, cell.certain, cell.possible) == (verdict.outcome, verdict.certain, verdict.possible)


@patch.object(crossings, "NEAR_DAYS", 40)
@given(tables_(), st.fixed_dictionaries(RECORD))
@settings(max_examples=60)
def test_what_reaches_an_outcome_reaches_it(made: DecisionTable, record: dict[str, Any]) -> None:
    try:
        decision = made.decide(record, as_of=TODAY)
        found = decision.what_if()
    except ConflictError:
        return
    for reach in found.reaches:
        # no change of a fact leaves it as it is
        assert record[reach.fact] is None or not inside(reach.cell, record[reach.fact])
        then = made.decide({**record, reach.fact: reach.value}, as_of=TODAY)
        assert then.certain is reach.settled
        if not reach.settled:
            continue
        if isinstance(then.outcome, tuple):
            assert (reach.outcome in then.outcome) is reach.given
        else:
            assert then.outcome == reach.outcome
            assert then.outcome != decision.outcome or not decision.certain
    assert bool(found.questions) == bool(decision.missing)


QUIET: dict[str, Any] = {
    **dict.fromkeys(("cancellation_requested", "suspended", "suspension_requested", "complaint_open"), False),
    **{"bill": 90, "bill_average": 100, "forwarding_days_30": 2, "powered_off_days_30": 3, "usage_swing": 0.1},
    "tenure_months": 24,
}


def test_the_bound_behind_arithmetic_is_exact() -> None:
    reach = policy("retention-ladder").decide(QUIET).what_if().smallest("step-5")
    assert reach is not None
    assert (reach.fact, reach.value, reach.cell.high) == ("bill", 70.0, Bound(70.0, True))


def one(condition: str, facts: dict[str, str], **parameters: float) -> DecisionTable:
    """A policy of one rule, and a default."""
    return from_dict(
        table(
            "first",
            (condition, "x"),
            default="y",
            outcome=[{"id": each, "title": each} for each in "xy"],
            facts={name: {"type": type_} for name, type_ in facts.items()},
            parameters={name: {"value": value} for name, value in parameters.items()},
        ),
        DecisionTable,
    )


def test_windows_between_two_numbers_are_found() -> None:
    bands = from_dict(
        table(
            "first",
            ("(n - m) / m <= -big", "x"),
            ("(n - m) / m <= -small", "y"),
            default="z",
            outcome=[{"id": each, "title": each} for each in "xyz"],
            parameters={"big": {"value": 0.3}, "small": {"value": 0.28}},
        ),
        DecisionTable,
    )
    found = bands.decide({"n": 100, "m": 100}).what_if()
    (y,) = [each for each in found.reaches if (each.outcome, each.fact) == ("y", "n")]
    assert (y.cell.low, y.cell.high) == (Bound(70.0, False), Bound(72.0, True))


@pytest.mark.parametrize(
    ("condition", "facts", "record", "fact", "value"),
    [
        ("low < n * m < high", {}, {"n": 3, "m": 7}, "m", 411.51),
        ("n * n == square", {}, {"n": 5, "m": None}, "n", 7.0),
        ("n - square == 0", {}, {"n": 5, "m": None}, "n", 49.0),
        ("k + l == square", {"k": "integer", "l": "integer"}, {"k": 5, "l": 7}, "k", 42),
        (
            "days_between(e, d) == few",
            {"d": "date", "e": "date"},
            {"d": datetime.date(2026, 1, 1), "e": datetime.date(2026, 1, 1)},
            "e",
            datetime.date(2026, 1, 4),
        ),
        (
            "add_days(d, k) == e",
            {"d": "date", "e": "date", "k": "integer"},
            {"d": datetime.date(2026, 1, 1), "e": datetime.date(2026, 1, 1), "k": 30},
            "e",
            datetime.date(2026, 1, 31),
        ),
        (
            "known(add_days(d, k))",
            {"d": "date", "k": "integer"},
            {"d": datetime.date(9899, 12, 31), "k": 30},
            "d",
            datetime.date(9899, 12, 1),
        ),
    ],
)
def test_no_window_is_too_narrow(
    condition: str, facts: dict[str, str], record: dict[str, Any], fact: str, value: object
) -> None:
    made = one(condition, facts, low=1234.5, high=1234.6, square=49, few=3)
    found = made.decide(record).what_if()
    assert found.complete
    assert [each.value for each in found.reaches if (each.outcome, each.fact) == ("x", fact)] == [value]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("min(bill, average) == bill or bill > q", {"bill": 80.0, "average": 100.0}),
        ("max(bill, average) == average or bill > q", {"bill": 80.0, "average": 100.0}),
        ("abs(bill - average) == average - bill", {"bill": 80.0, "average": 100.0}),
        ("bill - average == bill or bill > q", {"bill": 200.01, "average": 0.0}),
    ],
)
def test_a_fact_on_both_sides_is_followed_through_min_max_and_abs(condition: str, expected: dict[str, float]) -> None:
    made = one(condition, {"bill": "number", "average": "number"}, q=200)
    found = made.decide({"bill": 100.0, "average": 80.0}).what_if()
    assert expected == {each.fact: each.value for each in found.reaches}
    assert found.complete


def test_a_text_that_holds_a_word_is_told_and_that_there_are_others() -> None:
    made = one('contains(lower(title), "chief")', {"title": "text"})
    found = made.decide({"title": "Engineer"}).what_if()
    (reach,) = found.reaches
    assert (reach.outcome, reach.value) == ("x", "Engineer chief")
    assert not found.complete


def test_a_change_that_changes_nothing_is_not_told() -> None:
    made = one("bill + fee == bill", {"bill": "number", "fee": "number"})
    found = made.decide({"bill": 100.0, "fee": 1.5}).what_if()
    assert [(each.fact, each.value) for each in found.reaches] == [("fee", 0)]
    assert found.complete


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("bill <= q", "bill <= 70"),
        ("bill < q", "bill < 70"),
        ("bill / average <= share", "bill <= 14"),
        ("round(bill, 0) <= q", "bill <= 70.5"),
        ("round(bill, 1) < q", "bill < 69.95"),
        ("bill * three < q / q", "bill < 1/3"),
        ("bill * bill < three", "bill >= -1.732050807568877 and bill <= 1.732050807568877"),
    ],
)
def test_limits_are_the_decimals_of_the_policy(condition: str, told: str) -> None:
    made = one(condition, {"bill": "number", "average": "number"}, q=70, share=0.2, three=3)
    found = made.decide({"bill": 90.0, "average": 70.0}).what_if()
    assert f"  {told} " in found.explain()
    (reach,) = [each for each in found.reaches if each.fact == "bill"]
    assert inside(reach.cell, reach.value)
    assert found.complete


def test_what_is_not_followed_is_said() -> None:
    made = one("bill - round(bill * share, 2) > q", {"bill": "number"}, share=0.19, q=70)
    found = made.decide({"bill": 100.0}).what_if()
    assert not found.complete
    assert "not every value could be looked at" in found.explain()


def test_every_comparison_has_a_budget_of_its_own() -> None:
    made = one("bill + fee == bill and a or low < fee < high", {"bill": "number", "fee": "number"}, low=7, high=7.25)
    found = made.decide({"bill": 100.0, "fee": 1.5, "a": False}).what_if()
    assert (7.0, False) == next((each.cell.low.value, each.cell.low.closed) for each in found.reaches if each.cell.low)


def test_a_fact_that_only_opens_the_decision_is_told() -> None:
    found = policy("retention-ladder").decide({"cancellation_requested": True}).what_if()
    (reach,) = found.reaches
    assert (reach.fact, reach.value, reach.settled) == ("cancellation_requested", False, False)
    assert "still open (step-6," in found.explain()
    assert found.smallest(None) is None


def test_finding_out_can_change_what_asks_about_today() -> None:
    made = from_dict(table("first", ("not known(a)", "x"), ("a", "y"), default="z"), DecisionTable)
    found = made.decide({"a": None, "b": True}).what_if()
    assert [(each.outcome, each.now, each.value) for each in found.reaches] == [("y", None, True), ("z", None, False)]


def test_zero_that_is_divided_by_is_an_answer_too() -> None:
    found = one("small / n > square", {}, square=49, small=98).decide({}).what_if()
    assert [(each.possible, *limits(each)) for each in found.questions["n"]] == [
        (("y",), None, Bound(0.0, closed=False)),
        (("x", "y"), Bound(0.0, closed=True), Bound(0.0, closed=True)),
        (("x",), Bound(0.0, closed=False), Bound(2.0, closed=False)),
        (("y",), Bound(2.0, closed=True), None),
    ]
    assert "n = 0            ->  still open (x, y)" in found.explain()
    assert found.to_dict()["questions"]["n"][1]["low"] == {"value": 0.0, "closed": True}


def limits(cell: Cell) -> tuple[Bound | None, Bound | None]:
    told = cell.plain
    assert told is not None
    return told.low, told.high


def test_what_no_fact_would_settle_can_be_changed() -> None:
    found = one("n / m > square", {}, square=49).decide({"n": 5, "m": 0}).what_if()
    assert {each.outcome for each in found.reaches} == {"x", "y"}
    assert "m > 0 and m < 5/49" in found.explain()


def test_nothing_changes_what_every_fact_agrees_on() -> None:
    made = from_dict(table("first", ("a or b", "x"), default="x"), DecisionTable)
    assert made.decide({"a": True, "b": True}).what_if().reaches == ()
    assert "No change of a single fact changes it." in str(made.decide({"a": True, "b": True}).what_if())


def test_the_fact_whose_answers_settle_most_is_asked_first() -> None:
    made = from_dict(table("first", ("a and b", "x"), ("a", "y"), ("c", "z"), default="y"), DecisionTable)
    found = made.decide({"b": True}).what_if()
    assert found.ask_first == "a"
    assert [each.certain for each in found.questions["a"]] == [False, True]
    assert list(found.questions) == ["a", "c"]


@pytest.mark.parametrize(("language", "said"), [("en", "Ask first: authority"), ("zh", "首先查明：authority")])
def test_in_both_languages(language: Any, said: str) -> None:
    found = policy("man").decide({"money": True, "need": True}).what_if()
    assert said in found.explain(language)
    assert found.to_dict()["questions"]["authority"][0] == {
        "values": [False],
        "outcome": "find-authority",
        "certain": True,
        "possible": ["find-authority"],
    }


def test_it_asks_for_no_fact_that_cannot_matter() -> None:
    idle = from_dict(table("first", ("c", "x"), ("a", "y"), ("b", "y")), DecisionTable)
    found = idle.decide({"a": None, "b": True, "c": None}).what_if()
    assert ["c"] == list(found.questions)
    assert all(each.certain for each in found.questions["c"])


@pytest.mark.parametrize("now", [1e-320, -1e-320, 0.0])
def test_where_a_quotient_overflows_the_nearest_numbers_to_either_side_are_told(now: float) -> None:
    made = from_dict(table("first", ("low / n > few", "x"), default="y", parameters=LIMITS, facts=FACTS))
    found = made.decide({"n": now}).what_if().reaches
    assert {("x", 0.01), ("y", -0.01)} == {(each.outcome, each.value) for each in found}
