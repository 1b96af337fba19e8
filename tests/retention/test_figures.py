"""Figures of retention: the source's own numbers come out of frames, and nothing that is open is counted as either."""

import datetime
from fractions import Fraction
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Reference
from crmrules.errors import AsOfError, EngineError, RecordError
from crmrules.expressions.days import months_later
from crmrules.retention import Rate, ValueOf, retention_figures

D = datetime.date
TODAY = D(2005, 12, 31)
SAVES, REQUESTS, RELAPSES = 7439, 18_144, 358
"""Row 0.33: 7,439 saved were 41% of those who asked, so about 18,144 did; 358 asked again after 3 to 9 months."""
REASONS = {
    "bill-too-high": 22, "left-city": 16, "surplus-number": 14, "rival-offer": 12, "arrears-fear": 11,
    "call-or-bill-trouble": 5, "unclear": 17,
}  # fmt: skip
"""Row 0.38, in hundredths of all requests."""


def source() -> pl.DataFrame:
    """Cases as the source counts them."""
    saved = [D(2004, 6, 1) if place < RELAPSES else None for place in range(SAVES)]
    lost = REQUESTS - SAVES
    return pl.DataFrame(
        {
            "result": ["saved"] * SAVES + ["lost"] * lost,
            "closed": [D(2004, 1, 15)] * REQUESTS,
            "asked_again": pl.Series(saved + [None] * lost, dtype=pl.Date),
            "value": [241.9] * SAVES + [100.0] * lost,
        }
    )


def test_the_save_rate_and_the_relapses_of_the_source() -> None:
    found = retention_figures(source(), as_of=TODAY)
    assert (REQUESTS, SAVES, REQUESTS - SAVES, 0) == (found.requests, found.saved, found.lost, found.open)
    assert "41.0%" == f"{float(found.save_rate.value or 0):.1%}"
    assert found.relapse is not None
    assert Rate(RELAPSES, SAVES) == found.relapse
    assert "4.8%" == f"{float(found.relapse.value or 0):.1%}"
    assert 0 == found.asked_early
    assert ValueOf(SAVES * Fraction("241.9"), 0) == found.value_kept


def test_the_fixture_is_what_the_shipped_figures_say() -> None:
    figures = {each.id: each.value for each in crmrules.policy("retention-figures", Reference).figures}
    assert (SAVES, 0.41, RELAPSES) == (figures["saves"], figures["save-rate"], figures["relapses"])
    assert REQUESTS == round(SAVES / 0.41)
    assert list(REASONS.values()) == [figures[id_] for id_ in figures if id_.startswith("reason-")]


def test_reasons_add_up_to_97_in_the_source_and_3_are_not_spread_over_the_others() -> None:
    reasons = [id_ for id_, share in REASONS.items() for _ in range(share)] + [None] * 3
    found = retention_figures(pl.DataFrame({"result": ["lost"] * 100, "reason": reasons}), as_of=TODAY)
    assert {id_: Fraction(share, 100) for id_, share in REASONS.items()} == {e.id: e.share for e in found.reasons}
    assert Fraction(97, 100) == sum(each.share for each in found.reasons)
    assert 3 == found.unallocated
    assert "bill-too-high" == found.reasons[0].id


def test_open_cases_leave_the_rate_open_and_recovered_ones_are_no_requests() -> None:
    cases = pl.DataFrame({"result": ["saved", "saved", "lost", None, "recovered"]})
    found = retention_figures(cases, as_of=TODAY)
    assert (4, 2, 1, 1, 1) == (found.requests, found.saved, found.lost, found.open, found.recovered)
    rate = found.save_rate
    assert (Fraction(1, 2), Fraction(3, 4), None) == (rate.low, rate.high, rate.value)
    assert found.relapse is None
    assert {} == found.value
    assert found.value_kept is None


