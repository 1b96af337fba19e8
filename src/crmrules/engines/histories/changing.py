"""Whether events of which nobody knows whether they count could change what was found without them."""

from typing import assert_never

import polars as pl

from crmrules.engines.histories.columns import COUNT, DAY, FOUND, KEY, MOMENT, VALUE
from crmrules.engines.histories.days import months_between
from crmrules.engines.histories.order import PLACE
from crmrules.records.history.aggregates import DAYS_FROM_THE_END, FROM_THE_END, Aggregate, AggregateFunction


def changing(
    aggregate: Aggregate, sure: pl.DataFrame, maybe: pl.DataFrame, found: pl.DataFrame, as_of: pl.Expr
) -> pl.Series | None:
    """The keys whose fact could be changed by events of which `where` is unknown; None where there are none such.

    It says of rows what `records.history.choosing.changing` says of events.
    """
    if maybe.is_empty():
        return None
    return _changing(aggregate, sure, maybe, found, as_of)[KEY].unique()


def _changing(
    aggregate: Aggregate, sure: pl.DataFrame, maybe: pl.DataFrame, found: pl.DataFrame, as_of: pl.Expr
) -> pl.DataFrame:
    if aggregate.of_last is not None or aggregate.skip:
        return _placed(aggregate, sure, maybe)
    beside = maybe.join(found, on=KEY, how="left", suffix=" found")
    value, known = pl.col(VALUE), pl.col(FOUND)
    match aggregate.function:
        case AggregateFunction.COUNT:
            return maybe
        case AggregateFunction.DAYS | AggregateFunction.SHARE_OF_DAYS:
            return maybe.join(sure, on=[KEY, DAY], how="anti")
        case AggregateFunction.SUM:
            return maybe.filter(value.is_null() | (value != 0))
        case AggregateFunction.MEAN:
            return beside.filter(value.is_null() | (value * pl.col(COUNT) != known))
        case AggregateFunction.MIN:
            return beside.filter(value.is_null() | (value < known))
        case AggregateFunction.MAX:
            return beside.filter(value.is_null() | (value > known))
        case AggregateFunction.DISTINCT:
            return maybe.join(sure.filter(value.is_not_null()), on=[KEY, VALUE], how="anti")
        case AggregateFunction.LAST:
            return beside.filter((pl.col(MOMENT) >= pl.col(f"{MOMENT} found")) & value.ne_missing(known))
        case AggregateFunction.FIRST:
            return beside.filter((pl.col(MOMENT) <= pl.col(f"{MOMENT} found")) & value.ne_missing(known))
        case AggregateFunction.FIRST_DAY:
            return beside.filter(pl.col(DAY) < known)
        case AggregateFunction.LAST_DAY | AggregateFunction.DAYS_SINCE:
            return beside.filter(pl.col(DAY) > known)
        case AggregateFunction.MONTHS_SINCE:
            differs = months_between(pl.col(DAY), as_of) != months_between(known, as_of)
            return beside.filter((pl.col(DAY) > known) & differs)
        case AggregateFunction.OPEN:
            return maybe.clear()
        case _ as unknown:
            assert_never(unknown)


def _placed(aggregate: Aggregate, sure: pl.DataFrame, maybe: pl.DataFrame) -> pl.DataFrame:
    """Those that are not before the earliest event that is needed, of days on a later one, or without as many events
    as are."""
    if aggregate.function in FROM_THE_END:
        needed = aggregate.skip + 1
    elif aggregate.of_last is not None:
        needed = aggregate.skip + aggregate.of_last
    else:
        return maybe
    by_day = aggregate.function in DAYS_FROM_THE_END
    place, edge = pl.col(DAY if by_day else MOMENT), pl.col("edge")
    edges = sure.filter(pl.col(PLACE) == needed - 1).select(KEY, place.alias("edge"))
    beyond = place > edge if by_day else place >= edge
    return maybe.join(edges, on=KEY, how="left").filter(edge.is_null() | beyond)
