"""How values are written, for one fact or for all: what bindings take, what they refuse, and what records then say."""

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules import Binding
from crmrules.errors import BindingError, RecordError
from crmrules.expressions.accept import Refused
from crmrules.expressions.numbers import exact
from crmrules.records.meanings import Meanings
from tests.policies import table

FACTS = {
    "amount": {"type": "number"},
    "since": {"type": "date"},
    "vip": {"type": "bool"},
    "stage": {"values": ["won", "lost"]},
    "note": {"type": "text"},
}
POLICY = crmrules.from_dict(
    table("first", ('amount > 0 and known(since) and vip and stage == "won" and note == "x"', "x"), facts=FACTS)
)


def facts(record: Any, **binding: Any) -> dict[str, Any]:
    return dict(POLICY.decide(record, bind=Binding(**binding)).facts)


def told(**binding: Any) -> list[str]:
    with pytest.raises(BindingError) as caught:
        POLICY.decide({"amount": 1}, bind=Binding(**binding))
    return [str(each) for each in caught.value.problems]


def test_what_holds_for_all_columns_holds_for_facts_under_their_own_names_too() -> None:
    record = {"amount": "¥1,234.50", "since": "5/1/2026", "vip": "N/A", "stage": "Select", "note": " - "}
    assert {
        "amount": 1234.5,
        "since": datetime.date(2026, 1, 5),
        "vip": None,
        "stage": None,
        "note": None,
    } == facts(
        record,
        unknown=["Select", "N/A", "-"],
        number={"thousands": ",", "currency": "¥"},
        day="%d/%m/%Y",
    )


def test_what_a_fact_says_stands_in_place_of_what_holds_for_all() -> None:
    bind = {
        "facts": {
            "amount": {"column": "a", "number": {"decimal": ","}},
            "since": {"column": "s", "day": "%Y%m%d"},
            "stage": {"column": "t", "unknown": []},
            "note": {"column": "n", "unknown": ["?"]},
        },
        "unknown": ["lost", "-"],
        "number": {"thousands": ","},
        "day": "%d/%m/%Y",
    }
    found = facts({"a": "1,5", "s": "20260105", "t": "lost", "n": "-"}, **bind)
    assert (1.5, datetime.date(2026, 1, 5), "lost", "-") == tuple(
        found[name] for name in ("amount", "since", "stage", "note")
    )


def test_a_value_is_unknown_whether_it_is_written_so_or_read_as_it() -> None:
    for raw in (999, 999.0, Decimal(999), "999", "999.00", "0,999"):
        assert facts({"amount": raw}, unknown=["999"], number={"thousands": ","})["amount"] is None, raw
    for day in (datetime.date(1900, 1, 1), datetime.datetime(1900, 1, 1), "1/1/1900"):
        assert facts({"since": day}, unknown=["1900-01-01"], day=["%d/%m/%Y"])["since"] is None, day


def test_numbers_are_exact() -> None:
    bind = {"number": {"percent": True, "thousands": ","}}
    assert facts({"amount": "12%"}, **bind)["amount"] == 0.12
    many = "0.12345678901234567891"
    assert exact(facts({"amount": many}, **bind)["amount"]) == Fraction(many)


