"""Reading the decision kind."""

from typing import ClassVar

import attrs
from attrs import define

from crmrules.definitions.parts import Header
from crmrules.definitions.reading import Reader
from crmrules.kinds.decision.checking import DecisionChecking
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import DecisionHeader, Example, HitPolicy, Outcome, Output, Rule
from crmrules.model.text import Text

_STAND_IN = DecisionHeader(id="", version="", title=Text(""), kind="decision", hit=HitPolicy.FIRST)


@define
class DecisionReader(Reader):
    """Reads a table of rules."""

    kind: ClassVar[str] = "decision"
    own_keys: ClassVar[tuple[str, ...]] = ("outputs", "outcome", "rule", "example")
    header_class: ClassVar[type[Header]] = DecisionHeader

    def read(self) -> DecisionDefinition:
        """The definition; where there are problems, as far as it goes."""
        header = self.read_header(DecisionHeader, _STAND_IN)
        if header.hit is HitPolicy.COLLECT and (header.complete or header.default is not None):
            self.report("`hit`", "collect has neither `default` nor `complete`", "it gives every true rule, or none")
        self.read_tables()
        outputs = self.table("outputs", Output, "output")
        outcomes = self.items("outcome", Outcome, "id")
        rules = self.items("rule", Rule, "id")
        examples = self.items("example", Example, "name")
        self.ids("outcome", (outcome.id for outcome in outcomes))
        common = self.resolve(header)
        definition = DecisionDefinition(
            header=header,
            parameters=common.parameters,
            entries=common.entries,
            facts=common.facts,
            policies=common.policies,
            outputs=outputs,
            outcomes=outcomes,
            rules=rules,
            examples=examples,
        )
        checking = DecisionChecking(definition, common.unread)
        checking.run()
        self.problems += checking.problems
        return attrs.evolve(definition, examples=checking.examples)
