"""The review of a customer base, as data."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl
from attrs import asdict, frozen

from crmrules.expressions.tree import Value
from crmrules.kinds import Cadence, DecisionTable, Policy, Segmentation
from crmrules.kinds.base import checked_day
from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.kinds.cadence.result import Workload
from crmrules.kinds.decision.summary import Tally
from crmrules.kinds.segmentation.result import Cuts
from crmrules.loading import policies as shipped_ids
from crmrules.loading import policy as shipped
from crmrules.model.text import Language, checked
from crmrules.records.binding import Binding
from crmrules.reviews.choosing import Chosen, LeftOut, choose
from crmrules.reviews.counting import Planned, Reason, assumed, planned, reasons, tally
from crmrules.reviews.frames import as_polars
from crmrules.reviews.running import Run, run

if TYPE_CHECKING:
    from crmrules.reports.document import Document


@frozen
class DecisionPart:
    """What a decision says of a customer base."""

    policy: DecisionTable
    absent: tuple[str, ...]
    """The facts it reads that have neither a column nor a binding, and are not assumed."""
    assumed: Mapping[str, Value]
    """The facts that are assumed where they are unknown, and what is taken for them."""
    tally: Tally
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing at all could be settled."""
        return self.tally.open == self.tally.total


@frozen
class SegmentationPart:
    """What a segmentation says of a customer base."""

    policy: Segmentation
    absent: tuple[str, ...]
    assumed: Mapping[str, Value]
    cuts: Cuts

    @property
    def is_open(self) -> bool:
        """Whether no measure is known."""
        return not self.cuts.known


@frozen
class CadencePart:
    """What a cadence says of a customer base."""

    policy: Cadence
    absent: tuple[str, ...]
    assumed: Mapping[str, Value]
    channels: tuple[Planned, ...]
    workload: Workload
    class_from: str
    """The segmentation whose cuts gave the classes; empty where the file has them."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is known of any contact."""
        return all(each.statuses.keys() <= {ContactStatus.UNKNOWN.value} for each in self.channels)


Part: TypeAlias = DecisionPart | SegmentationPart | CadencePart


@frozen(eq=False, repr=False)
class Review:
    """What policies say of a customer base: outcomes, bands, contacts, and what is still unknown."""

    name: str
    """What was reviewed, such as the name of a file."""
    rows: int
    as_of: datetime.date | None
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    frame: pl.LazyFrame
    """The customers, with what each policy says beside them."""

    def to_html(self, language: Language = "en") -> str:
        """The report: one page of HTML that needs nothing else.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.html import html

        return html(self.document(language))

    def explain(self, language: Language = "en") -> str:
        """The review in a few lines of plain text. Raises `LanguageError` as `to_html` does."""
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as a page, as text, in a terminal. Raises `LanguageError` as `to_html` does."""
        from crmrules.reviews.report import review_document

        return review_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """The numbers of the review, as plain values."""
        return {
            "name": self.name,
            "rows": self.rows,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "policies": {part.policy.id: _plain(part) for part in self.parts},
            "left_out": {each.policy.id: each.why.en for each in self.left_out},
        }

    def __repr__(self) -> str:
        return f"<Review {self.name}: {self.rows:,} rows, {', '.join(part.policy.id for part in self.parts)}>"


def review(
    frame: Any,
    *,
    policies: Sequence[Policy[Any]] | None = None,
    bind: Binding | None = None,
    as_of: datetime.date | None = None,
    name: str = "customers",
) -> Review:
    """The review of the customers of a data frame, by the shipped policies unless others are given.

    Raises `EngineError` for what is no frame, and as `cut`, `apply` and `due` do for columns and bindings.
    """
    lazy = as_polars(frame, "review").lazy()
    day = None if as_of is None else checked_day(as_of)
    asked = [shipped(id_, Policy) for id_ in shipped_ids()] if policies is None else policies
    chosen, left_out = choose(asked, lazy.collect_schema().names(), bind, day)
    ran = run(lazy, chosen, day)
    return reviewed(ran, ran.frame.collect().lazy(), chosen, left_out, day, name)


def reviewed(
    ran: Run,
    frame: pl.LazyFrame,
    chosen: Sequence[Chosen],
    left_out: Sequence[LeftOut],
    as_of: datetime.date | None,
    name: str,
) -> Review:
    """The review of a frame that holds what policies said, reckoned already."""
    parts = tuple(_part(each, ran, frame, as_of) for each in chosen)
    rows = frame.select(pl.len()).collect().item()
    return Review(name, rows, as_of, parts, tuple(left_out), frame)


def _part(chosen: Chosen, ran: Run, frame: pl.LazyFrame, as_of: datetime.date | None) -> Part:
    policy = chosen.policy
    match policy:
        case DecisionTable():
            held = reasons(frame, policy, chosen.binding, as_of)
            counted = tally(frame, policy)
            counted.assumed = assumed(frame, policy, chosen.binding, as_of)
            return DecisionPart(policy, chosen.absent, chosen.assumed, counted, held)
        case Segmentation():
            return SegmentationPart(policy, chosen.absent, chosen.assumed, ran.cuts[policy.id])
        case Cadence():
            assert as_of is not None  # choosing makes sure of it
            by = ran.class_cuts.get(policy.id)
            load = policy.workload(frame, bind=chosen.binding, as_of=as_of, cuts=by)
            absent = tuple(name for name in chosen.absent if by is None or name != policy.definition.header.class_)
            return CadencePart(
                policy, absent, chosen.assumed, planned(frame, policy, as_of), load, by.policy if by else ""
            )
        case _:
            raise TypeError(f"{type(policy).__name__} is no kind of policy")


def _plain(part: Part) -> Mapping[str, Any]:
    match part:
        case DecisionPart():
            return {
                "outcomes": {str(outcome): count for outcome, count in part.tally.outcomes.items()},
                "open": part.tally.open,
                "missing": dict(part.tally.missing),
                "settles_alone": dict(part.tally.alone),
                "reasons": {each.rule.id: each.count for each in part.reasons},
                "absent": list(part.absent),
                "assumed": dict(part.tally.assumed),
            }
        case SegmentationPart():
            return {**part.cuts.to_dict(), "absent": list(part.absent), "assumed": list(part.assumed)}
        case CadencePart():
            return {
                "channels": [asdict(each) for each in part.channels],
                "workload": part.workload.to_dict(),
                "class_from": part.class_from,
                "absent": list(part.absent),
                "assumed": list(part.assumed),
            }
