"""Missing rows are proven before they are proposed: pasted, they close the gap and change nothing that was decided."""

import datetime
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import from_dict
from crmrules.assurance.check.finding import Code, Finding
from crmrules.assurance.check.findings import findings
from crmrules.errors import ConflictError
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from tests.agreement.policies import DAY, PATIENT, stored_records, tables
from tests.policies import table

DATES = {"d": {"type": "date"}, "e": {"type": "date"}}
LOW = {"low": {"value": 30, "origin": "own"}}
PASTED = "pasted"


def gap_of(document: dict[str, Any]) -> Finding | None:
    found = findings(from_dict(document).definition)
    return next((each for each in found if each.code is Code.GAP), None)


def proposed(*rules: tuple[str, str], hit: str = "unique", **changes: Any) -> tuple[list[str], str]:
    """The conditions of the proposed rows, and the remedy that is told."""
    gap = gap_of(table(hit, *rules, **changes))
    assert gap is not None
    return [each["when"] for each in tomllib.loads(gap.proposal).get("rule", [])], gap.remedy


def pasted(document: dict[str, Any], proposal: str) -> DecisionTable:
    """The policy with the rows at its end, with an outcome of their own."""
    rows = [{**each, "then": PASTED, "because": "So."} for each in tomllib.loads(proposal)["rule"]]
    outcomes = [*document["outcome"], {"id": PASTED, "title": PASTED}]
    return from_dict({**document, "rule": [*document["rule"], *rows], "outcome": outcomes}, DecisionTable)


def test_rows_keep_what_facts_are_compared_with_the_day() -> None:
    rows, _ = proposed(("d > as_of", "x"), ("d < as_of and a", "y"), facts=DATES)
    assert ["d == as_of", "d < as_of and not a"] == rows


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((("known(a)", "x"),), ["not known(a)"]),
        ((("known(n) and n > low", "x"), ("known(n) and n <= low", "y")), ["not known(n)"]),
        ((("coalesce(n, m) > low", "x"),), ["n <= low", "not known(n) and m <= low"]),
        ((("days_between(as_of, d) > low", "x"),), ["days_between(as_of, d) <= low"]),
    ],
)
def test_gaps_over_what_is_known_today_get_their_row(rules: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    rows, remedy = proposed(*rules, facts=DATES, parameters=LOW)
    assert (expected, "add the missing rules, or a `default`") == (rows, remedy)


def test_more_than_eight_rows_are_said() -> None:
    facts = {name: {"values": list("pqrstuvwxyz")} for name in ("f", "g")}
    pairs = [(f'f == "{one}" and g == "{one}"', "x") for one in "pqrstuvwxyz"]
    rows, remedy = proposed(*pairs, facts=facts)
    assert 8 == len(rows)
    assert "more than 8 are missing, and these are the first" in remedy


@given(tables((HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)), st.data())
@settings(max_examples=30, suppress_health_check=PATIENT)
def test_pasted_rows_change_nothing_that_was_decided(made: DecisionTable, data: st.DataObject) -> None:
    document = made.to_dict()
    gap = gap_of(document)
    if gap is None or not gap.proposal:
        return
    ours = pasted(document, gap.proposal)
    near = [DAY + datetime.timedelta(days) for days in (-1, 0, 1)]
    drawn = st.tuples(stored_records(made), st.sampled_from((datetime.date(2020, 1, 1), *near)))
    for record, day in data.draw(st.lists(drawn, min_size=5, max_size=20)):
        try:
            before = made.decide(record, as_of=day)
            settled = before.outcome
        except ConflictError:
            continue
        after = ours.decide(record, as_of=day)  # no row contradicts a rule
        if settled is not None:
            assert settled == after.outcome
        if after.fired and after.outcome == PASTED:
            assert before.outcome is None
    if "cannot all" not in gap.remedy and "more than" not in gap.remedy:
        assert gap_of(ours.to_dict()) is None


def test_a_row_with_the_day_is_true_on_its_days_alone() -> None:
    document = table("unique", ("d > as_of", "x"), facts=DATES)
    gap = gap_of(document)
    assert gap is not None
    ours, day = pasted(document, gap.proposal), datetime.date(2026, 3, 1)
    outcomes = [ours.decide({"d": each}, as_of=day).outcome for each in (day.replace(day=2), day, day.replace(month=2))]
    assert ["x", PASTED, PASTED] == outcomes
