"""What is said of a record beside the outcomes of a policy."""

from enum import Enum
from typing import TypeAlias


class Marker(Enum):
    """What is no outcome's id, whatever a policy calls its outcomes; its value is what files and JSON hold."""

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
