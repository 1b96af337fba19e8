"""What a reference says of one record."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.engines.interpreter import Lacking, values_of
from crmrules.expressions.tree import Value
from crmrules.kinds.reference.definition import ReferenceDefinition, columns_of
from crmrules.kinds.reference.meaning import lacking_on, truths
from crmrules.kinds.reference.parts import Entry
from crmrules.model.text import Language, checked
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.reports.document import Document


@frozen(slots=False, eq=False, repr=False)
class Advice:
    """The entries that hold of one record, and those that may.

    Entries with a caution are held back unless they were asked for. Two are equal when policy, day, facts and what was
    asked for are.
    """

    definition: ReferenceDefinition
    stored: Mapping[str, Value]
    """Every fact the policy declares, None where unknown."""
    as_of: datetime.date | None = None
    assumed: tuple[str, ...] = ()
    """The facts that were unknown and taken from the binding's assumptions."""
    cautioned: bool = False
    """Whether entries with a caution were asked for."""

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.definition.id

    @property
    def holds(self) -> tuple[Entry, ...]:
        """The entries whose condition is true, in the order of the policy."""
        return tuple(each for each in self._told if self.truths[each.id] is True)

    @property
    def open(self) -> tuple[Entry, ...]:
        """The entries whose condition is unknown."""
        return tuple(each for each in self._told if self.truths[each.id] is None)

    @property
    def withheld(self) -> tuple[Entry, ...]:
        """The entries that hold or may, and are held back by their caution."""
        told = {each.id for each in self._told}
        conditional = self.definition.conditional
        return tuple(each for each in conditional if each.id not in told and self.truths[each.id] is not False)

    @property
    def certain(self) -> bool:
        """Whether no entry is open."""
        return not self.open

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown stored facts on which open entries hang, in the order of declaration."""
        return self.lacking.facts

    @property
    def undefined(self) -> tuple[str, ...]:
        """The operations in open entries that have no value, such as a division by zero, as they are written."""
        return self.lacking.undefined

    @property
    def columns(self) -> dict[str, bool | None]:
        """The values that `Reference.apply` gives a row of a frame, by column."""
        return {column: self.truths[id_] for id_, column in columns_of(self.definition, self.cautioned).items()}

    @cached_property
    def truths(self) -> Mapping[str, bool | None]:
        """Whether each entry with a condition holds; None where that is unknown."""
        return truths(self.definition, self.stored, self.as_of)

    @cached_property
    def lacking(self) -> Lacking:
        """What open entries hang on: `missing` and `undefined` at once."""
        return lacking_on(self.definition, self.stored, self.as_of, {each.id: each for each in self.open})

    @cached_property
    def values(self) -> dict[str, Value]:
        """What every name of the policy stands for."""
        return values_of(self.definition, self.stored, self.as_of)

    @property
    def _told(self) -> tuple[Entry, ...]:
        return tuple(each for each in self.definition.conditional if self.cautioned or each.caution is None)

    def explain(self, language: Language = "en") -> str:
        """What holds and why, what may, what is held back, and what to find out.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.reference.explanation import advice_document

        return advice_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        return {
            "policy": self.policy,
            "version": self.definition.header.version,
            "hash": self.definition.hash,
            "as_of": plain(self.as_of),
            "facts": {each.name: plain(self.stored.get(each.name)) for each in self.definition.read_facts},
            "assumed": list(self.assumed),
            "cautioned": self.cautioned,
            "holds": [each.id for each in self.holds],
            "open": [each.id for each in self.open],
            "withheld": [each.id for each in self.withheld],
            "certain": self.certain,
            "missing": list(self.missing),
            "undefined": list(self.undefined),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Advice) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.policy, self.as_of, self.cautioned, tuple(self.stored.items())))

    def __repr__(self) -> str:
        said = ", ".join(each.id for each in self.holds) or "nothing"
        return f"<Advice {self.policy}: {said}{f', {len(self.open)} open' if self.open else ''}>"
