"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from crmrules.errors import FileError
from crmrules.records.writing import open_rows, whole_file


def test_a_run_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def half() -> None:
        with whole_file(tmp_path / "out.csv") as file:
            file.write("half")
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError):
        half()
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_breaks_off_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before", "utf-8")

    def half() -> None:
        with whole_file(path, force=True) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text("utf-8") == "before"


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written: No such file"), whole_file(tmp_path / "no" / "out.csv"):
        pass


def test_cells_hold_booleans_in_small_letters_and_blanks_for_unknown(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with open_rows(path, ["a", "b", "c"]) as write:
        write({"a": True, "b": None, "c": 'x,"y"\nz'})
    assert path.read_text("utf-8") == 'a,b,c\ntrue,,"x,""y""\nz"\n'


def test_an_unknown_kind_of_file_names_those_known(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught, open_rows(tmp_path / "out.cvs", []):
        pass
    assert "unknown kind of file `.cvs`; did you mean `.csv`?" in str(caught.value)
