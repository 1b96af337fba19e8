"""Blank text is unknown at every door, unless a binding says what it means."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, Prospect, Subscription
from crmrules.cli.main import main
from crmrules.errors import CrmRulesError
from tests.frames import MAKERS, rows_of
from tests.policies import small, table

BLANKS = ["", " ", "\t", "\u3000", "\xa0 \x1f"]
NOTED = crmrules.from_dict(
    table("first", ('note == "late"', "yes"), ('note != "late"', "no"), facts={"note": {"type": "text"}})
)
MEANT = Binding({"note": {"column": "note", "values": {"": "late", "x": "early"}}})


@pytest.mark.parametrize("blank", BLANKS)
def test_on_a_record_of_any_kind(blank: str) -> None:
    for record in ({"note": blank}, {"note": blank, "a": None}, SimpleNamespace(note=blank)):
        decision = NOTED.decide(record)
        assert (None, ("note",)) == (decision.outcome, decision.missing)
    assert [None, "yes"] == NOTED.outcomes([{"note": blank}, {"note": "late"}])
    assert "yes" == NOTED.decide({"note": blank}, bind=MEANT).outcome


@pytest.mark.parametrize("blank", BLANKS)
def test_whatever_the_type_of_the_fact(blank: str) -> None:
    assert ("money", "authority") == crmrules.policy("man").decide(
        {"money": blank, "authority": "", "need": True}
    ).missing
    given: Any = blank
    assert Prospect() == Prospect(money=given)
    assert Subscription() == Subscription(bill=given)


@pytest.mark.parametrize("library", MAKERS)
def test_on_a_frame_of_any_library(library: str) -> None:
    frame = MAKERS[library](pa.table({"note": [*BLANKS, None, "late", "x"]}))
    found = rows_of(NOTED.apply(frame, missing=True))
    assert [None] * 6 + ["yes", "no"] == [row["table"] for row in found]
    assert ["note"] * 6 + [""] * 2 == [row["table_missing"] for row in found]
    found = rows_of(NOTED.apply(MAKERS[library](pa.table({"note": [*BLANKS, None, "x"]})), bind=MEANT))
    assert ["yes"] * 5 + [None, "no"] == [row["table"] for row in found]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("bound", [False, True])
def test_in_a_file_of_any_kind(tmp_path: Path, kind: str, bound: bool) -> None:
    rows = [{"id": str(place), "note": note} for place, note in enumerate([*BLANKS, "x"])]
    source, policy, out = tmp_path / f"in.{kind}", tmp_path / "table.toml", tmp_path / "out.parquet"
    policy.write_text(NOTED.to_toml(), "utf-8")
    values = '{ "" = "late", x = "early" }'
    (tmp_path / "b.toml").write_text(f'[facts]\nnote = {{ column = "note", values = {values} }}\n', "utf-8")
    frame = pl.DataFrame(rows)
    match kind:
        case "csv":
            frame.write_csv(source)
        case "jsonl":
            source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        case _:
            frame.write_parquet(source)
    options = ["--bind", str(tmp_path / "b.toml")] if bound else []
    assert 0 == main(["apply", str(policy), str(source), "-o", str(out), *options])
    assert [*(["yes"] if bound else [None]) * 5, "no"] == pl.read_parquet(out)["table"].to_list()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"facts": {"flag": {"values": ["a", " "]}}}, "fact `flag`, `values`: holds a blank text, which is unknown"),
        ({"parameters": {"p": {"value": ""}}}, "parameter `p`: is a blank text, which is unknown"),
        (
            {
                "facts": {"flag": {"type": "text"}},
                "rule": [{"id": "r", "when": 'flag == ""', "then": "yes", "because": "x"}],
            },
            "a blank text never occurs: it is unknown; write `known(fact)` to ask for that",
        ),
        (
            {"example": [{"name": "e", "given": {"flag": ""}, "expect": {"certain": False}}]},
            "example `e`, `given`, `flag`: a blank text is unknown; leave it out",
        ),
    ],
)  # fmt: skip
def test_a_policy_that_counts_on_a_blank_text_is_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CrmRulesError) as caught:
        crmrules.from_dict(small(**changes))
    assert said in str(caught.value)
