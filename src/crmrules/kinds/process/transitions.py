"""What a change of a process moves: the customers whose cases stand elsewhere."""

import datetime

from crmrules.assurance.difference.transitions import Moved
from crmrules.errors import EngineError
from crmrules.kinds.process.policy import Process
from crmrules.records.binding import Binding
from crmrules.reviews.frames import Frame


def moved(old: Process, new: Process, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves; raises `EngineError`, since a process runs on events."""
    raise EngineError.of(f"policy `{new.id}`", "runs on events, and these are customers", "give their events")
