"""Results of which there is a report: it is read as text, and as a page."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from crmrules.model.text import Language

if TYPE_CHECKING:
    from crmrules.reports.document import Document


class Printable(ABC):
    """A result that has a report."""

    __slots__ = ()

    @abstractmethod
    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""

    def explain(self, language: Language = "en") -> str:
        """What was found, in plain text. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reports.text import text

        return text(self.document(language))

    def to_html(self, language: Language = "en") -> str:
        """The same as a page of HTML that needs nothing else.

        Raises as `explain` does, and `EngineError` without Jinja, or where the page has figures without matplotlib.
        """
        from crmrules.reports.html import html

        return html(self.document(language))
