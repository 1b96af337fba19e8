"""`crmrules list`: policies by what they are for, found in both languages, and the systems that they cover."""

import json
from typing import Any

import pytest

from crmrules import policies, policy
from crmrules.cli.main import main
from crmrules.definitions.capabilities import capabilities
from crmrules.definitions.sources import sources

Capture = pytest.CaptureFixture[str]


def listed(capsys: Capture, *arguments: str) -> Any:
    assert 0 == main(["list", *arguments, "--format", "json"])
    return json.loads(capsys.readouterr().out)


def found(capsys: Capture, *words: str) -> list[str]:
    return [each["policy"] for each in listed(capsys, *words)["policies"]]


def test_every_policy_is_listed_once_under_what_it_is_for(capsys: Capture) -> None:
    assert sorted(policies()) == sorted(found(capsys))
    assert 0 == main(["list"])
    said = capsys.readouterr().out
    places = [said.index(f"\n{each.title.en} {each.title.zh}\n") for each in capabilities().capabilities]
    assert sorted(places) == places
    assert all(1 == said.count(f"\n    {id_} ") for id_ in policies())


def test_words_are_found_in_both_languages_and_all_of_them_must_be(capsys: Capture) -> None:
    assert {"complaint-guide", "retention-ladder", "tier-care"} <= {*found(capsys, "投诉")}
    assert {"complaint-guide", "retention-ladder", "tier-care"} <= {*found(capsys, "COMPLAINT")}
    assert ["arpu-bands", "retention-figures"] == found(capsys, "离网", "arpu")
    assert [] == found(capsys, "投诉", "离网", "高尔夫")
    assert 0 == main(["list", "nothing of the sort"])
    assert "No policy speaks of nothing of the sort." in capsys.readouterr().out
    assert 0 == main(["list", "没有这个词", "--lang", "zh"])
    assert "没有策略提到没有这个词。" in capsys.readouterr().out


def test_coverage_is_what_the_policies_cover(capsys: Capture) -> None:
    told = listed(capsys, "--coverage")
    covers = {id_: set(policy(id_).definition.header.covers) for id_ in policies()}
    assert 135 == len(told["rows"])
    assert sorted(sources().rows) == sorted(each["row"] for each in told["rows"])
    for each in told["rows"]:
        assert [id_ for id_ in policies() if each["row"] in covers[id_]] == each["policies"]
        assert (each["standing"] == "open") == (not each["policies"])
        assert (each["standing"] == "named only") == (bool(each["policies"]) and each["row"] in sources().named)
    assert {"core": 4, "near-core": 62, "wider": 69} == {
        scope: sum(each["scope"] == scope for each in told["rows"]) for scope in ("core", "near-core", "wider")
    }
    assert 135 == sum(told["counts"].values())


def test_coverage_reads_as_a_table_in_both_languages(capsys: Capture) -> None:
    assert 0 == main(["list", "--coverage"])
    said = capsys.readouterr().out
    assert "Core: what decides about a customer: 4 of 4" in said
    assert "man (decision)" in said
    assert "named only (three headings)" in said
    assert 0 == main(["list", "--coverage", "--lang", "zh"])
    assert "核心：对客户作出判断：4 项中的 4 项" in capsys.readouterr().out


def test_scope_and_names_are_of_rows_that_there_are() -> None:
    assert sources().rows.keys() == sources().scope.keys()
    assert sources().named.keys() <= sources().rows.keys()
