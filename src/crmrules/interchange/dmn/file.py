"""A DMN file as policies: one for each decision table, in the order in which they read each other."""

from collections.abc import Iterator, Mapping

from attrs import define, field

from crmrules.definitions.base import Definition
from crmrules.definitions.reading import read
from crmrules.errors import ExpressionError, PolicyError, Problem
from crmrules.expressions.tree import Expression, Name
from crmrules.expressions.types import NUMBER, Kind, Type
from crmrules.interchange.dmn.reading import model_of
from crmrules.interchange.dmn.xml import read_xml
from crmrules.interchange.feel.names import Names, plain
from crmrules.interchange.feel.reading import read_expression
from crmrules.interchange.found import READERS, ReadTable, TableFile
from crmrules.interchange.naming import Taken, policy_id
from crmrules.interchange.tables.inferring import inferred
from crmrules.interchange.tables.making import ADDED, noted, text_of
from crmrules.interchange.tables.model import Cell, Decision, Invocation, Item, Model, Other, Table
from crmrules.interchange.tables.reading import TableReading, tested
from crmrules.interchange.tables.scope import Answers, Scope
from crmrules.interchange.tables.types import Refused, parts_of, type_of, type_of_item

MOST_NAMES = 5_000
"""How many names of data, with their parts, are known in a file."""
MOST_DEEP = 100
"""How many decisions may require each other, one after the other."""
_DEEP = 8
"""How deep parts of data have parts."""


def read_dmn(content: bytes, source: str, nulls_are_open: bool | None = None) -> TableFile:
    """What the text of a DMN file comes to; `source` is what its policies call it.

    A null is a value, as in DMN, unless a table says that it is what is not known yet, or `nulls_are_open` does.
    Raises `FileError` where it is no DMN.
    """
    return _File(model_of(read_xml(content)), source, nulls_are_open).read()


