"""What the facts of a case of `made` are on each day, by the plain reading of histories, and when they may change."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from attrs import evolve

from crmrules import Binding
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import names
from crmrules.records.history.definition import History
from tests.kinds.process.made import ZONE, Made
from tests.records.history import oracle

ONE = timedelta(1)
Row = dict[str, Any]


class Facts:
    """The facts of the customer."""

    def __init__(self, made: Made, last: date) -> None:
        self.document, self.tables = made.document, made.tables or {}
        rows = [row for each in made.events for row in [row_of(each)] if day_of(row) <= last]
        if made.known_at is not None:
            rows = [row for row in rows if row["recorded"] <= made.known_at]
        once = {row["id"] if row["id"] is not None else -place: row for place, row in enumerate(rows, 1)}
        self.rows = sorted(once.values(), key=lambda row: row["at"])
        since = self.tables.get("history", {}).get("since")
        self.log = [row for row in self.rows if since is None or day_of(row) >= since]
        self._values: dict[tuple[str, date], Any] = {}

    def values(self, day: date) -> dict[str, Any]:
        """What parameters are on a day."""
        found = {}
        for name, each in self.document["parameters"].items():
            dated = [part["value"] for part in each.get("dated", ()) if part["from"] <= day]
            found[name] = dated[-1] if dated else each["value"]
        return found

    def changes(self, day: date) -> bool:
        dated = (part for each in self.document["parameters"].values() for part in each.get("dated", ()))
        return any(part["from"] == day for part in dated)

    def ends(self, within: str, since: date) -> tuple[date, bool]:
        """The last day of a length of time, and whether that may still change."""
        count, unit = self.values(since)[within], self.document["parameters"][within]["unit"]
        if unit == "business days":
            return self.business_days_later(since, count)
        if unit == "months":
            return oracle.months_later(since, count), False
        return since + ONE * count * (7 if unit == "weeks" else 1), False

    def business_days_later(self, day: date, count: int) -> tuple[date, bool]:
        calendar = self.document.get("calendar", {})
        provisional = not count and day.year > calendar.get("announced", 9999)
        while count:
            day += ONE
            count -= works(calendar.get("country", ""), day) and day not in calendar.get("holidays", ())
            provisional = provisional or day.year > calendar.get("announced", 9999)
        return day, provisional

    def history(self, day: date) -> History:
        """The aggregates of a day, with the numbers that parameters are on it."""
        values = self.values(day)
        facts = {}
        for name, each in self.document["aggregates"].items():
            numbers = {key: values[each[key]] for key in ("of_last", "skip", "at_least") if key in each}
            if "within" in each:
                numbers["within"] = f"{values[each['within']]} {self.document['parameters'][each['within']]['unit']}"
            facts[name] = {key: value for key, value in {**each, **numbers}.items() if key != "reset_by"}
        return history_of(
            repr(facts),
            facts,
            {**self.tables.get("facts", {})},
            self.tables.get("history", {}),
            self.document["spans"],
        )

    def fact(self, name: str, day: date) -> Any:
        """A fact at the end of a day; None where it is unknown."""
        key = name, day
        if key not in self._values:
            self._values[key] = self._fact(name, day)
        return self._values[key]

    def _fact(self, name: str, day: date) -> Any:
        bound, rows = self.tables.get("facts", {}), [row for row in self.rows if day_of(row) <= day]
        if "is" in bound.get(name, {}):
            expression = parse(bound[name]["is"])
            return evaluate(expression, {each: self.fact(each, day) for each in names(expression)})
        history = self.history(day)
        if name not in history.facts:
            return self.told(name, day)
        resets = () if name in bound else self.document["aggregates"][name].get("reset_by", ())
        aggregate = history.facts[name]
        if resets:
            after = self.since_reset(rows, aggregate.of, resets)
            if after is None:
                return None
            if after is not rows:
                rows, history = after, evolve(history, since=None)
        return oracle.fact(history, aggregate, rows, day)

    def since_reset(self, rows: list[Row], of: str, resets: Sequence[str]) -> list[Row] | None:
        """The events after the last of some; None where nobody knows which those are."""
        last = [row for row in self.log if row in rows and row["kind"] in resets][-1:]
        if not last:
            return rows
        same = [row for row in rows if row["at"] == last[0]["at"] and row["kind"] in (of, *resets)]
        after = [row for row in rows if row["at"] > last[0]["at"]]
        if any(row["id"] is None for row in same):
            return None if any(row["kind"] == of for row in same) else after
        reset = max(row["id"] for row in same if row["kind"] in resets)
        return [row for row in same if row["id"] > reset] + after

    def told(self, name: str, day: date) -> Any:
        """What the last event says that tells a fact, or what is assumed where nobody knows."""
        kinds = [kind for kind, each in self.document["events"].items() if name in each.get("tells", ())]
        telling = [row for row in self.log if row["kind"] in kinds and day_of(row) <= day]
        last = [row for row in telling if row["at"] == telling[-1]["at"]]
        if last and all(row["id"] is not None for row in last):
            last = [max(last, key=lambda row: row["id"])]
        said = {row[name] for row in last}
        found = said.pop() if len(said) == 1 else None
        return self.tables.get("assume", {}).get(name) if found is None else found

    def may_be_another(self, when: str, day: date, kinds: set[str]) -> bool:
        """Whether what an unknown condition reads may have become another on a day."""
        if self.changes(day):
            return True
        read = {"n" if name == "double" else name for name in names(parse(when))}
        bound = self.tables.get("facts", {})
        read = {"often" if "is" in bound.get(name, {}) else name for name in read}
        return any(self.may_move(name, day, kinds) for name in read)

    def may_move(self, name: str, day: date, kinds: set[str]) -> bool:
        if name == "as_of":
            return True
        history = self.history(day)
        aggregate = history.facts.get(name)
        if aggregate is None:
            telling = {kind for kind, each in self.document["events"].items() if name in each.get("tells", ())}
            return bool(kinds & telling)
        if history.joined is not None and history.joined.column and kinds:
            return True
        span = history.spans.get(aggregate.of)
        hanging = {aggregate.of, aggregate.after, *(() if span is None else (*span.from_, *span.to))}
        if name not in self.tables.get("facts", {}):
            hanging |= set(self.document["aggregates"][name].get("reset_by", ()))
        if history.joined is not None and history.joined.event:
            hanging.add(history.joined.event)
        if kinds & hanging:
            return True
        if aggregate.function in ("days_since", "months_since"):
            return bool(aggregate.after) or any(row["kind"] == aggregate.of and day_of(row) < day for row in self.log)
        if aggregate.function == "share_of_days":
            return True
        if span is not None:
            return aggregate.function != "open"
        within = aggregate.within
        if within is None or within == "log":
            return False
        if aggregate.after:
            ends = [day_of(row) for row in self.log if row["kind"] == aggregate.after and day_of(row) < day]
            return bool(ends) and oracle.last_day(history, within, max(ends)) == day
        first, before = (oracle.first_day(history, within, each) for each in (day, day - ONE))
        leaving = [day_of(row) for row in self.log if row["kind"] == aggregate.of]
        leaving += [] if history.since is None else [history.since - ONE]
        return any(before <= each < first for each in leaving)


def row_of(event: Any) -> Row:
    data = {name: event.data.get(name) for name in ("good", "amount", "joined", "flag", "level")}
    return {"at": event.at, "kind": event.kind, "id": event.id, "recorded": event.recorded, **data}


def day_of(row: Row) -> date:
    at = row["at"]
    if isinstance(at, datetime):
        return (at.astimezone(ZoneInfo(ZONE)) if at.tzinfo is not None else at).date()
    assert isinstance(at, date)
    return at


_histories: dict[str, History] = {}


def history_of(key: str, facts: Any, bound: Any, table: Any, spans: Any) -> History:
    key = repr((key, bound, table, spans))
    if key not in _histories:
        columns = {"flag": "bool", "good": "bool", "amount": "number", **({"often": "integer"} if bound else {})}
        aggregates = {name: each for name, each in bound.items() if "is" not in each}
        history = {"id": "id", **table}
        found = Binding({**facts, **aggregates}, history=history, spans=spans, columns=columns).history
        assert found is not None
        _histories[key] = found
    return _histories[key]


@cache
def works(country: str, day: date) -> bool:
    """Whether a day is worked, by the library of holidays alone."""
    if not country:
        return day.weekday() < 5
    return bool(holidays.country_holidays(country, years=day.year).is_working_day(day))
