"""A cadence in SQL: for each channel the next day, the days overdue, the status, and if there was none yet."""

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import frozen
from sqlglot import exp

from crmrules.definitions.periods import BUSINESS_DAYS
from crmrules.engines.sql.asking import one_of
from crmrules.engines.sql.build import NULL, Sql, case, coalesce, literal
from crmrules.engines.sql.days import Adding, day_of, days_between, moved
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import sql_of
from crmrules.engines.sql.parts import Constant, level_of
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.errors import EngineError
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel, ContactStatus, Interval
from crmrules.kinds.cadence.result import columns_of

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}


def cadence_sql(writing: Writing[CadenceDefinition]) -> str:
    """The statement with the contacts of each customer.

    Raises `EngineError` for intervals in business days, which need a table of days, and for those on a day of the month
    or of so many in each week or month.
    """
    definition = writing.definition
    counting = [each.id for each in definition.channels if definition.counts_business_days(each.id)]
    if counting:
        message = f"counts business days on channel `{counting[0]}`, and SQL knows no calendar of them"
        raise EngineError.of(f"policy `{definition.id}`", message, "read the rows, and `apply` it to them")
    by_calendar = [each for each in definition.intervals if each.on or each.times]
    if by_calendar:
        what = "on a day of the month" if by_calendar[0].on else "so many times in each week or month"
        message = f"asks for contacts {what} on channel `{by_calendar[0].channel}`, which is not written in SQL"
        raise EngineError.of(f"policy `{definition.id}`", message, "read the rows, and `apply` it to them")
    assert writing.as_of is not None  # a cadence depends on the day
    contacting = _Contacting(writing, writing.as_of)
    added: dict[str, Sql] = {}
    for channel in definition.channels:
        added |= dict(zip(columns_of(channel.id), contacting.contact(channel), strict=True))
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
        read = [header.class_, header.anchor, *(channel.last for channel in self.definition.channels)]
        return level_of(names[name] for name in read)

    @cached_property
    def class_(self) -> Sql:
        """Each customer's class; null where it is unknown."""
        return sql_of(self.writing.facts.names[self.definition.header.class_], self.dialect)

    def contact(self, channel: Channel) -> Iterator[Sql]:
        """The next day, the days overdue, the status, and whether there was no contact yet."""
        last, begin, level = self._begin(channel)
        due, today = self._due(channel, begin, level), day_of(self.as_of, self.dialect)
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

    def _due(self, channel: Channel, begin: Sql, level: int) -> Sql:
        """The day of the next contact; null where there is no interval, or no day to count from."""
        by_length: dict[tuple[bool, int], list[str]] = {}
        for class_ in self.definition.classes:
            interval = self.definition.interval(class_, channel.id)
            if interval is not None:
                months = self._length(interval, _MONTHS)
                length = (True, months) if months else (False, self._length(interval, _DAYS))
                by_length.setdefault(length, []).append(class_)
        top, branches = level, list[tuple[Sql, Sql]]()
        for (is_months, count), classes in by_length.items():
            adding: Adding = "add_months" if is_months else "add_days"
            day, reached = moved(adding, begin, literal(count), self.steps, level)
            top = max(top, reached)
            branches.append((one_of(self.class_, classes, self.dialect), day))
        if not branches:
            return Sql(exp.cast(exp.null(), "DATE")) if self.dialect.name != "sqlite" else NULL
        return self.steps.place(case(branches), top, f"due_{channel.id}", "due")

    def _length(self, interval: Interval, units: Mapping[str, int]) -> int:
        """How many of some units an interval is; none where it is in others."""
        count = self.definition.values_on(self.as_of)[interval.every]
        assert isinstance(count, int)  # checking makes sure of it
        unit = self.definition.parameters[interval.every].unit
        assert unit != BUSINESS_DAYS  # refused before
        return count * units.get(unit, 0)
