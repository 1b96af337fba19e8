"""The decision kind: a table of rules from conditions to outcomes, under a DMN hit policy."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from crmrules.definitions.base import Answering
from crmrules.definitions.layout import Layout
from crmrules.definitions.parts import Scalar
from crmrules.expressions.tree import Expression, Value, names
from crmrules.kinds.decision.meaning import interpret, lacking_on
from crmrules.kinds.decision.parts import LAYOUT, DecisionHeader, Example, HitPolicy, Outcome, Output, Rule
from crmrules.model.text import Text

if TYPE_CHECKING:
    from crmrules.analysis.cells.conditions import Conditions
    from crmrules.analysis.cells.diagram import Diagram
    from crmrules.analysis.smt.formulas import Formulas
    from crmrules.analysis.smt.numbers import Sym
    from crmrules.engines.frames.facts import FactColumns
    from crmrules.engines.frames.parts import Part
    from crmrules.engines.interpreter import Lacking
    from crmrules.engines.sql.facts import FactColumns as SqlFacts
    from crmrules.engines.sql.parts import Part as SqlPart


@frozen(slots=False, kw_only=True, eq=False)
class DecisionDefinition(Answering):
    """All that a policy file of the decision kind says."""

    layout: ClassVar[Layout] = LAYOUT

    header: DecisionHeader
    outputs: Mapping[str, Output]
    outcomes: tuple[Outcome, ...]
    """In order of priority."""
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]

    @property
    def hit(self) -> HitPolicy:
        """What several true rules come to."""
        return self.header.hit

    @property
    def answers(self) -> Mapping[str, Text]:
        """The ids of its outcomes, with their titles."""
        return {outcome.id: outcome.title for outcome in self.outcomes}

    @property
    def outputs_of(self) -> Mapping[str, Mapping[str, Scalar]]:
        """The outputs of each outcome."""
        return {outcome.id: outcome.outputs for outcome in self.outcomes}

    @property
    def gives_several(self) -> bool:
        """Whether it collects outcomes."""
        return self.hit is HitPolicy.COLLECT

    @property
    def why_no_answer(self) -> str:
        """Why no fact can be read from it: under *collect* there may be several outcomes."""
        return "collects outcomes, and a fact is one" if self.hit is HitPolicy.COLLECT else ""

    @property
    def read_names(self) -> Iterable[str]:
        """The names in conditions."""
        return (name for rule in self.rules for name in names(rule.when))

    @property
    def own_conditions(self) -> Iterable[Expression]:
        """The conditions of its rules."""
        return (rule.when for rule in self.rules)

    @property
    def named_parameters(self) -> Iterable[str]:
        """None: only conditions name parameters."""
        return ()

    @property
    def sentences(self) -> Iterable[Text | None]:
        """The reasons and cautions of its rules."""
        return (text for rule in self.rules for text in (rule.because, rule.caution))

    @cached_property
    def walk(self) -> tuple[int, ...]:
        """The indexes of the rules in the order in which the hit policy looks at them."""
        indexes = range(len(self.rules))
        if self.hit is not HitPolicy.PRIORITY:
            return tuple(indexes)
        rank = {outcome.id: index for index, outcome in enumerate(self.outcomes)}
        return tuple(sorted(indexes, key=lambda index: rank[self.rules[index].then]))

    @cached_property
    def steps(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The walk in steps: an outcome, and the rules next to each other that give it."""
        grouped = groupby(self.walk, lambda index: self.rules[index].then)
        return tuple((outcome, tuple(indexes)) for outcome, indexes in grouped)

    def outcome(self, stored: Mapping[str, Value], as_of: datetime.date | None) -> str | None:
        """Its settled outcome on a record, as the interpreter finds it."""
        found = interpret(self, stored, as_of).outcome
        assert not isinstance(found, tuple)  # no fact reads *collect*
        return found

    def possible(self, stored: Mapping[str, Value], as_of: datetime.date | None) -> tuple[str | None, ...]:
        """Every outcome that it can still come to on a record, no outcome last."""
        return interpret(self, stored, as_of).possible

    def lacking(self, stored: Mapping[str, Value], as_of: datetime.date | None) -> "Lacking":
        """What its outcome hangs on where it is unknown."""
        return lacking_on(self, stored, as_of)

    def in_python(
        self, day: datetime.date | None, record_class: type, coerce: Callable[[Any], Any]
    ) -> Callable[[Any, datetime.date | None], Any]:
        """Its settled outcome as a Python function of a record and `as_of`."""
        from crmrules.kinds.decision.python.compiled import Compiled

        return Compiled(self, day, record_class, coerce).settle

    def on_frame(self, facts: "FactColumns[Any]") -> "Part":
        """Its settled outcome as a column."""
        from crmrules.kinds.decision.frames.deciding import outcome_part

        return outcome_part(self, facts)

    def in_sql(self, facts: "SqlFacts[Any]", name: str) -> "SqlPart":
        """Its settled outcome in SQL."""
        from crmrules.kinds.decision.sql.deciding import outcome_part

        return outcome_part(self, facts, name)

    def in_cells(self, conditions: "Conditions") -> "Diagram":
        """Its settled outcome as a diagram of ids and None."""
        from crmrules.kinds.decision.analysis.verdicts import settled_in

        return settled_in(self, conditions)

    def in_smt(self, formulas: "Formulas") -> "Sym":
        """Its settled outcome as a formula."""
        from crmrules.kinds.decision.analysis.formulas import settled_in

        return settled_in(self, formulas)
