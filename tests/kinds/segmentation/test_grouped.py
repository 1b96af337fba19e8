"""Groups: each is cut by itself, as if there were no others, and told by itself."""

import json
import pickle
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

import crmrules
from crmrules import Binding, Segmentation, check, review
from crmrules.errors import PolicyError, RecordError
from crmrules.kinds import page
from crmrules.kinds.segmentation.drafts import drafts
from crmrules.kinds.segmentation.findings import unshown
from crmrules.kinds.segmentation.grouped import GroupedCuts, GroupedPlacement
from crmrules.kinds.segmentation.several import SeveralCuts
from crmrules.reports.markdown import markdown
from tests.populations import BY_CUSTOMERS, BY_EDGES, changed

LAW = {"top": "upper", "profit": "upper", "bottom": "middle", "loss": "middle"}
FACTS = {
    "profit": {"type": "money", "title": {"en": "Profit", "zh": "利润"}},
    "region": {"type": "text", "title": {"en": "Region", "zh": "地区"}},
}
BY_REGION = {**BY_CUSTOMERS, "id": "regional", "by": "region", "facts": FACTS, "law": LAW}
BANDS = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
REGIONAL = crmrules.from_dict(BY_REGION, Segmentation)
CUSTOMERS: list[dict[str, Any]] = [
    *({"region": "north", "profit": profit} for profit in (900.0, 400.0, 300.0, 20.0, -5.0)),
    *({"region": "south", "profit": profit} for profit in (90.0, 40.0, 30.0, 2.0, 1.0)),
    {"region": "west", "profit": -1.0},
    {"region": None, "profit": 500.0},
    {"region": "north", "profit": None},
]


def cut(policy: Segmentation = REGIONAL) -> GroupedCuts:
    found = policy.cut(CUSTOMERS)
    assert isinstance(found, GroupedCuts)
    return found


def test_each_group_is_cut_as_if_there_were_no_others() -> None:
    cuts = cut()
    assert ["north", "south", "west"] == list(cuts.groups)
    for group, own in cuts.groups.items():
        alone = BANDS.cut([{"profit": each["profit"]} for each in CUSTOMERS if each["region"] == group])
        assert alone.bands == own.bands
        assert (alone.known, alone.unknown, alone.flagged) == (own.known, own.unknown, own.flagged)


def test_the_bands_of_all_groups_hold_what_those_of_each_hold() -> None:
    cuts = cut()
    assert {"top": 2, "mid": 4, "rest": 5} == {band.id: band.customers for band in cuts.bands}
    assert [Decimal("990.00"), Decimal("770.00"), Decimal("17.00")] == [band.amount for band in cuts.bands]
    assert (11, 2, 1, 2) == (cuts.known, cuts.unknown, cuts.ungrouped, cuts.flagged)
    assert (None, None) == cuts.edges
    assert 2 / 11 == cuts.shares["top"].customers


def test_who_has_no_group_has_no_band_and_no_flag() -> None:
    nowhere = cut().decide({"region": None, "profit": -500})
    assert (None, None, ("region",)) == (nowhere.outcome, nowhere.flagged, nowhere.missing)
    nothing = cut().decide({"region": "", "profit": None})
    assert ("profit", "region") == nothing.missing


def test_a_group_that_was_not_there_leaves_the_band_open() -> None:
    placed = cut().decide({"region": "east", "profit": 500})
    assert isinstance(placed, GroupedPlacement)
    assert (None, None, (), "east") == (placed.outcome, placed.flagged, placed.missing, placed.group)
    assert placed.explain() == "regional: open - no customer of region = east was there when it was cut"
    frame = cut().apply(pl.DataFrame({"region": ["east", "south"], "profit": [500.0, 90.0]}))
    assert [None, "top"] == frame["regional"].to_list()


def test_a_customer_is_told_the_edges_of_the_own_group() -> None:
    said = cut().decide({"region": "south", "profit": 40}).explain()
    assert said.splitlines() == [
        "regional: mid - Mid",
        "  region = south, among 5 customers of it",
        "  profit = 40, reaches the 30.00 of mid, is below the 90.00 of top",
    ]
    assert "region = south，在其 5 位客户中" in cut().decide(CUSTOMERS[5]).explain("zh")


