"""What the scorecard kind brings to the house."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from crmrules.errors import AsOfError
from crmrules.kinds.kind import Backtests, Covers, Kind

if TYPE_CHECKING:
    from crmrules.assurance.check.finding import Finding
    from crmrules.assurance.difference.base import Compared
    from crmrules.assurance.difference.transitions import Moved
    from crmrules.definitions.drafts import Draft
    from crmrules.definitions.examples import Run
    from crmrules.definitions.layout import Layout
    from crmrules.definitions.reading import Find
    from crmrules.expressions.tree import Value
    from crmrules.kinds.explained import Explained
    from crmrules.kinds.scorecard.backtest import ScorecardBacktest
    from crmrules.kinds.scorecard.coverage import ScorecardCoverage
    from crmrules.kinds.scorecard.definition import ScorecardDefinition
    from crmrules.kinds.scorecard.policy import Scorecard
    from crmrules.kinds.scorecard.reading import ScorecardReader
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist


class ScorecardKind(Kind["ScorecardDefinition", "Scorecard"], Covers["Scorecard"], Backtests["Scorecard"]):
    """Items and points to a score, score to a band."""

    name: ClassVar[str] = "scorecard"

    @property
    def layout(self) -> Layout:
        from crmrules.kinds.scorecard.parts import LAYOUT

        return LAYOUT

    @property
    def policy_class(self) -> type[Scorecard]:
        from crmrules.kinds.scorecard.policy import Scorecard

        return Scorecard

    def reader(self, document: Mapping[str, Any], find: Find) -> ScorecardReader:
        from crmrules.kinds.scorecard.reading import ScorecardReader

        return ScorecardReader(document, find)

    def policy(self, definition: ScorecardDefinition) -> Scorecard:
        from crmrules.kinds.scorecard.policy import Scorecard

        return Scorecard(definition)

    def page(self, definition: ScorecardDefinition) -> Document:
        from crmrules.kinds.scorecard.page import scorecard_page

        return scorecard_page(definition)

    def explain(
        self, policy: Scorecard, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool
    ) -> Explained:
        from crmrules.kinds.explained import Explained
        from crmrules.kinds.scorecard.result import AskedScore

        if as_of is None and policy.definition.needs_day:
            raise AsOfError.of(f"policy `{policy.id}`", "depends on the day", "give --as-of 2026-07-01")
        score = policy.score(facts, as_of=as_of)
        return Explained(score, asked=AskedScore(score))

    def examples(self, definition: ScorecardDefinition) -> Iterator[tuple[str, Run]]:
        from crmrules.kinds.scorecard.examples import examples_of

        return examples_of(definition)

    def findings(self, definition: ScorecardDefinition, verify: bool) -> Iterator[Finding]:
        from crmrules.kinds.scorecard.findings import findings_of

        return findings_of(definition, verify)

    def unshown(self, definition: ScorecardDefinition) -> Iterator[Finding]:
        from crmrules.kinds.scorecard.drafts import unshown

        return unshown(definition)

    def drafts(self, definition: ScorecardDefinition) -> Iterator[Draft]:
        from crmrules.kinds.scorecard.drafts import drafts

        return drafts(definition)

    def compare(self, old: ScorecardDefinition, new: ScorecardDefinition, verify: bool) -> Compared:
        from crmrules.kinds.scorecard.difference import compare_scorecards

        return compare_scorecards(old, new, verify)

    def moved(self, old: Scorecard, new: Scorecard, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
        from crmrules.kinds.scorecard.transitions import moved

        return moved(old, new, frame, bind, as_of)

    def add_columns(
        self, chosen: Chosen[Scorecard], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Any:
        return chosen.policy.apply(frame, as_of=as_of, bind=chosen.binding, look=True)

    def part(
        self, chosen: Chosen[Scorecard], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Part[Scorecard]:
        from crmrules.kinds.scorecard.review import scorecard_part

        return scorecard_part(chosen, frame)

    def worklist(
        self, chosen: Chosen[Scorecard], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist:
        from crmrules.kinds.scorecard.worklist import scorecard_worklist

        return scorecard_worklist(chosen, frame, as_of)

    def coverage(self, policy: Scorecard, cases: Any, bind: Binding, as_of: datetime.date | None) -> ScorecardCoverage:
        from crmrules.kinds.scorecard.covering import coverage

        return coverage(policy, cases, bind, as_of)

    def backtest(
        self,
        policy: Scorecard,
        frame: Frame,
        label: str,
        happened: Any,
        bind: Binding,
        as_of: datetime.date | None,
        sweep: Mapping[str, Sequence[float]],
        ranks: bool | None,
    ) -> ScorecardBacktest:
        from crmrules.kinds.scorecard.backtesting import backtest

        return backtest(policy, frame, label, happened, bind, as_of, sweep, ranks)
