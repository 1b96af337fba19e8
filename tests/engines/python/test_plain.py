"""The quick reader of dictionaries gives what the door gives, or leaves the record to it."""

import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmrules import from_dict
from crmrules.engines.python.plain import plain_reader
from crmrules.errors import RecordError
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.records.door import Door
from crmrules.records.row import row_class
from crmrules.testing.strategies import values
from tests.strategies import SCHEMA

TABLE = from_dict(
    {
        "id": "own",
        "version": "1",
        "hit": "first",
        "title": "Own",
        "facts": {
            name: {"values": list(type_.values)} if type_.values else {"type": type_.kind.value}
            for name, type_ in SCHEMA.items()
        },
        "outcome": [{"id": "yes", "title": "Yes"}],
        "rule": [
            {"id": "r", "when": " and ".join(f"known({name})" for name in SCHEMA), "then": "yes", "because": "so"}
        ],
    }
)


class Tier(StrEnum):
    GOLD = "gold"


class Flag(int):
    """A whole number of another class."""


ODD = [
    True, False, 0, 1, -1, MAX_WHOLE, MAX_WHOLE + 1, -MAX_WHOLE - 1, 0.0, 1.5, float("nan"), float("inf"),
    -float("inf"), Decimal("1.5"), Decimal("NaN"), Flag(3), "", "gold", "nowhere", Tier.GOLD, "1", "true",
    datetime.date(2026, 7, 1), datetime.date.max, datetime.datetime(2026, 7, 1), [], {},
]  # fmt: skip


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.none() | values(type_) | st.sampled_from(ODD) for name, type_ in SCHEMA.items()}
    )
)
def test_it_reads_as_the_door_does_or_not_at_all(record: dict[str, Any]) -> None:
    made = plain_reader(TABLE.definition, row_class(TABLE.definition))(record)
    if made is None:
        return
    expected, _ = Door(TABLE.definition).read(record)
    actual = {name: getattr(made, name) for name in expected}
    assert {name: (type(value), value) for name, value in expected.items()} == {
        name: (type(value), value) for name, value in actual.items()
    }


def test_it_reads_what_is_as_it_should_be() -> None:
    read = plain_reader(TABLE.definition, row_class(TABLE.definition))
    made = read(
        {"flag": True, "days": 3, "bill": 58, "ratio": 0.5, "tier": "gold", "joined": datetime.date(2026, 7, 1)}
    )
    assert (True, 3, 58.0, 0.5, "gold", None) == (made.flag, made.days, made.bill, made.ratio, made.tier, made.note)


def test_it_leaves_to_the_door_what_must_be_told() -> None:
    read = plain_reader(TABLE.definition, row_class(TABLE.definition))
    for record in ({"flag": 1}, {"days": 1.0}, {"bill": "58"}, {"tier": "gld"}, {"joined": "2026-07-01"}, {}, {"x": 1}):
        assert read(record) is None
        try:
            Door(TABLE.definition).read(record)
        except RecordError:
            continue
        assert record in ({"days": 1.0}, {})  # nothing at all is the start of an interview
