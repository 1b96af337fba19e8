"""JSON arrays: objects with their numbers, read piece by piece, and one clear error for what is none."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmrules.errors import CrmRulesError
from crmrules.records import json_array
from crmrules.records.input_file import input_file
from crmrules.records.objects import open_objects

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=4), min_size=1, max_size=5)


def read(path: Path) -> list[tuple[int, dict[str, Any]]]:
    with open_objects(input_file(path)) as objects:
        found = [(number, dict(row)) for number, row in objects.rows]
        objects.check()
        return found


def told(directory: Path, text: str) -> str:
    path = directory / "a.json"
    path.write_text(text, "utf-8")
    with pytest.raises(CrmRulesError) as caught:
        read(path)
    return str(caught.value).partition("a.json")[2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OBJECTS, st.sampled_from([None, 0, 2]), st.sampled_from([1, 5, 1 << 16]), st.booleans())
def test_the_objects_are_those_of_the_array(
    tmp_path: Path, objects: list[dict[str, Any]], indent: int | None, piece: int, ascii_: bool
) -> None:
    path = tmp_path / "a.json"
    path.write_text(f" {json.dumps(objects, indent=indent, ensure_ascii=ascii_)}\n", "utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_array, "_PIECE", piece)
        assert list(enumerate(objects, 1)) == read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": is empty; a .json file holds one array of objects"),
        ("[]", ": holds no objects; a .json file"),
        ('{"a": 1}\n{"a": 2}\n', ": holds no array; pass --from jsonl where each line holds one object"),
        ("7", ": begins with `7`, and not with an array"),
        ('[{"a": 1}, 5]', ", object 2: 5 is no object"),
        ('[{"a": 1}, [5]]', ", object 2: [5] is no object"),
        ('[{"a": 1} {"a": 2}]', ", after object 1: has `{` where a comma belongs"),
        ('[{"a": 1},', ", object 2: is no JSON"),
        ('[{"a": 1}', ", after object 1: ends within its array"),
        ('[{"a": 1}, {"a": ', ", object 2: is no JSON"),
        ('[{"a": 1}] x', ": goes on after its array"),
        ('[{"a": 1, "a": 2}]', ', object 1: has key "a" twice'),
        ('[{"a": 1e-999}]', ", object 1: is no JSON: a number has too many digits"),
        ('[{"a": "\\ud800"}]', ", object 1: holds half of a character"),
        ("[" * 100_000, ", object 1: is no JSON: nested too deeply"),
        ('[{"a": ' + "[" * 100_000, ", object 1: is no JSON: nested too deeply"),
    ],
)
def test_what_is_no_array_of_objects_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in told(tmp_path, text)


@pytest.mark.parametrize(("filler", "line"), [("", 4), ("x" * 140_000, 4), ("\n" * 70_000, 70_004)])
def test_what_is_no_json_is_told_with_its_line_and_column(tmp_path: Path, filler: str, line: int) -> None:
    first = f'{{"a": "{filler}"}}' if "x" in filler else '{"a": 1}' + filler
    said = told(tmp_path, f'[\n  {first},\n  {{"a": 2}},\n  {{"a": 3}}, {{"money": tru}}]')
    assert f", object 4: is no JSON: Expecting value, at line {line}, column 23;" in said


def test_every_element_that_is_no_object_is_told(tmp_path: Path) -> None:
    said = told(tmp_path, '[{"a": 1}, 5, {"a": 2}, "x", {"a": "\\ud800"}]')
    assert [", object 2: 5 is no object", "object 4: ", "object 5: holds half of a character"] == [
        each
        for each in (", object 2: 5 is no object", "object 4: ", "object 5: holds half of a character")
        if each in said
    ]
    assert 3 == len(said.splitlines())


def test_an_object_that_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_array, "MOST_CHARACTERS", 100_000)
    said = told(tmp_path, '[{"a": "' + "x" * 1_000_000 + '"}]')
    assert ", object 1: has more than 100,000 characters; look for what is open" == said
