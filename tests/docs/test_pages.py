"""The documentation keeps up with what it tells of."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crmrules.cli.main import main
from tests.docs.blocks import ROOT

DOCS = ROOT / "docs"
COMMANDS = (
    "list",
    "new",
    "show",
    "explain",
    "apply",
    "bind",
    "review",
    "check",
    "diff",
    "backtest",
    "coverage",
    "reproduce",
    "docs",
    "schema",
    "sql",
    "cases",
    "case",
    "import",
    "export",
)


def test_the_pages_of_the_policies_and_of_the_model_are_those_that_the_command_writes(tmp_path: Path) -> None:
    assert main(["docs", str(tmp_path / "policies"), "--model", str(tmp_path / "model")]) == 0
    for folder in ("policies", "model"):
        written = {path.name: path.read_text("utf-8") for path in (tmp_path / folder).iterdir()}
        kept = {path.name: path.read_text("utf-8") for path in (DOCS / folder).iterdir()}
        assert written == kept, "run `make generated`"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_line_page_tells_every_option(command: str) -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    section = page.split(f"\n## {command}\n")[1].split("\n## ")[0]
    shared = page.split("\n## ")[0]
    help_ = subprocess.run(
        [sys.executable, "-c", f"from crmrules.cli.main import main; main(['{command}', '--help'])"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    options = set(re.findall(r"--[a-z-]+", help_)) - {"--help"}
    assert not [option for option in options if option not in section + shared]


def test_the_command_line_page_tells_every_command() -> None:
    help_ = subprocess.run(
        [sys.executable, "-c", "from crmrules.cli.main import main; main(['--help'])"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert re.findall(r"^    ([a-z]+)(?: |$)", help_, re.MULTILINE) != []
    assert set(re.findall(r"^    ([a-z]+)(?: |$)", help_, re.MULTILINE)) == set(COMMANDS)


def test_the_readme_links_to_pages_that_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_no_page_is_wider_than_the_code() -> None:
    """Prose is broken at 120 columns; tables, code and generated pages are as wide as they are."""
    wide = []
    for path in (ROOT / "README.md", *DOCS.glob("*.md")):
        fenced = False
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            fenced ^= line.startswith("```")
            if len(line) > 120 and not fenced and not line.startswith("|"):
                wide.append(f"{path.name}:{number}")
    assert wide == []


def test_the_quick_start_says_of_the_demo_what_it_does() -> None:
    demo = (ROOT / "Makefile").read_text("utf-8").split("\ndemo:")[1].split("\n\n")[0]
    assert ["review", "explain", "review"] == re.findall(r"/crmrules (\w+)", demo)
    said = next(line for line in (DOCS / "quick-start.md").read_text("utf-8").splitlines() if "`make demo`" in line)
    assert "reviews 500 made-up customers" in said
    assert "explains one decision" in said
    assert "examples/orders.csv" in demo
