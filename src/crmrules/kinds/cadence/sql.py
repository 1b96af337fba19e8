"""A cadence in SQL: for each channel the next day, the days overdue, the status, and if there was none yet."""

import datetime
from collections.abc import Iterator
from functools import cached_property

from attrs import frozen
from sqlglot import exp

from crmrules.definitions.periods import BUSINESS_DAYS
from crmrules.engines.sql.asking import one_of
from crmrules.engines.sql.build import NULL, Sql, case, coalesce, literal
from crmrules.engines.sql.days import Adding, day_of, days_between, in_month, month_of, moved, part_of
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import sql_of
from crmrules.engines.sql.parts import Constant, level_of
from crmrules.engines.sql.saying import Saying
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.errors import EngineError
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel, ContactStatus, Interval
from crmrules.kinds.cadence.result import columns_of
from crmrules.kinds.cadence.rhythms import period_end
from crmrules.model.text import Language, Text
from crmrules.reports.wording import say

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}
_ENDS = 31
"""The day of each month that is its last, the end of a shorter one standing for it."""


@frozen
class _Rhythm:
    """What the next day of some classes follows: so many of a unit, on a day of the month, or so many times in each."""

    unit: str
    count: int
    on: int | None = None
    times: int | None = None


def cadence_sql(writing: Writing[CadenceDefinition], reason: Language | None) -> str:
    """The statement with the contacts of each customer; with a language also why, by channel.

    Raises `EngineError` for intervals in business days, which need a table of days.
    """
    definition = writing.definition
    counting = [each.id for each in definition.channels if definition.counts_business_days(each.id)]
    if counting:
        message = f"counts business days on channel `{counting[0]}`, and SQL knows no calendar of them"
        raise EngineError.of(f"policy `{definition.id}`", message, "read the rows, and `apply` it to them")
    assert writing.as_of is not None  # a cadence depends on the day
    contacting = _Contacting(writing, writing.as_of)
    added: dict[str, Sql] = {}
    for channel in definition.channels:
        added |= dict(zip(columns_of(channel.id), contacting.contact(channel), strict=True))
    if reason is not None:
        saying = Saying(writing.steps, writing.facts.names, reason, say)
        for channel in definition.channels:
            added[f"{channel.id}_reason"] = contacting.reason(channel, saying)
    return writing.finished(added)


