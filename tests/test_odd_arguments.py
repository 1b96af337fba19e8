"""Whatever a public call is given, what is raised is a `CrmRulesError`."""

import datetime
import inspect
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from attrs import frozen

import crmrules
from crmrules import Binding, Catalogue, Prospect
from crmrules.errors import CrmRulesError
from crmrules.retention import churn_by_band

DAY = datetime.date(2026, 7, 1)
FACTS: dict[str, Any] = {"money": True, "authority": None, "need": True}
FRAME = pl.DataFrame({"money": [True, None], "authority": [True, True], "need": [True, False], "bought": [True, False]})
PROFITS = pl.DataFrame({"profit": [100.0, 20.0, -3.0, None]})
CUTS = crmrules.policy("tiers").cut(PROFITS)
CONTACT = crmrules.policy("contact-frequency")
OWN_ROOMS = ("deciding", "decided", "of", "lift", "without", "get")
"""Methods for the library's own rooms, and what every mapping of Python has."""


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError("not to be shown")


def nested() -> list[Any]:
    inner: list[Any] = []
    for _ in range(10_000):
        inner = [inner]
    return inner


ODD: list[Any] = [
    None,
    *(True, 5, -1, 0, 1.5, math.nan, math.inf, 10**5_000, 1j),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")),
    *("", "x", "man", "zh", "\0", "\ud800", "x" * 10_000, "id = 1", b"", b"x"),
    *([], [None], ["x"], [[]], (), (1, 2), set(), frozenset("x"), range(3), nested()),
    *({}, {"x": 1}, {5: None}, {None: {}}, {"money": "x"}, {"is": 1}),
    *(object(), len, int, Binding, Ellipsis, NotImplemented, Unshowable(), ValueError("x")),
    *(datetime.datetime(2026, 7, 1, 12), datetime.datetime.max, datetime.date.min, datetime.date.max, datetime.time()),
    *(Path(), Path("/no/such"), Path("a\0b")),
    *(np.array([1, 2]), np.array(3), np.timedelta64(3, "D"), np.float64("nan"), np.datetime64("2026-07-01")),
    *(pd.NaT, pd.NA, pd.Timestamp("2026-07-01 10:00"), pd.Series([1])),
    *(pd.DataFrame({5: [1]}), pd.DataFrame({("a", "b"): [1]}), pl.DataFrame(), pl.LazyFrame(), pl.Series([1])),
    *(crmrules.policy("man"), crmrules.policy("tiers"), CONTACT, CUTS, Prospect()),
]

GOOD: dict[str, Any] = {
    "record": FACTS,
    "customer": {"contact_class": "small"},
    "customers": [{"contact_class": "small"}],
    "id_": "man",
    "path": Path("examples/telco-warning.toml"),
    "directory": Path("examples"),
    "files": "examples/customers.csv",
    "text": crmrules.policy("man").to_toml(),
    "document": crmrules.policy("man").to_dict(),
    "kind": crmrules.Policy,
    "frame": FRAME,
    "population": PROFITS,
    "cases": [FACTS],
    "records": [FACTS],
    "policy": crmrules.policy("man"),
    "policies": None,
    "old": crmrules.policy("man"),
    "new": crmrules.policy("man"),
    "label": "bought",
    "as_of": DAY,
    "day": DAY,
    "language": "en",
    "maps": ["money=budget"],
    "outcome": "pursue",
    "engine": "python",
    "at": DAY,
    "dialect": "duckdb",
    "channel": "call",
    "table": "customers",
    "events": [crmrules.Event("c", DAY, "order", {"amount": 1})],
}


@frozen
class Call:
    """A public call, with arguments that fit."""

    name: str
    function: Callable[..., Any]
    good: dict[str, Any]
    parameters: tuple[str, ...]


def call(name: str, function: Callable[..., Any], /, **good: Any) -> Call:
    """A call with what fits each of its parameters; one that nobody has thought of yet fails here."""
    parameters = {
        key: each for key, each in inspect.signature(function).parameters.items() if each.kind is not each.VAR_KEYWORD
    }
    given = {key: value for key, value in {**GOOD, **good}.items() if key in parameters}
    needed = {key for key, each in parameters.items() if each.default is each.empty}
    assert needed <= given.keys(), f"{name}: say what is given for {needed - given.keys()}"
    return Call(name, function, given, tuple(parameters))


