"""`crmrules import` and `export`, and DMN files where policies are asked for."""

import json
from pathlib import Path

import pytest

import crmrules
from crmrules.cli.main import main
from tests.dmn_tables import dmn
from tests.jdm_graphs import graph

Capture = pytest.CaptureFixture[str]
TABLES = Path(__file__).parents[1] / "interchange" / "dmn"


def run(*arguments: object) -> int:
    return main([str(each) for each in arguments])


def test_a_file_of_tables_becomes_policy_files(tmp_path: Path, capsys: Capture) -> None:
    assert 0 == run("import", TABLES / "lending.dmn", "-o", tmp_path / "ours")
    out, err = capsys.readouterr()
    assert "strategy.toml: a decision of 3 rules, from `Strategy`" in out
    assert "decision `Monthly surplus`: is an expression, and a fact that is reckoned where tables read it" in err
    files = sorted(each.name for each in (tmp_path / "ours").iterdir())
    assert ["bureau-call-type.toml", "eligibility.toml", "pre-bureau-risk-category.toml", "strategy.toml"] == files
    assert crmrules.load(tmp_path / "ours" / "strategy.toml") == crmrules.load(TABLES / "lending.dmn")
    assert 2 == run("import", TABLES / "lending.dmn", "-o", tmp_path / "ours")
    assert "is there already; pass --force to replace it" in capsys.readouterr().err


def test_one_table_comes_with_those_it_reads(tmp_path: Path) -> None:
    assert 0 == run("import", f"{TABLES}/lending.dmn#Bureau call type", "-o", tmp_path)
    assert ["bureau-call-type.toml", "pre-bureau-risk-category.toml"] == sorted(
        each.name for each in tmp_path.iterdir()
    )


def test_tables_that_cannot_be_said_are_told_with_their_cells(tmp_path: Path, capsys: Capture) -> None:
    good = dmn({"Age": "number"}, ["R"], [["1", '"A"']])
    bad = dmn({"Age": "number"}, ["R"], [["High", '"A"']]).replace("Answer", "Bad").replace('"answer"', '"bad"')
    file = tmp_path / "both.dmn"
    file.write_text(good.replace("</definitions>", "") + bad[bad.index("<decision ") :], "utf-8")
    assert 1 == run("import", file, "-o", tmp_path)
    out, err = capsys.readouterr()
    assert "answer.toml: a decision of 1 rule, from `Answer`" in out
    assert "both.dmn, decision `Bad`, rule 1, input 1 `Age` `High`, column 1: `High` is no name known here" in err
    file.write_text(bad, "utf-8")
    assert 2 == run("import", file, "-o", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert 2 == run("import", tmp_path / "absent.dmn")
    assert 2 == run("import", "man")


def test_nulls_can_be_open(tmp_path: Path) -> None:
    assert 0 == run("import", TABLES / "simple.dmn", "-o", tmp_path, "--nulls", "open")
    assert "known(" not in (tmp_path / "approval-status.toml").read_text("utf-8")


def test_a_table_is_checked(tmp_path: Path, capsys: Capture) -> None:
    assert 1 == run("check", TABLES / "simple.dmn")
    out = capsys.readouterr().out
    assert "approval-status: 4 rules, 0 examples, unique proven" in out
    assert "[gap]" in out
    assert "where `RiskCategory` and `isAffordable` are unknown" in out
    rows = [[">= 18", '"A"'], [">= 65", '"B"'], ["< 17", '"A"']]
    (tmp_path / "masked.dmn").write_text(dmn({"Age": "number"}, ["R"], rows, "FIRST"), "utf-8")
    assert 1 == run("check", tmp_path / "masked.dmn")
    out = capsys.readouterr().out
    assert "rule `row-2`: never decides: wherever it is true, so is `row-1`, which comes before it" in out
    assert "no rule is true, and there is no default" in out
    (tmp_path / "overlap.dmn").write_text(dmn({"Age": "number"}, ["R"], rows), "utf-8")
    assert 1 == run("check", tmp_path / "overlap.dmn")
    assert "[conflict]" in capsys.readouterr().out
    (tmp_path / "bad.dmn").write_text(dmn({"Age": "number"}, ["R"], [["High", '"A"']]), "utf-8")
    assert 1 == run("check", tmp_path / "bad.dmn")
    assert "cannot be read" in capsys.readouterr().out


def test_two_tables_are_compared(tmp_path: Path, capsys: Capture) -> None:
    text = (TABLES / "simple.dmn").read_text("utf-8")
    (tmp_path / "new.dmn").write_text(text.replace("&gt;=18", "&gt;= 21"), "utf-8")
    assert 1 == run("diff", TABLES / "simple.dmn", tmp_path / "new.dmn")
    out = capsys.readouterr().out
    assert "Age = 20" in out
    assert 0 == run("diff", TABLES / "simple.dmn", f"{TABLES}/simple.dmn#Approval Status")


def test_a_table_is_explained(capsys: Capture) -> None:
    assert 0 == run("explain", TABLES / "simple.dmn", "RiskCategory=High")
    assert "Declined" in capsys.readouterr().out


def test_a_graph_stands_wherever_a_table_does(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "fee.json"
    rows = [["> 5", "'high'"], ["", "'low'"]]
    file.write_text(json.dumps(graph(["size"], ["fee"], rows)), "utf-8")
    assert 0 == run("import", file, "-o", tmp_path)
    assert "answer.toml: a decision of 2 rules, from `Answer`" in capsys.readouterr().out
    assert crmrules.load(tmp_path / "answer.toml") == crmrules.load(file)
    assert 0 == run("check", file)
    assert 0 == run("diff", tmp_path / "answer.toml", file)
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(graph(["size"], ["fee"], [["> 7", "'high'"], ["", "'low'"]])), "utf-8")
    capsys.readouterr()
    assert 1 == run("diff", file, changed)
    assert "size = 6" in capsys.readouterr().out
    changed.write_text(json.dumps(graph(["size"], ["fee"], [["(> 7)", "'high'"]])), "utf-8")
    assert 2 == run("import", changed, "-o", tmp_path / "none")
    assert "changed.json, node `Answer`, rule 1, input 1 `size` `(> 7)`, column 2: " in capsys.readouterr().err
    assert 1 == run("check", changed)
    assert 2 == run("diff", changed, file)
    changed.write_text("{}", "utf-8")
    assert 2 == run("diff", changed, file)
    assert "is no JDM graph" in capsys.readouterr().err


@pytest.mark.parametrize("id_", ["man", "retention-ladder"])
def test_what_is_exported_as_dmn_imports_back(id_: str, tmp_path: Path, capsys: Capture) -> None:
    assert 0 == run("export", id_, "--format", "dmn", "-o", tmp_path / "out.dmn")
    assert 0 == run("diff", id_, tmp_path / "out.dmn")
    assert "Proven equivalent" in capsys.readouterr().out


def test_a_graph_is_printed(capsys: Capture) -> None:
    assert 0 == run("export", "man", "--format", "jdm")
    graph = json.loads(capsys.readouterr().out)
    assert ["inputNode", "decisionTableNode", "outputNode"] == [each["type"] for each in graph["nodes"]]


@pytest.mark.parametrize("form", ["dmn", "jdm"])
def test_other_kinds_are_refused(form: str, capsys: Capture) -> None:
    assert 2 == run("export", "tiers", "--format", form)
    assert "policy `tiers`: is a segmentation" in capsys.readouterr().err
