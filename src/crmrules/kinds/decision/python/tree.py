"""From flat rules to a tree of tests that ends in the settled outcome, as an expert would nest them by hand.

On the way down a path it is noted which facts are known and which tests hold, and the rules are simplified by it. A
path ends as soon as its outcome is settled, or cannot be settled any more.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, field, frozen

from crmrules.engines.python.knowledge import FALSE, TRUE, Knowledge
from crmrules.engines.python.lower import UNKNOWN, Lowered
from crmrules.expressions.evaluate import all_of, any_of
from crmrules.expressions.tree import Call, Comparison, Expression, Literal, Name, walk
from crmrules.kinds.decision.meaning import Answer
from crmrules.kinds.decision.walk import Walk

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
    parts = sum(1 for rule in lowered.conditions for _ in walk(rule))
    growing = _Growing(definition, min(MOST_TESTS, MOST_WORK // max(parts, 1)))
    return growing.grow(lowered.conditions, Knowledge.at_first(lowered.terms))


@define
class _Growing:
    definition: "DecisionDefinition"
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
        in_order = [rules[index] for index in self.definition.walk]
        first = next((rule for rule in in_order if rule != FALSE), FALSE)
        if not isinstance(first, Literal):
            return first  # as it is most often: nothing can be settled without it
        walk = Walk(self.definition, rules, _SIMPLIFIED)
        if walk.conflict is True:
            return Leaf(None, conflict=True)
        settled = {answer: walk.settled(answer) for answer in walk.answers}
        if walk.conflict is False:
            for answer, where in settled.items():
                if where is True:
                    return Leaf(answer)
            if None not in settled.values():
                return Leaf(None)
        return next(rule for rule in in_order if not isinstance(rule, Literal))


class _Simplified:
    """The logic of rules that a path has simplified: what it has not found out yet is None."""

    def is_true(self, rule: Expression) -> bool | None:
        return rule == TRUE if isinstance(rule, Literal) else None

    def is_false(self, rule: Expression) -> bool | None:
        return rule == FALSE if isinstance(rule, Literal) else None

    def is_open(self, rule: Expression) -> bool | None:
        return rule == UNKNOWN if isinstance(rule, Literal) else None

    def both(self, *parts: bool | None) -> bool | None:
        return all_of(list(parts))

    def either(self, *parts: bool | None) -> bool | None:
        return any_of(list(parts))

    def no(self, part: bool | None) -> bool | None:
        return None if part is None else not part

    def kept(self, part: bool | None) -> bool | None:
        return part


_SIMPLIFIED = _Simplified()


def _test(knowledge: Knowledge, subject: Expression, branches: Mapping[bool | None, Tree]) -> Test:
    """A test; whether a term that can overflow is known, and how it compares, are asked at once."""
    match subject, branches[True]:
        case (
            Call(arguments=(Name(name=name),)),
            Test(
                subject=Comparison(operator="<" | "<=" | ">" | ">=", left=Name(name=left), right=Literal()) as compared
            ) as inner,
        ) if left == name and name in knowledge.terms and knowledge.terms[name].size.reckoned:
            subject, branches = compared, {**inner.branches, None: branches[False]}
        case _:
            pass
    return Test(subject, branches, 1 + sum(branch.size for branch in branches.values() if isinstance(branch, Test)))
