"""What reading is alike for all kinds: header, parameters and facts, and every problem with its path."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

import attrs
from attrs import define, field

from crmrules.definitions.base import Answering, Definition, Ranking
from crmrules.definitions.checking import Checking
from crmrules.definitions.facts import Resolver
from crmrules.definitions.layout import COMMON, Layout, ListOf
from crmrules.definitions.names import id_problem, is_policy_id, name_problem
from crmrules.definitions.parts import FORMAT, NO_OUTCOME, FactEntry, Parameter, Setting
from crmrules.definitions.structure import structure
from crmrules.errors import CrmRulesError, PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import is_blank, shown
from crmrules.expressions.types import Type
from crmrules.model.fact import Fact, facts_of
from crmrules.model.schema import ENTITIES, entity

T = TypeVar("T")
D = TypeVar("D", bound=Definition)

Find: TypeAlias = Callable[[str], Definition]
"""Gives a policy that facts read, by id."""


@define(eq=False, repr=False)
class Reader(ABC, Generic[D]):
    """Reads a policy of one kind by its layout, noting everything that is wrong with it."""

    definition_class: ClassVar[type[Any]]
    checking_class: ClassVar[type[Any]]

    document: Mapping[str, Any]
    find: Find
    problems: list[Problem] = field(factory=list)
    left_out: set[str] = field(factory=set)
    """Names of parts that could not be read: what refers to them is not their fault."""
    header: Any = field(default=None, init=False)
    _own: dict[str, Any] = field(factory=dict, init=False)
    """The parts of the kind's own tables and lists, by key."""

    @abstractmethod
    def look(self) -> None:
        """Look at what has been read, before parts are held against each other."""

    @property
    def layout(self) -> Layout:
        """The keys of the kind's files."""
        layout: Layout = self.definition_class.layout
        return layout

    def read(self) -> D:
        """The definition; where there are problems, as far as it goes."""
        layout = self.layout
        self.header = self._header() or attrs.evolve(layout.stand_in, entity=self._said_entity)
        tables: dict[str, dict[str, Any]] = {
            key: self._table(key, each.part, each.word) for key, each in (*COMMON.items(), *layout.tables.items())
        }
        self._own = {key: self._list(key, each) for key, each in layout.lists.items()}
        self._own |= {key: self._part(key, type_) for key, type_ in layout.parts.items()}
        self.look()
        common = self._common(tables.pop("parameters"), tables.pop("facts"))
        lists = {each.attribute: self._own[key] for key, each in layout.lists.items()}
        own = {**tables, **lists, **{key: self._own[key] for key in layout.parts}}
        made = self.definition_class(header=self.header, **common, **own)
        unread = frozenset(self.left_out) | made.entries.keys() - made.facts.types.keys()
        checking: Checking[Any] = self.checking_class(made, unread)
        checking.run()
        self.problems += checking.problems
        definition: D = attrs.evolve(made, examples=checking.examples)
        return definition

    def listed(self, key: str, type_: type[T]) -> tuple[T, ...]:
        """The parts of one of the kind's own lists."""
        parts: tuple[T, ...] = self._own[key]
        return parts

    def report(self, path: str, message: str, remedy: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message, remedy))

    def names(self, table: Iterable[str], word: str) -> None:
        """Check names that conditions or columns can hold."""
        for name in table:
            problem = name_problem(name)
            if problem:
                remedy = "use letters, digits and underscores, a letter first"
                self.report(f"{word} `{name}`", problem, "choose another" if "word" in problem else remedy)

    def ids(self, word: str, ids: Iterable[str]) -> None:
        """Check the ids of outcomes or the like."""
        for id_ in ids:
            problem = id_problem(id_)
            if problem:
                remedy = "use letters, digits, single spaces, and - _ + inside"
                self.report(f"{word} `{id_}`", problem, remedy)
            elif id_ == NO_OUTCOME:
                self.report(f"{word} `{id_}`", "is how examples say that there is none", "choose another id")

    def _header(self) -> Any:
        layout = self.layout
        given = {key: self.document[key] for key in layout.header_keys if key in self.document}
        format_ = given.get("format", FORMAT)
        if format_ != FORMAT or isinstance(format_, bool):
            self.report("`format`", f"unknown format {shown(format_)}", f"this library reads format {FORMAT}")
        header = self._structure(given | {"kind": layout.kind, "format": FORMAT}, layout.header, "")
        if header is not None and not is_policy_id(header.id):
            self.report("`id`", f"{shown(header.id)} is no policy id", "use small letters, digits and single hyphens")
        return header

    @property
    def _said_entity(self) -> str:
        entity = self.document.get("entity")
        return entity if isinstance(entity, str) else ""

    def _structure(self, value: object, type_: type[T], path: str) -> T | None:
        part, problems = structure(value, type_, path)
        self.problems += problems
        return part

    def _table(self, key: str, type_: type[T], word: str) -> dict[str, T]:
        """The parts of a table, by name."""
        table = self.document.get(key, {})
        if not isinstance(table, Mapping):
            self.report(f"`{key}`", f"{shown(table)} is no table", f"write it as [{key}]")
            return {}
        read = {}
        for name, value in table.items():
            part = self._structure(value, type_, f"{word} `{name}`")
            if part is not None:
                read[str(name)] = part
            else:
                self.left_out.add(str(name))
        return read

    def _list(self, key: str, listed: ListOf) -> tuple[Any, ...]:
        """The parts of a list of tables."""
        items = self.document.get(key, [])
        if not isinstance(items, list | tuple):
            self.report(f"`{key}`", f"{shown(items)} is no list of tables", f"begin each with [[{key}]]")
            return ()
        called = listed.called[0] if len(listed.called) == 1 else ""
        read: list[Any] = []
        seen: set[object] = set()
        for number, item in enumerate(items, 1):
            name = item.get(called) if isinstance(item, Mapping) else None
            path = f"{key} `{name}`" if isinstance(name, str) else f"{key} {number}"
            if isinstance(name, str) and name in seen:
                self.report(path, f"the same {called} twice", "give each its own")
            if isinstance(name, str):
                seen.add(name)
            part = self._structure(item, listed.part, path)
            if part is not None:
                read.append(part)
            elif isinstance(name, str):
                self.left_out.add(name)
        return tuple(read)

    def _part(self, key: str, type_: type[T]) -> T | None:
        """The part that a key holds."""
        return self._structure(self.document[key], type_, f"`{key}`") if key in self.document else None

    def _common(self, parameters: dict[str, Parameter], entries: dict[str, FactEntry]) -> dict[str, Any]:
        """What definitions of all kinds hold beside their own tables, once all parts have been read."""
        self.names(parameters, "parameter")
        self.names(entries, "fact")
        for name in sorted(parameters.keys() & entries.keys()):
            self.report(f"parameter `{name}`", "is also the name of a fact", "rename one of them")
        for name, parameter in parameters.items():
            self._parameter(name, parameter)
        for name, entry in entries.items():
            self._entry(name, entry)
        policies, rankings = self._policies(entries)
        types: dict[str, Type | None] = {
            name: each.type for name, each in parameters.items() if each.value is not None or each.dated
        }
        types |= dict.fromkeys(sorted(self.left_out))
        resolver = Resolver(self._entity(), entries, policies, rankings, types, "")
        facts = resolver.resolve()
        self.problems += resolver.problems
        return {"parameters": parameters, "entries": entries, "facts": facts, "policies": policies}

    def _parameter(self, name: str, parameter: Parameter) -> None:
        path = f"parameter `{name}`"
        if (parameter.value is None) == (not parameter.dated):
            self.report(path, "needs either `value` or `dated`")
            self.left_out.add(name)
            return
        days = [each.from_ for each in parameter.dated]
        if days != sorted(set(days)):
            self.report(f"{path}, `dated`", "is not in the order of its days", "put the earliest first, each once")
        values = parameter.all_values
        kinds = {_called(value) for value in values}
        if len(kinds) > 1:
            self.report(f"{path}, `dated`", f"mixes {' and '.join(sorted(kinds))}")
        for value in values:
            if is_blank(value):
                self.report(path, "is a blank text, which is unknown", "give it a value")
            if parameter.values and value not in parameter.values:
                self.report(path, f"{shown(value)} is none of its values", did_you_mean(str(value), parameter.values))

    def _entry(self, name: str, entry: FactEntry) -> None:
        ways = {
            "type": entry.type is not None,
            "values": bool(entry.values),
            "is": entry.is_ is not None,
            "from": bool(entry.from_),
        }
        said = [way for way, present in ways.items() if present]
        if len(said) != 1:
            found = " and ".join(f"`{way}`" for way in said) or "none of them"
            self.report(f"fact `{name}`", f"needs one of `type`, `values`, `is`, `from`, and has {found}")
            self.left_out.add(name)
        if any(map(is_blank, entry.values)):
            self.report(f"fact `{name}`, `values`", "holds a blank text, which is unknown", "leave it out")
        if len(set(entry.values)) < len(entry.values):
            self.report(f"fact `{name}`, `values`", "holds a value twice")

    def _policies(self, entries: Mapping[str, FactEntry]) -> tuple[dict[str, Answering], dict[str, Ranking]]:
        """The policies that facts read, by id: those that answer on a record, and those that rank a population."""
        answering: dict[str, Answering] = {}
        rankings: dict[str, Ranking] = {}
        for name, entry in entries.items():
            if not entry.from_:
                continue
            path = f"fact `{name}`, `from`"
            try:
                policy = self.find(entry.from_)
            except CrmRulesError as error:
                self.problems += [each.under(path) for each in error.problems]
                continue
            if policy.why_no_answer:
                self.report(path, f"policy `{policy.id}` {policy.why_no_answer}")
            elif isinstance(policy, Ranking):
                rankings[entry.from_] = policy
            elif isinstance(policy, Answering):
                answering[entry.from_] = policy
        return answering, rankings

    def _entity(self) -> tuple[Fact, ...]:
        name = self.header.entity
        if name and name not in ENTITIES:
            self.report("`entity`", f"unknown entity `{name}`", did_you_mean(name, ENTITIES))
            return ()
        return facts_of(entity(name)) if name else ()


