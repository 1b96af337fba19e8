"""Markdown, with whatever a policy file holds made harmless."""

import html
from collections.abc import Iterator, Sequence

from crmrules.definitions.templates import split
from crmrules.expressions.render import literal
from crmrules.expressions.tree import Value
from crmrules.model.text import Text

BREAK = " <br>"
"""Ends a line; the blank before it is what a terminal shows of it."""


def code(text: str) -> str:
    """Text as code, with whatever backticks, bars and line ends it holds made harmless."""
    flat = " ".join(text.split())
    fence = "``" if "`" in flat else "`"
    pad = " " if "`" in flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}".replace("|", "\\|")


def plain(text: str) -> str:
    """Text as prose: nothing in it is taken for Markdown or HTML."""
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML."""
    safe = html.escape(text, quote=False)
    for sign in "\\`*_[]|#":
        safe = safe.replace(sign, f"\\{sign}")
    return safe


def sentence(text: str) -> str:
    """A sentence with the names of its facts and parameters in their places."""
    pieces = split(" ".join(text.split()))
    return "".join(escaped(piece.text) + (code(f"{{{piece.name}}}") if piece.name else "") for piece in pieces)


def short(value: Value) -> str:
    """A constant, a whole number without its point."""
    return literal(int(value) if isinstance(value, float) and value.is_integer() else value)


def units(count: Value, unit: str) -> str:
    """A unit that a policy file has in the plural, as it stands after a number: 1 month, 3 months."""
    is_one = count == 1 and not isinstance(count, bool)
    return unit.removesuffix("s") if is_one and not unit.endswith("ss") else unit


def titled(text: Text) -> str:
    """A title in a running line, the Chinese in parentheses."""
    return plain(text.en) + (f" ({plain(text.zh)})" if text.zh else "")


def reading(text: Text | None) -> str:
    """How a part reads its source, as it stands in a cell; empty where it says nothing of it."""
    return "" if text is None else broken(f"Reading of the source: {plain(text.en)}", plain(text.zh))


def lines_of(text: Text | None) -> str:
    """A text in a cell, each language on a line of its own."""
    return "" if text is None else broken(plain(text.en), plain(text.zh))


def broken(*parts: str) -> str:
    """Parts in a cell, each on a line of its own."""
    return f"{BREAK} ".join(part for part in parts if part)


def listed(words: Sequence[str]) -> str:
    """Words as a list in a cell."""
    return ", ".join(map(plain, words))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, and a blank one."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
