"""Every command that tells something tells it as text, as JSON, and in a report of each form."""

import json
from pathlib import Path

import pytest

from crmrules import policy
from crmrules.cli.main import main
from crmrules.definitions.files import to_toml
from tests.policies import table

Capture = pytest.CaptureFixture[str]
FORMS = {".html": "<h1>", ".md": "# ", ".txt": ""}


@pytest.fixture
def commands(tmp_path: Path) -> dict[str, list[str]]:
    """The commands by name, each with something to tell."""
    table_, kept = tmp_path / "table.toml", tmp_path / "kept.jsonl"
    table_.write_text(to_toml(table("unique", ("a", "x"), ("b", "y"), kind="decision")), "utf-8")
    decided = policy("man").decide({"money": True}).to_dict()
    kept.write_text(json.dumps({**decided, "outcome": "pursue", "hash": "0"}), "utf-8")
    return {
        "list": ["list"],
        "check": ["check", str(table_), "man"],
        "reproduce": ["reproduce", str(kept)],
        "diff": ["diff", "man", "man"],
        "coverage": ["coverage", "man"],
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("list", "MAN qualification MAN原则"),
        ("check", "nothing reads it"),
        ("reproduce", "outcome was pursue, is none"),
        ("diff", "Proven equivalent"),
        ("coverage", "cases, 2 open."),
    ],
)
def test_a_report_is_written_in_each_form(
    capsys: Capture, tmp_path: Path, commands: dict[str, list[str]], name: str, said: str, form: str
) -> None:
    file = tmp_path / f"report{form}"
    main([*commands[name], "-o", str(file)])
    written, printed = file.read_text("utf-8"), capsys.readouterr().out
    assert said in written
    assert FORMS[form] in written
    assert printed == written or form != ".txt"


@pytest.mark.parametrize("name", ["list", "check", "reproduce", "diff", "coverage"])
def test_the_same_as_json(capsys: Capture, commands: dict[str, list[str]], name: str) -> None:
    code = main(commands[name])
    capsys.readouterr()
    assert code == main([*commands[name], "--format", "json"])
    assert json.loads(capsys.readouterr().out)


def test_what_would_mend_a_policy_is_code(tmp_path: Path, commands: dict[str, list[str]]) -> None:
    main([*commands["check"], "-o", str(tmp_path / "report.md")])
    lines = (tmp_path / "report.md").read_text("utf-8").splitlines()
    assert "- man: 8 rules, 10 examples, complete proven, unique proven" in lines
    assert "    - `[[rule]]`" in lines


def test_a_decision_that_is_otherwise_as_data(capsys: Capture, commands: dict[str, list[str]]) -> None:
    assert 1 == main([*commands["reproduce"], "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert (1, 1) == (found["decisions"], found["changed_policies"])
    (row,) = found["otherwise"]
    assert (1, "man", False) == (row["row"], row["policy"], row["same_policy"])
    assert {"key": "outcome", "kept": "pursue", "now": None} in row["differences"]


def test_kept_decisions_are_told_in_chinese(capsys: Capture, commands: dict[str, list[str]]) -> None:
    main([*commands["reproduce"], "--lang", "zh"])
    first, second, third = capsys.readouterr().out.splitlines()
    assert "共 1 项决定，现有 1 项结论不同；1 项所依策略内容已变" == first
    assert ("  第 1 行，man（内容已变）：", "    outcome 原为 pursue，现为 无") == (second, third)


def test_drafts_are_no_report(capsys: Capture, tmp_path: Path) -> None:
    assert 2 == main(["check", "man", "--propose", "-o", str(tmp_path / "report.md")])
    assert "--propose: prints drafts, and writes no report; leave out -o\n" == capsys.readouterr().err
