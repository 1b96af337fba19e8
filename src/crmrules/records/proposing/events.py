"""Whether the rows of a file are perhaps events of customers, such as orders or calls, and no customers."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from crmrules.expressions.types import Kind, Type
from crmrules.records.proposing.fitting import fit
from crmrules.records.proposing.names import words_of
from crmrules.records.proposing.seen import Seen

_CUSTOMERS = frozenset((
    "customer", "client", "account", "contact", "buyer", "subscriber", "member", "email",
    "kunde", "kunden", "kundennr", "kundennummer", "auftraggeber", "käufer",
))  # fmt: skip
_IN_CHINESE = ("客户", "会员", "买家", "用户")
_DAYS = frozenset((
    "date", "day", "time", "at", "on", "created", "timestamp", "when",
    "datum", "tag", "zeitpunkt", "buchungstag", "bestelldatum", "rechnungsdatum",
))  # fmt: skip
_DAYS_IN_CHINESE = ("日期", "时间", "日")
_KINDS = frozenset({"kind", "type", "event", "事件"})
_CALLS = frozenset({"call", "calls", "caller", "dialed", "duration"})
_TRAITS = frozenset({"status", "state", "stage", "class", "category", "segment", "tier", "type", "group", "owner"})
_TRAITS_IN_CHINESE = ("状态", "类", "级", "阶段", "分组", "经理")
"""What a column of customers tells that is not which one it is."""
_CLOUD = {"specversion", "id", "source", "type", "subject", "time"}
"""The attributes of a CloudEvent of a customer."""
_MOST_KINDS = 40
_MOST_SHARE = 0.9
"""The share of rows below which the names of customers are taken to occur more than once."""


@frozen
class Events:
    """By which columns the rows of a file are perhaps events."""

    customer: Seen
    at: Seen
    written: Mapping[str, Any]
    """How the days or moments of `at` are written, as a binding says it; nothing for those of ISO 8601."""
    zoned: bool = field(default=False)
    """Whether its moments tell a zone, so that whose day is meant is to be said."""
    kind: Seen | None = field(default=None)
    """The column that tells what an event is."""
    called: str = field(default="order")
    """What its events are called, where no column tells it."""
    id: tuple[str, ...] = field(default=())
    """The columns that make up what an event is called."""


def events_among(columns: Sequence[Seen], unknown: Sequence[str]) -> Events | None:
    """The column of the customer, of whom there are several rows, and that of the day; None where there is none."""
    named = {each.name: each for each in columns}
    if named.keys() >= _CLOUD:
        return Events(named["subject"], named["time"], {}, True, named["type"], id=("source", "id"))
    customers = [each for each in columns if _names_customers(each) and _repeats(each)]
    for seen in columns if customers else ():
        if _named(seen, _DAYS, _DAYS_IN_CHINESE):
            fitted = fit(seen, Type(Kind.DATE), unknown)
            if fitted is not None:
                # that of the most customers: an id rather than a name, which two may have
                customer = max(customers, key=lambda each: each.distinct)
                zoned = "zone" in fitted.entry
                written = {} if zoned and _is_iso(fitted.entry) else fitted.entry
                return Events(customer, seen, written, zoned, _kind(columns), _called(columns), _id(columns, customer))
    return None


def _names_customers(seen: Seen) -> bool:
    return _named(seen, _CUSTOMERS, _IN_CHINESE) and not _named(seen, _TRAITS, _TRAITS_IN_CHINESE)


def _is_iso(written: Mapping[str, Any]) -> bool:
    """Whether moments are read as they stand."""
    return str(written["day"]).startswith("%Y-%m-%dT%H:%M:%S")


def _kind(columns: Sequence[Seen]) -> Seen | None:
    kinds = (each for each in columns if words_of(each.name) <= _KINDS and 1 < each.distinct <= _MOST_KINDS)
    return next(kinds, None)


def _called(columns: Sequence[Seen]) -> str:
    return "call" if any(_CALLS & words_of(each.name) for each in columns) else "order"


def _id(columns: Sequence[Seen], customer: Seen) -> tuple[str, ...]:
    """The column that is called an id and has another value in each row."""
    ids = (each for each in columns if "id" in words_of(each.name) and each.distinct == each.rows)
    return tuple(each.name for each in ids if each is not customer)[:1]


def _named(seen: Seen, words: frozenset[str], in_chinese: Sequence[str]) -> bool:
    return bool(words & words_of(seen.name)) or any(each in seen.name for each in in_chinese)


def _repeats(seen: Seen) -> bool:
    filled = seen.rows - seen.blank
    return 2 * len(seen.placeholders) < seen.distinct < _MOST_SHARE * filled and 2 * filled > seen.rows
