"""A policy as Python functions; what makes them is loaded when the first is asked for."""

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field

from crmrules.engines.interpreter import values_of
from crmrules.kinds.decision.meaning import Answer, Truth, judge, judged_anew, truths

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition
    from crmrules.kinds.decision.python.emit import Emitted

Made = TypeVar("Made")
"""What holds a decision: a class with the attributes `_compiled`, `_record` and `outcome`."""


@define(slots=False, eq=False, repr=False)
class Compiled:
    """A policy as Python functions over records of one class, with the parameters of one day.

    A record has an attribute for every stored fact; `as_of` is the day of the decision.
    """

    definition: "DecisionDefinition"
    day: datetime.date | None
    """The day whose parameters are compiled in."""
    record_class: type
    coerce: Callable[[Any], Any]
    """Makes a record with the same attributes from anything else."""
    has_settled: bool = field(default=False, init=False)
    """Whether `settle` has been called."""

    def settle(self, record: Any, as_of: datetime.date | None) -> Answer:
        """The settled outcome, whether or not the policy depends on the day.

        The first is found by the interpreter: to compile a policy takes longer than many a program has for one.
        """
        if not self.has_settled:
            self.has_settled = True
            return judged_anew(self.definition, self._exact_truths(record, as_of)).outcome
        return self.outcome(record, as_of) if self.definition.reads_as_of else self.outcome(record)

    @cached_property
    def outcome(self) -> Callable[..., Answer]:
        """The settled outcome: ``outcome(record)``, or ``outcome(record, as_of)`` where the policy depends on the day.

        A second parameter costs a call more than a test does.
        """
        return self._emitted.outcome()

    def deciding(self, made: Callable[[], Made]) -> Callable[[Any], Made]:
        """``decided(record)``: what `made` makes, with this, the record and its outcome put in.

        For a policy that does not depend on the day. All in one function, since a second call takes as long as most
        outcomes.
        """
        return self._emitted.deciding(self, made)

    @cached_property
    def outcomes(self) -> Callable[..., list[Answer]]:
        """``outcomes(records, as_of)``: the settled outcome of each record; others than records are coerced."""
        return self._emitted.outcomes()

    @cached_property
    def truths(self) -> Callable[..., tuple[Truth, ...]]:
        """``truths(record, as_of)``: the truth of every rule."""
        return self._emitted.truths()

    @property
    def text(self) -> str:
        """The source of `outcome`, with placeholders for constants and facts, for the curious."""
        return self._emitted.text

    @cached_property
    def _emitted(self) -> "Emitted":
        from crmrules.kinds.decision.python.emit import Emitted

        called: dict[str, object] = {"judge": self._judge, "exact_truths": self._exact_truths}
        return Emitted(self.definition, self.day, self.record_class, self.coerce, called)

    def _judge(self, *truths: Truth) -> Answer:
        return judge(self.definition, truths).outcome

    def _exact_truths(self, record: Any, as_of: datetime.date | None = None) -> tuple[Truth, ...]:
        """The truth of every rule by the interpreter."""
        stored = {each.name: getattr(record, each.name, None) for each in self.definition.facts.declared}
        return tuple(truths(self.definition, values_of(self.definition, stored, as_of or self.day)))
