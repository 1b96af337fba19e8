"""Whether the rows of a file are perhaps events of customers, such as orders, and no customers."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from crmrules.expressions.types import Kind, Type
from crmrules.records.proposing.fitting import fit
from crmrules.records.proposing.names import words_of
from crmrules.records.proposing.seen import Seen

_CUSTOMERS = frozenset({"customer", "client", "account", "contact", "buyer", "subscriber", "member", "email"})
_IN_CHINESE = ("客户", "会员", "买家", "用户")
_DAYS = frozenset({"date", "day", "time", "at", "on", "created", "timestamp", "when"})
_DAYS_IN_CHINESE = ("日期", "时间", "日")
_MOST_SHARE = 0.9
"""The share of rows below which the names of customers are taken to occur more than once."""


@frozen
class Events:
    """By which columns the rows of a file are perhaps events."""

    customer: Seen
    at: Seen
    written: Mapping[str, Any]
    """How the days or moments of `at` are written, as a binding says it."""


def events_among(columns: Sequence[Seen], unknown: Sequence[str]) -> Events | None:
    """The column of the customer, of whom there are several rows, and that of the day; None where there is none."""
    customers = [each for each in columns if _named(each, _CUSTOMERS, _IN_CHINESE) and _repeats(each)]
    for seen in columns if customers else ():
        if _named(seen, _DAYS, _DAYS_IN_CHINESE):
            fitted = fit(seen, Type(Kind.DATE), unknown)
            if fitted is not None:
                # that of the most customers: an id rather than a name, which two may have
                customer = max(customers, key=lambda each: each.distinct)
                return Events(customer, seen, fitted.entry)
    return None


def _named(seen: Seen, words: frozenset[str], in_chinese: Sequence[str]) -> bool:
    return bool(words & words_of(seen.name)) or any(each in seen.name for each in in_chinese)


def _repeats(seen: Seen) -> bool:
    filled = seen.rows - seen.blank
    return 2 * len(seen.placeholders) < seen.distinct < _MOST_SHARE * filled and 2 * filled > seen.rows
