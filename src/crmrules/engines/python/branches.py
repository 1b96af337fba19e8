"""From flat rules to a tree of tests that ends in the settled outcome, as an expert would nest them by hand.

On the way down a path it is noted which facts are known and which tests hold, and the rules are simplified by it. A
path ends as soon as its outcome is settled, or cannot be settled any more.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from attrs import define, field, frozen

from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.engines.hit import Answer
from crmrules.expressions.tree import And, Call, Expression, Literal, Name, Not, Or, names, walk

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
    """A name whose truth is asked, ``known(name)``, or a comparison whose parts are known."""
    branches: Mapping[bool | None, "Tree"]
    size: int
    """The number of tests in it."""


Tree: TypeAlias = Leaf | Test


class TooLarge(Exception):
    """The tree would need more tests than are worth writing."""


def grow(definition: DecisionDefinition, rules: Sequence[Expression]) -> Tree:
    """The tree of tests for the flat rules of a policy; raises `TooLarge`."""
    parts = sum(1 for rule in rules for _ in walk(rule))
    growing = _Growing(definition, definition.walk, min(MOST_TESTS, MOST_WORK // max(parts, 1)))
    return growing.grow([rules[place] for place in definition.walk], _Knowledge({}, {}))


@frozen
class _Knowledge:
    """What a path has found out."""

    known: Mapping[str, bool]
    truth: Mapping[Expression, bool]

    def after(self, subject: Expression, answer: bool | None) -> "_Knowledge":
        match subject:
            case Call(arguments=(Name(name=name),)):
                return _Knowledge({**self.known, name: bool(answer)}, self.truth)
            case Name(name=name) if answer is None:
                return _Knowledge({**self.known, name: False}, self.truth)
            case Name(name=name):
                return _Knowledge({**self.known, name: True}, {**self.truth, subject: bool(answer)})
            case _:
                return _Knowledge(self.known, {**self.truth, subject: bool(answer)})

    def simplify(self, node: Expression) -> Expression:
        """What is left of a condition."""
        match node:
            case Literal():
                return node
            case Not(operand=operand):
                inner = self.simplify(operand)
                return _negated(inner) if isinstance(inner, Literal) else Not(inner)
            case And(operands=operands):
                return _joined(And, False, [self.simplify(operand) for operand in operands])
            case Or(operands=operands):
                return _joined(Or, True, [self.simplify(operand) for operand in operands])
            case Call(function="known", arguments=(Name(name=name),)):
                return Literal(self.known[name]) if name in self.known else node
            case _ if any(self.known.get(name) is False for name in names(node)):
                return _UNKNOWN
            case _:
                return Literal(self.truth[node]) if node in self.truth else node

    def next_test(self, node: Expression) -> Expression:
        """The first thing to find out about a condition that is not settled."""
        match node:
            case Not(operand=operand):
                return self.next_test(operand)
            case And(operands=operands) | Or(operands=operands):
                return self.next_test(next(each for each in operands if not isinstance(each, Literal)))
            case Call() | Name():
                return node
            case _:
                open_names = sorted(name for name in names(node) if name not in self.known)
                return Call("known", (Name(open_names[0]),)) if open_names else node


@define
class _Growing:
    definition: DecisionDefinition
    walk: tuple[int, ...]
    tests_left: int

    def grow(self, rules: Sequence[Expression], knowledge: _Knowledge) -> Tree:
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
        return Test(subject, branches, 1 + sum(branch.size for branch in branches.values() if isinstance(branch, Test)))

    def _end(self, rules: list[Expression]) -> Leaf | Expression:
        """The leaf, where the outcome is settled or lost; otherwise the rule to look into."""
        if self.definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
            unsettled = next((rule for rule in rules if not isinstance(rule, Literal)), None)
            if unsettled is not None:
                return unsettled
            true = [place for place, rule in zip(self.walk, rules, strict=True) if rule == _TRUE]
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
            if rule == _FALSE:
                continue
            if isinstance(rule, Literal) and pending not in (None, outcome):
                return Leaf(None)
            if rule == _TRUE:
                return Leaf(outcome)
            if rule == _UNKNOWN:
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
        return any(self._outcome(place) == pending and rule != _FALSE for place, rule in later)

    def _outcome(self, place: int) -> str:
        return self.definition.rules[place].then


_TRUE, _FALSE, _UNKNOWN = Literal(True), Literal(False), Literal(None)


def _negated(node: Literal) -> Literal:
    return Literal(None if node.value is None else not node.value)


def _joined(kind: type[And] | type[Or], settles: bool, operands: list[Expression]) -> Expression:
    """*and* without what is true, *or* without what is false; settled where one part settles it."""
    if Literal(settles) in operands:
        return Literal(settles)
    left = [operand for operand in operands if operand != Literal(not settles)]
    if not left:
        return Literal(not settles)
    if all(operand == _UNKNOWN for operand in left):
        return _UNKNOWN
    return left[0] if len(left) == 1 else kind(tuple(left))
