"""The measure of a record: what a segmentation ranks it by, as an exact decimal."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Integral
from typing import TYPE_CHECKING, Any, TypeAlias

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


Counted: TypeAlias = tuple[Found, int, int]
"""Bands in smallest units, the decimal places of these, and how many customers have an unknown measure."""


def cut_records(
    definition: "SegmentationDefinition",
    records: Iterable[object],
    bind: Binding,
    as_of: datetime.date | None,
    ask: Ask,
) -> Counted:
    """The bands of records in smallest units, the decimal places of these, and how many measures are unknown.

    Raises `RecordError` with every record that cannot be read, by its place from 1.
    """
    return _found([each.measure for each in Measuring(definition, bind, as_of).measures(records)], ask)


def cut_groups(
    definition: "SegmentationDefinition",
    records: Iterable[object],
    bind: Binding,
    as_of: datetime.date | None,
    ask: Ask,
) -> tuple[dict[str, Counted], int]:
    """The same of the records of each group, and how many records are of an unknown one."""
    measured = Measuring(definition, bind, as_of).measures(records)
    groups: dict[str, list[Decimal | None]] = {}
    for each in measured:
        if each.group is not None:
            groups.setdefault(each.group, []).append(each.measure)
    ungrouped = len(measured) - sum(map(len, groups.values()))
    return {group: _found(measures, ask) for group, measures in groups.items()}, ungrouped


def _found(measures: Sequence[Decimal | None], ask: Ask) -> Counted:
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
    """The unknown facts for want of which the measure, or the group, is unknown."""
    group: str | None = field(default=None)
    """The group; None where it is unknown, and where there are none."""


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
        name, by = self.definition.header.measure, self.definition.header.by
        raw = self._raw(record) if name not in assumed and values.get(name) is not None else None
        known = values_of(self.definition, stored, self.as_of) if raw is None or by else {}
        try:
            measure = exact(raw if raw is not None else known[name])
        except Refused as refused:
            raise RecordError.of(f"`{name}`", refused.message, refused.remedy) from None
        group = known[by] if by else None
        assert group is None or isinstance(group, str)  # checking makes sure of it
        unknown = [Name(name)] if measure is None else []
        unknown += [Name(by)] if by and group is None else []
        missing = unknown_facts(self.definition, stored, self.as_of, unknown) if unknown else ()
        return Measured(measure, stored, assumed, missing, group)

    def measures(self, records: Iterable[object]) -> list[Measured]:
        """Each record as it is seen; every one that cannot be read is named, by its place from 1."""
        found: list[Measured] = []
        problems: list[Problem] = []
        for place, record in enumerate(records, 1):
            try:
                with under(f"record {place}"):
                    found.append(self.measure(record))
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
