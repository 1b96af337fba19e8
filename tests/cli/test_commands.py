"""The commands as people run them: what they print, what they write, and how they end."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from crmrules import policies
from crmrules.cli.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def prospects(tmp_path: Path) -> Path:
    path = tmp_path / "prospects.csv"
    path.write_text("name,money,authority,need\n甲,true,true,true\n乙,true,,TRUE\n丙,false,false,false\n", "utf-8")
    return path


def run(*arguments: str | Path) -> int:
    return main([str(each) for each in arguments])


def test_list_names_every_policy_in_both_languages(capsys: Capture) -> None:
    assert run("list") == 0
    out = capsys.readouterr().out
    assert "man" in out
    assert "MAN原则" in out
    assert "retention-ladder" in out


def test_show_tells_rules_and_numbers(capsys: Capture) -> None:
    assert run("show", "retention-ladder", "--markdown") == 0
    out = capsys.readouterr().out
    assert "`bill_average > 0 and bill_change <= -bill_drop`" in out
    assert "明显超出季节性波动的下降幅度" in out


def test_show_as_toml_gives_a_file_that_loads(capsys: Capture, tmp_path: Path) -> None:
    assert run("show", "man", "--toml") == 0
    path = tmp_path / "man.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert run("check", path) == 0


def test_explain_says_why(capsys: Capture) -> None:
    assert run("explain", "man", "money=true", "authority=true", "need=false") == 0
    assert "man: create-need" in capsys.readouterr().out


def test_explain_as_json(capsys: Capture) -> None:
    assert 0 == run("explain", "man", "money=true", "need=true", "--what-if", "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["missing"]) == (None, ["authority"])
    assert [each["outcome"] for each in found["what_if"]["questions"]["authority"]] == ["find-authority", "pursue"]


def test_explain_speaks_chinese(capsys: Capture) -> None:
    assert run("explain", "man", "money=true", "need=true", "--lang", "zh") == 0
    assert "需要查明" in capsys.readouterr().out


def test_explain_reports_every_bad_fact_at_once(capsys: Capture) -> None:
    assert run("explain", "man", "mony=true", "need=是", "x") == 2
    said = capsys.readouterr().err
    assert "`mony=true`: unknown fact `mony`; did you mean `money`?" in said
    assert '"是" is no boolean' in said
    assert "`x`: is no fact with its value; write it as fact=value" in said


def test_an_unknown_policy_is_bad_input(capsys: Capture) -> None:
    assert run("explain", "mann") == 2
    assert capsys.readouterr().err == "policy `mann`: is not in the catalogue; did you mean `man`?\n"
    assert run("explain", "2026-02-30") == 2
    assert capsys.readouterr().err == "policy `2026-02-30`: is not in the catalogue; `crmrules list` shows which are\n"


def test_a_file_without_a_name_is_bad_input(capsys: Capture) -> None:
    assert run("apply", "man", "") == 2
    assert capsys.readouterr().err == "file: has an empty name; name one, or give `-` for standard input\n"


def test_decide_sums_up(capsys: Capture, prospects: Path) -> None:
    assert run("apply", "man", prospects) == 0
    out = capsys.readouterr().out
    assert re.search(r"\(pursue\) +1 +33.3%$", out, re.M)
    assert re.search(r"^    open: .* +1 +33.3%$", out, re.M)
    assert re.search(r"\(authority\) +1 +100.0% +1$", out, re.M)


def test_decide_writes_the_rows_with_the_decisions_beside_them(prospects: Path, tmp_path: Path) -> None:
    written = tmp_path / "out.csv"
    assert run("apply", "man", prospects, "-o", written, "--missing", "--so-far") == 0
    with written.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "name", "money", "authority", "need", "man", "man_approach", "man_certain", "man_so_far", "man_missing",
    ]  # fmt: skip
    assert rows[0]["man"] == "pursue"
    assert rows[0]["man_approach"] == "pursue"
    assert rows[1]["man"] == ""
    assert rows[1]["man_certain"] == "false"
    assert rows[1]["man_missing"] == "authority"
    assert rows[1]["name"] == "乙"


def test_decide_reads_and_writes_json_lines(tmp_path: Path) -> None:
    source, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"money": true, "authority": false, "need": true, "name": "甲"}\n\n{"money": null}\n', "utf-8")
    assert run("apply", "man", source, "-o", written) == 0
    rows = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    assert [row["man"] for row in rows] == ["find-authority", None]
    assert rows[0]["name"] == "甲"


def test_decide_binds_by_map_and_by_file(capsys: Capture, tmp_path: Path) -> None:
    source, binding = tmp_path / "in.csv", tmp_path / "bind.toml"
    source.write_text("有钱,Decides\n是,Y\n否,N\n", "utf-8")
    binding.write_text(
        '[facts]\nmoney = { column = "有钱", values = { "是" = true, "否" = false } }\n[assume]\nneed = true\n', "utf-8"
    )
    assert run("apply", "man", source, "--bind", binding) == 0
    assert re.search(r"\(need\) +true +of 2 customers$", capsys.readouterr().out, re.M)
    assert run("apply", "man", source, "--bind", binding, "--map", "authority=Decides") == 2
    assert 'row 2, column `Decides`: "Y" is no boolean' in capsys.readouterr().err


def test_bad_rows_are_collected_and_nothing_is_written(capsys: Capture, tmp_path: Path) -> None:
    source, written = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("money,need\ntrue,yes\n1,true\ntrue,true\n", "utf-8")
    assert run("apply", "man", source, "-o", written) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0].split(", ", 1)[1] for line in said] == ["row 2, column `need`", "row 3, column `money`"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_a_file_that_is_there_is_kept_unless_forced(capsys: Capture, prospects: Path, tmp_path: Path) -> None:
    written = tmp_path / "out.csv"
    written.write_text("mine", "utf-8")
    assert run("apply", "man", prospects, "-o", written) == 2
    assert "is there already; pass --force to replace it" in capsys.readouterr().err
    assert written.read_text("utf-8") == "mine"
    assert run("apply", "man", prospects, "-o", written, "--force") == 0
    assert written.read_text("utf-8").startswith("name,money")


def test_a_column_named_like_the_decision_is_an_error(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("money,man\ntrue,x\n", "utf-8")
    assert run("apply", "man", source) == 2
    assert "has a column `man` already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; its first row names the columns"),
        (b"money,need\n", "has a header and no rows"),
        (b"money,money\ntrue,true\n", "row 1: names column `money` twice"),
        (b"money,need\ntrue\n", "row 2: has 1 cell, and the header 2"),
        (b'money,need\n"true,true\n', "row 2: opens a quote that is not closed"),
        (b'money,need\n"tr"ue,true\n', "row 2: goes on after a quote that closes a cell"),
        ("money,客户\ntrue,甲\n".encode("gb18030"), 'is not UTF-8; these read it without error: gb18030 ("money,客'),
        (b"monney,x\ntrue,y\n", "has none of the facts of policy `man`; column `monney`: did you mean `money`?"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_bad_input(capsys: Capture, tmp_path: Path, content: bytes, said: str) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    assert run("apply", "man", source) == 2
    assert said in capsys.readouterr().err


def test_gb18030_is_read_when_asked(capsys: Capture, tmp_path: Path) -> None:
    source, written = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("money,客户\ntrue,甲\n".encode("gb18030"))
    assert run("apply", "man", source, "--encoding", "gb18030", "-o", written) == 0
    assert "甲" in written.read_text("utf-8")
    assert run("apply", "man", source, "--encoding", "klingon") == 2
    assert "unknown encoding `klingon`" in capsys.readouterr().err


def test_check_finds_an_example_that_contradicts_its_rules(capsys: Capture, tmp_path: Path) -> None:
    main(["show", "man", "--toml"])
    text = capsys.readouterr().out.replace('outcome = "pursue", certain', 'outcome = "nurture", certain', 1)
    path = tmp_path / "man.toml"
    path.write_text(text, "utf-8")
    assert run("check", tmp_path) == 1
    assert "example `all three conditions`: expects outcome nurture, and the policy says pursue" in re.sub(
        r"\s+", " ", capsys.readouterr().out
    )


def test_check_reports_everything_wrong_with_a_file(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\nversion = 1\nkind = "decison"\nhit = "frist"\ntitle = "x"\nextra = 1\n', "utf-8")
    assert run("check", path) == 1
    out = re.sub(r"\s+", " ", capsys.readouterr().out)
    for said in ("did you mean `decision`?", "did you mean `first`?", "1 is no text", 'unknown key "extra"'):
        assert said in out


def test_check_of_nothing_is_bad_input(tmp_path: Path) -> None:
    assert run("check", tmp_path) == 2
    assert run("check", tmp_path / "absent.toml") == 2


def test_docs_writes_a_page_for_each_policy(capsys: Capture, tmp_path: Path) -> None:
    assert run("docs", tmp_path / "pages") == 0
    pages = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert pages == sorted(["index.md", *(f"{id_}.md" for id_ in policies())])


def test_a_key_of_json_lines_named_like_the_decision_is_an_error(capsys: Capture, tmp_path: Path) -> None:
    source, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"money": true}\n{"man": "keep", "money": true}\n', "utf-8")
    assert run("apply", "man", source, "-o", written) == 2
    assert "row 2: has a column `man` already" in capsys.readouterr().err
    assert not written.exists()


def test_objects_of_json_lines_may_lack_a_bound_column_but_not_all_of_them(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"a": true, "b": true}\n{"a": true}\n', "utf-8")
    assert run("apply", "man", source, "--map", "money=a", "--map", "need=b") == 0
    assert run("apply", "man", source, "--map", "money=a", "--map", "need=c") == 2
    assert "there is no column `c`" in capsys.readouterr().err


def test_an_object_of_json_lines_may_lack_all_facts_but_not_all_of_them(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"name": "a", "money": true}\n{"name": "b"}\n', "utf-8")
    assert run("apply", "man", source) == 0
    assert "2 customers, 2 open" in capsys.readouterr().out
    source.write_text('{"name": "a", "monney": true}\n{"name": "b"}\n', "utf-8")
    assert run("apply", "man", source) == 2
    told = f"{source}: has none of the facts of policy `man`; `monney`: did you mean `money`?\n"
    assert told == capsys.readouterr().err


def test_a_file_of_one_column_is_told_that_its_cells_may_be_separated(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("name^money\na^true\n", "utf-8")
    assert run("apply", "man", source) == 2
    told = "its only column is `name^money`: say with --separator what separates its cells, or bind columns with --map"
    assert told in capsys.readouterr().err
    assert run("apply", "man", source, "--separator", "^") == 0


def test_a_cadence_is_not_said_to_lack_what_the_policy_of_its_classes_lacks(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("last_call\n2026-01-05\n", "utf-8")
    assert run("apply", "contact-frequency", source, "--as-of", "2026-07-01") == 2
    told = "policy `contact-classes`: does not run on it: none of its facts has a column or is bound; "
    assert (
        f"{told}`contact-frequency` reads from it: give `profit` or `contact_class` itself" in capsys.readouterr().err
    )


def test_what_json_cannot_hold_is_told_with_its_row(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": NaN, "money": true}\n', "utf-8")
    assert run("apply", "man", source, "-o", tmp_path / "out.jsonl") == 2
    assert "row 1, row: holds a value that JSON cannot hold" in capsys.readouterr().err


def test_a_replaced_file_keeps_its_permissions_and_its_link(prospects: Path, tmp_path: Path) -> None:
    written, link = tmp_path / "out.csv", tmp_path / "link.csv"
    written.write_text("", "utf-8")
    written.chmod(0o600)
    link.symlink_to(written)
    assert run("apply", "man", prospects, "-o", link, "--force") == 0
    assert link.is_symlink()
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.read_text("utf-8").startswith("name,money")


def test_a_directory_is_no_file_to_write_to(capsys: Capture, prospects: Path, tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    assert run("apply", "man", prospects, "-o", tmp_path / "d.csv", "--force") == 2
    assert capsys.readouterr().err == f"{tmp_path / 'd.csv'}: is a directory; name a file in it\n"


def test_collected_outcomes_count_every_record_once(capsys: Capture, tmp_path: Path) -> None:
    policy, source = tmp_path / "own.toml", tmp_path / "in.csv"
    policy.write_text(
        'id="own"\nversion="1"\nhit="collect"\ntitle="o"\noutcome=[{id="a",title="A"},{id="b",title="B"}]\n'
        'facts={x={type="bool"},y={type="bool"}}\n'
        'rule=[{id="x",when="x",then="a",because="x"},{id="y",when="y",then="b",because="y"}]\n',
        "utf-8",
    )
    source.write_text("x,y\ntrue,\nfalse,false\nfalse,\n", "utf-8")
    assert run("apply", policy, source) == 0
    out = capsys.readouterr().out
    assert re.search(r"^    no outcome: .* +1 +33.3%$", out, re.M)
    assert re.search(r"^    open: .* +2 +66.7%$", out, re.M)


def test_check_takes_a_directory_as_a_catalogue(capsys: Capture, tmp_path: Path) -> None:
    base, own = tmp_path / "base.toml", tmp_path / "own.toml"
    main(["show", "man", "--toml"])
    base.write_text(capsys.readouterr().out.replace('id = "man"', 'id = "base"', 1), "utf-8")
    own.write_text('id = "own"\nextends = "base"\n', "utf-8")
    (tmp_path / "x.bind.toml").write_text("[facts]\n", "utf-8")
    assert run("check", tmp_path) == 0
    assert run("check", own) == 0
    (tmp_path / "broken.toml").write_text('id = "broken"\nextends = "nobody"\n', "utf-8")
    assert run("check", tmp_path) == 1
    assert "base: 8 rules" in capsys.readouterr().out


def test_a_fact_given_twice_is_told(capsys: Capture) -> None:
    assert run("explain", "man", "money=true", "money=false") == 2
    assert "fact `money` is given twice" in capsys.readouterr().err


def test_facts_may_stand_on_either_side_of_the_options(capsys: Capture) -> None:
    assert run("explain", "man", "money=true", "--lang", "zh", "authority=true", "need=true") == 0
    assert "man：pursue" in capsys.readouterr().out


def test_blanks_and_marks_around_column_names_do_not_count(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("\ufeffmoney, authority , need\ntrue,true,true\n", "utf-8")
    assert run("apply", "man", source, "--encoding", "utf-8") == 0
    assert re.search(r"\(pursue\) +1 +100.0%$", capsys.readouterr().out, re.M)


def test_a_terminal_without_chinese_and_a_reader_who_leaves_are_no_errors() -> None:
    command = [sys.executable, "-m", "crmrules.cli.main", "list"]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u539f\\u5219" in done.stdout


@pytest.mark.parametrize("name", ["leads.csv", "leads.jsonl", "leads.parquet"])
def test_strict_refuses_columns_that_are_neither_facts_nor_bound(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    frame = pl.DataFrame({"money": [True], "autority": [True], "wants": [True]})
    writers: dict[str, Any] = {".csv": frame.write_csv, ".jsonl": frame.write_ndjson, ".parquet": frame.write_parquet}
    writers[file.suffix](file)
    command = ["apply", "man", str(file), "--map", "need=wants"]
    assert main(command) == 0
    assert main([*command, "--strict"]) == 2
    assert "unknown fact or column `autority`; did you mean `authority`?" in capsys.readouterr().err


def test_rows_of_json_are_not_written_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text('{"money": true}\n', "utf-8")
    assert 2 == run("apply", "man", source, "-o", out)
    told = "holds rows of one shape, and those of JSON need not be alike; write .jsonl"
    assert f"{out}: {told}\n" == capsys.readouterr().err
    assert not out.exists()


def test_a_policy_file_is_not_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.toml"
    path.write_text("", "utf-8")
    assert 2 == run("import", path)
    assert f"{path}: is a policy file already; `crmrules check {path}` looks at it\n" == capsys.readouterr().err