@pytest.mark.parametrize(
    ("asked", "as_of", "relapse", "early"),
    [
        (None, D(2026, 9, 28), Rate(0, 1, 1), 0),
        (None, D(2026, 9, 29), Rate(0, 1, 0), 0),  # the last day of the tenth month
        (D(2026, 2, 28), D(2027, 1, 1), Rate(0, 1), 1),  # the last day of three calendar months
        (D(2026, 3, 1), D(2027, 1, 1), Rate(1, 1), 0),
        (D(2026, 9, 29), D(2027, 1, 1), Rate(1, 1), 0),
        (D(2026, 9, 30), D(2027, 1, 1), Rate(0, 1), 0),
        (D(2026, 3, 1), D(2026, 2, 27), Rate(0, 1, 1), 0),  # it has not been asked yet
    ],
)
def test_a_relapse_is_counted_in_calendar_months(
    asked: datetime.date | None, as_of: datetime.date, relapse: Rate, early: int
) -> None:
    cases = pl.DataFrame({"result": ["saved"], "closed": [D(2025, 11, 30)], "asked_again": [asked]})
    found = retention_figures(cases, as_of=as_of)
    assert (relapse, early) == (found.relapse, found.asked_early)


def test_the_months_of_a_relapse_are_parameters_of_the_test() -> None:
    cases = pl.DataFrame({"result": ["saved"], "closed": [D(2026, 1, 1)], "asked_again": [D(2027, 1, 15)]})
    longer = crmrules.policy("retention-success").with_parameters(relapse_to=12)
    assert Rate(0, 1) == retention_figures(cases, as_of=D(2027, 6, 1)).relapse
    assert Rate(1, 1) == retention_figures(cases, as_of=D(2027, 6, 1), success=longer).relapse


DAYS = st.dates(D(2024, 1, 1), D(2027, 12, 31))
CASES = st.fixed_dictionaries(
    {
        "result": st.sampled_from(["saved", "lost", "recovered", None]),
        "closed": st.none() | DAYS,
        "wait": st.none() | st.integers(0, 400),
        "value": st.none() | st.integers(-10_000, 10_000),
        "reason": st.sampled_from(["a", "b", None]),
    }
)


@given(st.lists(CASES, max_size=30), DAYS)
def test_frames_count_what_a_loop_counts(cases: list[dict[str, Any]], as_of: datetime.date) -> None:
    for each in cases:
        wait, closed = each.pop("wait"), each["closed"]
        each["asked_again"] = None if None in (wait, closed) else closed + datetime.timedelta(wait)
    types = {"result": pl.String, "closed": pl.Date, "asked_again": pl.Date, "value": pl.Int64, "reason": pl.String}
    found = retention_figures(pl.DataFrame(cases, schema=types), as_of=as_of)
    relapsed = early = unsettled = 0
    for each in (case for case in cases if case["result"] == "saved"):
        closed, asked = each["closed"], each["asked_again"]
        known = asked if asked is not None and asked <= as_of else None
        if closed is None:
            unsettled += 1
        elif known is not None and known <= months_later(closed, 3):
            early += 1
        elif known is not None and known < months_later(closed, 10):
            relapsed += 1
        elif known is None and as_of + datetime.timedelta(1) < months_later(closed, 10):
            unsettled += 1
    saved = [case for case in cases if case["result"] == "saved"]
    assert (Rate(relapsed, len(saved), unsettled), early) == (found.relapse, found.asked_early)
    assert sum(case["value"] or 0 for case in saved) == found.value["saved"].total
    assert sum(case["value"] is None for case in saved) == found.value["saved"].unknown
    asking = [case for case in cases if case["result"] != "recovered"]
    assert len(asking) == found.requests == sum(each.requests for each in found.reasons) + found.unallocated


