"""Parts of files: some rows, by columns."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

import polars as pl
from attrs import frozen

from crmrules.errors import Problem

BadCell: TypeAlias = tuple[int, Problem]
"""What is wrong with a cell, or with a row, and the number of its row."""


@frozen
class Part:
    """Some rows of a table."""

    rows: pl.Series
    """The numbers of the rows."""
    columns: Sequence[pl.Series]
    """Their cells."""


class Table(Protocol):
    """A file that is a table, read once."""

    problems: list[BadCell]
    """What is wrong with rows so far."""

    def where(self, row: int, column: str) -> str:
        """How a cell is called in messages."""
        ...

    def parts(self) -> Iterator[Part]:
        """Its rows, part by part."""
        ...
