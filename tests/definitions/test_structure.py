"""Bad input of the wrong shape: unknown and missing keys, wrong types."""

# ruff: noqa: E501 - messages stand on one line, as they are printed

from decimal import Decimal
from typing import Any

import pytest

import crmrules
from crmrules.errors import PolicyError
from tests.policies import DAY, YES, example, facts, parameter, rule, small

BAD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("unknown key", small(coverz=["1"]), ['policy `small`: unknown key "coverz"; did you mean `covers`?']),
    (
        "key of other kinds",
        small(measure="profit", band=[]),
        [
            'policy `small`: unknown key "measure"; a segmentation has it: say so by `kind`, or take it out',
            'policy `small`: unknown key "band"; a segmentation or a scorecard has it: say so by `kind`, or take it out',
        ],
    ),
    (
        "unknown key of a parameter",
        parameter(value=1, units="days"),
        ["parameter `p`: unknown key `units`; did you mean `unit`?"],
    ),
    (
        "unknown key of a dated value",
        parameter(dated=[{"from": DAY, "value": 1, "valeu": 2}]),
        ["parameter `p`, `dated`, item 1: unknown key `valeu`; did you mean `value`?"],
    ),
    (
        "unknown key of a fact",
        facts(x={"type": "bool", "titel": "X"}),
        ["fact `x`: unknown key `titel`; did you mean `title`?"],
    ),
    (
        "unknown key of an output",
        small(outputs={"o": {"title": "O", "choices": {}}}),
        ["output `o`: unknown key `choices`; known are `title`, `values`"],
    ),
    (
        "unknown key of an outcome",
        small(outputs={"method": {"title": "M"}}, outcome=[{**YES, "metod": "call"}]),
        ["outcome `yes`: unknown key `metod`; did you mean `method`?"],
    ),
    (
        "a number of too many digits",
        parameter(value=Decimal("1e-999")),
        ["parameter `p`, `value`: 1E-999 has too many digits"],
    ),
    ("unknown key of a rule", rule(wehn="flag"), ["rule `only`: unknown key `wehn`; did you mean `when`?"]),
    (
        "before without a base",
        rule(before="other"),
        ["rule `only`: unknown key `before`; known are `id`, `when`, `then`, `because`, `caution`, `reading`"],
    ),
    (
        "unknown key of an example",
        example(expects={}),
        ["example `one`: unknown key `expects`; did you mean `expect`?"],
    ),
    (
        "unknown key of what is expected",
        example(expect={"outcom": "yes"}),
        ["example `one`, `expect`: unknown key `outcom`; did you mean `outcome`?"],
    ),
    (
        "unknown key of the source",
        small(source={"document": "000", "chapter": "1"}),
        ["`source`: unknown key `chapter`; known are `document`, `section`"],
    ),
    (
        "unknown language",
        small(title={"en": "Small", "de": "Klein"}),
        ["`title`: unknown language `de`; texts are written in `en` and `zh`"],
    ),
    ("missing id", small(id=None), ["policy, `id`: is missing"]),
    ("missing title", small(title=None), ["`title`: is missing"]),
    ("missing hit", small(hit=None), ["`hit`: is missing"]),
    ("missing when", rule(when=None), ["rule `only`, `when`: is missing"]),
    ("missing because", rule(because=None), ["rule `only`, `because`: is missing"]),
    ("missing name of an example", small(example=[{"given": {}, "expect": {}}]), ["example 1, `name`: is missing"]),
    ("missing English", small(title={"zh": "小"}), ["`title`: the English text `en` is missing"]),
    ("wrong type of the version", small(version=1), ["`version`: 1 is no text; put it in quotes"]),
    ("wrong type of the title", small(title=1), ["`title`: 1 is no table; write `key = value` pairs"]),
    ("wrong type of covers", small(covers="1.07"), ['`covers`: "1.07" is no list; write it in brackets']),
    ("wrong type in covers", small(covers=["1.07", 1.08]), ["`covers`, item 2: 1.08 is no text; put it in quotes"]),
    ("wrong type of complete", small(complete="yes"), ['`complete`: "yes" is neither true nor false']),
    (
        "wrong type of the facts",
        small(facts=[]),
        [
            "`facts`: [] is no table; write it as [facts]",
            "rule `only`, `when`, column 1: unknown fact `flag`; known are `as_of`",
        ],
    ),
    ("wrong type of a fact", facts(x="bool"), ['fact `x`: "bool" is no table; write `key = value` pairs']),
    (
        "wrong type of the rules",
        small(rule={"id": "only"}),
        [
            '`rule`: {id = "only"} is no list of tables; begin each with [[rule]]',
            "policy `small`: has no rules; write them with [[rule]]",
        ],
    ),
    (
        "wrong type of a rule",
        small(rule=["flag"]),
        [
            'rule 1: "flag" is no table; write `key = value` pairs',
            "policy `small`: has no rules; write them with [[rule]]",
        ],
    ),
    ("wrong type of a condition", rule(when=True), ["rule `only`, `when`: true is no text; put it in quotes"]),
    (
        "wrong type of a parameter",
        parameter(value=[1]),
        ["parameter `p`, `value`: [1] is no number, text, day, true or false; give one"],
    ),
    (
        "wrong type of an output",
        small(outcome=[{**YES, "method": ["call"]}]),
        ['outcome `yes`, `method`: ["call"] is no number, text, true or false; give one'],
    ),
    (
        "wrong type of a dated day",
        parameter(dated=[{"from": "2026-01-01", "value": 1}]),
        ['parameter `p`, `dated`, item 1, `from`: "2026-01-01" is no date; write it as 2026-07-01, without quotes'],
    ),
    (
        "wrong type of what is given",
        example(given=[]),
        ["example `one`, `given`: [] is no table; write `key = value` pairs"],
    ),
    (
        "wrong type of as_of",
        example(as_of="2026-01-01"),
        ['example `one`, `as_of`: "2026-01-01" is no date; write it as 2026-07-01, without quotes'],
    ),
    ("unprintable text", small(title="a\x00b"), ["`title`: 'a\\x00b' holds characters that cannot be printed"]),
]


@pytest.mark.parametrize(("name", "document", "problems"), BAD, ids=[name for name, *_ in BAD])
def test_bad_input_is_told_with_path_value_and_remedy(name: str, document: dict[str, Any], problems: list[str]) -> None:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    assert problems == [str(each).removeprefix("policy `small`, ") for each in caught.value.problems]


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (["yes"], '["yes"] is a list, and one text is wanted; write "yes", without brackets'),
        (["yes", "no"], '["yes", "no"] is a list, and one text is wanted; give one'),
        (5, "5 is no text; put it in quotes"),
    ],
    ids=str,
)
def test_a_list_where_one_text_is_wanted_is_told_as_such(then: object, said: str) -> None:
    rule = {"id": "only", "when": "flag", "then": then, "because": "So."}
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(small(rule=[rule]))
    assert f"policy `small`, rule `only`, `then`: {said}" == str(caught.value)


@pytest.mark.parametrize("text", ["0.3", "0.1000000000000000055511151231257827"])
def test_a_decimal_of_a_mapping_is_the_number_it_is_written_as(text: str) -> None:
    document = parameter(value=Decimal(text))
    table = crmrules.from_dict(document)
    assert text == repr(table.parameters["p"].value)
    assert table == crmrules.loads(table.to_toml())
