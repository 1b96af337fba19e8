"""The doors that rows come through: the same table as a file of every form, separator, encoding and packing."""

import csv
import datetime
import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from attrs import field, frozen
from backports import zstd

from tests.records import workbooks

Rows: TypeAlias = Sequence[Mapping[str, Any]]

GERMAN = 'number = { decimal = ",", thousands = "." }\nday = "%d.%m.%Y"\n'
"""How a binding says that numbers and days are written as in Germany."""


@frozen
class Door:
    """A form of files."""

    name: str
    """The name of the file; that of standard input is `-`."""
    write: Callable[[Rows, Path], object]
    options: tuple[str, ...] = field(default=())
    """What tells a command how to read it."""
    binding: str = field(default="")
    """What a binding says of how values are written in it."""
    header: int = field(default=0)
    """How many rows stand before the first."""


def _lists(rows: Rows) -> list[list[Any]]:
    """The names of the columns, and the values of each row."""
    names = [*rows[0]]
    return [names, *([row[name] for name in names] for row in rows)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _german(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,}".translate({ord(","): ".", ord("."): ","})
    return f"{value:%d.%m.}{value.year:04}" if isinstance(value, datetime.date) else _cell(value)


def _csv(rows: Rows, cell: Callable[[Any], str] = _cell, **form: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, **form)
    writer.writerows([cell(value) for value in cells] for cells in _lists(rows))
    return text.getvalue()


def _written(encoding: str = "utf-8", pack: Callable[[bytes], bytes] = bytes, **form: Any) -> Callable[..., object]:
    return lambda rows, path: path.write_bytes(pack(_csv(rows, **form).encode(encoding)))


def _objects(rows: Rows) -> list[dict[str, Any]]:
    """Rows as JSON has them: days are texts, and what is unknown is left out of every other row."""
    days = ({name: str(v) if isinstance(v, datetime.date) else v for name, v in row.items()} for row in rows)
    return [{name: v for name, v in row.items() if v is not None or place % 2} for place, row in enumerate(days)]


def _lines(rows: Rows) -> str:
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in _objects(rows))


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return workbooks.cell("boolean", _cell(value), "boolean-value")
    if isinstance(value, int | float):
        return workbooks.cell("float", str(value))
    return (
        workbooks.cell("date", str(value), "date-value")
        if isinstance(value, datetime.date)
        else workbooks.text(str(value))
    )


def _ods(rows: Rows, path: Path) -> Path:
    return workbooks.ods(path, [[*map(_ods_cell, cells)] for cells in _lists(rows)])


def frame_of(rows: Rows, types: Mapping[str, Any]) -> pl.DataFrame:
    """The rows with the types that a database would have given their columns."""
    return pl.DataFrame(list(rows), schema=dict(types))


def doors(types: Mapping[str, Any]) -> dict[str, Door]:
    """All of them by name; Parquet, which holds columns of some types as they are, comes first."""
    all_ = [
        Door("rows.parquet", lambda rows, path: frame_of(rows, types).write_parquet(path)),
        Door("comma.csv", _written(), header=1),
        Door("quoted.csv", _written("utf-8-sig", quoting=csv.QUOTE_ALL), header=1),
        Door("german.csv", _written(cell=_german, delimiter=";"), binding=GERMAN, header=1),
        Door("chinese.csv", _written("gb18030", delimiter="|"), ("--encoding", "gb18030"), header=1),
        Door("wide.csv", _written("utf-16", delimiter="\t"), ("--encoding", "utf-16"), header=1),
        Door("odd.csv", _written(delimiter="#"), ("--separator", "#"), header=1),
        Door("rows.tsv", _written(delimiter="\t", lineterminator="\n"), header=1),
        Door("rows.csv.gz", _written(pack=gzip.compress), header=1),
        Door("-", _written(delimiter=";"), ("--from", "csv"), header=1),
        Door("rows.xlsx", lambda rows, path: workbooks.excel(path, _lists(rows)), header=1),
        Door("rows.ods", _ods, header=1),
        Door("rows.json", lambda rows, path: path.write_text(json.dumps(_objects(rows)), "utf-8")),
        Door("rows.jsonl", lambda rows, path: path.write_text(_lines(rows), "utf-8")),
        Door("rows.jsonl.zst", lambda rows, path: path.write_bytes(zstd.compress(_lines(rows).encode()))),
    ]
    return {each.name: each for each in all_}
