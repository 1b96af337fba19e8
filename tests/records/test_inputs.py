"""What is read as one table: patterns, standard input, packed files, and what goes wrong with each."""

import gzip
import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from backports import zstd

from crmrules.errors import FileError, RecordError
from crmrules.expressions.types import INTEGER
from crmrules.records import unpacking
from crmrules.records.formats import Format
from crmrules.records.input_file import Reading
from crmrules.records.inputs import opened_input
from crmrules.records.scanning import scan
from crmrules.records.shape import columns_of
from crmrules.records.wanted import Wanted

CSV = "id,n\na,1\nb,2\n"


def read(directory: Path, *names: Any, **how: Any) -> list[tuple[Any, ...]]:
    with opened_input(names, Reading(**how)) as given:
        assert ("id", "n") == columns_of(given)
        scratch = directory / f"scratch {len(list(directory.glob('scratch*')))}"
        scratch.mkdir()
        return scan(given, {"n": Wanted(INTEGER)}, scratch, lambda _: None).frame.collect().rows()


def told(directory: Path, *names: Any, **how: Any) -> str:
    with pytest.raises(FileError) as caught:
        read(directory, *names, **how)
    return str(caught.value).replace(f"{directory}/", "")


def test_several_files_are_one_table_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(CSV, "utf-8")
    (tmp_path / "a.csv").write_text("n;id\n3;c\n", "utf-8")
    assert [("a", 1), ("b", 2), ("c", 3)] == read(tmp_path, tmp_path / "b.csv", tmp_path / "a.csv")
    assert [(3, "c"), (1, "a"), (2, "b")] == read_in_order_of_names(tmp_path, tmp_path / "*.csv")


def read_in_order_of_names(directory: Path, pattern: Path) -> list[tuple[Any, ...]]:
    with opened_input([pattern], Reading()) as given:
        assert f"{directory / 'a.csv'} and 1 more" == given.name
        assert "a.csv and 1 more" == given.title
        return scan(given, {"n": Wanted(INTEGER)}, directory, lambda _: None).frame.collect().rows()


def test_a_file_of_another_shape_is_told(tmp_path: Path) -> None:
    first = tmp_path / "a.csv"
    first.write_text(CSV, "utf-8")
    (tmp_path / "b.csv").write_text("id,m\na,1\n", "utf-8")
    (tmp_path / "c.jsonl").write_text('{"id": "a"}\n', "utf-8")
    assert "b.csv: lacks `n` and has `m`, other than `a.csv`; give files of one shape" == told(
        tmp_path, first, tmp_path / "b.csv"
    )
    assert "c.jsonl: is json lines, and `a.csv` is csv; give files of one shape" == told(
        tmp_path, first, tmp_path / "c.jsonl"
    )
    assert "a.csv: is named twice; its rows would count twice" == told(tmp_path, first, tmp_path / "a*.csv")
    assert "z*.csv: there is no file of such a name" == told(tmp_path, tmp_path / "z*.csv")


def test_bad_cells_name_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV, "utf-8")
    (tmp_path / "b.csv").write_text("id,n\nx,y\nz\n", "utf-8")
    with pytest.raises(RecordError, match="row 2, column `n`") as caught:
        read(tmp_path, tmp_path / "a.csv", tmp_path / "b.csv")
    assert ["b.csv, row 2, column `n`", "b.csv, row 3"] == [
        each.path.replace(f"{tmp_path}/", "") for each in caught.value.problems
    ]


def test_a_file_whose_name_is_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "a[1].csv"
    path.write_text(CSV, "utf-8")
    assert 2 == len(read(tmp_path, path))


