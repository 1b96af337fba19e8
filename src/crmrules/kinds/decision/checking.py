"""Whether the parts of a decision fit each other: names, types, outcomes, sentences, examples."""

from collections.abc import Mapping

from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.definitions.names import id_problem
from crmrules.definitions.parts import NO_OUTCOME
from crmrules.errors import did_you_mean
from crmrules.expressions.check import check
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import Example, Outcome, Rule

MOST_PROBLEMS = 200
"""After so many the rules are not looked at any more: the file is not what it was taken for."""


@define(eq=False, repr=False)
class DecisionChecking(Checking[DecisionDefinition]):
    """Checks a table of rules."""

    def run(self) -> None:
        """Check everything."""
        self.stale_after()
        definition = self.definition
        if not definition.outcomes and not self.left_out:
            self.report("", "has no outcomes", "declare them with [[outcome]]")
        if not definition.rules and not self.left_out:
            self.report("", "has no rules", "write them with [[rule]]")
        if definition.header.default is not None:
            self._outcome("`default`", definition.header.default)
        scope = self.scope()
        for rule in definition.rules:
            if len(self.problems) < MOST_PROBLEMS:
                self._rule(rule, scope)
        for outcome in definition.outcomes:
            self._outputs(outcome)
        self.examples = tuple(map(self._example, definition.examples))

    def _outcome(self, path: str, id_: str) -> None:
        known = [outcome.id for outcome in self.definition.outcomes]
        if id_ not in known and id_ not in self.left_out:
            self.report(path, f"unknown outcome `{id_}`", did_you_mean(id_, known))

    def _rule(self, rule: Rule, scope: Mapping[str, Type | None]) -> None:
        path = f"rule `{rule.id}`"
        problem = id_problem(rule.id)
        if problem:
            self.report(path, problem, "use letters, digits, single spaces, and - _ + inside")
        found, problems = check(rule.when, scope)
        self.problems += [problem.under(f"{path}, `when`") for problem in problems]
        if found is not None and found.kind is not Kind.BOOL:
            self.report(f"{path}, `when`", f"is {found}, and no condition", "compare it with a value")
        self._outcome(f"{path}, `then`", rule.then)
        for key, text in (("because", rule.because), ("caution", rule.caution)):
            self.sentence(f"{path}, `{key}`", text, scope)

    def _outputs(self, outcome: Outcome) -> None:
        declared = self.definition.outputs
        for name, value in outcome.outputs.items():
            path = f"outcome `{outcome.id}`"
            if not name.isidentifier():
                self.report(path, f"output `{name}` is no name", "use letters, digits and underscores")
            elif declared and name not in declared:
                self.report(path, f"unknown key `{name}`", did_you_mean(name, ("id", "title", *declared)))
            elif declared and declared[name].values and value not in declared[name].values:
                remedy = did_you_mean(str(value), declared[name].values)
                self.report(f"{path}, `{name}`", f"unknown value `{value}`", remedy)

    def _example(self, example: Example) -> Example:
        path = f"example `{example.name}`"
        given = self.given(f"{path}, `given`", example.given)
        self._expect(example, path)
        return evolve(example, given=given)

    def _expect(self, example: Example, path: str) -> None:
        expect = example.expect
        rules = [rule.id for rule in self.definition.rules]
        facts = [each.name for each in self.definition.facts.declared]
        for key in ("outcome", "so_far", "possible"):
            answer = getattr(expect, key)
            for id_ in (answer,) if isinstance(answer, str) else answer or ():
                if id_ != NO_OUTCOME:
                    self._outcome(f"{path}, `expect`, `{key}`", id_)
        for id_ in expect.fired or ():
            if id_ not in rules and id_ not in self.left_out:
                self.report(f"{path}, `expect`, `fired`", f"unknown rule `{id_}`", did_you_mean(id_, rules))
        for name in expect.missing or ():
            if name not in facts and name not in self.left_out:
                self.report(f"{path}, `expect`, `missing`", f"unknown fact `{name}`", did_you_mean(name, facts))
