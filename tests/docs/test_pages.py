"""The documentation keeps up with what it tells of."""

import re
from pathlib import Path

import pytest

from crmrules.cli.main import COMMANDS, main
from tests.docs.blocks import ROOT

DOCS = ROOT / "docs"


def test_the_pages_of_the_policies_and_of_the_model_are_those_that_the_command_writes(tmp_path: Path) -> None:
    assert main(["docs", str(tmp_path / "policies"), "--model", str(tmp_path / "model")]) == 0
    for folder in ("policies", "model"):
        written = {path.name: path.read_text("utf-8") for path in (tmp_path / folder).iterdir()}
        kept = {path.name: path.read_text("utf-8") for path in (DOCS / folder).iterdir()}
        assert written == kept, "run `make generated`"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_line_page_tells_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    section = page.split(f"\n## {command}\n")[1].split("\n## ")[0]
    shared = page.split("\n## ")[0]
    with pytest.raises(SystemExit):
        main([command, "--help"])
    help_ = capsys.readouterr().out
    options = set(re.findall(r"--[a-z-]+", help_)) - {"--help"}
    assert not [option for option in options if option not in section + shared]


def test_the_command_line_page_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    help_ = capsys.readouterr().out
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
