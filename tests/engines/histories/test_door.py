"""Frames of events: columns of any plain type mean what records mean, and what is wrong is told in the same words."""

import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from crmrules import Binding
from crmrules.errors import AsOfError, BindingError, CrmRulesError, EngineError, RecordError

DAY = datetime.date(2026, 7, 1)
FACTS: dict[str, Any] = {
    "orders": {"count": "order"},
    "profit": {"sum": "order.amount"},
    "mean": {"mean": "order.amount"},
    "noted": {"count": "order", "where": "known(note)"},
    "late": {"max": "order.due"},
    "after": {"count": "call", "after": "order"},
}
COLUMNS = {"due": "date"}
BIND = Binding(FACTS, columns=COLUMNS)
ROW: dict[str, Any] = {
    "customer": "C1",
    "at": datetime.date(2026, 6, 1),
    "kind": "order",
    "amount": 1.1,
    "note": "x",
    "due": datetime.date(2026, 6, 9),
}


def binding(**history: Any) -> Binding:
    forms = {name: history.pop(name) for name in ("unknown", "number", "day") if name in history}
    return Binding(FACTS, columns=COLUMNS, history=history, **forms)


def assert_as_records(bind: Binding, frame: pl.DataFrame, known_at: datetime.date | None = None) -> None:
    """The frame gives what its rows give, be it facts or an error."""
    try:
        wanted: Any = [
            {"customer": name, **facts}
            for name, facts in bind.facts_by_customer(frame.to_dicts(), DAY, known_at).items()
        ]
    except CrmRulesError as error:
        wanted = str(error)
    try:
        found: Any = bind.facts_at(frame, DAY, known_at).to_dicts()
    except CrmRulesError as error:
        found = str(error)
    assert wanted == found


def rows(**columns: list[Any]) -> pl.DataFrame:
    """Two orders of C1, with other values in some columns."""
    return pl.DataFrame([ROW, ROW]).with_columns(
        pl.Series(name, values, strict=False) for name, values in columns.items()
    )


@pytest.mark.parametrize(
    ("bind", "columns"),
    [
        (BIND, {"customer": [13085, 7]}),
        (BIND, {"customer": [13085.0, 7.0]}),
        (BIND, {"customer": [13085.5, 7.0]}),
        (BIND, {"customer": [None, " "]}),
        (BIND, {"customer": [True, False]}),
        (binding(unknown=["N/A", "7"]), {"customer": ["C1", "N/A"]}),
        (binding(unknown=["N/A", "7"]), {"customer": [7, 8]}),
        (BIND, {"at": ["2026-06-01", "2026-06-02"]}),
        (BIND, {"at": ["2026-06-01", "2026-06-02 09:30:00"]}),
        (BIND, {"at": ["1.6.2026", None]}),
        (BIND, {"at": [datetime.datetime(2026, 6, 30, 23), datetime.datetime(2026, 6, 30, 1)]}),
        (BIND, {"at": [datetime.datetime(2026, 6, 30, 23, tzinfo=datetime.UTC)] * 2}),
        (BIND, {"at": [20260601, 20260602]}),
        (binding(zone="Asia/Shanghai"), {"at": [datetime.datetime(2026, 6, 30, 23, tzinfo=datetime.UTC)] * 2}),
        (binding(zone="Asia/Shanghai"), {"at": ["2026-06-30T23:00:00Z", "2026-07-01T07:00:00+08:00"]}),
        (binding(at={"column": "at", "day": "%d.%m.%Y"}), {"at": ["01.06.2026", "2.6.2026"]}),
        (binding(day="%d/%m/%Y"), {"at": ["01/06/2026"] * 2, "due": ["30/06/2026", None]}),
        (BIND, {"kind": ["order", None]}),
        (BIND, {"kind": [1, 2]}),
        (binding(kind={"column": "kind", "values": {"1": "order", "3": "call"}}), {"kind": [1, 2]}),
        (binding(kind={"column": "kind", "values": {"1": "order", "2": "call"}}), {"kind": [1, 2]}),
        (BIND, {"amount": ["1", "x"]}),
        (BIND, {"amount": ["x", 2], "kind": ["gift", "order"]}),
        (BIND, {"amount": [float("inf"), 1.0]}),
        (BIND, {"amount": [float("nan"), 1.0]}),
        (BIND, {"amount": [2**53, 1]}),
        (BIND, {"amount": [3, None]}),
        (BIND, {"amount": [Decimal("10.10"), Decimal("0.05")]}),
        (BIND, {"amount": [None, None]}),
        (binding(number={"decimal": ",", "thousands": "."}), {"amount": ["1.234,5", "-7"]}),
        (binding(unknown=["-1"]), {"amount": [-1, 3]}),
        (BIND, {"note": [None, " "]}),
        (BIND, {"note": [3.5, float("nan")]}),
        (binding(unknown=["-"]), {"note": ["-", "x"]}),
        (BIND, {"due": ["2026-06-01", "2026-06-01"]}),
        (binding(where="amount > 1"), {"amount": [0.5, 3]}),
        (binding(where="amount > 1"), {"amount": [None, 3]}),
        (binding(where="amount > 1"), {"amount": ["x", "3"]}),
        (binding(where="amount > 1"), {"amount": [1, 0]}),
        (binding(id="due"), {"due": [1, 1]}),
        (binding(id="note"), {"note": ["e1", "e1"]}),
        (binding(id="note"), {"note": ["e1", "e1"], "amount": [1, 2]}),
        (binding(id="note"), {"note": ["e1", "e1"], "kind": ["gift", "thing"]}),
        (binding(id=["note", "amount"]), {"note": ["e1", None], "amount": [1, 2]}),
        (binding(id="amount"), {"amount": [1.5, 2]}),
        (binding(joined="due", since=datetime.date(2026, 6, 1)), {"due": [datetime.date(2026, 6, 2), None]}),
        (binding(joined={"event": "born"}, since=datetime.date(2026, 6, 1)), {"kind": ["order", "born"]}),
    ],
)
def test_columns_mean_what_records_mean(bind: Binding, columns: dict[str, list[Any]]) -> None:
    assert_as_records(bind, rows(**columns))


