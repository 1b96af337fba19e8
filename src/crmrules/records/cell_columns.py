"""Cells of text files, a column at a time: what is plainly of its type, at the speed of Polars.

Everything else is left to `cells`, which says what is wrong with it or reads it after all.
"""

import datetime

import polars as pl

from crmrules.expressions.accept import BLANKS
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.types import Kind, Type
from crmrules.records.forms import Forms
from crmrules.records.number_form import NumberForm

_WHOLE = r"^[+-]?[0-9]{1,15}$"
_NUMBER = r"^[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def read_cells(texts: pl.Series, type_: Type) -> pl.Series | None:
    """The values of a column's cells, blank ones unknown; None where any cell is not plainly of the type."""
    bare = _read_bare(texts, type_)
    if bare is not None:
        return bare
    cells = texts.str.strip_chars(BLANKS)
    cells = cells.set(cells == "", None)
    match type_.kind:
        case Kind.BOOL:
            small = cells.str.to_lowercase()
            return small == "true" if _all(small.is_in(["true", "false"])) else None
        case Kind.INTEGER:
            return cells.cast(pl.Int64) if _all(cells.str.contains(_WHOLE)) else None
        case Kind.NUMBER | Kind.MONEY:
            return cells.cast(pl.Float64) if _all(cells.str.contains(_NUMBER)) else None
        case Kind.TEXT:
            return cells if not type_.values or _all(cells.is_in(list(type_.values))) else None
        case Kind.DATE:
            return _days(cells) if _all(cells.str.contains(_DAY)) else None


def _read_bare(texts: pl.Series, type_: Type) -> pl.Series | None:
    """The values of cells without blanks around them, in fewer steps: an empty one is no number, and so unknown."""
    if type_.kind is Kind.BOOL:
        yes, blank = texts == "true", texts == ""
        return yes.set(blank, None) if _all(yes | blank | (texts == "false")) else None
    if type_.kind is Kind.INTEGER and _all(texts.str.contains(_or_empty(_WHOLE))):
        return texts.cast(pl.Int64, strict=False)
    if type_.kind in (Kind.NUMBER, Kind.MONEY) and _all(texts.str.contains(_or_empty(_NUMBER))):
        return texts.cast(pl.Float64, strict=False)
    return None


def _or_empty(pattern: str) -> str:
    """A pattern of whole texts that takes an empty one, too; much faster than an alternative to it."""
    return f"^(?:{pattern[1:-1]})?$"


def read_written(texts: pl.Series, type_: Type, forms: Forms) -> pl.Series | None:
    """The values of cells that are written in some forms; None where any cell is not plainly so."""
    if forms.fold or any(map(_may_be_read, forms.unknown or ())) or (forms.day is not None and not forms.day):
        return None
    cells = texts.str.strip_chars(BLANKS)
    cells = cells.set(cells.is_in(["", *(forms.unknown or ())]), None)
    if type_.kind is Kind.DATE and forms.day is not None:
        plain = len(forms.day) == 1 and {*forms.day[0].directives} <= {*"Ymd"}
        return _days(cells, forms.day[0].text) if plain and _all(cells.str.contains(forms.day[0].pattern)) else None
    if type_.numeric and forms.number is not None:
        found = _plain(cells, forms.number)
        return None if found is None else read_cells(found, type_)
    return read_cells(cells, type_)


def _may_be_read(unknown: str) -> bool:
    """Whether what means unknown may be the value of a cell that is written otherwise."""
    return any("0" <= letter <= "9" for letter in unknown) or unknown.lower() in ("true", "false")


def _plain(cells: pl.Series, form: NumberForm) -> pl.Series | None:
    """Numbers as they are written without a form; None where any cell is not of the form, or is no plain number."""
    if not _all(cells.str.contains(form.pattern) & ~cells.str.contains("[%％eE万萬亿億]")):
        return None
    for pattern, given in form.replaced:
        cells = cells.str.replace_all(pattern, given)
    return cells


def _days(cells: pl.Series, form: str = "%Y-%m-%d") -> pl.Series | None:
    days = cells.str.to_date(form, strict=False)
    known = days.null_count() == cells.null_count()
    return days if known and _all(days.is_between(datetime.date.min, LAST_DAY)) else None


def _all(truths: pl.Series) -> bool:
    """Whether nothing is false; what is unknown is not."""
    return bool(truths.all(ignore_nulls=True))
