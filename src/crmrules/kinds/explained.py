"""What a kind says of one customer, and why."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from crmrules.model.text import Language
from crmrules.reports.document import Document, Reported


@frozen
class Explained:
    """What was found, and what else was asked about it."""

    found: Reported
    beside: Mapping[str, Reported] = field(factory=dict)
    """By its key among plain values."""
    asked: Reported | None = field(default=None)
    """What was found, with what a caution holds back; None where the kind holds nothing back."""

    def documents(self, language: Language) -> Iterator[Document]:
        """The reports on it, one after the other."""
        yield self.found.document(language)
        yield from (each.document(language) for each in self.beside.values())

    def to_dict(self) -> Any:
        """The same as plain values."""
        return self.found.to_dict() | {key: each.to_dict() for key, each in self.beside.items()}
