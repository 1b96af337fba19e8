"""Bindings: which column, expression or assumption each fact comes from."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from attrs import evolve, field, frozen

from crmrules.definitions.periods import checked_day
from crmrules.errors import BindingError, PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import shown, yields
from crmrules.expressions.types import Kind
from crmrules.records.columns import COLUMN_KEYS, Column, read_column
from crmrules.records.forms import Forms
from crmrules.records.forms_reading import FORMS, read_forms
from crmrules.records.history.aggregates import Aggregate
from crmrules.records.history.definition import History, Span
from crmrules.records.history.engine import HasColumns, engine, is_frame, sql_engine
from crmrules.records.history.joining import wrong_join
from crmrules.records.history.reading import read_history
from crmrules.records.history.reading_facts import is_aggregate, read_aggregate
from crmrules.records.meanings import Meanings, alike

if TYPE_CHECKING:
    from crmrules.records.history.facts import CustomerFacts, Facts

Day: TypeAlias = "datetime.date | None"
Frame = TypeVar("Frame", bound="HasColumns")

_FLAGS = ("strict", "several")
_TABLES = ("facts", "assume", "house", "columns", "history", "spans", "join")


def _columns(facts: Mapping[str, object]) -> dict[str, Any]:
    """The columns of facts, and their aggregates: `Binding` tells them apart."""
    if not isinstance(facts, Mapping):
        raise BindingError.of("binding", f"{shown(facts)} is no table of facts", 'write it as {"fact": "column"}')
    problems: list[Problem] = []
    read: dict[str, object] = {}
    for name, given in facts.items():
        read[name] = given
        if isinstance(given, Mapping) and is_aggregate(given, COLUMN_KEYS):
            read[name] = read_aggregate(name, given, problems)
        elif not isinstance(given, Aggregate):
            read[name] = read_column(name, given, problems)
    if problems:
        raise BindingError(problems)
    return read


def _assumptions(assume: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(assume, Mapping):
        raise BindingError.of("binding, assume", f"{shown(assume)} is no table", 'write it as {"fact": value}')
    return dict(assume)


def _terms(house: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(house, Mapping):
        raise BindingError.of("binding, house", f"{shown(house)} is no table", 'write it as {"fact": value}')
    return dict(house)


def _kinds(columns: Mapping[str, str]) -> dict[str, Kind]:
    if not isinstance(columns, Mapping):
        raise BindingError.of("binding, columns", f"{shown(columns)} is no table", 'write it as {"column": "number"}')
    for name, kind in columns.items():
        if kind not in list(Kind):
            raise BindingError.of(
                f"binding, columns, `{name}`", f"unknown type {shown(kind)}", did_you_mean(str(kind), Kind)
            )
    return {name: Kind(kind) for name, kind in columns.items()}


def _given(table: Any) -> Any:
    """A table as it is: `Binding` reads it once all its tables are there."""
    return table


@frozen
class Binding:
    """From foreign data to facts.

    ``Binding({"bill": "MonthlyCharges", "churned": {"column": "Churn", "values": {"Yes": True, "No": False}}})``; a
    fact may also be ``{"is": "cents / 100"}``, over columns whose types stand in `columns`. `assume` gives facts a
    value where they are unknown because their absence means something; decisions list what was assumed.

    Raises `BindingError` with every problem found.
    """

    facts: Mapping[str, Column] = field(factory=dict, converter=_columns)
    assume: Mapping[str, Any] = field(factory=dict, converter=_assumptions)
    columns: Mapping[str, Kind] = field(factory=dict, converter=_kinds)
    """The types of the columns that expressions read."""
    house: Mapping[str, Any] = field(factory=dict, converter=_terms)
    """The house's own terms, such as the amount from which it rewards: facts that are the same for every record. They
    are in no column; `assume` holds them as well, and decisions list them as assumed."""
    strict: bool = field(default=False)
    """Whether columns and keys are refused that are neither facts nor bound; otherwise they pass."""
    several: bool = field(default=False)
    """Whether it is for several policies: what it says of facts that the policy at hand does not have then passes."""
    history: History | None = field(default=None, converter=_given)
    """The events behind the facts that are aggregates, with these; given as a table, as are the `spans`."""
    spans: Mapping[str, Span] = field(factory=dict, converter=_given)
    join: Any = field(default=None)
    """How customers of a file of their own are joined to events: a table, ``{"key": "Customer ID"}``, of the column of
    that file that names them."""
    unknown: Any = field(default=None)
    """What means that a value is unknown: a list of texts, in all columns of facts without a list of their own."""
    number: Any = field(default=None)
    """How the numbers of all columns are written, a table such as ``{"decimal": ",", "thousands": "."}``."""
    day: Any = field(default=False)
    """How the days of all columns are written: a form such as ``%d/%m/%Y``, a list of such, or whether moments are."""
    zone: Any = field(default="")
    """The zone in whose time the day of a moment with a zone is told."""
    fold: Any = field(default=None)
    """Whether texts are looked up without regard to case."""
    forms: Forms = field(init=False, eq=False, repr=False)
    """What these five say."""

    def __attrs_post_init__(self) -> None:
        aggregates = {name: each for name, each in self.facts.items() if isinstance(each, Aggregate)}
        problems: list[Problem] = []
        given = {name: getattr(self, name) for name in FORMS if getattr(self, name) is not None}
        forms = read_forms("binding", given, problems)
        history = read_history(self.history, self.spans, aggregates, self.columns, forms)
        columns = {name: each for name, each in self.facts.items() if name not in aggregates}
        read = {"facts": columns, "history": history, "spans": history.spans if history else {}, "forms": forms}
        for name, value in read.items():
            object.__setattr__(self, name, value)
        problems += wrong_join(self.join, self.history)
        for name, column in self.facts.items():
            for one, other in alike(column.values) if forms_of(self, name).fold else ():
                message = f"is `{one}` without regard to case, and means another value"
                problems.append(Problem(f"binding, fact `{name}`, `values`, `{other}`", message, "leave one out"))
        for name in self.house:
            path = f"binding, house, `{name}`"
            if name in self.facts:
                problems.append(
                    Problem(path, "is bound to a column as well", "a term of the house is the same for all")
                )
            if name in self.assume and not _same(self.assume[name], self.house[name]):
                problems.append(Problem(path, "is assumed to be something else", "leave it out of one of the two"))
        object.__setattr__(self, "assume", {**self.assume, **self.house})
        if problems:
            raise BindingError(problems)

    @classmethod
    def load(cls, path: str | Path) -> "Binding":
        """The binding of a TOML file, whose tables and keys are the fields of this class.

        Raises `FileError` for a file that cannot be read, and `BindingError` with everything that is wrong in it.
        """
        from crmrules.definitions.files import path_of, read_bytes

        return cls._of_toml(read_bytes(path_of(path)), str(path))

    @classmethod
    def shipped(cls, name: str) -> "Binding":
        """A binding that comes with the library, such as "hubspot-contacts" or "orders.history".

        `crmrules bind --list` lists them. Raises `BindingError` where none is called so.
        """
        from crmrules.records.shipped import shipped_text

        return cls._of_toml(shipped_text(name), f"{name}.toml")

    @classmethod
    def _of_toml(cls, content: str | bytes, called: str) -> "Binding":
        from crmrules.definitions.files import parse_toml

        try:
            document = parse_toml(content, called)
        except PolicyError as error:
            raise BindingError(error.problems) from None
        for key, table in document.items():
            if key in FORMS or (key in _FLAGS and isinstance(table, bool)):
                continue
            if key not in _TABLES:
                raise BindingError.of(called, f"unknown table `{key}`", did_you_mean(key, (*_TABLES, *FORMS, *_FLAGS)))
            if not isinstance(table, Mapping):
                raise BindingError.of(f"{called}, `{key}`", f"{shown(table)} is no table", f"write it as [{key}]")
        try:
            return cls(**document)
        except BindingError as error:  # a file is called what it is, and not a binding
            told = [evolve(each, path=each.path.removeprefix("binding").removeprefix(", ")) for each in error.problems]
            raise BindingError(each.under(called) for each in told) from None

    @overload
    def facts_at(self, events: Frame, as_of: "datetime.date | HasColumns", known_at: Day = None) -> Frame: ...

    @overload
    def facts_at(
        self, events: Iterable[object] | str | Path, as_of: datetime.date, known_at: Day = None
    ) -> "Facts": ...

    def facts_at(self, events: Any, as_of: Any, known_at: Day = None) -> Any:
        """The facts of one customer at the end of a day, from events or rows of the customer, in any order.

        A path stands for the rows of a file: CSV, a workbook, JSON lines, a JSON array, or Parquet, packed or not.

        Of a frame of events, whosever they are, the facts come as a frame of the same kind, a row a customer with an
        event by then. With a frame for `as_of`, of the column of the customer and a column `as_of`, they come beside
        its columns, a row a pair, each knowing only what had happened by its day.

        With `known_at` only from those recorded by the end of that day. Every policy decides on what it returns.

        Raises `RecordError` with everything that is wrong with the events, also where they are of several customers;
        `BindingError` where the binding has no history or rows lack its columns; `AsOfError` for what is no day;
        `FileError` for a file that cannot be read; `EngineError` for a frame that is not known.
        """
        history = self.needed_history
        if is_frame(events):
            asked = as_of if is_frame(as_of) else checked_day(as_of)
            return engine().facts_at(
                history, events, asked, None if known_at is None else checked_day(known_at, "known_at")
            )
        from crmrules.records.history.facts import facts_of_one

        return facts_of_one(history, events, *_days(as_of, known_at))

    def facts_by_customer(
        self, events: Iterable[object] | str | Path, as_of: datetime.date, known_at: datetime.date | None = None
    ) -> "CustomerFacts":
        """The facts of each customer that has an event by then, by customer; raises as `facts_at` does.

        They are mappings that say why a fact is unknown; of many customers a frame of events gives columns faster.
        """
        from crmrules.records.history.facts import facts_of_each

        return facts_of_each(self.needed_history, events, *_days(as_of, known_at))

    def sql(
        self,
        table: str | Sequence[str],
        *,
        dialect: str,
        as_of: datetime.date,
        known_at: datetime.date | None = None,
        columns: Sequence[str] | Mapping[str, str] | None = None,
    ) -> str:
        """A SELECT with the facts of each customer at the end of a day, from a table of events; a row a customer.

        `table`, `dialect` and `columns` are as `Policy.sql` has them, and the days as in `facts_at`. Raises
        `EngineError` for what that database cannot tell exactly, and for names and texts that cannot be written;
        `BindingError` where the binding has no history, or `columns` lack what it names; `AsOfError` for no day.
        """
        return sql_engine().facts_sql(self, table, dialect, *_days(as_of, known_at), columns)

    def with_history(self, **keys: Any) -> "Binding":
        """The binding with other keys of ``[history]``, such as ``customer="Customer ID"`` or ``since=day``.

        ``kind={"column": "type"}`` names the column and keeps the kinds that its texts stand for. Raises `BindingError`
        with everything that is wrong with them, or with the facts that they leave.
        """
        from crmrules.records.history.reading import changed

        return evolve(self, history=changed(self.needed_history, keys))

    @property
    def join_key(self) -> str:
        """The column of a file of customers by which they are joined to events."""
        key: str = (self.join or {}).get("key", "") or ("" if self.history is None else self.history.customer)
        return key

    @property
    def needed_history(self) -> History:
        """The history, for what asks for its facts; raises `BindingError` where the binding has none."""
        if self.history is None or not self.history.facts:
            remedy = 'give one as an aggregate over events, such as { sum = "order.amount" }'
            raise BindingError.of("binding", "has no facts of a history", remedy)
        return self.history

    def with_maps(self, maps: Iterable[str]) -> "Binding":
        """The binding with facts bound to columns by texts such as ``bill=MonthlyCharges``.

        Raises `BindingError` for a text that is no such mapping.
        """
        facts: dict[str, object] = {}
        if isinstance(maps, str) or not yields(maps):
            raise BindingError.of("map", f"{shown(maps)} is no list of mappings", 'give a list such as ["fact=column"]')
        for text in maps:
            given: object = text
            name, sign, column = given.partition("=") if isinstance(given, str) else ("", "", "")
            if not (name and sign and column):
                raise BindingError.of("map", f"{shown(text)} is no mapping", "write it as fact=column")
            facts[name] = column
        return evolve(self, facts={**self.facts, **facts})


def forms_of(bind: Binding, fact: str) -> Forms:
    """How the values are written that a fact is read from."""
    column = bind.facts.get(fact)
    return bind.forms if column is None else column.forms.over(bind.forms)


def meanings_of(bind: Binding, fact: str) -> Meanings:
    """What the values of a fact's column mean, for a fact with `values`."""
    column, forms = bind.facts[fact], forms_of(bind, fact)
    return Meanings(column.values, column.otherwise, column.split, forms.unknown or (), bool(forms.fold))


