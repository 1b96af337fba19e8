"""Drafts of the examples that a decision lacks: a record for each rule, and one on both sides of each number."""

import datetime
from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.plainer import plainer
from crmrules.analysis.query import Query
from crmrules.analysis.solver import Solver
from crmrules.definitions.drafts import Draft
from crmrules.definitions.parts import NO_OUTCOME, number_of
from crmrules.errors import CrmRulesError
from crmrules.expressions.check import check
from crmrules.expressions.render import render
from crmrules.expressions.tree import AS_OF, Arithmetic, Comparison, Expression, Literal, Value, rebuilt, walk
from crmrules.expressions.types import DATE, Kind
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.coverage import ORDERED, Case, cover
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.limits import Limit, limits, shown
from crmrules.kinds.decision.meaning import interpret
from crmrules.kinds.decision.parts import Example, Expect, HitPolicy, Rule

_ROUND = (1, 0.01)
"""How far from a number a record may lie that is close to it: of large numbers, and of small ones."""


def drafts(definition: DecisionDefinition) -> Iterator[Draft]:
    """An example for each rule that none shows deciding, and for each side of a number that none tries.

    Their outcome is what the policy says: whoever writes it confirms it, or mends the policy.
    """
    drafting = _Drafting(solver_of(definition, overflow=False), {each.name for each in definition.examples})
    cases: list[Case] = [(each.given, each.as_of) for each in definition.examples]
    # an example drafted for one rule, or one side, may show another as well
    decided = set(cover(definition, cases).rules)
    for rule in definition.rules:
        if rule.id not in decided:
            draft = drafting.of_rule(rule)
            if draft.example is not None:
                cases.append((draft.example.given, draft.example.as_of))
                decided |= set(cover(definition, cases[-1:]).rules)
            yield draft
    for limit in limits(definition, cases):
        drawn: list[Case] = []
        for side in limit.missing:
            if side in shown(definition, limit.part, drawn):
                continue
            draft = drafting.of_limit(limit, side)
            drawn += [] if draft.example is None else [(draft.example.given, draft.example.as_of)]
            yield draft


@frozen
class _Drafting:
    solver: Solver[DecisionDefinition]
    taken: set[str]
    """The names that examples have."""

    @property
    def definition(self) -> DecisionDefinition:
        return self.solver.definition

    def of_rule(self, rule: Rule) -> Draft:
        """An example that shows a rule deciding."""
        what = f"rule `{rule.id}` decides"
        return self._draft(what, f"{rule.id} decides", [self._deciding(rule)])

    def of_limit(self, limit: Limit, side: bool) -> Draft:
        """An example on one side of a number, as near to it as can be, where the comparison makes a difference."""
        part, text = limit.part, render(limit.part)
        here = Query(true=(part,)) if side else Query(false=(part,))
        near = _plus(here, _near(self.definition, limit))
        deciding = [self._deciding(evolve(rule, when=_taken(rule.when, part))) for rule in self._rules_with(part)]
        queries = [*(_both(near, each) for each in deciding), near, *(_both(here, each) for each in deciding), here]
        word = "just true" if side else "just not true"
        return self._draft(f"`{text}` {str(side).lower()}", f"{text} is {word}", queries)

    def _rules_with(self, part: Expression) -> list[Rule]:
        return [rule for rule in self.definition.rules if part in walk(rule.when)]

    def _deciding(self, rule: Rule) -> Query:
        """Where a rule decides: under *first* and *priority* where none before it does, else where none contradicts
        it."""
        definition = self.definition
        if definition.hit is HitPolicy.COLLECT:
            return Query(true=(rule.when,))
        if definition.hit not in ORDERED:
            agrees = {rule.then} if definition.hit is HitPolicy.ANY else set[str]()
            others = [each for each in definition.rules if each.id != rule.id and each.then not in agrees]
            return Query(true=(rule.when,), not_true=tuple(each.when for each in others))
        walked = [definition.rules[index] for index in definition.walk]
        before = walked[: [each.id for each in walked].index(rule.id)]
        apart = tuple(each.when for each in before if each.then != rule.then)
        alike = tuple(each.when for each in before if each.then == rule.then)
        return Query(true=(rule.when,), false=apart, not_true=alike)

    def _draft(self, what: str, name: str, queries: list[Query]) -> Draft:
        for query in queries:
            for asked in (evolve(query, all_known=True), query):
                found = self.solver.ask(asked).witness
                if found is None:
                    continue
                try:
                    given = self._plainer(found, query)
                except CrmRulesError:  # rules contradict each other there
                    continue
                expect = self._expected(given, found.as_of)
                return Draft(what, Example(self._name(name), given, expect, found.as_of))
        return Draft(what, None)

    def _plainer(self, found: Witness, query: Query) -> dict[str, Value]:
        """The facts that the answer hangs on, with values that people write."""
        given, day = found.given, found.as_of
        said = interpret(self.definition, given, day).outcome

        def holds(facts: Mapping[str, Value]) -> bool:
            try:
                found = interpret(self.definition, facts, day)
            except CrmRulesError:
                return False
            return found.outcome == said and found.certain and query.holds(self.definition, facts, day)

        return plainer(given, holds)

    def _expected(self, given: Mapping[str, Value], day: datetime.date | None) -> Expect:
        found = interpret(self.definition, given, day)
        if self.definition.hit is HitPolicy.COLLECT:
            return Expect(outcome=found.outcome)
        return Expect(outcome=found.outcome or NO_OUTCOME, certain=None if found.certain else False)

    def _name(self, name: str) -> str:
        made, number = name, 1
        while made in self.taken:
            number += 1
            made = f"{name} ({number})"
        self.taken.add(made)
        return made


def _plus(query: Query, parts: tuple[Expression, ...]) -> Query:
    return evolve(query, true=(*query.true, *parts))


def _both(one: Query, other: Query) -> Query:
    return Query(
        true=(*one.true, *other.true), false=(*one.false, *other.false), not_true=(*one.not_true, *other.not_true)
    )


def _taken(node: Expression, part: Expression) -> Expression:
    """A condition in which a part is taken to be true."""
    return Literal(True) if node == part else rebuilt(node, lambda each: _taken(each, part))


def _near(definition: DecisionDefinition, limit: Limit) -> tuple[Expression, ...]:
    """That both sides of a comparison are close to each other; of conditions compared there is no such thing."""
    left, right = limit.part.left, limit.part.right
    scope = {**definition.facts.types, **{name: each.type for name, each in definition.parameters.items()}, AS_OF: DATE}
    type_, _ = check(left, scope)
    if type_ is None or not type_.numeric:
        return ()
    parameter = definition.parameters[limit.parameter]
    large = parameter.type.kind is Kind.INTEGER or all(abs(number_of(value)) >= 1 for value in parameter.all_values)
    step = Literal(_ROUND[0] if large else _ROUND[1])
    return (
        Comparison(">=", left, Arithmetic("-", right, step)),
        Comparison("<=", left, Arithmetic("+", right, step)),
    )
