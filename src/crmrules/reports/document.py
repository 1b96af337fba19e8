"""What a report says, before it is laid out: sections of sentences, lines, lists, tables and figures."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, Protocol, TypeAlias

from attrs import field, frozen

from crmrules.model.text import Language


class Style(Enum):
    """How a word is set."""

    PLAIN = "plain"
    CODE = "code"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    ID = "id"
    """An id beside its title: in parentheses, or small."""
    BREAK = "break"
    """No word: the line ends here."""


@frozen
class Word:
    """A few words that are set alike."""

    text: str
    style: Style = field(default=Style.PLAIN)
    link: str = field(default="")
    """Where it leads: a page beside this one."""


Prose: TypeAlias = str | Word | tuple[str | Word, ...]
"""A sentence, a title or a cell."""

BREAK = Word("", Style.BREAK)


class Tone(Enum):
    """How a sentence is meant."""

    PLAIN = "plain"
    STRONG = "strong"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@frozen
class Paragraph:
    """A sentence or a few."""

    prose: Prose
    tone: Tone = field(default=Tone.PLAIN)


@frozen
class Listing:
    """Items of a list, in no order or in theirs."""

    items: tuple[Prose, ...]


@frozen
class Lines:
    """Lines whose parts stand below each other, such as comparisons with what came of them."""

    rows: tuple[tuple[Prose, ...], ...]


@frozen
class Table:
    """Rows under their heads."""

    caption: Prose
    """Empty where what stands before it says it."""
    heads: tuple[Prose, ...]
    """Empty where the rows need none."""
    rows: tuple[tuple[Prose, ...], ...]
    numbers: frozenset[int] = field(default=frozenset())
    """The places of the columns that hold numbers."""
    bars: tuple[float, ...] = field(default=())
    """For each row a part from 0 to 1, which a page draws; empty where that says nothing."""
    bars_of: Prose = field(default="")
    """What the bars are of."""
    shades: tuple[tuple[float, ...], ...] = field(default=())
    """For each cell a part from 0 to 1, by which a page shades it, as a heat map is; empty where that says nothing."""


@frozen
class Series:
    """A line of a figure."""

    name: str
    points: tuple[tuple[float, float | None], ...]


@frozen
class Figure:
    """Lines over a number, parts of one in height; what is laid out as text has the numbers in a table instead."""

    title: str
    along: str
    """What stands below the figure, along which the lines run."""
    series: tuple[Series, ...]
    top: float = field(default=1.0)
    """How high it is."""


@frozen
class Diagram:
    """A picture in the words of Mermaid; what is laid out otherwise has the same in tables, and no picture."""

    source: str


@frozen
class Group:
    """A sentence, and what belongs to it."""

    lead: Paragraph
    blocks: tuple["Block", ...]


@frozen
class Section:
    """What is said of one thing, under a title."""

    title: Prose
    blocks: tuple["Block", ...]
    is_first: bool = field(default=False)
    """Whether it is to be read first."""


Block: TypeAlias = Paragraph | Listing | Lines | Table | Figure | Diagram | Group | Section


@frozen
class Document:
    """A report in one language, for a page, a terminal or a file."""

    language: Language
    title: Prose
    blocks: tuple[Block, ...]
    facts: tuple[Prose, ...] = field(default=())
    """What it is about, and when."""


def words(prose: Prose) -> Iterator[Word]:
    """The words of a sentence, whatever it is given as."""
    for each in prose if isinstance(prose, tuple) else (prose,):
        yield Word(each) if isinstance(each, str) else each


def lines(prose: Prose) -> list[tuple[Word, ...]]:
    """The words of a sentence, line by line."""
    found: list[tuple[Word, ...]] = [()]
    for word in words(prose):
        if word.style is Style.BREAK:
            found.append(())
        else:
            found[-1] += (word,)
    return found


def code(text: str) -> Word:
    """What stands so in a policy file, such as a condition."""
    return Word(text, Style.CODE)


def ticked(text: str) -> Prose:
    """A message, in which what stands between backticks is code."""
    parts = text.split("`")
    if len(parts) < 3 or not len(parts) % 2:  # a backtick of somebody's own
        return text
    return tuple(code(part) if place % 2 else part for place, part in enumerate(parts) if part)


def strong(text: str) -> Word:
    """Words that stand out."""
    return Word(text, Style.STRONG)


def emphasis(text: str) -> Word:
    """A term."""
    return Word(text, Style.EMPHASIS)


def named(title: str, id_: str) -> Prose:
    """A thing by its title, with its id beside it."""
    return (title, Word(id_, Style.ID)) if title and title != id_ else id_


def joined(parts: Iterable[Prose], between: Prose) -> Prose:
    """Sentences or words as one, with something between them."""
    found: list[str | Word] = []
    for part in parts:
        found += words(between) if found and between else ()
        found += words(part)
    return tuple(found)


class Reported(Protocol):
    """What can be told as a report, and as plain values."""

    def document(self, language: Language) -> Document:
        """The report on it."""
        ...

    def to_dict(self) -> Any:
        """The same as plain values."""
        ...
