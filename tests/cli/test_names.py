"""A column is called what its user called it: what Polars takes for a pattern is a name on every command, too."""

from pathlib import Path

import polars as pl
import pytest

import crmrules
from crmrules.cli.main import main

NAMES = ("*", "^k$")
"""Every column, and one by a regular expression, to Polars."""

Capture = pytest.CaptureFixture[str]


def run(*words: str | Path) -> int:
    return main([*map(str, words)])


def customers(path: Path, name: str) -> Path:
    path.write_text(f"money,authority,need,{name},k\ntrue,true,true,u1,x\ntrue,false,true,u2,x\n,,,u3,\n", "utf-8")
    return path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_such_a_column_is_written_as_it_was(tmp_path: Path, name: str, end: str) -> None:
    source, path = customers(tmp_path / "in.csv", name), tmp_path / f"out{end}"
    assert run("apply", "man", source, "-o", path) == 0
    assert ["u1", "u2", "u3"] == crmrules.read(path)[name].to_list()


@pytest.mark.parametrize("name", NAMES)
def test_such_a_column_names_a_customer(capsys: Capture, tmp_path: Path, name: str) -> None:
    source = customers(tmp_path / "in.csv", name)
    assert run("explain", "man", source, "--key", f"{name}=u2") == 0
    assert "man: find-authority" in capsys.readouterr().out
    listed = ("--policy", "man", "--key", name, "--with", "k", "--lists", "csv")
    assert run("review", source, "-o", tmp_path / "review", *listed) == 0
    found = pl.read_csv(tmp_path / "review" / "man.csv")
    assert [name, "k"] == found.columns[:2]
    assert ["u1", "u2", "u3"] == sorted(found.get_column(name))


@pytest.mark.parametrize("name", NAMES)
def test_such_a_column_says_what_happened(capsys: Capture, tmp_path: Path, name: str) -> None:
    source = customers(tmp_path / "in.csv", name)
    assert run("backtest", "man", source, "--label", name, "--happened", "u1") == 0
    assert f"held against {name}\n  1 of 3 happened (33.3%)." in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_such_a_column_joins_customers_to_their_events(tmp_path: Path, name: str) -> None:
    source, events, bind = customers(tmp_path / "in.csv", name), tmp_path / "events.csv", tmp_path / "bind.toml"
    events.write_text(f"{name},at,money,k\nu1,2026-01-01,true,a\nu2,2026-01-02,true,a\n", "utf-8")
    bind.write_text(
        f'[history]\ncustomer = "{name}"\nat = "at"\nkind = "visit"\n[facts]\nsteps = {{ count = "visit" }}\n', "utf-8"
    )
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, "utf-8")
    options = ("--bind", bind, "--as-of", "2026-02-01", "--join", source, "-o", tmp_path / "out.csv")
    assert run("apply", policy, events, *options) == 0
    found = pl.read_csv(tmp_path / "out.csv")
    assert [("u1", 1), ("u2", 1), ("u3", 0)] == [*zip(found.get_column(name), found["steps"], strict=True)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ('{ column = "%s" }', ("1", " 0", "")),
        ('{ column = "%s", number = { thousands = "," } }', ("1,000", "0", "")),
        ('{ column = "%s", values = { one = 1, none = 0 } }', ("one", "none", "")),
    ],
    ids=["bare", "written", "meant"],
)
def test_such_a_column_is_read_as_a_fact(tmp_path: Path, name: str, column: str, cells: tuple[str, ...]) -> None:
    source, bind, policy = tmp_path / "in.csv", tmp_path / "bind.toml", tmp_path / "policy.toml"
    source.write_text(f"{name},k\n" + "".join(f'"{cell}",x\n' for cell in cells), "utf-8")
    bind.write_text(f"[facts]\nsteps = {column % name}\n", "utf-8")
    policy.write_text(POLICY, "utf-8")
    assert run("apply", policy, source, "--bind", bind, "-o", tmp_path / "out.parquet") == 0
    found = pl.read_parquet(tmp_path / "out.parquet")
    assert ["some", "no-visit", None] == found["visits"].to_list()


POLICY = """
format = 1
id = "visits"
version = "1"
kind = "decision"
hit = "first"
title = "Visits"
default = "no-visit"

[facts]
steps = { type = "integer" }

[[outcome]]
id = "some"
title = "Some"

[[outcome]]
id = "no-visit"
title = "None"

[[rule]]
id = "some"
when = "steps > 0"
then = "some"
because = "{steps}"
"""
