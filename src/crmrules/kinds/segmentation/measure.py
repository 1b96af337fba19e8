"""The measure of a record: what a segmentation ranks it by, as an exact decimal."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from numbers import Integral
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from crmrules.engines.interpreter import unknown_facts, values_of
from crmrules.errors import Problem, RecordError, under
from crmrules.expressions.accept import Refused
from crmrules.expressions.tree import Name, Value
from crmrules.kinds.segmentation.amounts import HUNDREDTHS, exact, places_of, units
from crmrules.kinds.segmentation.meaning import Ask, Found, Ranked, find
from crmrules.records.binding import Binding
from crmrules.records.door import Door

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition


def cut_records(
    definition: "SegmentationDefinition",
    records: Iterable[object],
    bind: Binding,
    as_of: datetime.date | None,
    ask: Ask,
) -> tuple[Found, int, int]:
    """The bands of records in smallest units, the decimal places of these, and how many measures are unknown.

    Raises `RecordError` with every record that cannot be read, by its place from 1.
    """
    measures = Measuring(definition, bind, as_of).measures(records)
    known = [each for each in measures if each is not None]
    places = max(map(places_of, known), default=HUNDREDTHS)
    ranked = Ranked.of(ask.sign * units(each, places) for each in known)
    return find(ranked, ask, places), places, len(measures) - len(known)


@frozen
class Measured:
    """A record as a segmentation sees it."""

    measure: Decimal | None
    stored: Mapping[str, Value]
    """Every declared fact."""
    assumed: tuple[str, ...]
    missing: tuple[str, ...]
    """The unknown facts for want of which the measure is unknown."""


@define
class Measuring:
    """Measures records that come through one door, for one day."""

    definition: "SegmentationDefinition"
    bind: Binding
    as_of: datetime.date | None
    _door: Door = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._door = Door(self.definition, self.bind)

    def measure(self, record: object) -> Measured:
        """The measure of a record; raises `RecordError` for values that do not fit."""
        values, assumed = self._door.read(record)
        stored: dict[str, Value] = {**{each.name: None for each in self.definition.facts.declared}, **values}
        name = self.definition.header.measure
        raw = self._raw(record) if name not in assumed and values.get(name) is not None else None
        try:
            measure = exact(raw if raw is not None else values_of(self.definition, stored, self.as_of)[name])
        except Refused as refused:
            raise RecordError.of(f"`{name}`", refused.message, refused.remedy) from None
        missing = unknown_facts(self.definition, stored, self.as_of, [Name(name)]) if measure is None else ()
        return Measured(measure, stored, assumed, missing)

    def measures(self, records: Iterable[object]) -> list[Decimal | None]:
        """The measure of each record; every one that cannot be read is named, by its place from 1."""
        found: list[Decimal | None] = []
        problems: list[Problem] = []
        for place, record in enumerate(records, 1):
            try:
                with under(f"record {place}"):
                    found.append(self.measure(record).measure)
            except RecordError as error:
                problems += error.problems
        if problems:
            raise RecordError(problems)
        return found

    def _raw(self, record: Any) -> int | Decimal | None:
        """The measure of a record that holds a whole number or a decimal, which is ranked as it is."""
        name = self.definition.header.measure
        bound = self._door.binding.facts.get(name)
        if name not in {each.name for each in self.definition.facts.declared} or (bound and not bound.column):
            return None
        column = bound.column if bound else name
        raw = record.get(column) if isinstance(record, Mapping) else getattr(record, column, None)
        if isinstance(raw, bool):
            return None  # which the door has refused
        if isinstance(raw, Integral):
            return int(raw)
        return raw if isinstance(raw, Decimal) and raw.is_finite() else None
