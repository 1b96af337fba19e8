"""From the columns of a table to the stored facts of a policy.

A statement is written without a look at the table: what a record would be refused for is unknown here, and what a
column's type does not allow is the database's own error, unless the types of columns are told.
"""

from collections.abc import Mapping

from attrs import define, evolve, field

from crmrules.definitions.base import Definition
from crmrules.engines.sql.amounts import Amount, stored_amount
from crmrules.engines.sql.asking import binary, is_filled, one_of, same, stripped
from crmrules.engines.sql.build import NULL, TRUE, Sql, case, coalesce, where
from crmrules.engines.sql.cells import Cells
from crmrules.engines.sql.expressions import Called, Columns, sql_of
from crmrules.engines.sql.holdings import TableColumns
from crmrules.engines.sql.logic import both, condition
from crmrules.engines.sql.parts import FAMILIES, Column, Constant, Family, Hanging, Part
from crmrules.engines.sql.steps import Names, Steps
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import placed, truth_of, value_of
from crmrules.errors import BindingError, EngineError
from crmrules.expressions.accept import BLANKS, accept
from crmrules.expressions.numbers import MAX_WHOLE, exact
from crmrules.expressions.tree import Expression, Value
from crmrules.expressions.types import Kind, Type
from crmrules.model.fact import Fact
from crmrules.records import door as records
from crmrules.records.binding import Binding, forms_of
from crmrules.records.columns import Column as BoundColumn
from crmrules.records.forms import Forms
from crmrules.records.meanings import NOTHING
from crmrules.records.spelling import as_spelt, check_spelling

TITLE = "facts"
"""What the step is called that reads the table."""