def methods(called: str, it: Any, /, **good: Any) -> Iterator[Call]:
    for name in dir(it):
        if not name.startswith("_") and name not in OWN_ROOMS and inspect.ismethod(getattr(it, name)):
            yield call(f"{called}.{name}", getattr(it, name), **good)


def calls() -> Iterator[Call]:
    functions = [name for name in crmrules.__all__ if inspect.isfunction(getattr(crmrules, name))]
    for name in functions:
        given = {"policies": [crmrules.policy("man")]} if name in ("session", "check", "review", "read") else {}
        yield call(name, getattr(crmrules, name), **given)
    for entity in (crmrules.Prospect, crmrules.Customer, crmrules.Subscription, crmrules.Binding, crmrules.Text):
        yield call(entity.__name__, entity, en="x", zh="y")
    yield call("Event", crmrules.Event, customer="c", kind="order")
    orders = Binding({"profit": {"sum": "order.amount"}})
    yield from methods("Facts", orders.facts_at([], DAY))
    man = crmrules.policy("man")
    yield from methods("DecisionTable", man)
    yield from methods("Segmentation", crmrules.policy("tiers"), frame=PROFITS, document=CUTS.to_dict())
    yield from methods("Cuts", CUTS, frame=PROFITS, record={"profit": 5}, records=[{"profit": 5}])
    yield from methods("Placement", CUTS.decide({"profit": 5}))
    yield from methods("Cadence", CONTACT, records=[{"contact_class": "small"}])
    yield from methods("Schedule", CONTACT.due({"contact_class": "small"}, as_of=DAY))
    decision = man.decide(FACTS)
    yield from methods("Decision", decision)
    yield from methods("WhatIf", decision.what_if())
    yield from methods("Binding", orders, path=Path("examples/telco.bind.toml"), name="hubspot-contacts")
    yield from methods("Catalogue", Catalogue.from_dir("examples"), id_="telco-warning")
    yield from methods("Session", crmrules.session(man))
    yield from methods("Coverage", crmrules.coverage(man))
    yield from methods("ScorecardCoverage", crmrules.coverage(crmrules.policy("loyalty")))
    yield from methods("Difference", crmrules.diff(man, man))
    yield from methods("Backtest", crmrules.backtest(man, FRAME, label="bought"))
    card = crmrules.backtest(crmrules.policy("loyalty"), FRAME.with_columns(repeat_purchases=1), label="bought")
    yield from methods("ScorecardBacktest", card)
    yield from methods("Review", crmrules.review(FRAME, policies=[man]))
    yield from methods("Text", man.title)
    yield from other_kinds()


def other_kinds() -> Iterator[Call]:
    opened = [crmrules.Event("c", DAY, "complaint-opened", {})]
    complaints = crmrules.policy("complaint-handling")
    case = complaints.replay(opened, as_of=DAY)
    frame = pl.DataFrame({"customer": ["c"], "at": [DAY], "kind": ["complaint-opened"]})
    yield from methods("Process", complaints, events=opened, frame=frame, case=case, document=case.to_dict())
    yield from methods("Case", case, state="venting")
    ways = crmrules.policy("prospecting-methods")
    yield from methods("Reference", ways, record={"small_budget": True}, frame=pl.DataFrame({"small_budget": [True]}))
    yield from methods("Advice", ways.advise({}))
    loyalty, bought = crmrules.policy("loyalty"), {"repeat_purchases": 1}
    given = {"record": bought, "records": [bought], "frame": pl.DataFrame(bought), "questions": {}}
    yield from methods("Scorecard", loyalty, **given)
    yield from methods("Score", loyalty.score(bought))
    bands = pl.DataFrame({"band": ["A"], "left": [True]})
    yield call("churn_by_band", churn_by_band, customers=bands)


CALLS = list(calls())


@pytest.mark.parametrize("each", CALLS, ids=[each.name for each in CALLS])
def test_an_odd_argument_is_taken_or_refused_in_our_words(each: Call) -> None:
    foreign = [
        f"{name}={type(odd).__name__} raises {type(error).__name__}: {str(error)[:80]}"
        for name in each.parameters
        for odd in ODD
        if (error := raised(each, name, odd)) is not None
    ]
    assert not foreign, "\n".join([f"{len(foreign)} foreign errors", *foreign[:20]])