def test_a_text_is_still_no_number_where_no_form_is_given() -> None:
    with pytest.raises(RecordError, match="text is not read as a number"):
        facts({"amount": "12"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"unknown": "Select"}, 'binding, `unknown`: "Select" is no list of texts; write it as ["Select", "N/A"]'),
        ({"unknown": [["a"]]}, 'binding, `unknown`: [["a"]] is no list of texts'),
        ({"number": "german"}, 'binding, `number`: "german" is no table; write it as { decimal = ","'),
        ({"number": {"decimal": ";"}}, 'binding, `number`, `decimal`: ";" is none; write "." or ","'),
        ({"number": {"thousands": "_"}}, 'binding, `number`, `thousands`: "_" is none; write ",", "."'),
        ({"number": {"thousands": ["."]}}, 'binding, `number`, `thousands`: ["."] is none'),
        ({"number": {"decimal": ",", "thousands": ","}}, "binding, `number`: `decimal` and `thousands` are one sign"),
        ({"number": {"thousands": "."}}, "binding, `number`: `decimal` and `thousands` are one sign"),
        ({"number": {"currency": "5"}}, 'binding, `number`, `currency`: "5" is none; write a sign without digits'),
        ({"number": {"currency": ["€", 5]}}, 'binding, `number`, `currency`: ["€", 5] is none'),
        ({"number": {"percent": "yes"}}, 'binding, `number`, `percent`: "yes" is none; write true or false'),
        ({"number": {"parentheses": "positive"}}, 'binding, `number`, `parentheses`: "positive" is none'),
        ({"number": {"point": ","}}, "binding, `number`: unknown key `point`"),
        ({"day": "%d.%m"}, 'binding, `day`: "%d.%m" does not tell year, month and day once each'),
        ({"day": ["%d.%m.%Y", 5]}, "binding: `day` is true, false, a form"),
        ({"day": []}, "binding: `day` is true, false, a form"),
        ({"day": "%Y-%m-%d %H:%M%z"}, "tells moments of a zone; say in which zone its day is meant"),
        ({"zone": "Asia/Shanghai"}, "and `zone` goes with it"),
        ({"day": True, "zone": "Mars"}, 'binding, `zone`: unknown zone "Mars"'),
        ({"fold": "yes"}, 'binding, `fold`: "yes" is no boolean; write true or false'),
    ],
)
def test_a_bad_form_is_told_with_its_place_and_what_to_write(given: Any, said: str) -> None:
    with pytest.raises(BindingError) as caught:
        Binding(**given)
    assert said in str(caught.value)
    path = "binding, fact `note`" + said[len("binding") :] if said.startswith("binding") else said
    with pytest.raises(BindingError) as caught:
        Binding({"note": {"column": "n", **given}})
    assert path in str(caught.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert 3 == len(told(unknown="x", day="%d", fold=1))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"else": True}, "`else`: goes with `values`"),
        ({"split": ";"}, "`split`: goes with `values`"),
        ({"split": "", "values": {"a": "x"}}, '`split`: "" parts no texts; write it as split = ";"'),
        ({"split": " ", "values": {"a": "x"}}, '`split`: " " parts no texts'),
        ({"split": ";;", "values": {"a": "x"}}, '`split`: ";;" parts no texts'),
        ({"split": ";", "values": {"a;b": "x"}}, '`values`, `a;b`: holds ";", which parts texts'),
        ({"values": {"a": "x"}, "day": "%d/%m/%Y"}, "`day` says how values are written, and `values` what they mean"),
        ({"values": {"a": "x"}, "number": {}}, "`number` says how values are written, and `values` what they mean"),
        ({"values": {"a": "x"}, "unknown": ["a"]}, '`unknown`: "a" is listed under `values`, too'),
        ({"values": {"a": "x", "A": "y"}, "fold": True}, "`values`, `A`: is `a` without regard to case"),
        ({"values": {"a": "x"}, "else": 5}, "`else`: 5 is no text"),
        ({"day": "%d/%m/%Y"}, "`day`: takes the day of a moment, and `note` is text"),
        ({"number": {}}, "`number`: says how numbers are written, and `note` is text"),
    ],
)
def test_what_a_fact_says_must_fit_together(entry: dict[str, Any], said: str) -> None:
    assert any(said in each for each in told(facts={"note": {"column": "n", **entry}})), said


def test_else_must_not_be_read_in_two_ways() -> None:
    document = table("first", ('stage == "known"', "x"), facts={"stage": {"values": ["known", "unknown"]}})
    entry = {"column": "s", "values": {"K": "known"}, "else": "unknown"}
    with pytest.raises(BindingError, match="one of its values is called so, too; leave it out, and list the texts"):
        crmrules.from_dict(document).decide({"s": "K"}, bind={"stage": entry})


def test_else_says_what_is_not_listed_means() -> None:
    values = {"Y": True}
    assert [True, False, None] == [Meanings(values, False).of(raw) for raw in ("Y", "y", None)]
    assert [True, None, None] == [Meanings(values, None, unknown=("-",)).of(raw) for raw in ("Y", "y", "-")]
    assert [True, None] == [Meanings(values, False, unknown=("-",)).of(raw) for raw in (" Y ", "-")]


def test_a_split_cell_means_what_its_listed_parts_mean() -> None:
    tags = Meanings({"VIP": True, "Key": True}, False, split=";", unknown=("-",))
    assert [True, True, True, False, None, None] == [
        tags.of(raw) for raw in ("VIP", "new; VIP", "Key;VIP;", "new;old", "-;", " ")
    ]
    via = Meanings({"web": "online", "app": "online", "call": "phone"}, split="/")
    assert ["online", "phone"] == [via.of(raw) for raw in ("web / app", "call")]
    with pytest.raises(Refused, match='"web" and "call" in "web/call" mean different values'):
        via.of("web/call")
    with pytest.raises(Refused, match='"fax" has no meaning in the binding'):
        via.of("web/fax")


def test_letters_are_alike_without_regard_to_case_one_by_one() -> None:
    names = Meanings({"Straße": 1, "ÉCOLE": 2, "k": 3}, 0, fold=True)
    assert [1, 0, 2, 3, 0] == [names.of(raw) for raw in ("STRAßE", "STRASSE", "école", "K", "\u212a")]


def test_a_file_says_what_a_call_says(tmp_path: Path) -> None:
    path = tmp_path / "a.bind.toml"
    path.write_text(
        'unknown = ["Select", 999]\nnumber = { decimal = ",", currency = ["€"] }\nday = "%d.%m.%Y"\nfold = true\n'
        '[facts]\nvip = { column = "Tags", split = ";", values = { VIP = true }, else = false }\n',
        "utf-8",
    )
    said = Binding(
        {"vip": {"column": "Tags", "split": ";", "values": {"VIP": True}, "else": False}},
        unknown=["Select", 999],
        number={"decimal": ",", "currency": ["€"]},
        day="%d.%m.%Y",
        fold=True,
    )
    assert said == Binding.load(path)
    assert said.forms == Binding.load(path).forms
