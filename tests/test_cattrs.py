"""Entities and events inside the classes of a host, by cattrs: strict on the way in, the same on the way back."""

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import cattrs
import pytest
from cattrs.preconf.json import make_converter
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Event, KeyPerson, Prospect, Subscription
from crmrules.cattrs import register
from crmrules.errors import EngineError, RecordError

CONVERTER = register(cattrs.Converter())
DAY = datetime.date(2026, 7, 1)


@attrs.frozen
class Lead:
    """What a host has of its own, with a prospect in it."""

    id: str
    prospect: Prospect
    calls: tuple[Event, ...] = ()


def test_an_entity_stands_inside_a_class_of_the_host() -> None:
    document = {
        "id": "4711",
        "prospect": {"money": True, "need": None},
        "calls": [{"customer": 7, "at": "2026-07-01", "kind": "called", "data": {"minutes": 3}}],
    }
    lead = CONVERTER.structure(document, Lead)
    assert lead == Lead("4711", Prospect(money=True), (Event(7, DAY, "called", {"minutes": 3}),))
    assert crmrules.policy("man").decide(lead.prospect).missing == ("authority", "need")
    assert CONVERTER.unstructure(lead) == {
        "id": "4711",
        "prospect": {"money": True},
        "calls": [{"customer": 7, "at": "2026-07-01", "kind": "called", "data": {"minutes": 3}}],
    }


def test_days_are_read_from_text_and_all_that_is_wrong_is_named() -> None:
    person = CONVERTER.structure({"last_visit": "2026-07-01", "rank": "division"}, KeyPerson)
    assert person == KeyPerson(last_visit=DAY, rank="division")
    with pytest.raises(RecordError) as raised:
        CONVERTER.structure({"last_visit": "soon", "rank": 3, "ranks": 1, "public_official": 1}, KeyPerson)
    said = str(raised.value)
    assert 'KeyPerson: unknown key "ranks"; did you mean `rank`?' in said
    assert 'KeyPerson.last_visit: "soon"' in said
    assert "KeyPerson.rank: 3" in said
    assert "KeyPerson.public_official: 1 is no boolean" in said
    with pytest.raises(RecordError, match="KeyPerson: \\[1\\] is no table"):
        CONVERTER.structure([1], KeyPerson)


def test_cattrs_adds_where_it_stands() -> None:
    with pytest.raises(cattrs.ClassValidationError) as raised:
        CONVERTER.structure({"id": "1", "prospect": {"money": "yes"}}, Lead)
    said = cattrs.transform_error(raised.value, format_exception=lambda error, _: str(error))
    assert len(said) == 1
    assert said[0].startswith('Prospect.money: "yes" is no boolean; give true or false')
    assert said[0].endswith("@ $.prospect")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"at": "2026-07-01", "kind": "called"}, "Event.customer: an event without a customer"),
        ({"customer": 1, "at": "soon", "kind": "called"}, 'Event.at: "soon" is no day, and no moment'),
        ({"customer": 1, "at": 3, "kind": "called"}, "Event.at: 3 is no day"),
        ({"customer": 1, "at": "2026-07-01", "kind": "called", "date": 1}, 'unknown key "date"; did you mean `data`?'),
        ({"customer": 1, "at": "2026-07-01", "kind": "called", "data": [1]}, "Event.data: [1] is no mapping"),
        (None, "Event: None is no table"),
    ],
)
def test_what_is_no_event_is_told(document: Any, said: str) -> None:
    with pytest.raises(RecordError) as raised:
        CONVERTER.structure(document, Event)
    assert said in str(raised.value)


def test_what_is_no_converter_is_told() -> None:
    wrong: Any = cattrs.Converter
    with pytest.raises(EngineError, match="is no converter; give cattrs"):
        register(wrong)


def test_a_number_that_no_float_stands_for_stays_exact() -> None:
    told = CONVERTER.unstructure(Subscription(bill=Decimal("0.10000000000000000000001")))
    assert told == {"bill": Fraction("0.10000000000000000000001")}
    assert CONVERTER.structure(told, Subscription) == Subscription(bill=Decimal("0.10000000000000000000001"))


DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1))


@given(
    st.builds(Subscription, bill=st.none() | st.decimals(0, 10**6, places=2), suspended=st.none() | st.booleans())
    | st.builds(KeyPerson, last_visit=st.none() | DAYS, referred_cards=st.none() | st.integers(0, 10**6))
    | st.builds(
        Event,
        st.just("C1"),
        DAYS | st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2090, 1, 1)),
        st.just("seen"),
        recorded=DAYS,
    )
)
def test_what_goes_out_by_json_comes_back(whole: object) -> None:
    converter = register(make_converter())
    text = json.dumps(converter.unstructure(whole))
    assert converter.structure(json.loads(text), type(whole)) == whole
