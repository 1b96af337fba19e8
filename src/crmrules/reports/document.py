"""Reports as sentences and tables, before they are laid out: of reviews and of differences."""

from attrs import field, frozen


@frozen
class Table:
    """Rows under their heads."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]
    """The columns that hold numbers."""
    bars: tuple[float, ...] = field(default=())
    """For each row the part of the whole that it is; empty where that says nothing."""


@frozen
class Section:
    """What is said of one thing, such as a policy."""

    id: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


@frozen
class Told:
    """A report in one language, which a page or a terminal lays out."""

    title: str
    facts: tuple[str, ...]
    """What it is about, and when."""
    first_title: str
    first: tuple[str, ...]
    """What is to be read first."""
    sections: tuple[Section, ...]
    left_out: tuple[str, ...] = ()
