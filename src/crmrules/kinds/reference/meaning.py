"""The meaning of a reference: which entries hold of a record, which may, and which attributes find an entry."""

import datetime
from collections.abc import Mapping

from crmrules.definitions.parts import Scalar
from crmrules.engines.interpreter import Lacking, lacking, values_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Value
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.parts import Entry


def truths(
    definition: ReferenceDefinition, stored: Mapping[str, Value], as_of: datetime.date | None
) -> dict[str, bool | None]:
    """Whether each entry with a condition holds of a record; None where that is unknown."""
    values = values_of(definition, stored, as_of)
    return {entry.id: _truth(entry, values) for entry in definition.conditional}


def found(definition: ReferenceDefinition, where: Mapping[str, Scalar], cautioned: bool) -> tuple[Entry, ...]:
    """The entries whose attributes are so; an entry that says nothing of an attribute is not found by it.

    Those with a caution are left out unless they are asked for.
    """
    asked = (entry for entry in definition.items if cautioned or entry.caution is None)
    return tuple(entry for entry in asked if all(_is(entry, name, value) for name, value in where.items()))


def lacking_on(
    definition: ReferenceDefinition,
    stored: Mapping[str, Value],
    as_of: datetime.date | None,
    open_: Mapping[str, Entry],
) -> Lacking:
    """What the entries that may hold hang on."""
    return lacking(definition, stored, as_of, [entry.when for entry in open_.values() if entry.when is not None])


def _truth(entry: Entry, values: Mapping[str, Value]) -> bool | None:
    assert entry.when is not None
    truth = evaluate(entry.when, values)
    assert truth is None or isinstance(truth, bool)  # checking makes sure of it
    return truth


def _is(entry: Entry, name: str, value: Scalar) -> bool:
    said = entry.attributes.get(name)
    return said is not None and isinstance(said, bool) == isinstance(value, bool) and said == value
