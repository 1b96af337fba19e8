"""What policies and bindings say, as it may stand in a statement: texts, names and comments that end where they should.

A text is quoted, and what could end a literal in one database or another, or cannot be seen, is written by its code
point: a backslash, which is an escape in some; line ends and other control characters; marks that turn the direction
of what is read. Spark puts the value of a variable wherever a text, a name or a comment holds `${`.
"""

import re
import unicodedata
from collections.abc import Iterator

from sqlglot import exp

from crmrules.engines.sql.build import Sql, function
from crmrules.engines.sql.dialects import Dialect
from crmrules.errors import EngineError

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
"""The categories of characters that cannot be seen, or do not stand for themselves."""

NUL = "\0"

_VARIABLE = "${"
"""What begins a variable for Spark."""


def text_of(text: str, dialect: Dialect) -> Sql:
    """A text as a literal; what cannot stand in one is joined to it.

    Raises `EngineError` for U+0000 and for half a surrogate pair, which databases do not hold.
    """
    if NUL in text or any(unicodedata.category(sign) == "Cs" for sign in text):
        message = "holds U+0000 or half a character, which texts of databases cannot"
        raise EngineError.of(f"text {text!a}", message, "leave it out of the policy and the binding")
    pieces = [
        _by_code(ord(piece), dialect) if _is_hidden(piece[0]) else _quoted(piece, dialect)
        for piece in _pieces(text, dialect)
    ]
    if not pieces:
        return _quoted("", dialect)
    if len(pieces) == 1:
        return pieces[0]
    return joined(*pieces)


def _quoted(text: str, dialect: Dialect) -> Sql:
    return Sql(exp.National(this=text) if dialect.name == "sqlserver" else exp.Literal.string(text))


def joined(*texts: Sql) -> Sql:
    """Texts one after the other."""
    return Sql(exp.Concat(expressions=[each.node.copy() for each in texts], safe=True, coalesce=False))


def _pieces(text: str, dialect: Dialect) -> Iterator[str]:
    """Characters that cannot stand in a literal, each by itself, and what lies between them."""
    piece = ""
    for sign in text:
        if piece and (_is_hidden(sign) or (piece[-1] + sign == _VARIABLE and dialect.name == "spark")):
            yield piece
            piece = ""
        if _is_hidden(sign):
            yield sign
        else:
            piece += sign
    if piece:
        yield piece


def _is_hidden(sign: str) -> bool:
    return sign == "\\" or (sign != " " and unicodedata.category(sign) in _HIDDEN)


def _by_code(code: int, dialect: Dialect) -> Sql:
    match dialect.name:
        case "sqlite":
            return function("CHAR", code)
        case "mysql" | "mariadb":
            in_utf8 = exp.DataType(this=exp.DataType.Type.CHARACTER_SET, kind=exp.var("utf8mb4"))
            return Sql(exp.Cast(this=_bytes(code).node, to=in_utf8))
        case "spark":
            return function("DECODE", _bytes(code), Sql(exp.Literal.string("UTF-8")))
        case "bigquery":
            return function("CODE_POINTS_TO_STRING", Sql(exp.Array(expressions=[exp.Literal.number(code)])))
        case "sqlserver":
            return function("NCHAR", code)
        case "duckdb" | "postgres" | "snowflake":
            return function("CHR", code)


def _bytes(code: int) -> Sql:
    return function("UNHEX", Sql(exp.Literal.string(chr(code).encode().hex().upper())))


def name_of(name: str, what: str) -> exp.Identifier:
    """A name in quotes; raises `EngineError` for one that some database would read otherwise, in the name of `what`."""
    if not name or _VARIABLE in name or any(_is_hidden(sign) or sign == "`" for sign in name):
        message = f"{name!a} is empty, or holds a backslash, a backtick, `{_VARIABLE}` or what cannot be seen"
        raise EngineError.of(what, message, "let the database call it otherwise, such as in a view")
    return exp.to_identifier(name, quoted=True)


def comment_of(text: str) -> str:
    """A text as it may stand in a comment: on one line, without what could end it or turn it round."""
    seen = "".join(" " if _is_hidden(sign) else sign for sign in text)
    return re.sub(r" +", " ", re.sub(r"(?<=[*/])(?=[*/])|(?<=-)(?=-)|(?<=\$)(?=\{)", " ", seen)).strip()
