"""CSV files: what is a column, what is a row, and what is neither; what is plain reads as Python reads it."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmrules.errors import CrmRulesError, FileError
from crmrules.records import csv_file
from crmrules.records.csv_file import CsvFile, open_csv
from crmrules.records.csv_plain import read_plain
from crmrules.records.csv_rows import MOST_CHARACTERS
from crmrules.records.header import header_of
from crmrules.records.input_file import Reading, input_file

GIVE = "give the table itself, such as a .csv of it"


def rows_of(file: CsvFile) -> Iterator[tuple[int, list[str]]]:
    for part in file.parts():
        yield from zip(part.rows, map(list, zip(*part.columns, strict=True)), strict=True)
    if file.problems:
        raise FileError(problem for _, problem in file.problems)


def read(path: Path, encoding: str | None = None, **how: Any) -> list[tuple[int, dict[str, str]]]:
    with open_csv(input_file(path, Reading(encoding=encoding, **how))) as file:
        return [(number, dict(zip(file.columns, cells, strict=True))) for number, cells in rows_of(file)]


def written(directory: Path, text: str, encoding: str = "utf-8") -> Path:
    path = directory / "a.csv"
    path.write_text(text, encoding)
    return path


def told(path: Path, **how: Any) -> str:
    with pytest.raises(FileError) as caught:
        read(path, **how)
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
    with open_csv(input_file(path)) as file:
        assert [(2, ["1", "2"]), (8, ["3", "4"])] == list(rows_of(file))
        assert 5 == file.skipped


def test_a_file_of_rows_with_nothing_in_them_has_none(tmp_path: Path) -> None:
    assert ": has a header and no rows" == told(written(tmp_path, "a,b\n,\n,\n"))
    assert ": is empty; its first row names the columns" == told(written(tmp_path, ",,\n\n,,\n"))


def test_lines_before_the_header_that_hold_nothing_do_not_count(tmp_path: Path) -> None:
    path = written(tmp_path, "\n,,\na,b\n1,2\n")
    with open_csv(input_file(path)) as file:
        assert [(4, ["1", "2"])] == list(rows_of(file))
        assert 0 == file.skipped


def test_a_row_with_too_few_cells_is_told_what_it_may_lack(tmp_path: Path) -> None:
    said = told(written(tmp_path, "a,b,c\n1,2\n"))
    remedy = "write a separator for each cell that is empty, and quotes around cells that hold the end of a line"
    assert f", row 2: has 2 cells, and the header 3; {remedy}" == said


def test_a_row_that_tells_spreadsheets_the_separator_is_no_header(tmp_path: Path) -> None:
    path = written(tmp_path, "sep=;\na;b\n1;2\n")
    assert ', row 1: tells a spreadsheet what separates the cells: "sep=;"; pass --header-row 2' == told(path)
    with open_csv(input_file(path, Reading(header_row=2))) as file:
        assert [(3, ["1", "2"])] == list(rows_of(file))


def test_a_cell_may_be_longer_than_python_s_reader_takes(tmp_path: Path) -> None:
    long = "x" * 200_000
    assert [(2, {"a": "1", "note": long})] == read(written(tmp_path, f"a,note\n1,{long}\n"))


def test_a_quote_that_is_not_closed_ends_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("csv_rows", "csv_plain"):
        monkeypatch.setattr(f"crmrules.records.{module}.MOST_CHARACTERS", 1_000)
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
    assert (
        ", row 3: has a cell in one of several columns without a name, column 4; name the columns that are filled"
        == said
    )


def test_one_column_without_a_name_is_a_column(tmp_path: Path) -> None:
    assert [(2, {"": "0", "a": "1"})] == read(written(tmp_path, ",a\n0,1\n"))


def test_blanks_beyond_the_last_column_are_nothing(tmp_path: Path) -> None:
    assert [(2, {"a": "1", "b": "2"})] == read(written(tmp_path, "a,b\n1,2,, \n"))
    assert ", row 2: has 3 cells, and the header 2; put quotes around cells that hold the separator" == told(
        written(tmp_path, "a,b\n1,2,3\n")
    )


def test_bytes_that_are_no_text_are_an_error_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"money\n" + b"true\n" * 100_000 + b"\xff\xfe\xff\n")
    with pytest.raises(CrmRulesError, match="is not UTF-8"):
        read(path)


CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "a", "1", '"', '""', '"a"', '"a""b"', '"a,b"', 'a"b', '"a"b', "\ufeff", "\u3000", "\x1f", "客"]
    ),
    st.sampled_from(['"a\nb"', '"a\r\nb"', "\r", "\0", "\x85", "\u2028", "#", "null", "NaN", "\x0c", "'a'", "\\"]),
    st.text(alphabet='ab",;\n\r\t ', max_size=5),
)
ROWS = st.lists(CELLS, min_size=1, max_size=4)
QUOTED_CELLS = st.sampled_from(['""', '"a"', '"\n"', '","', '"a\nb"', '""""', '"a;b"', '"\r\n"', '",""'])
QUOTED = st.lists(st.lists(QUOTED_CELLS, min_size=2, max_size=4), min_size=1, max_size=6)
WHOLE = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.one_of(WHOLE, QUOTED, st.lists(ROWS, min_size=1, max_size=8)),
    separator=st.sampled_from([",", ";", "\t", "|", "a"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
    chunk=st.sampled_from([1, 7, 30, 1 << 20]),
)
def test_a_part_is_what_python_s_reader_makes_of_it(
    tmp_path: Path, rows: list[list[str]], separator: str, end: str, last: bool, chunk: int
) -> None:
    """The rows, their numbers, the number of those left out and every error are those without the fast reading."""
    path, header = tmp_path / "a.csv", ['"x"', '"y"', '"z"']
    text = end.join(separator.join(cells) for cells in [header, *rows]) + (end if last else "")
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "CHUNK", chunk)
        patch.setattr(csv_file, "_HEAD", 0)
        fast = outcome(path, separator)
        patch.setattr(csv_file, "read_plain", lambda *_: None)
        assert outcome(path, separator) == fast


