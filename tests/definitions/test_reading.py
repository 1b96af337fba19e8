"""All errors of a file come at once, each with its path."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules.definitions.names import name_problem
from crmrules.errors import PolicyError
from tests.policies import EARLY_WARNING, FLAG, RULE, YES, small, table


def told(document: Any) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    return [str(each) for each in caught.value.problems]


def told_of(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.loads(text)
    return [str(each) for each in caught.value.problems]


def test_a_misspelt_fact_is_told_as_the_design_says() -> None:
    text = EARLY_WARNING.replace("bill < package_fee", "bill < packge_fee")
    assert [
        "policy `early-warning`, rule `bill-below-package`, `when`, column 8: "
        "unknown fact `packge_fee`; did you mean `package_fee`?"
    ] == told_of(text)


def test_all_errors_of_a_file_are_told_at_once() -> None:
    document = small(
        hit="uniqe",
        coverz=[],
        entity="Prospekt",
        parameters={"p": {"value": 1, "dated": []}, "known": {"value": 2}},
        facts=FLAG | {"x": {"is": "flag and y"}},
        outcome=[YES, {"id": "No!", "title": "No"}],
        rule=[{**RULE, "then": "yess"}, {**RULE, "id": "+b", "because": "{nope}"}],
        example=[{"name": "one", "given": {"flag": 1}, "expect": {"fired": ["onli"]}, "as_of": "today"}],
    )
    expected = [
        'policy `small`: unknown key "coverz"; did you mean `covers`?',
        'policy `small`, `hit`: "uniqe" is not known here; did you mean `unique`?',
        'policy `small`, example `one`, `as_of`: "today" is no date; write it as 2026-07-01, without quotes',
        "policy `small`, outcome `No!`: holds '!', which no id does; "
        "use letters, digits, single spaces, and - _ + inside",
        "policy `small`, parameter `known`: is a word of the rule language; choose another",
        "policy `small`, `entity`: unknown entity `Prospekt`; did you mean `Prospect`?",
        "policy `small`, fact `x`, `is`, column 10: unknown fact `y`; known are `as_of`, `flag`, `p`, `known`, `one`",
        "policy `small`, rule `only`, `then`: unknown outcome `yess`; did you mean `yes`?",
        "policy `small`, rule `+b`: begins with '+'; use letters, digits, single spaces, and - _ + inside",
        "policy `small`, rule `+b`, `because`, `en`: "
        "unknown fact `nope`; known are `as_of`, `one`, `x`, `p`, `known`, `flag`",
    ]
    assert expected == told(document)


def test_what_refers_to_a_part_that_could_not_be_read_is_not_blamed() -> None:
    document = small(
        parameters={"limit": {"value": []}},
        facts=FLAG | {"x": {"type": "boolean"}, "y": {"is": "x and"}, "z": {"is": "x or y"}},
        outcome=[YES, {"id": "no"}],
        rule=[RULE, {**RULE, "id": "b", "when": "x or y or z or 1 < limit", "then": "no"}],
    )
    paths = [each.split(": ")[0].removeprefix("policy `small`, ") for each in told(document)]
    assert [
        "parameter `limit`, `value`",
        "fact `x`, `type`",
        "fact `y`, `is`, column 3",
        "outcome `no`, `title`",
    ] == paths


def test_a_message_prints_a_hundred_problems_and_counts_the_rest() -> None:
    document = small(rule=[{**RULE, "id": f"r{place}", "then": "no"} for place in range(120)])
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    assert 120 == len(caught.value.problems)
    assert 101 == len(str(caught.value).splitlines())
    assert str(caught.value).endswith("\nand 20 more")


def test_a_policy_that_is_no_table_is_refused() -> None:
    said = 'policy: ["format"] is no table; give a mapping, such as what `to_dict` gave'
    assert [said] == told(["format"])


@pytest.mark.parametrize(
    "text", ["a = ", "a = 1\na = 2", "[[rule]\n", "a = 99999-01-01", "x = " + "[" * 5000], ids=range(5)
)
def test_text_that_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match=r"^policy: is no TOML"):
        crmrules.loads(text)


@pytest.mark.parametrize(
    "key", ["kind", "format", "id", "title", "covers", "facts", "rule", "outcome", "example", "extends", "remove", "x"]
)
def test_a_value_nested_too_deeply_to_be_shown_is_refused_all_the_same(key: str) -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"a": deep}
    for base in ({}, {"extends": "man", "id": "ours"}):
        assert [] != told({**base, key: deep})
        assert [] != told({**base, key: [deep]})


@pytest.mark.parametrize(
    "key",
    [
        "a" + ".a" * 200_000,
        '"a" . ' * 100_000 + "a",
        "[" + "a." * 100_000 + "a]\nb",
        "'a b'." * 99_999 + "a",
        "x = {y" + ".y" * 99_999,
    ],
    ids=range(5),
)
def test_a_key_of_thousands_of_parts_is_refused_at_once(key: str) -> None:
    with pytest.raises(PolicyError, match="nested too deeply"):
        crmrules.loads(f"{key} = 1")


def test_a_key_of_some_parts_and_a_sentence_of_many_points_are_read() -> None:
    assert ['policy: unknown key "a"'] == [each for each in told_of("a." * 31 + "b = 1") if "unknown" in each]
    dots = "So. " * 100 + "..." * 100
    assert dots == crmrules.from_dict(small(title=dots)).title.en
    assert dots == crmrules.loads(crmrules.from_dict(small(title=dots)).to_toml()).title.en


def test_numbers_of_thousands_of_digits_are_refused() -> None:
    with pytest.raises(PolicyError):
        crmrules.loads("format = " + "9" * 5000)
    assert "policy `small`, `format`: unknown format a value of type int; this library reads format 1" in told(
        small(format=10**5000)
    )


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("bill", ""),
        ("客户等级", ""),
        ("match", ""),
        ("x" * 64, ""),
        ("x" * 65, "is no name"),
        ("", "is no name"),
        ("1a", "is no name"),
        ("a b", "is no name"),
        ("a.b", "is no name"),
        ("_a", "is no name"),
        ("as_of", "is a word of the rule language"),
        ("true", "is a word of the rule language"),
        ("None", "is a word of the rule language"),
        ("coalesce", "is a word of the rule language"),
        ("not", "is a word of the rule language"),
        ("ｂｉｌｌ", "is not in normal form (NFKC)"),
    ],
)
def test_a_name_is_a_plain_word_that_the_language_does_not_use(name: str, problem: str) -> None:
    assert problem == name_problem(name)


def test_a_rule_unknown_although_all_facts_are_known_proves_nothing_complete() -> None:
    document = table("first", ("a", "yes"), ("not a and 1 / zero > 0", "no"), parameters={"zero": {"value": 0}})
    assert ["policy `table`, `complete`: no rule is true for a = false; leave it out, or give a `default`"] == told(
        document | {"complete": True}
    )


def test_a_promise_is_proven_for_every_day() -> None:
    days = [{"from": datetime.date(2026, 1, 1), "value": True}, {"from": datetime.date(2026, 7, 1), "value": False}]
    dated = {"p": {"dated": days}}
    assert crmrules.from_dict(table("first", ("p", "yes"), ("not p", "no"), parameters=dated, complete=True))
    broken = table("first", ("p", "yes"), parameters=dated, complete=True)
    assert [
        "policy `table`, `complete`: no rule is true for as_of = 2026-07-01; leave it out, or give a `default`"
    ] == (told(broken))


def test_a_complete_policy_has_no_default_among_what_is_possible() -> None:
    policy = crmrules.from_dict(table("unique", ("a and b", "x"), ("a and not b", "x"), ("not a", "y"), complete=True))
    assert ("x", "y") == policy.decide({"b": True}).possible
    assert ("x",) == policy.decide({"a": True}).possible
