"""What is sent: an event as JSON."""

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from examples.case_service.journal import NewEvent

MOST = 10_000
"""The most events of one batch."""


def _kept(text: str) -> str:
    """A text that every database keeps; raises `ValueError` for NUL, and for half a character."""
    if re.search("[\0\ud800-\udfff]", text):
        raise ValueError("has a character that no database keeps")
    return text


def _day(value: object) -> object:
    """A day as it is written; raises `ValueError` for moments, and for numbers that could be moments."""
    if isinstance(value, datetime.date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise ValueError("is no day; write a valid date as 2026-07-01")


_Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_kept)]
_Value = (
    bool
    | int
    | Annotated[float, Field(allow_inf_nan=False)]
    | Annotated[str, Field(max_length=2000), AfterValidator(_kept)]
    | None
)
_OWN = ("id", "customer", "at", "kind", "recorded", "joined")


class SentEvent(BaseModel):
    """Something that happened to a customer on a day."""

    model_config = ConfigDict(extra="forbid", strict=False)

    id: _Name
    """Names the event: sent again it is the same."""
    customer: _Name
    at: Annotated[datetime.date, BeforeValidator(_day)]
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
