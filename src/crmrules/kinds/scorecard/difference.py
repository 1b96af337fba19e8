"""Whether two scorecards mean the same: for each item the same points of the same answers, and the same bands."""

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.markers import Said
from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.definitions.examples import stored
from crmrules.definitions.facts import Facts
from crmrules.expressions.numbers import written
from crmrules.expressions.tree import Expression, Literal, Name, Value, rebuilt
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.meaning import MOST_TOTALS
from crmrules.kinds.scorecard.reach import Way, asked, reached, record_of, ways
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
        return cls(old, new, day, Solver(both, verify=verify))

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
        sides = [_ways(each, id_, self.day) for each in (self.old, self.new)]
        is_open = False
        for before in sides[0]:
            for after in sides[1]:
                if before.added == after.added:
                    continue
                query = Query((*before.true, *after.true), (*before.false, *after.false))
                answer = self.solver.ask(query)
                if answer.status is Status.YES and answer.witness is not None:
                    given = answer.witness.given
                    said = self._said(self.old, given), self._said(self.new, given)
                    if said[0] != said[1]:
                        return Change(Witness(given, self.day), said[0], said[1], what=id_)
                is_open = is_open or answer.status is not Status.NO
        if not is_open:
            return None
        return Text(f"whether item `{id_}` gives something else", f"项目 `{id_}` 的分值是否不同")

    def _unknowns(self) -> Change | Text:
        """A record of which something is unknown, and that counts for something else."""
        for given in self._partly_known():
            before, after = self._said(self.old, given), self._said(self.new, given)
            if before != after:
                return Change(Witness(given, self.day), before, after)
        return Text("what unknown items count for", "未知项目如何计分")

    def _partly_known(self) -> Iterator[Mapping[str, Value]]:
        """Nobody of whom anything is known, and records of which one item is."""
        yield {}
        for item in self.new.items:
            for way in _ways(self.new, item.id, self.day):
                answer = self.solver.ask(asked([way]))
                if answer.witness is not None:
                    yield answer.witness.given

    def _bands(self) -> Iterator[tuple[str, Change | Text]]:
        """A record whose score is in another band only because the bands are others."""
        where = [each.regions_on(self.day) for each in (self.old, self.new)]
        if where[0] == where[1]:
            return
        found = reached(self.new, self.new.values_on(self.day), MOST_TOTALS)
        told = set[tuple[Said, Said]]()
        decided = found is not None
        for pair, totals in _moves(where, found or {}).items():
            expanded = (tuple(_written(self.new, way, self.day) for way in chosen) for chosen in totals)
            witness, is_final = record_of(self.solver, expanded)
            decided = decided and is_final
            if witness is not None and pair not in told:
                told.add(pair)
                said = self._said(self.old, witness.given), self._said(self.new, witness.given)
                if said[0] != said[1]:
                    yield f"band {pair}", Change(Witness(witness.given, self.day), said[0], said[1])
        if not decided:
            yield "", Text("whether scores come to other bands", "得分所属分段是否不同")

    def _given_to_unknowns(self, definition: ScorecardDefinition) -> Any:
        """What hangs on items being unknown."""
        values = definition.values_on(self.day)
        unknown = {item.id: values[item.unknown] for item in definition.items if item.unknown}
        return definition.header.missing, unknown

    def _said(self, definition: ScorecardDefinition, given: Mapping[str, Value]) -> str:
        """The score of a record and its band."""
        known = {each.name for each in definition.facts.declared}
        record = stored(definition, {name: value for name, value in given.items() if name in known})
        score = Score(definition, record, self.day)
        low, high = written(score.total.low), written(score.total.high)
        points = written(score.total.points) if score.total.points is not None else f"{low} to {high}"
        band = score.band or ("?" if not score.certain else "")
        return f"{band} ({points})" if band else points


def _moves(
    where: list[Regions], totals: Mapping[Fraction, tuple[Way, ...]]
) -> dict[tuple[Said, Said], list[tuple[Way, ...]]]:
    """The ways to scores that lie in one band before, and in another after."""
    found: dict[tuple[Said, Said], list[tuple[Way, ...]]] = {}
    for total, chosen in sorted(totals.items()):
        before, after = (each.at(total) for each in where)
        if before != after:
            found.setdefault((before, after), []).append(chosen)
    return found


def _ways(definition: ScorecardDefinition, id_: str, day: datetime.date | None) -> list[Way]:
    """All that an item comes to, written out to stored facts and numbers; nothing added where there is no such item."""
    item = next((each for each in definition.items if each.id == id_), None)
    if item is None:
        return [Way(definition.items[0], 0, (), (), Fraction())]
    return [_written(definition, way, day) for way in ways(definition, item, definition.values_on(day))]


def _written(definition: ScorecardDefinition, way: Way, day: datetime.date | None) -> Way:
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

    def all_of(nodes: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(written_out(each) for each in nodes)

    return evolve(way, true=all_of(way.true), false=all_of(way.false))
