"""Columns of events by their types: at once where all is plain, and else each different value as a record's is.

So a value means here what it means on a record: the fast way takes only what needs no second look.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
from attrs import frozen

from crmrules.engines.frames.backends import POLARS
from crmrules.engines.frames.floats import as_float
from crmrules.engines.frames.stages import Stages
from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import BLANKS, Refused, accept
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import Kind, Type
from crmrules.records.cell_columns import read_cells, read_written
from crmrules.records.cells import read_cell
from crmrules.records.forms import Forms, Reader
from crmrules.records.wanted import DTYPES

_DIGITS = 15
_BITS = 2**63
"""Whole numbers of columns are below it, and not below it without its sign."""

_TEXTS = (pl.String, pl.Categorical, pl.Enum)
MOMENT_FOR_DAY = "rules know days: give its date, in the customer's time zone"
"""What to do where moments stand for days."""

_READ = (*_TEXTS, pl.Boolean, pl.Date, pl.Datetime, pl.Null)


@frozen
class Told:
    """What a column says: its values, and where one is refused."""

    values: pl.Series
    refused: pl.Series | None = None


def check_type(column: pl.Series) -> None:
    """Make sure that a column is of a type that values of events have, and its days are days; raises `RecordError`."""
    if not (isinstance(column.dtype, _READ) or column.dtype.is_numeric()):
        message = f"is {column.dtype}, and no value of an event"
        raise RecordError.of(f"frame, column `{column.name}`", message, "convert it to text, a number or a day first")
    if column.dtype.is_temporal():
        whole = column.to_physical()
        edges = pl.Series([whole.min(), whole.max()], dtype=whole.dtype).cast(column.dtype)
        if not edges.dt.year().is_between(1, datetime.MAXYEAR).all():  # such have no form in Python
            message, remedy = "holds days that no calendar has", f"days run from 0001-01-01 to {LAST_DAY}"
            raise RecordError.of(f"frame, column `{column.name}`", message, remedy)


def has_zone(column: pl.Series) -> bool:
    """Whether a column holds moments of a zone."""
    return isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None


def check_no_moments(columns: Iterable[pl.Series], remedy: str, where: str = "frame") -> None:
    """Make sure that columns without a row, of which the type is all there is, hold no moments of a zone.

    Where there are rows, each says whether it has such a moment. Raises `RecordError`.
    """
    wrong = [each.name for each in columns if not len(each) and has_zone(each)]
    if wrong:
        raise RecordError(Problem(f"{where}, column `{name}`", "holds moments of a zone", remedy) for name in wrong)


def each_told(column: pl.Series, read: Callable[[Any], Any], dtype: Any) -> Told:
    """Each different value as `read` has it, which may refuse it; a text means the same wherever it stands."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
    raws = column.drop_nulls().unique()
    told: list[Any] = []
    bad: list[bool] = []
    for raw in raws.to_list():
        try:
            value = read(raw)
            if dtype == pl.Int64 and value is not None and not -_BITS <= value < _BITS:
                raise Refused(f"{value} has more than 64 bits", "give it as text")
            told.append(value)
            bad.append(False)
        except Refused:
            told.append(None)
            bad.append(True)
    found = pl.Series(told, dtype=dtype)
    values = column.replace_strict(raws, found, default=None, return_dtype=found.dtype)
    return Told(values, column.is_in(raws.filter(pl.Series(bad, dtype=pl.Boolean)).implode()) if any(bad) else None)


def values_told(column: pl.Series, type_: Type, forms: Forms, reader: Reader) -> Told:
    """The values of a type that a column holds, as the forms of a binding say that they are written."""
    said = forms.of(type_)
    plain = _plain(column, type_, said, reader)
    if plain is not None:
        return Told(plain)
    number = float if DTYPES[type_.kind] == pl.Float64 else None

    def read(raw: Any) -> Any:
        value: Any = said.read(raw, type_, reader)
        return number(value) if number is not None and value is not None else value

    return each_told(column, read, DTYPES[type_.kind])


