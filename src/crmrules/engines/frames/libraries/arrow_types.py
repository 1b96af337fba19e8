"""Arrow arrays in types that its kernels can work on, each value what it was."""

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
import pyarrow.compute as pc  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.backends import Unreadable
from crmrules.errors import Problem, RecordError

_DIGITS = 38
"""The digits of the widest decimals that Narwhals knows."""

_READ = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal128,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_date32,
    pa.types.is_timestamp,
)
"""The types that facts are read from, once arrays are plain."""


def open_facts(arrays: Mapping[str, Any], rows: int) -> tuple[Any, dict[str, Any]]:
    """The columns of facts as a Narwhals frame, and their types: None where all values are unknown."""
    made: dict[str, Any] = {}
    schema: dict[str, Any] = {}
    for name, array in arrays.items():
        plain = _signed(plain_array(_chunked(array)))
        if pa.types.is_null(plain.type) or (rows and plain.null_count == rows):
            schema[name], made[name] = None, plain
        elif any(is_read(plain.type) for is_read in _READ):
            made[name] = plain
            schema[name] = nw.from_native(pa.table({name: plain}), eager_only=True).schema[name]
        else:
            schema[name] = Unreadable(str(array.type))
    # constants take their length from a column
    kept = {name: array for name, array in made.items() if schema[name] is not None}
    return nw.from_native(pa.table(kept or {"rows": pa.nulls(rows)}), eager_only=True), schema


def _signed(array: Any) -> Any:
    """Whole numbers of 64 bits without a sign, which kernels compare with none of those that have one.

    Those too large for a sign become the largest that has one, which is beyond what rules know, too.
    """
    if not pa.types.is_uint64(array.type):
        return array
    most = pa.scalar(2**63 - 1, pa.uint64())
    beyond = pc.call_function("greater", [array, most])
    return pc.call_function("if_else", [beyond, most, array]).cast(pa.int64())


def columns_to_polars(arrays: Mapping[str, Any]) -> Any:
    """Columns as a frame of Polars; raises `RecordError` for types that Polars does not have."""
    import polars as pl
    from polars.exceptions import PolarsError

    made: list[Any] = []
    problems: list[Problem] = []
    for name, array in arrays.items():
        try:
            held = array if _is_category(array.type) else plain_array(_chunked(array))
            made.append(pl.Series(name, pl.from_arrow(held)))
        # what each of the two raises for a type that it does not have, `NotImplementedError` among them
        except (pa.ArrowException, PolarsError, TypeError, ValueError, NotImplementedError):
            problems.append(
                Problem(f"frame, column `{name}`", f"is {array.type}, which Polars does not have", "drop it")
            )
    if problems:
        raise RecordError(problems)
    return pl.DataFrame(made)


def arrow_of(frame: Any) -> Any:
    """A frame of Polars as a table, with texts as Arrow's own `string`."""
    table = frame.to_arrow()
    texts = [pa.string() if pa.types.is_large_string(each.type) else each.type for each in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, texts, strict=True))))


def _is_category(type_: Any) -> bool:
    return bool(pa.types.is_dictionary(type_) and pa.types.is_string(type_.value_type))


def _chunked(array: Any) -> Any:
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def plain_array(array: Any) -> Any:
    """A chunked array without encodings and extensions, in the nearest type that kernels know."""
    type_ = array.type
    if isinstance(type_, pa.BaseExtensionType):
        return _stored(array)
    if pa.types.is_dictionary(type_):
        return _decoded(array)
    if pa.types.is_run_end_encoded(type_):
        chunks = [pc.call_function("run_end_decode", [chunk]) for chunk in array.chunks]
        return plain_array(pa.chunked_array(chunks, type=type_.value_type))
    if pa.types.is_float16(type_):
        return _decimals(array)
    simpler = _simpler(type_)
    return array if simpler is None else array.cast(simpler)


def _stored(array: Any) -> Any:
    """What an extension type is stored as: texts are texts whatever they are for, but numbers may be no numbers."""
    stored = pa.chunked_array([chunk.storage for chunk in array.chunks], type=array.type.storage_type)
    if array.type.extension_name == "arrow.bool8":
        return stored.cast(pa.bool_())
    plain = plain_array(stored)
    return plain if pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type) else array


def _decoded(array: Any) -> Any:
    """The values of a dictionary, whose own type need not have kernels."""
    chunks = [
        pa.DictionaryArray.from_arrays(chunk.indices, plain_array(_chunked(chunk.dictionary)).combine_chunks())
        for chunk in array.chunks
    ]
    decoded = [chunk.dictionary_decode() for chunk in chunks]
    return pa.chunked_array(decoded) if decoded else plain_array(pa.chunked_array([], type=array.type.value_type))


def _decimals(array: Any) -> Any:
    """Half floats as the shortest decimals that read back as them; Arrow writes all of their digits."""
    import numpy as np

    found = [None if number is None else float(str(np.float16(number))) for number in array.to_pylist()]
    return pa.chunked_array([pa.array(found, pa.float64())])


def _simpler(type_: Any) -> Any:
    """The type that holds the same values and has kernels; None where a type has them itself."""
    if pa.types.is_string_view(type_):
        return pa.string()
    if pa.types.is_date64(type_):
        return pa.date32()
    if not pa.types.is_decimal(type_):
        return None
    scale, digits = max(type_.scale, 0), type_.precision - min(type_.scale, 0)
    if digits > _DIGITS or scale > _DIGITS:
        return pa.float64()
    return None if pa.types.is_decimal128(type_) and type_.scale >= 0 else pa.decimal128(digits, scale)
