"""Where the bands of a population begin, and which band a customer is in."""

import datetime
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from attrs import field, frozen

from crmrules.definitions.columns import column_name
from crmrules.errors import RecordError, under
from crmrules.expressions.accept import is_text, shown
from crmrules.kinds.base import Frame, checked_flag, checked_records
from crmrules.kinds.segmentation.amounts import amount, share
from crmrules.kinds.segmentation.meaning import Ask, Found
from crmrules.kinds.segmentation.measure import Measured, Measuring
from crmrules.kinds.segmentation.parts import Basis, Sense
from crmrules.model.text import Language, Text, checked
from crmrules.records.binding import Bind, Binding, bound
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition
    from crmrules.kinds.segmentation.frames.bands import Edges
    from crmrules.reports.document import Document

Circumstances: TypeAlias = tuple[datetime.date | None, Binding | None]
"""The day a population was cut for, and what it was read by."""


@frozen
class CutBand:
    """A band of a population, as it came out."""

    id: str
    title: Text
    edge: Decimal | None
    """The measure at which the band begins; None for the last band, and where nobody brings a profit. Of shares of a
    profit it is above zero: where the share asked for reaches into customers who bring no profit, the band ends with
    the last one who does, and its share comes out smaller than asked."""
    customers: int
    amount: Decimal
    """What they bring together, in the unit of the measure."""
    sense: Sense = field(default=Sense.AT_LEAST)
    """How a measure reaches the edge."""

    @property
    def at_least(self) -> Decimal | None:
        """The least measure with which a customer is in the band or above, where higher ones are better and who equals
        the edge is in; else None."""
        return self.edge if self.sense is Sense.AT_LEAST else None

    def holds(self, measure: Decimal) -> bool:
        """Whether a measure reaches this band, or one above it."""
        return self.edge is not None and self.sense.holds(measure, self.edge)


@frozen
class Share:
    """How much of a population a band is, as ratios."""

    customers: float
    """Of the customers whose measure is known."""
    profit: float
    """Of the positive total of the measure; that of the last band may be negative."""


@frozen
class Law:
    """What becomes of the 80/20/30 law (80/20/30法则, row 1.11) in a population, beside what the law says."""

    top_customers: int
    """How many customers the top holds, those who tie with its last one included."""
    top_share: float
    """The top's share of the positive total, as a ratio."""
    exact_share: float
    """The same of exactly so many customers as the law says, whichever of those who tie are taken."""
    bottom_customers: int
    """How many customers the bottom holds, those who tie with its first one included."""
    bottom_loss: Decimal
    """What the unprofitable customers of the bottom lose together, as a positive amount."""
    loss_of_top: float | None
    """That loss over what the top brings, as a ratio; None where the top brings nothing."""
    said_top: float
    """The share of customers that the law calls the top."""
    said_share: float
    """The share of profit that it says they bring."""
    said_bottom: float
    """The share of customers that it calls the bottom."""
    said_loss: float
    """The part of the top's profit that it says the bottom consumes."""

    @property
    def holds(self) -> bool:
        """Whether so many customers as the law says bring at least the share of profit that it says."""
        return self.exact_share >= self.said_share


