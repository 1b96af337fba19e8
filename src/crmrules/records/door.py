"""From a record to the stored facts of a policy."""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from fractions import Fraction
from typing import Any

from attrs import define, field

from crmrules.definitions.base import Definition
from crmrules.errors import BindingError, Problem, RecordError, did_you_mean, nearest
from crmrules.expressions import numbers
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.check import check
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import AS_OF, Value
from crmrules.expressions.types import Kind, Type
from crmrules.model.fact import Fact
from crmrules.records.binding import Binding, forms_of, meanings_of, unknown_columns
from crmrules.records.columns import Column
from crmrules.records.forms import Forms, Reader
from crmrules.records.history.engine import is_frame
from crmrules.records.meanings import NOTHING, Meanings

_ABSENT = object()
_LEAVE_OUT = "bind the fact to another, or leave it out of the binding: it is unknown then"


class _NoColumn(Exception):
    """A record has no column of that name."""


@define
class Door:
    """Reads the facts of a policy from records, by a binding.

    Raises `BindingError` where the binding does not fit the policy.
    """

    definition: Definition
    binding: Binding = field(factory=Binding)
    reader: Reader = field(default=accept)
    sparse: bool = field(default=False)
    """Whether a record may lack what it does not know, bound columns and all facts, as objects of JSON lines do."""
    assume: dict[str, Value] = field(init=False, factory=dict)
    _forms: dict[str, Forms] = field(init=False, factory=dict)
    _meanings: dict[str, Meanings] = field(init=False, factory=dict)
    facts: tuple[Fact, ...] = field(init=False)
    """The stored facts that are read: those conditions depend on, and those sentences name."""

    def __attrs_post_init__(self) -> None:
        self.facts = self.definition.said_facts
        declared = {each.name: each for each in self.definition.facts.declared}
        problems: list[Problem] = []
        for name in (*self.binding.facts, *self.binding.assume):
            if name not in declared and not self.binding.several:
                remedy = did_you_mean(name, declared)
                problems.append(Problem(f"binding, policy `{self.definition.id}`", f"unknown fact `{name}`", remedy))
        for name, column in self.binding.facts.items():
            if name in declared and column.is_ is not None:
                problems += self._check(declared[name], column)
            elif name in declared:
                problems += [*_meanings(declared[name], column), *_misplaced(declared[name], column)]
        for name, value in self.binding.assume.items():
            if name in declared:
                try:
                    self.assume[name] = accept(value, declared[name].type)
                except Refused as refused:
                    problems.append(Problem(f"binding, assume, `{name}`", refused.message, refused.remedy))
        if problems:
            raise BindingError(problems)
        for each in self.facts:
            bound = self.binding.facts.get(each.name)
            self._forms[each.name] = forms_of(self.binding, each.name)
            if bound is not None and bound.values:
                self._meanings[each.name] = meanings_of(self.binding, each.name)

    def read(self, record: object) -> tuple[dict[str, Value], tuple[str, ...]]:
        """The value of every fact that is read, None where unknown; and which of them were assumed.

        Raises `RecordError` with every value that does not fit, for a record that says something but none of the
        facts, and where it is strict for every key that is none; `BindingError` where a bound column is not there.
        """
        get = _getter(record)
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        absent: list[Problem] = []
        found = not self.facts or is_empty(record)
        if self.binding.strict:
            problems += self._unknown(keys_of(record))
        for each in self.facts:
            column = self.binding.facts.get(each.name)
            where = f"`{each.name}`"
            try:
                if column is not None:
                    where = f"fact `{each.name}`" if not column.column else f"column `{column.column}`"
                    values[each.name] = self._bound(each, column, get)
                    found = True
                    continue
                raw = get(each.name)
                if raw is _ABSENT:
                    values[each.name] = None
                    continue
                found = True
                values[each.name] = self._value(raw, each.type, self._forms[each.name])
            except Refused as refused:
                problems.append(Problem(where, refused.message, refused.remedy))
            except _NoColumn as missing:
                remedy = did_you_mean(missing.args[0], _names(record)) or _LEAVE_OUT
                absent.append(Problem(f"binding, fact `{each.name}`", f"there is no column `{missing}`", remedy))
        if absent:
            raise BindingError(absent)
        if problems:
            raise RecordError(problems)
        if not found and not self.sparse:
            raise RecordError([self._strange(_names(record)).under("record")])
        return self._assumed(values)

    def reading(self, names: Collection[str]) -> "Door":
        """The same door, for some of the facts alone."""
        some = copy(self)
        some.facts = tuple(each for each in self.facts if each.name in names)
        return some

    def wrong_columns(self, columns: Collection[str]) -> list[Problem]:
        """The bound columns that are not among those of a file, and where it is strict those that are no facts."""
        unknown = self._unknown(columns) if self.binding.strict else []
        declared = {each.name for each in self.definition.facts.declared}
        return unknown + [
            Problem(
                f"binding, fact `{name}`",
                f"there is no column `{column}`",
                did_you_mean(column, sorted(columns)) or _LEAVE_OUT,
            )
            for name, bound in self.binding.facts.items()
            if name in declared  # a binding for several policies binds others, too
            for column in sorted(bound.columns - set(columns))
        ]

    def _unknown(self, names: Iterable[str]) -> list[Problem]:
        """The names that are neither facts nor bound."""
        return unknown_columns(self.binding, [each.name for each in self.definition.facts.declared], names)

    def columns_for(self, fact: str) -> frozenset[str]:
        """The columns that a fact is read from."""
        bound = self.binding.facts.get(fact)
        return frozenset({fact}) if bound is None else bound.columns

    def nearest_column(self, fact: str, columns: Collection[str]) -> str | None:
        """The column that was perhaps meant for a fact without one; those that facts are read from were not."""
        read = {column for each in self.definition.facts.declared for column in self.columns_for(each.name)}
        return nearest(fact, [column for column in columns if column not in read])

    def _assumed(self, values: dict[str, Value]) -> tuple[dict[str, Value], tuple[str, ...]]:
        if not self.assume:
            return values, ()
        assumed = tuple(name for name in values if values[name] is None and self.assume.get(name) is not None)
        return values | {name: self.assume[name] for name in assumed}, assumed

    def _bound(self, fact: Fact, column: Column, get: Callable[[str], object]) -> Value:
        forms = self._forms[fact.name]
        if column.is_ is not None:
            kinds = self.binding.columns
            cells = {name: self._value(self._raw(name, get), Type(kinds[name]), forms) for name in column.columns}
            value = evaluate(column.is_, cells)
            return accept(numbers.nearest(value) if isinstance(value, Fraction) else value, fact.type)
        raw = self._raw(column.column, get)
        if not column.values:
            return self._value(raw, fact.type, forms)
        return accept(self._meanings[fact.name].of(raw), fact.type)

    def _value(self, raw: object, type_: Type, forms: Forms) -> Value:
        return None if raw is None else forms.read(raw, type_, self.reader)

    def _raw(self, column: str, get: Callable[[str], object]) -> object:
        raw = get(column)
        if raw is _ABSENT:
            if self.sparse:
                return None
            raise _NoColumn(column)
        return raw

    def _check(self, fact: Fact, column: Column) -> list[Problem]:
        path = f"binding, fact `{fact.name}`, `is`"
        untyped = sorted(column.columns - self.binding.columns.keys())
        if untyped:
            remedy = f'give it under [columns], such as {untyped[0]} = "number"'
            return [Problem(path, f"the type of column `{untyped[0]}` is not given", remedy)]
        scope = {name: Type(kind) for name, kind in self.binding.columns.items()}
        assert column.is_ is not None
        found, problems = check(column.is_, scope, numbers=True)
        if found is not None and not problems and not found.matches(fact.type):
            problems = [Problem("", f"is {found}, and `{fact.name}` is {fact.type}")]
        return [problem.under(path) for problem in problems]

    def check_known(self, names: Collection[str], where: str = "") -> None:
        """Raises `RecordError` where none of the names that records have is that of a fact, and none is bound."""
        known = {each.name for each in self.facts}
        if known and not known & {*names, *self.binding.facts}:
            raise RecordError([self._strange(names).under(where)])

    def _strange(self, names: Collection[str]) -> Problem:
        wanted = [each.name for each in self.facts]
        near = next((name for name in names if nearest(name, wanted)), "")
        facts = ", ".join(f"`{name}`" for name in wanted[:12] if name != AS_OF)
        remedy = f"`{near}`: {did_you_mean(near, wanted)}" if near else f"it reads {facts}; bind your columns to them"
        return Problem("", f"has none of the facts of policy `{self.definition.id}`", remedy)


