"""A report in plain text: what is to be read first, and the tables."""

from collections.abc import Iterator

from crmrules.errors import printable
from crmrules.model.text import Language
from crmrules.reports.document import Section, Table, Told
from crmrules.reports.wording import columns
from crmrules.reports.words import say


def text(told: Told, language: Language) -> str:
    """The report, a line for each thing that is said."""
    return "\n".join(printable(line) for line in _lines(told, language))


def _lines(told: Told, language: Language) -> Iterator[str]:
    yield told.title
    yield from (f"  {fact}" for fact in told.facts)
    yield ""
    yield told.first_title
    yield from (f"  {line}" for line in told.first)
    for section in told.sections:
        yield ""
        yield from _section(section)
    if told.left_out:
        yield ""
        yield say("others", language)
        yield from (f"  {line}" for line in told.left_out)


def _section(section: Section) -> Iterator[str]:
    yield section.title
    yield from (f"  {sentence}" for sentence in section.sentences)
    for table in section.tables:
        yield f"  {table.caption}"
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield from columns((table.heads, *table.rows), "    ", table.numbers)
