"""What the shipped policies are for, together: six capabilities, and how one leads to the next."""

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from crmrules.model.text import Text


@frozen
class Capability:
    """Something a house must be able to do with customers."""

    id: str
    title: Text
    text: Text
    """What it answers."""
    folders: tuple[str, ...]
    """The folders of the catalogue whose policies serve it."""
    policies: tuple[str, ...] = field(default=())
    """Policies of other folders that serve it instead."""


@frozen
class Step:
    """A part of a flow."""

    title: Text
    rows: tuple[str, ...]
    """The systems of the sources that take part, by id."""


@frozen
class Flow:
    """How systems lead to each other."""

    title: Text
    steps: tuple[Step, ...]


@frozen
class Capabilities:
    """The map of the whole model."""

    capabilities: tuple[Capability, ...]
    flows: tuple[Flow, ...]
    work: tuple[str, ...]
    """The folders of the catalogue in the order in which an account team works."""

    def place(self, folder: str, rows: Collection[str]) -> tuple[int, int]:
        """Where a policy stands in the order of work: by its folder, and there by the first step of a flow in which a
        row that it implements takes part; what takes part in none comes last."""
        steps = (step for flow in self.flows for step in flow.steps)
        found = (here for here, step in enumerate(steps) if not set(rows).isdisjoint(step.rows))
        last = sum(len(flow.steps) for flow in self.flows)
        return (self.work.index(folder) if folder in self.work else len(self.work)), next(found, last)

    def of(self, policy: str, folder: str) -> Capability | None:
        """The capability that a policy serves; None where neither it nor its folder is named."""
        named = (each for each in self.capabilities if policy in each.policies)
        return next(named, next((each for each in self.capabilities if folder in each.folders), None))


@cache
def capabilities() -> Capabilities:
    """The map that the package carries."""
    read = tomllib.loads((files("crmrules") / "definitions" / "capabilities.toml").read_text("utf-8"))
    return Capabilities(
        tuple(map(_capability, read["capability"])), tuple(map(_flow, read["flow"])), tuple(read["work"])
    )


def _capability(table: Mapping[str, Any]) -> Capability:
    texts = {key: Text(**table[key]) for key in ("title", "text")}
    return Capability(table["id"], folders=tuple(table["folders"]), policies=tuple(table.get("policies", ())), **texts)


def _flow(table: Mapping[str, Any]) -> Flow:
    steps = (Step(Text(**each["title"]), tuple(each["rows"])) for each in table["steps"])
    return Flow(Text(**table["title"]), tuple(steps))
