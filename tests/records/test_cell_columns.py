"""A column of cells gives what its cells give one by one, or leaves them to be read one by one."""

import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.expressions.accept import Refused
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.records.cell_columns import read_cells
from crmrules.records.cells import read_cell

MONEY = Type(Kind.MONEY)
GRADES = Type(Kind.TEXT, ("a", "b"))
TYPES = [BOOL, INTEGER, NUMBER, MONEY, TEXT, GRADES, DATE]
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=False).map(repr),
    st.decimals(-1000, 1000, places=4).map(str),
    st.from_regex(r"[+-]?[0-9]{0,4}\.?[0-9]{0,4}", fullmatch=True),
)
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "a", " b ", "true", "FALSE", "+5", "1.", ".5", "1e3", "nan", "inf", "\x1f", "1_000", "１２", "c"]
    ),
    st.dates().map(str),
    st.sampled_from(["2024-02-30", "0000-01-01", "9999-01-01", "2024-1-1", "2024-02-29 "]),
    NUMBERS,
    st.text(max_size=4),
)


@pytest.mark.parametrize("type_", TYPES, ids=str)
@given(cells=st.lists(CELLS, max_size=5))
def test_a_column_is_its_cells(type_: Type, cells: list[str]) -> None:
    found = read_cells(pl.Series(cells, dtype=pl.String), type_)
    if found is None:
        return
    try:
        wanted: list[Any] = [read_cell(cell, type_) for cell in cells]
    except Refused as refused:
        raise AssertionError(f"read what is refused: {refused.message}") from None
    assert wanted == found.to_list()


@pytest.mark.parametrize(
    ("type_", "cells", "values"),
    [
        (BOOL, ["true", " False ", ""], [True, False, None]),
        (INTEGER, ["5", "+7", "-3", " "], [5, 7, -3, None]),
        (NUMBER, ["5", "1.25", "-0.5", ""], [5.0, 1.25, -0.5, None]),
        (TEXT, [" a ", "", "名"], ["a", None, "名"]),
        (GRADES, ["a", "b", ""], ["a", "b", None]),
        (DATE, ["2024-02-29", ""], [datetime.date(2024, 2, 29), None]),
    ],
    ids=str,
)
def test_what_is_plain_is_read_as_a_column(type_: Type, cells: list[str], values: list[Any]) -> None:
    found = read_cells(pl.Series(cells, dtype=pl.String), type_)
    assert found is not None
    assert values == found.to_list()
