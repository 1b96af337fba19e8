"""Whether two scorecards mean the same: for each item the same points of the same answers, and the same bands."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from attrs import evolve, frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.markers import Marker, Said
from crmrules.analysis.query import Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts, shown_on, within
from crmrules.definitions.examples import stored
from crmrules.definitions.facts import Facts
from crmrules.expressions.numbers import written
from crmrules.expressions.tree import Expression, Literal, Name, rebuilt
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.meaning import MOST_TOTALS, Given, Sum, summed
from crmrules.kinds.scorecard.parts import Item
from crmrules.kinds.scorecard.reach import Way, all_ways, asked, known_ways, reached, record_of
from crmrules.kinds.scorecard.regions import Regions
from crmrules.kinds.scorecard.result import Score
from crmrules.model.text import Text

_OTHER_POLICIES = Text("they read other policies", "所读策略不同")


def compare_scorecards(old: ScorecardDefinition, new: ScorecardDefinition, verify: bool) -> Compared:
    """What two scorecards are to each other, on every day on which both have values.

    Item by item: a record for which an item adds something else, and one whose score lies in another band. That every
    item adds the same to every record, and that all scores are in the same band, is a proof.
    """
    facts, since = changed_facts(old, new), begun(old, new)
    if {id_: each.hash for id_, each in old.policies.items()} != {id_: each.hash for id_, each in new.policies.items()}:
        return Compared(open=(_OTHER_POLICIES,), facts=facts, since=since)
    changes: dict[str, Change] = {}
    open_: dict[Text, None] = {}
    for day in sorted({*old.change_days, *new.change_days}, key=lambda day: day or datetime.date.min):
        if (day is None and (old.is_dated or new.is_dated)) or (since is not None and day is not None and day < since):
            continue
        comparing = _Comparing.of(old, new, day, verify)
        for what, found in comparing.changes():
            if isinstance(found, Text):
                open_[found] = None
            else:
                changes.setdefault(what, found)
    return Compared(tuple(changes.values()), tuple(open_), facts, since)


@frozen
class _Comparing:
    """Two scorecards on one day."""

    old: ScorecardDefinition
    new: ScorecardDefinition
    day: datetime.date | None
    solver: Solver[ScorecardDefinition]
    """What answers queries about the facts of both."""

    @classmethod
    def of(
        cls, old: ScorecardDefinition, new: ScorecardDefinition, day: datetime.date | None, verify: bool
    ) -> "_Comparing":
        declared = {each.name: each for each in (*old.facts.declared, *new.facts.declared)}
        derived = tuple(each for each in new.facts.derived if each.policy is not None)
        both = evolve(new, facts=Facts(tuple(declared.values()), derived, new.facts.segments))
        return cls(old, new, day, Solver(both, verify=verify, among=within(old, new, day)))

    def changes(self) -> Iterator[tuple[str, Change | Text]]:
        """What differs, by the item or the bands it is about; a text where that is not decided."""
        ids = dict.fromkeys([item.id for one in (self.old, self.new) for item in one.items])
        for id_ in ids:
            found = self._item(id_)
            if found is not None:
                yield id_, found
        if self._given_to_unknowns(self.old) != self._given_to_unknowns(self.new):
            yield "", self._unknowns()
        yield from self._bands()

    def _item(self, id_: str) -> Change | Text | None:
        """A record to which an item adds something else."""
        undecided = Text(f"whether item `{id_}` gives something else", f"项目 `{id_}` 的分值是否不同")
        if _ways(self.old, id_, self.day) == _ways(self.new, id_, self.day):
            return None  # it asks the same, and gives the same to every answer
        before, after = (self._all_ways(each, id_) for each in (self.old, self.new))
        if before is None or after is None:
            return undecided
        missing = self.new.header.missing
        is_open = False
        for one, other in sorted(product(before, after), key=_is_open):  # what all known facts show is told first
            if summed([one.given], missing) == summed([other.given], missing):
                continue
            answer = self.solver.ask(asked([one, other]))
            if answer.status is Status.YES and answer.witness is not None:
                change = self._shown_by(answer.witness, id_)
                if change is not None:
                    return change
            is_open = is_open or answer.status is not Status.NO
        return undecided if is_open else None

    def _all_ways(self, definition: ScorecardDefinition, id_: str) -> Sequence[Way] | None:
        item = _item_of(definition, id_)
        if item is None:
            return [_NOTHING]
        conditions = _written(definition, item, self.day)
        return all_ways(self.solver, definition, item, definition.values_on(self.day), conditions)

    def _unknowns(self) -> Change | Text:
        """A record of which something is unknown, and that counts for something else."""
        for witness in self._partly_known():
            change = self._shown_by(witness)
            if change is not None:
                return change
        return Text("what unknown items count for", "未知项目如何计分")

    def _partly_known(self) -> Iterator[Witness]:
        """Nobody of whom anything is known, and records of which one item is."""
        yield Witness({})
        for item in self.new.items:
            for way in _ways(self.new, item.id, self.day):
                answer = self.solver.ask(asked([way]))
                if answer.witness is not None:
                    yield answer.witness

    def _bands(self) -> Iterator[tuple[str, Change | Text]]:
        """A record whose score is in another band only because the bands are others."""
        where = [each.regions_on(self.day) for each in (self.old, self.new)]
        if where[0] == where[1]:
            return
        known = [_ways(self.new, item.id, self.day) for item in self.new.items]
        changes, is_decided = self._between(where, known)
        if not changes and is_decided:  # then only customers of whom something is unknown may show it
            changes, is_decided = self._between(where, [self._all_ways(self.new, item.id) for item in self.new.items])
        yield from changes
        if not is_decided:
            yield "", Text("whether scores come to other bands", "得分所属分段是否不同")

    def _between(
        self, where: Sequence[Regions], ways: Sequence[Sequence[Way] | None]
    ) -> tuple[list[tuple[str, Change | Text]], bool]:
        """The changes from band to band that items come to, and whether there is certainly no other."""
        known = [each for each in ways if each is not None]
        sums = reached(self.solver, known, MOST_TOTALS) if len(known) == len(ways) else None
        changes, is_decided = list[tuple[str, Change | Text]](), sums is not None
        for pair, chosen in _moves(where, sums or {}).items():
            witness, is_final = record_of(self.solver, iter(chosen))
            is_decided = is_decided and is_final
            if witness is not None:
                change = self._shown_by(witness)
                if change is not None:
                    changes.append((f"band {pair}", change))
        return changes, is_decided

    def _given_to_unknowns(self, definition: ScorecardDefinition) -> Any:
        """What hangs on items being unknown."""
        values = definition.values_on(self.day)
        unknown = {item.id: values[item.unknown] for item in definition.items if item.unknown}
        return definition.header.missing, unknown

    def _shown_by(self, witness: Witness, what: str = "") -> Change | None:
        """The change that a record shows, on the day that it does."""
        shown = shown_on(self.old, self.new, witness, self.day)
        before, after = (self._said(each, shown) for each in (self.old, self.new))
        return None if before == after else Change(shown, before, after, what)

    def _said(self, definition: ScorecardDefinition, witness: Witness) -> str:
        """The score of a record and its band."""
        known = {each.name for each in definition.facts.declared}
        record = stored(definition, {name: value for name, value in witness.given.items() if name in known})
        score = Score(definition, record, witness.as_of)
        low, high = written(score.total.low), written(score.total.high)
        points = written(score.total.points) if score.total.points is not None else f"{low} to {high}"
        band = score.band or ("?" if not score.certain else "")
        return f"{band} ({points})" if band else points


def _moves(
    where: Sequence[Regions], sums: Mapping[Sum, tuple[Way, ...]]
) -> dict[tuple[Any, Any], list[tuple[Way, ...]]]:
    """The ways to scores that lie in one band before, and in another after; those of which the most is known first."""
    found: dict[tuple[Any, Any], list[tuple[Way, ...]]] = {}
    for each, chosen in sorted(sums.items(), key=lambda one: (one[0].high - one[0].low, one[0].low)):
        before, after = (_band(regions, each) for regions in where)
        if before != after:
            found.setdefault((before, after), []).append(chosen)
    return found


def _is_open(ways: tuple[Way, Way]) -> bool:
    """Whether something is unknown on one of two ways."""
    return any(None in each.truths for each in ways)


_NOTHING = Way((), (), Given("", (Fraction(),), Fraction()))
"""What an item comes to that is not there."""


def _band(where: Regions, score: Sum) -> tuple[Said, bool]:
    """The band of a score, and whether it is certain."""
    is_certain = where.is_one(score.low, score.high)
    if score.points is not None:
        return where.at(score.points), is_certain
    return (where.at(score.low) if is_certain else Marker.OPEN), is_certain


def _item_of(definition: ScorecardDefinition, id_: str) -> Item | None:
    return next((each for each in definition.items if each.id == id_), None)


def _ways(definition: ScorecardDefinition, id_: str, day: datetime.date | None) -> list[Way]:
    """All that an item comes to once it is known, written out to stored facts and numbers; nothing where it is not."""
    item = _item_of(definition, id_)
    if item is None:
        return []
    conditions = _written(definition, item, day)
    return [evolve(way, conditions=conditions) for way in known_ways(definition, item, definition.values_on(day))]


def _written(definition: ScorecardDefinition, item: Item, day: datetime.date | None) -> tuple[Expression, ...]:
    """What the cases of an item ask, written out to stored facts and numbers."""
    derived = {each.name: each.expression for each in definition.facts.derived if each.expression is not None}
    values = definition.values_on(day)

    def written_out(node: Any) -> Any:
        match node:
            case Name(name=name) if name in derived:
                return written_out(derived[name])
            case Name(name=name) if name in values:
                return Literal(values[name])
            case _:
                return rebuilt(node, written_out)

    return tuple(written_out(case.when) for case in definition.cases[item.id])
