"""Workbooks, opened again by another library: every cell is what it was, and nothing is a formula."""

import datetime
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.errors import FileError
from crmrules.records import workbook
from crmrules.records.workbook import Line, Page, Sheet, sheet_names, write_workbook

D = datetime.date
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")


def read(path: Path) -> dict[str, list[list[Any]]]:
    """The cells of each sheet, below the heads: texts as the standard of workbooks writes them, without its escapes."""
    book = openpyxl.load_workbook(path)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    return {sheet.title: [[_cell(each.value) for each in row] for row in sheet.iter_rows()] for sheet in book}


def _cell(value: Any) -> Any:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else value


def written(frame: pl.DataFrame, path: Path) -> list[list[Any]]:
    write_workbook([Sheet("Customers", frame.lazy())], path, path)
    (rows,) = read(path).values()
    assert frame.columns == rows[0]
    return rows[1:]


def test_every_cell_is_what_it_was(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": ["0017", "=1+1", None],
            "count": [3, -4, None],
            "profit": [0.1 + 0.2, float("nan"), 1e300],
            "exact": [Decimal("1.10"), Decimal("-0.05"), None],
            "good": [True, False, None],
            "day": [D(2026, 2, 28), D(1900, 1, 1), D(9999, 12, 31)],
            "band": pl.Series(["key", "small", None], dtype=pl.Enum(["key", "small"])),
            "at": [datetime.datetime(2026, 1, 2, 3, 4, 5, 678_000), None, datetime.datetime(1999, 1, 1)],
        }
    )
    midnight = datetime.datetime.min.time()
    days = [datetime.datetime.combine(each, midnight) for each in frame["day"]]
    first, second, third = written(frame, tmp_path / "out.xlsx")
    assert ["0017", 3, 0.1 + 0.2, 1.1, True, days[0], "key", datetime.datetime(2026, 1, 2, 3, 4, 5, 678_000)] == first
    assert ["=1+1", -4, None, -0.05, False, days[1], "small", None] == second
    assert [None, None, 1e300, None, None, days[2], None, datetime.datetime(1999, 1, 1)] == third


def test_what_excel_would_round_or_has_no_day_for_is_text(tmp_path: Path) -> None:
    moments = pl.Series([datetime.datetime(2026, 1, 2, 3, 4, 5, 678_901), datetime.datetime(1850, 1, 1)])
    frame = pl.DataFrame(
        {
            "whole": [10**15 - 1, 10**15],
            "exact": [Decimal("999999999999.999"), Decimal("9999999999999.999")],
            "day": [D(1899, 12, 31), D(1, 1, 1)],
            "at": moments,
            "zoned": moments.dt.replace_time_zone("UTC"),
        }
    )
    first, second = written(frame, tmp_path / "out.xlsx")
    assert [10**15 - 1, 999999999999.999, "1899-12-31", "2026-01-02T03:04:05.678901"] == first[:4]
    assert [str(10**15), "9999999999999.999", "0001-01-01", "1850-01-01T00:00:00"] == second[:4]
    assert ["2026-01-02T03:04:05.678901+00:00", "1850-01-01T00:00:00+00:00"] == [first[4], second[4]]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.floats(allow_infinity=False)),
        min_size=1,
        max_size=20,
    )
)
def test_any_text_and_any_number_come_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float]]
) -> None:
    frame = pl.DataFrame({"text": [text for text, _ in rows], "number": [number for _, number in rows], "end": "."})
    back = written(frame, tmp_path_factory.getbasetemp() / "any.xlsx")
    assert [[text or None, None if number != number else number, "."] for text, number in rows] == back


def test_control_characters_are_kept_and_what_looks_like_an_escape_is_no_escape(tmp_path: Path) -> None:
    texts = ["a\x00b\x01\x0b\x1f", "_x0041_", "\r\n", "\ufffe\uffff", "\ttab"]
    assert texts == [row[0] for row in written(pl.DataFrame({"text": texts}), tmp_path / "out.xlsx")]


