"""`extends`: a policy as its differences from another, merged before it is read."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import define, field

from crmrules.definitions.base import Definition
from crmrules.definitions.layout import COMMON, Layout
from crmrules.errors import PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import shown

_OWN = ("extends", "base", "remove")


def extend(base: Definition, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The plain mapping of the base with the changes made.

    Parameters, facts and outputs are overridden by name, and of a parameter only what is stated anew. A rule or
    outcome with a known id replaces it in place, a new one says `before` or `after` which, or else comes last; an
    example with a known name is restated. `remove` takes rules, outcomes, intervals ("class channel") and examples out.

    Raises `PolicyError` where a change names what the base does not have.
    """
    merging = _Merging(base.layout, base.document, changes)
    document = merging.merge()
    if merging.problems:
        id_ = changes.get("id")
        where = f"policy `{id_}`" if isinstance(id_, str) else "policy"
        raise PolicyError(problem.under(where) for problem in merging.problems)
    return document


@define
class _Merging:
    layout: Layout
    base: Mapping[str, Any]
    changes: Mapping[str, Any]
    problems: list[Problem] = field(factory=list)

    def merge(self) -> dict[str, Any]:
        if self.changes.get("id", self.base["id"]) == self.base["id"]:
            self.problems.append(
                Problem("`id`", f"is that of the policy it extends, `{self.base['id']}`", "choose a new one")
            )
        merged = {**self.base, **{key: value for key, value in self.changes.items() if key not in _OWN}}
        for key in (*COMMON, *self.layout.tables):
            merged[key] = self._table(key)
        for key, each in self.layout.lists.items():
            merged[key] = self._list(key, each.called)
        self._remove(merged)
        return {key: value for key, value in merged.items() if key in self.changes or value not in ({}, [])}

    def _table(self, key: str) -> Any:
        ours, theirs = self.changes.get(key, {}), self.base.get(key, {})
        if not isinstance(ours, Mapping):
            return ours
        merged = {**theirs, **ours}
        if key == "parameters":
            for name in ours.keys() & theirs.keys():
                if isinstance(ours[name], Mapping):
                    merged[name] = _override(theirs[name], ours[name])
            self._misspelt([name for name in ours if name not in theirs], list(theirs))
        return merged

    def _misspelt(self, new: list[str], known: list[str]) -> None:
        """A new parameter that nothing new reads was meant for one of the base's."""
        said = " ".join(text for key in (*self.layout.lists, "facts") for text in _texts(self.changes.get(key)))
        said += f" {self.changes.get('stale_after', '')}"
        for name in new:
            if not re.search(rf"\b{re.escape(str(name))}\b", said):
                message = "is neither the base's nor read by a new rule or fact"
                self.problems.append(Problem(f"parameter `{name}`", message, did_you_mean(name, known)))

    def _list(self, key: str, called: tuple[str, ...]) -> Any:
        ours = self.changes.get(key, [])
        if not isinstance(ours, list | tuple):
            return ours
        items: list[Any] = list(self.base.get(key, []))
        for item in ours:
            if not isinstance(item, Mapping):
                items.append(item)
                continue
            plain = {name: value for name, value in item.items() if name not in ("before", "after")}
            known = [_name(each, called) for each in items]
            name = _name(item, called)
            there = known.index(name) if name is not None and name in known else None
            if there is not None and plain.keys() == item.keys():
                items[there] = plain
                continue
            if there is not None:
                items.pop(there)  # it moves to where it says
            place = self._place(items, key, called, item)
            items.insert(len(items) if place is None else place, plain)
        return items

    def _place(self, items: list[Any], key: str, called: tuple[str, ...], item: Mapping[str, Any]) -> int | None:
        """Where an item that says `before` or `after` belongs."""
        if "before" in item and "after" in item:
            self.problems.append(
                Problem(f"{key} `{_name(item, called)}`", "says both `before` and `after`", "keep one")
            )
        for word, offset in (("before", 0), ("after", 1)):
            if word not in item:
                continue
            known = [_name(each, called) for each in items if isinstance(each, Mapping)]
            if item[word] in known:
                return known.index(item[word]) + offset
            name = _name(item, called)
            path = f"{key} `{name}`, `{word}`" if isinstance(name, str) else f"{key}, `{word}`"
            self._unknown(path, key, item[word], known)
        return None

    def _unknown(self, path: str, key: str, name: object, known: list[Any]) -> None:
        said = f"`{name}`" if isinstance(name, str) else shown(name)
        remedy = did_you_mean(name, [each for each in known if isinstance(each, str)])
        self.problems.append(Problem(path, f"unknown {key} {said}", remedy))

    def _remove(self, merged: dict[str, Any]) -> None:
        """Take out the rules, outcomes and examples that `remove` names."""
        remove = self.changes.get("remove", [])
        if not isinstance(remove, list | tuple):
            remedy = 'write it as remove = ["rule-id", "name of an example"]'
            self.problems.append(Problem("`remove`", "is no list of names", remedy))
            return
        if not all(isinstance(merged[key], list) for key in self.layout.lists):
            return  # reading says so
        known: list[Any] = []
        for key, each in self.layout.named():
            items = merged[key]
            names = [_name(item, each.called) for item in items]
            merged[key] = [item for item, name in zip(items, names, strict=True) if name is None or name not in remove]
            known += names
        for name in remove:
            if name not in known:
                self._unknown("`remove`", _either([key for key, _ in self.layout.named()]), name, known)


def _name(item: object, called: tuple[str, ...]) -> Any:
    """What tells an item from others; None where it does not say."""
    if not isinstance(item, Mapping) or not all(key in item for key in called):
        return None
    return item[called[0]] if len(called) == 1 else " ".join(str(item[key]) for key in called)


def _texts(parts: object) -> list[str]:
    """The texts of rules or facts, as far down as they have any."""
    tables = parts.values() if isinstance(parts, Mapping) else parts if isinstance(parts, list | tuple) else ()
    values = [value for table in tables if isinstance(table, Mapping) for value in table.values()]
    inner = [each for value in values if isinstance(value, Mapping) for each in value.values()]
    return [each for each in (*values, *inner) if isinstance(each, str)]


def _override(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter with what is stated anew; a value takes the place of dated ones, and is the user's own."""
    # reason and reading were given for another number
    replaced = {"value", "dated", "why", "reading"} if {"value", "dated"} & ours.keys() else set[str]()
    kept = {key: value for key, value in theirs.items() if key not in replaced}
    return {**kept, **({"origin": "own"} if replaced else {}), **ours}


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
