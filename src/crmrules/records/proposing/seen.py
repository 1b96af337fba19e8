"""What stands in the columns of a file."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import polars as pl
from attrs import field, frozen

from crmrules.expressions.accept import BLANKS
from crmrules.records.placeholders import answers_no, is_placeholder

MOST_TEXTS = 5_000
"""How many distinct values of a column are looked at, the most frequent first."""


@frozen(slots=False)
class Seen:
    """One column."""

    name: str
    rows: int
    blank: int
    """The rows in which it is blank."""
    distinct: int
    """How many values it has, blanks aside."""
    texts: Mapping[str, int]
    """Its values as texts with the rows of each, the most frequent first, `MOST_TEXTS` at most."""
    moments: bool = field(default=False)
    """Whether its values are moments, of a file that tells types."""

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """Its values that look like no answer."""
        return tuple(text for text in self.texts if is_placeholder(text) and not answers_no(text, self.texts))

    @cached_property
    def answers(self) -> Sequence[str]:
        """Its other values."""
        return [text for text in self.texts if text not in self.placeholders]


def look(frame: pl.LazyFrame) -> list[Seen]:
    """The columns of a file, in its order; those that hold no single values are left out."""
    schema = frame.collect_schema()
    return [_seen(frame, name, dtype) for name, dtype in schema.items() if _has_cells(dtype)]


def _has_cells(dtype: pl.DataType) -> bool:
    return not (dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Duration | pl.Object | pl.Time))


def _seen(frame: pl.LazyFrame, name: str, dtype: pl.DataType) -> Seen:
    cells = pl.nth([*frame.collect_schema()].index(name))
    if dtype.is_float():
        cells = pl.when(cells.is_finite()).then(cells)  # others are unknown to frames
    column = frame.select(cells.cast(pl.String).alias("text"))
    text = pl.col("text").str.strip_chars(BLANKS)
    found = column.select(text.replace("", None)).group_by("text").len().collect(engine="streaming")
    known = found.filter(pl.col("text").is_not_null())
    most = known.sort(["len", "text"], descending=[True, False]).head(MOST_TEXTS)
    rows, filled = int(found["len"].sum()), int(known["len"].sum())
    texts = dict(zip(most["text"].to_list(), most["len"].to_list(), strict=True))
    return Seen(name, rows, rows - filled, known.height, texts, isinstance(dtype, pl.Datetime))