def test_a_text_that_begins_like_a_formula_stays_text_when_its_cell_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    written(pl.DataFrame({"text": ["=1+1", "+1", "-1", "@A1", "1=1"]}), path)
    cells = [row[0] for row in openpyxl.load_workbook(path)["Customers"].iter_rows(min_row=2)]
    assert [True, True, True, True, False] == [bool(cell.quotePrefix) for cell in cells]
    assert {"s"} == {cell.data_type for cell in cells}


def test_the_header_stays_in_sight_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    written(pl.DataFrame({"name": ["Wren Copperpot", "砚秋分"], "n": [1, 2], "long": ["x" * 500, ""]}), path)
    sheet = openpyxl.load_workbook(path)["Customers"]
    assert ("A2", "A1:C3") == (sheet.freeze_panes, sheet.auto_filter.ref)
    assert 14 < sheet.column_dimensions["A"].width < 17
    assert 60 <= sheet.column_dimensions["C"].width < 62


def test_a_frame_without_rows_or_columns_is_a_sheet_too(tmp_path: Path) -> None:
    assert [] == written(pl.DataFrame({"name": []}, schema={"name": pl.String}), tmp_path / "rows.xlsx")
    write_workbook([Sheet("Nothing", pl.LazyFrame())], tmp_path / "columns.xlsx", tmp_path / "columns.xlsx")
    assert ["Nothing"] == list(read(tmp_path / "columns.xlsx"))


def test_a_page_holds_lines_and_leads_to_sheets(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    page = Page("Summary", (Line(("=Review",), strong=True), Line(("Tom's", 1_200), sheet="Tom's")))
    write_workbook([page, Sheet("Tom's", pl.LazyFrame({"a": [1]}))], path, path)
    sheet = openpyxl.load_workbook(path)["Summary"]
    assert [["=Review", None], ["Tom's", 1_200]] == read(path)["Summary"]
    assert "'Tom''s'!A1" == sheet["A2"].hyperlink.location


def test_a_frame_beyond_a_sheet_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    monkeypatch.setattr(workbook, "MOST_COLUMNS", 2)
    fits = pl.LazyFrame({"a": [1, 2, 3]})
    path = tmp_path / "out.xlsx"
    write_workbook([Sheet("A", fits)], path, path)
    assert 4 == len(read(path)["A"])
    path.unlink()
    much = pl.LazyFrame({"a": [1, 2, 3, 4], "b": 1, "c": [1.0, float("inf"), 1.0, 1.0]})
    with pytest.raises(FileError) as told:
        write_workbook([Sheet("A", fits), Sheet("B", much)], path, path)
    where, remedy = f"{path}, sheet `B`", "write .csv or .parquet"
    assert [
        f"{where}: has 4 rows, and a sheet of Excel holds 3 below its header; {remedy}",
        f"{where}: has 3 columns, and a sheet of Excel holds 2; {remedy}",
    ] == [str(each) for each in told.value.problems]
    with pytest.raises(FileError, match=r"column `c`: holds an infinite number; write .parquet, or leave it out"):
        write_workbook([Sheet("B", much.select("c").head(3))], path, path)
    assert [] == list(tmp_path.iterdir())


def test_a_text_longer_than_a_cell_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    longest = ["\U0001f600" * 16_383 + "x", "字" * 32_767]
    assert longest == [row[0] for row in written(pl.DataFrame({"text": longest}), path)]
    with pytest.raises(FileError, match=r"row 3, column `text`: holds 32,768 characters, and a cell of Excel 32,767"):
        written(pl.DataFrame({"text": ["", "\U0001f600" * 16_384]}), path)


def test_names_of_sheets_are_those_that_excel_takes() -> None:
    titles = [
        "客户的级别（80/20法则）",
        "a" * 40,
        "A" * 40,
        "History",
        "'quoted'",
        "",
        "tab\tand [x]:*?",
        "x" * 30 + " y",
    ]
    names = sheet_names(titles)
    assert ["客户的级别（80-20法则）", "a" * 31, "A" * 29 + " 2", "History 2", "quoted", "-", "taband -x----"] == names[
        :7
    ]
    assert names[7] == "x" * 30
    assert all(len(name) <= 31 for name in names)
    assert len(names) == len({name.lower() for name in names})