@pytest.mark.parametrize("make", [pl.DataFrame.lazy, pl.DataFrame.to_arrow, pl.DataFrame.to_pandas])
def test_frames_of_every_library_are_counted(make: Any) -> None:
    cases = source().head(8000)
    assert retention_figures(cases, as_of=TODAY) == retention_figures(make(cases), as_of=TODAY)


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (pl.DataFrame({"results": ["saved"]}), "has no column `result`; did you mean `results`?"),
        (pl.DataFrame({"result": ["svaed"]}), 'unknown result "svaed"; did you mean `saved`?'),
        (pl.DataFrame({"result": [1]}), "column `result`: holds Int64, and text is wanted"),
        (pl.DataFrame({"result": ["saved"], "value": ["12"]}), "column `value`: holds String, and a number is wanted"),
        (
            pl.DataFrame({"result": ["saved"], "asked_again": [D(2026, 1, 1)]}),
            "has no column `closed`; with `asked_again` the day of the save is needed",
        ),
        (
            pl.DataFrame({"result": ["saved"], "closed": [D(2026, 2, 1)], "asked_again": [D(2026, 1, 1)]}),
            "2026-01-01 is before 2026-02-01, the day of the save; give the first request after the save",
        ),
    ],
)
def test_what_cannot_be_counted_is_told(cases: pl.DataFrame, said: str) -> None:
    with pytest.raises(RecordError) as error:
        retention_figures(cases, as_of=TODAY)
    assert said in str(error.value)


def test_what_is_no_frame_and_no_day_is_refused() -> None:
    with pytest.raises(EngineError, match="is no frame that is known"):
        retention_figures([{"result": "saved"}], as_of=TODAY)
    with pytest.raises(AsOfError, match="is no date"):
        retention_figures(source(), as_of="2026-01-01")  # type: ignore[arg-type]


def test_the_figures_are_said_in_both_languages_and_as_plain_values() -> None:
    cases = pl.DataFrame(
        {
            "result": ["saved", "lost", None, "recovered"],
            "reason": ["bill-too-high", None, "bill-too-high", None],
            "value": [241.9, 100, None, 50],
            "closed": [D(2025, 1, 1), D(2025, 2, 1), None, None],
            "asked_again": [D(2025, 6, 1), None, None, None],
        }
    )
    found = retention_figures(cases, as_of=TODAY.replace(year=2026))
    assert found.explain() == (
        "Figures of retention\n"
        "  as of 2026-12-31\n"
        "  Saved: 33.3% to 66.7% (1 of 3, 1 open) of those who asked to leave.\n"
        "  Relapsed later: 100.0% (1 of 1) of those saved.\n"
        "  Results\n"
        "    result                       cases   value  value unknown\n"
        "    saved                            1  241.90              0\n"
        "    lost                             1  100.00              0\n"
        "    recovered without a request      1   50.00              0\n"
        "    open                             1    0.00              1\n"
        "  Reasons, of all requests\n"
        "    reason           cases  share\n"
        "    bill-too-high        2  66.7%\n"
        "    no known reason      1  33.3%"
    )
    assert "挽留：占要求销号者的 33.3% 至 66.7%（3 中的 1，1 未决）。" in found.explain("zh")
    plain = found.to_dict()
    assert {"part": 1, "whole": 1, "open": 0, "low": 1.0, "high": 1.0, "value": 1.0} == plain["relapse"]
    assert {"total": 241.9, "unknown": 0} == plain["value"]["saved"]


def test_nothing_gives_no_rate() -> None:
    found = retention_figures(pl.DataFrame({"result": []}, schema={"result": pl.String}), as_of=TODAY)
    assert (None, None) == (found.save_rate.value, found.save_rate.low)
    assert "Saved: nothing to reckon of" in found.explain()


def test_a_pandas_and_an_arrow_frame_without_values_are_counted() -> None:
    assert (
        1 == retention_figures(pd.DataFrame({"result": ["saved"], "value": [None]}), as_of=TODAY).value["saved"].unknown
    )
    assert 1 == retention_figures(pa.table({"result": ["saved"]}), as_of=TODAY).saved
