"""Text files: their encodings, the mark some begin with, and what is said of one that is no UTF-8."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmrules.errors import FileError
from crmrules.records.input_file import Reading, input_file
from crmrules.records.text_file import open_text

LINES = ["money,need\n", "true,甲\n"]


def read(path: Path, encoding: str | None = None) -> list[str]:
    with open_text(input_file(path, Reading("csv", encoding=encoding))) as file:
        return list(file.lines)


def told(path: Path, encoding: str | None = None) -> str:
    with pytest.raises(FileError) as caught:
        read(path, encoding)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        (None, "utf-8-sig"),
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("utf-32-le", "utf-32-le"),
    ],
)
def test_a_mark_is_no_part_of_the_text_whatever_the_encoding(
    tmp_path: Path, encoding: str | None, written: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(("" if written in ("utf-8-sig", "utf-16", "utf-32") else "\ufeff") + "".join(LINES), written)
    assert LINES == read(path, encoding)
    with open_text(input_file(path, Reading("csv", encoding=encoding))) as file:
        assert file.marked


def test_a_file_without_a_mark_is_not_marked_unless_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(LINES), "utf-8")
    for encoding, marked in ((None, False), ("utf-8", False), ("UTF-8-SIG", True)):
        with open_text(input_file(path, Reading("csv", encoding=encoding))) as file:
            assert marked is file.marked
            assert LINES == list(file.lines)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_recognised_with_and_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("money,authority,need\ntrue,true,true\n", encoding)
    assert f"is not UTF-8: it looks like {encoding.upper()}; pass --encoding {encoding}" in told(path)
    assert "money,authority,need\n" == read(path, encoding)[0]


def test_a_strange_line_is_shown_in_each_encoding_that_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,need\nAnna,true\nMüller,true\n", "latin-1")
    assert 'gb18030 ("M黮ler,true")' in told(path)
    assert 'cp1252 or latin-1 ("Müller,true")' in told(path)
    assert told(path).endswith("pass the right one with --encoding")
    path.write_bytes("name,need\n张三,true\n".encode("gb18030") + b"\x81\x81,\n")  # no Big5, and no cp1252
    assert 'these read it without error: gb18030 ("张三,true"), latin-1 ("' in told(path)


def test_a_wrong_encoding_that_was_asked_for_is_told_with_the_right_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name\nJosé Ünal 甲\n", "utf-8")
    assert 'is not ascii; these read it without error: utf-8 ("José Ünal 甲")' in told(path, "ascii")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "a\0b", ""])
def test_what_is_no_encoding_is_an_error(tmp_path: Path, encoding: str) -> None:
    assert "unknown encoding" in told(tmp_path / "a.csv", encoding)


def test_a_path_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    assert "cannot be read" in told(Path("a\0.csv"))
    assert "cannot be read" in told(tmp_path)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from([None, "gb18030", "utf-16", "utf-32", "utf-8-sig", "cp1252"]))
def test_any_bytes_are_lines_or_one_error(tmp_path: Path, content: bytes, encoding: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with suppress(FileError):
        assert not "".join(read(path, encoding)).startswith("\ufeff")
