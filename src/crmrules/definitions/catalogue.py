"""The catalogue: policies found by id, read when they are first asked for."""

import os
import stat
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.files import parse_toml, read_bytes
from crmrules.definitions.reading import Readers, read
from crmrules.errors import CrmRulesError, FileError, PolicyError, UnknownPolicyError, did_you_mean, under
from crmrules.expressions.accept import shown

MOST_DEEP = 32
"""So many policies may extend or read one another, one over the next."""


class _TooDeep(Exception):
    """Policies extend or read one another beyond the limit: told once, and not once for each of them."""


@frozen(eq=False, repr=False)
class Reading:
    """The way to a policy that is being read."""

    ids: tuple[str, ...] = ()
    """The policies on the way, the outermost first."""
    wrong: set[str] = field(factory=set)
    """Those that turned out to be wrong: what is wrong with them is told once, however many read them."""

    def of(self, id_: str) -> "Reading":
        """The way on to a policy."""
        return Reading((*self.ids, id_), self.wrong)


@frozen
class Definitions:
    """Policy files by id, each named after its policy. A value: reading it registers nothing."""

    paths: Mapping[str, str]
    readers: Readers
    """What reads a policy of each kind."""
    base: "Definitions | None" = field(default=None)
    """Where else policies are looked for that these extend or read."""
    _read: dict[str, Definition] = field(factory=dict, init=False, eq=False, repr=False)
    """What has been read already: several policies may read the same one."""

    @classmethod
    def from_dir(cls, directory: str, readers: Readers, base: "Definitions | None" = None) -> "Definitions":
        """The policy files below a directory.

        Raises `FileError` where there is no such directory, and `PolicyError` where two files have one name.
        """
        if not _is_directory(directory):
            raise FileError.of(directory, "is no directory")
        paths: dict[str, str] = {}
        for path in sorted(_below(directory)):
            id_ = named_after(path)
            if id_ in paths:
                raise PolicyError.of(path, f"policy `{id_}` is also in {paths[id_]}", "give each its own id")
            paths[id_] = path
        return cls(paths, readers, base)

    def over(self, paths: Mapping[str, str]) -> "Definitions":
        """Other files, which can extend and read these policies."""
        return type(self)(paths, self.readers, self)

    def folder(self, id_: str) -> str:
        """The name of the directory a policy's file is in."""
        return os.path.basename(os.path.dirname(self.paths[id_]))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the policies, sorted."""
        return tuple(sorted(self.paths))

    def definition(self, id_: str, way: Reading | None = None) -> Definition:
        """The definition of a policy; `way` is that of the policies that read it.

        Raises `UnknownPolicyError`, or `PolicyError` where its file is wrong, or policies read each other in a circle
        or more than `MOST_DEEP` deep.
        """
        if not isinstance(id_, str):
            raise UnknownPolicyError.of("policy", f"{shown(id_)} is no id", 'give a text such as "man"')
        way = way or Reading()
        if way.ids:
            return self._definition(id_, way)
        try:
            return self._definition(id_, way)
        except _TooDeep:
            message = f"extends or reads policies that do so more than {MOST_DEEP} deep"
            raise PolicyError.of(f"policy `{id_}`", message, "state more of it in fewer files") from None

    def _definition(self, id_: str, way: Reading) -> Definition:
        if id_ in way.ids:
            ring = " -> ".join((*way.ids[way.ids.index(id_) :], id_))
            raise PolicyError.of(f"policy `{id_}`", f"reads itself: {ring}", "break the circle")
        if id_ in self._read:
            return self._read[id_]
        if id_ in way.wrong:
            raise PolicyError.of(f"policy `{id_}`", "is wrong, as told already")
        if len(way.ids) >= MOST_DEEP:
            raise _TooDeep
        if id_ in self.paths:
            try:
                return self._read.setdefault(id_, self._define(id_, way.of(id_)))
            except CrmRulesError:
                way.wrong.add(id_)
                raise
        if self.base is not None:
            return self.base.definition(id_, way)
        remedy = did_you_mean(id_, self._all_ids()) or "`crmrules list` shows which are"
        raise UnknownPolicyError.of(f"policy `{id_}`", "is not in the catalogue", remedy)

    def _define(self, id_: str, way: Reading) -> Definition:
        path = self.paths[id_]
        with under(os.path.basename(path)):
            definition = define(parse_toml(read_bytes(path), ""), self, way)
            if definition.id != id_:
                raise PolicyError.of("`id`", f"is `{definition.id}`", "in a catalogue the file is named after it")
        if _depth(definition) > MOST_DEEP:
            raise _TooDeep
        return definition

    def _all_ids(self) -> tuple[str, ...]:
        return (*self.ids, *(self.base._all_ids() if self.base else ()))


def _is_directory(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a path that holds NUL is a ValueError
        return False
    except OSError as error:  # a name that no system takes
        raise FileError.of(path, f"cannot be read: {error.strerror}") from None


def _below(directory: str) -> Iterator[str]:
    for folder, _, names in os.walk(directory):
        yield from (os.path.join(folder, name) for name in names if name.endswith(".toml"))


def named_after(path: str) -> str:
    """The id of the policy that a file is named after: of ``man.toml`` or ``man.policy.toml`` it is "man"."""
    return os.path.basename(path).removesuffix(".toml").removesuffix(".policy")


def beside(path: str) -> Mapping[str, str]:
    """The policy files of the directory a file is in, by the ids they are named after."""
    folder = os.path.dirname(path)
    try:
        names = sorted(name for name in os.listdir(folder or ".") if name.endswith(".toml"))
    except (OSError, ValueError):  # what is wrong with the path is told of the file
        return {}
    return {named_after(name): os.path.join(folder, name) for name in names}


def _depth(definition: Definition) -> int:
    """How deep the policies lie that a policy reads, itself counted; none of those lies deeper than is allowed."""
    known: dict[str, int] = {}

    def depth(each: Any) -> int:
        if each.id not in known:
            known[each.id] = 1 + max(map(depth, each.policies.values()), default=0)
        return known[each.id]

    return depth(definition)


def define(document: Mapping[str, Any], catalogue: Definitions, way: Reading | None = None) -> Definition:
    """The definition that a plain mapping describes, over the policies of a catalogue."""
    way = way or Reading()

    def find(id_: str) -> Definition:
        return catalogue.definition(id_, way)

    if not isinstance(document, Mapping):
        raise PolicyError.of("policy", f"{shown(document)} is no table", "give a mapping, such as what `to_dict` gave")
    if "extends" in document:
        id_ = document.get("id")
        where = f"policy `{id_}`, `extends`" if isinstance(id_, str) else "policy, `extends`"
        if not isinstance(document["extends"], str):
            raise PolicyError.of(where, "is no policy id")
        with under(where):
            base = find(document["extends"])
        from crmrules.definitions.extending import extend

        document = extend(base, document)
    return read(document, find, catalogue.readers)
