"""From a tree of tests to Python functions."""

import datetime
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmrules.definitions.base import Answering
from crmrules.engines.python.lower import Lowered, implied, lower
from crmrules.engines.python.placeholders import build
from crmrules.engines.python.source import Source
from crmrules.expressions.tree import Call, Comparison, Expression, Name, names
from crmrules.kinds.decision.meaning import Answer, Truth
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.python.tree import Leaf, Test, TooLarge, Tree, grow

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition
    from crmrules.kinds.decision.python.compiled import Made

MOST_NESTED = 60
"""Python reads at most 100 levels of indentation."""


@frozen(slots=False)
class Emitted:
    """Writes and builds the functions of a policy, with the parameters of one day."""

    definition: "DecisionDefinition"
    day: datetime.date | None
    record_class: type
    coerce: Callable[[Any], Any]
    namespace: dict[str, object] = field(repr=False)
    """What the functions call where tests do not tell."""

    def outcome(self) -> Callable[..., Answer]:
        """The function `outcome`."""
        function: Callable[..., Answer] = self._build("outcome", self._outcome_source)
        return function

    def deciding(self, compiled: object, made: "Callable[[], Made]") -> "Callable[[Any], Made]":
        """The function `decided`."""
        function: Callable[[Any], Made] = self._build("decided", self._decided_source, compiled=compiled, made=made)
        return function

    def outcomes(self) -> Callable[..., list[Answer]]:
        """The function `outcomes`."""
        function: Callable[..., list[Answer]] = self._build("outcomes", self._outcomes_source)
        return function

    def truths(self) -> Callable[..., tuple[Truth, ...]]:
        """The function `truths`."""
        function: Callable[..., tuple[Truth, ...]] = self._build("truths", self._truths_source)
        return function

    @property
    def text(self) -> str:
        """The source of `outcome`, with placeholders for constants and facts."""
        return self._outcome_source(Source(self._lowered, self._policy_function))

    def _build(self, name: str, write: Callable[[Source], str], **called: object) -> Any:
        source = Source(self._lowered, self._policy_function)
        text = write(source)
        source.namespace |= self.namespace | {"record_class": self.record_class, "coerce": self.coerce} | called
        return build(text, source)[name]

    def _outcome_source(self, source: Source) -> str:
        parameters = "r, as_of" if self.definition.reads_as_of else "r"
        return _function("outcome", parameters, self._body(source, parameters, "return {}"))

    def _decided_source(self, source: Source) -> str:
        begin = ["d = made()", "d._compiled = compiled", "d._record = r"]
        return _function("decided", "r", begin + self._body(source, "r", "d.outcome = {}\nreturn d"))

    def _outcomes_source(self, source: Source) -> str:
        each = self._body(source, "r, as_of", "add({})\ncontinue")
        loop = [
            "out = []",
            "add = out.append",
            "for r in records:",
            *_indent(["if r.__class__ is not record_class:", "    r = coerce(r)", *each]),
            "return out",
        ]
        return _function("outcomes", "records, as_of", loop)

    def _truths_source(self, source: Source) -> str:
        if self._lowered.is_long:
            return _function("truths", "r, as_of", ["return exact_truths(r, as_of)"])
        writer = _Writer(self._lowered, source, "")
        return _function("truths", "r, as_of", [*writer.load_all(), f"return ({', '.join(writer.truths())},)"])

    def _body(self, source: Source, parameters: str, end: str) -> list[str]:
        """The statements that find the outcome of a record, each path ended by `end`."""
        if self._lowered.is_long:
            return end.format(f"judge(*exact_truths({parameters}))").split("\n")
        return _Writer(self._lowered, source, end).body(self._tree)

    @cached_property
    def _lowered(self) -> Lowered:
        definition = self.definition
        return lower(definition.facts, (rule.when for rule in definition.rules), definition.values_on(self.day))

    def _policy_function(self, policy: Answering) -> Callable[..., Answer]:
        """The compiled function of a policy whose answer is a fact here."""
        return policy.in_python(self.day, self.record_class, self.coerce)

    @cached_property
    def _tree(self) -> Tree | None:
        """The tree of tests; None where the rules are better judged one by one."""
        if self.definition.hit is HitPolicy.COLLECT:
            return None
        try:
            return grow(self.definition, self._lowered)
        except TooLarge:
            return None


def _function(name: str, parameters: str, lines: list[str]) -> str:
    return "\n".join([f"def {name}({parameters}):", *_indent(lines)]) + "\n"


