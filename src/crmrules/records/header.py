"""Headers: the row that names the columns, and what it says of the rows below it."""

from collections import Counter
from collections.abc import Collection, Sequence

from attrs import field, frozen

from crmrules.errors import FileError, Problem
from crmrules.model.text import units

_MOST_LOOKED_AT = 20
"""The rows among which a header is looked for that is not the first."""


@frozen
class Header:
    """What a header says of the rows below it."""

    row: int
    columns: tuple[str, ...]
    width: int
    """The cells of a row."""
    kept: tuple[int, ...]
    """The places of the columns, where others are left out: several without a name, which have to be empty."""
    likely: int | None = field(default=None)
    """The row that looks more like it, where one does."""

    @property
    def is_whole(self) -> bool:
        """Whether each cell of a row belongs to a column."""
        return len(self.kept) == self.width

    @property
    def advice(self) -> str:
        """What to do where rows do not fit it because another row is the header; empty where none seems to be."""
        return f"pass --header-row {self.likely} if that row names the columns" if self.likely is not None else ""


def header_of(
    name: str, row: int, cells: Sequence[str], below: Sequence[tuple[int, Sequence[str]]], blank: Collection[int] = ()
) -> Header:
    """The header that some cells are; `below` are the first rows below it, `blank` the places known to hold nothing.

    Raises `FileError` where it has no name, and with each name that it has twice.
    """
    names = [cell.strip() for cell in cells]  # people put blanks between them
    places = tuple(place for place in range(len(names)) if place not in blank)
    if sum(not names[place] for place in places) > 1:
        places = tuple(place for place in places if names[place])
    columns = tuple(names[place] for place in places)
    likely = _likely(names, below)
    if not any(names):
        raise FileError.of(f"{name}, row {row}", "names no columns", "look for the row that names the columns")
    twice = [column for column, times in Counter(columns).items() if times > 1]
    if twice:
        advice = "give each column its own name"
        raise FileError(Problem(f"{name}, row {row}", f"names column `{each}` twice", advice) for each in twice)
    return Header(row, columns, len(names), places, likely)


def wrong_width(header: Header, cells: Sequence[str]) -> str:
    """What is wrong with a row that is not as wide as its header."""
    return f"has {len(cells)} {units(len(cells), 'cells')}, and the header {header.width}"


def _likely(names: Sequence[str], below: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """The row of the first few that names more columns than the header does, each once, with rows as wide below it."""
    named = sum(map(bool, names))
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in below[:_MOST_LOOKED_AT]]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    for place, (number, cells) in enumerate(rows[:-1]):
        filled = [cell for cell in cells if cell]
        widest = max(sum(map(bool, each)) for _, each in rows[place:])
        if named < len(filled) == len({*filled}) == widest and not any(map(_is_number, filled)):
            return number
    return None


def _is_number(text: str) -> bool:
    return text.strip("+-€$¥%").replace(".", "").replace(",", "").isdecimal()
