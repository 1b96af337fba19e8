"""Texts in SQL, code point by code point: whether two are the same, whether one holds another, small letters."""

from typing import assert_never

from sqlglot import exp

from crmrules.engines.sql.build import Node, Sql, function
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.texts import text_of
from crmrules.errors import EngineError
from crmrules.expressions.functions import Asking


def binary(text: Sql, dialect: Dialect) -> Sql:
    """A column of the user's as a text that is compared code point by code point."""
    match dialect.name:
        case "postgres":
            # only a cast makes a text of one that is padded, or passes over case by its type
            return _collated(text, exp.to_identifier("C", quoted=True)).cast("TEXT")
        case "sqlite":
            return _collated(text, exp.var("BINARY"))
        case "mysql" | "mariadb":
            in_utf8 = exp.DataType(this=exp.DataType.Type.CHARACTER_SET, kind=exp.var("utf8mb4"))
            collation = "utf8mb4_0900_bin" if dialect.name == "mysql" else "utf8mb4_nopad_bin"
            return _collated(Sql(exp.Cast(this=text.node.copy(), to=in_utf8)), exp.var(collation))
        case "snowflake":
            return _collated(text, exp.Literal.string("utf8"))
        case "bigquery":
            return _collated(text, exp.Literal.string(""))
        case "sqlserver":
            return _collated(text.cast("NVARCHAR(MAX)"), exp.var("Latin1_General_100_BIN2"))
        case "spark":
            return _collated(text, exp.var("UTF8_BINARY"))
        case "duckdb":
            return text
        case _:
            assert_never(dialect.name)


def _collated(text: Sql, collation: Node) -> Sql:
    return Sql(exp.Collate(this=text.node.copy(), expression=collation))


def same(one: Sql, other: Sql, dialect: Dialect) -> Sql:
    """Whether two texts are the same."""
    if dialect.name == "sqlserver":  # which passes over blanks at the end
        return _ended(one) == _ended(other)
    return one == other


def told_apart(text: Sql, dialect: Dialect) -> Sql:
    """A text by which rows are grouped and joined: those that are not the same differ."""
    return _ended(text) if dialect.name == "sqlserver" else text


def _ended(text: Sql) -> Sql:
    return text + Sql(exp.National(this="."))


def one_of(text: Sql, choices: list[str], dialect: Dialect) -> Sql:
    """Whether a text is one of some others."""
    if len(choices) == 1:
        return same(text, text_of(choices[0], dialect), dialect)
    if dialect.name == "sqlserver":
        return _ended(text).is_in([text_of(f"{each}.", dialect) for each in choices])
    return text.is_in([text_of(each, dialect) for each in choices])


def stripped(text: Sql, blanks: str, dialect: Dialect) -> Sql:
    """A text without what is blank around it."""
    if dialect.name in ("mysql", "mariadb"):  # which trims one text, and not each of some signs
        return function("REGEXP_REPLACE", text, text_of(f"^[{blanks}]+|[{blanks}]+$", dialect), text_of("", dialect))
    return Sql(exp.Trim(this=text.node.copy(), expression=text_of(blanks, dialect).node))


def is_filled(text: Sql, blanks: str, dialect: Dialect) -> Sql:
    """Whether a text holds anything but blanks."""
    return ~same(stripped(text, blanks, dialect), text_of("", dialect), dialect)


def length(text: Sql, dialect: Dialect) -> Sql:
    """How many characters a text has."""
    if dialect.name == "sqlserver":
        return Sql(exp.Length(this=_ended(text).node)) - 1
    return Sql(exp.Length(this=text.node.copy()))


def asked(asking: Asking, text: Sql, sought: Sql, dialect: Dialect) -> Sql:
    """Whether a text holds, begins or ends with another."""
    if dialect.name == "duckdb":
        return function(asking.upper(), text, sought)
    match asking:
        case "contains":
            return Sql(exp.StrPosition(this=text.node.copy(), substr=sought.node.copy())) > 0
        case "starts_with":
            return same(_part(text, Sql(exp.Literal.number(1)), length(sought, dialect)), sought, dialect)
        case "ends_with":
            longer = length(text, dialect) >= length(sought, dialect)
            begin = length(text, dialect) - length(sought, dialect) + 1
            return longer & same(_part(text, begin, length(sought, dialect)), sought, dialect)
        case _:
            assert_never(asking)


def _part(text: Sql, begin: Sql, size: Sql) -> Sql:
    return Sql(exp.Substring(this=text.node.copy(), start=begin.node, length=size.node))


def lowered(text: Sql, dialect: Dialect) -> Sql:
    """A text in small letters, as `expressions.evaluate.lowered` has them; raises `EngineError` where none are so."""
    match dialect.name:
        case "duckdb":
            return Sql(exp.Lower(this=text.node.copy()))
        case "postgres":
            in_c = _collated(text, exp.to_identifier("pg_c_utf8", quoted=True))
            found = _collated(Sql(exp.Lower(this=in_c.node)), exp.to_identifier("C", quoted=True))
            return Sql(exp.Paren(this=found.node))  # POSITION takes no collation that is not in parentheses
        case "spark":
            for sign, small in (("İ", "i"), ("Σ", "σ")):
                text = function("REPLACE", text, text_of(sign, dialect), text_of(small, dialect))
            return Sql(exp.Lower(this=text.node))
        case "sqlite" | "mysql" | "mariadb" | "snowflake" | "bigquery" | "sqlserver":
            message = f"`lower` makes small letters of all alphabets, and {dialect.title} has them otherwise"
            raise EngineError.of(f"dialect `{dialect.name}`", message, "compare the texts as they are")
        case _:
            assert_never(dialect.name)
