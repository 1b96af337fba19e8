"""Files are written whole or not at all, and what a killed run left behind is cleared by the next."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crmrules.errors import FileError
from crmrules.records.writing import whole_directory, whole_file, whole_path


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


def test_what_the_system_says_while_it_is_written_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(FileError, match=r"out\.csv: cannot be written: No space left"),
        whole_file(tmp_path / "out.csv"),
    ):
        raise OSError(28, "No space left on device")
    book = whole_directory(tmp_path / "book", ["a"])
    with pytest.raises(FileError, match="book: cannot be written: No space left"), book:
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_that_nobody_reads_what_is_printed_is_nothing_against_a_file(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), whole_file(tmp_path / "out.csv"):
        raise BrokenPipeError


KILLED = """
import os, signal, sys
from pathlib import Path
from crmrules.records.writing import whole_directory, whole_path
with whole_path(Path("out.csv")) as one, whole_directory(Path("book"), ["a"]) as other:
    one.write_text("half", "utf-8")
    (other / "a").write_text("half", "utf-8")
    if sys.argv[1] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_run_left_is_cleared_by_the_next_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, "kill"], cwd=tmp_path, env=os.environ, check=False)
    assert -signal.SIGKILL == killed.returncode
    left = {each.name for each in tmp_path.iterdir()}
    assert 2 == len(left)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, "wait"],
        cwd=tmp_path,
        env=os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        assert b"ready\n" == running.stdout.readline()
        being_written = {each.name for each in tmp_path.iterdir()}
        assert 2 == len(being_written - left)
        assert not being_written & left
        with whole_path(tmp_path / "other.csv") as made:
            made.write_text("whole", "utf-8")
        assert being_written | {"other.csv"} == {each.name for each in tmp_path.iterdir()}
        running.stdin.close()
    assert ["book", "other.csv", "out.csv"] == sorted(each.name for each in tmp_path.iterdir())


def test_links_that_lead_in_a_circle_are_told_and_stay(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    told = "loop: cannot be written: Too many levels of symbolic links"
    with pytest.raises(FileError, match=told), whole_path(loop, force=True):
        pass
    with pytest.raises(FileError, match=told), whole_directory(loop, ["one"]):
        pass
    assert ["loop"] == [path.name for path in tmp_path.iterdir()]
    assert loop.is_symlink()


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):  # as root, `-o /dev/null --force` would do away with the device of all others
        with pytest.raises(FileError, match="is no file that can be replaced"), whole_path(path, force=True):
            pass
    with pytest.raises(FileError, match="pipe: is no file"), whole_directory(tmp_path, ["pipe"], force=True):
        pass
    assert pipe.is_fifo()
    assert link.is_symlink()