@pytest.mark.parametrize("recorded", [[None, None], ["2026-06-30", None], ["2026-06-30", "2026-07-02"]], ids=str)
def test_what_was_recorded_later_was_not_known(recorded: list[Any]) -> None:
    assert_as_records(binding(recorded="recorded"), rows(recorded=recorded), DAY)


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(BindingError, match="there is no column `amount`"):
        BIND.facts_at(rows().rename({"amount": "amuont"}), DAY)


def test_a_column_of_another_kind_of_type_is_told() -> None:
    with pytest.raises(RecordError, match=r"column `amount`: is List\(Int64\), and no value of an event"):
        BIND.facts_at(rows(amount=[[1], [2]]), DAY)


def test_what_is_no_frame_that_is_known_is_told() -> None:
    class Table:
        columns = ("customer",)
        dtypes = ("text",)

    with pytest.raises(EngineError, match="Table` is no frame that is known"):
        BIND.facts_at(Table(), DAY)


def test_a_span_of_which_nothing_is_known_is_on_for_no_day_of_a_window_without_one() -> None:
    facts = {"days": {"days": "state", "after": "order"}}
    since = datetime.date(2026, 1, 1)
    bind = Binding(facts, history={"since": since}, spans={"state": {"from": "on", "to": "off"}})
    assert_as_records(bind, rows(at=[DAY, DAY]))
    assert [0] == bind.facts_at(rows(at=[DAY, DAY]), DAY)["days"].to_list()


def test_a_frame_is_no_list_of_events() -> None:
    with pytest.raises(RecordError, match="a frame is no list of events; of a frame `facts_at` gives the facts"):
        BIND.facts_by_customer(rows(), DAY)


def test_names_that_polars_takes_for_patterns_are_names() -> None:
    bind = Binding({"profit": {"sum": "order", "value": "column('^a.*$')"}}, history={"customer": "*", "kind": "order"})
    frame = pl.DataFrame({"*": ["C1"], "at": [DAY], "^a.*$": [2.5], "abc": [1]})
    for each in (frame, frame.lazy()):
        assert [{"*": "C1", "profit": 2.5}] == bind.facts_at(each, DAY).lazy().collect().to_dicts()


def test_numbers_of_many_places_are_reckoned_in_floats() -> None:
    frame = rows(amount=[0.123456789012345, 1 / 3])
    facts = BIND.facts_by_customer(frame.to_dicts(), DAY)["C1"]
    found = BIND.facts_at(frame, DAY).row(0, named=True)
    assert facts["mean"] == pytest.approx(found["mean"], rel=1e-15)
    assert facts["profit"] == pytest.approx(found["profit"], rel=1e-15)


