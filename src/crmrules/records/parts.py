"""Parts of files: some rows, by columns; they are written to a scratch directory as they come."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

import polars as pl
from attrs import define, field, frozen

from crmrules.errors import Problem, RecordError
from crmrules.records.sinks import writing

MOST_PROBLEMS = 1_000
"""After so many bad cells reading stops: the file is not what it was taken for."""

Progress = Callable[[int], None]
"""Is told how many rows have been read."""

BadCell: TypeAlias = tuple[int, Problem]
"""What is wrong with a cell, or with a row, and the number of its row."""


@frozen
class Part:
    """Some rows of a table."""

    rows: pl.Series
    """The numbers of the rows."""
    columns: Sequence[pl.Series]
    """Their cells."""


P = TypeVar("P", contravariant=True)
"""Some rows, as a file gives them."""


class Table(Protocol[P]):
    """Makes columns of rows."""

    @property
    def problems(self) -> Sequence[BadCell]: ...

    def columns(self, part: P) -> list[pl.Series]: ...


@define
class Parts:
    """The rows of files, written as they come."""

    scratch: Path
    progress: Progress
    paths: list[Path] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    total: int = field(default=0)

    def read(self, parts: Iterator[P], table: Table[P]) -> None:
        """Write the parts of a file, so long as not too much is wrong."""
        if len(self.problems) >= MOST_PROBLEMS:
            return
        for rows in parts:
            part = pl.DataFrame(table.columns(rows))
            if len(self.problems) + len(table.problems) >= MOST_PROBLEMS:
                break
            self.paths.append(self.scratch / f"{len(self.paths):06}.parquet")
            with writing(self.paths[-1]):
                part.write_parquet(self.paths[-1], compression="lz4")  # which is read once, and at once
            self.total += part.height
            self.progress(self.total)
        self.problems += [problem for _, problem in sorted(table.problems, key=itemgetter(0))]

    def frame(self) -> pl.LazyFrame:
        """All that is written; raises `RecordError` where anything is wrong with it."""
        if self.problems:
            raise RecordError(self.problems)
        frames = [pl.scan_parquet(path, glob=False) for path in self.paths]
        return pl.concat(_alike(frames), how="diagonal")


def _alike(frames: Sequence[pl.LazyFrame]) -> list[pl.LazyFrame]:
    """The frames with text in the columns that are of several types: nobody reads them."""
    dtypes: dict[str, set[pl.DataType]] = {}
    for frame in frames:
        for name, dtype in frame.collect_schema().items():
            dtypes.setdefault(name, set()).add(dtype)
    several = [name for name, each in dtypes.items() if len(each) > 1]
    return [frame.with_columns(pl.col(set(several) & {*frame.collect_schema()}).cast(pl.String)) for frame in frames]