def whether_known(column: pl.Series, forms: Forms) -> Told:
    """True where there is a value at all, else null."""
    filled = filled_texts(column) if isinstance(column.dtype, _TEXTS) else column
    if forms.unknown:
        return each_told(filled, lambda raw: None if forms.says_unknown(raw) else True, pl.Boolean)
    if filled.dtype.is_float():
        filled = filled.fill_nan(None)
    yes = pl.Series([True])
    return Told(yes.new_from_index(0, len(filled)).set(filled.is_null(), None))


def filled_texts(column: pl.Series) -> pl.Series:
    """Texts as they are, blank ones null."""
    texts = column.cast(pl.String)
    return texts.set(texts.str.strip_chars(BLANKS) == "", None)


def whole_numbers(column: pl.Series) -> pl.Series | None:
    """A column of whole numbers, also as 13085.0; None where any is none, or is beyond 64 bits with a sign."""
    if column.dtype.is_integer():
        whole = column.cast(pl.Int64, strict=False)
        return whole if whole.null_count() == column.null_count() else None
    if not column.dtype.is_float():
        return None
    numbers = column.fill_nan(None)
    return numbers.cast(pl.Int64) if _within(numbers) and _all(numbers == numbers.round()) else None


def are_days(days: pl.Series) -> bool:
    """Whether all days are such as rules know."""
    return bool(days.is_between(datetime.date.min, LAST_DAY).all(ignore_nulls=True))


def is_text(column: pl.Series) -> bool:
    """Whether a column holds texts."""
    return isinstance(column.dtype, _TEXTS)


def _plain(column: pl.Series, type_: Type, forms: Forms, reader: Reader) -> pl.Series | None:
    """The values of a column that are all plainly of a type; None where any may not be."""
    dtype, wanted = column.dtype, DTYPES[type_.kind]
    if dtype == pl.Null:
        return column.cast(wanted)
    if reader is read_cell and dtype == pl.String:
        return read_cells(column, type_) if forms == Forms() else read_written(column, type_, forms)
    if forms.unknown:
        return None
    if type_.numeric and dtype.is_numeric():
        return _numbers(column, type_)
    if type_.kind is Kind.TEXT and isinstance(dtype, _TEXTS) and reader is accept:
        return filled_texts(column)
    if type_.kind is Kind.DATE and dtype == pl.Datetime and not has_zone(column) and forms.day is None:
        days = column.dt.date()  # what has no type of days writes them as midnights
        return days if _all(days.cast(column.dtype) == column) else None
    if dtype == wanted and isinstance(dtype, pl.Date):
        return column if are_days(column) else None
    return column if dtype == wanted and isinstance(dtype, pl.Boolean) else None


def _numbers(column: pl.Series, type_: Type) -> pl.Series | None:
    """Numbers within limits; whole ones stay whole."""
    if type_.kind is Kind.INTEGER or column.dtype.is_integer():
        whole = whole_numbers(column)
        return whole if whole is not None and _within(whole) else None
    if isinstance(column.dtype, pl.Decimal):
        # a float stands for a decimal of so many digits
        reach = 10.0 ** (_DIGITS - column.dtype.scale)
        numbers = column.cast(pl.Float64)
        return numbers if _all(numbers.is_between(-reach, reach)) else None
    if column.dtype != pl.Float64:  # a short float stands for a decimal, too
        short, stages = nw.from_native(column.alias("short").to_frame(), eager_only=True), Stages("float ")
        found, _ = as_float(nw.col("short"), short.schema["short"], POLARS, stages)
        column = stages.alone(short, {"found": found}).to_native()["found"]
    numbers = column.fill_nan(None)
    return numbers if not numbers.is_infinite().any() else None


def _within(numbers: pl.Series) -> bool:
    return _all(numbers.is_between(-MAX_WHOLE, MAX_WHOLE))


def _all(truths: pl.Series) -> bool:
    """Whether nothing is false; what is unknown is not."""
    return bool(truths.all(ignore_nulls=True))
