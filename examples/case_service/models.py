"""What is sent: an event as JSON."""

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from examples.case_service.journal import NewEvent

MOST = 10_000
"""The most events of one batch."""

_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Value = bool | int | float | Annotated[str, Field(max_length=2000)] | None
_OWN = ("id", "customer", "at", "kind", "recorded", "joined")


class SentEvent(BaseModel):
    """Something that happened to a customer on a day."""

    model_config = ConfigDict(extra="forbid", strict=False)

    id: _Name
    """Names the event: sent again it is the same."""
    customer: _Name
    at: datetime.date
    kind: _Name
    data: Annotated[dict[_Name, _Value], Field(max_length=100)] = {}

    def event(self) -> NewEvent:
        """The event; raises `ValueError` for data that would hide what an event is."""
        hidden = [name for name in self.data if name in _OWN]
        if hidden:
            raise ValueError(f"event {self.id}: data has `{hidden[0]}`, which events have of their own")
        return NewEvent(self.id, self.customer, self.at, self.kind, self.data)


class Batch(BaseModel):
    """Several events, kept together or not at all."""

    events: Annotated[list[SentEvent], Field(max_length=MOST)]


class Kept(BaseModel):
    """What came of what was sent."""

    new: int
    known: int
    """Events that were there already."""
