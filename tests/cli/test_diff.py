"""`crmrules diff`: exit codes, the page, and the customers that move."""

import json
from pathlib import Path

import polars as pl
import pytest

from crmrules.cli.main import main

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(each) for each in arguments])


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    path = tmp_path / "stricter.toml"
    path.write_text('id = "stricter"\nextends = "retention-ladder"\n[parameters]\nlong_off = { value = 10 }\n', "utf-8")
    return path


def test_the_same_is_equivalent(capsys: Capture) -> None:
    assert 0 == run("diff", "man", "man")
    assert "Proven equivalent" in capsys.readouterr().out


def test_a_change_with_its_customers(capsys: Capture, tmp_path: Path, stricter: Path) -> None:
    data, moved, page = tmp_path / "customers.csv", tmp_path / "moved.csv", tmp_path / "diff.html"
    head = "name,cancellation_requested,suspended,suspension_requested,bill,bill_average,forwarding_days_30"
    data.write_text(f"{head},powered_off_days_30\nAnn,no,no,no,10,10,0,12\nBo,no,no,no,10,10,0,15\n", "utf-8")
    binding = tmp_path / "yes.bind.toml"
    names = ("cancellation_requested", "suspended", "suspension_requested")
    binding.write_text("".join(f"[facts.{name}]\ncolumn = '{name}'\nvalues = {{ no = false }}\n" for name in names))
    options = ("--data", data, "--bind", binding, "--moved", moved, "-o", page)
    assert 1 == run("diff", "retention-ladder", stricter, *options)
    assert "1 of 2 customers moves (50.0%)." in capsys.readouterr().out
    assert pl.read_csv(moved).select("name", "before", "after").rows() == [("Ann", "?", "step-4")]
    assert "stricter" in page.read_text("utf-8")
    assert 2 == run("diff", "retention-ladder", stricter, *options)
    assert "is there already; pass --force to replace it" in capsys.readouterr().err
    assert 1 == run("diff", "retention-ladder", stricter, *options, "--force")


def test_customers_to_move_must_be_named(capsys: Capture, tmp_path: Path, stricter: Path) -> None:
    assert 2 == run("diff", "man", "man", "--moved", tmp_path / "moved.csv")
    assert 2 == run("diff", "man", "man", "--moved", tmp_path / "m.txt", "--data", stricter)
    assert "name them with `--data FILE`" in capsys.readouterr().err


def test_a_change_as_json(capsys: Capture, stricter: Path) -> None:
    assert 1 == run("diff", "retention-ladder", stricter, "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert (found["equivalent"], found["parameters"]) == (False, {"long_off": [15, 10]})
    assert {"before", "after", "given", "as_of"} == found["witnesses"][0].keys()


def test_contacts_by_a_cadence_of_ones_own(capsys: Capture, tmp_path: Path) -> None:
    data = tmp_path / "customers.csv"
    data.write_text("profit\n" + "\n".join(str(each) for each in range(1, 101)) + "\n", "utf-8")
    (tmp_path / "more.toml").write_text(
        'id = "more"\nextends = "contact-classes"\n[parameters]\nimportant_customers = { value = 0.05 }\n', "utf-8"
    )
    (tmp_path / "rare.toml").write_text(
        'id = "rare"\nextends = "contact-frequency"\n[parameters]\nimportant_call = { value = 2 }\n', "utf-8"
    )
    changes: list[str] = []
    for options in ((), ("--cadence", tmp_path / "rare.toml")):
        assert 1 == run("diff", "contact-classes", tmp_path / "more.toml", "--data", data, *options)
        (said,) = [each for each in capsys.readouterr().out.splitlines() if "Contacts a year" in each]
        changes.append(said.split("(")[1])
    assert changes == ["+40).", "+16)."]


def test_strict_refuses_what_neither_policy_reads(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("money,autority\ntrue,true\n", "utf-8")
    assert 2 == main(["diff", "man", "man", "--data", str(file), "--strict"])
    assert f"{file}: unknown fact or column `autority`; did you mean `authority`?\n" == capsys.readouterr().err
