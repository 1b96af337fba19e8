"""A review in plain text: what to do first, and the tables."""

from collections.abc import Iterator

from crmrules.errors import printable
from crmrules.model.text import Language
from crmrules.reports.wording import columns
from crmrules.reviewing.review import Review
from crmrules.reviewing.telling import Section, Table, tell
from crmrules.reviewing.words import say


def text(review: Review, language: Language) -> str:
    """The review, a line for each thing that is said."""
    return "\n".join(printable(line) for line in _lines(review, language))


def _lines(review: Review, language: Language) -> Iterator[str]:
    told = tell(review, language)
    yield told.title
    yield from (f"  {fact}" for fact in told.facts)
    yield ""
    yield say("first", language)
    yield from (f"  {line}" for line in told.first or (say("nothing_first", language),))
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
