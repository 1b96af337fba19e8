"""The rows of a table as events: whose, when, of what kind, and what facts read of each."""

import datetime
from collections.abc import Mapping

from attrs import define, field, frozen
from sqlglot import exp

from crmrules.engines.sql.asking import binary, is_filled, one_of, same, stripped
from crmrules.engines.sql.build import Sql, case, function
from crmrules.engines.sql.cells import Cells
from crmrules.engines.sql.days import day_of, days_between
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import Called, Columns
from crmrules.engines.sql.histories.pieces import AGO, CUSTOMER, DAY, KIND, MOMENT
from crmrules.engines.sql.histories.values import Value, value_of
from crmrules.engines.sql.holdings import Holding
from crmrules.engines.sql.parts import Column, Family, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import is_true
from crmrules.errors import EngineError
from crmrules.expressions.accept import BLANKS
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import DATE, TEXT, Kind, Type
from crmrules.records.history.definition import History, KindColumn

JOINED, RECORDED = "joined", "recorded"
_TITLE = "events"
_ZONED = ("duckdb", "postgres", "snowflake", "bigquery")
"""The databases that tell the day of a moment in a zone."""


@frozen
class EventColumns:
    """What can be read of events."""

    asked: tuple[Sql, ...]
    """Every column."""
    customer: Sql
    kind: Sql | str
    """The column of kinds, or the kind of all of them."""
    day: Sql
    ago: Sql
    moment: Sql
    ids: tuple[Sql, ...]
    joined: Sql | None
    recorded: Sql | None
    is_event: Sql | None
    """Which rows are events at all; all of them where there is nothing."""
    wheres: Mapping[Expression, Part]
    values: Mapping[Expression, Value]

    def is_of(self, kinds: tuple[str, ...], dialect: Dialect) -> Sql | None:
        """Whether an event is of one of some kinds; None where every one is."""
        if isinstance(self.kind, Sql):
            return one_of(self.kind, list(kinds), dialect)
        return None if self.kind in kinds else text_of(self.kind, dialect) == text_of("", dialect)