@frozen(slots=False)
class _Contacting:
    writing: Writing[CadenceDefinition]
    as_of: datetime.date

    @property
    def definition(self) -> CadenceDefinition:
        return self.writing.definition

    @property
    def dialect(self) -> Dialect:
        return self.writing.dialect

    @property
    def steps(self) -> Steps:
        return self.writing.steps

    @cached_property
    def level(self) -> int:
        """The level at which all facts are there."""
        header, names = self.definition.header, self.writing.facts.names
        days = (name for channel in self.definition.channels for name in (channel.last, channel.done) if name)
        return level_of(names[name] for name in (header.class_, header.anchor, *days))

    @cached_property
    def class_(self) -> Sql:
        """Each customer's class; null where it is unknown."""
        return sql_of(self.writing.facts.names[self.definition.header.class_], self.dialect)

    def contact(self, channel: Channel) -> Iterator[Sql]:
        """The next day, the days overdue, the status, and whether there was no contact yet."""
        last, begin, level = self._begin(channel)
        due, today = self._due(channel, (last, begin), level), day_of(self.as_of, self.dialect)
        yield due
        classes = self.definition.classes
        free = [each for each in classes if not self._is_required(each, channel)]
        optional = [each for each in free if self.definition.interval(each, channel.id)]
        zero = literal(0)
        late = [(due < today, days_between(today, due, self.dialect)), (due.is_known(), zero)]
        yield case([*self._when_one_of(free, zero), *late])
        unneeded = [each for each in free if each not in optional]
        yield case(
            [
                (self.class_.is_null(), self._status(ContactStatus.UNKNOWN)),
                *self._when_one_of(unneeded, self._status(ContactStatus.NOT_REQUIRED)),
                *self._when_one_of(optional, self._status(ContactStatus.OPTIONAL)),
                (due.is_null(), self._status(ContactStatus.UNKNOWN)),
                (due < today, self._status(ContactStatus.OVERDUE)),
                (due == today, self._status(ContactStatus.DUE_TODAY)),
            ],
            self._status(ContactStatus.AHEAD),
        )
        yes, no_ = (value_of(literal(each), self.dialect) for each in (True, False))
        yield case([(last.is_known(), no_), (begin.is_known(), yes)])

    def reason(self, channel: Channel, saying: Saying) -> Sql:
        """The sentence of the interval that each customer follows; null without one."""
        by_sentence: dict[Text, list[str]] = {}
        for class_ in self.definition.classes:
            interval = self.definition.interval(class_, channel.id)
            if interval is not None:
                by_sentence.setdefault(interval.because, []).append(class_)
        said = [
            (one_of(self.class_, classes, self.dialect), saying.sentence(because))
            for because, classes in by_sentence.items()
        ]
        return case(said) if said else NULL.cast("TEXT")

    def _status(self, status: ContactStatus) -> Sql:
        return text_of(status.value, self.dialect)

    def _when_one_of(self, classes: list[str], value: Sql) -> list[tuple[Sql, Sql]]:
        return [(one_of(self.class_, classes, self.dialect), value)] if classes else []

    def _is_required(self, class_: str, channel: Channel) -> bool:
        interval = self.definition.interval(class_, channel.id)
        return interval is not None and not interval.optional

    def _begin(self, channel: Channel) -> tuple[Sql, Sql, int]:
        """The last contact that counts on a channel, the day from which the interval counts, and the level of that."""
        values, steps = self.definition.values_on(self.as_of), self.steps
        counted = [each.last for each in self.definition.channels if values.get(channel.counts.get(each.id, ""))]
        last, *others = [self._day(name) for name in dict.fromkeys((channel.last, *counted))]
        level = self.level
        for other in others:
            later = case([(other.is_null() | (last >= other), last)], other)
            last, level = steps.place(later, level, f"last_{channel.id}", "last"), level + 1
        anchor = self._day(self.definition.header.anchor)
        title = f"{channel.id}: counted from the last contact, or else from {self.definition.header.anchor}"
        begin = steps.place(coalesce(last, anchor), level, f"begin_{channel.id}", "contacts", title)
        return last, begin, level + 1

    def _day(self, name: str) -> Sql:
        part = self.writing.facts.names[name]
        is_null = isinstance(part, Constant) and part.value is None
        return Sql(exp.cast(exp.null(), "DATE")) if is_null else sql_of(part, self.dialect)

    def _due(self, channel: Channel, days: tuple[Sql, Sql], level: int) -> Sql:
        """The day of the next contact, of the last one and the day to count from; null where there is no interval, or
        nothing to count from."""
        by_rhythm: dict[_Rhythm, list[str]] = {}
        for class_ in self.definition.classes:
            interval = self.definition.interval(class_, channel.id)
            if interval is not None:
                by_rhythm.setdefault(self._rhythm(interval), []).append(class_)
        top, branches = level, list[tuple[Sql, Sql]]()
        for rhythm, classes in by_rhythm.items():
            day, reached = self._next(rhythm, channel, days, level)
            top = max(top, reached)
            branches.append((one_of(self.class_, classes, self.dialect), day))
        if not branches:
            return Sql(exp.cast(exp.null(), "DATE")) if self.dialect.name != "sqlite" else NULL
        return self.steps.place(case(branches), top, f"due_{channel.id}", "due")

    def _rhythm(self, interval: Interval) -> _Rhythm:
        values = self.definition.values_on(self.as_of)

        def whole(name: str) -> int:
            found = values[name]
            assert isinstance(found, int)  # checking makes sure of it
            return found

        unit = self.definition.parameters[interval.every].unit
        assert unit != BUSINESS_DAYS  # refused before
        on, times = (whole(name) if name else None for name in (interval.on, interval.times))
        return _Rhythm(unit, whole(interval.every), on, times)

    def _next(self, rhythm: _Rhythm, channel: Channel, days: tuple[Sql, Sql], level: int) -> tuple[Sql, int]:
        """The next day by a rhythm, and the level that it can be read at."""
        _, begin = days
        if rhythm.times is not None:
            return self._of_quota(rhythm, channel, days, level)
        if rhythm.on is not None:
            return self._on_day(channel, begin, rhythm, level)
        is_months = rhythm.unit in _MONTHS
        adding: Adding = "add_months" if is_months else "add_days"
        length = rhythm.count * (_MONTHS if is_months else _DAYS)[rhythm.unit]
        return moved(adding, begin, literal(length), self.steps, level)

    def _on_day(self, channel: Channel, begin: Sql, rhythm: _Rhythm, level: int) -> tuple[Sql, int]:
        """The first such day of a month after another day, and all but one of so many months later."""
        assert rhythm.on is not None
        month = self._month(channel, begin, level)
        own, level = in_month(month, rhythm.on, self.steps, level + 1)
        further = case([(own > begin, literal(rhythm.count - 1))], literal(rhythm.count))
        title = f"{channel.id}: the month with the next day {rhythm.on} that counts"
        there = self.steps.place(month + further, level, f"month_due_{channel.id}", "months", title)
        return in_month(there, rhythm.on, self.steps, level + 1)

    def _of_quota(self, rhythm: _Rhythm, channel: Channel, days: tuple[Sql, Sql], level: int) -> tuple[Sql, int]:
        """The end of the week or month of a day while that is the present one and not full, else of the one after."""
        (last, begin), unit, steps = days, rhythm.unit, self.steps
        if unit == "weeks":
            to_sunday = (literal(7) - part_of("weekday", begin, self.dialect)).cast("INT")
            title = f"{channel.id}: the days that are left of the week"
            rest = steps.place(to_sunday, level, f"rest_of_week_{channel.id}", "weeks", title)
            (own, level), (after, _) = (moved("add_days", begin, each, steps, level + 1) for each in (rest, rest + 7))
        else:
            month = self._month(channel, begin, level)
            following = steps.place(month + 1, level + 1, f"month_after_{channel.id}", "months")
            (own, _), (after, level) = (in_month(each, _ENDS, steps, level + 2) for each in (month, following))
        title = f"{channel.id}: the end of the {unit.removesuffix('s')}"
        own = steps.place(own, level, f"end_{channel.id}", "periods", title)
        is_past = own < day_of(self.as_of, self.dialect)
        is_full = self._is_full(channel, last, rhythm, own)
        return case([(is_past | is_full, after), (~is_full, own)]), level + 1

    def _month(self, channel: Channel, begin: Sql, level: int) -> Sql:
        title = f"{channel.id}: the months since January 2000"
        return self.steps.place(month_of(begin, self.dialect), level, f"month_{channel.id}", "months", title)

    def _is_full(self, channel: Channel, last: Sql, rhythm: _Rhythm, end: Sql) -> Sql:
        """Whether the week or month with this end, not a past one, has its contacts; null where that is unknown."""
        if rhythm.times == 1:
            return last.is_known()
        done = self.writing.facts.names[channel.done]
        is_null = isinstance(done, Constant) and done.value is None
        counted = NULL.cast("INT") if is_null else sql_of(done, self.dialect)
        is_to_come = end > day_of(period_end(self.as_of, rhythm.unit), self.dialect)
        return last.is_known() & (is_to_come | (counted >= literal(rhythm.times)))
