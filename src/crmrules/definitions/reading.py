"""What reading is alike for all kinds: header, parameters and facts, and every problem with its path."""

import keyword
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias, TypeVar

import attrs
from attrs import define, field, frozen

from crmrules.definitions.base import Answering, Definition
from crmrules.definitions.facts import Facts, Resolver
from crmrules.definitions.parts import FORMAT, NO_OUTCOME, FactEntry, Header, Parameter
from crmrules.definitions.structure import key_of, structure
from crmrules.errors import CrmRulesError, Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.tree import RESERVED
from crmrules.expressions.types import Type
from crmrules.model.fact import Fact, facts_of
from crmrules.model.schema import ENTITIES

T = TypeVar("T")
H = TypeVar("H", bound=Header)

Find: TypeAlias = Callable[[str], Definition]
"""Gives a policy that facts read, by id."""

_TABLES = ("parameters", "facts")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 64


@frozen
class Common:
    """What every kind of definition holds beside its own tables."""

    parameters: Mapping[str, Parameter]
    entries: Mapping[str, FactEntry]
    facts: Facts
    policies: Mapping[str, Answering]
    unread: frozenset[str]
    """Names of what could not be read: what refers to them is not their fault."""


@define
class Reader(ABC):
    """Reads a policy of one kind, noting everything that is wrong with it."""

    kind: ClassVar[str]
    own_keys: ClassVar[tuple[str, ...]]
    """The tables and lists that only this kind has."""
    header_class: ClassVar[type[Header]]

    document: Mapping[str, Any]
    find: Find
    problems: list[Problem] = field(factory=list)
    left_out: set[str] = field(factory=set)
    """Names of parts that could not be read."""
    _parameters: dict[str, Parameter] = field(factory=dict, init=False)
    _entries: dict[str, FactEntry] = field(factory=dict, init=False)

    @abstractmethod
    def read(self) -> Definition:
        """The definition; where there are problems, as far as it goes."""

    def read_header(self, type_: type[H], stand_in: H) -> H:
        """The header; where it cannot be read, another in its place, so that the rest is checked all the same."""
        keys = (*self._header_keys, *_TABLES, *self.own_keys)
        for key in self.document:
            if key not in keys:
                self.report("", f"unknown key {shown(key)}", did_you_mean(key, keys))
        return self._header(type_) or attrs.evolve(stand_in, entity=self._said_entity)

    def read_tables(self) -> None:
        """The tables that every kind has; to be read before the kind's own."""
        self._parameters = self.table("parameters", Parameter, "parameter")
        self._entries = self.table("facts", FactEntry, "fact")

    def resolve(self, header: Header) -> Common:
        """Parameters and facts, once all parts have been read."""
        parameters, entries = self._parameters, self._entries
        self.names(parameters, "parameter")
        self.names(entries, "fact")
        for name in sorted(parameters.keys() & entries.keys()):
            self.report(f"parameter `{name}`", "is also the name of a fact", "rename one of them")
        for name, parameter in parameters.items():
            self._parameter(name, parameter)
        for name, entry in entries.items():
            self._entry(name, entry)
        policies, segmentations = self._policies(entries)
        types: dict[str, Type | None] = {
            name: each.type for name, each in parameters.items() if each.value is not None or each.dated
        }
        types |= dict.fromkeys(sorted(self.left_out))
        resolver = Resolver(self._entity(header), entries, policies, segmentations, types, "")
        facts = resolver.resolve()
        self.problems += resolver.problems
        unread = frozenset(self.left_out) | entries.keys() - facts.types.keys()
        return Common(parameters, entries, facts, policies, unread)

    def report(self, path: str, message: str, remedy: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message, remedy))

    def _structure(self, value: object, type_: type[T], path: str) -> T | None:
        part, problems = structure(value, type_, path)
        self.problems += problems
        return part

    @property
    def _header_keys(self) -> tuple[str, ...]:
        return tuple(key_of(each.name) for each in attrs.fields(self.header_class))

    @property
    def _said_entity(self) -> str:
        entity = self.document.get("entity")
        return entity if isinstance(entity, str) else ""

    def _header(self, type_: type[H]) -> H | None:
        given = {key: self.document[key] for key in self._header_keys if key in self.document}
        format_ = given.get("format", FORMAT)
        if format_ != FORMAT or isinstance(format_, bool):
            self.report("`format`", f"unknown format {shown(format_)}", f"this library reads format {FORMAT}")
        header = self._structure(given | {"kind": self.kind, "format": FORMAT}, type_, "")
        if header is not None and not is_id(header.id):
            self.report("`id`", f"{shown(header.id)} is no policy id", "use small letters, digits and single hyphens")
        return header

    def table(self, key: str, type_: type[T], word: str) -> dict[str, T]:
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

    def items(self, key: str, type_: type[T], called: str) -> tuple[T, ...]:
        """The parts of a list of tables; `called` is the key that names each."""
        items = self.document.get(key, [])
        if not isinstance(items, list | tuple):
            self.report(f"`{key}`", f"{shown(items)} is no list of tables", f"begin each with [[{key}]]")
            return ()
        read = []
        seen: set[object] = set()
        for place, item in enumerate(items, 1):
            name = item.get(called) if isinstance(item, Mapping) else None
            path = f"{key} `{name}`" if isinstance(name, str) else f"{key} {place}"
            if isinstance(name, str) and name in seen:
                self.report(path, f"the same {called} twice", "give each its own")
            if isinstance(name, str):
                seen.add(name)
            part = self._structure(item, type_, path)
            if part is not None:
                read.append(part)
            elif isinstance(name, str):
                self.left_out.add(name)
        return tuple(read)

    def part(self, key: str, type_: type[T]) -> T | None:
        """The part that a key holds."""
        return self._structure(self.document[key], type_, f"`{key}`")

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
            if not is_id(id_):
                self.report(f"{word} `{id_}`", f"is no {word} id", "use small letters, digits and single hyphens")
            elif id_ == NO_OUTCOME:
                self.report(f"{word} `{id_}`", "is how examples say that there is none", "choose another id")

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
        kinds = {"flag" if isinstance(v, bool) else "text" if isinstance(v, str) else "number" for v in values}
        if len(kinds) > 1:
            self.report(f"{path}, `dated`", f"mixes {' and '.join(sorted(kinds))}")
        for value in values:
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
        if len(set(entry.values)) < len(entry.values):
            self.report(f"fact `{name}`, `values`", "holds a value twice")

    def _policies(self, entries: Mapping[str, FactEntry]) -> tuple[dict[str, Answering], dict[str, Definition]]:
        """The policies that facts read, by id: those that answer on a record, and those that rank a population."""
        answering: dict[str, Answering] = {}
        segmentations: dict[str, Definition] = {}
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
            elif policy.ranks_population:
                segmentations[entry.from_] = policy
            elif isinstance(policy, Answering):
                answering[entry.from_] = policy
        return answering, segmentations

    def _entity(self, header: Header) -> tuple[Fact, ...]:
        name = header.entity
        if name and name not in ENTITIES:
            self.report("`entity`", f"unknown entity `{name}`", did_you_mean(name, ENTITIES))
            return ()
        return facts_of(ENTITIES[name]) if name else ()


def is_id(text: str) -> bool:
    """Whether a text can be the id of a policy or of an outcome."""
    return ID.fullmatch(text) is not None and len(text) <= LONGEST_NAME


def name_problem(name: str) -> str:
    """Why a name cannot be that of a fact or parameter; empty where it can."""
    if not name.isidentifier() or name.startswith("_") or len(name) > LONGEST_NAME:
        return "is no name"
    if keyword.iskeyword(name) or name in RESERVED:
        return "is a word of the rule language"
    if name != unicodedata.normalize("NFKC", name):
        return "is not in normal form (NFKC)"
    return ""
