"""Cuts that a host has kept: read again from what `Cuts.to_dict` gave."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from crmrules.errors import Problem, RecordError, under
from crmrules.expressions.accept import Refused, shown
from crmrules.kinds.segmentation.amounts import exact
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.grouped import grouped_cuts
from crmrules.kinds.segmentation.result import CutBand, Cuts, Law
from crmrules.kinds.segmentation.several import several_cuts


def read_cuts(definition: SegmentationDefinition, document: Mapping[str, Any]) -> Cuts:
    """The cuts that a mapping describes.

    Raises `RecordError` with everything that is wrong with it, and where it is of another policy.
    """
    if not isinstance(document, Mapping):
        raise RecordError.of("cuts", f"{shown(document)} is no table", "give what `Cuts.to_dict` gave")
    if document.get("hash") != definition.hash:
        message = f"are of policy {shown(document.get('policy'))} with another content than `{definition.id}`"
        raise RecordError.of("cuts", message, "use the policy they were cut with, or cut anew")
    if definition.digits:
        return _several(definition, document)
    if definition.header.by:
        return _grouped(definition, document)
    reading = _Reading(document, [])
    kept = reading.list("bands")
    bands = tuple(
        CutBand(
            declared.id,
            declared.title,
            band.edge(definition.sense.value),
            band.count("customers"),
            band.decimal("amount"),
            definition.sense,
        )
        for declared, band in zip(definition.bands, kept, strict=False)
    )
    if [band.id for band in definition.bands] != [band.document.get("id") for band in kept]:
        reading.report("bands", "are not those of the policy")
    cuts = Cuts(
        definition,
        bands,
        reading.decimal("total"),
        reading.count("known"),
        reading.count("unknown"),
        reading.count("flagged"),
        _law(reading.table("law")) if document.get("law") is not None else None,
        reading.day("as_of"),
    )
    if reading.problems:
        raise RecordError(reading.problems)
    return cuts


def _several(definition: SegmentationDefinition, document: Mapping[str, Any]) -> Cuts:
    kept, counts, problems = document.get("digits"), document.get("counts"), list[Problem]()
    remedy = "give what `Cuts.to_dict` gave"
    if not isinstance(kept, Mapping) or list(kept) != [each.id for each in definition.digits]:
        problems.append(Problem("cuts, `digits`", "are not those of the policy", remedy))
    if not isinstance(counts, Mapping) or not all(
        _is_count(each) for each in [*counts.values(), document.get("unknown")]
    ):
        problems.append(Problem("cuts, `counts`", "are no numbers of customers", remedy))
    if problems:
        raise RecordError(problems)
    assert isinstance(kept, Mapping)
    assert isinstance(counts, Mapping)
    digits = {each.id: read_cuts(definition.single(each), kept[each.id]) for each in definition.digits}
    as_of = next(iter(digits.values())).as_of
    return several_cuts(definition, digits, dict(counts), document["unknown"], as_of, None)


def _grouped(definition: SegmentationDefinition, document: Mapping[str, Any]) -> Cuts:
    reading = _Reading(document, [])
    kept, ungrouped, as_of = reading.table("groups").document, reading.count("ungrouped"), reading.day("as_of")
    groups: dict[str, Cuts] = {}
    for group, each in kept.items():
        try:
            with under(f"cuts, `groups`, {shown(group)}"):
                groups[group] = read_cuts(definition.alone, each)
        except RecordError as error:
            reading.problems += error.problems
    if reading.problems:
        raise RecordError(reading.problems)
    return grouped_cuts(definition, groups, ungrouped, as_of, None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _law(kept: "_Reading") -> Law:
    return Law(
        kept.count("top_customers"),
        kept.ratio("top_share"),
        kept.ratio("exact_share"),
        kept.count("bottom_customers"),
        kept.decimal("bottom_loss"),
        kept.ratio("loss_of_top") if kept.document.get("loss_of_top") is not None else None,
        kept.ratio("said_top"),
        kept.ratio("said_share"),
        kept.ratio("said_bottom"),
        kept.ratio("said_loss"),
    )


class _Reading:
    """Reads the values of a mapping; what is wrong is noted, and something of the type stands in for it."""

    def __init__(self, document: Mapping[str, Any], problems: list[Problem], path: str = "cuts") -> None:
        self.document, self.problems, self.path = document, problems, path

    def report(self, key: str, message: str) -> None:
        self.problems.append(Problem(f"{self.path}, `{key}`", message, "give what `Cuts.to_dict` gave"))

    def count(self, key: str) -> int:
        value = self.document.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.report(key, f"{shown(value)} is no number of customers")
        return 0

    def ratio(self, key: str) -> float:
        value = self.document.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self.report(key, f"{shown(value)} is no ratio")
        return 0.0

    def decimal(self, key: str) -> Decimal:
        value = self.document.get(key)
        try:
            found = Decimal(value) if isinstance(value, str) and len(value) <= _LONGEST else None
        except InvalidOperation:
            found = None
        if found is not None and found.is_finite():
            return found
        self.report(key, f"{shown(value)} is no amount")
        return Decimal(0)

    def edge(self, key: str) -> Decimal | None:
        if self.document.get(key) is None:
            return None
        found = self.decimal(key)
        try:
            return exact(found)
        except Refused as refused:
            self.report(key, refused.message)
            return None

    def day(self, key: str) -> datetime.date | None:
        value = self.document.get(key)
        try:
            return None if value is None else datetime.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.report(key, f"{shown(value)} is no day")
            return None

    def table(self, key: str) -> "_Reading":
        value = self.document.get(key)
        if not isinstance(value, Mapping):
            self.report(key, f"{shown(value)} is no table")
            value = {}
        return _Reading(value, self.problems, f"{self.path}, `{key}`")

    def list(self, key: str) -> "tuple[_Reading, ...]":
        value = self.document.get(key)
        if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
            self.report(key, f"{shown(value)} is no list of tables")
            return ()
        return tuple(_Reading(each, self.problems, f"{self.path}, `{key}` {n}") for n, each in enumerate(value, 1))


_LONGEST = 100
"""The characters of the longest amount."""
