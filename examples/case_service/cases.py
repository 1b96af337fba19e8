"""Where the cases stand, from the journal: a case is reckoned again only where its customer has new events."""

import datetime
from threading import Lock
from typing import Any

from attrs import define, field

from crmrules import Process
from crmrules.kinds.process.caseload import Caseload
from crmrules.kinds.process.result import Case
from examples.case_service.journal import Journal


@define
class Cases:
    """The cases of all customers by one process."""

    process: Process
    journal: Journal
    _day: datetime.date | None = field(default=None, init=False)
    _places: dict[str, int] = field(factory=dict, init=False)
    _cases: dict[Any, Case] = field(factory=dict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def of(self, customer: str, as_of: datetime.date) -> Case | None:
        """The case of a customer; None where no event of the customer is known by then."""
        events = self.journal.rows([customer])
        return self.process.replay_each(events, as_of=as_of).get(customer)

    def all(self, as_of: datetime.date, owner: str = "") -> Caseload:
        """The cases of all customers, with what an owner has to do, or all owners."""
        with self._lock:
            if as_of != self._day:
                self._day, self._places, self._cases = as_of, {}, {}
            places = self.journal.last_places()
            changed = [each for each, place in places.items() if self._places.get(each) != place]
            for at in range(0, len(changed), 500):
                some = changed[at : at + 500]
                self._cases |= self.process.replay_each(self.journal.rows(some), as_of=as_of)
            self._places = places
            return Caseload(self.process.definition, as_of, dict(self._cases), owner)
