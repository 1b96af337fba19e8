"""Files of events, row by row: text by the types of what is read, objects and typed columns as they are."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from crmrules.errors import RecordError
from crmrules.expressions.accept import accept
from crmrules.records.cells import read_cell
from crmrules.records.csv_file import open_csv
from crmrules.records.formats import Format
from crmrules.records.history.given import Given
from crmrules.records.input_file import InputFile, Reading
from crmrules.records.inputs import Input, opened_input
from crmrules.records.json_lines import read_json
from crmrules.records.objects import open_objects
from crmrules.records.parquet import scan_parquet
from crmrules.records.sheet_columns import read_typed


def given_of_file(path: str | Path) -> list[Given]:
    """The rows of a file, or of files of one shape by a pattern such as ``data/*.csv``.

    Raises `FileError` where one cannot be read, and `RecordError` for rows that are none.
    """
    with opened_input([path], Reading()) as found:
        return given_of_input(found)


def given_of_input(given: Input) -> list[Given]:
    """The rows of what is read; raises as `given_of_file` does."""
    return [row for file in given.files for row in _rows(given, file)]


def _rows(given: Input, file: InputFile) -> Iterator[Given]:
    if file.format is Format.CSV:
        yield from _cells(file)
    elif file.format is Format.WORKBOOK:
        sheet = given.spreadsheet(file)
        for part in sheet.parts(sheet.columns):
            for number, *cells in zip(part.rows, *part.columns, strict=True):
                yield Given(sheet.row(number), dict(zip(sheet.columns, cells, strict=True)), read_typed)
        if sheet.problems:
            raise RecordError(problem for _, problem in sheet.problems)
    elif file.format is Format.PARQUET:
        for number, row in enumerate(_typed(scan_parquet(file).collect()), 1):
            yield Given(f"{file.name}, row {number}", row, accept)
    else:
        with open_objects(file) as objects:
            for number, record in objects.rows:
                yield Given(objects.where(number), record, read_json)
            objects.check()


def _typed(frame: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    return frame.iter_rows(named=True)


def _cells(file: InputFile) -> Iterator[Given]:
    with open_csv(file) as opened:
        for part in opened.parts():
            columns = [each.str.strip_chars().to_list() for each in part.columns]
            names = [each.name for each in part.columns]
            for number, *cells in zip(part.rows, *columns, strict=True):
                yield Given(f"{file.name}, row {number}", dict(zip(names, cells, strict=True)), read_cell)
        if opened.problems:
            raise RecordError(problem for _, problem in opened.problems)
