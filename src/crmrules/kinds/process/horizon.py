"""How far a case is followed after its last event: a ring of deadlines goes on for ever, and a day may be far."""

import datetime
from collections.abc import Sequence

from attrs import define, field

from crmrules.errors import AsOfError
from crmrules.expressions.accept import shown
from crmrules.records.history.occurrences import Occurrence

MOST_LOOKS = 30_000
"""How often a case is looked at without an event between, each way that it may have gone counted: one way every day for
82 years. Days on which nothing can change are not looked at."""


@define(eq=False)
class Horizon:
    """The looks at a case since its last event."""

    policy: str
    events: Sequence[Occurrence]
    """Those of the case."""
    as_of: datetime.date
    _since: datetime.date = field(default=datetime.date.min, init=False)
    _looks: int = field(default=0, init=False)

    def look(self, day: datetime.date, ways: int, *, eventful: bool) -> None:
        """Note that a case was looked at on a day; raises `AsOfError` where that was too often."""
        if eventful:
            self._since, self._looks = day, 0
            return
        self._looks += ways
        if self._looks > MOST_LOOKS:
            whose = f"customer {shown(self.events[0].customer)}, " if self.events else ""
            message = (
                f"{self.as_of.isoformat()} is too far for policy `{self.policy}`: the last event before is of "
                f"{self._since.isoformat()}, and without another one the case is to be looked at again and again"
            )
            before = day - datetime.timedelta(1)
            raise AsOfError.of(f"{whose}`as_of`", message, f"give a day up to {before.isoformat()}")