@frozen(eq=False, repr=False)
class Cuts:
    """The bands of a population: a value, made by `Segmentation.cut`, to be kept and applied later.

    Customers who come later, one or many, are placed by the same cuts.
    """

    definition: "SegmentationDefinition"
    bands: tuple[CutBand, ...]
    """The highest first."""
    total: Decimal
    """The positive total of the measure."""
    known: int
    """How many customers have a known measure."""
    unknown: int
    """How many have not; they are in no band."""
    flagged: int
    """How many bring no profit; they are in the last band, to be reviewed."""
    law: Law | None
    """What becomes of the 80/20/30 law; None where the policy states none."""
    as_of: datetime.date | None = field(default=None)
    binding: Binding | None = field(default=None)
    """What the population was read by; taken for `apply` and `decide` unless another is given."""

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.definition.id

    @property
    def short(self) -> tuple[str, ...]:
        """The bands whose share of customers reaches into those who bring no profit.

        They end with the last customer who brings one, and are smaller than asked.
        """
        profitable = self.known - self.flagged
        if self.basis is not Basis.CUSTOMER_SHARE or not profitable:
            return ()
        asked = Ask.of(self.definition, self.definition.values_on(self.as_of)).shares
        bands = zip(self.definition.bands, asked, strict=False)
        return tuple(band.id for band, each in bands if math.ceil(each * self.known) > profitable)

    @property
    def edges(self) -> tuple[Decimal | None, ...]:
        """The measure at which each band but the last begins."""
        return tuple(band.edge for band in self.bands[:-1])

    @property
    def basis(self) -> Basis | None:
        """What the shares are shares of; None where edges are fixed."""
        return Ask.of(self.definition, self.definition.values_on(self.as_of)).basis

    @property
    def shares(self) -> Mapping[str, Share]:
        """How much of the population each band is: realised shares, since 80/20 is rarely 80."""
        return MappingProxyType(
            {
                band.id: Share(
                    band.customers / self.known if self.known else 0.0,
                    float(Fraction(band.amount) / Fraction(self.total)) if self.total else 0.0,
                )
                for band in self.bands
            }
        )

    @property
    def top_share(self) -> float | None:
        """The share of profit that the top customers bring (1.11), as a ratio; None where the policy states no law."""
        return self.law.top_share if self.law else None

    @property
    def bottom_loss(self) -> Decimal | None:
        """What the bottom customers lose together (1.11); None where the policy states no law."""
        return self.law.bottom_loss if self.law else None

    @property
    def loss_of_top(self) -> float | None:
        """That loss over what the top brings (1.11), as a ratio; None where the top brings nothing, or there is no
        law."""
        return self.law.loss_of_top if self.law else None

    def apply(self, frame: Frame, *, bind: Bind | None = None, name: str = "", look: bool = False) -> Frame:
        """A data frame with the band of each customer in a new column ``<id>``, and of shares ``<id>_flagged``.

        The same kind of frame, lazy if it was. An unknown measure has no band and no flag. `name` calls the columns
        otherwise. `look` is that of `DecisionTable.apply`, and it raises as that does.
        """
        from crmrules.kinds.segmentation.frames.bands import apply_bands

        if not is_text(name):
            raise RecordError.of("name", f"{shown(name)} is no name of a column", "give a text")
        called = name or column_name(self.policy)
        binding, flag = self._bound(bind), checked_flag(look, "look")
        found: Frame = apply_bands(self.definition, frame, binding, self.as_of, self._edges, called, flag)
        return found

    def without(self, frame: Frame, name: str = "") -> Frame:
        """The frame without the columns that `apply` added."""
        from crmrules.kinds.segmentation.frames.bands import without_bands

        found: Frame = without_bands(self.definition, frame, name or column_name(self.policy))
        return found

    def decide(self, record: object, *, bind: Bind | None = None) -> "Placement":
        """The band of one customer: an entity, a mapping, or any object with attributes.

        Raises `RecordError` for values of a wrong type and for a record with none of the facts.
        """
        return self._place(Measuring(self.definition, self._bound(bind), self.as_of).measure(record))

    def decide_many(self, records: Iterable[object], *, bind: Bind | None = None) -> list["Placement"]:
        """The band of each of several customers; raises as `decide` does, naming the record by its place from 1."""
        measuring = Measuring(self.definition, self._bound(bind), self.as_of)
        found: list[Placement] = []
        for place, record in enumerate(checked_records(records), 1):
            with under(f"record {place}"):
                found.append(self._place(measuring.measure(record)))
        return found

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values, amounts as texts; `Segmentation.cuts_from` reads it."""
        law = None if self.law is None else attrs.asdict(self.law, value_serializer=_plain)
        return {
            "policy": self.policy,
            "version": self.definition.header.version,
            "hash": self.definition.hash,
            "as_of": plain(self.as_of),
            "basis": None if self.basis is None else self.basis.value,
            "total": str(self.total),
            "known": self.known,
            "unknown": self.unknown,
            "flagged": self.flagged,
            "bands": [
                {
                    "id": band.id,
                    band.sense.value: None if band.edge is None else str(band.edge),
                    "customers": band.customers,
                    "amount": str(band.amount),
                }
                for band in self.bands
            ],
            "law": law,
        }

    def explain(self, language: Language = "en") -> str:
        """The bands, what they hold, and whether the law of 80/20 holds.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.segmentation.explanation import cuts_document

        return cuts_document(self, checked(language))

    @property
    def _edges(self) -> "Edges":
        """What customers are placed by."""
        return self.edges

    def _bound(self, bind: Bind | None) -> Binding:
        """The binding that a call was given, or else that of the population."""
        return bound(self.binding if bind is None else bind)

    def _place(self, measured: Measured) -> "Placement":
        measure = measured.measure
        if measure is None:
            return Placement(self, None, None, None, measured.missing, measured.assumed)
        band = next((band for band in self.bands[:-1] if band.holds(measure)), self.bands[-1])
        return Placement(self, band.id, self.definition.flags and measure <= 0, measure, (), measured.assumed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cuts) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.policy, self.known, self.total))

    def __repr__(self) -> str:
        bands = ", ".join(f"{band.id}={band.customers}" for band in self.bands)
        return f"<Cuts {self.policy}: {bands}>"


