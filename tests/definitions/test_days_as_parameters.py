"""Parameters that are days: read, compared on every engine, dated, set anew, written again and shown."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules.assurance.check.finding import Code
from crmrules.cli.setting import with_settings
from crmrules.errors import PolicyError
from crmrules.expressions.types import DATE
from crmrules.kinds.decision.policy import DecisionTable
from tests.frames import MAKERS, arrow, rows_of
from tests.policies import table

PRICES, LATER = datetime.date(2026, 7, 1), datetime.date(2027, 1, 1)


def since(**prices: Any) -> DecisionTable:
    """Whether customers joined since the price list."""
    made = table(
        "first",
        ("joined >= prices", "new"),
        ("days_between(prices, joined) > 0", "old"),
        facts={"joined": {"type": "date"}},
        parameters={"prices": prices or {"value": PRICES, "origin": "own", "why": "the price list"}},
    )
    made["rule"][0]["because"] = "Joined on {joined}, since {prices}."
    return crmrules.from_dict(made, DecisionTable)


def test_a_day_is_compared_with_a_day() -> None:
    assert since().decide({"joined": PRICES}).outcome == "new"
    assert since().decide({"joined": datetime.date(2026, 6, 30)}).outcome == "old"
    assert "Joined on 2026-07-02, since 2026-07-01." in since().decide({"joined": datetime.date(2026, 7, 2)}).explain()


@pytest.mark.parametrize("library", MAKERS)
def test_frames_compare_with_it(library: str) -> None:
    rows = [{"joined": each} for each in (PRICES, datetime.date(2026, 6, 30), None)]
    found = rows_of(since().apply(MAKERS[library](arrow(rows, {"joined": DATE}))))
    assert [row["table"] for row in sorted(found, key=lambda row: row["row"])] == ["new", "old", None]


def test_it_is_dated_set_and_written() -> None:
    dated = since(dated=[{"from": PRICES, "value": PRICES}, {"from": LATER, "value": LATER}])
    assert dated.decide({"joined": PRICES}, as_of=PRICES).outcome == "new"
    assert dated.decide({"joined": PRICES}, as_of=LATER).outcome == "old"
    assert since().with_parameters(prices=LATER).decide({"joined": PRICES}).outcome == "old"
    [changed] = with_settings([since()], ["table.prices=2027-01-01"])
    assert changed.parameters["prices"].value == LATER
    assert crmrules.loads(since().to_toml()).hash == since().hash
    assert "2026-07-01" in since().to_toml()


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(PolicyError, match='`prices`: "soon" is no date'):
        since().with_parameters(prices="soon")
    with pytest.raises(PolicyError, match="`soon` is no day; write it as 2026-07-01"):
        with_settings([since()], ["table.prices=soon"])
    with pytest.raises(PolicyError, match="mixes day and number"):
        since(dated=[{"from": PRICES, "value": PRICES}, {"from": LATER, "value": 1}])
    with pytest.raises(PolicyError, match="is too late; days run to 9899-12-31"):
        since(value=datetime.date(9999, 1, 1))


def test_check_and_what_if_reckon_with_it() -> None:
    always = [each for each in crmrules.check(since()) if each.code in (Code.GAP, Code.CONFLICT, Code.ALWAYS_TRUE)]
    assert always == []  # before the day or not: one of the rules is true of every known day
    reach = since().decide({"joined": datetime.date(2026, 6, 1)}).what_if().smallest("new")
    assert reach is not None
    assert reach.value == PRICES
