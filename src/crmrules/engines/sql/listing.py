"""Names of what holds on a row, as a text."""

from collections.abc import Mapping

from sqlglot import exp

from crmrules.engines.sql.build import Sql, case
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.texts import joined, text_of

BETWEEN = ", "


def names_where(named: Mapping[str, Sql], dialect: Dialect) -> Sql:
    """The names of what holds, joined by commas; empty where nothing does."""
    nothing = text_of("", dialect)
    if not named:
        return nothing
    pieces = [case([(where, text_of(f"{BETWEEN}{name}", dialect))], nothing) for name, where in named.items()]
    text = joined(*pieces) if len(pieces) > 1 else pieces[0]
    begin = exp.Literal.number(len(BETWEEN) + 1)
    size = exp.Literal.number(sum(len(f"{BETWEEN}{name}") for name in named))
    return Sql(exp.Substring(this=text.node, start=begin, length=size))