def raised(each: Call, name: str, odd: object) -> Exception | None:
    """The foreign error of a call with one odd argument."""
    try:
        each.function(**{**each.good, name: odd})
    except CrmRulesError as error:
        str(error)  # which has to work, too
    except Exception as error:
        return error
    return None


def test_a_plain_mapping_binds_as_a_binding_does() -> None:
    man, plain = crmrules.policy("man"), {"money": "budget", "need": {"column": "wants", "values": {"y": True}}}
    record, binding = {"budget": True, "authority": True, "wants": "y"}, Binding(plain)
    assert man.decide(record, bind=binding).to_dict() == man.decide(record, bind=plain).to_dict()
    assert ["pursue"] == man.outcomes([record], bind=plain)
    assert ["pursue"] == [each.outcome for each in man.decide_many([record], bind=plain)]
    frame = pl.DataFrame([record])
    assert ["pursue"] == man.apply(frame, bind=plain)["man"].to_list()
    assert "pursue" == crmrules.session(man, bind=plain).decide(record)["man"].outcome
    assert 1 == crmrules.coverage(man, [record], bind=plain).outcomes["pursue"]
    assert 1 == crmrules.review(frame, policies=[man], bind=plain).rows
    cuts = crmrules.policy("tiers").cut(PROFITS.rename({"profit": "gain"}), bind={"profit": "gain"})
    assert CUTS.edges == cuts.edges
    assert cuts.decide({"gain": 100}).outcome == cuts.decide({"p": 100}, bind={"profit": "p"}).outcome
    classed = CONTACT.due({"class": "small"}, as_of=DAY, bind={"contact_class": "class"})
    assert CONTACT.due({"contact_class": "small"}, as_of=DAY).to_dict() == classed.to_dict()


@pytest.mark.parametrize("day", [pd.Timestamp("2026-07-01"), datetime.datetime(2026, 7, 1)], ids=repr)
def test_a_midnight_without_a_zone_is_its_day(day: datetime.date) -> None:
    expected = CONTACT.due({"contact_class": "small"}, as_of=DAY).to_dict()
    assert expected == CONTACT.due({"contact_class": "small"}, as_of=day).to_dict()
    assert type(DAY) is type(crmrules.policy("man").decide(FACTS, as_of=day).as_of)


@pytest.mark.parametrize(
    "day", [pd.Timestamp("2026-07-01 10:00"), pd.Timestamp("2026-07-01", tz="Asia/Shanghai"), pd.NaT], ids=repr
)
def test_any_other_moment_is_refused_as_a_day(day: Any) -> None:
    with pytest.raises(CrmRulesError, match="is a moment, and no day; give its date, in the customers' time zone"):
        crmrules.policy("man").decide(FACTS, as_of=day)


@pytest.mark.parametrize("records", [Prospect(), FACTS, "money", None, 5], ids=repr)
def test_one_record_is_no_list_of_records(records: Any) -> None:
    man = crmrules.policy("man")
    for decide in (man.decide_many, man.outcomes, crmrules.session(man).decide_many):
        with pytest.raises(CrmRulesError, match="is no list of records; "):
            decide(records)


@pytest.mark.parametrize("frame", [pl.DataFrame(FACTS), pd.DataFrame([FACTS])], ids=["polars", "pandas"])
def test_a_frame_is_sent_to_apply(frame: Any) -> None:
    man = crmrules.policy("man")
    with pytest.raises(CrmRulesError, match="a DataFrame is no single record; `apply` takes data frames"):
        man.decide(frame)
    with pytest.raises(CrmRulesError, match="a DataFrame is no list of records; `apply` takes data frames"):
        man.decide_many(frame)


def test_a_path_is_no_text_of_a_policy() -> None:
    with pytest.raises(CrmRulesError, match="`load` reads it"):
        crmrules.loads("policies/callback.toml")


def test_a_catalogue_names_its_policies(tmp_path: Path) -> None:
    assert "<Catalogue of 0: >" == repr(Catalogue.from_dir(tmp_path))
