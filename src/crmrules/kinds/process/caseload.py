"""The cases of many customers on a day: how many are in each state, what is to be done, and what runs out when."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmrules.kinds.process.branches import Running
from crmrules.kinds.process.items import DEADLINE, DUTY, Item
from crmrules.kinds.process.result import Case, OpenDeadline
from crmrules.model.text import Language, Text, checked
from crmrules.records.plain import plain
from crmrules.reports.wording import filled

if TYPE_CHECKING:
    from crmrules.kinds.process.definition import ProcessDefinition
    from crmrules.reports.document import Document


@frozen(slots=False)
class Caseload:
    """The cases of many customers, as of a day."""

    definition: "ProcessDefinition"
    as_of: datetime.date
    cases: Mapping[Any, Case] = field(eq=False)
    """The case of each customer, as `Process.replay_each` gives them."""
    owner: str = field(default="")
    """The owner whose duties and deadlines are told alone; empty for those of all."""

    @cached_property
    def states(self) -> Mapping[str, int]:
        """How many cases are in each state, in the order of the policy; those that may be in several are in none."""
        counted = Counter(case.state for case in self.cases.values())
        return {each.id: counted.get(each.id, 0) for each in self.definition.states}

    @property
    def open(self) -> int:
        """How many cases may be in several states."""
        return sum(len(case.possible) > 1 for case in self.cases.values())

    @property
    def not_begun(self) -> int:
        """How many customers have events, and none by which a case begins."""
        return sum(not case.possible for case in self.cases.values())

    @cached_property
    def missed(self) -> Mapping[str, int]:
        """How many deadlines and duties were missed, by their ids; those that nobody missed are left out."""
        return dict(Counter(step.by for case in self.cases.values() for step in case.missed))

    @cached_property
    def unknown(self) -> Mapping[str, int]:
        """How many events are of kinds that the process does not know at all, by kind."""
        found: Counter[str] = Counter()
        for case in self.cases.values():
            found.update({kind: case.ignored[kind] for kind in case.unknown})
        return dict(sorted(found.items()))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What is to be done and what runs out, the next first; what has no day comes last."""
        found = [each for case in self.cases.values() for each in _items(self.definition, case)]
        kept = [each for each in found if not self.owner or each.owner == self.owner]
        return tuple(sorted(kept, key=lambda each: (each.due or datetime.date.max, each.what != DEADLINE)))

    def of_owner(self, owner: str) -> tuple[Item, ...]:
        """What one owner has to do, the next first; of "" what nobody is named for."""
        return tuple(each for each in self.items if each.owner == owner)

    @property
    def owners(self) -> tuple[str, ...]:
        """Those who have something to do, in the order of the policy; what nobody is named for comes last."""
        having = {each.owner for each in self.items}
        return tuple(each for each in (*self.definition.owners, "") if each in having)

    def rows(self, language: Language = "en") -> list[dict[str, Any]]:
        """The items as rows of a list, with the titles in one language."""
        return [_row(each, checked(language)) for each in self.items]

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.kinds.process.caseload_report import caseload_document

        return caseload_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """The states, and the items, as plain values."""
        return {
            "policy": self.definition.id,
            "version": self.definition.header.version,
            "as_of": self.as_of.isoformat(),
            "cases": len(self.cases),
            "states": dict(self.states),
            "open": self.open,
            "not_begun": self.not_begun,
            "missed": dict(self.missed),
            "unknown": dict(self.unknown),
            "items": [{name: plain(value) for name, value in row.items()} for row in self.rows()],
        }


def _items(definition: "ProcessDefinition", case: Case) -> Iterator[Item]:
    state = case.state or ", ".join(case.possible)
    for duty in case.duties:
        yield Item(
            *(case.customer, state, DUTY, duty.id, filled(duty.title, case.facts.values), duty.owner),
            *(_owner(definition, duty.owner), duty.since, duty.due, None, duty.certain, None),
            _filled(duty.caution, case),
        )
    for each in case.deadlines:
        then = definition.state[each.then].title if each.then else None
        caution, owner = definition.deadline[each.id].caution, _owner_of(case, each)
        yield Item(
            *(case.customer, state, DEADLINE, each.id, each.title, owner, _owner(definition, owner)),
            *(each.since, each.due, then, each.certain and each.provisional is None, each.provisional),
            _filled(caution, case),
        )


def _owner_of(case: Case, deadline: OpenDeadline) -> str:
    """Who has the states in which a deadline may run; empty where these are several."""
    running = Running(deadline.id, deadline.since)
    owners = {case.definition.state[each.state].owner for each in case.branches if running in each.running}
    return owners.pop() if len(owners) == 1 else ""


def _filled(text: Text | None, case: Case) -> Text | None:
    """A sentence with the values of the day."""
    return None if text is None else filled(text, case.facts.values)


def _owner(definition: "ProcessDefinition", owner: str) -> Text:
    return definition.owners[owner].title if owner else Text("")


def _row(item: Item, language: Language) -> dict[str, Any]:
    def said(text: Text | None) -> str | None:
        return None if text is None else text.in_language(language) or None

    return {
        "customer": item.customer,
        "state": item.state,
        "what": item.what,
        "id": item.id,
        "title": said(item.title),
        "owner": item.owner or None,
        "since": item.since,
        "due": item.due,
        "then": said(item.then),
        "certain": item.certain,
        "provisional": said(item.provisional),
        "caution": said(item.caution),
    }
