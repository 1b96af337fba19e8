"""Cadences on data frames: every library, each status, classes from cuts, and what does not fit."""

import datetime
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Binding, Cadence, review
from crmrules.definitions.periods import add
from crmrules.engines.frames.backends import backend_of
from crmrules.errors import BindingError, EngineError, RecordError
from crmrules.expressions.days import LAST_DAY
from crmrules.kinds.cadence.frames import count_future
from tests.frames import MAKERS, to_arrow
from tests.populations import MONTHLY, changed, customers

D = datetime.date
CADENCE = crmrules.from_dict(MONTHLY, Cadence)
CONTACT = crmrules.policy("contact-frequency")
TODAY = D(2026, 3, 3)
COLUMNS = [
    "next_call_due", "call_overdue_days", "call_status", "call_never_contacted",
    "next_visit_due", "visit_overdue_days", "visit_status", "visit_never_contacted",
]  # fmt: skip


NO_TABLES = [each for each in ("duckdb", "ibis", "spark") if each in MAKERS]
"""The makers whose frames do not look business days up."""
WORKING = crmrules.from_dict(
    changed(MONTHLY, "parameters.ten", {"value": 5, "unit": "business days"}, calendar={"country": "CN"}), Cadence
)


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


def table(rows: list[dict[str, Any]]) -> pa.Table:
    types = {
        "grade": pa.string(),
        "since": pa.date32(),
        "called": pa.date32(),
        "seen": pa.date32(),
        "calls": pa.int64(),
    }
    columns = {name: pa.array([row.get(name) for row in rows], type_) for name, type_ in types.items()}
    return pa.table(columns | {"row": pa.array(range(len(rows)), pa.int32())})


def found(frame: Any) -> list[dict[str, Any]]:
    """The columns of contacts, in the order of the rows; pandas has moments where others have days."""
    rows = sorted(to_arrow(frame).to_pylist(), key=lambda row: row["row"])
    return [
        {
            name: value.date() if isinstance(value, datetime.datetime) else value
            for name, value in row.items()
            if name in COLUMNS or name.endswith("_provisional")
        }
        for row in rows
    ]


def same_as_records(make: Any, rows: list[dict[str, Any]], as_of: D = TODAY, policy: Cadence = CADENCE) -> None:
    records = [{"grade": None, **row} for row in rows]
    assert [each.columns for each in policy.due_many(records, as_of=as_of)] == found(
        policy.apply(make(table(rows)), as_of=as_of)
    )


ROWS: list[dict[str, Any]] = [
    {"grade": grade, "called": called, "seen": seen, "since": since}
    for grade in ("a", "b", "c", None)
    for called in (D(2026, 1, 31), D(2026, 2, 3), D(2026, 2, 21), D(2027, 1, 1), None)
    for seen in (D(2024, 2, 29), None)
    for since in (D(2025, 11, 30), None)
]


@pytest.mark.parametrize("together", [False, True])
def test_every_status_and_whatever_is_unknown(make: Any, together: bool) -> None:
    same_as_records(make, ROWS, policy=CADENCE.with_parameters(together=together))


BUSINESS: list[dict[str, Any]] = [
    {"grade": grade, "called": called, "seen": D(2026, 1, 5)}
    for grade in ("a", "b", "c", None)
    for called in (D(2026, 9, 30), D(2026, 12, 28), D(2027, 3, 1), D(1899, 12, 31), D(2199, 12, 27), None)
]


@pytest.mark.parametrize("library", [each for each in MAKERS if each not in NO_TABLES])
def test_business_days_are_those_of_the_calendar(library: str) -> None:
    same_as_records(MAKERS[library], BUSINESS, policy=WORKING)


@pytest.mark.parametrize("library", NO_TABLES)
def test_libraries_that_cannot_look_business_days_up_say_so(library: str) -> None:
    frame = MAKERS[library](table(BUSINESS))
    said = "business days are not counted on frames of .*; collect it into a frame of Polars, pandas or PyArrow"
    with pytest.raises(EngineError, match=said):
        WORKING.apply(frame, as_of=TODAY)