def _meanings(fact: Fact, column: Column) -> list[Problem]:
    """What a binding says that texts mean, and the fact cannot take."""
    problems: list[Problem] = []
    for text, value in column.values.items():
        try:
            accept(value, fact.type)
        except Refused as refused:
            path = f"binding, fact `{fact.name}`, `values`, `{text}`"
            problems.append(Problem(path, refused.message, refused.remedy))
    if column.otherwise is not NOTHING:
        try:
            accept(column.otherwise, fact.type)
        except Refused as refused:
            problems.append(Problem(f"binding, fact `{fact.name}`, `else`", refused.message, refused.remedy))
    if column.otherwise is None and "unknown" in fact.type.values:
        message = "leaves the fact unknown, and one of its values is called so, too"
        remedy = "leave it out, and list the texts under `values`"
        problems.append(Problem(f"binding, fact `{fact.name}`, `else`", message, remedy))
    return problems


def _misplaced(fact: Fact, column: Column) -> list[Problem]:
    """The forms that a fact's own values do not have."""
    problems: list[Problem] = []
    if column.forms.day is not None and fact.type.kind is not Kind.DATE:
        message = f"takes the day of a moment, and `{fact.name}` is {fact.type}"
        problems.append(Problem(f"binding, fact `{fact.name}`, `day`", message, "leave `day` out"))
    if column.forms.number is not None and not fact.type.numeric:
        message = f"says how numbers are written, and `{fact.name}` is {fact.type}"
        problems.append(Problem(f"binding, fact `{fact.name}`, `number`", message, "leave `number` out"))
    return problems


