"""Two-valued logic over conditions that are never null, in columns or in SQL, with what is settled at once left out."""

from collections.abc import Callable
from typing import Generic, Protocol, Self, TypeVar

from attrs import frozen


class Condition(Protocol):
    """What an engine asks of every row."""

    def __invert__(self) -> Self: ...


E = TypeVar("E", bound=Condition)


@frozen
class TwoValued(Generic[E]):
    """*and*, *or* and *not* of conditions of one engine, and of what is so on all rows or on none."""

    all_of: Callable[[list[E]], E]
    """*and* of one or more."""
    any_of: Callable[[list[E]], E]
    """*or* of one or more."""

    def both(self, *parts: bool | E) -> bool | E:
        """*and*; true of none."""
        if any(part is False for part in parts):
            return False
        asked = [part for part in parts if not isinstance(part, bool)]
        return self.all_of(asked) if asked else True

    def either(self, *parts: bool | E) -> bool | E:
        """*or*; false of none."""
        if any(part is True for part in parts):
            return True
        asked = [part for part in parts if not isinstance(part, bool)]
        return self.any_of(asked) if asked else False

    def no(self, part: bool | E) -> bool | E:
        """*not*."""
        return not part if isinstance(part, bool) else ~part
