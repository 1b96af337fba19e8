"""What is said of a record beside the outcomes of a policy."""

from enum import StrEnum
from typing import TypeAlias


class Marker(StrEnum):
    """What is no outcome's id; its text is what files and JSON hold. An outcome may be called `given` all the same: ask
    whether it is a `Marker`."""

    OPEN = "?"
    """That several outcomes are possible."""
    CONFLICT = "!"
    """That rules contradict each other."""
    GIVEN = "given"
    """Of *collect*: that one outcome is among those it gives; beside it stand `NOT_GIVEN` and `OPEN`."""
    NOT_GIVEN = "not given"


Said: TypeAlias = str | Marker | None
"""An outcome by its id, None for none, or a marker."""


def written(said: Said) -> str | None:
    """What files and JSON hold of it."""
    return said.value if isinstance(said, Marker) else said