def _same(one: object, other: object) -> bool:
    try:
        return bool(one == other)
    except Exception:  # pandas.NA has no truth, an array several
        return False


def _days(as_of: object, known_at: object) -> tuple[datetime.date, datetime.date | None]:
    return checked_day(as_of), None if known_at is None else checked_day(known_at, "known_at")


Bind: TypeAlias = Binding | Mapping[str, Any]
"""What calls take for a binding: one, or the mapping of facts that `Binding` makes one of."""


def bound(bind: object) -> Binding:
    """The binding that a call was given; one that binds nothing for None. Raises `BindingError` for what is none."""
    if bind is None:
        return Binding()
    if isinstance(bind, Binding):
        return bind
    if not isinstance(bind, Mapping):
        remedy = 'give a Binding, or a mapping such as {"fact": "column"}'
        raise BindingError.of("bind", f"{shown(bind)} is no binding", remedy)
    return Binding(bind)


def shared(bind: Binding, declared: Sequence[Sequence[str]]) -> list[Binding]:
    """For each policy what one binding says of its facts, given the names of the facts that each declares.

    Raises `BindingError` for a fact that none of them has.
    """
    known = {name for names_ in declared for name in names_}
    unknown = [name for name in dict.fromkeys((*bind.facts, *bind.assume)) if name not in known]
    if unknown and not bind.several:
        raise BindingError(
            Problem("binding", f"no policy has a fact `{name}`", did_you_mean(name, sorted(known))) for name in unknown
        )
    return [
        evolve(
            bind,
            facts={name: column for name, column in bind.facts.items() if name in names_},
            assume={name: value for name, value in bind.assume.items() if name in names_},
            house={name: value for name, value in bind.house.items() if name in names_},
            # what one policy does not know another may read: `check_strict` looks at all of them
            strict=bind.strict and len(declared) == 1,
        )
        for names_ in declared
    ]


def unknown_columns(bind: Binding, facts: Iterable[str], columns: Iterable[str]) -> list[Problem]:
    """The columns that are neither among these facts nor bound to one."""
    known = {*facts, *(name for each in bind.facts.values() for name in each.columns)}
    return [
        Problem("", f"unknown fact or column `{name}`", did_you_mean(name, sorted(known)))
        for name in columns
        if name not in known
    ]


def check_strict(bind: Binding, declared: Sequence[Sequence[str]], columns: Iterable[str]) -> None:
    """Where a binding is strict, make sure that some policy reads each column, given the facts that each declares.

    Raises `BindingError` for those that none does.
    """
    facts = [name for names_ in declared for name in names_]
    problems = unknown_columns(bind, facts, columns) if bind.strict else []
    if problems:
        raise BindingError(problems)
