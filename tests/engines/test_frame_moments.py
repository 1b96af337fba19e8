"""Moments in the columns of every library: those that are midnight are days, and a binding takes the day of others."""

import datetime
from typing import Any

import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from crmrules import Binding, from_dict, policy
from crmrules.errors import BindingError, RecordError
from tests.engines.one_fact import AS_OF, CONDITIONS, refused, says
from tests.frames import MAKERS
from tests.policies import table

D, M = datetime.date, datetime.datetime
NIGHT = M(2026, 1, 1)
NOON = M(2026, 1, 1, 12)


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_that_are_all_midnight_are_days(make: Any, unit: str) -> None:
    moments = pa.table({"f": pa.array([NIGHT, M(2027, 1, 1), M(1969, 12, 31), None], pa.timestamp(unit))})
    assert ["yes", "no", "yes", None] == says("date", make(moments))
    late = pa.table({"f": pa.array([NIGHT, NOON, None], pa.timestamp(unit))})
    said = refused("date", make(late), look=True)
    assert said.startswith("row 2, column `f`: 2026-01-01 12:00:00")
    assert "rules know days: give its date" in said


def test_pandas_cuts_no_hours_off_moments_among_days() -> None:
    day = datetime.date(2026, 1, 1)
    assert ["yes", "yes", None] == says("date", pd.DataFrame({"f": [day, NIGHT, pd.NaT]}, dtype=object))
    said = refused("date", pd.DataFrame({"f": [day, NOON, pd.NaT]}, dtype=object))
    assert "column `f`: cannot be read as one type: it holds days, and the moment 2026-01-01 12:00:00" in said
    assert "cannot be read as one type" in refused("date", pd.DataFrame({"f": [NOON, day]}, dtype=object))


def test_a_binding_takes_the_day_of_a_moment(make: Any) -> None:
    moments = pa.table({"at": pa.array([M(2026, 6, 29, 23), M(2026, 6, 30, 1), None])})
    assert ["yes", "no", None] == says("date", make(moments), Binding({"f": {"column": "at", "day": True}}))


def test_a_binding_tells_moments_of_a_zone_in_another(make: Any) -> None:
    # 17:00 in London is one o'clock of the next day in Shanghai
    moments = [M(2026, 6, 29, 15, tzinfo=datetime.UTC), M(2026, 6, 29, 17, tzinfo=datetime.UTC), None]
    frame = make(pa.table({"at": pa.array(moments, pa.timestamp("us", "UTC"))}))
    bound = Binding({"f": {"column": "at", "day": True, "zone": "Asia/Shanghai"}})
    document = table("first", (CONDITIONS["date"], "yes"), facts={"f": {"type": "date"}}, default="no")
    records = from_dict(document).decide_many([{"at": each} for each in moments], bind=bound, as_of=AS_OF)
    assert ["yes", "no", None] == [each.outcome for each in records]
    if isinstance(frame, ibis.Table):
        with pytest.raises(RecordError, match="Ibis does not tell moments in other zones: give its date"):
            says("date", frame, bound)
        return
    assert ["yes", "no", None] == says("date", frame, bound)
    with pytest.raises(RecordError, match="rules know days: give its date, in the customer's time zone, or take it"):
        says("date", frame, Binding({"f": {"column": "at", "day": True}}))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"column": "at", "zone": "Asia/Shanghai"}, "and `zone` goes with it"),
        ({"column": "at", "day": "yes"}, "does not tell year, month and day"),
        ({"column": "at", "day": True, "zone": "Asia/Shanghei"}, 'unknown zone "Asia/Shanghei"'),
        ({"column": "at", "day": True, "zone": "../etc/passwd"}, "unknown zone"),
        ({"column": "at", "day": True, "values": {"a": 1}}, "leave one out"),
    ],
)
def test_a_day_is_asked_for_in_one_way(entry: Any, said: str) -> None:
    with pytest.raises(BindingError) as caught:
        Binding({"f": entry})
    assert said in str(caught.value)


def test_only_a_date_has_the_day_of_a_moment() -> None:
    document = table("first", ("f", "yes"), facts={"f": {"type": "bool"}})
    with pytest.raises(BindingError, match="binding, fact `f`, `day`: takes the day of a moment, and `f` is bool"):
        from_dict(document).apply(pl.DataFrame({"at": [NIGHT]}), bind=Binding({"f": {"column": "at", "day": True}}))


def test_what_a_cadence_returned_on_pandas_is_read_again() -> None:
    contact = policy("contact-frequency")
    frame = pd.DataFrame({"contact_class": ["small"], "last_call": [pd.Timestamp(2026, 1, 1)]})
    due = contact.apply(frame, as_of=AS_OF)
    again = pd.DataFrame({"contact_class": ["small"], "last_call": due["next_call_due"]})
    assert "datetime64[s]" == str(again["last_call"].dtype)
    assert 1 == len(contact.apply(again, as_of=AS_OF))