@define
class EventReader:
    """Reads events from the columns that a history names; what SQL cannot read is refused by name."""

    history: History
    kinds: Mapping[str, Kind]
    """The types of columns, as the binding gives them."""
    steps: Steps
    as_of: datetime.date
    holdings: Mapping[str, Holding]
    """What columns hold, as far as it is told."""
    in_order: bool
    """Whether any fact asks for the order of events, so that ids are compared."""
    counts_back: bool
    """Whether any fact asks how long ago events are."""
    _cells: Cells = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._cells = Cells(self.steps, self.holdings)

    def read(self) -> EventColumns:
        """The columns of events; raises `EngineError` for what is not written in SQL."""
        history, place = self.history, self.steps.place
        raw = self._cells.raw(history.at.column)
        day = place(self._day(history.at.column), 0, DAY, _TITLE)
        ago = place(days_between(day_of(self.as_of, self.dialect), day, self.dialect), 1, AGO, _TITLE)
        moment = place(self._moment(raw), 0, MOMENT, _TITLE)
        customer = place(self._named(history.customer, "customer"), 0, CUSTOMER, _TITLE)
        kind = history.kind if isinstance(history.kind, str) else self._kind(history.kind)
        ids = tuple(place(self._id(name), 0, f"id_{number}", _TITLE) for number, name in enumerate(history.id, 1))
        told, known = history.joined, history.recorded
        joined = place(self._plain_day(told.column), 0, JOINED, _TITLE) if told is not None and told.column else None
        recorded = None if known is None else place(self._day(known.column), 0, RECORDED, _TITLE)
        is_event, wheres, values = self._read_data()
        if self._cells.problems:
            raise EngineError(self._cells.problems)
        asked = [day, customer, *ids, *(each for each in (joined, recorded, is_event) if each is not None)]
        asked += [*([ago] if self.counts_back else []), *([moment] if self.in_order else [])]
        asked += [kind] if isinstance(kind, Sql) else []
        asked += [each.sql for each in wheres.values() if isinstance(each, Column)]
        asked += [sql for each in values.values() for sql in each.columns]
        return EventColumns(
            tuple(asked), customer, kind, day, ago, moment, ids, joined, recorded, is_event, wheres, values
        )

    @property
    def dialect(self) -> Dialect:
        """The database that is written for."""
        return self.steps.dialect

    def _read_data(self) -> tuple[Sql | None, dict[Expression, Part], dict[Expression, Value]]:
        """Which rows are events, the conditions, and the values, each in a column of its own."""
        history = self.history
        columns = Columns({}, self.steps)
        data = {name: self._data(name, type_) for name, type_ in history.types.items()}
        columns.names = {name: columns.placed(each, Called(f"data_{name}", _TITLE)) for name, each in data.items()}
        is_event: Sql | None = None
        if history.where is not None:
            made = columns.build(history.where, Called("is_event", _TITLE, render(history.where)))
            is_event = is_true(made.sql, self.dialect) if isinstance(made, Column) else case([], made.value is True)
        aggregates = history.facts.values()
        wheres = {each.where: self._built(columns, each.where, "where") for each in aggregates if each.where}
        values = {
            each.value: value_of(self._built(columns, each.value, "value"), each.value, columns)
            for each in aggregates
            if each.value is not None
        }
        return is_event, wheres, values

    def _built(self, columns: Columns, expression: Expression, name: str) -> Part:
        return columns.build(expression, Called(name, _TITLE, render(expression)))

    def _data(self, name: str, type_: Type | None) -> Column:
        """A piece of an event's data; of one that is only asked whether it is known any value will do."""
        forms, called = self.history.forms, f"column `{name}`"
        if type_ is not None:
            return self._cells.column(name, type_, called, forms)
        text = binary(self._cells.raw(name).cast("TEXT"), self.dialect)
        return Column(Family.TEXT, case([(is_filled(text, BLANKS, self.dialect), text)]))

    def _named(self, name: str, part: str) -> Sql:
        """A customer: a text, or the whole number that the binding says it is."""
        kind = self.kinds.get(name, Kind.TEXT)
        type_ = Type(Kind.INTEGER) if Type(kind).numeric else TEXT
        return self._cells.column(name, type_, f"history, `{part}`", self.history.forms).sql

    def _id(self, name: str) -> Sql:
        if self.in_order and name not in self.kinds and self.dialect.name in ("mysql", "mariadb", "sqlserver"):
            message = f"nobody knows how ids of column `{name}` are ordered"
            raise EngineError.of(f"dialect `{self.dialect.name}`", message, f'say under [columns]: {name} = "text"')
        return self._named(name, "id")

    def _kind(self, kind: KindColumn) -> Sql:
        raw = self._cells.raw(kind.column)
        told = self.kinds.get(kind.column, Kind.TEXT)
        if not kind.values:
            return self.steps.place(self._named(kind.column, "kind"), 0, KIND, _TITLE)
        if told is Kind.TEXT:
            raw = self.steps.place(stripped(binary(raw, self.dialect), BLANKS, self.dialect), 0, "kind_text", _TITLE)
        branches: list[tuple[Sql, Sql]] = []
        for meant in dict.fromkeys(kind.values.values()):
            keys = [key for key, each in kind.values.items() if each == meant]
            found = self._cells.is_one_of(raw, told, keys)
            if found is not None:
                branches.append((found, text_of(meant, self.dialect)))
        nothing = same(raw, text_of("", self.dialect), self.dialect) if told is Kind.TEXT else raw.is_null()
        told_kind = case([*branches, (~nothing, text_of("", self.dialect))])
        return self.steps.place(told_kind, int(told is Kind.TEXT), KIND, _TITLE)

    def _moment(self, raw: Sql) -> Sql:
        if not self._texts:
            return raw
        # texts of moments are ordered as they are written, with a blank for the T
        return function("REPLACE", raw, Sql(exp.Literal.string("T")), Sql(exp.Literal.string(" ")))

    @property
    def _texts(self) -> bool:
        return self.dialect.name == "sqlite"

    def _plain_day(self, name: str) -> Sql:
        raw = self._cells.raw(name)
        return self._admitted(_begin(raw) if self._texts else raw.cast("DATE"))

    def _day(self, name: str) -> Sql:
        """The day of a moment, in the time of the zone where it has one; `date` under [columns] says that it is one."""
        zone, raw, dialect = self.history.zone, self._cells.raw(name), self.dialect.name
        if any(each is not None and each.forms for each in (self.history.at, self.history.recorded)):
            self._cells.refuse("history, `at`", "says how days or moments are written")
        if not zone or self.kinds.get(name) is Kind.DATE:
            return self._plain_day(name)
        if dialect not in _ZONED:
            message = "the day of a moment in a zone is not written in SQL there"
            raise EngineError.of(f"dialect `{dialect}`", message, "leave out `zone`, and let a view hold the day")
        text = Sql(exp.Literal.string(zone))
        if dialect == "bigquery":
            return self._admitted(function("DATE", raw, text))
        if dialect == "snowflake":
            return self._admitted(function("CONVERT_TIMEZONE", text, raw).cast("DATE"))
        return self._admitted(Sql(exp.AtTimeZone(this=raw.node.copy(), zone=text.node)).cast("DATE"))

    def _admitted(self, day: Sql) -> Sql:
        """A day that rules know."""
        return self._cells.of_type(day, DATE).sql


def _begin(text: Sql) -> Sql:
    """The day that a moment begins with, as ISO 8601 writes it."""
    one, ten = exp.Literal.number(1), exp.Literal.number(10)
    return Sql(exp.Substring(this=text.node.copy(), start=one, length=ten))
