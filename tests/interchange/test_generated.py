"""What mirrors the catalogue in code is what the catalogue says."""

import importlib
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.interchange.generated import ROOT, files, members
from crmrules.loading import shipped


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_generated_is_up_to_date(path: object) -> None:
    assert {each: text for each, text in files().items() if each.read_text("utf-8") != text} == {}, (
        "run `make generated`"
    )


def test_every_answer_of_a_shipped_policy_is_a_member() -> None:
    module = importlib.import_module("crmrules.model.outcomes")
    enumerations = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, StrEnum)]
    found = [[member.value for member in each] for each in enumerations if each is not StrEnum]
    answers = [list(shipped().definition(id_).answers) for id_ in shipped().ids]
    assert [each for each in answers if each] == found


@given(st.lists(st.text("aA1-_+ 客é²", min_size=1, max_size=4), unique=True))
def test_members_are_names_and_each_its_own(ids: list[str]) -> None:
    names = members(ids)
    assert len(set(names)) == len(ids)
    assert all(name.isidentifier() for name in names)
