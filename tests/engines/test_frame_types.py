"""The types of every library, one by one: each is read as the fact it holds, or refused in our own words."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from crmrules import from_dict
from tests.engines.one_fact import CONDITIONS, refused, says
from tests.policies import table

D, M = datetime.date, datetime.datetime
NIGHT = M(2026, 1, 1)
NOON = M(2026, 1, 1, 12)


def runs(values: Any) -> pa.Array:
    """An array of runs of one."""
    return pa.RunEndEncodedArray.from_arrays(pa.array(range(1, len(values) + 1), pa.int32()), values)


def coded(values: Any) -> pa.Array:
    """An array of places in a dictionary, the last row unknown."""
    places = pa.array([*range(len(values)), None], pa.int32())
    return pa.DictionaryArray.from_arrays(places, values)


TEXTS = ["a", "b", None]
DAYS = [D(2026, 1, 1), D(2027, 1, 1), None]
NIGHTS = [NIGHT, M(2027, 1, 1), None]
UNITS = ("s", "ms", "us", "ns")
INTEGERS = (pa.int8(), pa.uint16(), pa.int64(), pa.uint64())
NUMBERS = [Decimal(1), Decimal(0), None]
ARROW: Mapping[str, tuple[str, Any]] = {
    "string_view": ("text", pa.array(TEXTS, pa.string_view())),
    "large_string": ("text", pa.array(TEXTS, pa.large_string())),
    "dictionary of string": ("text", pa.array(TEXTS).dictionary_encode()),
    "dictionary of string_view": ("text", coded(pa.array(["a", "b"], pa.string_view()))),
    "dictionary of bool": ("bool", coded(pa.array([True, False]))),
    "dictionary of date32": ("date", coded(pa.array([D(2026, 1, 1), D(2027, 1, 1)]))),
    "dictionary of int64": ("number", coded(pa.array([1, 0]))),
    "runs of string": ("text", runs(pa.array(TEXTS))),
    "runs of bool": ("bool", runs(pa.array([True, False, None]))),
    "json": ("text", pa.ExtensionArray.from_storage(pa.json_(), pa.array(TEXTS))),
    "opaque": ("text", pa.ExtensionArray.from_storage(pa.opaque(pa.string(), "t", "v"), pa.array(TEXTS))),
    "bool8": ("bool", pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0, None], pa.int8()))),
    "halffloat": ("number", pa.array([np.float16(1), np.float16(0), None], pa.float16())),
    "float": ("number", pa.array([1.0, 0.0, None], pa.float32())),
    "decimal32": ("number", pa.array(NUMBERS, pa.decimal32(5, 2))),
    "decimal64": ("number", pa.array(NUMBERS, pa.decimal64(12, 2))),
    "decimal128": ("number", pa.array(NUMBERS, pa.decimal128(38, 2))),
    "decimal256": ("number", pa.array(NUMBERS, pa.decimal256(30, 2))),
    "wide decimal256": ("number", pa.array(NUMBERS, pa.decimal256(70, 40))),
    "decimal of hundreds": ("number", pa.array([Decimal(100), Decimal(0), None], pa.decimal128(5, -2))),
    **{str(each): ("integer", pa.array([1, 0, None], each)) for each in INTEGERS},
    "date32": ("date", pa.array(DAYS)),
    "date64": ("date", pa.array(DAYS, pa.date64())),
    **{f"timestamp[{unit}]": ("date", pa.array(NIGHTS, pa.timestamp(unit))) for unit in UNITS},
}


@pytest.mark.parametrize("name", ARROW)
def test_an_arrow_type_is_read(name: str) -> None:
    kind, array = ARROW[name]
    assert ["yes", "no", None] == says(kind, pa.table({"f": array}))
    assert ["yes", "no", None] == says(kind, pa.table({"f": pa.chunked_array([array[:1], array[1:]])}))


UNREAD: Mapping[str, Any] = {
    "binary": pa.array([b"a"]),
    "binary_view": pa.array([b"a"], pa.binary_view()),
    "large_binary": pa.array([b"a"], pa.large_binary()),
    "fixed_size_binary": pa.array([b"ab"], pa.binary(2)),
    "uuid": pa.array([b"0" * 16], pa.uuid()),
    "time32": pa.array([datetime.time(1)], pa.time32("s")),
    "time64": pa.array([datetime.time(1)], pa.time64("us")),
    "duration": pa.array([datetime.timedelta(1)]),
    "month_day_nano_interval": pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
    "list": pa.array([[1]]),
    "large_list": pa.array([[1]], pa.large_list(pa.int64())),
    "fixed_size_list": pa.array([[1]], pa.list_(pa.int64(), 1)),
    "list_view": pa.array([[1]], pa.list_view(pa.int64())),
    "struct": pa.array([{"a": 1}]),
    "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
    "union": pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])]),
    "dictionary of binary": coded(pa.array([b"a"])),
    "fixed_shape_tensor": pa.ExtensionArray.from_storage(
        pa.fixed_shape_tensor(pa.int64(), [1]), pa.array([[1]], pa.list_(pa.int64(), 1))
    ),
}


@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize("kind", CONDITIONS)
def test_an_arrow_type_that_is_no_fact_is_refused_in_our_words(name: str, kind: str) -> None:
    array = UNREAD[name]
    assert refused(kind, pa.table({"f": array})).startswith(f"frame, column `f`: is {array.type}, and fact `f` is")


@pytest.mark.parametrize("name", [*UNREAD, *ARROW])
def test_an_arrow_column_that_no_fact_reads_comes_back(name: str) -> None:
    array = UNREAD[name] if name in UNREAD else ARROW[name][1]
    frame = pa.table({"f": [1.0] * len(array), "other": array})
    document = table("first", ("f >= 1", "yes"), facts={"f": {"type": "number"}})
    found = from_dict(document).apply(frame)
    assert array.type == found.column("other").type
    assert found.column("other").equals(frame.column("other"))


MOMENT_TYPES = (pl.Datetime("ms"), pl.Datetime("us"), pl.Datetime("ns"))
POLARS: Mapping[str, tuple[str, Any]] = {
    **{str(each): ("integer", pl.Series([1, 0, None], dtype=each)) for each in (
        pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.UInt128,
    )},
    **{str(each): ("number", pl.Series([1, 0, None], dtype=each)) for each in (pl.Float16, pl.Float32, pl.Float64)},
    "Decimal": ("number", pl.Series(NUMBERS, dtype=pl.Decimal(20, 3))),
    "Boolean": ("bool", pl.Series([True, False, None])),
    "String": ("text", pl.Series(TEXTS)),
    "Categorical": ("text", pl.Series(TEXTS, dtype=pl.Categorical)),
    "Enum": ("text", pl.Series(TEXTS, dtype=pl.Enum(["b", "a"]))),
    "Date": ("date", pl.Series(DAYS)),
    **{str(each): ("date", pl.Series(NIGHTS, dtype=each)) for each in MOMENT_TYPES},
}  # fmt: skip
NO_POLARS: Mapping[str, Any] = {
    "Binary": pl.Series([b"a"]),
    "Time": pl.Series([datetime.time(1)]),
    "Duration": pl.Series([datetime.timedelta(1)]),
    "List": pl.Series([[1]]),
    "Array": pl.Series([[1]], dtype=pl.Array(pl.Int64, 1)),
    "Struct": pl.Series([{"a": 1}]),
    "Object": pl.Series([object()], dtype=pl.Object),
}


@pytest.mark.parametrize("name", POLARS)
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
def test_a_polars_type_is_read(name: str, lazy: bool) -> None:
    kind, series = POLARS[name]
    frame = pl.DataFrame({"f": series})
    assert ["yes", "no", None] == says(kind, frame.lazy() if lazy else frame)


@pytest.mark.parametrize("name", NO_POLARS)
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
def test_a_polars_type_that_is_no_fact_is_refused_in_our_words(name: str, lazy: bool) -> None:
    frame = pl.DataFrame({"f": NO_POLARS[name]})
    for kind in CONDITIONS:
        said = refused(kind, frame.lazy() if lazy else frame)
        assert said.startswith(f"frame, column `f`: is {name}")
        assert f"fact `f` is {kind}" in said


WHOLES = ("int8", "uint64", "Int16", "UInt8", "int64[pyarrow]")
FLOATS = ("float16", "float32", "Float32", "double[pyarrow]")
STRINGS = ("object", "str", "string", "category", "string[pyarrow]")
PANDAS: Mapping[str, tuple[str, Any]] = {
    **{each: ("integer", pd.Series([1, 0, 0]).astype(each)) for each in WHOLES},
    **{each: ("number", pd.Series([1.0, 0.0, None]).astype(each)) for each in FLOATS},
    "object of numbers": ("number", pd.Series([1, 0.0, None], dtype=object)),
    "object of decimals": ("number", pd.Series(NUMBERS, dtype=object)),
    "decimal[pyarrow]": ("number", pd.Series(NUMBERS, dtype=pd.ArrowDtype(pa.decimal128(9, 2)))),
    "Sparse[float]": ("number", pd.Series(pd.arrays.SparseArray([1.0, 0.0, None]))),
    "bool": ("bool", pd.Series([True, False, False])),
    "boolean": ("bool", pd.Series([True, False, None], dtype="boolean")),
    "object of booleans": ("bool", pd.Series([True, False, None], dtype=object)),
    "Sparse[bool]": ("bool", pd.Series(pd.arrays.SparseArray([True, False, False]))),
    **{each: ("text", pd.Series(TEXTS, dtype=each)) for each in STRINGS},
    "category of booleans": ("bool", pd.Series([True, False, None], dtype="category")),
    "category of moments": ("date", pd.Series(NIGHTS).astype("category")),
    "object of days": ("date", pd.Series(DAYS, dtype=object)),
    "object of midnights": ("date", pd.Series(NIGHTS, dtype=object)),
    **{f"datetime64[{unit}]": ("date", pd.Series(NIGHTS).astype(f"datetime64[{unit}]")) for unit in UNITS},
    "date32[pyarrow]": ("date", pd.Series(DAYS, dtype=pd.ArrowDtype(pa.date32()))),
    "timestamp[pyarrow]": ("date", pd.Series(NIGHTS, dtype=pd.ArrowDtype(pa.timestamp("ns")))),
}  # fmt: skip
NO_PANDAS: Mapping[str, Any] = {
    "timedelta": pd.Series(pd.to_timedelta(["1D"])),
    "period": pd.Series(pd.period_range("2026-01", periods=1, freq="M")),
    "interval": pd.Series(pd.interval_range(0, 1)),
    "complex": pd.Series([1j]),
    "longdouble": pd.Series([1.5], dtype="longdouble"),
    "bytes": pd.Series([b"a"]),
    "lists": pd.Series([[1]]),
    "objects": pd.Series([object()]),
    "times": pd.Series([datetime.time(1)]),
    "too large": pd.Series([2**70], dtype=object),
    "infinite decimal": pd.Series([Decimal("Infinity")], dtype=object),
    "mixed": pd.Series([True, "a"], dtype=object),
}


@pytest.mark.parametrize("name", PANDAS)
def test_a_pandas_type_is_read(name: str) -> None:
    kind, series = PANDAS[name]
    found = says(kind, pd.DataFrame({"f": series}))
    assert ["yes", "no"] == found[:2]
    assert found[2] == (None if series.isna().any() else "no")


@pytest.mark.parametrize("name", NO_PANDAS)
def test_a_pandas_type_that_is_no_fact_is_refused_in_our_words(name: str) -> None:
    for kind in CONDITIONS:
        assert refused(kind, pd.DataFrame({"f": NO_PANDAS[name]})).startswith("frame, column `f`: ")


@pytest.mark.parametrize("library", ["arrow", "pandas"])
def test_whole_numbers_beyond_a_sign_are_beyond_what_rules_know(library: str) -> None:
    array = pa.array([1, 0, 2**64 - 1, None], pa.uint64())
    frame = (
        pa.table({"f": array})
        if library == "arrow"
        else pd.DataFrame({"f": array.to_pandas(types_mapper=pd.ArrowDtype)})
    )
    assert ["yes", "no", None, None] == says("integer", frame)


SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
DUCKDB_READ: Mapping[str, tuple[str, str, str]] = {
    **dict.fromkeys((*SIGNED, *UNSIGNED), ("integer", "1", "0")),
    **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL(9,2)", "DECIMAL(38,4)"), ("number", "1", "0")),
    "BOOLEAN": ("bool", "true", "false"),
    **dict.fromkeys(("VARCHAR", "ENUM('a', 'b')"), ("text", "'a'", "'b'")),
    **dict.fromkeys(("DATE", *MOMENTS), ("date", "'2026-01-01'", "'2027-01-01'")),
}
DUCKDB_UNREAD = {
    "BLOB": "'a'", "BIT": "'1'", "TIME": "'01:00:00'", "TIMETZ": "'01:00:00+00'", "INTERVAL": "'1 day'",
    "UUID": "'00000000-0000-0000-0000-000000000001'", "INTEGER[]": "[1]", "INTEGER[1]": "[1]",
    "STRUCT(a INTEGER)": "{a: 1}", "MAP(VARCHAR, INTEGER)": "map {'a': 1}", "UNION(a INTEGER)": "union_value(a := 1)",
    "BIGNUM": "1", "TIMESTAMPTZ": "'2026-01-01 00:00:00+00'", "VARIANT": "1",
}  # fmt: skip


@pytest.mark.parametrize("name", DUCKDB_READ)
def test_a_duckdb_type_is_read(name: str) -> None:
    kind, one, other = DUCKDB_READ[name]
    relation = duckdb.connect().sql(f"select f::{name} as f from (values ({one}), ({other}), (null)) t(f)")
    assert ["yes", "no", None] == says(kind, relation)


@pytest.mark.parametrize("name", DUCKDB_UNREAD)
def test_a_duckdb_type_that_is_no_fact_is_refused_in_our_words(name: str) -> None:
    relation = duckdb.connect().sql(f"select ({DUCKDB_UNREAD[name]})::{name} as f")
    for kind in CONDITIONS:
        said = refused(kind, relation)
        assert said.startswith("frame, column `f`: is ")
        assert f"fact `f` is {kind}" in said
        assert "Unknown" not in said


@pytest.mark.parametrize("name", DUCKDB_UNREAD)
def test_a_duckdb_column_that_no_fact_reads_comes_back(name: str) -> None:
    relation = duckdb.connect().sql(f"select 1.0 as f, ({DUCKDB_UNREAD[name]})::{name} as other")
    document = table("first", ("f >= 1", "yes"), facts={"f": {"type": "number"}})
    found = from_dict(document).apply(relation)
    assert relation.types == found.types[:2]
    assert relation.to_arrow_table().column("other").equals(found.to_arrow_table().column("other"))


IBIS_UNREAD = (
    *("bytes", "time", "interval('D')", "uuid", "json", "array<int64>", "struct<a: int64>", "map<string, int64>"),
    *("inet", "macaddr", "point", "timestamp('UTC')"),
)


@pytest.mark.parametrize("name", IBIS_UNREAD)
def test_an_ibis_type_that_is_no_fact_is_refused_in_our_words(name: str) -> None:
    for kind in CONDITIONS:
        said = refused(kind, ibis.table({"f": name, "g": "int64"}, name="t"))
        assert said.startswith("frame, column `f`: is ")
        assert f"fact `f` is {kind}" in said
        assert "Unknown" not in said


@pytest.mark.parametrize("name", IBIS_UNREAD)
def test_an_ibis_column_that_no_fact_reads_is_no_hindrance(name: str) -> None:
    document = table("first", ("f >= 1", "yes"), facts={"f": {"type": "number"}})
    found = from_dict(document).apply(ibis.table({"f": "float64", "other": name}, name="t"))
    assert ("f", "other", "table", "table_certain") == tuple(found.columns)


@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_complex_numbers_of_numpy_are_refused_and_not_cut_to_their_real_part() -> None:
    for number in (np.complex128(3 + 4j), np.complex64(3)):
        said = refused("number", pd.DataFrame({"f": pd.Series([number, 1.0], dtype=object)}))
        assert "column `f`: cannot be read as one type" in said


@pytest.mark.parametrize("holder", [[1], {"x": 1}])
def test_a_column_of_lists_that_hold_themselves_is_refused(holder: Any) -> None:
    if isinstance(holder, dict):
        holder["x"] = holder
    else:
        holder.append(holder)
    said = refused("number", pd.DataFrame({"f": pd.Series([holder, None], dtype=object)}))
    assert "column `f`: cannot be read as one type: it holds lists within lists" in said
