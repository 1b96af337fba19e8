"""Bad input of the right shape: names, types, values, promises, sentences and examples that do not fit."""

# ruff: noqa: E501 - messages stand on one line, as they are printed

from typing import Any

import pytest

import crmrules
from crmrules.errors import PolicyError
from tests.policies import DAY, FLAG, LATER, RULE, YES, example, facts, parameter, rule, small

BAD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("unknown kind", small(kind="descision"), ['`kind`: unknown kind "descision"; did you mean `decision`?']),
    ("unknown format", small(format=2), ["`format`: unknown format 2; this library reads format 1"]),
    ("unknown hit policy", small(hit="uniqe"), ['`hit`: "uniqe" is not known here; did you mean `unique`?']),
    ("unknown entity", small(entity="Prospekt"), ["`entity`: unknown entity `Prospekt`; did you mean `Prospect`?"]),
    (
        "unknown type of a fact",
        facts(x={"type": "boolean"}),
        ['fact `x`, `type`: "boolean" is not known here; did you mean `bool`?'],
    ),
    (
        "unknown origin",
        parameter(value=1, origin="sauce"),
        ['parameter `p`, `origin`: "sauce" is not known here; did you mean `source`?'],
    ),
    ("unknown fact", rule(when="flagg"), ["rule `only`, `when`, column 1: unknown fact `flagg`; did you mean `flag`?"]),
    (
        "unknown parameter",
        small(parameters={"limit": {"value": 1}}, rule=[{**RULE, "when": "1 < limt"}]),
        ["rule `only`, `when`, column 5: unknown fact `limt`; did you mean `limit`?"],
    ),
    ("unknown outcome", rule(then="yess"), ["rule `only`, `then`: unknown outcome `yess`; did you mean `yes`?"]),
    ("unknown default", small(default="yess"), ["`default`: unknown outcome `yess`; did you mean `yes`?"]),
    (
        "unknown function",
        rule(when="knwon(flag)"),
        ["rule `only`, `when`, column 1: unknown function `knwon`; did you mean `known`?"],
    ),
    (
        "type error",
        rule(when="flag > 1"),
        [
            "rule `only`, `when`, column 8: `>` needs values of one type, and this is integer, not bool; write true or false"
        ],
    ),
    ("no condition", rule(when="1"), ["rule `only`, `when`: is integer, and no condition; compare it with a value"]),
    (
        "number in a condition",
        facts(n={"type": "number"}) | {"rule": [{**RULE, "when": "n > 20"}]},
        [
            "rule `only`, `when`, column 5: number 20 in a condition; give it a name under [parameters], with unit and origin"
        ],
    ),
    (
        "expression beyond the limits",
        rule(when="not " * 100 + "flag"),
        ["rule `only`, `when`, column 1: expression nested too deeply; at most 64 levels are read"],
    ),
    (
        "cycle of facts",
        facts(x={"is": "y"}, y={"is": "z"}, z={"is": "x"}),
        ["fact `x`: reads itself: x -> y -> z -> x; break the circle"],
    ),
    ("fact that reads itself", facts(x={"is": "x + 1"}), ["fact `x`: reads itself: x -> x; break the circle"]),
    ("parameter without a value", parameter(unit="days"), ["parameter `p`: needs either `value` or `dated`"]),
    (
        "parameter with both",
        parameter(value=1, dated=[{"from": DAY, "value": 1}]),
        ["parameter `p`: needs either `value` or `dated`"],
    ),
    (
        "dated out of order",
        parameter(dated=[{"from": LATER, "value": 1}, {"from": DAY, "value": 2}]),
        ["parameter `p`, `dated`: is not in the order of its days; put the earliest first, each once"],
    ),
    (
        "dated twice the same day",
        parameter(dated=[{"from": DAY, "value": 1}, {"from": DAY, "value": 2}]),
        ["parameter `p`, `dated`: is not in the order of its days; put the earliest first, each once"],
    ),
    (
        "dated of mixed types",
        parameter(dated=[{"from": DAY, "value": 1}, {"from": LATER, "value": "x"}]),
        ["parameter `p`, `dated`: mixes number and text"],
    ),
    (
        "value not among the choices",
        parameter(value="nort", values=["north", "south"]),
        ['parameter `p`: "nort" is none of its values; did you mean `north`?'],
    ),
    (
        "dated value not among the choices",
        parameter(dated=[{"from": DAY, "value": "nort"}], values=["north"]),
        ['parameter `p`: "nort" is none of its values; did you mean `north`?'],
    ),
    (
        "number too large",
        parameter(value=2**53),
        ["parameter `p`, `value`: 9007199254740992 is too large; numbers reach to 9,007,199,254,740,991 either way"],
    ),
    (
        "number not finite",
        parameter(value=float("inf")),
        ["parameter `p`, `value`: inf is too large; numbers reach to 9,007,199,254,740,991 either way"],
    ),
    ("outcome twice", small(outcome=[YES, YES]), ["outcome `yes`: the same id twice; give each its own"]),
    ("rule twice", small(rule=[RULE, RULE]), ["rule `only`: the same id twice; give each its own"]),
    (
        "example twice",
        small(example=[{"name": "one", "given": {}, "expect": {}}] * 2),
        ["example `one`: the same name twice; give each its own"],
    ),
    (
        "bad id of the policy",
        small(id="Small Policy"),
        ['policy, `id`: "Small Policy" is no policy id; use small letters, digits and single hyphens'],
    ),
    (
        "bad id of an outcome",
        small(outcome=[YES, {"id": "-no", "title": "No"}]),
        ["outcome `-no`: begins with '-'; use letters, digits, single spaces, and - _ + inside"],
    ),
    (
        "outcome called none",
        small(outcome=[YES, {"id": "none", "title": "None"}]),
        ["outcome `none`: is how examples say that there is none; choose another id"],
    ),
    (
        "bad id of a rule",
        rule(id="only  one"),
        [
            "rule `only  one`: has spaces at an end, or several together; use letters, digits, single spaces, and - _ + inside"
        ],
    ),
    (
        "fact called like a parameter",
        small(parameters={"flag": {"value": 1}}),
        ["parameter `flag`: is also the name of a fact; rename one of them"],
    ),
    (
        "fact called like a word",
        facts(known={"type": "bool"}),
        ["fact `known`: is a word of the rule language; choose another"],
    ),
    (
        "fact called like a keyword",
        facts(**{"and": {"type": "bool"}}),
        ["fact `and`: is a word of the rule language; choose another"],
    ),
    (
        "fact called as_of",
        facts(as_of={"type": "date"}),
        ["fact `as_of`: is a word of the rule language; choose another"],
    ),
    (
        "fact with a hyphen",
        facts(**{"bill-drop": {"type": "bool"}}),
        ["fact `bill-drop`: is no name; use letters, digits and underscores, a letter first"],
    ),
    (
        "fact not in normal form",
        facts(**{"\ufb01rst": {"type": "bool"}}),
        ["fact `ﬁrst`: is not in normal form (NFKC); use letters, digits and underscores, a letter first"],
    ),
    (
        "parameter with an underscore first",
        small(parameters={"_p": {"value": 1}}),
        ["parameter `_p`: is no name; use letters, digits and underscores, a letter first"],
    ),
    (
        "fact of nothing",
        facts(x={"unit": "days"}),
        ["fact `x`: needs one of `type`, `values`, `is`, `from`, and has none of them"],
    ),
    (
        "fact of two things",
        facts(x={"type": "bool", "is": "flag"}),
        ["fact `x`: needs one of `type`, `values`, `is`, `from`, and has `type` and `is`"],
    ),
    ("fact with a value twice", facts(x={"values": ["a", "b", "a"]}), ["fact `x`, `values`: holds a value twice"]),
    (
        "fact that the entity stores as another type",
        small(entity="Prospect", facts=FLAG | {"money": {"type": "text"}}),
        ["fact `money`: is text here, but bool of the entity; leave it out, or give it another name"],
    ),
    (
        "fact that the entity stores in another unit",
        small(entity="Subscription", facts=FLAG | {"tenure_months": {"type": "integer", "unit": "years"}}),
        [
            "fact `tenure_months`: is integer in years here, but integer in months of the entity; "
            "leave it out, or give it another name"
        ],
    ),
    (
        "fact from an unknown policy",
        facts(x={"from": "mann"}),
        ["fact `x`, `from`, policy `mann`: is not in the catalogue; did you mean `man`?"],
    ),
    (
        "output beyond its values",
        small(outputs={"m": {"title": "M", "values": {"call": "c"}}}, outcome=[{**YES, "m": "cal"}]),
        ["outcome `yes`, `m`: unknown value `cal`; did you mean `call`?"],
    ),
    (
        "output that is no name",
        small(outcome=[{**YES, "next step": "call"}]),
        ["outcome `yes`: output `next step` is no name; use letters, digits and underscores"],
    ),
    (
        "placeholder with an attribute",
        rule(because="{flag.real}"),
        [
            "rule `only`, `because`, `en`: placeholder `{flag.real}` is no plain name; write `{fact}` or `{fact:.0%}`, and `{{` for a brace"
        ],
    ),
    (
        "placeholder with an index",
        rule(because="{flag[0]}"),
        [
            "rule `only`, `because`, `en`: placeholder `{flag[0]}` is no plain name; write `{fact}` or `{fact:.0%}`, and `{{` for a brace"
        ],
    ),
    (
        "placeholder with a conversion",
        rule(because="{flag!r}"),
        [
            "rule `only`, `because`, `en`: placeholder `{flag!r}` is no plain name; write `{fact}` or `{fact:.0%}`, and `{{` for a brace"
        ],
    ),
    (
        "placeholder with a bad format",
        rule(because="{flag:>10}"),
        [
            "rule `only`, `because`, `en`: placeholder `{flag:>10}` has no plain format; write `{fact}` or `{fact:.0%}`, and `{{` for a brace"
        ],
    ),
    (
        "placeholder of an unknown name",
        rule(because={"en": "x", "zh": "{flagg}"}),
        ["rule `only`, `because`, `zh`: unknown fact `flagg`; did you mean `flag`?"],
    ),
    (
        "placeholder that formats a truth",
        rule(because="{flag:.2f}"),
        ["rule `only`, `because`, `en`: `{flag:.2f}` formats bool as a number"],
    ),
    (
        "brace that is left open",
        rule(because="{flag"),
        [
            "rule `only`, `because`, `en`: expected '}' before end of string; write `{fact}` or `{fact:.0%}`, and `{{` for a brace"
        ],
    ),
    (
        "caution with an unknown name",
        rule(caution="{flagg}"),
        ["rule `only`, `caution`, `en`: unknown fact `flagg`; did you mean `flag`?"],
    ),
    (
        "collect with a default",
        small(hit="collect", default="yes"),
        ["`hit`: collect has neither `default` nor `complete`; it gives every true rule, or none"],
    ),
    (
        "collect that is complete",
        small(hit="collect", complete=True),
        ["`hit`: collect has neither `default` nor `complete`; it gives every true rule, or none"],
    ),
    (
        "complete over numbers",
        facts(n={"type": "number"}) | {"complete": True, "rule": [{**RULE, "when": "n > 0"}]},
        ["`complete`: no rule is true for n = 0; leave it out, or give a `default`"],
    ),
    (
        "complete and refuted",
        small(complete=True),
        ["`complete`: no rule is true for flag = false; leave it out, or give a `default`"],
    ),
    (
        "no outcomes",
        small(outcome=None, rule=None),
        [
            "policy `small`: has no outcomes; declare them with [[outcome]]",
            "policy `small`: has no rules; write them with [[rule]]",
        ],
    ),
    (
        "given to an unknown fact",
        example(given={"flagg": True}),
        ["example `one`, `given`: unknown fact `flagg`; did you mean `flag`?"],
    ),
    (
        "given of a wrong type",
        example(given={"flag": "yes"}),
        [
            'example `one`, `given`, `flag`: "yes" is no boolean; give true or false, or map the value with `values` in a binding'
        ],
    ),
    (
        "given to a derived fact",
        example(given={"x": True}) | {"facts": FLAG | {"x": {"is": "not flag"}}},
        ["example `one`, `given`, `x`: is derived; give the facts it is derived from"],
    ),
    (
        "expected of an unknown outcome",
        example(expect={"outcome": "yess"}),
        ["example `one`, `expect`, `outcome`: unknown outcome `yess`; did you mean `yes`?"],
    ),
    (
        "expected of an unknown rule",
        example(expect={"fired": ["onlyy"]}),
        ["example `one`, `expect`, `fired`: unknown rule `onlyy`; did you mean `only`?"],
    ),
    (
        "expected of an unknown fact",
        example(expect={"missing": ["flagg"]}),
        ["example `one`, `expect`, `missing`: unknown fact `flagg`; did you mean `flag`?"],
    ),
]


@pytest.mark.parametrize(("name", "document", "problems"), BAD, ids=[name for name, *_ in BAD])
def test_bad_input_is_told_with_path_value_and_remedy(name: str, document: dict[str, Any], problems: list[str]) -> None:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    assert problems == [str(each).removeprefix("policy `small`, ") for each in caught.value.problems]
