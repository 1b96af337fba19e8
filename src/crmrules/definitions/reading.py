"""From the plain mapping of a policy file to a definition, reporting everything that is wrong with it at once."""

import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs
from attrs import define, field

from crmrules.definitions import parts
from crmrules.definitions.checking import Checking
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.facts import Resolver
from crmrules.definitions.parts import FORMAT, Header, HitPolicy
from crmrules.definitions.structure import structure
from crmrules.errors import CrmRulesError, PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.tree import RESERVED
from crmrules.expressions.types import Type
from crmrules.model.fact import Fact, facts_of
from crmrules.model.schema import ENTITIES
from crmrules.model.text import Text

T = TypeVar("T")

KINDS = ("decision",)
_TABLES = {"parameters": parts.Parameter, "facts": parts.FactEntry, "outputs": parts.Output}
_LISTS = {"outcome": parts.Outcome, "rule": parts.Rule, "example": parts.Example}
_HEADER = tuple(each.name for each in attrs.fields(Header))
KEYS = (*_HEADER, *_TABLES, *_LISTS)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 64


def read(document: Mapping[str, Any], find: Callable[[str], DecisionDefinition]) -> DecisionDefinition:
    """The definition that a plain mapping describes; `find` gives a policy that its facts read, by id.

    Raises `PolicyError` with every problem found, each with its path.
    """
    id_ = document.get("id")
    where = f"policy `{id_}`" if isinstance(id_, str) and _ID.fullmatch(id_) else "policy"
    reader = _Reader(document, find)
    definition = reader.read()
    if reader.problems:
        raise PolicyError(problem.under(where) for problem in reader.problems)
    return definition


