"""Lists that can be worked: the customers of a policy, most urgent first, in words."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl
from attrs import evolve, field, frozen
from polars import selectors as cs

from crmrules.errors import RecordError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.model.text import Language, Text
from crmrules.records.row_names import ROW

_OURS = "__crmrules_"
"""How the columns begin that are no columns of a review."""

PLACE = f"{_OURS}place"
"""The column that holds the place of a customer in the review, from 0; `ROW` is what a person calls it."""

_ROW = Text("row", "行")


@frozen
class Told:
    """A column of a list."""

    title: str
    said: pl.Expr
    brief: bool = field(default=True)
    """Whether a report that names the first customers has it, too."""


Tell = Callable[[pl.LazyFrame, Language], tuple[pl.LazyFrame, Sequence[Told]]]
"""What a list says of each of some customers: their frame, with whatever it takes, and columns over it."""


def _names(given: Any) -> tuple[Any, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise RecordError.of("`beside`", f"{shown(given)} is no list of columns", "give a list of their names")
    return tuple(given)


@frozen
class Naming:
    """By which columns of a file its customers are named."""

    key: str | None = field(default=None)
    """Without one a customer is a row of the file."""
    beside: tuple[str, ...] = field(default=(), converter=_names)
    """Further columns, such as a name, a telephone number or whoever looks after the customer."""

    def __attrs_post_init__(self) -> None:
        if self.key is not None and not isinstance(self.key, str):
            raise RecordError.of("`key`", f"{shown(self.key)} is no name of a column", "give a text")
        if not all(isinstance(each, str) for each in self.beside):
            raise RecordError.of("`beside`", f"{shown(self.beside)} are no names of columns", "give texts")

    def check(self, columns: Sequence[str]) -> None:
        """Make sure that the columns are there; raises `RecordError` for those that are not."""
        for name in self._columns:
            if name not in columns:
                raise RecordError.of("", f"has no column `{name}`", did_you_mean(name, columns))

    @property
    def _columns(self) -> tuple[str, ...]:
        return (*(() if self.key is None else (self.key,)), *self.beside)

    def told(self, language: Language) -> list[Told]:
        """These columns, as they stand in a list."""
        row = [Told(_ROW.in_language(language), pl.col(ROW))] if self.key is None else []
        return row + [Told(name, cs.by_name(name)) for name in dict.fromkeys(self._columns)]


@frozen(slots=False)
class Worklist:
    """The customers of whom a policy asks that something be done or found out, most urgent first."""

    customers: pl.LazyFrame
    """The columns of the review in the order of the list, a row for each thing to do."""
    tell: Tell

    @cached_property
    def rows(self) -> int:
        """How many rows it has."""
        found: int = self.customers.select(pl.len()).collect().item()
        return found

    def frame(self, naming: Naming, language: Language, brief: bool = False) -> pl.LazyFrame:
        """The list with columns that people read, under titles in their language."""
        frame, told = self.tell(self.customers, language)
        columns = [each for each in (*naming.told(language), *told) if each.brief or not brief]
        taken: set[str] = set()
        for place, each in enumerate(columns):
            title, number = each.title, 1
            while title in taken:  # a column of the file may be called as one of ours
                number += 1
                title = f"{each.title} {number}"
            taken.add(title)
            columns[place] = evolve(each, title=title)
        return frame.select(each.said.alias(each.title) for each in columns)

    def first(self, first: pl.DataFrame, naming: Naming, language: Language) -> pl.DataFrame:
        """Its first rows, with the columns that a report has; those that say nothing of them are left out."""
        found = evolve(self, customers=first.lazy()).frame(naming, language, brief=True).collect()
        blank = [column.name for column in found if column.null_count() == found.height]
        return found.drop(blank) if found.height else found


def first_rows(lists: Mapping[str, Worklist], placed: pl.LazyFrame, count: int) -> Mapping[str, pl.DataFrame]:
    """The first rows of lists over the customers that are `placed`.

    Each list is ordered by the few columns that this takes; then the customers are read once for all.
    """
    ours = cs.starts_with(_OURS) - cs.by_name(ROW)
    first = {id_: each.customers.select(ours).head(count).collect() for id_, each in lists.items()}
    places = {place for rows in first.values() for place in rows[PLACE]}
    customers = placed.select(PLACE, ~ours).filter(pl.col(PLACE).is_in(places)).collect()
    return {id_: rows.join(customers, on=PLACE, how="left", maintain_order="left") for id_, rows in first.items()}


def ordered(frame: pl.LazyFrame, *by: pl.Expr) -> pl.LazyFrame:
    """The frame in an order; where that leaves it open, in that of the file."""
    return frame.sort(*by, PLACE, nulls_last=True)


def in_words(column: pl.Expr, words: dict[str, str]) -> pl.Expr:
    """What each text of a column is called."""
    return column.cast(pl.String).replace_strict(words, default=None, return_dtype=pl.String)


def names_in_words(column: pl.Expr, titles: dict[str, str], language: Language) -> pl.Expr:
    """Names that stand in one text, each by its title; null where there are none."""
    between = "、" if language == "zh" else "; "  # titles hold commas
    each = pl.element().replace_strict(titles, default=pl.element(), return_dtype=pl.String)
    return pl.when(column != "").then(column.str.split(", ").list.eval(each).list.join(between))
