"""Aggregates that take no order, and what events of which nobody knows whether they count could change of them."""

from collections.abc import Callable
from typing import TypeAlias, assert_never

from crmrules.engines.bounds import UNIT
from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.expressions import Columns
from crmrules.engines.sql.histories.log import Log
from crmrules.engines.sql.histories.months import months_since
from crmrules.engines.sql.histories.pieces import among, count, different, greatest, least, none_if_null
from crmrules.engines.sql.histories.reckoning import Reckoner
from crmrules.engines.sql.histories.rows import Choice, Grouped, Making, choice_of, known_unless
from crmrules.engines.sql.parts import Column, Family
from crmrules.expressions.operators import ComparisonOperator
from crmrules.records.history.aggregates import Aggregate, AggregateFunction

Changing: TypeAlias = Callable[[Column, Columns], list[Sql]]
"""Given a fact, where an event that may count could change it."""


def counted(log: Log, name: str, aggregate: Aggregate, group: Grouped) -> Making:
    """A fact of events in any order."""
    choice, window = choice_of(log, aggregate), log.windows.of(aggregate)
    reckoner = Reckoner(log, name, aggregate, group, choice.sure)
    found = reckoner.reckoned()
    blocked = [window.blocked, *found.blocked]
    if aggregate.needed:
        blocked.append(none_if_null(reckoner.column("needed", count(choice.sure))) < aggregate.needed)
    changes = changed(reckoner, choice)

    def made(columns: Columns) -> Column:
        fact = found.made(columns)
        return known_unless(fact, [*blocked, *changes(fact, columns)], columns)

    return made


def changed(reckoner: Reckoner, choice: Choice) -> Changing:
    """Where an event of which nobody knows whether it counts could change a fact."""
    if choice.maybe is None:
        return lambda _, __: []
    found = _changed_days(reckoner, choice, choice.maybe)
    if found is not None:
        return lambda _, __: [found]
    return _changed_values(reckoner, choice, choice.maybe)


def _changed_days(reckoner: Reckoner, choice: Choice, maybe: Sql) -> Sql | None:
    """Where one does of those that look at events and their days; None of those that look at values."""
    log, column, sure = reckoner.log, reckoner.column, choice.sure
    day = log.events.day
    match reckoner.aggregate.function:
        case AggregateFunction.COUNT:
            return column("maybe", count(maybe)) > 0
        case AggregateFunction.DAYS | AggregateFunction.SHARE_OF_DAYS:
            return column("most_days", different(day, choice.any)) > column("days", different(day, sure))
        case AggregateFunction.FIRST_DAY:
            return column("maybe", least(day, maybe)) < column("day", least(day, sure))
        case AggregateFunction.LAST_DAY | AggregateFunction.DAYS_SINCE | AggregateFunction.MONTHS_SINCE:
            other, last = column("maybe", greatest(day, maybe)), column("day", greatest(day, sure))
            if reckoner.aggregate.function != AggregateFunction.MONTHS_SINCE:
                return other > last
            months = [months_since(each, log.windows.as_of, log.dialect) for each in (other, last)]
            return (other > last) & (months[0] != months[1])
        case (
            AggregateFunction.SUM
            | AggregateFunction.MEAN
            | AggregateFunction.MIN
            | AggregateFunction.MAX
            | AggregateFunction.DISTINCT
            | AggregateFunction.LAST
            | AggregateFunction.FIRST
            | AggregateFunction.OPEN
        ):
            return None
        case _:
            assert_never(reckoner.aggregate.function)


def _changed_values(reckoner: Reckoner, choice: Choice, maybe: Sql) -> Changing:
    value, column, function = reckoner.value, reckoner.column, reckoner.aggregate.function
    unknown = column("maybe_unknown", count(among(maybe, value.sql.is_null()))) > 0
    if function == "sum":
        away = value.sql != 0 if value.error is None else value.sql.abs() > value.error * UNIT
        adds = column("maybe", count(among(maybe, away))) > 0
        return lambda _, __: [unknown, adds]
    if function == "distinct":
        most = column("most_distinct", different(value.sql, choice.any))
        least_ = column("distinct", different(value.sql, choice.sure))
        return lambda _, __: [unknown, most > least_]
    asked: list[tuple[Sql, ComparisonOperator]] = []
    if function in ("mean", "min"):
        asked.append((column("maybe_least", least(value.sql, maybe)), "<"))
    if function in ("mean", "max"):
        asked.append((column("maybe_most", greatest(value.sql, maybe)), ">"))
    error = None if value.error is None else column("maybe_error", greatest(value.error, maybe))

    def beyond(fact: Column, columns: Columns) -> list[Sql]:
        found = [unknown]
        for sql, operator in asked:
            if fact.family is Family.NUMBER:
                found.append(columns.numbers.compared(operator, value.picked(sql, error), fact))
            else:
                found.append(sql < fact.sql if operator == "<" else sql > fact.sql)
        return found

    return beyond
