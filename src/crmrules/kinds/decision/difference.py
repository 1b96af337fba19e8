"""Whether two decisions mean the same: proven equal for every record, or a record for each change of outcome."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from attrs import define, evolve, field, frozen

from crmrules.analysis.cells.conditions import Contradicts
from crmrules.analysis.cells.diagram import Diagram, Operation, TooManyCells, values
from crmrules.analysis.cells.logic import CHOOSE, IS_FALSE
from crmrules.analysis.cells.search import Witness, find
from crmrules.analysis.cells.space import Space
from crmrules.analysis.markers import IN_WORDS, Marker, Said, written
from crmrules.analysis.plainer import plainer
from crmrules.analysis.query import Status
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts, shared
from crmrules.expressions.tree import AS_OF, Value
from crmrules.expressions.types import DATE
from crmrules.kinds.decision.analysis.verdicts import Verdicts
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.said import Sayings, Says, said
from crmrules.model.text import Text

SECONDS, MOST_ASKED = 2.0, 10
"""The time z3 has for one move from outcome to outcome, and how many it is asked about."""

MOST_BUILT, MOST_LOOKED = 3_000_000, 300_000
"""The operations on cells for what both say, and for records of all moves together: those that come later are not
decided."""


def compare_decisions(old: DecisionDefinition, new: DecisionDefinition, verify: bool = False) -> Compared:
    """What two decisions are to each other: for every record, on every day on which both have parameters.

    Results beyond float64 are left aside.
    """
    facts = changed_facts(old, new)
    types = {name: shared(*pair) for name, pair in facts.items()}
    apart = [name for name, type_ in types.items() if type_ is None]
    if apart:
        en = f"fact `{apart[0]}` is {facts[apart[0]][0]} in one and {facts[apart[0]][1]} in the other"
        zh = f"事实 `{apart[0]}` 的类型不同：{facts[apart[0]][0]}，{facts[apart[0]][1]}"
        return Compared(open=(Text(en, zh),), facts=facts)
    space = Space(overflow=False)
    space.diagrams.most_work = MOST_BUILT
    for name, type_ in types.items():
        if type_ is not None:
            space.fact(name, type_)
    looking = _Looking(space, old, new)
    changes = looking.changes
    try:
        for guard, before, after in _days(space, old, new):
            for what, was, will in _outcomes(before, after):
                looking.look(guard, was, will, what)
    except (TooManyCells, Contradicts) as problem:
        zh = "情形过多" if isinstance(problem, TooManyCells) else "所读取的政策自相矛盾"
        why = Text(str(problem), zh)
        return Compared(tuple(changes.values()), (why,), facts, begun(old, new))
    left = [each for each in looking.undecided if each not in changes]
    if verify and not facts:
        left = list(_verified(old, new, left, changes))
    told = sorted(changes.values(), key=_settled_first)
    return Compared(tuple(told), tuple(map(_hanging, left)), facts, begun(old, new))


@frozen
class Move:
    """From one outcome to another; of *collect* that one outcome is given or not."""

    before: Said
    after: Said
    what: str

    def holds(
        self,
        old: DecisionDefinition,
        new: DecisionDefinition,
        given: Mapping[str, Value],
        as_of: datetime.date | None,
    ) -> bool:
        """Whether a record moves so."""
        return self.is_so(partial(said, old), partial(said, new), given, as_of)

    def is_so(self, was: Says, will: Says, given: Mapping[str, Value], as_of: datetime.date | None) -> bool:
        """Whether a record moves so by what is said before and after."""
        # most records that are tried for a move do not even begin it
        return was(given, as_of, self.what) == self.before and will(given, as_of, self.what) == self.after


def _verified(
    old: DecisionDefinition, new: DecisionDefinition, moves: Sequence[Move], changes: dict[Move, Change]
) -> Iterator[Move]:
    """Let z3 look for a record of each move; gives those it does not decide either."""
    from crmrules.kinds.decision.analysis.moves import moves as moved

    days = days_of_both(old, new)
    yield from moves[MOST_ASKED:]
    for move in moves[:MOST_ASKED]:
        pair = move.before, move.after
        found = moved(old, new, days, pair, move.what, partial(move.holds, old, new), SECONDS)
        if found.witness is not None:
            witness = _plain(found.witness, move, Sayings(old), Sayings(new))
            changes[move] = Change(witness, move.before, move.after, move.what)
        elif found.status is Status.OPEN:
            yield move


def _hanging(move: Move) -> Text:
    before, after = named(move.before), named(move.after)
    en = f"whether any record moves from {before.en} to {after.en} hangs on arithmetic between facts"
    zh = f"是否有记录由{before.zh}变为{after.zh}取决于事实之间的运算"
    return Text(f"`{move.what}`: {en}", f"`{move.what}`：{zh}") if move.what else Text(en, zh)


def days_of_both(old: DecisionDefinition, new: DecisionDefinition) -> list[datetime.date | None]:
    """The days from which on the parameters of either are others; none where neither is dated."""
    dated = [each.change_days for each in (old, new) if each.is_dated]
    first = max((day for days in dated for day in days[:1] if day is not None), default=None)
    if first is None:
        return [None]
    return [*sorted({day for each in dated for day in each if day is not None and day >= first})]


def _days(
    space: Space, old: DecisionDefinition, new: DecisionDefinition
) -> Iterator[tuple[Diagram, Verdicts, Verdicts]]:
    """Both on each of these days, and a guard that says which they are."""
    days = days_of_both(old, new)
    for day, later in zip(days, [*days[1:], None], strict=True):
        both = Verdicts(old, space, day), Verdicts(new, space, day)
        if day is None:
            yield space.diagrams.leaf(True), *both
            continue
        place = space.fact(AS_OF, DATE)
        domain, unknown = space.dimensions[place].domain, space.diagrams.leaf(None)
        until = space.below(place, None if later is None else domain.at(later), unknown)
        since = space.diagrams.apply(IS_FALSE, space.below(place, domain.at(day), unknown))
        yield space.diagrams.apply(CHOOSE, since, until, space.diagrams.leaf(False)), *both


def _outcomes(before: Verdicts, after: Verdicts) -> Iterator[tuple[str, Diagram, Diagram]]:
    if before.definition.hit is not HitPolicy.COLLECT:
        yield "", before.outcome, after.outcome
        return
    for id_ in dict.fromkeys(outcome.id for each in (before, after) for outcome in each.definition.outcomes):
        was, will = (each.diagrams.apply(_GIVEN, each.given(id_)) for each in (before, after))
        yield id_, was, will


@define
class _Looking:
    """Looks for a record of each move."""

    space: Space
    old: DecisionDefinition
    new: DecisionDefinition
    changes: dict[Move, Change] = field(factory=dict, init=False)
    undecided: dict[Move, None] = field(factory=dict, init=False)
    _looked: int = field(default=0, init=False)
    _sayings: tuple[Sayings, Sayings] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._sayings = Sayings(self.old), Sayings(self.new)

    def look(self, guard: Diagram, was: Diagram, will: Diagram, what: str) -> None:
        """Look for those that there are on some days, unless others have shown them."""
        diagrams = self.space.diagrams
        apart = diagrams.apply(_APART, was, will)
        both = diagrams.apply(CHOOSE, guard, apart, diagrams.leaf(None))
        for pair in sorted((each for each in values(both) if each is not None), key=_in_order):
            before, after = pair
            move = Move(before, after, what)
            if move in self.changes:
                continue
            if self._looked > MOST_LOOKED:
                self.undecided[move] = None
                continue
            begun, holds = diagrams.work, partial(move.holds, self.old, self.new)
            witness, final = find(self.space, both, pair, holds)
            self._looked += diagrams.work - begun
            diagrams.work = begun  # which counts what is built
            if witness is not None:
                self.changes[move] = Change(_plain(witness, move, *self._sayings), before, after, what)
            elif not final:
                self.undecided[move] = None


def _in_order(pair: tuple[Said, Said]) -> str:
    return str([*map(written, pair)])


def _plain(witness: Witness, move: Move, was: Sayings, will: Sayings) -> Witness:
    """The same move shown by the fewest facts and the plainest values."""
    day = witness.as_of
    given = plainer(witness.given, lambda given: move.is_so(was.said, will.said, given, day))
    return evolve(witness, given=given) if move.holds(was.definition, will.definition, given, day) else witness


def _settled_first(change: Change) -> bool:
    """What is open before or after comes last: it is a matter of facts left out."""
    return Marker.OPEN in (change.before, change.after)


def named(outcome: Said) -> Text:
    """An outcome as differences call it."""
    id_ = str(written(outcome))
    return IN_WORDS.get(outcome) or Text(id_, f" {id_} ")


def _apart(before: Any, after: Any) -> tuple[Any, Any] | None:
    return None if before == after else (before, after)


def _given(truth: bool | None) -> Marker:
    return Marker.OPEN if truth is None else Marker.GIVEN if truth else Marker.NOT_GIVEN


_APART = Operation(_apart)
_GIVEN = Operation(_given)
