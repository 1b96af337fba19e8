"""From the columns of a table to the stored facts of a policy.

A statement is written without a look at the table: what a record would be refused for is unknown here, and what a
column's type does not allow is the database's own error.
"""

import datetime
from collections.abc import Callable, Collection, Sequence

from attrs import define, evolve, field
from sqlglot import exp

from crmrules.definitions.base import Definition
from crmrules.engines.sql.asking import binary, is_filled, one_of, same, stripped
from crmrules.engines.sql.build import NULL, TRUE, Sql, any_of, case, literal, where
from crmrules.engines.sql.days import FIRST_DAY, day_of
from crmrules.engines.sql.expressions import Called, Columns, reckoning, sql_of
from crmrules.engines.sql.numbers import Reckoning
from crmrules.engines.sql.parts import FAMILIES, Column, Constant, Family, Hanging, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import name_of, text_of
from crmrules.engines.sql.truths import truth_of, value_of
from crmrules.errors import BindingError, EngineError, Problem
from crmrules.expressions.accept import BLANKS, accept
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE, exact
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.model.fact import Fact
from crmrules.records import door as records
from crmrules.records.binding import Binding, forms_of
from crmrules.records.columns import Column as BoundColumn
from crmrules.records.forms import Forms
from crmrules.records.meanings import NOTHING

TITLE = "facts"
"""What the step is called that reads the table."""