REPORT = """\
Bands (regional)
  11 customers ranked by Profit (profit), each among those of the same Region (region).
  Cut at shares of customers, the bands above counted in:
    Top (top)  20%  upper   your own
    Mid (mid)  50%  middle  your own
  With no known Profit (profit), and so in no band: 1.
  Of an unknown Region (region), and so in no band: 1.
  Shares of the total are of the positive total; with what some lose they add up to 99.66%.
  Bands, with the shares that came out
    band         customers  of customers   total  of the total
    Top (top)            2         18.2%  990.00        55.52%
    Mid (mid)            4         36.4%  770.00        43.19%
    Rest (rest)          5         45.5%   17.00         0.95%
  Where the bands of each Region (region) begin
    Region (region)  customers     total  Top from  Mid from  what the top 20% bring
    north                    5  1,615.00    900.00    300.00                  55.56%
    south                    5    163.00     90.00     30.00                  55.21%
    west                     1     -1.00    nobody    nobody                   0.00%
  Bringing no profit: 2. Review each: potential first, then the service it gets.
"""


def test_the_report_tells_where_each_group_is_cut() -> None:
    assert REPORT.rstrip() == cut().explain()
    assert "各地区（region）的级别界限" in cut().explain("zh")


def test_a_report_of_many_groups_tells_of_the_largest() -> None:
    crowd = [{"region": f"r{place % 60:02}", "profit": float(place)} for place in range(90)]
    said = REGIONAL.cut(crowd).explain()
    assert "The 50 with most customers, of 60" in said
    assert "r29 " in said
    assert "r59 " not in said


def test_cuts_of_groups_are_kept_and_read_again() -> None:
    cuts = cut()
    kept = json.loads(json.dumps(cuts.to_dict()))
    again = REGIONAL.cuts_from(kept)
    assert again == cuts
    assert again.bands == cuts.bands
    assert pickle.loads(pickle.dumps(cuts)) == cuts
    assert again.decide(CUSTOMERS[0]).outcome == "top"
    kept["groups"]["south"]["known"] = "many"
    with pytest.raises(RecordError, match='cuts, `groups`, "south", `known`: "many" is no count'):
        REGIONAL.cuts_from(kept)
    with pytest.raises(RecordError, match="cuts, `groups`: 3 is no table"):
        REGIONAL.cuts_from({**cuts.to_dict(), "groups": 3})