def test_no_events_are_no_rows() -> None:
    found = BIND.facts_at(rows().clear(), DAY)
    assert ["customer", *FACTS] == found.columns
    assert 0 == found.height


def test_pandas_has_days_as_moments() -> None:
    frame = pd.DataFrame([{**ROW, "at": pd.Timestamp("2026-06-01"), "due": pd.Timestamp("2026-06-09")}])
    found = BIND.facts_at(frame, DAY)
    assert pd.Timestamp("2026-06-09") == found["late"][0]
    asked = pd.DataFrame({"customer": ["C1"], "as_of": [pd.Timestamp("2026-05-31")]})
    assert [0] == list(BIND.facts_at(frame, asked)["orders"])


def test_pandas_refuses_moments_among_days() -> None:
    days = [datetime.date(2026, 6, 1), datetime.datetime(2026, 6, 1, 23, 30)]
    with pytest.raises(RecordError, match="column `at`: cannot be read as one type: it holds days, and the moment"):
        BIND.facts_at(pd.DataFrame([{**ROW, "at": each} for each in days]), DAY)


def test_pairs_keep_their_order_and_their_columns() -> None:
    asked = pl.DataFrame(
        {"label": [1, 2, 3], "as_of": [DAY, datetime.date(2026, 5, 1), DAY], "customer": ["C2", "C1", "C1"]}
    )
    found = BIND.facts_at(rows(), asked)
    assert ["label", "as_of", "customer", *FACTS] == found.columns
    assert [(1, 0, 0.0, None), (2, 0, 0.0, None), (3, 2, 2.2, 1.1)] == found.select(
        "label", "orders", "profit", "mean"
    ).rows()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"customer": ["C1"]}, "`as_of`, frame: has no column `as_of`"),
        ({"customer": [None], "as_of": [DAY]}, "`as_of`, row 1, column `customer`: is unknown"),
        ({"customer": ["C1"], "as_of": ["soon"]}, '`as_of`, row 1, column `as_of`: "soon" is no date; give a date'),
        ({"customer": [3], "as_of": [DAY]}, "column `customer`: is Int64, and the customers of the events are String"),
        ({"customer": ["C1"], "as_of": [DAY], "profit": [1]}, "a fact is called `profit`"),
    ],
    ids=str,
)
def test_pairs_that_are_none_are_told(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError) as caught:
        BIND.facts_at(rows(), pl.DataFrame(asked))
    assert message in str(caught.value)


def test_pairs_are_of_frames() -> None:
    with pytest.raises(AsOfError, match="is no date"):
        BIND.facts_at([ROW], pa.table({"customer": ["C1"]}))


def test_a_value_that_is_reckoned_keeps_its_type() -> None:
    reckoned = Binding(
        {
            "word": {"last": "order", "value": "lower(note)"},
            "dear": {"first": "order", "value": "amount > 1"},
            "year": {"last": "order", "value": "year(due)"},
            "next": {"max": "order", "value": "add_months(due, 1)"},
        },
        columns=COLUMNS,
    )
    assert_as_records(reckoned, rows(note=["X", "X"]))
    found = reckoned.facts_at(rows(note=["X", "X"]), DAY)
    assert found.dtypes[1:] == [pl.String, pl.Boolean, pl.Int64, pl.Date]


def test_a_sum_whose_count_of_last_places_no_float_holds_is_the_float_next_to_it() -> None:
    amounts = [*([99_999_999.000007, 99_999_998.000003] * 101), 99_999_998.000003]
    lines = pl.DataFrame([ROW | {"amount": amount} for amount in amounts])
    found = BIND.facts_at(lines, DAY)
    assert [20_299_999_695.001013] == found["profit"].to_list()
    mean: Any = BIND.facts_by_customer(lines.to_dicts(), DAY)["C1"]["mean"]
    assert [float(mean)] == found["mean"].to_list()


def test_a_midnight_of_a_zone_is_no_day() -> None:
    midnights = [datetime.datetime(2026, 6, 9, tzinfo=datetime.UTC)] * 2
    assert_as_records(BIND, rows(due=midnights))
    with pytest.raises(RecordError, match=r"row 1, column `due`: 2026-06-09T00:00:00\+00:00 is a moment"):
        BIND.facts_at(rows(due=midnights), DAY)


