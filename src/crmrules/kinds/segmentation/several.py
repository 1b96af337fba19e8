"""Several measures at once: a class by each, and all of them together as one answer, such as 343."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmrules.definitions.columns import column_name
from crmrules.errors import RecordError
from crmrules.expressions.accept import is_text, shown
from crmrules.kinds.base import Frame, checked_flag, checked_records
from crmrules.kinds.segmentation.result import Cuts, Placement
from crmrules.model.text import Language, checked
from crmrules.records.binding import Bind, Binding
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition
    from crmrules.reports.document import Document


@frozen(eq=False, repr=False)
class SeveralCuts(Cuts):
    """The classes of a population by several measures: the cuts of each, and how many customers have which answer.

    There are no bands of all; what is known is of the customers whose measures are all known.
    """

    digits: Mapping[str, Cuts] = field(factory=dict, kw_only=True)
    """The cuts by each measure, by the id of its digit, in the order of the answer."""
    counts: Mapping[str, int] = field(factory=dict, kw_only=True)
    """How many customers have each answer that somebody has."""

    def apply(self, frame: Frame, *, bind: Bind | None = None, name: str = "", look: bool = False) -> Frame:
        """A data frame with the answer of each customer in a new column ``<id>``, and each class in ``<id>_<digit>``.

        The same kind of frame, lazy if it was. An unknown measure has no class, and leaves no answer. Raises as
        `Cuts.apply` does.
        """
        from crmrules.kinds.segmentation.frames.several import apply_digits

        if not is_text(name):
            raise RecordError.of("name", f"{shown(name)} is no name of a column", "give a text")
        called = name or column_name(self.policy)
        found: Frame = apply_digits(self, frame, bind, called, checked_flag(look, "look"))
        return found

    def without(self, frame: Frame, name: str = "") -> Frame:
        """The frame without the columns that `apply` added."""
        from crmrules.kinds.segmentation.frames.several import without_digits

        found: Frame = without_digits(self, frame, name or column_name(self.policy))
        return found

    def decide(self, record: object, *, bind: Bind | None = None) -> "SeveralPlacement":
        """The classes of one customer; raises as `Cuts.decide` does."""
        return self._together([each.decide(record, bind=bind) for each in self.digits.values()])

    def decide_many(self, records: Iterable[object], *, bind: Bind | None = None) -> list[Placement]:
        """The classes of each of several customers; raises as `Cuts.decide_many` does."""
        held = list(checked_records(records))
        placed = (each.decide_many(held, bind=bind) for each in self.digits.values())
        return [self._together(row) for row in zip(*placed, strict=True)]

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values; `Segmentation.cuts_from` reads it."""
        return {
            "policy": self.policy,
            "version": self.definition.header.version,
            "hash": self.definition.hash,
            "as_of": plain(self.as_of),
            "known": self.known,
            "unknown": self.unknown,
            "counts": dict(self.counts),
            "digits": {id_: each.to_dict() for id_, each in self.digits.items()},
        }

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.segmentation.several_explanation import several_document

        return several_document(self, checked(language))

    def _together(self, placed: "Iterable[Placement]") -> "SeveralPlacement":
        parts = tuple(placed)
        classes = [each.outcome for each in parts if each.outcome is not None]
        names = {name for each in parts for name in each.missing}
        missing = tuple(each.name for each in self.definition.facts.declared if each.name in names)
        assumed = tuple(dict.fromkeys(name for each in parts for name in each.assumed))
        whole = len(classes) == len(parts)
        answer = "".join(classes) if whole else None
        digits = MappingProxyType(dict(zip(self.digits, parts, strict=True)))
        return SeveralPlacement(self, answer, False if whole else None, None, missing, assumed, digits=digits)

    def __repr__(self) -> str:
        return f"<Cuts {self.policy}: {', '.join(self.digits)}, {self.known} known>"


@frozen(repr=False)
class SeveralPlacement(Placement):
    """Which class a customer has by each of several measures."""

    digits: Mapping[str, Placement] = field(factory=dict, kw_only=True)
    """By the id of the digit; those of unknown measures are without an outcome."""

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.segmentation.several_explanation import several_placement_document

        return several_placement_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        keys = ("outcome", "measure")
        digits = {id_: {key: each.to_dict()[key] for key in keys} for id_, each in self.digits.items()}
        found = super().to_dict()
        return {key: found[key] for key in found if key not in ("measure", "flagged")} | {"digits": digits}


def several_cuts(
    definition: "SegmentationDefinition",
    digits: Mapping[str, Cuts],
    counts: Mapping[str, int],
    unknown: int,
    as_of: datetime.date | None,
    bind: Binding | None,
) -> SeveralCuts:
    """The cuts by each measure as cuts of several."""
    known = sum(counts.values())
    return SeveralCuts(definition, (), Decimal(0), known, unknown, 0, None, as_of, bind, digits=digits, counts=counts)
