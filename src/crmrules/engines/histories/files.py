"""The facts of the customers of files of events.

CSV and Parquet go by columns. Workbooks, which are in memory anyway, and objects of JSON, which need not be alike, go
row by row.
"""

import datetime
from pathlib import Path

import polars as pl
from attrs import frozen
from polars import selectors as cs

from crmrules.engines.histories.door import Source, events_of
from crmrules.engines.histories.facts import beside, facts_on
from crmrules.errors import AsOfError, BindingError, Problem, did_you_mean, under
from crmrules.expressions.accept import BLANKS, accept
from crmrules.records.binding import Binding
from crmrules.records.cells import read_cell
from crmrules.records.formats import Format
from crmrules.records.history.definition import History
from crmrules.records.history.events import check_columns, columns_read, of_given
from crmrules.records.history.facts import customer_facts, never
from crmrules.records.history.files import given_of_input
from crmrules.records.inputs import Input
from crmrules.records.parts import Progress
from crmrules.records.row_names import ROW
from crmrules.records.scanning import scan
from crmrules.records.shape import columns_of
from crmrules.records.wanted import DTYPES


@frozen
class FileFacts:
    """The customers of files of events."""

    frame: pl.DataFrame
    """A row a customer: the column of the customer, and the facts."""
    events: int
    """How many events they have, those after the day included."""
    warnings: tuple[Problem, ...]
    """Facts of kinds of events that never occur, with the kinds that do."""


def facts_of_files(
    bind: Binding, given: Input, as_of: datetime.date | None, scratch: Path, progress: Progress
) -> FileFacts:
    """The facts of the customers of what is read; `scratch` is an empty directory.

    Raises `AsOfError` without a day; `FileError`, `BindingError` and `RecordError` for what cannot be read so.
    """
    history = bind.history
    assert history is not None
    if as_of is None:
        raise AsOfError.of(
            "binding, history",
            "its facts depend on the day",
            "give `as_of`, such as --as-of 2026-07-01 on the command line",
        )
    with under(given.name, BindingError):
        return _facts(bind, history, given, as_of, scratch, progress)


def _facts(
    bind: Binding, history: History, given: Input, as_of: datetime.date, scratch: Path, progress: Progress
) -> FileFacts:
    if bind.strict:
        _check_strict(history, given)
    if given.format not in (Format.CSV, Format.PARQUET):
        found = of_given(history, given_of_input(given))
        facts = customer_facts(history, found, as_of, None)
        columns = {history.customer: pl.Series([*facts], strict=False)}
        columns |= {
            name: pl.Series([each[name] for each in facts.values()], dtype=DTYPES[aggregate.type(history.types).kind])
            for name, aggregate in history.facts.items()
        }
        return FileFacts(pl.DataFrame(columns), len(found), facts.warnings)
    events = events_of(history, _source(history, given, scratch, progress))
    told = facts_on(history, events, as_of, None)
    frame = beside(pl.DataFrame({history.customer: told.customers}), told)
    return FileFacts(frame, events.frame.height, tuple(never(history, events.kinds)))


def _source(history: History, given: Input, scratch: Path, progress: Progress) -> Source:
    """The columns of the files that the history names."""
    check_columns(history, columns_of(given))
    rows = scan(given, {}, scratch, progress, numbered=True).frame
    frame = rows.select(cs.by_name(*columns_read(history), ROW)).collect()
    names, several = frame[ROW], len(given.files) > 1
    if given.format is Format.CSV:
        frame = frame.with_columns(cs.string().str.strip_chars(BLANKS))

    def called(place: int) -> str:
        return str(names[place]) if several else f"{given.name}, {names[place]}"

    return Source(frame.drop(ROW), read_cell if given.format is Format.CSV else accept, called)


def _check_strict(history: History, given: Input) -> None:
    known = columns_read(history)
    problems = [
        Problem(given.name, f"column `{name}` is none that the history names", did_you_mean(name, known))
        for name in columns_of(given)
        if name not in known
    ]
    if problems:
        raise BindingError(problems)
