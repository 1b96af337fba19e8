"""A policy written and read again is the same policy."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules.definitions.files import parse_toml, to_toml
from tests.policies import EARLY_WARNING, EVERY_KEY, small

POLICIES = [*crmrules.policies(), "early-warning", "every-key"]


def policy(id_: str) -> Any:
    texts = {"early-warning": EARLY_WARNING, "every-key": EVERY_KEY}
    return crmrules.loads(texts[id_]) if id_ in texts else crmrules.policy(id_)


@pytest.mark.parametrize("id_", POLICIES)
def test_toml_gives_the_policy_back(id_: str) -> None:
    text = policy(id_).to_toml()
    assert policy(id_) == crmrules.loads(text)
    assert text == crmrules.loads(text).to_toml()


@pytest.mark.parametrize("id_", POLICIES)
def test_the_plain_mapping_gives_the_policy_back(id_: str) -> None:
    document = policy(id_).to_dict()
    assert policy(id_) == crmrules.from_dict(document)
    assert document == crmrules.from_dict(document).to_dict()


@pytest.mark.parametrize("id_", POLICIES)
def test_pickling_gives_the_policy_back(id_: str) -> None:
    original = policy(id_)
    again = pickle.loads(pickle.dumps(original))
    assert original == again
    assert original.definition == again.definition
    assert original.to_toml() == again.to_toml()


def test_the_policy_that_uses_every_key_decides_alike_after_the_round_trip() -> None:
    original = policy("every-key")
    again = crmrules.loads(original.to_toml())
    for example in original.definition.examples:
        one = original.decide(dict(example.given) or {"vip": None}, as_of=example.as_of)
        other = again.decide(dict(example.given) or {"vip": None}, as_of=example.as_of)
        assert one == other
        assert one.explain("zh") == other.explain("zh")


TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \n\t\u3000\"'\\#"), min_size=1, max_size=12
)


@given(
    title=TEXTS,
    chinese=TEXTS.filter(str.strip),
    output=TEXTS,
    value=st.floats(-1e15, 1e15) | st.integers(-(2**53) + 1, 2**53 - 1),
)
def test_any_text_and_number_survive_the_round_trip(title: str, chinese: str, output: str, value: float) -> None:
    document: dict[str, Any] = small(
        title={"en": title, "zh": chinese},
        parameters={"p": {"value": value, "why": title}, "q": {"value": chinese, "values": [chinese]}},
        outputs={"o": {"title": title, "values": {output: chinese}}},
        outcome=[{"id": "yes", "title": "Yes", "o": output}],
        example=[{"name": title, "given": {}, "expect": {}}],
    )
    original = crmrules.from_dict(document)
    assert original == crmrules.loads(original.to_toml())
    assert original == crmrules.from_dict(original.to_dict())


def test_toml_is_laid_out_with_a_line_for_each_parameter_and_a_block_for_each_rule() -> None:
    text = to_toml({"id": "x", "parameters": {"p": {"value": 1, "unit": "days"}}, "rule": [{"id": "r"}, {"id": "s"}]})
    assert 'p = {value = 1, unit = "days"}' in text.splitlines()
    assert 2 == text.count("[[rule]]")
    assert {
        "id": "x",
        "parameters": {"p": {"value": 1, "unit": "days"}},
        "rule": [{"id": "r"}, {"id": "s"}],
    } == parse_toml(text, "")
