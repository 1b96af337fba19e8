"""What was built for a frame, kept for the next ones like it: the same types of columns have the same expressions."""

import datetime
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeAlias

from attrs import define, field

from crmrules.definitions.base import Definition
from crmrules.engines.frames.backends import POLARS, Opened
from crmrules.records.binding import Binding

MOST_KEPT = 64
"""How many are kept; the one that was not used for longest goes first."""

Run: TypeAlias = Callable[[Any], Any]
"""Adds the columns of a policy to a frame."""


def likeness(definition: Definition, opened: Opened, as_of: datetime.date | None, wanted: Hashable) -> Hashable | None:
    """What frames have in common for which the same is built; None where nothing is kept.

    What is built hangs on the names and types of columns, on which of them have nulls or numbers beyond limits, and on
    what is asked for. Polars' frames in memory are kept: elsewhere expressions are not where the time goes.
    """
    if opened.backend is not POLARS or opened.names:
        return None
    types = tuple(opened.schema.items())
    return (definition, as_of, wanted, opened.columns, types, opened.prefix, opened.full, opened.within)


@define
class Kept:
    """What was built, by likeness; safe to share between threads."""

    _runs: OrderedDict[Hashable, tuple[Binding, Run]] = field(factory=OrderedDict)
    _lock: Lock = field(factory=Lock)

    def get(self, like: Hashable, bind: Binding) -> Run | None:
        """What was built for frames that are alike, read by the same binding."""
        with self._lock:
            found = self._runs.get(like)
            if found is None or found[0] != bind:
                return None
            self._runs.move_to_end(like)
            return found[1]

    def put(self, like: Hashable, bind: Binding, run: Run) -> None:
        """Keep what was built."""
        with self._lock:
            self._runs[like] = (bind, run)
            self._runs.move_to_end(like)
            while len(self._runs) > MOST_KEPT:
                self._runs.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._runs.clear()

    def __len__(self) -> int:
        return len(self._runs)


KEPT = Kept()
