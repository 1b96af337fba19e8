"""A report for a terminal: long cells are folded in their columns, and colours say how a sentence is meant."""

from collections.abc import Iterator
from typing import assert_never

from rich.console import Group as Renderables
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

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
    Tone,
    lines,
)

_STEP = 2
_TONES = {Tone.PLAIN: "", Tone.STRONG: "bold", Tone.NOTE: "cyan", Tone.WARNING: "yellow", Tone.ERROR: "red"}
_STYLES = {Style.STRONG: "bold", Style.EMPHASIS: "italic", Style.CODE: "cyan", Style.ID: "dim"}


def terminal(document: Document) -> RenderableType:
    """The report for a `rich` console. Nothing in it is taken for markup."""
    return Renderables(*_document(document))


def _document(document: Document) -> Iterator[RenderableType]:
    language = document.language
    yield _prose(document.title, language, "bold")
    yield from (_moved(_prose(fact, language, "dim"), _STEP) for fact in document.facts)
    for block in document.blocks:
        yield from _block(block, _STEP, language)


def _block(block: Block, indent: int, language: Language) -> Iterator[RenderableType]:
    match block:
        case Paragraph(prose=prose, tone=tone):
            yield _moved(_prose(prose, language, _TONES[tone]), indent)
        case Listing(items=items):
            for item in items:
                grid = RichTable.grid()
                grid.add_row("- ", _prose(item, language))
                yield _moved(grid, indent)
        case Lines(rows=rows):
            grid = RichTable.grid(padding=(0, 2, 0, 0))
            for row in rows:
                grid.add_row(*(_prose(cell, language) for cell in row))
            yield _moved(grid, indent)
        case Table():
            yield from _table(block, indent, language)
        case Figure() | Diagram():
            return
        case Group(lead=lead, blocks=blocks):
            yield from _block(lead, indent, language)
            for each in blocks:
                yield from _block(each, indent + _STEP, language)
        case Section(title=title, blocks=blocks):
            yield ""
            yield _moved(_prose(title, language, "bold"), indent - _STEP)
            for each in blocks:
                yield from _block(each, indent + _STEP if isinstance(each, Section) else indent, language)
        case _:
            assert_never(block)


def _table(table: Table, indent: int, language: Language) -> Iterator[RenderableType]:
    if table.caption:
        yield _moved(_prose(table.caption, language, "bold"), indent)
    made = RichTable(box=None, pad_edge=False, show_edge=False, show_header=bool(table.heads), header_style="dim")
    for place in range(len(table.heads or (table.rows[0] if table.rows else ()))):
        head = _prose(table.heads[place], language) if table.heads else ""
        made.add_column(head, justify="right" if place in table.numbers else "left", overflow="fold")
    for row in table.rows:
        made.add_row(*(_prose(cell, language) for cell in row))
    yield _moved(made, indent + _STEP)


def _moved(what: RenderableType, indent: int) -> RenderableType:
    return Padding(what, (0, 0, 0, indent), expand=False)


def _prose(prose: Prose, language: Language, style: str = "") -> Text:
    made = Text(style=style, overflow="fold")
    for place, line in enumerate(lines(prose)):
        made.append("\n" if place else "")
        for word in line:
            beside = ("" if language == "zh" else " ") if word.style is Style.ID else ""
            said = f"{beside}({word.text})" if word.style is Style.ID else word.text
            made.append(printable(said), _STYLES.get(word.style))
    return made
