"""Files as frames: columns in the types of the facts that read them, and text files larger than a part."""

from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules import Binding
from crmrules.errors import BindingError, RecordError
from crmrules.expressions.types import INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.records import csv_file, json_parts, scanning
from crmrules.records.input_file import input_file
from crmrules.records.inputs import Input
from crmrules.records.meanings import Meanings
from crmrules.records.row_names import ROW
from crmrules.records.scanning import CELL, Scanned
from crmrules.records.wanted import Wanted, column_types
from tests.policies import small


def scan(path: Path, wanted: dict[str, Wanted], scratch: Path, progress: Any, own: bool = False) -> Scanned:
    return scanning.scan(Input((input_file(path),)), wanted, scratch, progress, own)


def types_of(facts: dict[str, Any], **bound: str) -> dict[str, Type]:
    document = small(facts={"flag": {"type": "bool"}, **facts})
    document["rule"][0]["when"] = " and ".join(["flag", *(f"known({name})" for name in facts)])
    found = column_types([(crmrules.from_dict(document).definition, Binding(bound))])
    return {name: wanted.type for name, wanted in found.items()}


def test_a_column_has_the_type_of_its_facts() -> None:
    assert {"flag": Type(Kind.BOOL), "n": INTEGER} == types_of({"n": {"type": "integer"}})
    assert NUMBER == types_of({"n": {"type": "integer"}, "m": {"type": "money"}}, n="x", m="x")["x"]
    assert TEXT == types_of({"a": {"values": ["x"]}, "b": {"type": "text"}}, a="t", b="t")["t"]
    with pytest.raises(BindingError, match="column `x`: is integer for one fact and date for `d`; bind one of them"):
        types_of({"n": {"type": "integer"}, "d": {"type": "date"}}, n="x", d="x")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_parts, "PART", 3)
    monkeypatch.setattr(json_parts, "CHUNK", 8)
    monkeypatch.setattr(csv_file, "CHUNK", 8)
    monkeypatch.setattr(csv_file, "_HEAD", 0)


@pytest.mark.usefixtures("small_parts")
def test_a_file_larger_than_a_part_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text(
        "n,note\n" + "".join(f"{place},{place % 3 or ''}\n" for place in range(10)), "utf-8"
    )
    told: list[int] = []
    found = scan(tmp_path / "n.csv", {"n": Wanted(INTEGER)}, tmp_path, told.append).frame.collect()
    assert list(range(10)) == found["n"].to_list()
    assert ["Int64", "String"] == [str(found[name].dtype) for name in ("n", "note")]
    assert 10 == told[-1]
    assert 2 < len(told)
    assert sorted(told) == told


@pytest.mark.usefixtures("small_parts")
def test_json_lines_need_not_be_alike_from_part_to_part(tmp_path: Path) -> None:
    lines = ['{"n": 1}', '{"n": 2, "x": [1]}', '{"n": null}', '{"y": "z"}', '{"n": 3.0}']
    (tmp_path / "n.jsonl").write_text("\n".join(lines), "utf-8")
    found = scan(tmp_path / "n.jsonl", {"n": Wanted(INTEGER)}, tmp_path, lambda _: None).frame.collect()
    assert [1, 2, None, None, 3] == found["n"].to_list()
    assert [None, "[1]", None, None, None] == found["x"].to_list()
    assert "z" == found["y"][3]


@pytest.mark.usefixtures("small_parts")
def test_bad_cells_of_all_parts_are_told_with_their_rows(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("n\n1\nx\n2\n3\n4.5\n", "utf-8")
    with pytest.raises(RecordError) as caught:
        scan(tmp_path / "n.csv", {"n": Wanted(INTEGER)}, tmp_path, lambda _: None)
    assert ["row 3, column `n`", "row 6, column `n`"] == [
        each.path.partition("n.csv, ")[2] for each in caught.value.problems
    ]


def test_texts_that_a_binding_gives_no_meaning_are_told_with_their_rows(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text('n\nY\n Ja \n""\nN\n?\n', "utf-8")
    (tmp_path / "n.jsonl").write_text('{"n": "Y"}\n{"n": true}\n{"n": ""}\n{"n": null}\n{"n": 1}\n', "utf-8")
    wanted = {"n": Wanted(TEXT, meanings=(Meanings({"Y": 1, "N": 0, "1": 1}),))}
    for name, strange in (
        ("n.csv", ['row 3, column `n`: "Ja"', 'row 6, column `n`: "?"']),
        ("n.jsonl", ["row 2, column `n`: true"]),
    ):
        with pytest.raises(RecordError) as caught:
            scan(tmp_path / name, wanted, tmp_path, lambda _: None)
        assert [f"{each} has no meaning in the binding; add it to `values`" for each in strange] == [
            str(each).partition(f"{name}, ")[2] for each in caught.value.problems
        ]


def test_a_column_for_two_bindings_has_the_meanings_of_both() -> None:
    facts = {"a": {"type": "bool"}, "b": {"type": "bool"}}
    document = small(facts={"flag": {"type": "bool"}, **facts})
    document["rule"][0]["when"] = "flag and a and b"
    definition = crmrules.from_dict(document).definition
    values = [{"column": "x", "values": dict.fromkeys(texts, True)} for texts in ("yj", "yn")]
    found = column_types([(definition, Binding({"a": values[0], "b": values[1]}))])
    both = (Meanings({"y": True, "j": True}), Meanings({"y": True, "n": True}))
    assert Wanted(TEXT, meanings=both) == found["x"]


def test_the_cells_of_a_csv_file_are_kept_as_they_stand_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("n,note\n 007,x\n,\n1e1,y\n", "utf-8")
    scanned = scan(tmp_path / "n.csv", {"n": Wanted(INTEGER)}, tmp_path, lambda _: None, own=True)
    assert {
        "n": [7, 10],
        "note": ["x", "y"],
        f"{CELL}n": [" 007", "1e1"],
        ROW: ["row 2", "row 4"],
    } == scanned.frame.collect().to_dict(as_series=False)
    assert 1 == scanned.skipped