@define
class Door:
    """Reads the facts of a policy from a table, by a binding.

    Raises `BindingError` where the binding does not fit the policy, or names columns that the table does not have, and
    `RecordError` where columns are told, and none of the facts is among them.
    """

    definition: Definition
    binding: Binding
    steps: Steps
    columns: TableColumns
    """What is told of the columns of the table."""
    tells: bool = field(default=False)
    """Whether it is asked which facts are missing."""
    given: Mapping[str, Column] = field(factory=dict)
    """The facts of a history, which are the columns of the table."""
    says: bool = field(default=False)
    """Whether the facts are read, too, that sentences name."""
    unread: dict[str, Sql] = field(factory=dict, init=False)
    """For each fact that could not be read on some rows, where that is so; filled by `read`."""
    _cells: Cells = field(init=False)
    _records: records.Door = field(init=False)

    def __attrs_post_init__(self) -> None:
        if self.columns.names is not None:
            declared = [each.name for each in self.definition.facts.declared]
            if self.steps.dialect.folds_case:
                self.binding = as_spelt(self.binding, declared, self.columns.names)
            else:
                check_spelling(self.binding, declared, self.columns.names)
        self._records = records.Door(self.definition, self.binding)
        self._cells = Cells(self.steps, self.columns.holdings, self.given)
        names = self.columns.names
        absent = [] if names is None else self._records.wrong_columns(names)
        if absent:
            raise BindingError(absent)
        if names is not None:
            self._records.check_known(names, "`columns`")

    @property
    def read_columns(self) -> tuple[str, ...]:
        """The columns that facts are read from, in the order of the facts."""
        facts = [each.name for each in self._facts]
        columns = [column for name in facts for column in sorted(self._records.columns_for(name))]
        return tuple(dict.fromkeys(each for each in columns if self._is_there(each)))

    def read(self) -> dict[str, Part]:
        """Every fact as a part, constantly unknown where it has no column.

        Raises `EngineError` for bindings that say how texts write numbers or days, which SQL does not read.
        """
        read = {fact.name: self._finished(fact, self._fact(fact)) for fact in self._facts}
        if self._cells.problems:
            raise EngineError(self._cells.problems)
        return read

    @property
    def _facts(self) -> tuple[Fact, ...]:
        return self.definition.said_facts if self.says else self.definition.read_facts

    def amount(self, fact: Fact) -> Amount | None:
        """The amount that a column holds for a fact, as it stands; None where a fact has none, or it is no amount yet.

        That is so of whole numbers, which are exact anyway, and of what is reckoned, such as a fact of a history, or
        has the values of a mapping.
        """
        bound, forms = self.binding.facts.get(fact.name), forms_of(self.binding, fact.name)
        column = fact.name if bound is None else bound.column
        if fact.type.kind is Kind.INTEGER or (bound is not None and bound.values) or not column:
            return None
        if not self._is_there(column) or column in self.given:
            return None
        raw = self._cells.raw(column)
        found = stored_amount(raw, self.columns.holdings.get(column), self.steps.dialect)
        told = self._cells.is_one_of(raw, fact.type.kind, forms.unknown) if forms.unknown else None
        sql = found.sql if told is None else case([(told, NULL)], found.sql)
        assumed = self._records.assume.get(fact.name)
        if assumed is not None:
            sql = coalesce(sql, found.constant(assumed))
        return evolve(found, sql=sql)

    def _is_there(self, column: str) -> bool:
        return self.columns.names is None or column in self.columns.names

    def _fact(self, fact: Fact) -> Part:
        bound, called = self.binding.facts.get(fact.name), _called(fact.name)
        forms, cells = forms_of(self.binding, fact.name), self._cells
        if bound is None and not self._is_there(fact.name):
            return Constant(None)
        if bound is None:
            if fact.name not in self.given:
                return self._column(fact.name, fact, forms)
            return self._admitted(cells.column(fact.name, fact.type, called, forms), fact.type)
        if bound.is_ is not None:
            kinds = self.binding.columns
            names = {name: cells.column(name, Type(kinds[name]), called, forms) for name in sorted(bound.columns)}
            return self._admitted(self._reckoned(bound.is_, names), fact.type)
        if bound.values:
            return self._mapped(fact, bound, forms)
        return self._column(bound.column, fact, forms)

    def _reckoned(self, expression: Expression, columns: Mapping[str, Column]) -> Part:
        """What a binding reckons; where that takes steps, columns are read before them, as the table is seen by the
        first alone."""
        dialect = self.steps.dialect
        if Columns(columns, Steps(dialect, Names(dialect.most_name))).compile(expression).level:
            ours = Columns({}, self.steps)
            columns = {
                name: each if name in self.given else ours.placed(each, Called(f"column_{name}", TITLE))
                for name, each in columns.items()
            }
        return Columns(columns, self.steps).compile(expression)

    def _column(self, name: str, fact: Fact, forms: Forms) -> Column:
        """A column as the type of a fact; what stands there and is none of its values could not be read."""
        cells, raw = self._cells, self._cells.raw(name)
        made = cells.column(name, fact.type, _called(fact.name), forms)
        value = value_of(made.sql, self.steps.dialect)
        if value.node != raw.node:
            text = stripped(binary(raw, self.steps.dialect), BLANKS, self.steps.dialect)
            is_text = fact.type.kind is Kind.TEXT
            silent = ["", *(forms.unknown or ())] if is_text else forms.unknown or ()
            told = cells.is_one_of(text if is_text else raw, fact.type.kind, silent) if silent else None
            there = raw.is_known() if told is None else raw.is_known() & ~told
            self._unread(fact, there & value.is_null(), 0)
        return made

    def _unread(self, fact: Fact, where_: Sql, level: int) -> None:
        """Note where a fact could not be read."""
        self.unread[fact.name] = placed(where_, self.steps, level, f"unread_{fact.name}", TITLE)

    def _mapped(self, fact: Fact, bound: BoundColumn, forms: Forms) -> Part:
        """What the values of a column mean: of a text, unless the binding says what else the column holds."""
        if bound.split or forms.fold:
            what = "parts texts" if bound.split else "looks texts up without regard to case"
            self._cells.refuse(_called(fact.name), what)
            return Constant(None)
        raw, dialect = self._cells.raw(bound.column), self.steps.dialect
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
            found = self._cells.is_one_of(raw, kind, keys) if keys else None
            if found is not None:
                branches.append((found, self._said(value, fact)))
        otherwise = None if bound.otherwise is NOTHING else accept(bound.otherwise, fact.type)
        filled = ~same(raw, text_of("", dialect), dialect) if kind is Kind.TEXT else raw.is_known()
        if otherwise is not None:
            branches.append((filled, self._said(otherwise, fact)))
        elif bound.otherwise is NOTHING:
            self._unread(fact, condition(both(filled, *(~found for found, _ in branches))), level)
        if not branches:
            return Constant(None)
        family = FAMILIES[fact.type.kind]
        meant = case(branches)
        if family is Family.NUMBER:
            return evolve(self._cells.numbers.meant(meant), own_level=level)
        return Column(family, truth_of(meant, dialect) if family is Family.BOOL else meant, level)

    def _said(self, value: Value, fact: Fact) -> Sql:
        """What a key means, as a value of the fact's type."""
        if value is not None and fact.type.numeric:
            assert isinstance(value, int | float)
            return self._cells.numbers.constant(exact(value)).sql
        return value_of(sql_of(Constant(value), self.steps.dialect), self.steps.dialect)

    def _admitted(self, part: Part, type_: Type) -> Part:
        """The part without the values for which a record would be refused."""
        if isinstance(part, Constant):
            return part
        dialect = self.steps.dialect
        if type_.kind is Kind.INTEGER and part.most is None:
            if not part.sql.is_column:
                part = Columns({}, self.steps).placed(part, Called("number"))
            whole = self._cells.numbers.rounded(part, 0)
            inside = self._cells.numbers.compared("<=", self._cells.numbers.absolute(part), Constant(MAX_WHOLE))
            is_whole = self._cells.numbers.compared("==", part, whole)
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
        column = columns.placed(part, Called(f"fact_{fact.name}", TITLE))
        if not self.tells or column.sure:
            return column.to(Hanging())
        return column.to(Hanging({fact.name: ~columns.known(column)}, level=column.own_level))


def _called(fact: str) -> str:
    return f"fact `{fact}`"
