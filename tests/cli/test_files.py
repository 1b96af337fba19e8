"""Files as people have them: what Excel leaves in them; what comes out is read again, and decided alike."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crmrules
from crmrules.cli.main import main
from tests.policies import small, table

Capture = pytest.CaptureFixture[str]
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
WORDS = st.sampled_from(["late", "early", 'say "hi"', "a,b", "客户", "line\nbreak", "007", "true", "1e3"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "flag": st.none() | st.booleans(),
            "n": st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
            "bill": st.none() | st.decimals(-1000, 1000, places=2),
            "ratio": st.none() | st.floats(allow_infinity=False, width=64),
            "note": st.none() | WORDS,
            "day": st.none() | DAYS,
        }
    ),
    min_size=1,
    max_size=6,
)
SCHEMA: dict[str, Any] = {
    "flag": pl.Boolean,
    "n": pl.Int64,
    "bill": pl.Decimal(20, 2),
    "ratio": pl.Float64,
    "note": pl.String,
    "day": pl.Date,
}
FACTS = {
    "flag": {"type": "bool"},
    "n": {"type": "integer"},
    "bill": {"type": "money"},
    "ratio": {"type": "number"},
    "note": {"type": "text"},
    "day": {"type": "date"},
}
RULES = [
    ("flag", "flagged"),
    ('note in ("late", "a,b", "007")', "noted"),
    ("n > limit", "many"),
    ("bill > ratio", "dear"),
    ("day < day", "never"),
    ("known(day)", "dated"),
]


def run(*arguments: object) -> int:
    return main([str(each) for each in arguments])


def policies(directory: Path) -> list[Path]:
    """One policy by four ids, each of which adds columns of its own."""
    found: list[Path] = []
    for place in range(4):
        document = table("first", *RULES, facts=FACTS)
        document |= {"id": f"p{place}", "parameters": {"limit": {"value": 100}}}
        found.append(directory / f"p{place}.toml")
        found[-1].write_text(crmrules.from_dict(document).to_toml(), "utf-8")
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.permutations([".parquet", ".csv", ".jsonl", ".xlsx"]))
def test_what_is_written_in_any_form_is_read_again_and_decided_alike(
    tmp_path: Path, rows: list[dict[str, Any]], forms: list[str]
) -> None:
    before = tmp_path / "rows.parquet"
    pl.DataFrame(rows, schema=SCHEMA).with_row_index("id").write_parquet(before)
    found: list[list[Any]] = []
    for own, form in zip(policies(tmp_path), forms, strict=True):
        if (before.suffix, form) == (".jsonl", ".csv"):
            form = ".parquet"  # rows of JSON lines need not be alike
        written = tmp_path / f"{own.stem}{form}"
        assert 0 == run("apply", own, before, "-o", written, "--force")
        found.append(outcomes(written, own.stem))
        before = written
    assert all(each == found[0] for each in found)


def outcomes(path: Path, column: str) -> list[Any]:
    match path.suffix:
        case ".parquet":
            return pl.read_parquet(path)[column].cast(pl.String).to_list()
        case ".csv":
            return pl.read_csv(path, infer_schema=False)[column].to_list()
        case ".xlsx":
            return crmrules.read(path)[column].to_list()
        case _:
            return [json.loads(line)[column] for line in path.read_text("utf-8").splitlines()]


def test_decimals_of_parquet_are_numbers_in_json_lines_where_a_number_keeps_them(tmp_path: Path) -> None:
    frame = {
        "money": [True],
        "price": pl.Series([Decimal("58.80")], dtype=pl.Decimal(9, 2)),
        "long_id": pl.Series([Decimal("12345678901234567890")], dtype=pl.Decimal(20, 0)),
    }
    pl.DataFrame(frame).write_parquet(tmp_path / "in.parquet")
    assert 0 == run("apply", "man", tmp_path / "in.parquet", "-o", tmp_path / "out.jsonl")
    found = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert (58.8, "12345678901234567890") == (found["price"], found["long_id"])


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_an_infinite_number_is_no_text_and_nan_is_blank(capsys: Capture, tmp_path: Path, name: str) -> None:
    pl.DataFrame({"money": [True], "x": [float("inf")]}).write_parquet(tmp_path / "in.parquet")
    assert 2 == run("apply", "man", tmp_path / "in.parquet", "-o", tmp_path / name)
    assert "column `x`: holds an infinite number" in capsys.readouterr().err
    pl.DataFrame({"money": [True], "x": [float("nan")]}).write_parquet(tmp_path / "in.parquet")
    assert 0 == run("apply", "man", tmp_path / "in.parquet", "-o", tmp_path / name)
    assert "NaN" not in (tmp_path / name).read_text("utf-8")


def test_the_cells_of_a_csv_file_come_out_as_they_came_in(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('id,money,authority,need,note\n007,TRUE, true ,,"a,b"\n008,,false,true,\n', "utf-8")
    assert 0 == run("apply", "man", source, "-o", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8") == (
        "id,money,authority,need,note,man,man_approach,man_certain\n"
        '007,TRUE, true ,,"a,b",,,false\n008,,false,true,,,,false\n'
    )


@pytest.mark.parametrize(
    ("encoding", "options", "marked"),
    [
        ("utf-8", (), False),
        ("utf-8-sig", (), True),
        ("utf-8", ("--encoding", "utf-8-sig"), True),
        ("utf-16", ("--encoding", "utf-16"), True),
        ("gb18030", ("--encoding", "gb18030"), False),
    ],
)
def test_a_mark_that_came_in_goes_out(tmp_path: Path, encoding: str, options: tuple[str, ...], marked: bool) -> None:
    source, written = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('"money","客户"\ntrue,甲\n', encoding)
    assert 0 == run("apply", "man", source, "-o", written, *options)
    assert marked is written.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "甲" in written.read_text("utf-8")
    assert 0 == run("apply", "man", source, "-o", tmp_path / "out.jsonl", *options)
    assert (tmp_path / "out.jsonl").read_bytes().startswith(b"{")


@pytest.mark.parametrize("command", ["apply", "coverage", "review"])
def test_the_number_of_rows_with_nothing_in_them_is_said(capsys: Capture, tmp_path: Path, command: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text("money,authority,need\ntrue,true,true\n,,\n,,\n", "utf-8")
    asked = (source, "-o", tmp_path / "book", "--policy", "man") if command == "review" else ("man", source)
    assert 0 == run(command, *asked)
    printed = capsys.readouterr()
    told = "where the first of them ends the table, and a footer follows, pass --to-empty-row"
    assert f"{source}: rows with nothing in them, which were skipped: 2; {told}\n" == printed.err
    assert "100.0%" in printed.out or "1 customer," in printed.out or "1 case" in printed.out


def test_the_nearest_column_is_told_for_a_fact_without_one_though_others_have_theirs(
    capsys: Capture, tmp_path: Path
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("money,Authority,need\u200b,needs_review\ntrue,true,true,x\n", "utf-8")
    told = ("(authority) (is it column `Authority`?)", "(need) (is it column `need\\u200b`?)")
    assert 0 == run("apply", "man", source)
    said = " ".join(capsys.readouterr().out.split())
    assert all(each in said for each in told)
    assert 0 == run("review", source, "-o", tmp_path / "book", "--policy", "man")
    said = " ".join(capsys.readouterr().out.split())
    assert all(each in said for each in told)


def test_rules_that_contradict_each_other_are_told_with_their_rows(capsys: Capture, tmp_path: Path) -> None:
    document = table("unique", ("a", "one"), ("b", "two"))
    (tmp_path / "table.toml").write_text(crmrules.from_dict(document).to_toml(), "utf-8")
    source, written = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,a,b\n1,true,false\n,,\n2,true,true\n3,false,true\n", "utf-8")
    assert 2 == run("apply", tmp_path / "table.toml", source)
    assert "row 4" in capsys.readouterr().err
    source.write_text("id,a,b\n01,true,false\n02,false,\n", "utf-8")
    assert 0 == run("apply", tmp_path / "table.toml", source, "-o", written, "--missing")
    assert written.read_text("utf-8") == (
        "id,a,b,table,table_certain,table_missing\n01,true,false,one,true,\n02,false,,,false,b\n"
    )


def test_a_policy_whose_outputs_are_of_several_kinds_decides_on_rows(tmp_path: Path) -> None:
    outcome = [{"id": "yes", "title": "Yes", "pay": 5}, {"id": "no", "title": "No", "pay": "nothing"}]
    rule = [
        {"id": "r1", "when": "flag", "then": "yes", "because": "x"},
        {"id": "r2", "when": "not flag", "then": "no", "because": "x"},
    ]
    outputs = {"pay": {"title": "Pay"}}
    document = small(outcome=outcome, rule=rule, outputs=outputs)
    (tmp_path / "small.toml").write_text(crmrules.from_dict(document).to_toml(), "utf-8")
    (tmp_path / "in.csv").write_text("flag\ntrue\nfalse\n", "utf-8")
    assert 0 == run("apply", tmp_path / "small.toml", tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert ["5", "nothing"] == pl.read_csv(tmp_path / "out.csv", infer_schema=False)["small_pay"].to_list()


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_value_without_a_meaning_is_told_with_its_row_on_text(capsys: Capture, tmp_path: Path, kind: str) -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "Budget": ["Y", "yes", None]})
    source, bind = tmp_path / f"in.{kind}", tmp_path / "bind.toml"
    writers: dict[str, Any] = {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}
    writers[kind](source)
    bind.write_text('[facts]\nmoney = { column = "Budget", values = { Y = true, N = false } }\n', "utf-8")
    if kind != "parquet":
        for command in (("apply", "man", source), ("review", source, "-o", tmp_path / "b", "--policy", "man")):
            assert 2 == run(*command, "--bind", bind)
            row = {"csv": 3, "jsonl": 2}[kind]
            told = f'row {row}, column `Budget`: "yes" has no meaning in the binding; add it to `values`'
            assert told in capsys.readouterr().err


@pytest.mark.parametrize("end", ["csv", "parquet", "jsonl", "xlsx"])
def test_a_column_without_a_name_comes_out_without_one(tmp_path: Path, end: str) -> None:
    source, out = tmp_path / "in.csv", tmp_path / f"out.{end}"
    source.write_text("money,\ntrue,x\n", "utf-8")
    assert 0 == run("apply", "man", source, "-o", out)
    columns = crmrules.read(out, header_row=1 if end in ("csv", "xlsx") else None)
    assert ["money", ""] == columns.columns[:2]
    assert "x" == columns[""][0]


def test_columns_of_several_parquet_files_may_be_called_as_a_pattern_is(tmp_path: Path) -> None:
    for name, order in (("a", ["^m.*$", "money"]), ("b", ["money", "^m.*$"])):
        pl.DataFrame([pl.Series(each, [1]) for each in order]).write_parquet(tmp_path / f"{name}.parquet")
    assert ["^m.*$", "money"] == crmrules.read([tmp_path / "a.parquet", tmp_path / "b.parquet"]).columns