@define
class Door:
    """Reads the facts of a policy from a table, by a binding.

    Raises `BindingError` where the binding does not fit the policy, or names columns that the table does not have.
    """

    definition: Definition
    binding: Binding
    steps: Steps
    columns: Collection[str] | None = field(default=None)
    """The columns of the table, where they are known; otherwise each fact has one."""
    tells: bool = field(default=False)
    """Whether it is asked which facts are missing."""
    problems: list[Problem] = field(factory=list)
    _records: records.Door = field(init=False)
    _numbers: Reckoning = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._records = records.Door(self.definition, self.binding)
        self._numbers = reckoning(self.steps)
        absent = [] if self.columns is None else self._records.wrong_columns(self.columns)
        if absent:
            raise BindingError(absent)

    @property
    def read_columns(self) -> tuple[str, ...]:
        """The columns that facts are read from, in the order of the facts."""
        facts = [each.name for each in self.definition.read_facts]
        columns = [column for name in facts for column in sorted(self._records.columns_for(name))]
        return tuple(dict.fromkeys(each for each in columns if self._is_there(each)))

    def read(self) -> dict[str, Part]:
        """Every fact as a part, constantly unknown where it has no column.

        Raises `EngineError` for bindings that say how texts write numbers or days, which SQL does not read.
        """
        facts = self.definition.read_facts
        read = {fact.name: self._finished(fact, self._fact(fact)) for fact in facts}
        if self.problems:
            raise EngineError(self.problems)
        return read

    def _is_there(self, column: str) -> bool:
        return self.columns is None or column in self.columns

    def _fact(self, fact: Fact) -> Part:
        bound = self.binding.facts.get(fact.name)
        forms = forms_of(self.binding, fact.name)
        if bound is None:
            return self._column(fact.name, fact.type, fact.name, forms) if self._is_there(fact.name) else Constant(None)
        if bound.is_ is not None:
            kinds = self.binding.columns
            names = {name: self._column(name, Type(kinds[name]), fact.name, forms) for name in sorted(bound.columns)}
            return self._admitted(Columns(names, self.steps).compile(bound.is_), fact.type)
        if bound.values:
            return self._mapped(fact, bound, forms)
        return self._column(bound.column, fact.type, fact.name, forms)

    def _refuse(self, fact: str, what: str) -> None:
        path, remedy = f"binding, fact `{fact}`", "let a view of the database make of it what the fact is"
        self.problems.append(Problem(path, f"{what}, which is not written in SQL", remedy))

    def _raw(self, name: str) -> Sql:
        identifier = name_of(name, f"column {name!r}")
        return Sql(exp.Column(this=identifier, table=exp.to_identifier("source", quoted=True)))

    def _column(self, name: str, type_: Type, fact: str, forms: Forms) -> Column:
        """A column as a part of a type."""
        if (type_.numeric and forms.number) or (type_.kind is Kind.DATE and forms.day is not None):
            self._refuse(fact, "says how numbers or days are written")
        raw = self._raw(name)
        made = self._of_type(raw, type_)
        told = self._says_unknown(made, raw, type_, forms, fact)
        return made if told is None else evolve(made, sql=self._unless(told, made))

    def _unless(self, told: Sql, made: Column) -> Sql:
        """A column, null where that is told."""
        if made.family is not Family.BOOL:
            return case([(told, NULL)], made.sql)
        return truth_of(case([(told, NULL)], value_of(made.sql, self.steps.dialect)), self.steps.dialect)

    def _of_type(self, raw: Sql, type_: Type) -> Column:
        dialect = self.steps.dialect
        match type_.kind:
            case Kind.INTEGER:
                return self._numbers.stored(raw, is_integer=True)
            case Kind.NUMBER | Kind.MONEY:
                return self._numbers.stored(raw, is_integer=False)
            case Kind.BOOL:
                if dialect.stores_booleans:
                    return Column(Family.BOOL, raw)
                if dialect.has_booleans:
                    return Column(Family.BOOL, case([(raw == 1, True), (raw == 0, False)]))
                return Column(Family.BOOL, truth_of(where(raw.is_in([literal(0), literal(1)]), raw), dialect))
            case Kind.DATE:
                inside = raw.is_between(day_of(FIRST_DAY, dialect), day_of(LAST_DAY, dialect))
                return Column(Family.DAY, where(inside, raw))
            case Kind.TEXT:
                text = binary(raw, dialect)
                if type_.values:
                    return Column(Family.TEXT, where(one_of(text, list(type_.values), dialect), text))
                return Column(Family.TEXT, where(is_filled(text, BLANKS, dialect), text))

    def _says_unknown(self, made: Column, raw: Sql, type_: Type, forms: Forms, fact: str) -> Sql | None:
        """Where a value is one of those that mean that it is unknown; None where no value of the type can."""
        if not forms.unknown:
            return None
        if forms.fold:
            self._refuse(fact, "looks texts up without regard to case")
        raw = stripped(binary(raw, self.steps.dialect), BLANKS, self.steps.dialect) if type_.kind is Kind.TEXT else raw
        return self._is_one_of(raw, type_.kind, forms.unknown)

    def _is_one_of(self, raw: Sql, kind: Kind, keys: Sequence[str]) -> Sql | None:
        """Whether a value, of a text without blanks around it, is written as one of some keys.

        None where no value of the type is.
        """
        dialect = self.steps.dialect
        if kind is Kind.TEXT:
            texts = [*keys, *(f"{key}.0" for key in keys if _is_whole(key))]
            return one_of(raw, texts, dialect)
        if kind is Kind.BOOL:
            truth = self._of_type(raw, Type(kind)).sql
            truths = [truth if key == "true" else ~truth for key in keys if key in ("true", "false")]
            return any_of(truths) if truths else None
        read: Callable[[str], float | datetime.date | None] = _day if kind is Kind.DATE else _number
        found = [each for each in map(read, keys) if each is not None]
        values = [literal(each) if isinstance(each, int | float) else day_of(each, dialect) for each in found]
        return raw.is_in(values) if values else None

    def _mapped(self, fact: Fact, bound: BoundColumn, forms: Forms) -> Part:
        """What the values of a column mean: of a text, unless the binding says what else the column holds."""
        if bound.split or forms.fold:
            self._refuse(fact.name, "parts texts" if bound.split else "looks texts up without regard to case")
            return Constant(None)
        raw, dialect = self._raw(bound.column), self.steps.dialect
        kind, level = self.binding.columns.get(bound.column, Kind.TEXT), 0
        if kind is Kind.TEXT:
            text = stripped(binary(raw, dialect), BLANKS, dialect)
            raw, level = self.steps.place(text, 0, f"text_{bound.column}", "texts"), 1
        by_value: dict[tuple[type, Value], list[str]] = {}
        for key, meant in bound.values.items():
            value = accept(meant, fact.type)
            by_value.setdefault((type(value), value), []).append(key)
        branches: list[tuple[Sql, Sql]] = []
        silent = [each for each in forms.unknown or () if each not in bound.values]
        for value, keys in [(None, silent), *((value, keys) for (_, value), keys in by_value.items())]:
            found = self._is_one_of(raw, kind, keys) if keys else None
            if found is not None:
                branches.append((found, self._said(value, fact)))
        otherwise = None if bound.otherwise is NOTHING else accept(bound.otherwise, fact.type)
        if otherwise is not None:
            filled = ~same(raw, text_of("", dialect), dialect) if kind is Kind.TEXT else raw.is_known()
            branches.append((filled, self._said(otherwise, fact)))
        if not branches:
            return Constant(None)
        family = FAMILIES[fact.type.kind]
        meant = case(branches)
        if family is Family.NUMBER:
            return evolve(self._numbers.meant(meant), own_level=level)
        return Column(family, truth_of(meant, dialect) if family is Family.BOOL else meant, level)

    def _said(self, value: Value, fact: Fact) -> Sql:
        """What a key means, as a value of the fact's type."""
        if value is not None and fact.type.numeric:
            assert isinstance(value, int | float)
            return self._numbers.constant(exact(value)).sql
        return value_of(sql_of(Constant(value), self.steps.dialect), self.steps.dialect)

    def _admitted(self, part: Part, type_: Type) -> Part:
        """The part without the values for which a record would be refused."""
        if isinstance(part, Constant):
            return part
        dialect = self.steps.dialect
        if type_.kind is Kind.INTEGER and part.most is None:
            part = self._numbers.once(part)
            whole = self._numbers.rounded(part, 0)
            inside = self._numbers.compared("<=", self._numbers.absolute(part), Constant(MAX_WHOLE))
            is_whole = self._numbers.compared("==", part, whole)
            sql = where(inside & is_whole, whole.sql)
            return evolve(whole, sql=sql, bound=None, most=MAX_WHOLE, largest=float(MAX_WHOLE), sure=False)
        if part.family is Family.TEXT:
            filled = is_filled(part.sql, BLANKS, dialect)
            good = one_of(part.sql, list(type_.values), dialect) if type_.values else filled
            return evolve(part, sql=where(good, part.sql), sure=False)
        return part

    def _finished(self, fact: Fact, part: Part) -> Part:
        """The fact in a column of its own, with what is assumed where it is unknown, and where it is missing."""
        assumed = self._records.assume.get(fact.name)
        columns = Columns({}, self.steps)
        if assumed is not None:
            part = columns.call("coalesce", [part, Constant(assumed)])
        if isinstance(part, Constant):
            missing = {fact.name: TRUE} if part.value is None and self.tells else {}
            return Constant(part.value, Hanging(missing))
        placed = columns.placed(part, Called(f"fact_{fact.name}", TITLE))
        if not self.tells or placed.sure:
            return placed.to(Hanging())
        return placed.to(Hanging({fact.name: ~columns.known(placed)}, level=placed.own_level))


def _is_whole(key: str) -> bool:
    return _number(key) is not None and "." not in key


def _number(key: str) -> float | None:
    """The number that a key is, as Python writes it."""
    for kind in (int, float):
        try:
            if str(kind(key)) == key and abs(kind(key)) <= MAX_WHOLE:
                return kind(key)
        except (ValueError, OverflowError):
            continue
    return None


def _day(key: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(key)
    except ValueError:
        return None
    return day if day.isoformat() == key else None