def outcome(path: Path, separator: str) -> object:
    try:
        with open_csv(input_file(path, Reading(separator=separator, header_row=1))) as file:
            return list(rows_of(file)), file.skipped
    except FileError as error:
        return error.problems


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3\n4,5,6\n",
        "1,2,3\r\n4,5,6",
        '"1","2","3"\n"4","a ""b""","a,b"\n',
        '1,"a,b",\n,,"c"\n',
        '"","",""\n,,\n1,2,3\n',
        "客户,\u3000,null\n",
    ],
)
def test_what_programs_write_is_plain(text: str) -> None:
    part = read_plain(text, 3, ",", 0)
    assert part is not None
    assert [cells for cells in csv.reader(text.splitlines()) if any(cells)] == [
        list(row) for row in zip(*part.columns, strict=True)
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_by_the_header(tmp_path: Path, separator: str) -> None:
    text = f'a{separator}"b, ; or |"\n1{separator}"2{separator}3"\n'
    assert [(2, {"a": "1", "b, ; or |": f"2{separator}3"})] == read(written(tmp_path, text))


def test_a_separator_that_is_not_plain_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "name;price, net;city\nA;1,5;B\n")
    assert (
        ", row 1: holds 1 comma and 2 semicolons: what separates its cells is not plain; "
        "say what does, such as --separator semicolon"
    ) == told(path)
    wanted = [(2, {"name": "A", "price, net": "1,5", "city": "B"})]
    for sign in (";", "semicolon"):
        assert wanted == read(path, separator=sign)
    path.write_text("a§b\n1§2\n", "utf-8")
    assert [(2, {"a": "1", "b": "2"})] == read(path, separator="§")
    path.write_text("a\tb\n1\t2\n", "utf-8")
    assert [(2, {"a": "1", "b": "2"})] == read(path, separator="\\t")
    assert ': "--" cannot separate cells; give one character, or comma, semicolon, tab, pipe' == told(
        path, separator="--"
    )