def test_standard_input_says_what_it_holds_by_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content, end in ((CSV.encode(), "csv"), (gzip.compress(CSV.replace(",", "\t").encode()), ".tsv.gz")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        assert [("a", 1), ("b", 2)] == read(tmp_path, "-", end=end)
    assert "standard input: does not tell what it holds; pass --from csv, or what else it is" == told(tmp_path, "-")
    assert "standard input: unknown kind of file `.xyz`" in told(tmp_path, "-", end="xyz")


@pytest.mark.parametrize(
    ("content", "end", "remedy"),
    [
        (b"PAR1rest", "csv", "pass --from parquet"),
        (b"id\n1\n", "xlsx", "pass --from csv if it is text"),
        (gzip.compress(b"id\n1\n"), "csv.zst", "pass --from with .gz at its end"),
        (b"id\n1\n", "csv.gz", "take .gz off --from, or fetch it again"),
        (b"PK\x03\x04rest", "csv.gz", "take out what it holds"),
    ],
    ids=["parquet", "plain", "gzip", "plain-gzip", "zip"],  # what gzip packs holds the time it was packed at
)
def test_of_standard_input_nobody_is_to_change_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, end: str, remedy: str
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    said = told(tmp_path, "-", end=end)
    assert said.startswith("standard input: ")
    assert said.endswith(f"; {remedy}")


@pytest.mark.parametrize(("end", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress), (".GZ", gzip.compress)])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_packed_files_are_read_as_what_they_pack(tmp_path: Path, form: str, end: str, pack: Any) -> None:
    text = CSV if form == "csv" else '{"id": "a", "n": 1}\n{"id": "b", "n": 2}\n'
    path = tmp_path / f"a.{form}{end}"
    path.write_bytes(pack(text.encode()))
    assert [("a", 1), ("b", 2)] == read(tmp_path, path)


@pytest.mark.parametrize(("end", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_what_is_cut_short_or_damaged_is_told(tmp_path: Path, end: str, pack: Any) -> None:
    path = tmp_path / f"a.csv{end}"
    packed = pack("".join(f"{place},{place * place}\n" for place in range(10_000)).encode())
    path.write_bytes(packed[: len(packed) // 2])
    assert f"a.csv{end}: is cut short; fetch it again" == told(tmp_path, path)
    path.write_bytes(packed[:4] + bytes([255]) * 99)
    kind = "gzip" if end == ".gz" else "zstd"
    assert f"a.csv{end}: is not packed with {kind}, or is damaged; fetch it again" == told(tmp_path, path)
    path.unlink()
    assert f"a.csv{end}: cannot be read: No such file or directory" == told(tmp_path, path)


@pytest.mark.parametrize(
    ("end", "content", "message"),
    [
        (".gz", b"id\n1\n", "is not packed at all, or damaged; take .gz off its name, or fetch it again"),
        (".zst", b"id\n1\n", "is not packed at all, or damaged; take .zst off its name, or fetch it again"),
        (".zst", gzip.compress(b"id\n1\n"), "is packed as .gz; pass --from with .gz at its end, or name it so"),
        (".gz", b"PK\x03\x04", "is packed as .zip, or a workbook; take out what it holds, or name it .xlsx or .ods"),
    ],
    ids=["plain", "plain-zstd", "gzip", "zip"],
)
def test_what_is_packed_otherwise_is_told(tmp_path: Path, end: str, content: bytes, message: str) -> None:
    path = tmp_path / f"a.csv{end}"
    path.write_bytes(content)
    assert f"a.csv{end}: {message}" == told(tmp_path, path)


@pytest.mark.parametrize(("end", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_what_would_fill_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, pack: Any
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1 << 16)
    path = tmp_path / f"a.csv{end}"
    path.write_bytes(pack(b"id,n\n" + b"a,1\n" * 1_000_000))
    assert "unpacks to more than 200 times its size; hardly a file of customers" in told(tmp_path, path)


def test_options_that_mean_nothing_to_a_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "n": 1}\n', "utf-8")
    assert "a.jsonl: has no separators; leave --separator out" == told(tmp_path, path, separator=",")
    assert "a.jsonl: has no header row; leave --header-row out" == told(tmp_path, path, header_row=2)
    assert "a.jsonl: has no sheets; leave --sheet out" == told(tmp_path, path, sheet="x")
    assert "a.jsonl: has no empty rows; leave --to-empty-row out" == told(tmp_path, path, to_empty_row=True)


def test_the_name_may_lie_where_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "export.dat"
    path.write_text(CSV, "utf-8")
    assert told(tmp_path, path).endswith(".xls, .ods; --from csv reads it as CSV, whatever its name")
    assert [("a", 1), ("b", 2)] == read(tmp_path, path, end="csv")
    with opened_input([path], Reading("jsonl")) as given:
        assert Format.JSON_LINES is given.format


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert "in: is a directory; name its files, such as " in told(tmp_path, tmp_path / "in")


def test_links_that_lead_in_a_circle_are_told(tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    with pytest.raises(FileError, match="cannot be read: Too many levels of symbolic links"):
        read(tmp_path, loop)
