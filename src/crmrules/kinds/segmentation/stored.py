"""Cuts that a host has kept: read again from what `Cuts.to_dict` gave."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import Refused, shown
from crmrules.kinds.segmentation.amounts import exact
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.grouped import grouped_cuts
from crmrules.kinds.segmentation.parts import Band
from crmrules.kinds.segmentation.result import CutBand, Cuts, Law
from crmrules.kinds.segmentation.several import several_cuts
from crmrules.records.documents import Count, read_document

_REMEDY = "give what `Cuts.to_dict` gave"
_TOLD = ("policy", "version", "hash", "basis", "by")
"""What a document tells of its policy beside the cuts."""


@frozen
class _Band:
    """A band; one of the edges is its own, by the sense in which the policy ranks."""

    id: str
    customers: Count
    amount: Decimal
    at_least: Decimal | None = field(default=None)
    above: Decimal | None = field(default=None)
    at_most: Decimal | None = field(default=None)
    below: Decimal | None = field(default=None)


@frozen
class _Cuts:
    total: Decimal
    known: Count
    unknown: Count
    flagged: Count
    bands: tuple[_Band, ...]
    law: Law | None = field(default=None)
    as_of: datetime.date | None = field(default=None)


@frozen
class _Groups:
    groups: Mapping[str, Any]
    ungrouped: Count
    as_of: datetime.date | None = field(default=None)


@frozen
class _Several:
    digits: Mapping[str, Any]
    counts: Mapping[str, Count]
    known: Count
    unknown: Count
    as_of: datetime.date | None = field(default=None)


def read_cuts(definition: SegmentationDefinition, document: Mapping[str, Any], path: str = "cuts") -> Cuts:
    """The cuts that a mapping describes.

    Raises `RecordError` with everything that is wrong with it, and where it is of another policy.
    """
    if not isinstance(document, Mapping):
        raise RecordError.of(path, f"{shown(document)} is no table", _REMEDY)
    if document.get("hash") != definition.hash:
        message = f"are of policy {shown(document.get('policy'))} with another content than `{definition.id}`"
        raise RecordError.of(path, message, "use the policy they were cut with, or cut anew")
    inner = {key: document[key] for key in document if key not in _TOLD}
    if definition.digits:
        return _several(definition, inner, path)
    return _grouped(definition, inner, path) if definition.header.by else _single(definition, inner, path)


def _single(definition: SegmentationDefinition, document: Mapping[str, Any], path: str) -> Cuts:
    kept = read_document(document, _Cuts, path, _REMEDY)
    if [each.id for each in definition.bands] != [each.id for each in kept.bands]:
        raise RecordError.of(f"{path}, `bands`", "are not those of the policy", _REMEDY)
    problems: list[Problem] = []
    bands = tuple(
        _band(definition, declared, each, f"{path}, `bands`, item {place}", problems)
        for place, (declared, each) in enumerate(zip(definition.bands, kept.bands, strict=True), 1)
    )
    if problems:
        raise RecordError(problems)
    return Cuts(definition, bands, kept.total, kept.known, kept.unknown, kept.flagged, kept.law, kept.as_of)


def _band(
    definition: SegmentationDefinition, declared: Band, kept: _Band, path: str, problems: list[Problem]
) -> CutBand:
    sense = definition.sense
    edge = None
    try:
        edge = exact(getattr(kept, sense.value))
    except Refused as refused:
        problems.append(Problem(f"{path}, `{sense.value}`", refused.message, _REMEDY))
    return CutBand(declared.id, declared.title, edge, kept.customers, kept.amount, sense)


def _several(definition: SegmentationDefinition, document: Mapping[str, Any], path: str) -> Cuts:
    kept = read_document(document, _Several, path, _REMEDY)
    if list(kept.digits) != [each.id for each in definition.digits]:
        raise RecordError.of(f"{path}, `digits`", "are not those of the policy", _REMEDY)
    alone = {each.id: definition.single(each) for each in definition.digits}
    digits = _each(kept.digits, alone, f"{path}, `digits`")
    return several_cuts(definition, digits, kept.counts, kept.unknown, kept.as_of, None)


def _grouped(definition: SegmentationDefinition, document: Mapping[str, Any], path: str) -> Cuts:
    kept = read_document(document, _Groups, path, _REMEDY)
    groups = _each(kept.groups, dict.fromkeys(kept.groups, definition.alone), f"{path}, `groups`")
    return grouped_cuts(definition, groups, kept.ungrouped, kept.as_of, None)


def _each(
    documents: Mapping[str, Any], definitions: Mapping[str, SegmentationDefinition], path: str
) -> dict[str, Cuts]:
    """Cuts that are held by others; what is wrong with any of them is told together."""
    found: dict[str, Cuts] = {}
    problems: list[Problem] = []
    for name, document in documents.items():
        try:
            found[name] = read_cuts(definitions[name], document, f"{path}, {shown(name)}")
        except RecordError as error:
            problems += error.problems
    if problems:
        raise RecordError(problems)
    return found
