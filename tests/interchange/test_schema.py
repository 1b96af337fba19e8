"""The schema of policy files: it takes what is read, and refuses what a strict reader refuses of shape."""

import datetime
import json
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import crmrules
from crmrules.interchange.schema import policy_schema
from crmrules.kinds import KINDS
from crmrules.loading import shipped
from tests.policies import EARLY_WARNING, EVERY_KEY, small
from tests.populations import BY_CUSTOMERS, MONTHLY, changed

CATALOGUE = Path(crmrules.__file__).parent / "catalogue"


@cache
def validator() -> Draft7Validator:
    schema = policy_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def plain(value: Any) -> Any:
    """A document as editors see it: days are texts."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case datetime.date():
            return value.isoformat()
        case _:
            return value


def is_valid(document: Any) -> bool:
    return validator().is_valid(plain(document))


@pytest.mark.parametrize("id_", crmrules.policies())
def test_every_shipped_file_is_valid_as_it_is_and_as_it_is_written(id_: str) -> None:
    assert is_valid(tomllib.loads(Path(shipped().paths[id_]).read_text("utf-8")))
    assert is_valid(crmrules.policy(id_).to_dict())


def test_every_key_is_known() -> None:
    assert is_valid(tomllib.loads(EVERY_KEY))
    assert is_valid(tomllib.loads(EARLY_WARNING))
    assert is_valid(MONTHLY)
    assert is_valid(BY_CUSTOMERS)


def test_the_schema_knows_the_keys_of_every_kind() -> None:
    for each in policy_schema()["anyOf"]:
        properties = each["properties"]
        layout = KINDS[properties["kind"]["const"]].layout
        assert set(layout.keys) == properties.keys() - {"extends", "base", "remove"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document | {"kind": "decisions"},
        lambda document: document | {"format": 2},
        lambda document: document | {"hits": "first"},
        lambda document: {key: value for key, value in document.items() if key != "title"},
        lambda document: document | {"title": {"zh": "无"}},
        lambda document: document | {"hit": "frist"},
        lambda document: document | {"rule": [{"id": "x"}]},
        lambda document: document | {"parameters": {"x": {"value": [1]}}},
        lambda document: document | {"facts": {"x": {"type": "float"}}},
        lambda document: document | {"covers": "1.07"},
    ],
)
def test_what_has_no_shape_of_a_policy_is_refused(damage: Callable[[dict[str, Any]], Any]) -> None:
    assert is_valid(small())
    document = damage(small())
    assert not is_valid(document)
    with pytest.raises(crmrules.CrmRulesError):
        crmrules.from_dict(document)


def test_an_extending_file_says_what_it_changes() -> None:
    ours = {
        "extends": "retention-ladder",
        "id": "ours",
        "parameters": {"bill_drop": {"value": 0.2}},
        "rule": [{"id": "x", "when": "suspended", "then": "step-6", "because": "So.", "before": "stopped"}],
        "remove": ["content"],
        "base": "0123456789ab",
    }
    assert is_valid(ours)
    assert not is_valid(ours | {"remove": "content"})
    assert not is_valid(changed(ours, "id"))
    band = {"id": "best", "title": "Best", "before": "key", "share": {"customer_share": "best"}}
    assert is_valid({"extends": "tiers", "id": "ours", "parameters": {"best": {"value": 0.1}}, "band": [band]})


def test_outcomes_hold_their_outputs_beside_their_titles() -> None:
    assert is_valid(small(outcome=[{"id": "yes", "title": "Yes", "method": "call", "days": 3}]))
    assert not is_valid(small(outcome=[{"id": "yes", "title": "Yes", "method": ["call"]}]))


def test_shipped_files_name_the_schema_that_comes_with_them() -> None:
    kept = CATALOGUE / "policy.schema.json"
    assert json.loads(kept.read_text("utf-8")) == policy_schema(), "run `crmrules schema`"
    for path in CATALOGUE.rglob("*.toml"):
        first = path.read_text("utf-8").splitlines()[0]
        assert (path.parent / first.removeprefix("#:schema ")).resolve() == kept.resolve()
