"""Reading the decision kind."""

from typing import Any, ClassVar

from attrs import define

from crmrules.definitions.reading import Reader
from crmrules.kinds.decision.checking import DecisionChecking
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy, Outcome


@define(eq=False, repr=False)
class DecisionReader(Reader[DecisionDefinition]):
    """Reads a table of rules."""

    definition_class: ClassVar[type[Any]] = DecisionDefinition
    checking_class: ClassVar[type[Any]] = DecisionChecking

    def look(self) -> None:
        """A collecting policy has no default; outcomes have ids."""
        header = self.header
        if header.hit is HitPolicy.COLLECT and (header.complete or header.default is not None):
            self.report("`hit`", "collect has neither `default` nor `complete`", "it gives every true rule, or none")
        self.ids("outcome", (outcome.id for outcome in self.listed("outcome", Outcome)))
