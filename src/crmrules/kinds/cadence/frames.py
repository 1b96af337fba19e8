"""A cadence over columns: for each channel the next day, the days overdue, the status, and if there was none yet."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.definitions.periods import BUSINESS_DAYS
from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.business_days import business_days_later, is_provisional, refuse
from crmrules.engines.frames.calendar import add_months, end_of, on_day
from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.logic import Bool
from crmrules.engines.frames.outcomes import Labels, chain
from crmrules.engines.frames.parts import FIRST_DAY, Constant, Family, Part, level_of, literal
from crmrules.engines.frames.stages import Stages
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import days_read
from crmrules.kinds.cadence.parts import Channel, ContactStatus, Interval
from crmrules.kinds.cadence.result import provisional_column
from crmrules.kinds.cadence.rhythms import period_end
from crmrules.records.binding import Binding

_STATUSES = Labels(tuple(status.value for status in ContactStatus), ordered=False)
_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}

Columns = tuple[str, str, str, str]
"""The columns of a channel: the next day, the days overdue, the status, whether there was no contact yet."""


def apply_cadence(
    definition: CadenceDefinition,
    frame: Any,
    bind: Binding,
    as_of: datetime.date,
    columns: Mapping[str, Columns],
    look: bool,
) -> Any:
    """The frame with the contacts of each customer, `columns` by channel; lazy where it was.

    `look` says whether the values of a lazy frame are looked at beforehand. Raises `EngineError` for what is no frame
    that is known, `BindingError` and `RecordError` for columns that are not there, of a wrong type, or there already,
    and for values for which a record would be refused.
    """
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    door = Door(opened, stages, through, looks=look)
    facts = door.read(definition.read_facts)
    unread = door.unread()
    counting = [each.id for each in definition.channels if definition.counts_business_days(each.id)]
    if counting:
        refuse(opened.backend, f"policy `{definition.id}`")
    provisional = {channel: provisional_column(channel) for channel in counting}
    new = [*(name for names in columns.values() for name in names), *provisional.values()]
    check_names(opened, definition, [*new, *unread])
    reckoning = FactColumns(definition, as_of, facts, stages, opened.backend)
    contacting = _Contacting(definition, as_of, reckoning.names, stages)
    added: dict[str, nw.Expr] = {}
    for channel in definition.channels:
        added |= dict(zip(columns[channel.id], contacting.contact(channel, opened.backend), strict=True))
        if channel.id in provisional:
            added[provisional[channel.id]] = contacting.is_provisional(channel)
    labels = {names[2]: _STATUSES for names in columns.values()}
    return close(opened, stages, {**added, **unread}, labels, [names[0] for names in columns.values()])


def count_classes(
    definition: CadenceDefinition, frame: Any, bind: Binding, as_of: datetime.date | None
) -> dict[str | None, int]:
    """How many customers of a frame are of each class; None counts those of no known class. Raises as above."""
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    facts = Door(opened, stages, through).read(definition.read_facts)
    names = FactColumns(definition, as_of, facts, stages, opened.backend).names
    code = _Contacting(definition, FIRST_DAY, names, stages).code
    column, count = f"{stages.prefix}class", f"{stages.prefix}count"
    counted = stages.alone(opened.frame, {column: code}).group_by(column).agg(nw.len().alias(count))
    eager = counted.collect() if isinstance(counted, nw.LazyFrame) else counted
    classes = definition.classes
    return {
        None if place is None else classes[int(place)]: int(found)
        for place, found in zip(eager[column].to_list(), eager[count].to_list(), strict=True)
    }


def count_future(definition: CadenceDefinition, frame: Any, bind: Binding, as_of: datetime.date) -> dict[str, int]:
    """For each fact whose day lies after `as_of` on some rows, on how many. Raises as above."""
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    facts = Door(opened, stages, through, looks=False).read(definition.read_facts)
    contacting = _Contacting(
        definition, as_of, FactColumns(definition, as_of, facts, stages, opened.backend).names, stages
    )
    names = {f"{stages.prefix}future_{place}": name for place, name in enumerate(days_read(definition))}
    later = {column: contacting.is_future(name) for column, name in names.items()}
    counted = stages.alone(opened.frame, later).select(nw.col(column).sum() for column in later)
    eager = counted.collect() if isinstance(counted, nw.LazyFrame) else counted
    found = {name: int(eager[column].to_list()[0] or 0) for column, name in names.items()}
    return {name: count for name, count in found.items() if count}


@frozen(slots=False)
class _Contacting:
    definition: CadenceDefinition
    as_of: datetime.date
    names: Mapping[str, Part]
    stages: Stages

    @cached_property
    def level(self) -> int:
        """The level at which all facts are there."""
        header = self.definition.header
        days = (name for channel in self.definition.channels for name in (channel.last, channel.done) if name)
        read = [header.class_, header.anchor, *days]
        return level_of(self.names[name] for name in read)

    @cached_property
    def code(self) -> nw.Expr:
        """The place of each customer's class; null where it is unknown."""
        part = self.names[self.definition.header.class_]
        classes = self.definition.classes
        branches: list[tuple[str | None, Bool]] = []
        for class_ in classes:
            is_it = part.value == class_ if isinstance(part, Constant) else (part.settled == class_).fill_null(False)
            branches.append((class_, is_it))
        label = {class_: place for place, class_ in enumerate(classes)}
        expr = chain(branches, True, lambda id_: literal(None if id_ is None else label[id_], Family.WHOLE))
        return self.stages.place(expr, self.level)

    def contact(self, channel: Channel, backend: Backend) -> tuple[nw.Expr, nw.Expr, nw.Expr, nw.Expr]:
        """The next day as a number, the days overdue, the status, and whether there was no contact yet."""
        last, begin = self._begin(channel)
        unknown = literal(None, Family.BOOL)
        ever = nw.when(~begin.is_null()).then(nw.lit(True)).otherwise(unknown)
        never = nw.when(~last.is_null()).then(nw.lit(False)).otherwise(ever)
        due = self._due(channel, begin)
        free = {place for place, class_ in enumerate(self.definition.classes) if not self._is_required(class_, channel)}
        optional = {place for place in free if self.definition.interval(self.definition.classes[place], channel.id)}
        today = (self.as_of - FIRST_DAY).days
        branches: list[tuple[str | None, Bool]] = [
            (ContactStatus.UNKNOWN.value, self.code.is_null()),
            (ContactStatus.NOT_REQUIRED.value, self._is_one_of(free - optional)),
            (ContactStatus.OPTIONAL.value, self._is_one_of(optional)),
            (ContactStatus.UNKNOWN.value, due.is_null()),
            (ContactStatus.OVERDUE.value, (due < today).fill_null(False)),
            (ContactStatus.DUE_TODAY.value, (due == today).fill_null(False)),
            (ContactStatus.AHEAD.value, True),
        ]
        late = nw.lit(today, dtype=nw.Int64) - due
        overdue = nw.when(late > 0).then(late).otherwise(nw.when(~due.is_null()).then(nw.lit(0, dtype=nw.Int64)))
        is_free = self._is_one_of(free)
        if not isinstance(is_free, bool):
            overdue = nw.when(is_free).then(nw.lit(0, dtype=nw.Int64)).otherwise(overdue)
        return due, overdue, _STATUSES.column(branches, True, backend), never

    def is_provisional(self, channel: Channel) -> nw.Expr:
        """Whether the next day may still change; never null."""
        _, begin = self._begin(channel)
        found = [
            (places, is_provisional(begin, count, self.definition.calendar).fill_null(False))
            for count, places in self._business_days(channel).items()
        ]
        return self._of_class(found, nw.lit(False))

    def is_future(self, name: str) -> nw.Expr:
        """Whether the day of a fact lies after `as_of`, as a number."""
        day = self._day(name)
        return (day > (self.as_of - FIRST_DAY).days).fill_null(False).cast(nw.Int64)

    def _is_required(self, class_: str, channel: Channel) -> bool:
        interval = self.definition.interval(class_, channel.id)
        return interval is not None and not interval.optional

    def _is_one_of(self, places: set[int]) -> Bool:
        return self.code.is_in(sorted(places)).fill_null(False) if places else False

    def _last(self, channel: Channel) -> nw.Expr:
        """The last contact that counts on a channel, as a number."""
        values = self.definition.values_on(self.as_of)
        counted = [each.last for each in self.definition.channels if values.get(channel.counts.get(each.id, ""))]
        days = [self._day(name) for name in dict.fromkeys((channel.last, *counted))]
        return days[0] if len(days) == 1 else nw.max_horizontal(*days)

    def _begin(self, channel: Channel) -> tuple[nw.Expr, nw.Expr]:
        """The last contact, and the day from which the interval counts."""
        last = self.stages.place(self._last(channel), self.level)
        anchor = self._day(self.definition.header.anchor)
        return last, self.stages.place(nw.when(~last.is_null()).then(last).otherwise(anchor), self.level + 1)

    def _business_days(self, channel: Channel) -> dict[int, list[int]]:
        """The places of the classes whose interval is in business days, by how many."""
        by_count: dict[int, list[int]] = {}
        for place, class_ in enumerate(self.definition.classes):
            interval = self.definition.interval(class_, channel.id)
            if interval is not None and self._length(interval, {BUSINESS_DAYS: 1}):
                by_count.setdefault(self._length(interval, {BUSINESS_DAYS: 1}), []).append(place)
        return by_count

    def _day(self, name: str) -> nw.Expr:
        part = self.names[name]
        return literal(part.value, Family.DAY) if isinstance(part, Constant) else part.settled

    def _due(self, channel: Channel, begin: nw.Expr) -> nw.Expr:
        """The day of the next contact as a number; null where there is no interval, or no day to count from."""
        classes = self.definition.classes
        intervals = {place: self.definition.interval(class_, channel.id) for place, class_ in enumerate(classes)}
        all_there = {place: interval for place, interval in intervals.items() if interval is not None}
        there = {place: each for place, each in all_there.items() if not (each.times or each.on)}
        months = {place: self._length(interval, _MONTHS) for place, interval in there.items()}
        days = {place: self._length(interval, _DAYS) for place, interval in there.items()}
        level = self.level + 2
        reached = [
            (places, business_days_later(begin, count, self.definition.calendar))
            for count, places in self._business_days(channel).items()
        ]
        due = self._of_class(reached, begin)
        if any(months.values()):
            due, level = add_months(due, self._by_class(months), self.stages, level)
        if any(days.values()):
            due = due + self._by_class(days)
        due, level = self._by_calendar(channel, begin, due, all_there, level)
        within = self._is_one_of(set(all_there))
        due = literal(None, Family.DAY) if isinstance(within, bool) else nw.when(within).then(due)
        return self.stages.place(due, level)

    def _by_calendar(
        self, channel: Channel, begin: nw.Expr, due: nw.Expr, there: Mapping[int, Interval], level: int
    ) -> tuple[nw.Expr, int]:
        """The next days with those on a day of the month, and of so many a week or month."""
        last = self.stages.place(self._last(channel), self.level)
        today, values = nw.lit((self.as_of - FIRST_DAY).days, dtype=nw.Int64), self.definition.values_on(self.as_of)
        for place, interval in there.items():
            if interval.on:
                months, day = values[interval.every], values[interval.on]
                assert isinstance(months, int)  # checking makes sure of it
                assert isinstance(day, int)
                found, level = on_day(begin, months, day, self.stages, level)
            elif interval.times:
                times, unit = values[interval.times], self.definition.parameters[interval.every].unit
                assert isinstance(times, int)
                own, level = end_of(begin, unit, 0, self.stages, level)
                after, level = end_of(begin, unit, 1, self.stages, level)
                own, after = self.stages.place(own, level), self.stages.place(after, level)
                is_to_come = own > (period_end(self.as_of, unit) - FIRST_DAY).days
                is_full = self._is_full(channel, last, times, is_to_come)
                open_ = nw.when(is_full).then(after).otherwise(nw.when(~is_full).then(own))
                found, level = nw.when(own < today).then(after).otherwise(open_), level + 1
            else:
                continue
            is_here = (self.code == place).fill_null(False)
            due, level = self.stages.place(nw.when(is_here).then(found).otherwise(due), level + 1), level + 2
        return due, level

    def _is_full(self, channel: Channel, last: nw.Expr, times: int, is_to_come: nw.Expr) -> nw.Expr:
        """Whether the present week or month, or the one to come, has its contacts; null where that is unknown."""
        if times == 1:
            return ~last.is_null()
        part = self.names[channel.done]
        done = literal(part.value, Family.WHOLE) if isinstance(part, Constant) else part.settled
        counted = nw.when(is_to_come).then(nw.lit(True)).otherwise(done >= times)
        return nw.when(last.is_null()).then(nw.lit(False)).otherwise(counted)

    def _length(self, interval: Interval, units: Mapping[str, int]) -> int:
        """How many of some units an interval is; none where it is in others."""
        count = self.definition.values_on(self.as_of)[interval.every]
        assert isinstance(count, int)  # checking makes sure of it
        return count * units.get(self.definition.parameters[interval.every].unit, 0)

    def _by_class(self, lengths: Mapping[int, int]) -> nw.Expr:
        by_length: dict[int, list[int]] = {}
        for place, length in lengths.items():
            by_length.setdefault(length, []).append(place)
        added = [(places, nw.lit(length, dtype=nw.Int64)) for length, places in by_length.items() if length]
        return self._of_class(added, nw.lit(0, dtype=nw.Int64))

    def _of_class(self, branches: Sequence[tuple[list[int], nw.Expr]], otherwise: nw.Expr) -> nw.Expr:
        """The value for the class of each row, by the places of classes; as nested halves, since classes are many."""
        if not branches:
            return otherwise
        half = len(branches) // 2
        if not half:
            return nw.when(self._is_in(branches)).then(branches[0][1]).otherwise(otherwise)
        first, second = (self._of_class(each, otherwise) for each in (branches[:half], branches[half:]))
        return nw.when(self._is_in(branches[:half])).then(first).otherwise(second)

    def _is_in(self, branches: Sequence[tuple[list[int], nw.Expr]]) -> nw.Expr:
        return self.code.is_in([place for places, _ in branches for place in places]).fill_null(False)