@pytest.mark.parametrize("rows", [[], [{"grade": "a"}], [{}, {}]], ids=["empty", "one row", "all unknown"])
def test_few_rows_and_nothing_known(make: Any, rows: list[dict[str, Any]]) -> None:
    same_as_records(make, rows)


EDGES = [D(1, 1, 1), D(4, 2, 29), D(1900, 2, 28), D(1970, 1, 1), D(2000, 2, 29), D(9899, 12, 31), D(1600, 3, 1)]


@pytest.mark.parametrize("months", [1, 2, 11, 12, 13, 1200])
def test_months_are_added_as_records_add_them(make: Any, months: int) -> None:
    days = EDGES + [D(year, month, day) for year in (1899, 2023, 2024) for month in range(1, 13) for day in (1, 28)]
    days += [day - datetime.timedelta(1) for day in days if day > D(1, 1, 1)]
    policy = CADENCE.with_parameters(month=months)
    got = found(policy.apply(make(table([{"grade": "a", "called": day} for day in days])), as_of=TODAY))
    assert [add(day, months, "months") for day in days] == [row["next_call_due"] for row in got]


@given(st.lists(st.dates(D(1, 1, 1), LAST_DAY), max_size=300), st.integers(1, 1200))
def test_months_are_added_rightly_to_any_day(days: list[D], months: int) -> None:
    policy = CADENCE.with_parameters(month=months)
    got = policy.apply(pl.DataFrame(table([{"grade": "a", "called": day} for day in days])), as_of=TODAY)
    assert [add(day, months, "months") for day in days] == got["next_call_due"].to_list()


def test_the_class_comes_from_cuts(make: Any) -> None:
    classes = crmrules.policy("contact-classes")
    profits = [*range(1, 40), None]
    frame = pa.table({
        "profit": pa.array(profits, pa.float64()),
        "last_call": pa.array([D(2026, 1, 1)] * 40),
        "last_visit": pa.array([None] * 40, pa.date32()),
        "row": pa.array(range(40), pa.int32()),
    })  # fmt: skip
    cuts = classes.cut(make(frame))
    records = [{"profit": each, "last_call": D(2026, 1, 1)} for each in profits]
    wanted = [each.columns for each in CONTACT.due_many(records, as_of=TODAY, cuts=cuts)]
    due = CONTACT.apply(make(frame), as_of=TODAY, cuts=cuts)
    assert wanted == found(due)
    backend = backend_of(due)
    assert backend is not None
    unread = ["contact_frequency_unread"] if backend.is_lazy else []
    assert [*frame.column_names, *COLUMNS, *unread] == to_arrow(due).column_names
    assert CONTACT.workload(records, cuts=cuts) == CONTACT.workload(make(frame), cuts=cuts)
    with pytest.raises(BindingError, match="the cuts are of policy `tiers`"):
        CONTACT.apply(make(frame), as_of=TODAY, cuts=crmrules.policy("tiers").cut(customers(1)))


def test_the_work_of_a_year_counts_classes(make: Any) -> None:
    load = CADENCE.workload(make(table(ROWS)))
    assert load == CADENCE.workload([{"grade": None, **row} for row in ROWS])
    assert (20, [20, 20, 20]) == (load.unknown, [each.customers for each in load.loads if each.channel == "call"])


def test_a_class_that_is_none_of_the_policy_s_is_refused(make: Any) -> None:
    with pytest.raises(RecordError, match='row 1, column `grade`: "z" is none of its values'):
        CADENCE.apply(make(table([{"grade": "z", "called": TODAY}])), as_of=TODAY, look=True)


@pytest.mark.parametrize("library", ["polars-lazy", "duckdb", "ibis"])
def test_a_lazy_frame_names_what_it_could_not_read(library: str) -> None:
    due = CADENCE.apply(MAKERS[library](table([{"grade": "z", "called": TODAY}])), as_of=TODAY)
    [row] = to_arrow(due).to_pylist()
    assert (None, "unknown", "grade") == (row["next_call_due"], row["call_status"], row["monthly_unread"])