def test_groups_are_read_through_a_binding() -> None:
    bind = Binding({"profit": "gain", "region": {"column": "code", "values": {"1": "north", "2": "south"}}})
    frame = pl.DataFrame({"gain": [5.0, 4.0, 3.0, 2.0], "code": [1, 2, 1, 2]})
    assert ["top", "top", "mid", "mid"] != REGIONAL.apply(frame, bind=bind)["regional"].to_list()
    assert ["top", "top", "rest", "rest"] == REGIONAL.apply(frame, bind=bind)["regional"].to_list()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (changed(BY_REGION, by="regoin"), "`by`: unknown fact `regoin`; did you mean `region`?"),
        (changed(BY_REGION, by="profit"), "`by`: `profit` is money; groups go by a text"),
        (
            {**BY_EDGES, "by": "region", "facts": FACTS},
            "`by`: parts customers into groups, and fixed edges are the same in each; cut by shares, or leave `by` out",
        ),
    ],
    ids=["unknown", "number", "edges"],
)
def test_what_groups_go_by_is_a_text_that_is_there(document: dict[str, Any], said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        crmrules.from_dict(document)
    assert said in str(raised.value)


def test_an_example_of_one_group_shows_no_groups_and_a_draft_shows_two() -> None:
    said = "policy `regional`, `by`: no example has customers of two values of `region`"
    assert said in [f"{each.path}: {each.message}" for each in unshown(REGIONAL.definition)]
    [draft, *_] = drafts(REGIONAL.definition)
    assert draft.example is not None
    assert {"A", "B"} == {each["region"] for each in draft.example.given}
    shown = changed(
        BY_REGION,
        example=[
            {
                "name": "two",
                "given": list(draft.example.given),
                "expect": {"outcome": list(draft.example.expect.outcome)},
            }
        ],
    )
    assert said not in [f"{each.path}: {each.message}" for each in unshown(crmrules.from_dict(shown).definition)]
    assert "wrong-example" not in [each.code for each in check(crmrules.from_dict(shown))]


def test_a_difference_in_groups_is_left_open() -> None:
    other = crmrules.from_dict(changed(BY_REGION, by="", law=LAW), Segmentation)
    found = crmrules.diff(other, REGIONAL)
    assert "they rank within other groups" in found.explain()
    more = REGIONAL.with_parameters(upper=0.5)
    assert "mid" in crmrules.diff(REGIONAL, more).explain()


def test_several_measures_are_cut_by_group_as_well() -> None:
    document = crmrules.policy("rfm").to_dict()
    document |= {"id": "rfm-by-region", "by": "region", "facts": {"region": FACTS["region"]}}
    del document["example"]
    policy = crmrules.from_dict(document, Segmentation)
    rows = [
        {"recency": place % 7, "frequency": place % 5, "monetary": float(place % 11), "region": "ns"[place % 2]}
        for place in range(40)
    ]
    cuts = policy.cut([*rows, {"recency": 1, "frequency": 1, "monetary": 1, "region": None}])
    assert isinstance(cuts, SeveralCuts)
    assert (40, 1) == (cuts.known, cuts.unknown)
    alone = crmrules.policy("rfm").cut([each for each in rows if each["region"] == "n"])
    for each in rows[::2]:
        assert alone.decide(each).outcome == cuts.decide(each).outcome
    assert "or of an unknown Region (region), and so without an answer: 1." in cuts.explain()
    assert "Recency: 5 - recency = 0, is within the " in cuts.decide(rows[0]).explain()
    assert "Recency: open - no customer of region = w" in cuts.decide({**rows[0], "region": "w"}).explain()
    assert "Monetary value: open - region is unknown" in cuts.decide({**rows[0], "region": None}).explain()
    assert policy.cuts_from(json.loads(json.dumps(cuts.to_dict()))) == cuts


def test_a_review_tells_of_groups_and_lists_customers_by_them() -> None:
    found = review(pl.DataFrame(CUSTOMERS), policies=[REGIONAL])
    said = found.explain()
    assert "south                    5    163.00     90.00     30.00" in said
    assert "Bringing no profit: 2." in said
    rows = found.worklist("regional").collect()
    assert ["row", "band", "Region", "Profit", "because", "to find out"] == rows.columns
    told = {row: (band, region, because, ask) for row, band, region, _, because, ask in rows.iter_rows()}
    assert [1, 6, 2, 3, 7, 8, 4, 9, 10, 11, 5, 12, 13] == list(told)
    assert ("Mid", "south", "reaches the 30.00 of Mid, is below the 90.00 of Top", None) == told[7]
    assert ("open", None, None, "Region") == told[12]
    assert ("open", "north", None, "Profit") == told[13]


def test_a_region_that_is_the_same_for_all_is_one_group() -> None:
    rows = [{"profit": float(place)} for place in range(9)]
    bind = Binding(assume={"region": "north"})
    alone = BANDS.apply(pl.DataFrame(rows))["bands"].to_list()
    assert alone == REGIONAL.apply(pl.DataFrame(rows), bind=bind)["regional"].to_list()
    cuts = REGIONAL.cut(rows, bind=bind)
    assert alone == [each.outcome for each in cuts.decide_many(rows)]
    with duckdb.connect() as connection:
        connection.register("customers", pl.DataFrame(rows))
        sql = REGIONAL.sql("customers", dialect="duckdb", columns=["profit"], keep=["profit"], bind=bind)
        assert alone == [row[1] for row in sorted(connection.sql(sql).fetchall())]


def test_the_page_says_whom_a_customer_is_compared_with() -> None:
    assert "Each is compared with those of the same `region` alone." in markdown(page(REGIONAL.definition))