@define
class _Reader:
    document: Mapping[str, Any]
    find: Callable[[str], DecisionDefinition]
    problems: list[Problem] = field(factory=list)
    left_out: set[str] = field(factory=set)
    """Names of parts that could not be read: what refers to them is not their fault."""

    def read(self) -> DecisionDefinition:
        for key in self.document:
            if key not in KEYS:
                self._report("", f"unknown key {shown(key)}", did_you_mean(key, KEYS))
        header = self._header() or self._stand_in()
        parameters = self._table("parameters", parts.Parameter, "parameter")
        entries = self._table("facts", parts.FactEntry, "fact")
        outputs = self._table("outputs", parts.Output, "output")
        outcomes = self._list("outcome", parts.Outcome, "id")
        rules = self._list("rule", parts.Rule, "id")
        examples = self._list("example", parts.Example, "name")
        self._names(parameters, "parameter")
        self._names(entries, "fact")
        self._ids(outcomes)
        for name in sorted(parameters.keys() & entries.keys()):
            self._report(f"parameter `{name}`", "is also the name of a fact", "rename one of them")
        for name, parameter in parameters.items():
            self._parameter(name, parameter)
        for name, entry in entries.items():
            self._entry(name, entry)
        policies = self._policies(entries)
        types: dict[str, Type | None] = {
            name: each.type for name, each in parameters.items() if each.value is not None or each.dated
        }
        types |= dict.fromkeys(sorted(self.left_out))
        resolver = Resolver(self._entity(header), entries, policies, types, "")
        facts = resolver.resolve()
        self.problems += resolver.problems
        definition = DecisionDefinition(
            header, parameters, entries, outputs, outcomes, rules, examples, facts, policies
        )
        checking = Checking(definition, frozenset(self.left_out) | entries.keys() - facts.types.keys())
        checking.run()
        self.problems += checking.problems
        return attrs.evolve(definition, examples=checking.examples)

    def _report(self, path: str, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(path, message, remedy))

    def _structure(self, value: object, type_: type[T], path: str) -> T | None:
        part, problems = structure(value, type_, path)
        self.problems += problems
        return part

    def _header(self) -> Header | None:
        given = {key: self.document[key] for key in _HEADER if key in self.document}
        kind, format_ = given.get("kind", "decision"), given.get("format", FORMAT)
        if kind not in KINDS:
            self._report("`kind`", f"unknown kind {shown(kind)}", did_you_mean(kind, KINDS))
        if format_ != FORMAT or isinstance(format_, bool):
            self._report("`format`", f"unknown format {shown(format_)}", f"this library reads format {FORMAT}")
        header = self._structure(given | {"kind": KINDS[0], "format": FORMAT}, Header, "")
        if header is None:
            return None
        if not _ID.fullmatch(header.id) or len(header.id) > _LONGEST_NAME:
            self._report("`id`", f"{shown(header.id)} is no policy id", "use small letters, digits and single hyphens")
        if header.hit is HitPolicy.COLLECT and (header.complete or header.default is not None):
            self._report("`hit`", "collect has neither `default` nor `complete`", "it gives every true rule, or none")
        return header

    def _stand_in(self) -> Header:
        """In place of a header that could not be read, so that the rest is checked all the same."""
        entity = self.document.get("entity")
        return Header("", "", Text(""), HitPolicy.FIRST, entity=entity if isinstance(entity, str) else "")

    def _table(self, key: str, type_: type[T], word: str) -> dict[str, T]:
        table = self.document.get(key, {})
        if not isinstance(table, Mapping):
            self._report(f"`{key}`", f"{shown(table)} is no table", f"write it as [{key}]")
            return {}
        read = {}
        for name, value in table.items():
            part = self._structure(value, type_, f"{word} `{name}`")
            if part is not None:
                read[str(name)] = part
            else:
                self.left_out.add(str(name))
        return read

    def _list(self, key: str, type_: type[T], called: str) -> tuple[T, ...]:
        items = self.document.get(key, [])
        if not isinstance(items, list | tuple):
            self._report(f"`{key}`", f"{shown(items)} is no list of tables", f"begin each with [[{key}]]")
            return ()
        read = []
        seen: set[object] = set()
        for place, item in enumerate(items, 1):
            name = item.get(called) if isinstance(item, Mapping) else None
            path = f"{key} `{name}`" if isinstance(name, str) else f"{key} {place}"
            if isinstance(name, str) and name in seen:
                self._report(path, f"the same {called} twice", "give each its own")
            if isinstance(name, str):
                seen.add(name)
            part = self._structure(item, type_, path)
            if part is not None:
                read.append(part)
            elif isinstance(name, str):
                self.left_out.add(name)
        return tuple(read)

    def _names(self, table: Iterable[str], word: str) -> None:
        for name in table:
            problem = name_problem(name)
            if problem:
                remedy = "use letters, digits and underscores, a letter first"
                self._report(f"{word} `{name}`", problem, "choose another" if "word" in problem else remedy)

    def _ids(self, outcomes: Iterable[parts.Outcome]) -> None:
        for each in outcomes:
            if not _ID.fullmatch(each.id) or len(each.id) > _LONGEST_NAME:
                self._report(f"outcome `{each.id}`", "is no outcome id", "use small letters, digits and single hyphens")
            elif each.id == parts.NO_OUTCOME:
                self._report(
                    f"outcome `{each.id}`", "is how examples say that there is no outcome", "choose another id"
                )

    def _parameter(self, name: str, parameter: parts.Parameter) -> None:
        path = f"parameter `{name}`"
        if (parameter.value is None) == (not parameter.dated):
            self._report(path, "needs either `value` or `dated`")
            self.left_out.add(name)
            return
        days = [each.from_ for each in parameter.dated]
        if days != sorted(set(days)):
            self._report(f"{path}, `dated`", "is not in the order of its days", "put the earliest first, each once")
        values: list[parts.Scalar | None] = [each.value for each in parameter.dated] or [parameter.value]
        kinds = {"flag" if isinstance(v, bool) else "text" if isinstance(v, str) else "number" for v in values}
        if len(kinds) > 1:
            self._report(f"{path}, `dated`", f"mixes {' and '.join(sorted(kinds))}")
        for value in values:
            if parameter.values and value not in parameter.values:
                self._report(path, f"{shown(value)} is none of its values", did_you_mean(str(value), parameter.values))

    def _entry(self, name: str, entry: parts.FactEntry) -> None:
        ways = {
            "type": entry.type is not None,
            "values": bool(entry.values),
            "is": entry.is_ is not None,
            "from": bool(entry.from_),
        }
        said = [way for way, present in ways.items() if present]
        if len(said) != 1:
            found = " and ".join(f"`{way}`" for way in said) or "none of them"
            self._report(f"fact `{name}`", f"needs one of `type`, `values`, `is`, `from`, and has {found}")
            self.left_out.add(name)
        if len(set(entry.values)) < len(entry.values):
            self._report(f"fact `{name}`, `values`", "holds a value twice")

    def _policies(self, entries: Mapping[str, parts.FactEntry]) -> dict[str, DecisionDefinition]:
        policies = {}
        for name, entry in entries.items():
            if not entry.from_:
                continue
            try:
                policy = self.find(entry.from_)
            except CrmRulesError as error:
                self.problems += [each.under(f"fact `{name}`, `from`") for each in error.problems]
                continue
            if policy.hit is HitPolicy.COLLECT:
                self._report(f"fact `{name}`, `from`", f"policy `{policy.id}` collects outcomes, and a fact is one")
            else:
                policies[entry.from_] = policy
        return policies

    def _entity(self, header: Header) -> tuple[Fact, ...]:
        name = header.entity
        if name and name not in ENTITIES:
            self._report("`entity`", f"unknown entity `{name}`", did_you_mean(name, ENTITIES))
            return ()
        return facts_of(ENTITIES[name]) if name else ()


def name_problem(name: str) -> str:
    """Why a name cannot be that of a fact or parameter; empty where it can."""
    if not name.isidentifier() or name.startswith("_") or len(name) > _LONGEST_NAME:
        return "is no name"
    if keyword.iskeyword(name) or name in RESERVED:
        return "is a word of the rule language"
    if name != unicodedata.normalize("NFKC", name):
        return "is not in normal form (NFKC)"
    return ""