@pytest.mark.parametrize("column", ["at", "recorded", "joined", "due"])
def test_a_frame_without_rows_is_refused_for_moments_of_a_zone_as_its_schema_tells(column: str) -> None:
    moment = pl.Series([None], dtype=pl.Datetime("us", "UTC"))
    empty = pl.DataFrame([ROW | {"recorded": None, "joined": None}]).with_columns(moment.alias(column)).clear()
    told = binding(recorded="recorded", joined="joined")
    with pytest.raises(RecordError, match=f"frame, column `{column}`: holds moments of a zone; "):
        told.facts_at(empty, DAY)
    zoned = binding(recorded="recorded", joined="joined", zone="Asia/Shanghai")
    if column != "due":
        assert 0 == zoned.facts_at(empty, DAY).height


def test_rounded_values_are_counted_in_their_last_place() -> None:
    rounded = Binding({"sum": {"sum": "order", "value": "round(amount, 1)"}})
    lines = pl.DataFrame([ROW | {"amount": amount} for amount in (0.11, 0.22, 0.25, 0.35) * 9])
    assert [8.1] == rounded.facts_at(lines, DAY)["sum"].to_list()


def test_rows_of_which_nobody_knows_whether_they_are_events_are_told_with_all_that_is_wrong() -> None:
    asked = binding(where="note == 'x'")
    frame = pl.DataFrame([ROW | {"customer": None}, ROW | {"note": None}, ROW | {"kind": " "}, ROW | {"at": None}])
    assert_as_records(asked, frame)
    with pytest.raises(RecordError) as raised:
        asked.facts_at(frame, DAY)
    assert ["row 1", "row 2", "row 3", "row 4"] == [line.split(":")[0] for line in str(raised.value).splitlines()]


def test_days_and_moments_stand_beside_each_other_where_nothing_is_put_in_order_by_them() -> None:
    told = binding(recorded="recorded", joined="joined", since=datetime.date(2026, 1, 1))
    mixed = rows(recorded=["2026-06-02", "2026-06-03T09:30:00"], joined=["2026-05-01T08:00:00", "2026-05-01"])
    for known_at in (None, datetime.date(2026, 6, 2), DAY):
        assert_as_records(told, mixed, known_at)
    assert [1.1] == told.facts_at(mixed, DAY, datetime.date(2026, 6, 2))["profit"].to_list()


def test_short_floats_stand_for_the_decimals_that_they_are_written_as() -> None:
    for dtype in (pl.Float32, pl.Float16):
        found = BIND.facts_at(rows(amount=[0.1, 0.2]).with_columns(pl.col("amount").cast(dtype)), DAY)
        assert [0.3] == found["profit"].to_list()


def test_whole_numbers_without_a_sign_are_whole_numbers() -> None:
    for dtype in (pl.UInt64, pl.UInt32, pl.Int128):
        whole = rows(customer=[7, 7], amount=[2, 3]).with_columns(pl.col("customer", "amount").cast(dtype))
        assert [(7, 5.0)] == BIND.facts_at(whole, DAY).select("customer", "profit").rows()
        pairs = whole.select("customer", as_of=pl.lit(DAY)).head(1)
        assert [5.0] == BIND.facts_at(whole, pairs)["profit"].to_list()


def test_a_customer_of_more_than_64_bits_with_a_sign_is_refused() -> None:
    huge = rows().with_columns(pl.Series("customer", [2**63 + 5, 7], dtype=pl.UInt64))
    with pytest.raises(RecordError, match="frame: has values that cannot be read"):
        BIND.facts_at(huge, DAY)


def test_a_day_of_the_data_that_rules_do_not_know_is_refused() -> None:
    late = rows(due=[datetime.date(9899, 12, 31), datetime.date(9899, 12, 31) + datetime.timedelta(1)])
    assert_as_records(BIND, late)
    with pytest.raises(RecordError, match="row 2, column `due`: 9900-01-01 is too late"):
        BIND.facts_at(late, DAY)
    pairs = pl.DataFrame({"customer": ["C1"], "as_of": late["due"].tail(1)})
    with pytest.raises(RecordError, match="`as_of`, row 1, column `as_of`: 9900-01-01 is too late"):
        BIND.facts_at(rows(), pairs)
    beyond = pl.Series("due", [4_000_000, 0]).cast(pl.Date)
    with pytest.raises(RecordError, match="frame, column `due`: holds days that no calendar has"):
        BIND.facts_at(rows().with_columns(beyond), DAY)
