"""The door: from any record to facts, strictly, with unknowns, and one clear error for what does not fit."""

import datetime
from collections import UserDict
from types import SimpleNamespace
from typing import Any

import attrs
import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, DecisionTable, Prospect, from_dict
from crmrules.errors import BindingError, CrmRulesError, RecordError
from crmrules.expressions.types import Kind
from crmrules.records.cells import read_cell
from crmrules.records.door import Door
from tests.policies import EARLY_WARNING, small, table

MAN = crmrules.policy("man")
WARNING = crmrules.loads(EARLY_WARNING)
KNOWN = {"money": True, "authority": None, "need": True}


@attrs.frozen
class Lead:
    """A record of the host's own, with slots."""

    money: bool
    need: bool
    phone: str = ""


def told(act: Any) -> list[str]:
    with pytest.raises(CrmRulesError) as caught:
        act()
    return [str(each) for each in caught.value.problems]


def read(record: object, binding: Binding | None = None) -> dict[str, Any]:
    return Door(WARNING.definition, binding or Binding()).read(record)[0]


@pytest.mark.parametrize(
    "record",
    [
        {"money": True, "need": True},
        {"money": True, "need": True, "authority": None, "phone": "x", 5: 6},
        UserDict(money=True, need=True),
        SimpleNamespace(money=True, need=True, name="x"),
        Lead(True, True),
        Prospect(money=True, need=True),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_mapping_an_object_and_an_entity_are_read_alike(record: object) -> None:
    assert (KNOWN, ()) == Door(MAN.definition).read(record)
    assert ("authority",) == MAN.decide(record).missing


def test_only_facts_that_conditions_or_sentences_read_are_looked_at() -> None:
    assert "dissatisfied" not in Door(MAN.definition).read({"money": True, "dissatisfied": 5})[0]


def test_values_are_converted_once() -> None:
    assert {"rival_calls": 3, "bill": 58.0, "package_fee": None} == {
        name: value
        for name, value in read({"rival_calls": 3.0, "bill": 58, "package_fee": float("nan")}).items()
        if name in ("rival_calls", "bill", "package_fee")
    }


def test_several_wrong_values_are_told_at_once() -> None:
    assert [
        '`bill`: "58" is no number; text is not read as a number; convert it first',
        "`volume`: true is no number; give a number",
        "`rival_calls`: 2.5 is no whole number",
    ] == told(lambda: read({"bill": "58", "rival_calls": 2.5, "volume": True, "package_fee": 58}))


def test_a_record_with_none_of_the_facts_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(RecordError) as caught:
        MAN.decide({"mony": True, "phone": "x"})
    assert "record: has none of the facts of policy `man`; `mony`: did you mean `money`?" == str(caught.value)
    assert ["record: has none of the facts of policy `man`; `autority`: did you mean `authority`?"] == told(
        lambda: MAN.decide(SimpleNamespace(autority=True))
    )


@pytest.mark.parametrize("record", [{"x": 1}, object(), SimpleNamespace()], ids=["mapping", "object", "namespace"])
def test_a_record_with_nothing_alike_is_told_what_is_read(record: object) -> None:
    remedy = "it reads `money`, `authority`, `need`; bind your columns to them"
    assert [f"record: has none of the facts of policy `man`; {remedy}"] == told(lambda: MAN.decide(record))


def test_a_class_is_no_record() -> None:
    assert ["record: the class `Prospect` is no record; give one: Prospect()"] == told(lambda: MAN.decide(Prospect))
    assert ["record: the class `dict` is no record; give one: dict()"] == told(lambda: MAN.decide(dict))


@pytest.mark.parametrize("record", [None, "money", b"", 5, 1.5, [], ("money",), {"money"}], ids=repr)
def test_what_is_no_record_is_refused(record: object) -> None:
    assert "give an entity, a mapping or an object with attributes" in told(lambda: MAN.decide(record))[0]


def test_a_policy_that_reads_no_facts_takes_any_record() -> None:
    policy = crmrules.from_dict(small(rule=[{"id": "only", "when": "true", "then": "yes", "because": "So."}]))
    assert "yes" == policy.decide({}).outcome


def test_a_bound_column_is_read_in_place_of_the_fact() -> None:
    assert 58.0 == read({"Charges": 58, "bill": 1}, Binding({"bill": "Charges"}))["bill"]


def test_a_bound_column_that_none_is_like_is_told_with_what_to_do() -> None:
    record = {f"column_{place}": place for place in range(20)}
    with pytest.raises(BindingError, match="no column `Turnover`; bind the fact to another, or leave it out"):
        read(record, Binding({"bill": "Turnover"}))


def test_every_bound_column_that_is_not_there_is_told_with_the_nearest() -> None:
    binding = Binding({"bill": "Charges", "volume": {"is": "Calls + 1"}}, columns={"Calls": Kind.INTEGER})
    record = {"charges": 58, "Call": 2}
    with pytest.raises(BindingError) as caught:
        read(record, binding)
    assert [
        "binding, fact `bill`: there is no column `Charges`; did you mean `charges`?",
        "binding, fact `volume`: there is no column `Calls`; did you mean `Call`?",
    ] == [str(each) for each in caught.value.problems]


def test_a_column_with_values_means_what_the_binding_says() -> None:
    door = Door(MAN.definition, Binding({"money": {"column": "Geld", "values": {"是": True, "否": False, "1": True}}}))
    assert [True, False, True, None, None, None] == [
        door.read({"Geld": raw})[0]["money"] for raw in ("是", " 否 ", 1, None, "  ", float("nan"))
    ]
    assert ['column `Geld`: "ja" has no meaning in the binding; add it to `values`'] == told(
        lambda: door.read({"Geld": "ja"})
    )


def test_an_expression_over_columns_is_reckoned_by_their_types() -> None:
    columns = {"cents": Kind.INTEGER, "active": Kind.BOOL}
    binding = Binding({"bill": {"is": "cents / 100"}, "rival_calls": {"is": "max(cents, 0) - 0"}}, columns=columns)
    assert 58.5 == read({"cents": 5850}, binding)["bill"]
    assert read({"cents": None}, binding)["bill"] is None
    assert 5850 == read({"cents": 5850}, binding)["rival_calls"]
    assert ['fact `bill`: "58" is no number; text is not read as a number; convert it first'] == told(
        lambda: read({"cents": "58"}, Binding({"bill": {"is": "cents / 100"}}, columns=columns))
    )


def test_what_an_expression_gives_has_to_be_of_the_fact_s_type() -> None:
    binding = Binding({"rival_calls": {"is": "calls / 2"}}, columns={"calls": Kind.INTEGER})
    assert 2 == read({"calls": 4}, binding)["rival_calls"]
    assert ["fact `rival_calls`: 2.5 is no whole number"] == told(lambda: read({"calls": 5}, binding))


def test_what_is_unknown_and_assumed_is_listed() -> None:
    binding = Binding(assume={"authority": False, "money": False})
    values, assumed = Door(MAN.definition, binding).read({"money": True, "need": True})
    assert {"money": True, "authority": False, "need": True} == values
    assert ("authority",) == assumed
    decision = MAN.decide({"money": True, "need": True}, bind=binding)
    assert ("find-authority", ("authority",)) == (decision.outcome, decision.assumed)
    assert "Assumed: authority = false" in decision.explain()


def test_an_assumption_does_not_make_a_record_of_nothing() -> None:
    assert "has none of the facts" in told(lambda: MAN.decide({"x": 1}, bind=Binding(assume={"money": False})))[0]


def test_cells_of_a_text_file_are_read_by_type() -> None:
    columns = {"Fee": Kind.NUMBER}
    binding = Binding({"package_fee": {"is": "Fee * 2"}, "bill": "Bill"}, columns=columns)
    door = Door(WARNING.definition, binding, read_cell)
    values, _ = door.read({"Bill": " 58.5 ", "Fee": "30", "rival_calls": "", "volume": "12"})
    assert (58.5, 60.0, None, 12) == tuple(values[name] for name in ("bill", "package_fee", "rival_calls", "volume"))
    ways = '`number = { thousands = "," }` or `number = { decimal = "," }`'
    assert [f'column `Bill`: "1,234" is no number; say in the binding how its numbers are written: {ways}'] == told(
        lambda: door.read({"Bill": "1,234", "Fee": "30"})
    )


def test_the_columns_a_file_lacks_are_listed() -> None:
    binding = Binding({"bill": "Bill", "volume": {"is": "a + b"}}, columns={"a": Kind.INTEGER, "b": Kind.INTEGER})
    assert [
        "binding, fact `bill`: there is no column `Bill`; did you mean `bill`?",
        "binding, fact `volume`: there is no column `b`; known are `a`, `bill`",
    ] == [str(each) for each in Door(WARNING.definition, binding).wrong_columns(frozenset({"a", "bill"}))]


def test_a_day_out_of_range_or_a_moment_is_refused() -> None:
    policy = crmrules.from_dict(table("first", ("known(d)", "yes"), facts={"d": {"type": "date"}}))
    assert ["`d`: 9999-12-31 is too late; days run to 9899-12-31"] == told(
        lambda: policy.decide({"d": datetime.date(9999, 12, 31)})
    )
    assert "is a moment" in told(lambda: policy.decide({"d": datetime.datetime(2026, 7, 1)}))[0]


def test_many_records_are_told_by_their_place() -> None:
    records = [KNOWN, {"money": 1}, {"mony": True}]
    assert told(lambda: MAN.decide_many(records))[0].startswith("record 2, `money`: 1 is no boolean")
    found = told(lambda: MAN.outcomes(records))
    assert ["record 2", "record 3"] == [each[:8] for each in found]


def test_an_expression_reads_columns_of_any_name() -> None:
    binding = Binding(
        {"bill": {"is": 'column("Charge  Amount") / 100'}, "package_fee": {"is": 'column("总费用(元)") + 1'}},
        columns={"Charge  Amount": "integer", "总费用(元)": "money"},
    )
    found = read({"Charge  Amount": 5850, "总费用(元)": 57}, binding)
    assert (58.5, 58.0) == (found["bill"], found["package_fee"])


def test_the_nearest_name_is_told_whatever_its_case_and_marks() -> None:
    for name in ("Need", "need ", "need\u200b", "\ufeffneed"):
        with pytest.raises(RecordError) as caught:
            MAN.decide({name: True})
        assert "did you mean `need`?" in str(caught.value)


def test_the_empty_record_is_the_start_of_an_interview() -> None:
    decision = MAN.decide({})
    assert (None, ("money", "authority", "need")) == (decision.outcome, decision.missing)
    assert decision == MAN.decide(Prospect())
    assert [None] == MAN.outcomes([{}])
    assert decision == MAN.decide_json("{}")


def test_other_keys_pass_beside_known_ones_and_are_refused_where_it_is_strict() -> None:
    record = {"money": True, "autority": True, "name": "Li"}
    assert MAN.decide(record).missing == ("authority", "need")
    message = ["unknown fact or column `autority`; did you mean `authority`?", "unknown fact or column `name`"]
    for strict in (lambda: MAN.decide(record, strict=True), lambda: MAN.decide(record, bind=Binding(strict=True))):
        assert [each.split(";")[0] for each in message] == [each.split(";")[0] for each in told(strict)]
    assert told(lambda: MAN.decide(record, strict=True))[0] == message[0]
    bound = Binding({"need": "wants"}, strict=True)
    assert MAN.decide({"money": True, "wants": True}, bind=bound).missing == ("authority",)


def test_a_strict_binding_refuses_columns_of_a_frame() -> None:
    frame = pa.table({"money": [True], "autority": [True]})
    MAN.apply(frame)
    assert told(lambda: MAN.apply(frame, bind=Binding(strict=True))) == [
        "unknown fact or column `autority`; did you mean `authority`?"
    ]


def test_days_of_a_json_record_are_read_from_text() -> None:
    facts = {"since": {"type": "date"}}
    policy = from_dict(table("first", ("days_between(as_of, since) > 0", "x"), facts=facts), DecisionTable)
    day = datetime.date(2026, 7, 1)
    assert policy.decide_json('{"since": "2026-06-30"}', as_of=day).outcome == "x"
    assert policy.decide_json(b'{"since": null}', as_of=day).missing == ("since",)
    wrong: tuple[tuple[str | bytes, str], ...] = (
        *(("[1]", "no object"), ("{", "is no JSON"), ('{"since": "30.6.2026"}', "is no date")),
        (b'{"since": "\xff"}', "no text in UTF-8: byte 12"),
    )
    for text, message in wrong:
        with pytest.raises(RecordError, match=message):
            policy.decide_json(text, as_of=day)
