"""The definition of a history in a binding, and everything that can be wrong with it."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from crmrules import Binding
from crmrules.errors import BindingError
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Name
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.records.history.aggregates import LOG, Aggregate, AggregateFunction, Period, PeriodUnit
from crmrules.records.history.definition import History, Joined, KindColumn, Moment, Span

DESIGN = """
[history]
customer = "CustomerID"
at       = "InvoiceDate"
since    = 2009-12-01
[history.kind]
column = "type"
[history.kind.values]
ORD  = "order"
B    = "bill"
FON  = "forwarding-on"
FOFF = "forwarding-off"
C    = "call"
OPN  = "complained"
CLS  = "settled"
[spans]
forwarding = { from = "forwarding-on", to = "forwarding-off" }
complaint  = { from = ["complained"], to = ["settled"], initially = false }
[facts]
profit             = { sum = "order.amount", within = "log" }
orders_90          = { count = "order", within = "90 days" }
bill               = { last = "bill.amount" }
bill_average       = { mean = "bill.amount", of_last = 3, skip = 1 }
forwarding_days_30 = { days = "forwarding", within = "30 days" }
complaint_open     = { open = "complaint" }
last_call          = { last_day = "call", where = "minutes > 1" }
tier               = "Tier"
"""


def told(facts: Any, **more: Any) -> list[str]:
    with pytest.raises(BindingError) as caught:
        Binding(facts, **more)
    return [str(each) for each in caught.value.problems]


def history(facts: Any = None, **more: Any) -> History:
    made = Binding(facts or {"n": {"count": "order"}}, **more).history
    assert made is not None
    return made


def test_what_functions_take_tells_the_type_of_data() -> None:
    where = "add_days(begin, wait) <= until and contains(note, 'late') and lower(kind_of) == 'a' and year(seen) > 2000"
    history = Binding({"late": {"count": "order", "where": where}}).history
    assert history is not None
    days = dict.fromkeys(("begin", "until", "seen"), DATE)
    assert {**days, "wait": INTEGER, "note": TEXT, "kind_of": TEXT} == history.types


def test_a_history_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "h.toml"
    path.write_text(DESIGN, "utf-8")
    binding = Binding.load(path)
    assert {"tier"} == binding.facts.keys()
    read = binding.history
    assert read is not None
    assert ("CustomerID", Moment("InvoiceDate")) == (read.customer, read.at)
    assert isinstance(read.kind, KindColumn)
    assert "type" == read.kind.column
    assert ("order", "bill", "forwarding-on", "forwarding-off", "call", "complained", "settled") == read.kinds
    assert datetime.date(2009, 12, 1) == read.since
    assert Span(("forwarding-on",), ("forwarding-off",)) == read.spans["forwarding"]
    assert read.spans["complaint"].initially is False
    assert {
        "profit": Aggregate(AggregateFunction.SUM, "order", Name("amount"), LOG),
        "orders_90": Aggregate(AggregateFunction.COUNT, "order", within=Period(90, PeriodUnit.DAYS)),
        "bill": Aggregate(AggregateFunction.LAST, "bill", Name("amount")),
        "bill_average": Aggregate(AggregateFunction.MEAN, "bill", Name("amount"), of_last=3, skip=1),
        "forwarding_days_30": Aggregate(AggregateFunction.DAYS, "forwarding", within=Period(30, PeriodUnit.DAYS)),
        "complaint_open": Aggregate(AggregateFunction.OPEN, "complaint"),
        "last_call": Aggregate(AggregateFunction.LAST_DAY, "call", where=parse("minutes > 1")),
    } == read.facts
    assert {"amount": NUMBER, "minutes": NUMBER} == read.types
    assert ("amount", "minutes") == read.data
    assert ("forwarding_days_30",) == read.read_kinds["forwarding-off"]


def test_a_binding_keeps_its_history_when_it_is_changed() -> None:
    binding = Binding({"n": {"count": "order"}, "bill": "x"}, spans={"s": {"from": "a", "to": "b"}})
    assert binding == evolve(binding)
    changed = binding.with_maps(["bill=y"])
    assert binding.history == changed.history
    assert {"n": "y"}.keys() == Binding({"n": {"count": "order"}}).with_maps(["n=y"]).facts.keys()


def test_a_binding_without_aggregates_has_no_history() -> None:
    assert Binding({"bill": "x"}).history is None
    assert Binding({}, history={"zone": "Asia/Shanghai"}).history == History(zone="Asia/Shanghai")


def test_parts_of_an_event_are_looked_for_under_their_own_names() -> None:
    assert ("customer", Moment("at"), KindColumn("kind"), ()) == (
        history().customer,
        history().at,
        history().kind,
        history().id,
    )


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1 day", Period(1, PeriodUnit.DAYS)),
        ("2 weeks", Period(14, PeriodUnit.DAYS)),
        ("1 month", Period(1, PeriodUnit.MONTHS)),
        ("2 years", Period(24, PeriodUnit.MONTHS)),
        ("10 business days", Period(10, PeriodUnit.BUSINESS_DAYS)),
        ("log", LOG),
    ],
)
def test_windows_are_texts(text: str, period: object) -> None:
    assert period == history({"n": {"count": "order", "within": text}}).facts["n"].within


def test_a_value_may_be_an_expression() -> None:
    read = history(
        {
            "revenue": {"sum": "order", "value": 'Quantity * column("Unit Price")'},
            "last": {"last": "bill.Total Charges"},
        },
        columns={"Total Charges": "money"},
    )
    assert parse('Quantity * column("Unit Price")', columns=True) == read.facts["revenue"].value
    assert Name("Total Charges") == read.facts["last"].value
    assert {"Quantity": NUMBER, "Unit Price": NUMBER, "Total Charges": Type(Kind.MONEY)} == read.types


def test_types_are_told_by_use() -> None:
    read = history(
        {
            "a": {"count": "o", "where": "flag and not other and color == 'red' and known(anything)"},
            "b": {"count": "o", "where": "x in (1, 2) and days_between(day, day) > 1 and other == third"},
            "c": {"max": "o.day"},
            "d": {"last": "o.color"},
            "e": {"sum": "o.amount"},
        },
        columns={"amount": "money"},
    )
    assert {
        "amount": Type(Kind.MONEY),
        "anything": None,
        "color": TEXT,
        "day": DATE,
        "flag": BOOL,
        "other": BOOL,
        "third": BOOL,
        "x": NUMBER,
    } == read.types
    types = {name: each.type(read.types) for name, each in read.facts.items()}
    assert {"a": INTEGER, "b": INTEGER, "c": DATE, "d": TEXT, "e": Type(Kind.MONEY)} == types


def test_joined_is_a_column_or_an_event() -> None:
    assert Joined("SignedUp") == history(history={"joined": "SignedUp"}).joined
    assert Joined(event="activated") == history(history={"joined": {"event": "activated"}}).joined


def test_everything_wrong_with_aggregates_is_told_at_once() -> None:
    facts = {
        "a": {"cuont": "order"},
        "b": {"count": "order.x"},
        "c": {"sum": "order"},
        "d": {"count": "order", "within": "0 days"},
        "e": {"count": "order", "within": "3 quarters"},
        "f": {"share_of_days": "x"},
        "g": {"last": "o.x", "of_last": 0},
        "h": {"count": "a", "sum": "b.c"},
        "i": {"within": "3 days"},
        "j": {"open": "s", "within": "3 days"},
        "k": {"mean": "o.x", "of_last": 3, "at_least": 4},
        "l": {"count": "o", "where": "x >"},
        "m": {"count": "o", "of_last": 3},
        "n": {"sum": "o.x", "after": "s", "within": "log"},
        "p": {"count": "o", "value": "x"},
        "q": {"count": "o", "within": "-3 days"},
        "r": {"count": "o", "within": "101 years"},
        "s": {"count": "o", "within": 30},
        "t": {"last_day": "com.shop.order"},
        "u": {"last": "o.x", "at_least": 0},
        "v": {"last": "o.x", "skip": True},
        "class": {"count": "o"},
    }
    known = ", ".join(AggregateFunction)
    windows = 'write it as "90 days", "3 months" or "10 business days", or "log" for all that is known'
    assert [
        "binding, fact `a`: unknown key `cuont`; did you mean `count`?",
        'binding, fact `b`, `count`: "order.x" names a value, and `count` looks at none; write it as "order"',
        'binding, fact `c`, `sum`: "order" names no value of the event; write it as sum = "order.amount", '
        "or add `value`, an expression over the event's data",
        f'binding, fact `d`, `within`: "0 days" is a window of no length; {windows}',
        'binding, fact `e`, `within`: unknown unit "quarters"; '
        "known are `days`, `weeks`, `months`, `years`, `business days`",
        'binding, fact `f`: `share_of_days` is the share of a window, and has none; add within = "30 days"',
        "binding, fact `g`, `of_last`: 0 is no number of events; write a whole number from 1 on",
        f"binding, fact `h`: needs one aggregate, and has `count` and `sum`; known are {known}",
        f"binding, fact `i`: needs one aggregate, and has none; known are {known}",
        "binding, fact `j`, `within`: does not go with `open`, which is how the span is at the end of the day; "
        "leave it out",
        "binding, fact `k`, `at_least`: 4 are more than `of_last`; at most 3 are chosen",
        "binding, fact `l`, `where`, column 3: not an expression; something is missing after `>`",
        "binding, fact `m`, `of_last`: does not go with `count`; it goes with days_since, distinct, first, first_day, "
        "last, last_day, max, mean, min, months_since, sum",
        'binding, fact `n`, `within`: "log" does not go with `after`, which begins the window; '
        "give it a length, or leave it out for all days since",
        "binding, fact `p`, `value`: does not go with `count`, which looks at no values; leave it out",
        f'binding, fact `q`, `within`: "-3 days" is a window of no length; {windows}',
        'binding, fact `r`, `within`: "101 years" is longer than 100 years; leave it out for the whole time',
        f"binding, fact `s`, `within`: 30 is no window; {windows}",
        'binding, fact `t`, `last_day`: "com.shop.order" names a value, and `last_day` looks at none; '
        'write it as "order"',
        "binding, fact `u`, `at_least`: 0 asks for nothing; leave it out",
        "binding, fact `v`, `skip`: true is no number of events; write a whole number from 0 on",
        "binding, fact `class`: is a word of the rule language; "
        "a fact is letters, digits and underscores, a letter first",
    ] == told(facts)


def test_kinds_spans_and_types_are_held_against_each_other() -> None:
    facts = {
        "a": {"count": "ordr"},
        "b": {"open": "complant"},
        "c": {"last": "complaint.x"},
        "d": {"count": "complaint"},
        "e": {"count": "order", "where": "minutes + 1"},
        "f": {"max": "order.t"},
        "g": {"count": "order", "where": "t == 'a' and y < z"},
        "h": {"count": "order", "after": "complaint"},
        "i": {"days": "complaint", "where": "x > 1"},
        "j": {"share_of_days": "order", "within": "log"},
    }
    kinds = {"a": "order", "b": "complained", "d": "settled"}
    spans = {"complaint": {"from": "complained", "to": "setled"}, "order": {"from": "complained", "to": "settled"}}
    joined = {"event": "join"}
    told_ = told(facts, history={"kind": {"column": "t", "values": kinds}, "joined": joined}, spans=spans)
    assert {
        "binding, span `complaint`, `to`: no event is of a kind `setled`; did you mean `settled`?",
        "binding, span `order`: is also a kind of event; give the span a name of its own",
        "binding, fact `a`, `count`: no event is of a kind `ordr`; did you mean `order`?",
        "binding, fact `b`, `open`: unknown span `complant`; did you mean `complaint`?",
        "binding, fact `c`, `last`: `complaint` is a span, and no kind of event; spans have days, open, share_of_days; "
        "count the events that open it instead",
        "binding, fact `e`, `where`: is no condition: it is number; compare it with something",
        "binding, fact `f`, `max`: needs numbers or days, and this is text",
        'binding, columns: the type of `y` is not given; give it under [columns], such as y = "number"',
        "binding, fact `h`, `after`: `complaint` is a span, and no kind of event; name the event",
        "binding, fact `i`, `where`: `complaint` is a span, and has no data of its own; leave it out",
        "binding, history, `joined`, `event`: no event is of a kind `join`; known are `order`, `complained`, `settled`",
    } <= set(told_)


def test_the_log_has_a_share_of_days_only_where_it_begins() -> None:
    facts = {"j": {"share_of_days": "order", "within": "log"}}
    assert [
        "binding, fact `j`, `within`: the log has no first day, so no share of its days; "
        "say under [history] from when it is complete: since = 2026-01-01"
    ] == told(facts)
    assert history(facts, history={"since": datetime.date(2026, 1, 1)}).facts


def test_everything_wrong_with_history_and_spans_is_told_at_once() -> None:
    given = {
        "customer": 5,
        "at": {"colum": "x"},
        "kind": {"column": "k", "values": {"a": 5}},
        "id": 5,
        "zone": "Mars",
        "since": "2020-01-01",
        "joined": {},
        "where": 5,
        "holidays": 3,
        "cust": 3,
        "recorded": {"column": "x", "day": 4},
    }
    spans = {"a": {"from": "x"}, "b": 5, "c": {"from": "x", "to": ["x"], "initially": 3, "fro": 2}}
    assert [
        "binding, history: unknown key `cust`; did you mean `customer`?",
        'binding, history, `customer`: 5 is no name; write it as customer = "CustomerID"',
        "binding, history, `at`: unknown key `colum`; did you mean `column`?",
        'binding, history, `at`: needs `column`; write it as "InvoiceDate", '
        'or { column = "InvoiceDate", day = "%d/%m/%Y" }',
        'binding, history, `kind`, `values`: 5 can be no kind of event: it is no text; write a = "order"',
        'binding, history, `id`: 5 is no name, and no list of names; write it as id = "InvoiceNo", '
        'or ["InvoiceNo", "Line"]',
        'binding, history, `recorded`, `day`: 4 is no name, and no list of names; write it as day = "%d/%m/%Y"',
        'binding, history, `zone`: unknown zone "Mars"; write it as "Asia/Shanghai"',
        'binding, history, `since`: "2020-01-01" is no date; write it as 2026-07-01, without quotes',
        "binding, history, `joined`: needs either `column` or `event`; "
        'write it as "SignedUp", or { event = "activated" }',
        "binding, history, `where`: 5 is no expression; write it in quotes",
        "binding, history, `holidays`: 3 is no list of days; write it as holidays = [2026-10-01]",
        'binding, span `a`: needs `to`, the kind of event that closes it; write to = "..."',
        'binding, span `b`: 5 is no table; write it as { from = "opened", to = "closed" }',
        "binding, span `c`: unknown key `fro`; did you mean `from`?",
        "binding, span `c`: `x` both opens and closes it; keep one",
        "binding, span `c`, `initially`: 3 is neither true nor false",
    ] == told({}, history=given, spans=spans)


def test_tables_that_are_none_are_told() -> None:
    assert ["binding, history: 5 is no table; write it as [history]"] == told({}, history=5)
    assert ["binding, spans: 5 is no table; write it as [spans]"] == told({}, spans=5)
