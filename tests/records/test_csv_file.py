"""CSV files: what is a column, what is a row, and what is neither."""

import csv
from pathlib import Path

import pytest

from crmrules.errors import CrmRulesError, FileError
from crmrules.records.csv_file import MOST_CHARACTERS, open_csv


def read(path: Path, encoding: str | None = None) -> list[tuple[int, dict[str, str]]]:
    with open_csv(path, encoding) as file:
        return [(number, dict(zip(file.columns, cells, strict=True))) for number, cells in file.rows]


def written(directory: Path, text: str, encoding: str = "utf-8") -> Path:
    path = directory / "a.csv"
    path.write_text(text, encoding)
    return path


def told(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read(path)
    return str(caught.value).partition("a.csv")[2]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeffmoney,need\ntrue,x\n\nfalse,y\n")
    assert [(2, {"money": "true", "need": "x"}), (4, {"money": "false", "need": "y"})] == read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_mark_before_a_quoted_first_column_is_no_part_of_it(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, '\ufeff"money, or so","need"\n"true","x"\n', encoding)
    assert [(2, {"money, or so": "true", "need": "x"})] == read(path, encoding)


def test_rows_with_nothing_in_them_are_skipped_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n1,2\n,\n , \n"",""\n,,,,\n\n3,4\n\u3000,\n')
    with open_csv(path) as file:
        assert [(2, ["1", "2"]), (8, ["3", "4"])] == [(number, list(cells)) for number, cells in file.rows]
        assert 5 == file.skipped.rows


def test_a_file_of_rows_with_nothing_in_them_has_none(tmp_path: Path) -> None:
    assert ": has a header and no rows" == told(written(tmp_path, "a,b\n,\n,\n"))
    assert ": is empty; its first row names the columns" == told(written(tmp_path, ",,\n\n,,\n"))


def test_lines_before_the_header_that_hold_nothing_do_not_count(tmp_path: Path) -> None:
    path = written(tmp_path, "\n,,\na,b\n1,2\n")
    with open_csv(path) as file:
        assert [(4, ["1", "2"])] == [(number, list(cells)) for number, cells in file.rows]
        assert 0 == file.skipped.rows


def test_a_cell_may_be_longer_than_python_s_reader_takes(tmp_path: Path) -> None:
    long = "x" * 200_000
    assert [(2, {"a": "1", "note": long})] == read(written(tmp_path, f"a,note\n1,{long}\n"))


def test_a_quote_that_is_not_closed_ends_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmrules.records.csv_file.MOST_CHARACTERS", 1_000)
    before = csv.field_size_limit(1_000)
    try:
        said = told(written(tmp_path, f'a,note\n1,"{"x" * 2_000}"\n'))
    finally:
        csv.field_size_limit(before)
    assert ", row 2: has a cell of more than 1,000 characters; look for a quote that is not closed" == said
    assert MOST_CHARACTERS > 131_072


def test_several_columns_without_a_name_may_be_there_and_be_empty(tmp_path: Path) -> None:
    assert [(2, {"a": "1", "b": "2"})] == read(written(tmp_path, "a,b,,\n1,2,,\n"))
    assert [(2, {"a": "1", "b": "2"})] == read(written(tmp_path, "a,,b,\n1,,2, \n"))
    said = told(written(tmp_path, "a,b,,\n1,2,,\n3,4,,5\n"))
    assert ", row 3: has a cell in one of several columns without a name; name the columns that are filled" == said


def test_one_column_without_a_name_is_a_column(tmp_path: Path) -> None:
    assert [(2, {"": "0", "a": "1"})] == read(written(tmp_path, ",a\n0,1\n"))


def test_blanks_beyond_the_last_column_are_nothing(tmp_path: Path) -> None:
    assert [(2, {"a": "1", "b": "2"})] == read(written(tmp_path, "a,b\n1,2,, \n"))
    assert ", row 2: has 3 cells, and the header 2; put quotes around cells that hold commas" == told(
        written(tmp_path, "a,b\n1,2,3\n")
    )


def test_bytes_that_are_no_text_are_an_error_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"money\n" + b"true\n" * 100_000 + b"\xff\xfe\xff\n")
    with pytest.raises(CrmRulesError, match="is not UTF-8"):
        read(path)
