"""The events that each key can see: those of its customer up to its day."""

import datetime
from collections.abc import Collection
from typing import Protocol

import polars as pl
from attrs import frozen

from crmrules.engines.histories.columns import AS_OF, CUSTOMER, DAY, INDEX, KEY, KIND


class Visible(Protocol):
    """The events that each key can see, each with its key."""

    @property
    def events(self) -> pl.DataFrame:
        """The events of all, seen or not, each once."""
        ...

    def as_they_come(self) -> pl.LazyFrame:
        """All of them, in no order."""
        ...

    def of_kinds(self, numbers: Collection[int] | None) -> pl.DataFrame:
        """Those of some kinds, None for all, always in the same order."""
        ...


@frozen(eq=False)
class OfDay:
    """What customers see on a day: a key is a customer."""

    events: pl.DataFrame
    day: datetime.date

    def as_they_come(self) -> pl.LazyFrame:
        """All of them, in no order."""
        return self.events.lazy().filter(pl.col(DAY) <= self.day).rename({CUSTOMER: KEY})

    def of_kinds(self, numbers: Collection[int] | None) -> pl.DataFrame:
        """Those of some kinds, None for all, as they stand."""
        return _of_kinds(self.as_they_come(), numbers).collect()


@frozen(eq=False)
class OfPairs:
    """What pairs of customer and day see: a key is the number of a pair."""

    events: pl.DataFrame
    pairs: pl.DataFrame
    """A row a key, with its customer, its day, and the first days of windows that end with it: its events know the
    last two."""

    def as_they_come(self) -> pl.LazyFrame:
        """All of them, in no order."""
        return self.events.lazy().join(self.pairs.lazy(), on=CUSTOMER).filter(pl.col(DAY) <= pl.col(AS_OF))

    def of_kinds(self, numbers: Collection[int] | None) -> pl.DataFrame:
        """Those of some kinds, None for all, by key, and for each as they stand.

        A join that keeps an order costs more than one that does not and a sort by one number after it.
        """
        numbered = _of_kinds(self.events.lazy(), numbers).with_row_index(INDEX)
        keys = self.pairs.lazy().select(KEY, CUSTOMER, AS_OF)
        joined = keys.join(numbered, on=CUSTOMER).filter(pl.col(DAY) <= pl.col(AS_OF))
        # by row, too: sums of floats are then the same each time
        place = pl.col(KEY).cast(pl.UInt64) * self.events.height + pl.col(INDEX)
        seen = joined.select(pl.exclude(CUSTOMER, AS_OF)).collect(engine="streaming").sort(place)
        dated = self.pairs.drop(CUSTOMER)[seen[KEY]].with_columns(pl.col(KEY).set_sorted())
        return dated.hstack(seen.drop(KEY, INDEX))


def _of_kinds(events: pl.LazyFrame, numbers: Collection[int] | None) -> pl.LazyFrame:
    return events if numbers is None else events.filter(pl.col(KIND).is_in([*numbers]))
