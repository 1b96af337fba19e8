"""The conditions and answers of a decision table, row by row, with everything in it that cannot be said."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from attrs import define, field

from crmrules.errors import ExpressionError, PolicyError, Problem
from crmrules.expressions.check import check
from crmrules.expressions.tree import AS_OF, Expression, Literal, Name, Value, names, walk
from crmrules.expressions.types import BOOL, DATE, NUMBER, Kind, Type
from crmrules.interchange.feel.names import Names, plain
from crmrules.interchange.feel.reading import is_condition, read_expression
from crmrules.interchange.naming import identifier
from crmrules.interchange.tables.inferring import inferred, type_of_value
from crmrules.interchange.tables.language import FEEL, Language
from crmrules.interchange.tables.making import ADDED, HITS, Given, Made, Making, answer, named, noted, text_of
from crmrules.interchange.tables.model import Cell, InputColumn, Item, Table
from crmrules.interchange.tables.nulls import both
from crmrules.interchange.tables.scope import Scope
from crmrules.interchange.tables.types import Refused, listed, type_of

MOST_ROWS = 2_000
MOST_COLUMNS = 200


def tested(column: InputColumn, names: Names) -> Expression:
    """What a column tests: its expression, or else what its label names, whatever signs that has.

    Raises `ExpressionError` where it is none that can be said here.
    """
    if column.expression.text:
        return read_expression(text_of(column.expression), names)
    if not column.label:
        raise ExpressionError.of("", "says neither what is tested nor a label")
    try:
        tree = read_expression(column.label, Names(names.known))
    except ExpressionError:
        return Name(plain(column.label))
    return tree if isinstance(tree, Name) else Name(plain(column.label))


@define
class TableReading:
    """Reads one table, noting everything in it that cannot be said."""

    table: Table
    names: Names
    """The names that cells can mean."""
    scope: Scope
    items: Mapping[str, Item]
    language: Language = field(default=FEEL)
    problems: list[Problem] = field(factory=list)
    _reckoned: dict[str, Type | None] = field(factory=dict)
    """The types of derived facts, as far as they have been asked for."""
    _subjects: list[tuple[Expression, Kind | None, str]] = field(factory=list)
    _conditions: dict[tuple[int, Cell], Expression] = field(factory=dict)

    def read(self, header: Mapping[str, Any], name: str) -> Made:
        """The policy; raises `PolicyError` with all that cannot be said, each with its cell."""
        self._shape()
        self.scope.keep(self.names.known)
        if not self.problems:
            self._subjects = [self._subject(place, each) for place, each in enumerate(self.table.inputs)]
        conditions, given = self._rows() if not self.problems else ([], [])
        making = Making(self.table, self.scope, self.items, header, name, conditions, given, self.problems)
        made = making.made() if not self.problems else None
        if self.problems or made is None:
            raise PolicyError(self.problems)
        return made

    def _shape(self) -> None:
        """That the table is a table, of a hit policy that is known and a size that can be read."""
        table = self.table
        if table.hit not in (*HITS, *ADDED):
            self.problems.append(Problem("hit policy", f"`{table.hit}` is none of DMN"))
        if not table.outputs:
            self.problems.append(Problem("", "has no output"))
        if not table.rows:
            self.problems.append(Problem("", "has no rules"))
        if len(table.rows) > MOST_ROWS or len(table.inputs) + len(table.outputs) > MOST_COLUMNS:
            limit = f"at most {MOST_ROWS:,} rules and {MOST_COLUMNS} columns are read"
            self.problems.append(Problem("", "is too large", limit))
        for number, row in enumerate(table.rows, 1):
            if (len(row.tests), len(row.answers)) != (len(table.inputs), len(table.outputs)):
                found = f"has {len(row.tests)} and {len(row.answers)} entries"
                wanted = f"for {len(table.inputs)} inputs and {len(table.outputs)} outputs"
                self.problems.append(Problem(f"rule {number}", f"{found} {wanted}"))

    def _subject(self, place: int, column: InputColumn) -> tuple[Expression, Kind | None, str]:
        """What a column tests, the kind of its values, and what its numbers are called after."""
        found: tuple[Expression, Kind | None, str] = (Literal(True), None, "")
        if self._is_free(column):
            self._infer(place)
            return Literal(True), Kind.BOOL, "limit"
        if all(self.language.is_any(row.tests[place].text) for row in self.table.rows):
            with suppress(ExpressionError):  # it asks nothing, but its type counts where other cells read it
                if isinstance(tree := tested(column, self.names), Name):
                    self._type(tree.name, place, column)
            return found
        with noted(self.problems, f"input {place + 1}", column.expression if column.expression.text else column.label):
            found = self._tested(place, column)
        return found

    def _is_free(self, column: InputColumn) -> bool:
        """Whether the cells of a column are conditions by themselves."""
        return self.language.condition is not None and not column.expression.text and not column.label

    def _infer(self, place: int) -> None:
        """Infer the types of the facts that the conditions of a column read."""
        for row in self.table.rows:
            if self.language.condition is not None and not self.language.is_any(row.tests[place].text):
                with suppress(ExpressionError):  # told when the cell is read
                    condition = self.language.condition(row.tests[place].text)
                    self.scope.types |= inferred(condition, self.scope.types, NUMBER)

    def _tests(self, place: int, cell: Cell, subject: Expression, kind: Kind | None) -> Expression:
        if self.language.condition is not None and self._is_free(self.table.inputs[place]):
            condition = self.language.condition(text_of(cell))
            untold = [name for name in sorted(names(condition)) if name not in self.scope.types]
            if untold:
                remedy = "hold it against a constant, in this cell or another"
                raise ExpressionError.of("", f"nothing tells of what type `{untold[0]}` is", remedy)
            return condition
        return self.language.tests(text_of(cell), self.names, subject, kind)

    def _tested(self, place: int, column: InputColumn) -> tuple[Expression, Kind | None, str]:
        tree = tested(column, Names(self.names.known, open=True))
        for name in names(tree):
            if tree != Name(name) or name not in self.scope.unsaid:  # a column may say otherwise
                self.scope.can_be_said(name)
        if not isinstance(tree, Name):
            self.scope.types |= inferred(tree, self.scope.types)
        if is_condition(tree):
            return tree, Kind.BOOL, identifier(column.label or "condition", "condition")
        if not isinstance(tree, Name):
            derived = self.scope.derived(tree, column.label or column.expression.text)
            return Name(f"\0{derived}"), self._kind_of(derived), derived
        if tree.name in self.scope.answers:
            return tree, self.scope.answers[tree.name].kinds[tree.name], tree.name
        if tree.name not in self.scope.bound and not (tree.name in self.scope.given and tree.name in self.scope.types):
            self._type(tree.name, place, column)
        found = self.scope.types.get(tree.name)
        return tree, found.kind if found is not None else None, identifier(tree.name, "fact")

    def _kind_of(self, derived: str) -> Kind | None:
        """The kind of a derived fact; it stands for itself under a name that none of DMN can be."""
        self.scope.bound[f"\0{derived}"] = Name(derived)
        tree = self.scope.facts[derived]["is"]
        found, problems = check(tree, self._types(tree))
        if problems:
            raise ExpressionError(problems)
        return found.kind if found is not None else None

    def _types(self, tree: Expression) -> dict[str, Type | None]:
        """The types of the facts and parameters that a tree reads; there may be many thousands others."""
        return {name: self._type_of(name) for name in names(tree)}

    def _type_of(self, name: str) -> Type | None:
        if name in self.scope.parameters:
            return type_of_value(self.scope.parameters[name]["value"])
        entry = self.scope.facts.get(name, {})
        if "values" in entry:
            return Type(Kind.TEXT, tuple(entry["values"]))
        if "is" in entry and name not in self._reckoned:
            self._reckoned[name] = check(entry["is"], self._types(entry["is"]))[0]
        if "type" in entry:
            return Type(Kind(entry["type"]))
        return DATE if name == AS_OF else self._reckoned.get(name)

    def _type(self, name: str, place: int, column: InputColumn) -> None:
        """What a fact can be: as its column says, else the data it comes from, else what it is held against."""
        stated, known = type_of(column.type_ref, self.items), self.scope.types.get(name)
        if known is not None and isinstance(stated, Type) and not self._says_more(stated, known, place):
            stated = known  # which may say more: a whole number, one of a few texts
        found = stated or known or self.scope.unsaid.get(name) or self._told_by_cells(place)
        if isinstance(found, Refused):
            raise found.error()
        allowed = listed(column.allowed)
        if (
            found is not None
            and found.kind is Kind.TEXT
            and allowed
            and all(isinstance(each, str) and each.strip() for each in allowed)
        ):
            found = Type(Kind.TEXT, tuple(dict.fromkeys(map(str, allowed))))
        if found is not None:
            self.scope.types[name] = found

    def _says_more(self, stated: Type, known: Type, place: int) -> bool:
        """Whether the type that a column states says more than that of its data, or is right where the two differ."""
        if known.matches(stated):
            return bool(stated.values)
        told = self._told_by_cells(place)
        return told is not None and told.matches(stated)

    def _told_by_cells(self, place: int) -> Type | None:
        """The type of what a column's cells hold its value against."""
        for row in self.table.rows:
            try:
                tree = self.language.tests(row.tests[place].text, self.names, Name("?"), None)
            except ExpressionError:
                continue  # told when the cell is read
            for part in walk(tree):
                if isinstance(part, Literal) and part.value is not None and part is not tree:
                    return type_of_value(part.value)
        return None

    def _rows(self) -> tuple[list[Expression], list[Given]]:
        """The condition and the answers of every row."""
        conditions: list[Expression] = []
        given: list[Given] = []
        for number, row in enumerate(self.table.rows, 1):
            parts: list[Expression] = []
            for place, cell in enumerate(row.tests):
                if self.language.is_any(cell.text):
                    continue
                with noted(
                    self.problems, f"rule {number}, {named('input', place, self.table.inputs[place].label)}", cell
                ):
                    parts.append(self._condition(place, cell))
            conditions.append(both(parts))
            answers: list[Value] = []
            for place, cell in enumerate(row.answers):
                with noted(
                    self.problems, f"rule {number}, {named('output', place, self.table.outputs[place].name)}", cell
                ):
                    answers.append(answer(cell, self.names, self.language))
            given.append(tuple(answers))
        return conditions, given

    def _condition(self, place: int, cell: Cell) -> Expression:
        """What a cell asks; a column has few that differ."""
        if (place, cell) not in self._conditions:
            subject, kind, about = self._subjects[place]
            condition = self.scope.condition(self._tests(place, cell, subject, kind), about)
            self._checked(condition)
            self._conditions[place, cell] = condition
        return self._conditions[place, cell]

    def _checked(self, condition: Expression) -> None:
        """That a condition means something over facts of their types."""
        types = self._types(condition)
        if None in types.values():
            return  # of the outcomes of another table, whose reading makes sure of them
        found, problems = check(condition, types)
        if problems:
            raise ExpressionError(Problem("", each.message, each.remedy) for each in problems)
        if found is not None and found != BOOL:
            raise ExpressionError.of("", f"is {found}, and no test")
