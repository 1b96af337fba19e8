"""`crmrules check`: text and JSON, exit codes, and the base of an `extends`."""

import json
import re
from pathlib import Path

import pytest

from crmrules import policy
from crmrules.assurance.check.findings import Code
from crmrules.cli.main import main
from crmrules.definitions.files import to_toml
from tests.policies import table

Capture = pytest.CaptureFixture[str]
PAGES = Path(__file__).parents[2] / "docs"


def run(*arguments: object) -> int:
    return main([str(each) for each in arguments])


def written(path: Path, *rules: tuple[str, str], hit: str = "first") -> Path:
    path.write_text(to_toml(table(hit, *rules, kind="decision")), "utf-8")
    return path


def test_every_finding_has_its_section() -> None:
    told = re.findall(r"^### (\S+)$", (PAGES / "findings.md").read_text("utf-8"), re.M)
    assert sorted(told) == sorted(Code)


def test_findings_as_json(capsys: Capture, tmp_path: Path) -> None:
    path = written(tmp_path / "table.toml", ("a", "x"), ("b", "y"), hit="unique")
    assert 1 == run("check", path, "man", "--format", "json")
    ours, man = json.loads(capsys.readouterr().out)
    assert (man["policy"], man["hash"], man["findings"]) == ("man", policy("man").hash, [])
    conflict = ours["findings"][0]
    assert (conflict["code"], conflict["severity"]) == ("conflict", "error")
    assert conflict["witness"] == {"a": True, "b": True}


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_the_severity_from_which_a_build_fails(level: str, code: int, tmp_path: Path) -> None:
    assert code == run("check", written(tmp_path / "table.toml", ("a", "x")), "--fail-on", level)


def test_a_base_that_changed(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f'id = "ours"\nextends = "man"\nbase = "{policy("man").hash[:12]}"\n', "utf-8")
    assert 0 == run("check", path)
    path.write_text('id = "ours"\nextends = "man"\nbase = "0123456789ab"\n', "utf-8")
    assert 1 == run("check", path)
    assert "policy `ours`, `base`: was written over `man`" in capsys.readouterr().out


def test_a_base_without_a_policy_to_extend_is_no_key(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_text(to_toml({**table("first", ("a", "x")), "kind": "decision", "base": "0123456789ab"}), "utf-8")
    assert 1 == run("check", path)
    assert 'unknown key "base"' in capsys.readouterr().out


def test_stale_numbers_need_a_day(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'id = "ours"\nextends = "retention-ladder"\nstale_after = "renewal"\n[parameters]\n'
        'renewal = { value = 12, unit = "months", origin = "own" }\n'
        "long_off = { dated = [{ from = 2024-01-31, value = 15 }] }\n",
        "utf-8",
    )
    run("check", path)
    assert "[stale]" not in capsys.readouterr().out
    assert 1 == run("check", path, "--as-of", "2025-02-01")
    assert "parameter `long_off`: its last value is from 2024-01-31, more than 12 months before 2025-02-01" in (
        capsys.readouterr().out
    )
    run("check", path, "--as-of", "2025-01-31")
    assert "[stale]" not in capsys.readouterr().out


def test_every_finding_names_its_file(capsys: Capture, tmp_path: Path) -> None:
    for name in ("one", "two"):
        document = {**table("unique", ("a", "x"), ("b", "y"), kind="decision"), "id": name}
        (tmp_path / f"{name}.toml").write_text(to_toml(document), "utf-8")
    assert 1 == run("check", tmp_path)
    said = [each for each in capsys.readouterr().out.splitlines() if "[conflict]" in each]
    assert ["one.toml, policy `one`" in said[0], "two.toml, policy `two`" in said[1]] == [True, True]
    assert 1 == run("check", tmp_path, "--format", "json")
    for each in json.loads(capsys.readouterr().out):
        assert each["file"].endswith(f"{each['policy']}.toml")
        assert all(finding["path"].startswith(each["file"]) for finding in each["findings"])
    assert 0 == run("check", "man", "--format", "json")
    assert "file" not in json.loads(capsys.readouterr().out)[0]


def test_many_lacking_examples_are_one_line_and_the_last(capsys: Capture, tmp_path: Path) -> None:
    path = written(tmp_path / "table.toml", ("a", "x"), ("b", "y"), ("not a and not b", "z"))
    assert 1 == run("check", path)
    count, *_, lacking = capsys.readouterr().out.splitlines()
    assert lacking == (
        "    warning [no-example] no example shows these 3 deciding, placed or due: rule `r1`, rule `r2`, rule `r3`; "
        f"`crmrules check --propose {path}` drafts them"
    )
    assert count.endswith(" findings, 3 of them about examples")


def test_drafts_can_be_added_to_the_file_as_they_are_printed(capsys: Capture, tmp_path: Path) -> None:
    path = written(tmp_path / "table.toml", ("a", "x"), ("not a and b", "y"), ("not a and not b", "z"))
    assert 0 == run("check", path, "--propose")
    path.write_text(path.read_text("utf-8") + "\n" + capsys.readouterr().out, "utf-8")
    run("check", path)
    assert "example]" not in capsys.readouterr().out.replace("-example", "example")
