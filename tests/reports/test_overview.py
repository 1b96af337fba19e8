"""The pages of the whole model: every policy two clicks from the map, every flow, every name both ways."""

import re
from pathlib import Path

import pytest

from crmrules import policies, policy
from crmrules.definitions.capabilities import capabilities
from crmrules.definitions.sources import sources
from crmrules.errors import PolicyError
from crmrules.loading import in_order_of_work, shipped
from crmrules.model.fact import facts_of
from crmrules.model.schema import ENTITIES, entity
from crmrules.reports.markdown import markdown
from crmrules.reports.overview import Overview

DEFINITIONS = [policy(id_).definition for id_ in policies()]
FOLDERS = {id_: shipped().folder(id_) for id_ in shipped().ids}
PAGES = {name: markdown(page) for name, page in Overview(DEFINITIONS, FOLDERS, "../policies/").pages().items()}
SIX = ["qualify", "win", "grade", "care", "keep", "lead"]


def links(page: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\.md\)", page)


def test_six_capabilities_in_their_order() -> None:
    assert SIX == [each.id for each in capabilities().capabilities]
    assert {"index", *SIX, "rows", "entities", "glossary-en", "glossary-zh"} == PAGES.keys()
    assert SIX == [each for each in dict.fromkeys(links(PAGES["index"])) if each in SIX]


def test_every_policy_is_two_clicks_from_the_map_and_serves_one_capability() -> None:
    reached = [link for page in SIX for link in set(links(PAGES[page])) if "/" in link]
    assert sorted(f"../policies/{id_}" for id_ in policies()) == sorted(reached)


def test_every_folder_of_the_catalogue_has_its_place_in_the_order_of_work() -> None:
    assert sorted(set(FOLDERS.values())) == sorted(capabilities().work)
    places = [capabilities().place(FOLDERS[each.id], each.definition.header.covers) for each in in_order_of_work()]
    assert sorted(places) == places
    assert sorted(policies()) == sorted(each.id for each in in_order_of_work())


def test_what_serves_no_capability_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(PolicyError, match=r"policy `man`: serves no capability; name it, or its folder, in"):
        Overview([policy("man").definition], {"man": "attic"}).pages()


def test_what_a_capability_names_is_there() -> None:
    named = [id_ for each in capabilities().capabilities for id_ in each.policies]
    assert sorted(set(named)) == sorted(named)
    folders = [folder for each in capabilities().capabilities for folder in each.folders]
    assert sorted(set(folders)) == sorted(folders)
    assert set(FOLDERS.values()) <= set(folders)


def test_every_step_of_a_flow_stands_on_the_map_with_its_policies() -> None:
    page = PAGES["index"]
    for flow in capabilities().flows:
        assert f"### {flow.title.en} ({flow.title.zh})" in page
        for step in flow.steps:
            assert set(step.rows) <= sources().rows.keys()
            (line,) = [each for each in page.splitlines() if f"| {step.title.en} <br> {step.title.zh} |" in each]
            covering = [each.id for each in DEFINITIONS if set(each.header.covers) & set(step.rows)]
            assert [f"../policies/{id_}" for id_ in covering] == links(line)


def test_a_capability_tells_how_much_is_named_only_and_has_a_caution() -> None:
    (line,) = [each for each in PAGES["win"].splitlines() if each.startswith("| [sales-scripts]")]
    assert line.endswith("| reference | 4 | 3 |")


def test_the_two_glossaries_hold_the_same_names() -> None:
    rows = {name: re.findall(r"^\| (.+?) \| (.+?) \| (.+) \|$", PAGES[name], re.MULTILINE) for name in PAGES}
    english = {(en, zh) for en, zh, used in rows["glossary-en"] if "](" in used}
    chinese = {(en, zh) for zh, en, used in rows["glossary-zh"] if "](" in used}
    assert english == chinese
    assert ("Key customers", "关键客户") in english
    assert len(english) > 500


@pytest.mark.parametrize(
    ("zh", "letter"),
    [("关键客户", "G"), ("流失一个客户等于什么", "L"), ("专心倾听", "Z"), ("MAN原则", "M"), ("4P+4C", "\\#")],
)
def test_chinese_names_stand_by_their_sound(zh: str, letter: str) -> None:
    sections = re.split(r"^## ", PAGES["glossary-zh"], flags=re.MULTILINE)
    found = [each.splitlines()[0] for each in sections if f"| {zh} |" in each]
    assert [letter] == found


def test_pages_lead_to_pages_that_are_there() -> None:
    docs = Path(__file__).parents[2] / "docs" / "model"
    for page in PAGES.values():
        assert [] == [link for link in links(page) if not (docs / f"{link}.md").is_file()]


def test_entities_are_drawn_with_their_facts_and_the_policies_that_name_them() -> None:
    page = PAGES["entities"]
    for name in ENTITIES:
        assert f'  {name}["{name}, {len(facts_of(entity(name)))} facts"]\n' in page
        assert f"\n## {name}\n" in page
        for fact in facts_of(entity(name)):
            assert f"| `{fact.name}` | {fact.type}" in page
    for each in DEFINITIONS:
        assert (f'{each.header.entity} --> {each.id}["{each.id}"]\n' in page) == bool(each.header.entity)
    read = next(line for line in page.splitlines() if line.startswith("| `referred_groups` |"))
    assert {"../policies/key-person-tiers", "../policies/key-person-standards"} <= set(links(read))