def _indent(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


@frozen
class _Writer:
    lowered: Lowered
    source: Source
    end: str
    """The statements that end a path, `{}` being its outcome."""

    def body(self, tree: Tree | None) -> list[str]:
        """The statements of a function over a tree of tests, or over all rules where there is none."""
        if tree is None or _depth(tree) > MOST_NESTED:
            return [*self.load_all(), *self._ended(f"judge({', '.join(self.truths())})")]
        return self._lines(tree, frozenset(), frozenset())

    def load_all(self) -> list[str]:
        """The statements that give every fact and term its value."""
        return [line for name in (*self.lowered.stored, *self.lowered.terms) for line in self.source.load(name)]

    def truths(self) -> list[str]:
        """The truth of every rule."""
        return [self.source.truth(rule) for rule in self.lowered.conditions]

    def _ended(self, outcome: str) -> list[str]:
        return self.end.format(outcome).split("\n")

    def _lines(self, tree: Tree, loaded: frozenset[str], sure: frozenset[str]) -> list[str]:
        """The statements of a tree on a path where some names have their values, and some of them surely are known."""
        if isinstance(tree, Leaf):
            if tree.conflict:
                return [
                    *self._load(self.lowered.conditions, loaded, sure)[0],
                    *self._ended(f"judge({', '.join(self.truths())})"),
                ]
            return self._ended(self.source.constant(tree.outcome))
        lines, loaded = self._load([tree.subject], loaded, sure)
        groups: list[tuple[Tree, list[bool | None]]] = []
        for answer, branch in tree.branches.items():
            same = next((answers for other, answers in groups if other == branch), None)
            if same is None:
                groups.append((branch, [answer]))
            else:
                same.append(answer)
        # the largest branch comes last, without indentation
        groups.sort(key=lambda group: group[0].size if isinstance(group[0], Test) else 0)
        *others, last = groups
        if isinstance(tree.subject, Name) and last[1] == [False]:
            # asking for true and for None takes Python one step each, asking for false three
            others.sort(key=lambda group: True not in group[1])
        elif len(others) > 1:
            lines.append(f"if {self._condition(tree, [answer for _, answers in others for answer in answers])}:")
            lines += _indent(self._branches(tree, others, loaded, sure))
            return lines + self._branches(tree, [last], loaded, sure)
        return lines + self._branches(tree, [*others, last], loaded, sure)

    def _branches(
        self, test: Test, groups: list[tuple[Tree, list[bool | None]]], loaded: frozenset[str], sure: frozenset[str]
    ) -> list[str]:
        """The statements of branches, each under its condition but for the last."""
        lines: list[str] = []
        for branch, answers in groups:
            inner = self._lines(branch, loaded, sure | self._known_after(test, answers))
            is_last = branch is groups[-1][0]
            lines += inner if is_last else [f"if {self._condition(test, answers)}:", *_indent(inner)]
        return lines

    def _load(
        self, nodes: Iterable[Expression], loaded: frozenset[str], sure: frozenset[str]
    ) -> tuple[list[str], frozenset[str]]:
        """The statements for the names that nodes read and that have no value yet, inputs first."""
        wanted = {name for node in nodes for name in names(node)}
        for name, term in reversed(list(self.lowered.terms.items())):
            if name in wanted and name not in loaded:
                wanted |= term.inputs
        order = [name for name in (*self.lowered.stored, *self.lowered.terms) if name in wanted - loaded]
        return [line for name in order for line in self.source.load(name, sure)], loaded | set(order)

    def _condition(self, test: Test, answers: list[bool | None]) -> str:
        match test.subject:
            case Call(arguments=(Name(name=name),)):
                return self.source.known(name) if answers == [True] else self.source.unknown(name)
            case Name(name=name):
                return _bool_condition(self.source.name(name), set(answers))
            case Comparison() as subject if None in test.branches:
                return self._region(subject, set(answers))
            case subject:
                return self.source.atom(subject, negated=answers == [False])

    def _region(self, subject: Comparison, answers: set[bool | None]) -> str:
        """The condition of some of the three answers to a comparison of a term that can overflow."""
        if answers in ({True}, {False}):
            return self.source.region(subject, True in answers)
        if answers in ({True, None}, {False, None}):
            return f"not {self.source.region(subject, True not in answers)}"
        name = next(iter(names(subject)))
        return self.source.known(name) if None not in answers else self.source.unknown(name)

    def _known_after(self, test: Test, answers: list[bool | None]) -> frozenset[str]:
        """The names that a test has shown to be known."""
        match test.subject:
            case Comparison() as subject if None in test.branches and None not in answers:
                return frozenset(name for each in names(subject) for name in (each, *implied(self.lowered.terms, each)))
            case Call(arguments=(Name(name=name),)) if answers == [True]:
                return frozenset({name, *implied(self.lowered.terms, name)})
            case Name(name=name) if None not in answers:
                return frozenset({name})
            case _:
                return frozenset()


def _bool_condition(name: str, answers: set[bool | None]) -> str:
    conditions: list[tuple[set[bool | None], str]] = [
        ({True}, name),
        ({False}, f"{name} is False"),
        ({None}, f"{name} is None"),
        ({True, None}, f"{name} is not False"),
        ({False, None}, f"not {name}"),
        ({True, False}, f"{name} is not None"),
    ]
    return next(text for wanted, text in conditions if wanted == answers)


def _depth(tree: Tree) -> int:
    return 0 if isinstance(tree, Leaf) else 1 + max(map(_depth, tree.branches.values()))
