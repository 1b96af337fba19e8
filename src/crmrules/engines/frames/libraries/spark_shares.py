"""Rows of a Spark frame in shares, each with all rows of its customers, for what reads whole histories.

A share is an Arrow table in a worker of Spark's, where the same code runs as on one machine: the meaning is not written
twice. It holds many customers: one for each would cost more than it brings.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.libraries.spark_functions import functions, types
from crmrules.engines.frames.opening import check_once

SHARES = 8
"""How many shares there are for each of Spark's `spark.sql.shuffle.partitions`."""

OfTables: TypeAlias = Callable[..., Any]
"""From a table for each of the frames to one table."""


def by_shares(frames: Sequence[Any], customer: str, of_tables: OfTables) -> Any:
    """What a function gives of the rows of one frame, or of two, of which each call sees all rows of its customers.

    Lazy: what is wrong with rows is raised by the worker that reads them. What is wrong with columns is raised at once,
    since the function is tried on no rows, which also tells the columns that it gives.
    """
    empty = [frame.limit(0).toArrow() for frame in frames]
    plain = pa.schema([(each.name, _plain(each, empty[0].schema)) for each in of_tables(*empty).schema])
    session = frames[0].sparkSession
    number = SHARES * int(session.conf.get("spark.sql.shuffle.partitions"))
    grouped = [_grouped(frame, customer, number) for frame in frames]
    schema = session.createDataFrame(plain.empty_table()).schema
    called = [each.column_names for each in empty]

    def of_share(*tables: Any) -> Any:
        # without the number of the share, which comes last
        own = [
            table.select(range(len(names))).rename_columns(names) for table, names in zip(tables, called, strict=True)
        ]
        return of_tables(*own).cast(plain)

    # Spark counts the parameters, and takes their types for a form of its own
    if len(grouped) == 1:
        return grouped[0].applyInArrow(lambda one: of_share(one), schema)  # pyright: ignore[reportUnknownLambdaType]
    both = grouped[0].cogroup(grouped[1])
    return both.applyInArrow(lambda one, other: of_share(one, other), schema)  # pyright: ignore[reportUnknownLambdaType]


def chosen(frame: Any, columns: Sequence[str]) -> Any:
    """Some columns of a frame, whatever they are called."""
    check_once(frame.columns, columns, folds_case=True)
    places = [frame.columns.index(name) for name in columns]
    return _by_place(frame).select(*(f"c{place}" for place in places)).toDF(*columns)


def _by_place(frame: Any) -> Any:
    return frame.toDF(*(f"c{place}" for place, _ in enumerate(frame.columns)))


def _grouped(frame: Any, customer: str, number: int) -> Any:
    """The rows of a frame by share, the columns called by their places."""
    place = frame.columns.index(customer)
    native = frame.schema.fields[place].dataType
    # one hash for one customer: Spark has another for each type, and 7 may come as 7.0
    key = functions.col(f"c{place}").cast("double" if isinstance(native, types.NumericType) else "string")
    share = functions.pmod(functions.hash(key), functions.lit(number))
    return _by_place(frame).withColumn("share", share).groupBy("share")


def _plain(column: Any, given: Any) -> Any:
    """The type of a column that Spark has: of categories and large texts that of their texts.

    Of no customers none is known: a column that tells none has the type that it came with.
    """
    if pa.types.is_null(column.type) and column.name in given.names:
        return given.field(column.name).type
    if pa.types.is_dictionary(column.type) or pa.types.is_large_string(column.type):
        return pa.string()
    return column.type
