"""Parts of files of JSON lines that are plain: Polars reads them to what Python reads them to, and much faster.

A part is plain where each line holds an object of texts, numbers, booleans and nulls, written without a backslash, and
each column is of one type. Whatever else there is, is left to Python's reader.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl
from attrs import frozen
from polars.exceptions import PolarsError

from crmrules.records.json_lines import Lines, Row
from crmrules.records.patterns import literally

_OTHERWISE = (b"\\", b"\t", b'" :', b'"  ')
"""What no part has that is plain: with the first a quote may stand in a text, and with the others a blank may stand
between a key and its colon."""

_NULLS = {b":null": b':""', b": null": b': ""'}
"""How nulls are written, and empty texts in their places."""

VALUES = "values"
"""What a column is called while it is read: Polars takes some names of columns for patterns."""

_TYPES = (pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.Null)
_LEAST, _MOST = 1e-290, 2.0**53
_TINY = re.compile(rb":\s*-?[0-9.]+[eE]-")
_WRITTEN_OUT = (1e-4, 1e15)
"""Between which numbers Polars and Python write a float alike."""


@frozen(slots=False)
class Plain:
    """A plain part."""

    name: str
    first: int
    """The number of its first line."""
    text: str
    frame: pl.DataFrame
    """Its columns, in the order in which their names come first: of one type each, or of nulls alone."""

    @property
    def numbers(self) -> pl.Series:
        """The numbers of its lines."""
        return pl.int_range(self.first, self.first + self.frame.height, eager=True)

    def rows(self) -> list[Row]:
        """Its objects as Python reads them."""
        return [*Lines(self.name, None, number=self.first - 1).rows(io.StringIO(self.text, newline=""))]

    def written(self, values: pl.Series) -> pl.Series:
        """One of its columns as JSON writes the values, texts as they are."""
        if values.dtype != pl.Float64:
            return values.cast(pl.String)
        numbers = values.alias(VALUES)
        size = numbers.abs()
        texts = numbers.cast(pl.String)
        if not ((size == 0.0) | size.is_between(*_WRITTEN_OUT)).all():
            texts = pl.Series(VALUES, [None if each is None else json.dumps(each) for each in numbers], pl.String)
        if (numbers.floor() == numbers).any():  # some may be written without a point
            tokens = self._lines.str.extract(f'"{literally(values.name)}":\\s*(-?[0-9.eE+-]+)')
            texts = tokens.cast(pl.Int64, strict=False).cast(pl.String).fill_null(texts)
        return texts.alias(values.name)

    @cached_property
    def _lines(self) -> pl.Series:
        return pl.Series([self.text.removesuffix("\n")]).str.split("\n").explode()


def read_plain(text: str, types: Mapping[str, Any] | None, twice: bool = False) -> pl.DataFrame | None:
    """Some lines as columns, where they are plain; `types` are those that the columns probably have.

    Where a key may come `twice` in a line, only the names of the columns are to be used.
    """
    data = text.encode(errors="surrogatepass")
    if data.count(b"\r") != data.count(b"\r\n") or any(each in data for each in _OTHERWISE):
        return None
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    frame = _parsed(data, types)
    if frame is None or frame.height != lines or not _is_read_whole(data, frame, twice):
        return None
    found = {place: name for name in frame.columns if (place := data.find(f'"{name}":'.encode())) >= 0}
    if not found:
        return None  # without a column nothing tells how many lines there are
    return frame.select(pl.nth(frame.columns.index(found[place])) for place in sorted(found))


def _parsed(data: bytes, types: Mapping[str, Any] | None) -> pl.DataFrame | None:
    try:
        return pl.read_ndjson(io.BytesIO(data), schema=types, infer_schema_length=None)
    except PolarsError:
        return None


def _is_read_whole(data: bytes, frame: pl.DataFrame, twice: bool) -> bool:
    """Whether Polars has read all that stands there, and as it stands there.

    It leaves out keys that it was not told of, and all but the first of those that come twice; in a column of texts it
    writes out whatever else comes. What it read is counted by quotes, two of each key and each text, and by keys, of
    which each ends in a quote and a colon.
    """
    if any(not isinstance(dtype, _TYPES) for dtype in frame.dtypes):
        return False
    columns = [each.alias(VALUES) for each in frame.iter_columns()]
    texts = [each for each in columns if each.dtype == pl.String]
    if any(each.str.contains("^[\\[{]").any() for each in texts):  # a list or an object, as text
        return False
    nulls = sum(data.count(each) for each in _NULLS)
    if nulls and any(each.str.contains(":null|: null").any() for each in texts):
        return False
    keys = data.count(b'":')
    if data.count(b'"') != 2 * keys + 2 * _known(texts) or keys != _known(columns) + nulls:
        return False
    if nulls and not twice:  # of which some may stand beside another value of their key: they are told apart as texts
        for null, text in _NULLS.items():
            data = data.replace(null, text)
        filled = _parsed(data, dict.fromkeys(frame.columns, pl.String))
        if filled is None or _known(filled.iter_columns()) != keys:
            return False
    return all(_is_held(each, data) for each in columns if each.dtype == pl.Float64)


def _known(columns: Iterable[pl.Series]) -> int:
    return sum(each.len() - each.null_count() for each in columns)


def _is_held(numbers: pl.Series, data: bytes) -> bool:
    """Whether the numbers of a column are what is written: not too large for a float, nor too small."""
    size = numbers.abs()
    if not (size < _MOST).all():
        return False
    return not (size < _LEAST).any() or not ((b"e-" in data or b"E-" in data) and _TINY.search(data))
