"""Facts of histories in SQL: what a policy decides on them, and what is refused by name."""

import datetime
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot
from sqlglot import exp

import crmrules
from crmrules import Binding
from crmrules.errors import AsOfError, BindingError, CrmRulesError, EngineError

DAY = datetime.date(2026, 7, 1)
ORDERS: dict[str, Any] = {
    "facts": {"orders": {"count": "order", "within": "90 days"}, "last": {"last": "order.amount"}},
    "columns": {"amount": "number"},
    "history": {"id": "id", "recorded": "recorded"},
}


def binding(**changed: Any) -> Binding:
    return Binding(**{**ORDERS, **changed})


def found(bind: Binding, rows: list[tuple[Any, ...]], **asked: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(
            'CREATE TABLE events (customer TEXT, "at" DATE, kind TEXT, id TEXT, recorded DATE, amount DOUBLE)'
        )
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows)
        sql = bind.sql("events", dialect="duckdb", as_of=DAY, **asked)
        answer: list[tuple[Any, ...]] = connection.sql(sql).order("customer").fetchall()
        return answer


EARLY, LATE = datetime.date(2026, 6, 1), datetime.date(2026, 6, 20)
ONE = ("C1", EARLY, "order", "a", EARLY, 5.0)


def test_an_event_that_comes_twice_counts_once() -> None:
    assert [("C1", 1, 5.0)] == found(binding(), [ONE, ONE])


def test_an_event_without_an_id_is_one_of_its_own() -> None:
    nameless = (*ONE[:3], None, *ONE[4:])
    assert [("C1", 2, 5.0)] == found(binding(), [nameless, nameless])


def test_what_was_recorded_later_is_not_known_before() -> None:
    late = ("C1", EARLY, "order", "b", LATE, 7.0)
    assert [("C1", 1, 5.0)] == found(binding(), [ONE, late], known_at=EARLY)
    assert [("C1", 2, 7.0)] == found(binding(), [ONE, late], known_at=LATE)


def test_events_of_one_moment_without_ids_are_in_no_order() -> None:
    rows = [(*ONE[:3], None, EARLY, amount) for amount in (5.0, 7.0)]
    assert [("C1", 2, None)] == found(binding(), rows)


def test_whoever_had_no_event_by_the_day_has_no_row() -> None:
    assert [] == found(binding(), [("C1", datetime.date(2026, 7, 2), "order", "a", EARLY, 5.0)])


def test_the_day_of_a_moment_is_told_in_the_zone() -> None:
    bind = binding(facts={"last": {"last_day": "order"}}, history={"zone": "Asia/Shanghai"})
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE events AS SELECT 'C1' customer, 'order' kind, TIMESTAMPTZ '2026-06-30 20:00:00+00' \"at\""
        )
        sql = bind.sql("events", dialect="duckdb", as_of=DAY)
        assert [("C1", DAY)] == connection.sql(sql).fetchall()


def test_the_ladder_decides_on_events_as_it_does_on_their_facts() -> None:
    bind = Binding.shipped("subscription.history").with_history(
        customer="subject", at="time", kind={"column": "type"}, id="id"
    )
    rows = [{**line, **(line.pop("data") or {})} for line in pl.read_ndjson("examples/events.jsonl").to_dicts()]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("time").str.to_datetime(time_zone="UTC").dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None)
    )
    frame = frame.with_columns(pl.lit(None, pl.Boolean).alias("arrears"))
    ladder = crmrules.policy("retention-ladder")
    facts = bind.facts_by_customer(frame.to_dicts(), as_of=DAY)
    wanted = {customer: ladder.decide(each, bind=bind).outcome for customer, each in facts.items()}
    with duckdb.connect() as connection:
        connection.register("events", frame.to_arrow())
        rows_ = connection.sql(ladder.sql("events", dialect="duckdb", bind=bind, as_of=DAY)).fetchall()
    assert len(rows_) > 10
    assert wanted == {customer: outcome for customer, outcome, *_ in rows_}


def test_customers_are_ranked_by_what_their_orders_come_to() -> None:
    tiers, orders = crmrules.policy("tiers"), Binding.shipped("orders.history")
    frame, day = pl.read_csv("examples/orders.csv", try_parse_dates=True), datetime.date(2026, 11, 1)
    wanted = tiers.apply(orders.facts_at(frame, as_of=day)).select("customer", "tiers").rows()
    with duckdb.connect() as connection:
        connection.register("orders", frame.to_arrow())
        rows = connection.sql(tiers.sql("orders", dialect="duckdb", bind=orders, as_of=day)).fetchall()
    assert wanted == sorted((customer, band) for customer, band, *_ in rows)


