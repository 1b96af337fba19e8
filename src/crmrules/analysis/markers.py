"""What is said of a record beside the outcomes of a policy."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from crmrules.model.text import Text


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


IN_WORDS: Mapping[Said, Text] = {
    None: Text("no outcome", "无结论"),
    Marker.OPEN: Text("open", "未决"),
    Marker.CONFLICT: Text("conflict", "冲突"),
    Marker.GIVEN: Text("given", "给出"),
    Marker.NOT_GIVEN: Text("not given", "未给出"),
}
"""How reports call what is no outcome's id."""
