"""A report in Markdown, with whatever it holds made harmless."""

import html
from collections.abc import Iterator
from typing import assert_never

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
    joined,
    lines,
)

_BREAK = " <br>"
"""Ends a line."""


def markdown(document: Document) -> str:
    """The report; figures are left to pages and pictures."""
    return "\n".join(_document(document)).rstrip("\n") + "\n"


def code(text: str) -> str:
    """Text as code, with whatever backticks, bars and line ends it holds made harmless."""
    flat = " ".join(text.split())
    fence = "``" if "`" in flat else "`"
    pad = " " if "`" in flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}".replace("|", "\\|")


def _document(document: Document) -> Iterator[str]:
    yield f"# {_flat(document.title, document.language)}"
    yield ""
    if document.facts:
        yield f"{_BREAK}\n".join(_flat(fact, document.language) for fact in document.facts)
        yield ""
    yield from _blocks(document.blocks, 2, document.language)


def _block(block: Block, level: int, language: Language) -> Iterator[str]:
    match block:
        case Paragraph(prose=prose):
            yield from _broken(_lines(prose, language))
        case Listing() | Lines() | Group():
            yield from _items(block, language)
        case Table():
            yield from _table(block, language)
        case Figure():
            return
        case Diagram(source=source):
            yield from ("```mermaid", *source.splitlines(), "```")
        case Section(title=title, blocks=blocks):
            yield f"{'#' * level} {_flat(title, language)}"
            yield ""
            yield from _blocks(blocks, level + 1, language)
            return
        case _:
            assert_never(block)
    yield ""


def _blocks(blocks: tuple[Block, ...], level: int, language: Language) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, level, language)


def _items(block: Block, language: Language) -> Iterator[str]:
    """The items of a list, and of the lists in it."""
    match block:
        case Paragraph(prose=prose):
            yield from _item(prose, language)
        case Listing(items=items):
            for item in items:
                yield from _item(item, language)
        case Lines(rows=rows) | Table(rows=rows):
            for row in rows:
                yield from _item(joined((cell for cell in row if cell), "  "), language)
        case Group(lead=lead, blocks=blocks) | Section(title=lead, blocks=blocks):
            yield from _item(lead.prose if isinstance(lead, Paragraph) else lead, language)
            for each in blocks:
                yield from (f"  {said}" for said in _items(each, language))
        case Figure() | Diagram():
            return
        case _:
            assert_never(block)


def _item(prose: Prose, language: Language) -> Iterator[str]:
    first, *rest = _broken(_lines(prose, language))
    yield f"- {first}"
    yield from (f"  {each}" for each in rest)


def _broken(found: list[str]) -> Iterator[str]:
    yield from (each + (_BREAK if place < len(found) - 1 else "") for place, each in enumerate(found))


def _table(table: Table, language: Language) -> Iterator[str]:
    if table.caption:
        yield f"**{_flat(table.caption, language)}**"
        yield ""
    heads = table.heads or ("",) * len(table.rows[0] if table.rows else ())
    yield f"| {' | '.join(_flat(head, language) for head in heads)} |"
    yield f"|{''.join(' ---: |' if place in table.numbers else ' --- |' for place, _ in enumerate(heads))}"
    for row in table.rows:
        yield f"| {' | '.join(f'{_BREAK} '.join(filter(None, _lines(cell, language))) for cell in row)} |"


def _flat(prose: Prose, language: Language) -> str:
    return " ".join(_lines(prose, language))


def _lines(prose: Prose, language: Language) -> list[str]:
    return ["".join(_word(word, language) for word in each) for each in lines(prose)]


def _word(word: Word, language: Language) -> str:
    said = _styled(word, language)
    return f"[{said}]({word.link})" if word.link else said


def _styled(word: Word, language: Language) -> str:
    match word.style:
        case Style.CODE:
            return code(word.text) if word.text else ""
        case Style.ID:
            return f"（{code(word.text)}）" if language == "zh" else f" ({code(word.text)})"
        case Style.STRONG:
            return f"**{escaped(word.text)}**"
        case Style.EMPHASIS:
            return f"*{escaped(word.text)}*"
        case Style.PLAIN | Style.BREAK:
            return escaped(word.text)


def escaped(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML; line ends are blanks."""
    flat = "".join(" " if each in "\r\n\t\v\f\x85\u2028\u2029" else each for each in text)
    safe = html.escape(flat, quote=False)
    for sign in "\\`*_[]|#":
        safe = safe.replace(sign, f"\\{sign}")
    return safe