def test_facts_can_stand_beside_what_a_policy_says() -> None:
    with pytest.raises(EngineError) as caught:
        crmrules.policy("contact-frequency").sql(
            "events", dialect="duckdb", bind=Binding.shipped("contacts.history"), as_of=DAY, keep=["lst_call"]
        )
    assert "`keep`: a row of facts has no column `lst_call`; did you mean `last_call`?" in str(caught.value)
    sql = crmrules.policy("contact-frequency").sql(
        "events", dialect="duckdb", bind=Binding.shipped("contacts.history"), as_of=DAY, keep=["customer", "last_call"]
    )
    made = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(made, exp.Select)
    assert made.named_selects[:2] == ["customer", "last_call"]


LOADED = binding()
REFUSED: list[tuple[str, Callable[[], str], type[CrmRulesError], str]] = [
    (
        "a zone in SQLite",
        lambda: binding(history={"zone": "Asia/Shanghai"}).sql("events", dialect="sqlite", as_of=DAY),
        EngineError,
        "dialect `sqlite`: the day of a moment in a zone is not written in SQL there",
    ),
    (
        "business days after an event",
        lambda: binding(facts={"a": {"count": "order", "after": "saved", "within": "3 business days"}}, history={}).sql(
            "events", dialect="duckdb", as_of=DAY
        ),
        EngineError,
        "binding, fact `a`: counts business days from an event on",
    ),
    (
        "different numbers that are reckoned in floats",
        lambda: binding(facts={"a": {"distinct": "order", "value": "amount * 2"}}, history={}).sql(
            "events", dialect="duckdb", as_of=DAY
        ),
        EngineError,
        "binding, fact `a`: counts different numbers that are reckoned",
    ),
    (
        "a quotient that NUMERIC does not hold",
        lambda: binding(facts={"a": {"sum": "order", "value": "amount / 3"}}, history={}).sql(
            "events", dialect="postgres", as_of=DAY
        ),
        EngineError,
        "dialect `postgres`: `amount / 3` divides",
    ),
    (
        "ids of which nobody knows how they are ordered",
        lambda: LOADED.sql("events", dialect="mysql", as_of=DAY),
        EngineError,
        "dialect `mysql`: nobody knows how ids of column `id` are ordered",
    ),
    (
        "moments written in a form of their own",
        lambda: binding(history={"at": {"column": "at", "day": "%d/%m/%Y"}}).sql("events", dialect="duckdb", as_of=DAY),
        EngineError,
        "binding, history, `at`: says how days or moments are written",
    ),
    (
        "nobody knows when events were recorded",
        lambda: binding(history={}).sql("events", dialect="duckdb", as_of=DAY, known_at=DAY),
        AsOfError,
        "`known_at`: nobody knows when events were recorded",
    ),
    (
        "a table without a column of the history",
        lambda: LOADED.sql("events", dialect="duckdb", as_of=DAY, columns=["customer", "at", "kind"]),
        BindingError,
        "binding, history, `recorded`: there is no column `recorded`",
    ),
    (
        "a binding without a history",
        lambda: Binding({"bill": "MonthlyCharges"}).sql("events", dialect="duckdb", as_of=DAY),
        BindingError,
        "binding: has no facts of a history",
    ),
    (
        "facts of no day",
        lambda: crmrules.policy("man").sql("events", dialect="duckdb", bind=LOADED),
        AsOfError,
        "binding, history: its facts depend on the day; give `as_of`, such as --as-of 2026-07-01 on the command line",
    ),
    (
        "known when, of a table of customers",
        lambda: crmrules.policy("man").sql("leads", dialect="duckdb", known_at=DAY),
        EngineError,
        "`known_at`: asks when events were recorded, and the binding has no history",
    ),
]


@pytest.mark.parametrize(("call", "error", "said"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_sql_cannot_tell_is_refused_by_name(
    call: Callable[[], str], error: type[CrmRulesError], said: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert said in str(caught.value)


def test_kinds_do_not_leave_their_literals() -> None:
    kind = "order'); DROP TABLE events; --"
    bind = Binding({"n": {"count": "order"}}, history={"kind": {"column": "kind", "values": {kind: "order"}}})
    [statement] = sqlglot.parse(bind.sql("events", dialect="postgres", as_of=DAY), read="postgres")
    assert statement is not None
    assert statement.key == "select"
    assert [kind] == [each.this for each in statement.find_all(exp.Literal) if "DROP" in str(each.this)]
