"""Parts of files: some rows, by columns; they are written to a scratch directory as they come."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import polars as pl
from attrs import define, field, frozen

from crmrules.errors import Problem, RecordError
from crmrules.records.bad_cells import MOST_PROBLEMS, BadCell, in_order
from crmrules.records.sinks import writing

PART = 100_000
"""The rows of a part, where rows are counted."""

Progress = Callable[[int], None]
"""Is told how many rows have been read."""


@frozen
class Part:
    """Some rows of a table."""

    rows: pl.Series
    """The numbers of the rows."""
    columns: Sequence[pl.Series]
    """Their cells."""

    def only(self, row: int) -> "Part":
        """One of the rows, by its number, or none where it is not among them."""
        here = self.rows == row
        return Part(self.rows.filter(here), [each.filter(here) for each in self.columns])


P = TypeVar("P", contravariant=True)
"""Some rows, as a file gives them."""


class Table(Protocol[P]):
    """Makes columns of rows."""

    @property
    def problems(self) -> list[BadCell]: ...

    def columns(self, part: P) -> list[pl.Series]: ...


@define
class Parts:
    """The rows of files, written as they come."""

    scratch: Path
    progress: Progress
    lenient: bool = field(default=False)
    """Whether rows that can be read are, whatever is wrong with others."""
    paths: list[Path] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    total: int = field(default=0)

    def read(self, parts: Iterator[P], table: Table[P]) -> None:
        """Write the parts of a file, so long as not too much is wrong."""
        if self._is_too_much(self.problems):
            return
        for rows in parts:
            part = pl.DataFrame({each.name: each for each in table.columns(rows)})  # of a list, "" would be renamed
            if self._is_too_much(self.problems, table.problems):
                break
            del table.problems[MOST_PROBLEMS:]
            self.paths.append(self.scratch / f"{len(self.paths):06}.parquet")
            with writing(self.paths[-1]):
                part.write_parquet(self.paths[-1], compression="lz4")  # which is read once, and at once
            self.total += part.height
            self.progress(self.total)
        self.problems += in_order(table.problems)

    def _is_too_much(self, *problems: Sequence[object]) -> bool:
        return not self.lenient and sum(map(len, problems)) >= MOST_PROBLEMS

    def frame(self) -> pl.LazyFrame:
        """All that is written; raises `RecordError` where anything is wrong with it, or with all there is."""
        if self.problems and not (self.lenient and self.paths):
            raise RecordError(self.problems)
        frames = [pl.scan_parquet(path, glob=False) for path in self.paths]
        return pl.concat(_alike(frames), how="diagonal") if frames else pl.LazyFrame()


def _alike(frames: Sequence[pl.LazyFrame]) -> list[pl.LazyFrame]:
    """The frames with text in the columns that are of several types: nobody reads them."""
    dtypes: dict[str, set[pl.DataType]] = {}
    for frame in frames:
        for name, dtype in frame.collect_schema().items():
            dtypes.setdefault(name, set()).add(dtype)
    several = [name for name, each in dtypes.items() if len(each) > 1]
    return [frame.with_columns(pl.col(set(several) & {*frame.collect_schema()}).cast(pl.String)) for frame in frames]
