"""The columns of frames: whatever they are called, what the user brought comes back as it was."""

import datetime
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding, from_dict, policy, review
from crmrules.errors import RecordError
from tests.engines.test_frame_facts import NUMBER
from tests.frames import MAKERS, rows_of, to_arrow

STRANGE = (
    "*",
    "^x$",
    "^.*$",
    "a.b",
    "t.*",
    'q"q',
    "[b]",
    "it's",
    "`c`",
    "#1",
    "p%",
    "x y",
    "{n}",
    "$1",
    "a\nb",
    "总费用(元)",
)
"""Names that a library could take for a pattern, a path, a placeholder or the end of a name."""


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


def more_or_less(**changes: Any) -> Any:
    """A policy that says whether its one number is above zero."""
    return from_dict({**NUMBER, "id": "said", **changes})


def test_columns_that_no_fact_reads_come_back_whatever_they_are_called(make: Any) -> None:
    table = pa.table({"n": [1.0], **{name: [place] for place, name in enumerate(STRANGE)}})
    found = to_arrow(more_or_less().apply(make(table)))
    assert [*table.column_names, "said", "said_certain"] == found.column_names
    assert [{**table.to_pylist()[0], "said": "more", "said_certain": True}] == found.to_pylist()


@pytest.mark.parametrize("name", STRANGE)
def test_a_column_of_any_name_is_read_by_a_binding(make: Any, name: str) -> None:
    table = pa.table({"n": [1.0], "x": [1.0], name: [-1.0]})
    [row] = rows_of(more_or_less().apply(make(table), bind=Binding({"n": name}), missing=True))
    assert {"n": 1.0, "x": 1.0, name: -1.0, "said": "less", "said_certain": True, "said_missing": ""} == row


@settings(max_examples=30, deadline=None)
@given(st.text("*^$.x\"'[]{}\\`#?+ ()", min_size=1, max_size=6))
def test_a_column_of_any_signs_is_read(name: str) -> None:
    table = pa.table({"x": [1.0], name: [-1.0]})
    for make in MAKERS.values():
        [row] = rows_of(more_or_less().apply(make(table), bind=Binding({"n": name})))
        assert {"x": 1.0, name: -1.0} | {"said": "less", "said_certain": True} == row


@pytest.mark.parametrize("name", STRANGE)
def test_a_column_of_whole_numbers_may_be_called_anything(name: str) -> None:
    table = pa.table({"x": [1], name: [-1]})
    for make in MAKERS.values():
        [row] = rows_of(more_or_less().apply(make(table), bind=Binding({"n": name})))
        assert {"x": 1, name: -1} | {"said": "less", "said_certain": True} == row


@pytest.mark.parametrize("id_", ["tiers", "contact"])
def test_other_kinds_take_any_names(make: Any, id_: str) -> None:
    table = pa.table({"profit": [5.0, 1.0], "*": [1, 2], "^x$": [3, 4]})
    if id_ == "tiers":
        tiers = policy("tiers")
        found = tiers.cut(make(table)).apply(make(table))
    else:
        day = pa.array([20_000, None], pa.int32()).cast(pa.date32())
        table = table.append_column("contact_class", pa.array(["small", None])).append_column("last_call", day)
        found = policy("contact-frequency").apply(make(table), as_of=datetime.date(2026, 1, 1))
    kept = to_arrow(found).select(table.column_names)
    assert table.to_pylist() == kept.to_pylist()


def test_columns_of_one_name_come_back_or_the_frame_is_refused() -> None:
    relation = duckdb.connect().sql('select 1.0::double as n, 2 as "id", 3 as "id", 4 as "ID"')
    found = more_or_less().apply(relation)
    assert ["n", "id", "id", "ID", "said", "said_certain"] == found.columns
    assert [(1.0, 2, 3, 4, "more", True)] == found.fetchall()
    with pytest.raises(RecordError, match=r"frame: has two columns `n`; give each column its own name"):
        more_or_less().apply(duckdb.connect().sql("select 1.0::double as n, 2.0::double as n"))
    with pytest.raises(RecordError, match=r"frame: has columns `n` and `N`, which are one here"):
        more_or_less().apply(duckdb.connect().sql('select 1.0::double as n, 2.0::double as "N"'))


@pytest.mark.parametrize("make", [lambda table: table, lambda table: table.to_pandas()], ids=["pyarrow", "pandas"])
def test_arrow_and_pandas_keep_columns_of_one_name(make: Any) -> None:
    table = pa.Table.from_arrays([pa.array([1.0]), pa.array([2]), pa.array([3])], names=["n", "id", "id"])
    found = to_arrow(more_or_less().apply(make(table))) if make(table) is table else more_or_less().apply(make(table))
    names = found.column_names if isinstance(found, pa.Table) else list(found.columns)
    assert ["n", "id", "id", "said", "said_certain"] == names
    with pytest.raises(RecordError, match="has two columns `id`"):
        more_or_less().apply(make(table), bind=Binding({"n": "id"}))


def test_names_that_differ_in_case_are_two_columns_where_the_library_says_so() -> None:
    for frame in (pl.DataFrame({"n": [1.0], "N": [-1.0]}), pd.DataFrame({"n": [1.0], "N": [-1.0]})):
        [row] = rows_of(more_or_less().apply(frame))
        assert ("more", -1.0) == (row["said"], row["N"])


def test_a_pandas_column_whose_name_is_no_text_is_read_by_how_it_is_written() -> None:
    frame = pd.DataFrame([[1.0, 2.0]])
    found = more_or_less().apply(frame, bind=Binding({"n": "1"}))
    assert [0, 1, "said", "said_certain"] == list(found.columns)
    assert ["more"] == list(found["said"])


def test_a_review_takes_any_names_and_refuses_two_of_one() -> None:
    table = pa.table({"money": [True], "authority": [True], "need": [True], "*": [1], "^x$": [2]})
    for make in MAKERS.values():
        found = review(make(table), policies=[policy("man")]).frame.collect()
        assert {"*": 1, "^x$": 2, "man": "pursue"} == {name: found[name][0] for name in ("*", "^x$", "man")}
    with pytest.raises(RecordError, match="frame: has two columns `id`"):
        review(duckdb.connect().sql("select true as money, 1 as id, 2 as id"), policies=[policy("man")])
    both = duckdb.connect().sql('select true as money, 1 as "id", 2 as "ID"')
    assert (1, 2) == tuple(review(both, policies=[policy("man")]).frame.select("id", "ID").collect().row(0))
