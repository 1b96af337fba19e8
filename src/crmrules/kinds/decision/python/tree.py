"""From flat rules to a tree of tests that ends in the settled outcome, as an expert would nest them by hand.

On the way down a path it is noted which facts are known and which tests hold, and the rules are simplified by it. A
path ends as soon as its outcome is settled, or cannot be settled any more.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, field, frozen

from crmrules.engines.python.knowledge import FALSE, TRUE, Knowledge
from crmrules.engines.python.lower import UNKNOWN, Lowered, overflows
from crmrules.expressions.tree import Call, Comparison, Expression, Literal, Name, walk
from crmrules.kinds.decision.meaning import Answer
from crmrules.kinds.decision.parts import HitPolicy

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

MOST_TESTS = 400
"""How many tests are tried; a policy that needs more is compiled rule by rule."""

MOST_WORK = 100_000
"""How many parts of rules all tests together may look at: large policies are allowed fewer tests."""


@frozen
class Leaf:
    """The end of a path: the settled outcome, or None where there is none or it is open."""

    outcome: Answer
    conflict: bool = field(default=False)
    """Rules contradict each other here."""


@frozen
class Test:
    """A test with a branch for each answer: True, False, and None where it may be unknown."""

    subject: Expression
    """A name whose truth is asked, ``known(name)``, or a comparison; the parts of a comparison are known, but for a
    term that can overflow, which may be asked for at once with its comparison."""
    branches: Mapping[bool | None, "Tree"]
    size: int
    """The number of tests in it."""


Tree: TypeAlias = Leaf | Test


class TooLarge(Exception):
    """The tree would need more tests than are worth writing."""


def grow(definition: "DecisionDefinition", lowered: Lowered) -> Tree:
    """The tree of tests for the flat rules of a policy; raises `TooLarge`."""
    rules = [lowered.conditions[place] for place in definition.walk]
    parts = sum(1 for rule in rules for _ in walk(rule))
    growing = _Growing(definition, definition.walk, min(MOST_TESTS, MOST_WORK // max(parts, 1)))
    return growing.grow(rules, Knowledge.at_first(lowered.terms))


@define
class _Growing:
    definition: "DecisionDefinition"
    walk: tuple[int, ...]
    tests_left: int

    def grow(self, rules: Sequence[Expression], knowledge: Knowledge) -> Tree:
        simple = [knowledge.simplify(rule) for rule in rules]
        end = self._end(simple)
        if isinstance(end, Leaf):
            return end
        if self.tests_left == 0:
            raise TooLarge
        self.tests_left -= 1
        subject = knowledge.next_test(end)
        answers: list[bool | None] = [True, False]
        if isinstance(subject, Name) and subject.name not in knowledge.known:
            answers.append(None)
        branches = {answer: self.grow(simple, knowledge.after(subject, answer)) for answer in answers}
        first = branches[True]
        if all(branch == first for branch in branches.values()):
            return first
        return _test(knowledge, subject, branches)

    def _end(self, rules: list[Expression]) -> Leaf | Expression:
        """The leaf, where the outcome is settled or lost; otherwise the rule to look into."""
        if self.definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
            unsettled = next((rule for rule in rules if not isinstance(rule, Literal)), None)
            if unsettled is not None:
                return unsettled
            true = [place for place, rule in zip(self.walk, rules, strict=True) if rule == TRUE]
            outcomes = {self._outcome(place) for place in true}
            if len(outcomes) > 1 or (len(true) > 1 and self.definition.hit is HitPolicy.UNIQUE):
                return Leaf(None, conflict=True)
            if true:
                return Leaf(self._outcome(true[0]))
        return self._walk_end(rules)

    def _walk_end(self, rules: list[Expression]) -> Leaf | Expression:
        pending: str | None = None  # the outcome of the unknown rules passed so far
        for step, rule in enumerate(rules):
            outcome = self._outcome(self.walk[step])
            if rule == FALSE:
                continue
            if isinstance(rule, Literal) and pending not in (None, outcome):
                return Leaf(None)
            if rule == TRUE:
                return Leaf(outcome)
            if rule == UNKNOWN:
                pending = outcome
            elif pending is None or self._reachable(pending, rules, step):
                return rule
            else:
                return Leaf(None)
        if self.definition.header.complete:
            return Leaf(pending)
        default = self.definition.header.default
        return Leaf(default if pending in (None, default) else None)

    def _reachable(self, pending: str, rules: list[Expression], step: int) -> bool:
        """Whether what is pending can still be the only answer."""
        if self.definition.header.complete or pending == self.definition.header.default:
            return True
        later = zip(self.walk[step:], rules[step:], strict=True)
        return any(self._outcome(place) == pending and rule != FALSE for place, rule in later)

    def _outcome(self, place: int) -> str:
        return self.definition.rules[place].then


def _test(knowledge: Knowledge, subject: Expression, branches: Mapping[bool | None, Tree]) -> Test:
    """A test; whether a term that can overflow is known, and how it compares, are asked at once."""
    match subject, branches[True]:
        case (
            Call(arguments=(Name(name=name),)),
            Test(
                subject=Comparison(operator="<" | "<=" | ">" | ">=", left=Name(name=left), right=Literal()) as compared
            ) as inner,
        ) if left == name and overflows(knowledge.terms.get(name)):
            subject, branches = compared, {**inner.branches, None: branches[False]}
        case _:
            pass
    return Test(subject, branches, 1 + sum(branch.size for branch in branches.values() if isinstance(branch, Test)))
