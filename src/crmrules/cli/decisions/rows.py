"""`crmrules apply` of a decision row by row, where rules may contradict each other: the rows that do are told."""

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from crmrules.cli.decisions.cells import cell_makers
from crmrules.errors import BindingError, ConflictError, Problem, RecordError, under
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.records.bad_cells import MOST_PROBLEMS
from crmrules.records.door import Door
from crmrules.records.parts import PART
from crmrules.records.row_names import ROW


def decide_rows(
    policy: DecisionTable, door: Door, frame: pl.LazyFrame, options: argparse.Namespace
) -> tuple[pl.LazyFrame, Tally]:
    """The frame with the columns of a decision, and what it said in all.

    Raises `RecordError` with every row that cannot be read, or whose rules contradict each other.
    """
    makers = cell_makers(policy, argparse.Namespace(**{**vars(options), "missing": True}))
    decide = policy.deciding(door, options.as_of)
    tally, problems = Tally(), list[Problem]()
    cells: dict[str, list[Any]] = {name: [] for name in makers}
    for number, record in _rows(frame):
        try:
            with under(record.get(ROW, f"row {number}")):
                decision = decide(record)
        except (RecordError, BindingError, ConflictError) as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        missing = tally.add(decision)
        for name, make in makers.items():
            cells[name].append(make(decision, missing))
    if problems:
        raise RecordError(problems)
    added = pl.DataFrame([_column(name, values) for name, values in cells.items()])
    return pl.concat([frame, added.lazy()], how="horizontal"), tally


def _rows(frame: pl.LazyFrame) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a frame with their numbers, from 1, a part in memory at a time."""
    total: int = frame.select(pl.len()).collect().item()
    for start in range(0, total, PART):
        yield from enumerate(frame.slice(start, PART).collect().iter_rows(named=True), start + 1)


def _column(name: str, values: list[Any]) -> pl.Series:
    """A column of cells; of several kinds of values one of texts is made."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1:
        values = [None if value is None else _text(value) for value in values]
    return pl.Series(name, values, None if len(kinds) == 1 else pl.String)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
