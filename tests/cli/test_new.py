"""`crmrules new`: a file of each kind that works, and `python -m crmrules`."""

import subprocess
import sys
from pathlib import Path

import pytest

from crmrules.cli.main import main
from crmrules.kinds import KINDS

Capture = pytest.CaptureFixture[str]
OFFERED = sorted(KINDS)
"""Every kind of the table has a file to begin with."""


@pytest.mark.parametrize("kind", OFFERED)
def test_what_is_written_has_no_findings(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["new", "ours", "--kind", kind])
    assert f"ours.toml: a {kind} to begin with" in capsys.readouterr().out
    assert 0 == main(["check", "ours.toml"])
    assert "0 findings" in capsys.readouterr().out


def test_every_kind_has_a_policy_to_begin_with(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["new", "--help"])
    assert f"{{{','.join(OFFERED)}}}" in capsys.readouterr().out


def test_nothing_is_replaced_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.toml").write_text("mine", "utf-8")
    assert 2 == main(["new", "ours"])
    assert "is there already" in capsys.readouterr().err
    assert "mine" == (tmp_path / "ours.toml").read_text("utf-8")
    assert 0 == main(["new", "ours", "--force"])


@pytest.mark.parametrize(("id_", "said"), [("Our Rules", "is no policy id"), ("man", "is the id of a shipped policy")])
def test_an_id_must_be_one_and_free(id_: str, said: str, capsys: Capture) -> None:
    assert 2 == main(["new", id_])
    assert said in capsys.readouterr().err


def test_the_package_is_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crmrules", "--version"], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.startswith("crmrules ")
