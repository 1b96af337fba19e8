"""From events and rows to occurrences, each with its day and typed data, and every problem with its place."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from crmrules.errors import BindingError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import Refused, is_blank, is_unknown, shown, yields
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Expression, Value, names
from crmrules.model.event import Event
from crmrules.records.day_form import DayForm
from crmrules.records.forms import Reader
from crmrules.records.history.definition import History, KindColumn
from crmrules.records.history.engine import is_frame
from crmrules.records.history.given import Given, given
from crmrules.records.history.moments import When, family, read_when
from crmrules.records.history.occurrences import Occurrence
from crmrules.records.history.parts import Parts, customer_of, flat, id_of, is_cloud_event, kind_of, parts_of

NOT_ALIKE = "give all of them alike: they could not be put in order"
"""What to do where some events have days and others moments, or some moments a zone and others none."""


def occurrences(history: History, events: Iterable[object] | str | Path) -> list[Occurrence]:
    """The events of some customers, or of a file, as the history reads them, each once, in no order.

    Raises `RecordError` with everything that is wrong with them, `BindingError` for columns that no row has, and
    `FileError` where there is no such file.
    """
    return of_given(history, listed(events))


def of_given(history: History, all_given: Sequence[Given]) -> list[Occurrence]:
    """The same, of events each with what it is called."""
    rows = [each.event for each in all_given if isinstance(each.event, Mapping)]
    if rows:
        there = {str(name) for row in rows for name in flat(row)}
        check_columns(history, there, may_lack_data=any(map(is_cloud_event, rows)))
    reading = _Reading(history)
    found = [reading.read(each) for each in all_given]
    if reading.problems:
        raise RecordError(reading.problems)
    return _each_once([each for each in found if each is not None])


def listed(events: object) -> list[Given]:
    """Events as they are given, or the rows of a file, each with what it is called.

    Raises `RecordError` for what is neither, and `FileError` for a file that cannot be read.
    """
    if isinstance(events, str | Path):
        # only now: with it comes Polars
        from crmrules.records.history.files import given_of_file

        return given_of_file(events)
    if is_frame(events):
        remedy = "of a frame `facts_at` gives the facts of all customers, as a frame"
        raise RecordError.of("events", "a frame is no list of events", remedy)
    if isinstance(events, Event | Mapping | bytes) or not yields(events):
        remedy = "give a list of events or of rows, or the path of a file"
        raise RecordError.of("events", f"{shown(events)} is no list of events", remedy)
    return [each if isinstance(each, Given) else given(number, each) for number, each in enumerate(events, 1)]


def check_columns(history: History, there: Collection[str], may_lack_data: bool = False) -> None:
    """Make sure that rows have the columns that the history names; raises `BindingError` for those they lack.

    CloudEvents `may_lack_data`: all but the columns that make an event.
    """
    problems = [
        Problem(path, f"there is no column `{column}`", _remedy(path, column, there))
        for path, column in _wanted(history)
        if column not in there and (path in _OF_EVENTS or not may_lack_data)
    ]
    if problems:
        raise BindingError(problems)


_OF_EVENTS = {f"binding, history, `{part}`": part for part in ("customer", "at", "kind")}
"""Where the columns are named that make an event."""


def _remedy(path: str, column: str, there: Collection[str]) -> str:
    """What to do about a column that is not there; where the history has its usual name, nobody may have named it."""
    near, part = did_you_mean(column, sorted(there)), _OF_EVENTS.get(path)
    how = f"a binding names it under [history]: {part} = ..." if part == column else ""
    return "; ".join(each for each in (how, near) if each)


def columns_read(history: History) -> tuple[str, ...]:
    """The columns of rows that the history names, each once."""
    return tuple(dict.fromkeys(column for _, column in _wanted(history)))


def _wanted(history: History) -> list[tuple[str, str]]:
    """The columns that the history names, each with where it does."""
    parts = {"customer": history.customer, "at": history.at.column}
    parts |= {"kind": history.kind.column} if isinstance(history.kind, KindColumn) else {}
    parts |= {"recorded": history.recorded.column} if history.recorded is not None else {}
    parts |= {"joined": history.joined.column} if history.joined is not None and history.joined.column else {}
    wanted = [(f"binding, history, `{part}`", column) for part, column in parts.items()]
    wanted += [("binding, history, `id`", column) for column in history.id]
    wanted += [("binding, history, `where`", name) for name in sorted(_read(history.where))]
    wanted += [
        (f"binding, fact `{fact}`", name)
        for fact, each in history.facts.items()
        for name in sorted({name for part in each.expressions for name in _read(part)} - {*history.carried})
    ]
    return wanted


def _read(expression: Expression | None) -> frozenset[str]:
    return frozenset() if expression is None else names(expression)


@define
class _Reading:
    """Reads events one by one, noting what is wrong with them."""

    history: History
    problems: list[Problem] = field(factory=list)
    _family: str = field(default="", init=False)
    _kinds: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._kinds = frozenset(self.history.read_kinds)

    def read(self, given: Given) -> Occurrence | None:
        """The event as an occurrence; None where it is none, or something is wrong with it."""
        before, where, reader = len(self.problems), given.where, given.reader
        try:
            parts = parts_of(self.history, given.event)
        except Refused as refused:
            self.problems.append(Problem(where, refused.message, refused.remedy))
            return None
        if parts.is_row and self.history.where is not None and not self._is_event(where, parts, reader):
            return None
        history = self.history
        customer = self._part(
            f"{where}, {self._called(parts, 'customer')}", lambda: customer_of(self._known(parts.customer))
        )
        at: When | None = self._part(
            f"{where}, {self._called(parts, 'at')}", lambda: self._when(parts.at, history.at.forms)
        )
        kind = self._part(f"{where}, {self._called(parts, 'kind')}", lambda: kind_of(history, parts.kind, parts.is_row))
        id_ = self._part(f"{where}, `id`", lambda: id_of(parts.id))
        recorded = self._part(f"{where}, `recorded`", lambda: self._recorded(parts))
        joined = self._part(f"{where}, `joined`", lambda: self._joined(parts))
        if len(self.problems) == before:
            for part, message in ((customer, "without a customer"), (at, "without a day"), (kind, "of no kind")):
                if part is None:
                    remedy = "fill it in, or leave such rows out by `where` in [history]"
                    self.problems.append(Problem(where, f"is an event {message}", remedy if parts.is_row else ""))
        if at is not None:
            self._check_family(where, at[0])
        read = kind in self._kinds or history.carried
        data = self._data(where, parts, reader) if read else {}
        if len(self.problems) > before or at is None:
            return None
        moment, day = at
        return Occurrence(customer, moment, day, kind, id_, data, joined, recorded, where)

    def _called(self, parts: Parts, part: str) -> str:
        """How a part of an event is called in messages."""
        columns = {"customer": self.history.customer, "at": self.history.at.column}
        kind = self.history.kind
        column = columns.get(part) or (kind.column if isinstance(kind, KindColumn) else "kind")
        return f"column `{column}`" if parts.is_row else f"`{part}`"

    def _part(self, path: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Refused as refused:
            self.problems.append(Problem(path, refused.message, refused.remedy))
            return None

    def _known(self, raw: object) -> object:
        return None if self.history.forms.says_unknown(raw) else raw

    def _recorded(self, parts: Parts) -> datetime.date | None:
        recorded = self.history.recorded
        when = self._when(parts.recorded, () if recorded is None else recorded.forms)
        return None if when is None else when[1]

    def _when(self, raw: object, own: Sequence[DayForm]) -> When | None:
        forms = self.history.forms
        return None if forms.says_unknown(raw) else read_when(raw, self.history.zone, own or forms.day or ())

    def _joined(self, parts: Parts) -> datetime.date | None:
        when = self._when(parts.joined, ())
        return None if when is None else when[1]

    def _check_family(self, where: str, moment: datetime.date | datetime.datetime) -> None:
        found = family(moment)
        if self._family and found != self._family:
            message = f"is given in {found}, and others before it in {self._family}"
            self.problems.append(Problem(where, message, NOT_ALIKE))
        self._family = self._family or found

    def _data(self, where: str, parts: Parts, reader: Reader) -> dict[str, Value]:
        return {name: self._value(where, name, parts, reader) for name in self.history.data}

    def _value(self, where: str, name: str, parts: Parts, reader: Reader) -> Value:
        raw, type_ = parts.data.get(name), self.history.types[name]
        forms = self.history.forms
        if is_unknown(raw) or is_blank(raw) or forms.says_unknown(raw):
            return None
        if type_ is None:  # nothing but whether it is known is asked
            return True
        called = f"column `{name}`" if parts.is_row else f"`{name}`"
        value: Value = self._part(f"{where}, {called}", lambda: forms.of(type_).read(raw, type_, reader))
        return value

    def _is_event(self, where: str, parts: Parts, reader: Reader) -> bool:
        condition = self.history.where
        assert condition is not None
        before = len(self.problems)
        values = {name: self._value(where, name, parts, reader) for name in names(condition)}
        if len(self.problems) > before:
            return False
        truth = evaluate(condition, values)
        if truth is None:
            remedy = "fill in what `where` in [history] asks, or ask there whether it is `known`"
            self.problems.append(Problem(where, "nobody knows whether it is an event", remedy))
        return truth is True


def _each_once(found: list[Occurrence]) -> list[Occurrence]:
    """The events, those of one id once; raises `RecordError` where one has two contents."""
    once: dict[object, Occurrence] = {}
    problems: list[Problem] = []
    for place, each in enumerate(found):
        key = (None, place) if each.id is None else each.id
        first = once.setdefault(key, each)
        if first is each:
            continue
        if first.content != each.content:
            problems.append(two_contents(each, first))
        known = [each_.recorded for each_ in (first, each) if each_.recorded is not None]
        once[key] = evolve(first, recorded=min(known, default=None))
    if problems:
        raise RecordError(problems)
    return list(once.values())


def two_contents(event: Occurrence, first: Occurrence) -> Problem:
    """That an event has the id of another."""
    said = ", ".join(shown(value) for _, value in event.id or ())
    message = f"id {said} comes twice with two contents, first in {first.row}"
    return Problem(event.row, message, "keep the one that is right, or give the other an id of its own")
