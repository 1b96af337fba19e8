"""How commands end: 0 done, 1 findings, 2 whatever else, and never with another's words."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crmrules.cli import listing
from crmrules.cli.main import main

CUSTOMERS = Path(__file__).parents[2] / "examples" / "customers.csv"


def run(directory: Path, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crmrules.cli.main", *map(str, arguments)]
    wanted: dict[str, Any] = {"stdout": subprocess.PIPE, **options}
    return subprocess.run(
        command, cwd=directory, env=os.environ, stderr=subprocess.PIPE, text=True, check=False, **wanted
    )


def small_files() -> None:
    """Let a process write files of 1,000 bytes at most: it meets what a full disk is."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))


@pytest.mark.parametrize(
    ("unbuffered", "arguments"),
    [
        ("", ("schema",)),
        ("1", ("schema",)),
        ("", ("list",)),
        ("1", ("apply", "man", CUSTOMERS)),
        ("", ("--help",)),
        ("1", ("--help",)),
        ("", ("check", "--help")),
        ("1", ("--version",)),
    ],
    ids=str,
)
def test_what_cannot_be_printed_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    with Path("/dev/full").open("w") as full:
        done = run(tmp_path, *arguments, stdout=full)
    assert (2, "output: No space left on device\n") == (done.returncode, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("apply", "man", CUSTOMERS, "-o", "out.csv"),
        ("apply", "man", CUSTOMERS, "-o", "out.parquet"),
        ("apply", "man", "many.jsonl", "-o", "out.jsonl"),
        ("review", CUSTOMERS, "-o", "book"),
        ("diff", "man", "man", "-o", "out.html"),
        ("docs", "pages"),
    ],
    ids=str,
)
def test_a_full_disk_is_one_line_and_exit_code_2_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    (tmp_path / "many.jsonl").write_text('{"money": true}\n' * 400, "utf-8")
    # what Python compiles would be cut off, too, and stay
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    done = run(tmp_path, *arguments, preexec_fn=small_files)
    assert 2 == done.returncode
    assert 1 == done.stderr.count("\n"), done.stderr
    assert "cannot be written: " in done.stderr
    if arguments[0] != "docs":  # which replaces its pages one by one
        assert ["many.jsonl"] == [each.name for each in tmp_path.iterdir()]


@pytest.mark.parametrize("error", [RuntimeError("x"), RecursionError(), BaseException("a panic"), MemoryError()])
def test_a_fault_of_ours_is_never_taken_for_findings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(listing, "in_order_of_work", fail)
    assert 2 == main(["list"])
    assert "crmrules" in capsys.readouterr().err or isinstance(error, MemoryError)


def test_arguments_that_are_none_end_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["decide"])
    assert 2 == caught.value.code


@pytest.mark.parametrize(("text", "said"), [("01/11/2026", "is no date"), ("2026-02-30", "is no date")])
def test_a_day_that_is_none_is_told_how_to_write_one(capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "man", "--as-of", text])
    assert f'"{text}" {said}; write it as year-month-day, such as 2026-07-01' in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("docs", ""), ("docs", "pages", "--model", ""), ("review", "x.csv", "-o", "")])
def test_a_directory_without_a_name_is_not_the_present_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    assert 2 == ended.value.code
    assert "is empty; name a directory, or give `.` for the present one" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())
