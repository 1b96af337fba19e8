"""The walk of every hit policy, written once, over truths of any form.

An engine brings a `Logic`: what its truths are, and *and*, *or*, *not* over what it makes of them. The interpreter
walks over booleans, frames over columns, the analysis over diagrams and formulas. What is settled at once stays a
boolean, so that an engine writes only what it cannot know beforehand.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from attrs import frozen

from crmrules.kinds.decision.parts import HitPolicy

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

T = TypeVar("T")
"""The truth of a rule: true, false or unknown."""
T_contra = TypeVar("T_contra", contravariant=True)
B = TypeVar("B")
"""True or false, where an engine does not know it beforehand."""

Branch: TypeAlias = tuple[str | None, B | bool]
"""An answer, and where it is given."""


class Logic(Protocol[T_contra, B]):
    """Two-valued logic over truths of three values."""

    def is_true(self, truth: T_contra, /) -> B | bool:
        """Where a rule is true."""
        ...

    def is_false(self, truth: T_contra, /) -> B | bool:
        """Where a rule is false."""
        ...

    def is_open(self, truth: T_contra, /) -> B | bool:
        """Where a rule is unknown."""
        ...

    def both(self, *parts: B | bool) -> B | bool:
        """*and*; true of none."""
        ...

    def either(self, *parts: B | bool) -> B | bool:
        """*or*; false of none."""
        ...

    def no(self, part: B | bool, /) -> B | bool:
        """*not*."""
        ...

    def kept(self, part: B | bool, /) -> B | bool:
        """The same, to be read more than once."""
        ...


@frozen(eq=False, repr=False)
class Step(Generic[B]):
    """Rules of one outcome that stand next to each other in the walk."""

    outcome: str
    rules: tuple[int, ...]
    true: B | bool
    """Where one of them is true."""
    false: B | bool
    """Where all of them are false."""


@frozen(eq=False, repr=False)
class Rest(Generic[B]):
    """What the walk comes to from a step on: for an answer, where no other one is possible."""

    alone: Mapping[str | None, B | bool]
    others: B | bool
    """The same for every answer that is not named: true only where no answer is possible at all."""

    def only(self, answer: str | None) -> B | bool:
        """Where no other answer is possible."""
        return self.alone.get(answer, self.others)


@frozen(slots=False, eq=False, repr=False)
class Walk(Generic[T, B]):
    """What the truths of a policy's rules come to under its hit policy.

    *first* and *priority* walk from the top: a false rule is passed, a true one gives its outcome and ends the walk,
    an unknown one may give its outcome, and the walk goes on. Under *unique* and *any* a true rule settles it wherever
    it stands, on the promise that no other one contradicts it. *collect* asks each outcome by itself.
    """

    definition: "DecisionDefinition"
    truths: Sequence[T]
    """By the index of the rule."""
    logic: Logic[T, B]

    @cached_property
    def answers(self) -> tuple[str | None, ...]:
        """Every answer there is, in the order of the walk, the default or no outcome last."""
        outcomes = [step.outcome for step in self.steps]
        return tuple(dict.fromkeys(outcomes if self._ends else [*outcomes, self.definition.header.default]))

    @cached_property
    def steps(self) -> tuple[Step[B], ...]:
        """The walk, step by step."""
        logic = self.logic
        made: list[Step[B]] = []
        for outcome, indexes in self.definition.steps:
            truths = [self.truths[index] for index in indexes]
            true = logic.kept(logic.either(*map(logic.is_true, truths)))
            made.append(Step(outcome, indexes, true, logic.both(*map(logic.is_false, truths))))
        return tuple(made)

    def settled(self, answer: str | None) -> B | bool:
        """Where this is the one answer that is possible; for *collect* where it is given."""
        if self.definition.hit is HitPolicy.COLLECT:
            return self.given(answer)
        first = self._places.get(answer, (len(self.steps),))[0]
        walked = self.logic.both(self._passed[first], self._rests[first].only(answer))
        return self.logic.either(self.given(answer), walked) if self._promised else walked

    def possible(self, answer: str | None) -> B | bool:
        """Where this answer could still come."""
        logic = self.logic
        places = self._places.get(answer, ())
        found = [logic.both(self._reached[place], logic.no(self.steps[place].false)) for place in places]
        if self._promised:
            found.append(self.given(answer))
        if not self._ends and answer == self.definition.header.default:
            found.append(self._reached[-1])
        return logic.either(*found)

    @cached_property
    def certain(self) -> B | bool:
        """Where no unknown rule matters: one answer is possible, or of *collect* each is given or cannot be."""
        logic = self.logic
        asked = zip(self.steps, self._asked, strict=True)
        # where the walk passes a step whose rules are always known, all of them are false
        matters = [(step, where) for step, where in asked if self._can_be_open(step)]
        return logic.both(*(logic.no(logic.both(where, logic.no(step.false))) for step, where in matters))

    def _can_be_open(self, step: Step[B]) -> bool:
        return any(self.logic.is_open(self.truths[index]) is not False for index in step.rules)

    def given(self, answer: str | None) -> B | bool:
        """Where a true rule gives it."""
        return self.logic.either(*(self.steps[place].true for place in self._places.get(answer, ())))

    def excluded(self, outcome: str | None) -> B | bool:
        """Where none of the rules of an outcome can still be true."""
        return self.logic.both(*(self.steps[place].false for place in self._places.get(outcome, ())))

    @cached_property
    def so_far(self) -> tuple[Branch[B], ...]:
        """What the true rules alone give: each answer with where it does, unless one before it does already.

        The default comes only where no rule is unknown. For *collect* it is what is settled.
        """
        true: list[Branch[B]] = [(step.outcome, step.true) for step in self.steps]
        return (*true, (self.definition.header.default, self.logic.both(*(step.false for step in self.steps))))

    @cached_property
    def fired(self) -> tuple[tuple[int, B | bool], ...]:
        """Each rule, by its index, and where it is true and gives the outcome; in the order of the walk."""
        return tuple((index, where) for step in range(len(self.steps)) for index, where in self._fired(step))

    def _fired(self, step: int) -> list[tuple[int, B | bool]]:
        logic, hit = self.logic, self.definition.hit
        found: list[tuple[int, B | bool]] = []
        before: list[B | bool] = []
        for index in self.steps[step].rules:
            true = logic.is_true(self.truths[index])
            match hit:
                case HitPolicy.FIRST:
                    ahead = logic.no(logic.either(*before))
                    found.append((index, logic.both(self.certain, self._reached[step], true, ahead)))
                case HitPolicy.PRIORITY:
                    found.append((index, logic.both(self.certain, true)))
                case _:
                    found.append((index, true))
            before.append(true)
        return found

    @cached_property
    def asked(self) -> tuple[tuple[int, B | bool], ...]:
        """Each rule, by its index, and where it is unknown and matters; in the order of the walk.

        It does not where the walk has ended before it, and where all that could follow it gives its outcome anyway.
        """
        return self._unknown(self._asked)

    @cached_property
    def open(self) -> tuple[tuple[int, B | bool], ...]:
        """Each rule, by its index, and where it is unknown and may decide; in the order of the walk."""
        if self.definition.hit is HitPolicy.COLLECT:
            return self.asked
        is_open = self.logic.no(self.certain)
        return self._unknown([self.logic.both(is_open, passed) for passed in self._reached[1:]])

    def _unknown(self, within: Sequence[B | bool]) -> tuple[tuple[int, B | bool], ...]:
        """Each rule, and where it is unknown within the rows of its step."""
        logic = self.logic
        found: list[tuple[int, B | bool]] = []
        for step, where in zip(self.steps, within, strict=True):
            found += [(index, logic.both(where, logic.is_open(self.truths[index]))) for index in step.rules]
        return tuple(found)

    @cached_property
    def conflict(self) -> B | bool:
        """Where rules are true at once that must not be."""
        logic, rules = self.logic, self.definition.rules
        if not self._promised:
            return False
        true = list(map(logic.is_true, self.truths))
        if self.definition.hit is HitPolicy.ANY:
            outcomes = dict.fromkeys(rule.then for rule in rules)
            pairs = list(zip(rules, true, strict=True))
            true = [logic.either(*(where for rule, where in pairs if rule.then == each)) for each in outcomes]
        seen: B | bool = False
        twice: list[B | bool] = []
        for where in true:
            twice.append(logic.both(seen, where))
            seen = logic.either(seen, where)
        return logic.either(*twice)

    @property
    def _promised(self) -> bool:
        return self.definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY)

    @property
    def _ends(self) -> bool:
        """Whether nothing comes after the last rule."""
        return self.definition.header.complete or self.definition.hit is HitPolicy.COLLECT

    @cached_property
    def _reached(self) -> tuple[B | bool, ...]:
        """For each step, and the end, where the walk may come there: no true rule has settled it."""
        logic = self.logic
        true = [step.true for step in self.steps]
        if self.definition.hit is HitPolicy.COLLECT:
            return (True,) * (len(true) + 1)
        if self._promised:
            return (logic.no(logic.either(*true)),) * (len(true) + 1)
        return (True, *accumulate((logic.no(where) for where in true), logic.both))

    @cached_property
    def _places(self) -> Mapping[str | None, Sequence[int]]:
        """Of each outcome the steps that give it."""
        places: dict[str | None, list[int]] = {}
        for place, step in enumerate(self.steps):
            places.setdefault(step.outcome, []).append(place)
        return places

    @cached_property
    def _passed(self) -> tuple[B | bool, ...]:
        """For each step, and the end, where all steps before it are false."""
        return (True, *accumulate((step.false for step in self.steps), self.logic.both))

    @cached_property
    def _rests(self) -> tuple[Rest[B], ...]:
        """What each step, and the end, comes to; answers are named as long as a step before gives them, or this one."""
        logic, complete = self.logic, self.definition.header.complete
        rest: Rest[B] = Rest({} if complete else {self.definition.header.default: True}, complete)
        found = [rest]
        first = {answer: places[0] for answer, places in self._places.items()}
        for place, step in reversed(list(enumerate(self.steps))):
            others = logic.both(step.false, rest.others)
            alone = {
                answer: logic.both(step.false, where)
                for answer, where in rest.alone.items()
                if answer != step.outcome and first.get(answer, place) < place
            }
            alone[step.outcome] = logic.either(step.true, rest.only(step.outcome))
            # most answers are false from some step on, as the others are
            rest = Rest({answer: where for answer, where in alone.items() if where is not others}, others)
            found.append(rest)
        return tuple(reversed(found))

    @cached_property
    def _asked(self) -> tuple[B | bool, ...]:
        """For each step where its unknown rules matter: those of what is given, or comes anyway, do not."""
        if self.definition.hit is HitPolicy.COLLECT:
            open_ = {each: self.logic.no(self.given(each)) for each in self.answers}
            return tuple(open_[step.outcome] for step in self.steps)
        steps = zip(self.steps, self._reached[1:], self._rests[1:], strict=True)
        return tuple(self._matters(step, passed, rest) for step, passed, rest in steps)

    def _matters(self, step: Step[B], passed: B | bool, rest: Rest[B]) -> B | bool:
        if self._promised and not self._ends and step.outcome == self.definition.header.default:
            return False  # in whatever order rules are looked at: it comes once all others are false
        logic = self.logic
        return logic.kept(logic.both(passed, logic.no(rest.only(step.outcome))))
