"""The facts of customers on a day, and why any of them is unknown."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from crmrules.errors import AsOfError, Problem, RecordError
from crmrules.expressions.accept import shown
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, checked
from crmrules.records.history.definition import History
from crmrules.records.history.events import occurrences
from crmrules.records.history.meaning import Customer
from crmrules.records.history.occurrences import Occurrence
from crmrules.records.history.reasons import Reason
from crmrules.records.plain import plain

_UNKNOWN = {"en": "unknown - ", "zh": "未知 - "}
_HEAD = {"en": "{customer} as of {as_of}", "zh": "{customer}，截至 {as_of}"}
_NOBODY = {"en": "Facts", "zh": "事实"}


@frozen(eq=False)
class Facts(Mapping[str, Value]):
    """The facts of one customer on a day: a mapping that every policy decides on. None is unknown."""

    customer: Any
    """Who it is; None where there was no event at all."""
    as_of: datetime.date
    _values: Mapping[str, Value]
    why: Mapping[str, Reason] = field(factory=dict)
    """Why each unknown fact is unknown."""

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Facts of {self.customer} as of {self.as_of}: {dict(self._values)}>"

    def explain(self, language: Language = "en") -> str:
        """Each fact with its value, or why it is unknown."""
        head = _NOBODY[checked(language)] if self.customer is None else "{customer}"
        head = _HEAD[language].format(customer=head.format(customer=self.customer), as_of=self.as_of)
        width = max(map(len, self._values), default=0)
        return "\n".join([head, *(f"  {name:{width}}  {self._said(name, language)}" for name in self._values)])

    def to_dict(self) -> dict[str, object]:
        """The customer, the day, the facts as JSON has them, and why any is unknown."""
        return {
            "customer": self.customer,
            "as_of": self.as_of.isoformat(),
            "facts": {name: plain(value) for name, value in self._values.items()},
            "unknown": {name: reason.say() for name, reason in self.why.items()},
        }

    def _said(self, name: str, language: Language) -> str:
        if name in self.why:
            return _UNKNOWN[language] + self.why[name].say(language)
        value = plain(self._values[name])
        return str(value).lower() if isinstance(value, bool) else str(value)


@frozen(eq=False)
class CustomerFacts(Mapping[Any, Facts]):
    """The facts of customers on a day, by customer, in their order: whole numbers by size, then texts."""

    as_of: datetime.date
    _rows: Mapping[Any, Facts]
    warnings: tuple[Problem, ...] = field(default=())
    """Facts of kinds of events that never occur, with the kinds that do."""

    def __getitem__(self, customer: Any) -> Facts:
        return self._rows[customer]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<CustomerFacts of {len(self)} customers as of {self.as_of}>"


def facts_of_one(
    history: History, events: Iterable[object] | str | Path, as_of: datetime.date, known_at: datetime.date | None
) -> Facts:
    """The facts of one customer; raises `RecordError` for events of several."""
    found = occurrences(history, events)
    customers = list(dict.fromkeys(each.customer for each in found))
    if len(customers) > 1:
        message = f"are of {len(customers)} customers, such as {shown(customers[0])} and {shown(customers[1])}"
        raise RecordError.of("events", message, "`facts_by_customer` gives the facts of each")
    seen = visible(found, as_of, known_at)
    return _facts(history, customers[0] if customers else None, seen, as_of)


def facts_of_each(
    history: History, events: Iterable[object] | str | Path, as_of: datetime.date, known_at: datetime.date | None
) -> CustomerFacts:
    """The facts of each customer with an event by then."""
    return customer_facts(history, occurrences(history, events), as_of, known_at)


def customer_facts(
    history: History, found: Iterable[Occurrence], as_of: datetime.date, known_at: datetime.date | None
) -> CustomerFacts:
    """The same, of events as the history reads them."""
    found = list(found)
    by_customer: dict[Any, list[Occurrence]] = {}
    for each in visible(found, as_of, known_at):
        by_customer.setdefault(each.customer, []).append(each)
    order = sorted(by_customer, key=lambda customer: (isinstance(customer, str), customer))
    rows = {customer: _facts(history, customer, by_customer[customer], as_of) for customer in order}
    return CustomerFacts(as_of, rows, tuple(never(history, {each.kind for each in found})))


def never(history: History, kinds: Iterable[str]) -> Iterator[Problem]:
    """The kinds that facts read and no event is of, given those that occur, where there are any."""
    occur = sorted(filter(None, kinds))
    if not occur:
        return
    for kind, facts in history.read_kinds.items():
        if kind not in occur:
            read = ", ".join(f"`{name}`" for name in facts)
            known = ", ".join(f"`{each}`" for each in occur)
            yield Problem(f"no event is of a kind `{kind}`", f"{read} read it", f"there are {known}")


def never_recorded() -> AsOfError:
    """That `known_at` is asked of events none of which says when it was recorded."""
    remedy = 'say which column tells it: recorded = "..." under [history]'
    return AsOfError.of("`known_at`", "nobody knows when events were recorded", remedy)


def unrecorded(where: str) -> Problem:
    """That an event does not say when it was recorded, where others do."""
    return Problem(where, "does not say when it was recorded")


def visible(found: Iterable[Occurrence], as_of: datetime.date, known_at: datetime.date | None) -> list[Occurrence]:
    """The events that had happened, and had been recorded where that is asked."""
    found = list(found)
    if known_at is not None:
        without = [each for each in found if each.recorded is None]
        if found and len(without) == len(found):
            raise never_recorded()
        if without:
            raise RecordError(unrecorded(each.row) for each in without)
    return [
        each
        for each in found
        if each.day <= as_of and (known_at is None or (each.recorded is not None and each.recorded <= known_at))
    ]


def _facts(history: History, customer: Any, events: list[Occurrence], as_of: datetime.date) -> Facts:
    reader = Customer(history, events, as_of)
    found = {name: reader.fact(each) for name, each in history.facts.items()}
    values = {name: None if isinstance(each, Reason) else each for name, each in found.items()}
    return Facts(customer, as_of, values, {name: each for name, each in found.items() if isinstance(each, Reason)})
