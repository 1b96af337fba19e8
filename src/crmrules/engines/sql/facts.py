"""The facts of a policy in SQL: those that a table holds, and those reckoned from them."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from crmrules.definitions.facts import Derived
from crmrules.engines.facts import D, Facts
from crmrules.engines.sql.expressions import Called, Columns
from crmrules.engines.sql.parts import Constant, Hanging, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.truths import placed
from crmrules.expressions.render import render
from crmrules.expressions.tree import Value

TITLE = "derived"
"""What the step is called that derives facts."""


@frozen(slots=False)
class FactColumns(Facts[D, Part]):
    """The facts of a policy on the rows of one table."""

    steps: Steps
    tells: bool = field(default=False)
    """Whether it is asked what unknown values hang on."""
    says: bool = field(default=False)
    """Whether sentences are filled, so that the facts that they name are needed, too."""

    @property
    def _asked(self) -> frozenset[str]:
        return super()._asked | self.definition.said_names if self.says else super()._asked

    def _same(self, value: Value) -> Part:
        return Constant(value)

    def _derived(self, derived: Derived, known: Mapping[str, Part]) -> Part:
        if derived.expression is not None:
            comment = f"{derived.name} = {render(derived.expression)}"
            called = Called(f"fact_{derived.name}", TITLE, comment)
            made = self.columns(known).build(derived.expression, called)
            return made if isinstance(made, Constant) else made.to(self._once(made.hanging))
        assert derived.policy is not None  # a derived fact has one of the two
        return derived.policy.in_sql(self, derived.name)

    def _once(self, hanging: Hanging) -> Hanging:
        """What a derived fact hangs on, written once: facts derived from each other would double it."""
        if hanging.is_empty:
            return hanging
        steps, level = self.steps, hanging.level
        missing = {name: placed(where, steps, level, f"lacks_{name}", "") for name, where in hanging.missing.items()}
        undefined = hanging.undefined
        if not isinstance(undefined, bool):
            undefined = placed(undefined, steps, level, "undefined", "")
        return evolve(hanging, missing=missing, undefined=undefined, level=level + 1)

    def columns(self, names: Mapping[str, Part]) -> Columns:
        """What builds columns over some names."""
        return Columns(names, self.steps, self.tells)
