"""Files as frames: columns in the types of the facts that read them, and text files larger than a part."""

from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules import Binding
from crmrules.errors import BindingError, RecordError
from crmrules.expressions.types import INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.records import scanning
from crmrules.records.scanning import column_types, scan
from tests.policies import small


def types_of(facts: dict[str, Any], **bound: str) -> dict[str, Type]:
    document = small(facts={"flag": {"type": "bool"}, **facts})
    document["rule"][0]["when"] = " and ".join(["flag", *(f"known({name})" for name in facts)])
    return column_types([(crmrules.from_dict(document).definition, Binding(bound))])


def test_a_column_has_the_type_of_its_facts() -> None:
    assert {"flag": Type(Kind.BOOL), "n": INTEGER} == types_of({"n": {"type": "integer"}})
    assert NUMBER == types_of({"n": {"type": "integer"}, "m": {"type": "money"}}, n="x", m="x")["x"]
    assert TEXT == types_of({"a": {"values": ["x"]}, "b": {"type": "text"}}, a="t", b="t")["t"]
    with pytest.raises(BindingError, match="column `x`: is integer for one fact and date for `d`; bind one of them"):
        types_of({"n": {"type": "integer"}, "d": {"type": "date"}}, n="x", d="x")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "PART", 3)


@pytest.mark.usefixtures("small_parts")
def test_a_file_larger_than_a_part_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text(
        "n,note\n" + "".join(f"{place},{place % 3 or ''}\n" for place in range(10)), "utf-8"
    )
    told: list[int] = []
    found = scan(tmp_path / "n.csv", None, {"n": INTEGER}, tmp_path, told.append).collect()
    assert list(range(10)) == found["n"].to_list()
    assert ["Int64", "String"] == [str(found[name].dtype) for name in ("n", "note")]
    assert [3, 6, 9, 10] == told


@pytest.mark.usefixtures("small_parts")
def test_json_lines_need_not_be_alike_from_part_to_part(tmp_path: Path) -> None:
    lines = ['{"n": 1}', '{"n": 2, "x": [1]}', '{"n": null}', '{"y": "z"}', '{"n": 3.0}']
    (tmp_path / "n.jsonl").write_text("\n".join(lines), "utf-8")
    found = scan(tmp_path / "n.jsonl", None, {"n": INTEGER}, tmp_path, lambda _: None).collect()
    assert [1, 2, None, None, 3] == found["n"].to_list()
    assert [None, "[1]", None, None, None] == found["x"].to_list()
    assert "z" == found["y"][3]


@pytest.mark.usefixtures("small_parts")
def test_bad_cells_of_all_parts_are_told_with_their_rows(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("n\n1\nx\n2\n3\n4.5\n", "utf-8")
    with pytest.raises(RecordError) as caught:
        scan(tmp_path / "n.csv", None, {"n": INTEGER}, tmp_path, lambda _: None)
    assert ["row 3, column `n`", "row 6, column `n`"] == [
        each.path.partition("n.csv, ")[2] for each in caught.value.problems
    ]
