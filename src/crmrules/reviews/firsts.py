"""The first customers of a list, as a report names them."""

from typing import Any

import polars as pl

from crmrules.model.text import Language
from crmrules.reports.document import Table
from crmrules.reports.wording import say as worded
from crmrules.reviews.words import say
from crmrules.reviews.worklist import Naming, Worklist


def first_of(worklist: Worklist, first: pl.DataFrame, naming: Naming, language: Language) -> Table | None:
    """The first rows of a list with their reasons; None where nobody is on it."""
    frame = worklist.first(first, naming, language)
    if not frame.height:
        return None
    named = len(naming.told(language))
    amounts = {place for place, column in enumerate(frame) if place >= named and column.dtype.is_numeric()}
    days = {place for place, column in enumerate(frame) if column.dtype == pl.Date}
    cells = tuple(
        tuple(_cell(cell, language, place in amounts) for place, cell in enumerate(row)) for row in frame.iter_rows()
    )
    key = "of_list" if worklist.rows > len(cells) else "whole_list"
    caption = say(key, language, first=len(cells), rows=worklist.rows)
    return Table(caption, tuple(frame.columns), cells, frozenset(amounts | days))


def _cell(value: Any, language: Language, is_amount: bool) -> str:
    if value is None:
        return ""
    return f"{value:,}" if is_amount else worded(value, language)
