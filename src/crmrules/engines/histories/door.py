"""From the rows of a frame to events: each part a column of one type, and what is wrong told as of records."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import polars as pl
from attrs import define, field, frozen

from crmrules.engines.histories.cells import (
    MOMENT_FOR_DAY,
    Told,
    are_days,
    check_no_moments,
    check_type,
    each_told,
    filled_texts,
    is_text,
    values_told,
    whether_known,
    whole_numbers,
)
from crmrules.engines.histories.columns import (
    CUSTOMER,
    DAY,
    INDEX,
    JOINED,
    KIND,
    MOMENT,
    RECORDED,
    data,
    id_,
    numbers_of,
)
from crmrules.engines.histories.values import with_values
from crmrules.errors import RecordError
from crmrules.expressions.accept import accept
from crmrules.expressions.tree import names
from crmrules.expressions.types import Kind
from crmrules.records.day_form import DayForm
from crmrules.records.forms import Forms, Reader
from crmrules.records.history.definition import History, KindColumn
from crmrules.records.history.events import check_columns, columns_read, of_given
from crmrules.records.history.given import Given
from crmrules.records.history.moments import When, family, read_when
from crmrules.records.history.parts import OTHER, customer_of, id_of, kind_of

MOST_TOLD = 1_000
"""Of how many rows it is told at most what is wrong with them."""

_WHOLE_DAYS = "days"
_DTYPES: dict[str, Any] = {
    _WHOLE_DAYS: pl.Date,
    "moments without a zone": pl.Datetime("us"),
    "moments with a zone": pl.Datetime("us", "UTC"),
}


@frozen
class Source:
    """Rows of events as they came."""

    frame: pl.DataFrame
    reader: Reader = field(default=accept)
    """How their texts are read."""
    called: Callable[[int], str] = field(default=lambda place: f"row {place + 1}")
    """What a row is called in messages, by its place from 0."""


@frozen
class Events:
    """Events as a history reads them, each once."""

    frame: pl.DataFrame
    ids: tuple[str, ...]
    """The columns that make up what an event is called."""
    kinds: frozenset[str]
    """The kinds that occur."""
    names: Mapping[int, str]
    """The kinds by their numbers."""
    called: Callable[[int], str]
    """What an event is called in messages, by the number of its row."""


def events_of(history: History, source: Source) -> Events:
    """The events that rows are.

    Raises `RecordError` with everything that is wrong with rows or columns, and `BindingError` for columns that are not
    there.
    """
    check_columns(history, source.frame.columns)
    there = [name for name in history.carried if name in source.frame.columns]
    given = [source.frame.get_column(name) for name in dict.fromkeys([*columns_read(history), *there])]
    for column in given:
        check_type(column)
    _check_moments(history, given)
    # called otherwise: what Polars takes for a pattern is a name, too
    rows = pl.DataFrame([column.alias(_called(column.name)) for column in given]).with_row_index(INDEX)
    return _Door(history, source, pl.DataFrame(given), rows).events()


def _check_moments(history: History, given: Iterable[pl.Series]) -> None:
    """Make sure that a frame without rows, as plans are tried on, has no moments of a zone where rows may have none."""
    days = {name for name, type_ in history.types.items() if type_ is not None and type_.kind is Kind.DATE}
    moments = {history.at.column} | ({history.recorded.column} if history.recorded is not None else set())
    moments |= {history.joined.column} if history.joined is not None else set()
    if not history.zone:
        remedy = 'say in the binding in which zone their day is meant: `zone = "Asia/Shanghai"`'
        check_no_moments((each for each in given if each.name in moments), remedy)
    if history.forms.day is None:
        check_no_moments((each for each in given if each.name in days - moments), MOMENT_FOR_DAY)


@define
class _Door:
    history: History
    source: Source
    given: pl.DataFrame
    """The columns that are read."""
    rows: pl.DataFrame
    """Those rows that are events, with their numbers."""
    refused: set[int] = field(factory=set)
    """The numbers of rows that are refused, of some of them where they are many."""
    kinds: frozenset[str] = field(default=frozenset())
    names: Mapping[int, str] = field(factory=dict)

    def events(self) -> Events:
        history = self.history
        if history.where is not None:
            self._leave_out()
        customer = self._told(customers_told(self._column(history.customer), history.forms))
        moment, day = self._moments(history.at.column, history.at.forms or history.forms.day or ())
        kind = self._kinds()
        made = {INDEX: self.rows[INDEX], CUSTOMER: customer, MOMENT: moment, DAY: day, KIND: kind}
        ids = {id_(place): self._id(column) for place, column in enumerate(history.id)}
        made |= ids
        if history.recorded is not None:
            forms = history.recorded.forms or history.forms.day or ()
            made[RECORDED] = self._days(history.recorded.column, forms)
        if history.joined is not None and history.joined.column:
            made[JOINED] = self._days(history.joined.column, history.forms.day or ())
        made |= {data(name): self._data(name, kind) for name in history.data}
        for needed in (customer, day, kind):
            self._refuse(needed.is_null())
        self._tell()
        frame = pl.DataFrame([column.alias(name) for name, column in made.items()])
        return Events(self._each_once(frame, tuple(ids)), tuple(ids), self.kinds, self.names, self.source.called)

    def _leave_out(self) -> None:
        """Keep the rows that are events; what is wrong with others is told with all else."""
        condition = self.history.where
        assert condition is not None
        read = pl.DataFrame([self._data(name, None).alias(data(name)) for name in sorted(names(condition))])
        frame, columns = with_values(read, [condition], self.history.types)
        truth = frame[columns[condition].name] if frame.height else pl.Series(dtype=pl.Boolean)
        self._refuse(truth.is_null())
        self.rows = self.rows.filter(truth)

    def _id(self, name: str) -> pl.Series:
        column = self._column(name)
        if is_text(column):
            return filled_texts(column)
        whole = whole_numbers(column)
        return self._told(each_told(column, _id_part, pl.Int64)) if whole is None else whole

    def _kinds(self) -> pl.Series:
        kind, numbers = self.history.kind, numbers_of(self.history)
        if not isinstance(kind, KindColumn):
            self.kinds = frozenset([kind] if self.rows.height else [])
            number = numbers.get(kind, len(numbers) + 1)
            self.names = {number: kind}
            return pl.Series([number], dtype=pl.Int32).new_from_index(0, self.rows.height)
        occur: set[str] = set()

        def number_of(raw: object) -> int | None:
            told = kind_of(self.history, raw, is_row=True)
            if told is None:
                return None
            occur.add(told)
            return numbers.setdefault(told, len(numbers) + 1)

        found = self._told(each_told(self._column(kind.column), number_of, pl.Int32))
        self.kinds = frozenset(occur - {OTHER})
        self.names = {number: told for told, number in numbers.items()}
        return found

    def _moments(self, name: str, forms: Collection[DayForm]) -> tuple[pl.Series, pl.Series]:
        """The moments of a column, all of one family so that they can be put in order, and their days."""
        read = self._read_moments(name, forms)
        return read if isinstance(read, tuple) else self._ordered(read)

    def _days(self, name: str, forms: Collection[DayForm]) -> pl.Series:
        """The days of the moments of a column, which may be of any family."""
        read = self._read_moments(name, forms)
        return read[1] if isinstance(read, tuple) else read.days

    def _read_moments(self, name: str, forms: Collection[DayForm]) -> "tuple[pl.Series, pl.Series] | _OneByOne":
        """The moments of a column and their days, where its type tells them; else those that were read one by one."""
        column, zone, said = self._column(name), self.history.zone, self.history.forms
        dtype = column.dtype
        if not said.unknown and dtype == pl.Null:
            return column.cast(pl.Date), column.cast(pl.Date)
        if not said.unknown and dtype == pl.Date and are_days(column):
            return column, column
        if not said.unknown and isinstance(dtype, pl.Datetime) and bool(zone) >= (dtype.time_zone is not None):
            local = column if dtype.time_zone is None else column.dt.convert_time_zone(zone)
            days = local.dt.date()
            if are_days(days):
                return column, days
        whens: dict[Any, When] = {}

        def read(raw: Any) -> int | None:
            when = None if said.says_unknown(raw) else read_when(raw, zone, tuple(forms))
            if when is not None:
                whens[len(whens)] = when
            return None if when is None else len(whens) - 1

        places = self._told(each_told(column, read, pl.Int64))
        return _OneByOne(places, list(whens.values()))

    def _ordered(self, read: "_OneByOne") -> tuple[pl.Series, pl.Series]:
        """Moments that were read one by one, all of one family."""
        places, whens = read.places, read.whens
        families = [family(moment) for moment, _ in whens]
        first = families[places.drop_nulls()[0]] if whens else _WHOLE_DAYS
        if len({*families}) > 1:
            others = pl.Series([place for place, each in enumerate(families) if each != first])
            self._refuse(places.is_in(others.implode()))
            self._refuse(places == places.drop_nulls()[0])
        alike = [moment if each == first else None for (moment, _), each in zip(whens, families, strict=True)]
        moments = pl.Series(alike, dtype=_DTYPES[first])
        return moments.gather(places), read.days

    def _data(self, name: str, kind: pl.Series | None) -> pl.Series:
        """A piece of data; of events that no fact reads it is unknown."""
        column, type_ = self._column(name), self.history.types[name]
        unread = None if kind is None or self.history.carried else kind > len(self.history.read_kinds)
        if unread is not None and unread.any():
            column = column.set(unread, None)
        if type_ is None:
            return self._told(whether_known(column, self.history.forms))
        return self._told(values_told(column, type_, self.history.forms, self.source.reader))

    def _column(self, name: str) -> pl.Series:
        if _called(name) not in self.rows.columns:  # what events carry need not be there
            return pl.Series(name, [None], dtype=pl.Null).new_from_index(0, self.rows.height)
        return self.rows[_called(name)]

    def _told(self, told: Told) -> pl.Series:
        if told.refused is not None:
            self._refuse(told.refused)
        return told.values

    def _refuse(self, where: pl.Series) -> None:
        self.refused |= {*self.rows[INDEX].filter(where.fill_null(value=False)).head(MOST_TOLD).to_list()}

    def _tell(self) -> None:
        """Raises `RecordError` where rows are refused, with what a reader of records says of them."""
        if self.refused:
            self._read_by_rows(sorted(self.refused)[:MOST_TOLD])

    def _read_by_rows(self, places: Iterable[int]) -> None:
        places = list(places)
        rows = self.given[places].iter_rows(named=True)
        source = self.source
        of_given(
            self.history,
            [Given(source.called(place), row, source.reader) for place, row in zip(places, rows, strict=True)],
        )
        raise RecordError.of("frame", "has values that cannot be read", "give the rows as records: they say which")

    def _each_once(self, frame: pl.DataFrame, ids: tuple[str, ...]) -> pl.DataFrame:
        """The events, those of one id once, recorded when the first of them was."""
        if not ids:
            return frame
        named = frame
        if any(frame[name].null_count() for name in ids):
            named = frame.filter(pl.all_horizontal(pl.col(ids).is_not_null()))
        # neighbours in their order are compared: a table of all ids takes ten times the memory
        ordered = named.select(ids).sort(ids)
        if not ordered.select(pl.all_horizontal(pl.col(ids) == pl.col(ids).shift()).any()).item():
            return frame
        content = [name for name in frame.columns if name not in (INDEX, RECORDED, *ids)]
        differ = [(pl.col(name).n_unique() > 1).alias(name) for name in content]
        twice = named.group_by(ids).agg(*differ).filter(pl.any_horizontal(content)).select(ids)
        if twice.height:
            self._read_by_rows(named.join(twice, on=ids).sort(INDEX)[INDEX].head(MOST_TOLD).to_list())
        earliest = [pl.col(RECORDED).min()] if RECORDED in frame.columns else []
        kept = [pl.col(name).first() for name in frame.columns if name not in (RECORDED, *ids)]
        once = named.group_by(ids).agg(*kept, *earliest).select(frame.columns)
        return pl.concat([frame.filter(pl.any_horizontal(pl.col(ids).is_null())), once])


@frozen
class _OneByOne:
    """Moments that were read one by one, each different one once."""

    places: pl.Series
    """Which of them each row has."""
    whens: list[When]

    @property
    def days(self) -> pl.Series:
        """The day of each row."""
        return pl.Series([day for _, day in self.whens], dtype=pl.Date).gather(self.places)


def _called(column: str) -> str:
    return f"of {column}"


def customers_told(column: pl.Series, forms: Forms) -> Told:
    """Who the customers of a column are: texts or whole numbers."""
    if not forms.unknown:
        found = filled_texts(column) if is_text(column) else whole_numbers(column)
        if found is not None:
            return Told(found)
    dtype = pl.String if is_text(column) else pl.Int64
    return each_told(column, lambda raw: None if forms.says_unknown(raw) else customer_of(raw), dtype)


def _id_part(raw: object) -> Any:
    told = id_of((raw,))
    return None if told is None else told[0][1]
