"""The reference kind: classified entries with advice, some only under conditions."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.columns import column_name
from crmrules.definitions.layout import Layout
from crmrules.definitions.parts import Scalar
from crmrules.expressions.tree import Expression, names
from crmrules.kinds.reference.parts import LAYOUT, Attribute, Entry, ReferenceExample, ReferenceFigure
from crmrules.model.text import Text


@frozen(slots=False, kw_only=True, eq=False)
class ReferenceDefinition(Definition):
    """All that a policy file of the reference kind says."""

    layout: ClassVar[Layout] = LAYOUT

    attributes: Mapping[str, Attribute]
    items: tuple[Entry, ...]
    """Its entries, in the order of the source."""
    figures: tuple[ReferenceFigure, ...]
    examples: tuple[ReferenceExample, ...]

    @property
    def outputs_of(self) -> Mapping[str, Mapping[str, Scalar]]:
        """The attributes of each entry."""
        return {entry.id: entry.attributes for entry in self.items}

    @property
    def speaks_of_records(self) -> bool:
        """Whether any entry holds under a condition."""
        return bool(self.conditional)

    @property
    def read_names(self) -> Iterable[str]:
        """The names in the conditions of entries."""
        return (name for condition in self.own_conditions for name in names(condition))

    @property
    def own_conditions(self) -> Iterable[Expression]:
        """The conditions of entries."""
        return (entry.when for entry in self.items if entry.when is not None)

    @property
    def named_parameters(self) -> Iterable[str]:
        """None: only conditions and sentences name parameters."""
        return ()

    @property
    def sentences(self) -> Iterable[Text | None]:
        """What entries say."""
        return (text for entry in self.items for text in (entry.text, entry.advice, entry.caution))

    @cached_property
    def conditional(self) -> tuple[Entry, ...]:
        """The entries that hold under a condition."""
        return tuple(entry for entry in self.items if entry.when is not None)


def columns_of(definition: ReferenceDefinition, cautioned: bool) -> dict[str, str]:
    """The column of each entry that holds under a condition; those with a caution only where they are asked for."""
    asked = (entry for entry in definition.conditional if cautioned or entry.caution is None)
    return {entry.id: column_name(definition.id, entry.id) for entry in asked}
