"""What the decision kind brings to the house."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from crmrules.kinds.kind import Backtests, Covers, Kind

if TYPE_CHECKING:
    from crmrules.assurance.backtest.result import Backtest
    from crmrules.assurance.check.finding import Finding
    from crmrules.assurance.difference.base import Compared
    from crmrules.assurance.difference.transitions import Moved
    from crmrules.definitions.drafts import Draft
    from crmrules.definitions.examples import Run
    from crmrules.definitions.layout import Layout
    from crmrules.definitions.reading import Find
    from crmrules.expressions.tree import Value
    from crmrules.kinds.decision.coverage import Coverage
    from crmrules.kinds.decision.definition import DecisionDefinition
    from crmrules.kinds.decision.policy import DecisionTable
    from crmrules.kinds.decision.reading import DecisionReader
    from crmrules.kinds.explained import Explained
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist


class DecisionKind(Kind["DecisionDefinition", "DecisionTable"], Covers["DecisionTable"], Backtests["DecisionTable"]):
    """Conditions to an outcome, under a DMN hit policy."""

    name: ClassVar[str] = "decision"

    @property
    def layout(self) -> Layout:
        from crmrules.kinds.decision.parts import LAYOUT

        return LAYOUT

    @property
    def policy_class(self) -> type[DecisionTable]:
        from crmrules.kinds.decision.policy import DecisionTable

        return DecisionTable

    def reader(self, document: Mapping[str, Any], find: Find) -> DecisionReader:
        from crmrules.kinds.decision.reading import DecisionReader

        return DecisionReader(document, find)

    def policy(self, definition: DecisionDefinition) -> DecisionTable:
        from crmrules.kinds.decision.policy import table

        return table(definition)

    def page(self, definition: DecisionDefinition) -> Document:
        from crmrules.kinds.decision.page import decision_page

        return decision_page(definition)

    def explain(
        self, policy: DecisionTable, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool
    ) -> Explained:
        from crmrules.kinds.explained import Explained

        decision = policy.decide(facts, as_of=as_of)
        return Explained(decision, {"what_if": decision.what_if()} if what_if else {})

    def explain_customer(
        self,
        chosen: Chosen[DecisionTable],
        record: Mapping[str, Any],
        as_of: datetime.date | None,
        cuts: Mapping[str, Cuts],
        what_if: bool,
    ) -> Explained:
        from crmrules.kinds.explained import Explained

        decision = chosen.policy.decide(record, bind=chosen.binding, as_of=as_of)
        return Explained(decision, {"what_if": decision.what_if()} if what_if else {})

    def examples(self, definition: DecisionDefinition) -> Iterator[tuple[str, Run]]:
        from crmrules.kinds.decision.examples import examples_of

        return examples_of(definition)

    def findings(self, definition: DecisionDefinition, verify: bool) -> Iterator[Finding]:
        from crmrules.kinds.decision.findings.outcomes import unused_outcomes
        from crmrules.kinds.decision.findings.rules import rule_findings

        yield from rule_findings(definition, verify)
        yield from unused_outcomes(definition)

    def unshown(self, definition: DecisionDefinition) -> Iterator[Finding]:
        from crmrules.kinds.decision.findings.examples import unshown

        return unshown(definition)

    def drafts(self, definition: DecisionDefinition) -> Iterator[Draft]:
        from crmrules.kinds.decision.drafts import drafts

        return drafts(definition)

    def compare(self, old: DecisionDefinition, new: DecisionDefinition, verify: bool) -> Compared:
        from crmrules.kinds.decision.difference import compare_decisions

        return compare_decisions(old, new, verify)

    def moved(
        self, old: DecisionTable, new: DecisionTable, frame: Frame, bind: Binding, as_of: datetime.date | None
    ) -> Moved:
        from crmrules.kinds.decision.transitions import moved

        return moved(old, new, frame, bind, as_of)

    def add_columns(
        self, chosen: Chosen[DecisionTable], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Any:
        policy = chosen.policy
        return policy.apply(frame, bind=chosen.binding, as_of=as_of, missing=True, undefined=True, look=True)

    def part(
        self, chosen: Chosen[DecisionTable], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Part[DecisionTable]:
        from crmrules.kinds.decision.review import decision_part

        return decision_part(chosen, frame, as_of)

    def worklist(
        self, chosen: Chosen[DecisionTable], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist:
        from crmrules.kinds.decision.worklist import decision_worklist

        return decision_worklist(chosen, frame, as_of)

    def coverage(self, policy: DecisionTable, cases: Any, bind: Binding, as_of: datetime.date | None) -> Coverage:
        from crmrules.kinds.decision.covering import coverage

        return coverage(policy, cases, bind, as_of)

    def backtest(
        self,
        policy: DecisionTable,
        frame: Frame,
        label: str,
        happened: Any,
        bind: Binding,
        as_of: datetime.date | None,
        sweep: Mapping[str, Sequence[float]],
        ranks: bool | None,
    ) -> Backtest:
        from crmrules.kinds.decision.backtesting import backtest

        return backtest(policy, frame, label, happened, bind, as_of, sweep, ranks)
