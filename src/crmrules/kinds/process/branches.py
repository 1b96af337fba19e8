"""Branches: the ways a case may have gone, each with where it stands, what runs, and how it came there."""

import datetime
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from attrs import evolve, field, frozen

from crmrules.expressions.numbers import nearest
from crmrules.expressions.tree import Value

MOST_BRANCHES = 64
"""How many ways of a case are followed; past them it is too open."""

MOST_PATHS = 8
"""How many ways to one branch are told apart; of more the first are told."""


class StepKind(StrEnum):
    """What happened to a case."""

    BEGUN = "begun"
    MOVED = "moved"
    MET = "met"
    """A deadline was met, or a duty done."""
    MISSED = "missed"
    """A deadline passed."""


def _as_kept(values: Iterable[tuple[str, Value]]) -> tuple[tuple[str, Value], ...]:
    """Values in the form in which they come back from where a case was kept: fractions as numbers that are held."""
    return tuple((name, nearest(value) if isinstance(value, Fraction) else value) for name, value in values)


@frozen
class Step:
    """One thing that happened to a case."""

    day: datetime.date
    kind: StepKind
    by: str = field(default="")
    """The transition, the deadline or the duty."""
    on: str = field(default="")
    """The kind of event that moved it, or met it."""
    from_: str = field(default="")
    to: str = field(default="")
    until: datetime.date | None = field(default=None)
    """The last day on which it can have been, where that is not known; `day` is the first."""
    values: tuple[tuple[str, Value], ...] = field(default=(), converter=_as_kept)
    """The values of what its reason names, on the first day."""

    @property
    def moves(self) -> bool:
        """Whether the case came to a state by it."""
        return self.kind is StepKind.BEGUN or bool(self.to)

    @property
    def like(self) -> tuple[object, ...]:
        """What it has in common with the same step on another day."""
        return self.kind, self.by, self.on, self.from_, self.to


Path: TypeAlias = tuple[Step, ...]


@frozen
class Running:
    """A deadline, or a duty that can be done, that is open."""

    clock: str
    since: datetime.date


@frozen
class Branch:
    """A way that a case may have gone.

    Of branches that differ in the day of entry alone, and where nothing runs that hangs on it, one stands for all: the
    day lies between `since` and `until`.
    """

    state: str
    since: datetime.date
    """The day on which the state was entered, the first where that is not known."""
    until: datetime.date
    """The last day on which it can have been entered."""
    running: tuple[Running, ...]
    """In file order. What is not among them was met or missed, or has not begun."""
    counts: tuple[tuple[str, int], ...]
    """How often each state was entered that was entered at all, by id."""
    missing: frozenset[str] = field(default=frozenset(), eq=False)
    """The unknown facts, and data of events as ``event.<name>``, by which it parted from others."""
    unordered: frozenset[datetime.date] = field(default=frozenset(), eq=False)
    """The days whose events have no known order, by which it parted from others."""
    provisional: bool = field(default=False, eq=False)
    """Whether a deadline passed on a day that may still change."""
    paths: tuple[Path, ...] = field(default=((),), eq=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What must be equal for two to be one, but for the day of entry."""
        return self.state, self.running, self.counts

    def with_step(self, step: Step) -> "Branch":
        """The branch after one more step."""
        return evolve(self, paths=tuple((*path, step) for path in self.paths))


def merged(branches: Iterable[Branch]) -> list[Branch]:
    """The branches in the order in which they were found, equal ones as one."""
    branches = list(branches)
    if len(branches) < 2:
        return branches
    found: dict[tuple[object, ...], Branch] = {}
    for each in branches:
        # where something runs since the entry, the day of entry is told by it
        key = each.key if not each.running else (*each.key, each.since, each.until)
        before = found.get(key)
        found[key] = each if before is None else _one(before, each)
    return list(found.values())


def _one(first: Branch, second: Branch) -> Branch:
    return evolve(
        first,
        since=min(first.since, second.since),
        until=max(first.until, second.until),
        missing=first.missing | second.missing,
        unordered=first.unordered | second.unordered,
        provisional=first.provisional or second.provisional,
        paths=_paths((*first.paths, *second.paths)),
    )


def _paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Paths whose steps are alike as one, each step between its first and its last day."""
    found: dict[tuple[object, ...], Path] = {}
    for path in paths:
        key = tuple(step.like for step in path)
        before = found.get(key)
        found[key] = path if before is None else tuple(map(_between, before, path))
    return tuple(found.values())[:MOST_PATHS]


def _between(first: Step, second: Step) -> Step:
    if first == second:
        return first
    earliest = first if first.day <= second.day else second
    last = max(first.until or first.day, second.until or second.day)
    return evolve(earliest, until=last if last > earliest.day else None)


def shared(paths: Iterable[Path]) -> Path:
    """The steps with which all paths begin."""
    every = list(paths)
    if len(every) == 1:
        return every[0]
    first: list[Step] = []
    for steps in zip(*every, strict=False):
        if any(step != steps[0] for step in steps):
            break
        first.append(steps[0])
    return tuple(first)


def counted(counts: Iterable[tuple[str, int]], state: str) -> tuple[tuple[str, int], ...]:
    """The counts after a state was entered once more."""
    new: Mapping[str, int] = dict(counts)
    return tuple(sorted({**new, state: new.get(state, 0) + 1}.items()))
