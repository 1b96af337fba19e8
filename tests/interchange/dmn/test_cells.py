"""Which cells hold for a value, as FEEL has it: a table of one column collects the numbers of its rows that match."""

import datetime
from typing import Any

import pytest

from tests.dmn_tables import dmn, policy

NEW_YEAR = datetime.date(2020, 1, 1)
BEFORE, LAST = datetime.date(2019, 12, 31), datetime.date(2020, 12, 31)
CELLS: list[tuple[str, list[str], dict[Any, str]]] = [
    (
        "number",
        ["[1..2]", "(1..2]", "]1..2]", "[1..2)", "[1..2[", "(1..2)", "]1..2[", "]1..2)", "(1..2[", "[ 2 .. 1 ]"],
        {1: "0 3 4", 2: "0 1 2", 1.5: "0 1 2 3 4 5 6 7 8", 0: "", None: ""},
    ),
    (
        "number",
        ["<1", "<=1", "!= 1", "not(>1)", "not(1,2)", "not([1..2])", "-", "", "1,2,3", "<0,>5", "null", "not(null)"],
        {
            **{1: "1 3 6 7 8 11", 2: "2 6 7 8 11", 0: "0 1 2 3 4 5 6 7 11", 6: "2 4 5 6 7 9 11"},
            None: "2 4 6 7 10",
        },
    ),
    (
        "number",
        ["? > 1", "? between 1 and 2", "? in [1..2]", "? in (<1, >2)", "? > 1 and ? < 3", "not(? > 1)", "? in [1,2]"],
        {1: "1 2 5 6", 2: "0 1 2 4 6", 0: "3 5", 3: "0 3", None: ""},
    ),
    (
        "number",
        ["1+2*3", "(1+2)*3", "10-3-2", "8/4/2", "-(-5)", "2*-3", "min(1,2,3)", "decimal(2.25, 1)", "5 // five"],
        {7: "0", 9: "1", 5: "2 4 8", 1: "3 6", -6: "5", 2.2: "7"},
    ),
    (
        "string",
        ['"a"', 'not("a")', 'not("a","b")', '"a\\"b"', '"a\\\\b"', '"\\u0061"', '"a,b"', '"-"', 'contains(?, "b")'],
        {"a": "0 5", "b": "1 8", 'a"b': "1 2 3 8", "a\\b": "1 2 4 8", "a,b": "1 2 6 8", "-": "1 2 7", None: "1 2"},
    ),
    (
        "boolean",
        ["true", "false", "not(true)", "true,false", "not(true,false)", "null", "? = true"],
        {True: "0 3 6", False: "1 2 3", None: "2 4 5"},
    ),
    (
        "date",
        [
            *('date("2020-01-01")', '@"2020-01-01"', '< date("2020-01-01")', "date(2020, 1, 1)", "?.year = 2020"),
            *('(@"2020-01-01"..@"2020-12-31")', 'not(date("2020-01-01"))', 'date and time("2020-01-01T00:00:00")'),
        ],
        {NEW_YEAR: "0 1 3 4 7", BEFORE: "2 6", LAST: "4 6", None: "6"},
    ),
]


@pytest.mark.parametrize(("type_", "cells", "held"), CELLS)
def test_a_cell_holds_where_feel_says_so(type_: str, cells: list[str], held: dict[Any, str]) -> None:
    table = policy(dmn({"x": type_}, ["out"], [[cell, str(row)] for row, cell in enumerate(cells)], "COLLECT"))
    for value, rows in held.items():
        assert tuple(rows.split()) == table.decide({"x": value}).outcome, value