Readers: TypeAlias = Mapping[str, Callable[[Mapping[str, Any], Find], Reader[Any]]]
"""What reads a policy of each kind; the first is for a file that does not say its kind."""


def read(document: Mapping[str, Any], find: Find, readers: Readers) -> Definition:
    """The definition that a plain mapping describes; `find` gives a policy that its facts read, by id.

    Raises `PolicyError` with every problem found, each with its path.
    """
    id_ = document.get("id")
    where = f"policy `{id_}`" if isinstance(id_, str) and is_policy_id(id_) else "policy"
    usual = next(iter(readers))
    kind = document.get("kind", usual)
    problems: list[Problem] = []
    if not isinstance(kind, str) or kind not in readers:
        problems.append(Problem("`kind`", f"unknown kind {shown(kind)}", did_you_mean(kind, readers)))
        kind = usual
    reader = readers[kind](document, find)
    keys = reader.layout.keys
    for key in document:
        if key not in keys:
            having = [name for name, made in readers.items() if key in made({}, find).layout.keys]
            remedy = f"a {' or a '.join(having)} has it: say so by `kind`, or take it out" if having else ""
            problems.append(Problem("", f"unknown key {shown(key)}", remedy or did_you_mean(key, keys)))
    definition: Definition = reader.read()
    problems += reader.problems
    if problems:
        raise PolicyError(problem.under(where) for problem in problems)
    return definition


def _called(value: Setting) -> str:
    """What the values of a parameter are called, for one that mixes them."""
    match value:
        case bool():
            return "flag"
        case str():
            return "text"
        case datetime.date():
            return "day"
        case _:
            return "number"