def test_one_clear_error_for_what_does_not_fit(make: Any) -> None:
    with pytest.raises(RecordError, match="frame: has a column `call_status` already; rename it"):
        CADENCE.apply(make(pa.table({"grade": ["a"], "call_status": ["x"]})), as_of=TODAY)
    with pytest.raises(RecordError, match="frame, column `called`: is String, and fact `called` is date"):
        CADENCE.apply(make(pa.table({"grade": ["a"], "called": ["2026-01-01"]})), as_of=TODAY)
    moments = pa.table({"grade": ["a"], "called": pa.array([datetime.datetime(2026, 1, 1, 12)])})
    with pytest.raises(RecordError, match="rules know days: give its date, in the customer's time zone"):
        CADENCE.apply(make(moments), as_of=TODAY, look=True)
    with pytest.raises(RecordError, match="frame: has none of the facts of policy `monthly`; column `grades`: did you"):
        CADENCE.apply(make(pa.table({"grades": ["a"]})), as_of=TODAY)
    with pytest.raises(BindingError, match="there is no column `rang`"):
        CADENCE.apply(make(pa.table({"grade": ["a"]})), as_of=TODAY, bind=Binding({"called": "rang"}))


def test_a_bound_and_an_assumed_class(make: Any) -> None:
    bound = Binding({"grade": {"column": "kind", "values": {"VIP": "a"}}, "called": "rang"}, assume={"grade": "b"})
    frame = pa.table({"kind": ["VIP", None], "rang": [D(2026, 1, 31)] * 2, "row": [0, 1]})
    one, other = found(CADENCE.apply(make(frame), as_of=TODAY, bind=bound))
    assert (D(2026, 2, 28), D(2026, 2, 10)) == (one["next_call_due"], other["next_call_due"])


def test_the_kind_of_frame_stays_and_days_have_its_own_type() -> None:
    rows: Any = table([{"grade": "a", "called": TODAY}])
    eager = CADENCE.apply(pl.DataFrame(rows), as_of=TODAY)
    dtypes = [eager[name].dtype for name in ("next_call_due", "call_overdue_days", "call_never_contacted")]
    assert [pl.Date(), pl.Int64(), pl.Boolean()] == dtypes
    assert isinstance(eager["call_status"].dtype, pl.Enum)
    assert isinstance(CADENCE.apply(pl.LazyFrame(eager.select(rows.column_names)), as_of=TODAY), pl.LazyFrame)
    arrow: Any = CADENCE.apply(rows, as_of=TODAY)
    assert pa.date32() == arrow.schema.field("next_call_due").type
    pandas: Any = CADENCE.apply(rows.to_pandas(types_mapper=pd.ArrowDtype), as_of=TODAY)
    assert "datetime64[s]" == str(pandas["next_call_due"].dtype)
    relation: Any = CADENCE.apply(MAKERS["duckdb"](rows), as_of=TODAY)
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    assert "DATE" == str(relation.types[relation.columns.index("next_call_due")])


def test_a_review_counts_days_that_lie_after_it() -> None:
    frame = pl.DataFrame(
        {"grade": ["a", "b", None], "seen": [D(2206, 1, 31), D(2026, 1, 1), D(2026, 1, 2)], "called": [None] * 3},
        schema_overrides={"called": pl.Date},
    )
    told = review(frame, policies=[CADENCE], as_of=D(2026, 1, 1)).explain()
    assert "seen lies after the day of the review, and cannot have been known then, customers: 2." in told
    assert "called lies" not in told


def test_days_that_lie_ahead_are_counted_on_every_frame(make: Any) -> None:
    rows = pa.table({"grade": ["a", "a"], "seen": [D(2206, 1, 31), None], "since": [D(2027, 1, 1), D(2027, 1, 1)]})
    assert count_future(CADENCE.definition, make(rows), Binding(), D(2026, 1, 1)) == {"seen": 1, "since": 2}
