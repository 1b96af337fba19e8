"""The harness of the documentation can fail: each promise that `blocks` makes is broken here once, and noticed."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sybil import Document
from sybil.example import SybilFailure

from tests.docs.blocks import ROOT, BadPage, begin, blocks, end

POLICY = """
id = "small"
version = "1"
kind = "decision"
hit = "first"
title = "Small"
facts = { vip = { type = "bool" } }
outcome = [{ id = "call", title = "Call" }]
rule = [{ id = "vip", when = "vip", then = "call", because = "Very important." }]
"""

Run = Callable[[str], None]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(text: str) -> None:
        page = tmp_path / "page.md"
        page.write_text(text, "utf-8")
        document = Document.parse(str(page), blocks)
        with _page(document.namespace):
            for example in document.examples():
                example.evaluate()

    return run


@contextmanager
def _page(namespace: dict[str, Any]) -> Generator[None]:
    begin(namespace)
    try:
        yield
    finally:
        end(namespace)


def fenced(language: str, body: str) -> str:
    return f"```{language}\n{body.strip()}\n```\n"


def test_a_page_need_not_hold_a_block(run: Run) -> None:
    run("# Page\n")


def test_blocks_of_a_page_share_their_names_and_their_files(run: Run) -> None:
    run(
        fenced("python", "import crmrules\nx = 1")
        + "\n<!-- file: small.toml -->\n"
        + fenced("toml", POLICY)
        + fenced("python", 'print(x, crmrules.load("small.toml").id)')
        + "\n"
        + fenced("text", "1 small")
        + fenced("console", "$ cat small.toml\n" + POLICY.strip() + "\n$ crmrules explain small.toml vip=maybe\n"
          '`vip=maybe`: "maybe" is no boolean; write true or false, or say in a binding what it means: '
          '`values = { "maybe" = ... }`\n$ echo $?\n2')
    )  # fmt: skip


def test_what_is_printed_must_stand_in_the_text_block(run: Run) -> None:
    with pytest.raises(SybilFailure, match=r"page.md:6(?s:.*)-2(?s:.*)\+1"):
        run(fenced("python", "print(1)") + "\n" + fenced("text", "2"))


def test_what_is_printed_must_be_shown(run: Run) -> None:
    with pytest.raises(SybilFailure, match="no text block"):
        run(fenced("python", "print(1)") + "\nProse.\n\n" + fenced("text", "1"))


def test_a_text_block_after_python_that_prints_nothing_is_wrong(run: Run) -> None:
    with pytest.raises(SybilFailure, match="-1"):
        run(fenced("python", "x = 1") + fenced("text", "1"))


def test_an_error_in_python_tells_the_line_of_the_page(run: Run) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        run("# Page\n\n" + fenced("python", "x = 1\nx / 0"))
    last = caught.traceback[-1]
    assert (Path(last.path).name, last.lineno + 1) == ("page.md", 5)


@pytest.mark.parametrize(
    ("console", "said"),
    [
        ("$ cat examples/telco.bind.toml\nsomething else", "page.md:2"),
        ("$ crmrules explain man\n$ crmrules nonsense", "page.md:2"),
        ("$ crmrules check nowhere.toml", "exits with 2, and the page says 0"),
        ("$ crmrules --version\ncrmrules 0\n$ echo $?\n1", "exits with 0, and the page says 1"),
        ("$ rm -r examples", "`rm` is none of"),
    ],
)
def test_commands_must_print_and_exit_as_the_page_says(run: Run, console: str, said: str) -> None:
    with pytest.raises(SybilFailure, match=said):
        run(fenced("console", console))


def test_there_is_no_shell(run: Run) -> None:
    with pytest.raises(SybilFailure, match="No such file"):
        run(fenced("console", "$ cat examples/telco.bind.toml > copy\n"))


def test_a_policy_must_load(run: Run) -> None:
    with pytest.raises(SybilFailure, match=r"page.md:3: does not load(?s:.*)did you mean `vip`"):
        run("<!-- file: small.toml -->\n" + fenced("toml", POLICY.replace('when = "vip"', 'when = "vp"')))


def test_the_examples_of_a_policy_must_hold(run: Run) -> None:
    example = 'example = [{ name = "wrong", given = { vip = true }, expect = { outcome = "none" } }]'
    with pytest.raises(SybilFailure, match="example `wrong`: expects outcome none"):
        run("<!-- file: small.toml -->\n" + fenced("toml", POLICY + example))


def test_a_policy_that_is_said_to_be_broken_must_be(run: Run) -> None:
    run("<!-- broken: small.toml -->\n" + fenced("toml", POLICY.replace("first", "frist")))
    with pytest.raises(SybilFailure, match="loads, and the page says it is broken"):
        run("<!-- broken: small.toml -->\n" + fenced("toml", POLICY))


def test_a_fragment_must_be_toml(run: Run) -> None:
    run(fenced("toml", 'remove = ["rule"]'))
    with pytest.raises(SybilFailure, match="is no TOML"):
        run(fenced("toml", "remove = [rule]"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (fenced("pyhton", "print(1)"), "a `pyhton` block is not tested"),
        ("- item\n\n  ```python\n  print(1)\n  ```\n", "page.md:3: an indented block is not tested"),
        (fenced("console", "crmrules list"), "begins with"),
        ("<!-- file: ../small.toml -->\n" + fenced("toml", POLICY), "is not below"),
    ],
)
def test_a_block_that_would_go_untested_is_refused(run: Run, text: str, said: str) -> None:
    with pytest.raises(BadPage, match=said):
        run(text)


def test_pytest_fails_and_points_at_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "README.md").write_text("# Page\n\n" + fenced("python", "print(1)") + fenced("text", "2"), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "README.md"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 1
    assert f"{tmp_path / 'README.md'}:7" in ran.stdout
    assert "1 failed" in ran.stdout
