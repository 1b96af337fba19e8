"""What the columns of a table hold, where that is told: numbers are then read without asking each row what they are."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen
from sqlglot import errors, exp

from crmrules.engines.sql.dialects import Dialect
from crmrules.errors import EngineError
from crmrules.expressions.accept import shown
from crmrules.expressions.types import Kind

_Type: TypeAlias = exp.DType


class Sort(Enum):
    """What values of a type are."""

    WHOLE = "whole numbers"
    DECIMAL = "decimals"
    FLOAT = "floats"
    BOOL = "booleans"
    TEXT = "texts"
    DAY = "days"
    MOMENT = "moments"


_NUMBERS = {Sort.WHOLE, Sort.DECIMAL, Sort.FLOAT}
_FITTING: Mapping[Kind, set[Sort]] = {
    Kind.BOOL: {Sort.BOOL},
    Kind.INTEGER: _NUMBERS,
    Kind.NUMBER: _NUMBERS,
    Kind.MONEY: _NUMBERS,
    Kind.TEXT: {Sort.TEXT},
    Kind.DATE: {Sort.DAY},
}

_NARROW: Mapping[_Type, int] = {
    _Type.TINYINT: 7,
    _Type.UTINYINT: 8,
    _Type.SMALLINT: 15,
    _Type.USMALLINT: 16,
    _Type.MEDIUMINT: 23,
    _Type.UMEDIUMINT: 24,
    _Type.INT: 31,
    _Type.UINT: 32,
}
"""The bits of whole numbers that all lie within 2^53 - 1, where types are as wide as their names."""
_SORTS: Mapping[Sort, set[_Type]] = {
    Sort.WHOLE: {*_NARROW, _Type.BIGINT, _Type.UBIGINT, _Type.INT128, _Type.SERIAL, _Type.BIGSERIAL},
    Sort.DECIMAL: {_Type.DECIMAL, _Type.UDECIMAL, _Type.BIGDECIMAL},
    Sort.FLOAT: {_Type.FLOAT, _Type.DOUBLE},
    Sort.BOOL: {_Type.BOOLEAN},
    Sort.TEXT: {_Type.TEXT, _Type.CHAR, _Type.VARCHAR, _Type.NCHAR, _Type.NVARCHAR, _Type.BPCHAR},
    Sort.DAY: {_Type.DATE},
    Sort.MOMENT: {
        *(_Type.TIMESTAMP, _Type.TIMESTAMPTZ, _Type.TIMESTAMPNTZ, _Type.TIMESTAMPLTZ),
        *(_Type.DATETIME, _Type.DATETIME2),
    },
}


@frozen
class Holding:
    """What a column holds."""

    type: str
    """Its type, as it was told."""
    sort: Sort
    whole_digits: int | None = field(default=None)
    """How many digits its numbers have before the point at most; None where that is not told."""
    places: int | None = field(default=None)
    """How many they have behind it at most."""
    is_single: bool = field(default=False)
    """Whether its floats may be of single precision."""
    most: int | None = field(default=None)
    """What no whole number exceeds, either way, where that lies within 2^53 - 1."""

    def fits(self, kind: Kind, dialect: Dialect) -> bool:
        """Whether facts of a kind are read from it."""
        bits = {Sort.WHOLE} if kind is Kind.BOOL and not dialect.stores_booleans else set[Sort]()
        return self.sort in _FITTING[kind] | bits


@frozen
class TableColumns:
    """What is told of the columns of a table."""

    names: tuple[str, ...] | None = field(default=None)
    """All of them; None where they are not told, so that each fact has one."""
    holdings: Mapping[str, Holding] = field(factory=dict)
    """What some of them hold."""


def columns_of(columns: object, dialect: Dialect) -> TableColumns:
    """The columns of a table, where they are told: a list of names, or a type for each.

    Raises `EngineError` for anything else.
    """
    if columns is None:
        return TableColumns()
    if not isinstance(columns, Mapping):
        return TableColumns(named(columns, "columns"))
    for name, type_ in columns.items():
        if not isinstance(name, str) or not isinstance(type_, str):
            remedy = 'give the type of each as the database writes it, such as {"bill": "numeric(10, 2)"}'
            raise EngineError.of("`columns`", f"{shown(type_)} is no type of column {shown(name)}", remedy)
    found = {name: holding_of(type_, dialect) for name, type_ in columns.items()}
    return TableColumns(tuple(columns), {name: each for name, each in found.items() if each is not None})


def named(names: object, what: str) -> tuple[str, ...]:
    """A list of names, each once; raises `EngineError` for what is none."""
    if isinstance(names, str) or not isinstance(names, Sequence) or not all(isinstance(each, str) for each in names):
        raise EngineError.of(
            f"`{what}`", f"{shown(names)} is no list of columns", 'give a list such as ["customer_id"]'
        )
    return tuple(dict.fromkeys(names))


def holding_of(type_: str, dialect: Dialect) -> Holding | None:
    """What a column of a type holds; None of a type that says nothing of it, such as one of the user's own.

    In SQLite each value has a type of its own, whatever the column says.
    """
    if dialect.name == "sqlite":
        return None
    try:
        made = exp.DataType.build(type_, dialect=dialect.sqlglot)
    except (errors.ParseError, errors.TokenError, AttributeError, ValueError):
        return None
    kind = made.this
    if kind is _Type.BIT and dialect.name == "sqlserver":
        return Holding(type_, Sort.BOOL)
    sort = next((each for each, types in _SORTS.items() if kind in types), None)
    if sort is None:
        return None
    if sort is Sort.WHOLE:
        # in these every whole number may be as long as any
        as_named = dialect.name not in ("snowflake", "bigquery")
        bits = _NARROW.get(kind) if as_named else None
        return Holding(type_, sort, places=0, most=None if bits is None else 2**bits)
    sizes = [each.name for each in made.expressions]
    if sort is Sort.DECIMAL and sizes and all(size.isdecimal() for size in sizes):
        digits, places = int(sizes[0]), int(sizes[1]) if len(sizes) > 1 else 0
        return Holding(type_, sort, max(digits - places, 0), places)
    return Holding(type_, sort, is_single=kind is _Type.FLOAT)
