"""Every figure that a policy says is the source's stands in the source: looked for by a string kept as data."""

import re
import tomllib
from pathlib import Path

import pytest

import crmrules
from crmrules import Policy, Reference
from crmrules.definitions.parts import Origin

SOURCES = Path(__file__).parents[3] / "shared" / "sources"
STRINGS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "figures.toml").read_text("utf-8"))
NOT_OF_ONE_PLACE = {
    "initiative": {"points_0", "points_1", "points_2"},
    "tiers": {"law_bottom", "law_loss"},
    "cases": {"red-cards", "black-cards"},
    "conduct-rules": {"told"},
}
"""Figures that no string shows: the cells of a key, what is in a law's name, what is counted, and spelt out ones."""

every_policy = pytest.mark.parametrize("id_", STRINGS)


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    """The text of each source document without blanks and breaks."""
    if not SOURCES.exists():
        pytest.skip(f"{SOURCES} is not there")
    return {path.name[:3]: re.sub(r"\s", "", path.read_text("utf-8")) for path in sorted(SOURCES.glob("*.txt"))}


@every_policy
def test_it_stands_in_the_source(id_: str, documents: dict[str, str]) -> None:
    source = crmrules.policy(id_, Policy).definition.header.source
    assert source is not None
    text = documents[source.document]
    assert {} == {name: string for name, string in STRINGS[id_].items() if re.sub(r"\s", "", string) not in text}


def test_no_string_finds_what_is_not_there(documents: dict[str, str]) -> None:
    assert "每周至少回访3次" not in documents["003"]


@every_policy
def test_no_figure_of_the_policy_is_left_out(id_: str) -> None:
    policy = crmrules.policy(id_, Policy)
    named = {name for name, each in policy.parameters.items() if each.origin is Origin.SOURCE}
    if isinstance(policy, Reference):
        named |= {each.id for each in policy.figures if each.certain}
    points = {name for name in named if name.startswith("points_") or name.endswith("_points")}
    assert named - points - NOT_OF_ONE_PLACE.get(id_, set()) <= STRINGS[id_].keys()
    known = {*policy.parameters, *(each.id for each in getattr(policy, "figures", ()))}
    assert STRINGS[id_].keys() <= known