def test_tsv_is_separated_by_tabs(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("name, first\tcity\nA\tB\n", "utf-8")
    assert [(2, {"name, first": "A", "city": "B"})] == read(path)
    path.write_text("name\nA\n", "utf-8")
    assert [(2, {"name": "A"})] == read(path)
    path.write_text("name,city\nA,B\n", "utf-8")
    with pytest.raises(FileError, match="holds 1 comma and no tab: what separates its cells is not plain"):
        read(path)


def test_titles_above_the_header_are_told(tmp_path: Path) -> None:
    title = "Customers of July\n\nname;city\nA;B\nC;D\n"
    path = written(tmp_path, title)
    assert (
        ", row 1: has one cell, and row 3 has 2, separated by semicolons; "
        "pass --header-row 3 where that row names the columns, --header-row 1 where this one does"
    ) == told(path)
    assert [(4, {"name": "A", "city": "B"}), (5, {"name": "C", "city": "D"})] == read(path, header_row=3)
    for title in ("Customers,,\n,,\nname,city,due\nA,B,1\n", "Customers, all\nname,city,due\nA,B,1\n"):
        said = told(written(tmp_path, title))
        row = 3 if ",,\n" in title else 2
        assert said.endswith(f"pass --header-row {row} if that row names the columns")
        assert 1 == said.count("--header-row")
    assert ": has no row 9; look for the row that names the columns" == told(path, header_row=9)
    blank = written(tmp_path, "Customers\n\nname,city\nA,B\n")
    assert ", row 2: names no columns; look for the row that names the columns" == told(blank, header_row=2)
    with pytest.raises(FileError, match="there is no row 0; rows are counted from 1"):
        Reading(header_row=0)


@pytest.mark.parametrize("gap", ["", " , ", ","])
def test_a_footer_below_an_empty_row_is_left_out_where_that_is_said(tmp_path: Path, gap: str) -> None:
    path = written(tmp_path, f'name,city\nA,B\nC,"D"\n{gap}\nTotal,2\n"Generated by a report"\n"unclosed')
    assert [(2, {"name": "A", "city": "B"}), (3, {"name": "C", "city": "D"})] == read(path, to_empty_row=True)
    path = written(tmp_path, f"name,city\nA,B\n{gap}\nGenerated by a report\n")
    assert "pass --to-empty-row where the rows end above it, and what follows is a footer" in told(path)
    with pytest.raises(FileError, match="`to_empty_row`: 1 is no boolean; give true or false"):
        Reading(to_empty_row=1)  # type: ignore[arg-type]


def test_a_column_of_texts_may_hold_separators_where_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "note\na; b\nc; d\n")
    assert "has one cell, and row 2 has 2" in told(path)
    assert [(2, {"note": "a; b"}), (3, {"note": "c; d"})] == read(path, header_row=1)


def test_every_row_that_does_not_fit_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,2,3\n4,5\n6\n")
    with open_csv(input_file(path)) as file:
        parts = list(file.parts())
        assert [3] == parts[0].rows.to_list()
        assert [2, 4] == [number for number, _ in file.problems]
    assert "row 2: has 3 cells, and the header 2" in str(file.problems[0][1])
    assert "row 4: has 1 cell, and the header 2" in str(file.problems[1][1])


def test_each_name_that_a_header_has_twice_is_told(tmp_path: Path) -> None:
    said = told(written(tmp_path, "a,b,a,b,c\n"))
    assert 2 == said.count("twice; give each column its own name")


def test_gb18030_with_semicolons(tmp_path: Path) -> None:
    path = written(tmp_path, "客户;余额\n张三;5\n", "gb18030")
    assert [(2, {"客户": "张三", "余额": "5"})] == read(path, "gb18030")
    assert 'gb18030 ("客户;余额")' in told(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "is no text: it looks like a workbook; pass --from xlsx, or name it so"),
        (b"PAR1rest", "is no text: it looks like Parquet; pass --from parquet, or name it so"),
        (b"%PDF-1.7\nrest", f"is no text: it looks like a PDF; {GIVE}"),
        (b"SQLite format 3\0rest", f"is no text: it looks like a database of SQLite; {GIVE}"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", f"is no text: it looks like a picture; {GIVE}"),
        (b"\x1f\x8brest", "is no text: it looks like packed with gzip; pass --from csv.gz, or name it so"),
    ],
)
def test_what_bears_the_name_of_csv_and_is_none_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert f": {said}" == told(path)


def test_a_header_of_very_many_columns_is_read_in_a_moment(tmp_path: Path) -> None:
    names = [f"c{place}" for place in range(30_000)]
    begun = time.process_time()
    header_of("a.csv", 1, names, ())
    assert time.process_time() - begun < 1