def is_empty(record: object) -> bool:
    """Whether a record says nothing: the start of an interview."""
    return isinstance(record, Mapping) and not record


def keys_of(record: object) -> list[str]:
    """The keys of a mapping or of a row; the attributes of an object are its own affair."""
    keys: Any = record if isinstance(record, Mapping) else getattr(record, "keys", tuple)()
    return list(map(str, keys))


def _names(record: object) -> list[str]:
    """What a record calls its values, as far as it tells."""
    return list(map(str, record)) if isinstance(record, Mapping) else sorted(getattr(record, "__dict__", ()))


def _getter(record: object) -> Callable[[str], object]:
    if isinstance(record, type):
        raise RecordError.of("record", f"the class `{record.__name__}` is no record", f"give one: {record.__name__}()")
    if isinstance(record, Mapping):
        mapping: Mapping[Any, object] = record
        return lambda name: mapping.get(name, _ABSENT)
    if is_frame(record):
        raise RecordError.of("record", f"a {type(record).__name__} is no single record", "`apply` takes data frames")
    if hasattr(record, "keys") and hasattr(record, "__getitem__"):  # a row of a database, which is no Mapping
        row: Any = record
        there = set(row.keys())
        return lambda name: row[name] if name in there else _ABSENT
    bare_tuple = isinstance(record, tuple) and not hasattr(record, "_fields")
    if bare_tuple or isinstance(record, str | bytes | int | float | list | set) or record is None:
        raise RecordError.of(
            "record", f"{shown(record)} is no record", "give an entity, a mapping or an object with attributes"
        )
    return lambda name: getattr(record, name, _ABSENT)