@define
class _File:
    model: Model
    source: str
    nulls_are_open: bool | None
    made: dict[str, ReadTable] = field(factory=dict)
    """By the id of the decision."""
    answers: dict[str, Answers] = field(factory=dict)
    refused: dict[str, tuple[str, PolicyError]] = field(factory=dict)
    left: dict[str, str] = field(factory=dict)
    read_by_others: set[str] = field(factory=set)
    ids: Taken = field(factory=Taken)
    _on_way: set[str] = field(factory=set)

    def read(self) -> TableFile:
        invoked = {each.logic.called for each in self.model.decisions if isinstance(each.logic, Invocation)}
        for each in self.model.decisions:
            if not (each.is_knowledge and plain(each.name) in invoked):
                self._decision(each)
        names = {each.id: each.name for each in self.model.decisions}
        tables = [*self.made, *self.refused]
        tops = tuple(names[each] for each in tables if each not in self.read_by_others)
        return TableFile(tuple(self.made.values()), tuple(self.refused.values()), tuple(self.left.items()), tops)

    def _decision(self, decision: Decision) -> None:
        """Read a decision, after those it requires."""
        if decision.id in self.made or decision.id in self.refused or decision.id in self._on_way:
            return
        table = self._table_of(decision)
        if table is None:
            if not decision.is_knowledge:
                self.left.setdefault(decision.name, _what(decision))
            return
        self._on_way.add(decision.id)
        try:
            if len(self._on_way) > MOST_DEEP:
                raise PolicyError.of("", f"is required by decisions that do so more than {MOST_DEEP} deep")
            self._read(decision, *table)
        except PolicyError as error:
            path = f"decision `{decision.name}`"
            self.refused[decision.id] = (decision.name, PolicyError(each.under(path) for each in error.problems))
        finally:
            self._on_way.discard(decision.id)

    def _table_of(self, decision: Decision) -> tuple[Table, Decision, Mapping[str, Cell]] | None:
        """The table that decides, whose it is, and what it is given; None where there is none."""
        logic = decision.logic
        if isinstance(logic, Table):
            return logic, decision, {}
        if isinstance(logic, Invocation):
            known = (each for each in self.model.decisions if each.is_knowledge and plain(each.name) == logic.called)
            called = next(known, None)
            if called is not None and isinstance(called.logic, Table):
                return called.logic, called, logic.given
        return None

    def _read(self, decision: Decision, table: Table, owner: Decision, given: Mapping[str, Cell]) -> None:
        is_open = table.nulls_are_open if self.nulls_are_open is None else self.nulls_are_open
        scope = self._scope(decision, is_open)
        known = {**self._known(scope), **dict.fromkeys(scope.bound)}
        if owner is not decision or decision.is_knowledge:
            scope, known = self._inside(scope, Names(known), owner, given)
        known |= {each: None for each in _tested(table, Names(known, open=True)) if each not in known}
        for each in known:
            if each in scope.types:
                known[each] = scope.types[each].kind
        id_ = self.ids.own(policy_id(decision.name, policy_id(decision.id, f"table-{len(self.made) + 1}")), "-")
        header = {"id": id_, "version": "1", "title": decision.name, "source": {"document": self.source}}
        reading = TableReading(table, Names(known), scope, self.model.items)
        made = reading.read(header, plain(decision.name))
        definition = read(made.document, self._find, READERS)
        self.made[decision.id] = ReadTable(decision.name, made.document, definition)
        if made.answers is not None:
            self.answers[decision.id] = made.answers
        self.read_by_others |= {each for each in self.made if self.made[each].definition.id in definition.policies}

    def _inside(
        self, outer: Scope, names: Names, owner: Decision, given: Mapping[str, Cell]
    ) -> tuple[Scope, dict[str, Kind | None]]:
        """What the names of business knowledge mean, and its parameters, where it is called; `names` are those there.

        A parameter may be called like something else that is known there.
        """
        own = tuple(owner.parameters)
        scope = outer.inside(own)
        known: dict[str, Kind | None] = {}
        for name, type_ref in owner.parameters.items():
            self._type(scope, name, type_ref)
            known |= dict.fromkeys((name, *self._typed_parts(scope, name, type_ref)))
        problems: list[Problem] = []
        for name, cell in given.items():
            with noted(problems, f"binding `{name}`", cell):
                self._bind(scope, name, read_expression(text_of(cell), names), outer)
        if problems:
            raise PolicyError(problems)
        return scope, known

    def _find(self, id_: str) -> Definition:
        return next(each.definition for each in self.made.values() if each.definition.id == id_)

    def _scope(self, decision: Decision, is_open: bool) -> Scope:
        """What the names of a decision mean."""
        scope = Scope(is_open)
        for each in self.model.inputs:
            self._type(scope, plain(each.name), each.type_ref)
        scope.keep(self._known(scope))
        required = [
            each
            for each in self.model.decisions
            if each.id in decision.requires and each is not decision and not each.is_knowledge
        ]
        for other in required:
            self._require(scope, other)
        self._name_by_outputs(scope, required)
        return scope

    def _type(self, scope: Scope, name: str, type_ref: str) -> None:
        found = type_of(type_ref, self.model.items)
        self._note(scope, name, found)
        self._typed_parts(scope, name, type_ref)

    def _note(self, scope: Scope, name: str, found: Type | Refused | None) -> None:
        if isinstance(found, Type):
            scope.types[name] = found
        elif found is not None:
            scope.unsaid[name] = found

    def _typed_parts(
        self, scope: Scope, name: str, type_ref: str, inner: Mapping[str, Item] | None = None, deep: int = 0
    ) -> list[str]:
        """The parts of data by their whole names, whose types are noted."""
        found: list[str] = []
        for part, item in (inner or parts_of(type_ref, self.model.items)).items():
            whole = f"{name}.{part}"
            if deep >= _DEEP or len(scope.types) >= MOST_NAMES:
                break
            self._note(scope, whole, type_of_item(item, self.model.items))
            found.append(whole)
            found += self._typed_parts(scope, whole, item.type_ref, item.parts, deep + 1)
        return found

    def _known(self, scope: Scope) -> dict[str, Kind | None]:
        """The names that decisions can mean, and the kinds of their values."""
        known: dict[str, Kind | None] = {plain(each.name): None for each in self.model.inputs}
        known |= dict.fromkeys(scope.required)
        known |= dict.fromkeys(scope.unsaid)
        known |= {name: type_.kind for name, type_ in scope.types.items()}
        for each in scope.answers.values():
            known |= each.kinds
        return known

    def _require(self, scope: Scope, other: Decision) -> None:
        """What the name of a decision that is required means: the answers of its table, its expression, or a fact."""
        name, variable = plain(other.name), plain(other.variable)
        if name in scope.required:
            return  # read before, by another expression
        if other.id in self._on_way:
            raise PolicyError.of("", f"requires `{other.name}`, which requires it in turn", "let one stand by itself")
        self._decision(other)
        if other.id in self.answers:
            found = self.answers[other.id]
            scope.answers |= dict.fromkeys(found.kinds, found)
        else:
            self._reckon(scope, name, other)
        if variable not in ("", name, *self._known(scope)):
            self._call(scope, name, variable, other)

    def _call(self, scope: Scope, name: str, also: str, decision: Decision) -> None:
        """Let what a required decision answers, or a part of it, have another name, too."""
        if decision.id in self.answers:
            renamed = self.answers[decision.id].renamed(name, also)
            scope.answers |= dict.fromkeys(renamed.kinds, renamed)
            return
        scope.required.add(also)
        if name in scope.bound:
            scope.bound[also] = scope.bound[name]
        if name in scope.types:
            scope.types[also] = scope.types[name]

    def _name_by_outputs(self, scope: Scope, required: list[Decision]) -> None:
        """Let answers be called by the names of their outputs, as Camunda calls them, where nothing else is."""
        found: dict[str, list[tuple[str, Decision]]] = {}
        for each in required:
            table = self._table_of(each)
            names = [plain(column.name) for column in table[0].outputs] if table and each.id in self.answers else []
            for name in names:
                found.setdefault(name, []).append(
                    (plain(each.name) if len(names) == 1 else f"{plain(each.name)}.{name}", each)
                )
        taken = {*self._known(scope), *(plain(each.name) for each in self.model.decisions)}
        for name, meant in found.items():
            if name and name not in taken and len(meant) == 1:
                self._call(scope, meant[0][0], name, meant[0][1])

    def _reckon(self, scope: Scope, name: str, other: Decision) -> None:
        """What is required and has no answers: its expression, or else a fact."""
        if other.id in self.made:
            self.left[other.name] = "adds up or collects, and is a fact that is given where other tables read it"
        scope.required.add(name)
        self._type(scope, name, other.type_ref)
        table = self._table_of(other)
        if table is not None and table[0].hit in ADDED:
            scope.types[name] = NUMBER
        if isinstance(other.logic, Cell) and other.id not in self._on_way:
            self._on_way.add(other.id)
            try:
                if len(self._on_way) > MOST_DEEP:
                    raise ExpressionError.of("", f"it is required by others more than {MOST_DEEP} deep")
                for each in self.model.decisions:
                    if each.id in other.requires and not each.is_knowledge:
                        self._require(scope, each)
                # a file that declares no data at all, as Camunda's, names it where it is read
                names = Names({**self._known(scope), **dict.fromkeys(scope.bound)}, open=not self.model.inputs)
                tree = read_expression(text_of(other.logic), names)
                scope.types |= inferred(tree, scope.types) if not isinstance(tree, Name) else {}
                self._bind(scope, name, tree, scope)
                self.left[other.name] = "is an expression, and a fact that is reckoned where tables read it"
            except ExpressionError as error:
                self.left[other.name] = (
                    f"is an expression that cannot be said here ({error.problems[0]}), and a fact that is given"
                )
            finally:
                self._on_way.discard(other.id)

    def _bind(self, scope: Scope, name: str, tree: Expression, outer: Scope) -> None:
        """Let a name stand for an expression that is read in `outer`: for a fact, or for one that is reckoned."""
        if isinstance(tree, Name) and tree.name in outer.answers:
            renamed = outer.answers[tree.name].renamed(tree.name, name)
            scope.answers |= dict.fromkeys(renamed.kinds, renamed)
        elif isinstance(tree, Name):
            if tree.name in outer.types:
                scope.types[name] = outer.types[tree.name]
            elif name in scope.types:
                outer.types[tree.name] = scope.types[name]
            if outer is scope:
                scope.bound[name] = scope.settled(tree, name)
            else:
                scope.given[name] = tree.name
        else:
            scope.bound[name] = Name(outer.derived(tree, name))


def _tested(table: Table, names: Names) -> Iterator[str]:
    """The names that a table tests, declared or not: its cells can mean them, too."""
    for column in table.inputs:
        try:
            tree = tested(column, names)
        except ExpressionError:
            continue  # told when the column is read
        if isinstance(tree, Name):
            yield tree.name


def _what(decision: Decision) -> str:
    match decision.logic:
        case Cell():
            return "is an expression"
        case Invocation(called=called):
            return f"invokes `{called}`, which is no table"
        case Other(what=what):
            return what
        case _:
            return "is a table"
