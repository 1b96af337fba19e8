"""A policy over columns: the facts reckoned from others, the truth of every rule, and the facts that are missing."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from crmrules.definitions.facts import Derived
from crmrules.engines.facts import D, Facts
from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.parts import Asked, Constant, Part, all_true, any_true
from crmrules.engines.frames.stages import Stages
from crmrules.errors import EngineError
from crmrules.expressions.render import render
from crmrules.expressions.tree import Value

MOST_COLUMNS = 5_000
"""How many columns of our own may be placed to tell what is missing or has no value.

A fact derived from others takes three or so, and one more for each operation that may have left it without a value
where those are told apart.
"""


@frozen(slots=False)
class FactColumns(Facts[D, Part]):
    """The facts of a policy on one frame, and those reckoned from them."""

    stages: Stages
    backend: Backend
    tells: bool = field(default=False)
    """Whether it is asked what unknown values hang on."""
    apart: bool = field(default=False)
    """Whether operations without a value are told apart."""

    def _same(self, value: Value) -> Part:
        return Constant(value)

    def _derived(self, derived: Derived, known: Mapping[str, Part]) -> Part:
        if derived.expression is not None:
            part = self._written_once(self.columns(known, derived).compile(derived.expression))
        else:
            part = self._answer(derived)
        self._hold_bounds()
        return part

    def _answer(self, derived: Derived) -> Part:
        """What another policy says."""
        assert derived.policy is not None  # a derived fact has one of the two
        part = derived.policy.on_frame(self)
        # of the policy's own operations nobody who reads this one knows
        undefined = (
            {derived.name if self.apart else "": any_true(list(part.undefined.values()))} if part.undefined else {}
        )
        return evolve(part, undefined=undefined)

    def columns(self, names: Mapping[str, Part], derived: Derived | None = None) -> Columns:
        """What builds columns, for a derived fact or for conditions."""
        expression = None if derived is None else derived.expression
        within = f"{derived.name} = {render(expression)}" if derived is not None and expression is not None else ""
        return Columns(names, self.stages, self.backend, self.tells, self.apart, within)

    def _hold_bounds(self) -> None:
        if self.tells and self.stages.size > MOST_COLUMNS:
            asked, what = ("undefined", "has no value") if self.apart else ("missing", "is missing")
            message = f"to tell what {what}, its facts would take more than {MOST_COLUMNS:,} columns in between"
            raise EngineError.of(f"policy `{self.definition.id}`", message, f"apply it without `{asked}`")

    def _written_once(self, part: Part) -> Part:
        """A derived fact, and what it hangs on: facts derived from each other would double it."""
        hanging = [
            {name: self.stages.place(where, part.level) for name, where in each.items()}
            for each in (part.missing, part.undefined)
        ]
        level = part.level + 1 if any(hanging) else part.level
        placed = self.placed(self._guarded_once(part) if self.tells else part)
        return evolve(placed, missing=hanging[0], undefined=hanging[1], level=max(placed.level, level))

    def _guarded_once(self, part: Part) -> Part:
        """The part with its guards in one column: they are asked once more for each operation that reads it."""
        if isinstance(part, Constant) or len(part.guards) < 2:
            return part
        holds = self.stages.place(all_true(list(part.guards.values())), part.level)
        return evolve(part, guards={Asked("holds", holds): holds}, level=part.level + 1)

    def placed(self, part: Part) -> Part:
        """A part that is read again and again, written once as a column of our own."""
        if isinstance(part, Constant):
            return part
        bound = part.bound and part.bound.placed(lambda expr: self.stages.place(expr, part.level))
        return evolve(part, expr=self.stages.place(part.expr, part.level), level=part.level + 1, bound=bound)
