"""Bindings: where each fact comes from, and everything that can be wrong with saying so."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import crmrules
from crmrules import Binding
from crmrules.errors import BindingError, CrmRulesError, FileError
from crmrules.expressions.accept import Refused
from crmrules.expressions.parse import parse
from crmrules.expressions.types import Kind
from crmrules.records.columns import Column
from crmrules.records.door import Door
from crmrules.records.meanings import Meanings

LADDER = crmrules.policy("retention-ladder").definition


class Unshowable:
    """Neither compared nor shown."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not to be compared")

    def __repr__(self) -> str:
        raise RuntimeError("not to be shown")

    __hash__ = None  # type: ignore[assignment]


def told(act: Any) -> list[str]:
    with pytest.raises(BindingError) as caught:
        act()
    return [str(each) for each in caught.value.problems]


def test_a_fact_comes_from_a_column_by_its_name_or_by_a_table() -> None:
    binding = Binding(
        {"bill": "MonthlyCharges", "suspended": {"column": "Stop", "values": {"Yes": True, " No ": False}}}
    )
    assert Column("MonthlyCharges") == binding.facts["bill"]
    assert Column("Stop", values={"Yes": True, "No": False}) == binding.facts["suspended"]
    assert {"MonthlyCharges"} == binding.facts["bill"].columns


def test_a_fact_comes_from_an_expression_over_columns() -> None:
    binding = Binding({"bill": {"is": "cents / 100 + fee"}}, columns={"cents": "integer", "fee": "money"})
    assert Column(is_=parse("cents / 100 + fee")) == binding.facts["bill"]
    assert {"cents", "fee"} == binding.facts["bill"].columns
    assert {"cents": Kind.INTEGER, "fee": Kind.MONEY} == binding.columns


def test_everything_wrong_with_the_facts_is_told_at_once() -> None:
    facts = {
        "a": {"colum": "x"},
        "b": {"column": "x", "is": "y"},
        "c": {},
        "d": 5,
        "e": {"column": "x", "values": ["Yes"]},
        "f": {"is": "x", "values": {"Yes": True}},
        "g": {"is": "x +"},
        "h": {"is": 5},
        "i": {"column": ["x"]},
        "j": {"column": ""},
    }
    assert [
        "binding, fact `a`: unknown key `colum`; did you mean `column`?",
        'binding, fact `a`: needs either `column` or `is`; write it as { column = "name" }',
        'binding, fact `b`: needs either `column` or `is`; write it as { column = "name" }',
        'binding, fact `c`: needs either `column` or `is`; write it as { column = "name" }',
        'binding, fact `d`: needs either `column` or `is`; write it as { column = "name" }',
        "binding, fact `e`, `values`: is no table for a column; write it as { Yes = true, No = false }",
        "binding, fact `f`, `values`: is no table for a column; write it as { Yes = true, No = false }",
        "binding, fact `g`, `is`, column 3: not an expression; something is missing after `+`",
        "binding, fact `h`, `is`, column 1: empty expression",
        'binding, fact `i`: needs either `column` or `is`; write it as { column = "name" }',
        'binding, fact `j`: needs either `column` or `is`; write it as { column = "name" }',
    ] == told(lambda: Binding(facts))


def test_an_unknown_type_of_a_column_is_an_error() -> None:
    expected = ['binding, columns, `cents`: unknown type "int"; did you mean `integer`?']
    assert expected == told(lambda: Binding({}, columns={"cents": "int"}))


def test_a_map_is_the_short_form() -> None:
    binding = Binding({"bill": "Charges", "suspended": "Stop"}).with_maps(["bill=MonthlyCharges", "tenure_months=a=b"])
    assert {
        "bill": Column("MonthlyCharges"),
        "suspended": Column("Stop"),
        "tenure_months": Column("a=b"),
    } == binding.facts
    assert {"x": True} == Binding(assume={"x": True}).with_maps(["bill=b"]).assume


@pytest.mark.parametrize("text", ["bill", "bill=", "=x", "", "="])
def test_a_map_without_a_fact_or_a_column_is_an_error(text: str) -> None:
    assert [f'map: "{text}" is no mapping; write it as fact=column'] == told(lambda: Binding().with_maps([text]))


def test_a_binding_is_loaded_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "binding.toml"
    path.write_text(
        """
        [facts]
        bill = "MonthlyCharges"
        suspended = { column = "Stop", values = { "是" = true, "否" = false } }
        bill_average = { is = "cents / 100" }
        [columns]
        cents = "integer"
        [assume]
        cancellation_requested = false
        """,
        encoding="utf-8",
    )
    expected = Binding(
        {
            "bill": "MonthlyCharges",
            "suspended": {"column": "Stop", "values": {"是": True, "否": False}},
            "bill_average": {"is": "cents / 100"},
        },
        {"cancellation_requested": False},
        {"cents": Kind.INTEGER},
    )
    assert expected == Binding.load(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[fact]\nbill = 'x'", "unknown table `fact`; did you mean `facts`?"),
        ("facts = 1", "`facts`: 1 is no table; write it as [facts]"),
        ("assume = 'x'", '`assume`: "x" is no table; write it as [assume]'),
        ("[facts]\nbill = {}", "binding.toml, fact `bill`: needs either `column` or `is`"),
        ("day = 5\n", "binding.toml: `day` is true, false, a form"),
        ("[facts", "is no TOML"),
    ],
)
def test_a_file_that_is_no_binding_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "binding.toml"
    path.write_text(text)
    with pytest.raises(CrmRulesError) as caught:
        Binding.load(path)
    assert message in str(caught.value)


