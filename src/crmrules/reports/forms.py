"""The forms a report is written in, by the ending of its file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from crmrules.errors import FileError, did_you_mean
from crmrules.reports.document import Document
from crmrules.reports.html import html
from crmrules.reports.markdown import markdown
from crmrules.reports.text import text

FORMS: Mapping[str, Callable[[Document], str]] = {
    ".html": html,
    ".md": markdown,
    ".txt": lambda document: text(document) + "\n",
}


def form_of(path: Path) -> Callable[[Document], str]:
    """What lays a report out for a file; raises `FileError` for an ending that says nothing."""
    found = FORMS.get(path.suffix.lower())
    if found is None:
        remedy = did_you_mean(path.suffix, FORMS) or f"known are {', '.join(FORMS)}"
        raise FileError.of(str(path), f"unknown kind of report `{path.suffix or path.name}`", remedy)
    return found
