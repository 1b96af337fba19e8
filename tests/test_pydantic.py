"""Models of policies: every fact optional, types strict, and an instance is a record."""

import datetime
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

import crmrules
from crmrules.errors import EngineError
from crmrules.pydantic import model_of
from tests.policies import table

FACTS = {
    "bill": {"type": "money", "unit": "currency", "title": "Monthly bill"},
    "calls": {"type": "integer"},
    "tier": {"values": ["gold", "basic"]},
    "note": {"type": "text"},
    "joined": {"type": "date"},
}
WHEN = 'a and bill < limit and calls > 0 and tier == "gold" and note != "x" and joined < as_of'
POLICY = crmrules.from_dict(table("first", (WHEN, "x"), facts=FACTS, parameters={"limit": {"value": 7.07}}))
MODEL = model_of(POLICY)
GIVEN = {"a": True, "bill": 7.06, "calls": 2, "tier": "gold", "note": "y", "joined": "2026-07-01"}


def test_an_instance_from_json_is_decided_on() -> None:
    made = MODEL.model_validate_json(
        '{"a": true, "bill": 7.06, "calls": 2, "tier": "gold", "note": "y", "joined": "2026-07-01"}'
    )
    assert made.model_dump()["bill"] == Decimal("7.06")
    assert made.model_dump()["joined"] == datetime.date(2026, 7, 1)
    policy: Any = POLICY
    assert policy.decide(made, as_of=datetime.date(2026, 7, 2)).outcome == "x"
    assert policy.decide(MODEL(bill=Decimal("7.07")), as_of=datetime.date(2026, 7, 2)).certain


def test_what_is_written_as_json_is_read_back_and_numbers_are_numbers() -> None:
    for bill, said in (("7.06", "7.06"), ("0.1", "0.1"), ("3", "3"), ("-0", "0"), ("1E+3", "1000"), ("1E-7", "1e-7")):
        made = MODEL(**{**GIVEN, "bill": Decimal(bill), "joined": datetime.date(2026, 7, 1)})
        assert f'"bill":{said},' in made.model_dump_json()
        assert made == MODEL.model_validate_json(made.model_dump_json())
    long = MODEL(bill=Decimal("0.10000000000000000000001"))
    assert '"bill":"0.10000000000000000000001"' in long.model_dump_json()


def test_what_is_left_out_or_null_is_unknown() -> None:
    policy: Any = POLICY
    for text in ("{}", '{"bill": null}'):
        decision = policy.decide(MODEL.model_validate_json(text), as_of=datetime.date(2026, 7, 2))
        assert decision.missing == ("a", "bill", "calls", "tier", "note", "joined")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", "1"),
        ("a", '"true"'),
        ("bill", '"7.07"'),
        ("bill", "true"),
        ("bill", "1e999"),
        ("calls", "2.5"),
        ("calls", '"2"'),
        ("calls", "true"),
        ("calls", "9007199254740992"),
        ("tier", '"silver"'),
        ("note", "1"),
        ("joined", '"2026-02-30"'),
        ("joined", "0"),
        ("joined", '"9999-01-01"'),
        ("cals", "2"),
    ],
)
def test_nothing_is_guessed(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        MODEL.model_validate_json(f'{{"{name}": {value}}}')


def test_titles_units_and_choices_stand_in_the_schema() -> None:
    schema = MODEL.model_json_schema()
    bill = schema["properties"]["bill"]
    assert (bill["title"], bill["description"]) == ("Monthly bill", "Monthly bill (currency)")
    assert bill["anyOf"] == [{"type": "number"}, {"type": "null"}]
    assert schema["properties"]["tier"]["anyOf"][0]["enum"] == ["gold", "basic"]
    assert "required" not in schema


def test_a_fact_that_would_hide_a_part_of_the_model_is_refused() -> None:
    hiding = crmrules.from_dict(table("first", ("json", "x"), facts={"json": {"type": "bool"}}))
    with pytest.raises(EngineError, match="fact `json` is called as a part of every Pydantic model"):
        model_of(hiding)


def test_shipped_policies_have_models() -> None:
    for id_ in crmrules.policies():
        assert model_of(crmrules.policy(id_)).model_validate_json("{}") is not None


def test_importing_crmrules_loads_no_pydantic() -> None:
    code = "import sys, crmrules; crmrules.policy('man').decide({'money': True}); assert 'pydantic' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