@frozen(repr=False)
class Placement:
    """Which band a customer is in."""

    cuts: Cuts
    outcome: str | None
    """The id of the band; None where the measure is unknown, or the group that it is ranked in."""
    flagged: bool | None
    """Whether the customer brings no profit; None for one who is in no band."""
    measure: Decimal | None
    """The measure, exactly."""
    missing: tuple[str, ...]
    """The unknown stored facts that would settle it, in the order of declaration."""
    assumed: tuple[str, ...]
    """The facts that were unknown and taken from the binding's assumptions."""

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.cuts.policy

    @property
    def certain(self) -> bool:
        """Whether the band is known."""
        return self.outcome is not None

    def explain(self, language: Language = "en") -> str:
        """Why: the measure, and the cuts it is between.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.segmentation.explanation import placement_document

        return placement_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        return {
            "policy": self.policy,
            "version": self.cuts.definition.header.version,
            "hash": self.cuts.definition.hash,
            "as_of": plain(self.cuts.as_of),
            "outcome": self.outcome,
            "flagged": self.flagged,
            "measure": None if self.measure is None else str(self.measure),
            "missing": list(self.missing),
            "assumed": list(self.assumed),
        }

    def __repr__(self) -> str:
        return f"<Placement {self.policy}: outcome={self.outcome!r}>"


def cuts_of(
    definition: "SegmentationDefinition", found: Found, places: int, unknown: int, circumstances: Circumstances
) -> Cuts:
    """The cuts that an engine found, in smallest units of so many decimal places."""
    as_of, binding = circumstances
    values, sense = definition.values_on(as_of), definition.sense
    edges: list[Decimal | None] = [None if edge is None else amount(edge, places) for edge in found.edges]
    if definition.is_fixed:
        edges = [Decimal(str(values[band.from_])) for band in definition.bands[:-1]]
    bands = tuple(
        CutBand(band.id, band.title, edge, customers, amount(brought, places), sense)
        for band, edge, customers, brought in zip(
            definition.bands, (*edges, None), found.customers, found.amounts, strict=True
        )
    )
    law = _law(definition, found, places, as_of)
    known = sum(found.customers)
    return Cuts(definition, bands, amount(found.total, places), known, unknown, found.flagged, law, as_of, binding)


def _law(definition: "SegmentationDefinition", found: Found, places: int, as_of: datetime.date | None) -> Law | None:
    stated, law = definition.law, found.law
    if stated is None or law is None:
        return None
    values = definition.values_on(as_of)
    return Law(
        law.top_customers,
        law.top / found.total if found.total else 0.0,
        law.exact_top / found.total if found.total else 0.0,
        law.bottom_customers,
        amount(law.loss, places),
        law.loss / law.top if law.top > 0 else None,
        *(float(share(values[name])) for name in (stated.top, stated.profit, stated.bottom, stated.loss)),
    )


def _plain(_: Any, __: Any, value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