def test_a_binding_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        Binding.load(tmp_path / "none.toml")


def test_texts_have_the_meaning_that_values_give() -> None:
    values = {"Yes": True, "true": 1, "1": 2, "2.5": 3}
    assert [True, True, 1, 2, 3] == [Meanings(values).of(raw) for raw in ("Yes", " Yes ", True, 1, 2.5)]
    with pytest.raises(Refused, match='"yes" has no meaning in the binding'):
        Meanings(values).of("yes")


@pytest.mark.parametrize(
    "raw",
    [10**5_000, -(10**5_000), Decimal("1E+999999"), Decimal("sNaN"), Fraction(10**5_000, 3)],
    ids=["whole", "negative", "exponent", "signalling", "fraction"],
)
def test_a_number_beyond_all_bounds_has_no_meaning_and_is_not_written_out(raw: object) -> None:
    with pytest.raises(Refused, match="has no meaning in the binding"):
        Meanings({"1": True}).of(raw)
    assert not Meanings({"1": True}, otherwise=False).of(raw)
    with pytest.raises(CrmRulesError):
        crmrules.policy("retention-ladder").decide({"bill": raw}, bind=Binding(unknown=["0"]))


def test_numbers_of_numpy_are_looked_up_as_their_own_decimals_and_spans_of_time_as_texts() -> None:
    values = {"3": True, "0.5": False, "3 days": False}
    raws = (np.float32(3), np.int8(3), np.float16(0.5), np.timedelta64(3, "D"))
    assert [True, True, False, False] == [Meanings(values).of(raw) for raw in raws]


@pytest.mark.parametrize(
    "term", [np.array([1, 2]), pd.NA, Decimal("sNaN"), Unshowable()], ids=["array", "na", "nan", "un"]
)
def test_a_term_of_the_house_that_cannot_be_compared_is_refused(term: object) -> None:
    with pytest.raises(BindingError, match="is assumed to be something else"):
        Binding(assume={"bill": 1}, house={"bill": term})
    assert "bill" in Binding(house={"bill": term}).assume


def test_what_can_be_neither_compared_nor_shown_has_no_meaning() -> None:
    with pytest.raises(Refused, match="a value of type Unshowable has no meaning in the binding"):
        Meanings({"1": True}).of(Unshowable())


def test_a_binding_has_to_fit_the_policy_and_all_that_does_not_is_told_at_once() -> None:
    binding = Binding(
        {
            "bil": "x",
            "bill": {"is": "cents / 100"},
            "suspended": {"is": "stop + 1"},
            "tenure_months": {"is": "stop"},
            "arrears_suspension": {"column": "Why", "values": {"arrears": "yes", "other": False}},
        },
        assume={"complaint_open": "no", "complaints": False},
        columns={"stop": Kind.BOOL},
    )
    assert [
        "binding, policy `retention-ladder`: unknown fact `bil`; did you mean `bill`?",
        "binding, policy `retention-ladder`: unknown fact `complaints`; did you mean `complaint_open`?",
        "binding, fact `bill`, `is`: the type of column `cents` is not given; "
        'give it under [columns], such as cents = "number"',
        "binding, fact `suspended`, `is`, column 1: `+` needs numbers, and this is bool",
        "binding, fact `tenure_months`, `is`: is bool, and `tenure_months` is integer",
        'binding, fact `arrears_suspension`, `values`, `arrears`: "yes" is no boolean; '
        "give true or false, or map the value with `values` in a binding",
        'binding, assume, `complaint_open`: "no" is no boolean; '
        "give true or false, or map the value with `values` in a binding",
    ] == told(lambda: Door(LADDER, binding))


def test_an_expression_over_columns_may_hold_numbers_and_reads_no_day() -> None:
    Door(LADDER, Binding({"bill": {"is": "cents / 100"}}, columns={"cents": Kind.INTEGER}))
    assert ["binding, fact `tenure_months`, `is`: the type of column `as_of` is not given; "
            'give it under [columns], such as as_of = "number"'] == told(
        lambda: Door(LADDER, Binding({"tenure_months": {"is": "days_between(as_of, as_of) / 30"}}))
    )  # fmt: skip


@pytest.mark.parametrize("keys", [("1", 1), ("1.0", "1"), (1.0, "1"), (True, "true"), (" a", "a")], ids=str)
def test_keys_that_are_one_key_and_mean_different_values_are_refused(keys: tuple[object, object]) -> None:
    first, second = keys
    with pytest.raises(BindingError, match=r"is looked up as .* is, and means another value; leave one out"):
        Binding({"money": {"column": "M", "values": {first: True, second: False}}})
    found = Binding({"money": {"column": "M", "values": {first: True, second: True}}}).facts["money"]
    assert isinstance(found, Column)
    assert [True] == [*found.values.values()]
