"""What is to be done in a case, and what runs out: an item of a worklist."""

import datetime
from typing import Any

from attrs import frozen

from crmrules.model.text import Text

DUTY, DEADLINE = "duty", "deadline"
"""What an item is."""

COLUMNS = (
    "customer", "state", "what", "id", "title", "owner", "since", "due", "then", "certain", "provisional", "caution",
)  # fmt: skip
"""The columns of a list of items."""


@frozen
class Item:
    """A duty of a case, or a deadline that runs in it."""

    customer: Any
    state: str
    """The state of the case; where several are possible all of them, joined by ", "."""
    what: str
    """``"duty"`` or ``"deadline"``."""
    id: str
    title: Text
    owner: str
    """Who has it; empty where the process names nobody."""
    owner_title: Text
    since: datetime.date | None
    due: datetime.date | None
    """The last day on which there is time; None where it has no end."""
    then: Text | None
    """What the case comes to where the deadline passes; None for a duty, and where the miss is noted and no more."""
    certain: bool
    """Whether there is such a thing whichever way the case has gone, and its day is settled."""
    provisional: Text | None
    caution: Text | None
