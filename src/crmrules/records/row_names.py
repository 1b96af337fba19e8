"""How rows are called: as people count them in a file, and by its name where there are several."""

from collections.abc import Sequence

import polars as pl

ROW = "__crmrules_row"
"""The name of a column of our own that says where a row stands, as people count rows: "row 17"."""

_A_ROW = "row "


def rows_of(frame: pl.LazyFrame, several: bool) -> pl.LazyFrame:
    """The column `ROW` of what is read alone: numbers, or with the file of each where there are several."""
    row = pl.col(ROW)
    return frame.select(row if several else row.str.strip_prefix(_A_ROW).cast(pl.Int64))


def named_rows(rows: pl.Expr, name: str, several: bool) -> pl.Expr:
    """Where rows of a file stand, by their numbers."""
    return pl.concat_str(pl.lit(f"{name}, {_A_ROW}" if several else _A_ROW), rows).alias(ROW)


def row_column(rows: Sequence[int] | pl.Series, name: str, several: bool) -> pl.Series:
    """The column `ROW` of a file, of the numbers of its rows."""
    return pl.Series(ROW, rows).to_frame().select(named_rows(pl.col(ROW), name, several)).to_series()
