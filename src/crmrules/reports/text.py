"""A report in plain text: a line for each thing that is said, tables with aligned columns."""

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from typing import assert_never
from unicodedata import east_asian_width

from crmrules.errors import printable
from crmrules.model.text import Language
from crmrules.reports.document import (
    Block,
    Diagram,
    Document,
    Figure,
    Group,
    Lines,
    Listing,
    Paragraph,
    Prose,
    Section,
    Style,
    Table,
    Word,
    lines,
)

_STEP = "  "


def text(document: Document) -> str:
    """The report, nothing in it able to move a terminal's cursor."""
    return "\n".join(printable(line) for line in _document(document))


def line(prose: Prose, language: Language) -> str:
    """A sentence in one line."""
    return " ".join(_lines(prose, language))


def columns(rows: Sequence[Sequence[str]], indent: str, right: Collection[int] = ()) -> Iterator[str]:
    """Rows with their cells below each other; those at the places of `right` end below each other."""
    widths = [max(map(wide, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            " " * (width - wide(cell)) + cell if place in right else cell + " " * (width - wide(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield (indent + _STEP.join(cells)).rstrip()


def wide(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def _document(document: Document) -> Iterator[str]:
    yield line(document.title, document.language)
    yield from (_STEP + line(fact, document.language) for fact in document.facts)
    for block in document.blocks:
        yield from _block(block, _STEP, document.language)


def _block(block: Block, indent: str, language: Language) -> Iterator[str]:
    match block:
        case Paragraph(prose=prose):
            yield from (indent + each for each in _lines(prose, language))
        case Listing(items=items):
            for item in items:
                first, *rest = _lines(item, language)
                yield f"{indent}- {first}"
                yield from (indent + _STEP + each for each in rest)
        case Lines(rows=rows):
            yield from columns([[line(cell, language) for cell in row] for row in rows], indent)
        case Table():
            yield from _table(block, indent, language)
        case Figure() | Diagram():
            return
        case Group(lead=lead, blocks=blocks):
            yield from _block(lead, indent, language)
            for each in blocks:
                yield from _block(each, indent + _STEP, language)
        case Section(title=title, blocks=blocks):
            # however deep, a title stands a step before what it is the title of
            yield ""
            yield indent.removeprefix(_STEP) + line(title, language)
            for each in blocks:
                yield from _block(each, indent + _STEP if isinstance(each, Section) else indent, language)
        case _:
            assert_never(block)


def _table(table: Table, indent: str, language: Language) -> Iterator[str]:
    if table.caption:
        yield indent + line(table.caption, language)
    cells = [[_lines(cell, language) for cell in row] for row in (table.heads, *table.rows) if row]
    # a cell of several lines takes as many rows
    rows = [list(row) for each in cells for row in zip_longest(*each, fillvalue="")]
    yield from columns(rows, indent + _STEP, table.numbers)


def _lines(prose: Prose, language: Language) -> list[str]:
    return [_line(each, language) for each in lines(prose)]


def _line(found: tuple[Word, ...], language: Language) -> str:
    match found:
        case [Word(style=Style.CODE, text=alone)]:  # nothing to tell it from
            return alone
        case _:
            return "".join(_word(word, language) for word in found)


def _word(word: Word, language: Language) -> str:
    match word.style:
        case Style.CODE:
            return f"`{word.text}`"
        case Style.ID:
            return f"（{word.text}）" if language == "zh" else f" ({word.text})"
        case _:
            return word.text
