"""What is said on a row, as a text: the names of what holds there, or sentences."""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from crmrules.engines.sql.build import Sql, any_of, case, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.texts import joined, text_of

BETWEEN = ", "
_LONGEST = 1_000_000
"""How many characters are kept of sentences: a part of a text is taken by its length in some databases."""


def names_where(named: Mapping[str, Sql], dialect: Dialect) -> Sql:
    """The names of what holds, joined by commas; empty where nothing does."""
    nothing = text_of("", dialect)
    if not named:
        return nothing
    pieces = [case([(holds, text_of(f"{BETWEEN}{name}", dialect))], nothing) for name, holds in named.items()]
    return _behind(BETWEEN, pieces, sum(len(f"{BETWEEN}{name}") for name in named))


def said_of(sentences: Sequence[Sql], between: str, dialect: Dialect) -> Sql:
    """The sentences that are known, each a column of its own, with what stands between two; null without one."""
    nothing, begin = text_of("", dialect), text_of(between, dialect)
    pieces = [case([(each.is_known(), joined(begin, each))], nothing) for each in sentences]
    return where(any_of([each.is_known() for each in sentences]), _behind(between, pieces, _LONGEST))


def _behind(between: str, pieces: Sequence[Sql], size: int) -> Sql:
    """Pieces that each begin with what stands between two, without the first of those."""
    text = joined(*pieces) if len(pieces) > 1 else pieces[0]
    begin = exp.Literal.number(len(between) + 1)
    return Sql(exp.Substring(this=text.node, start=begin, length=exp.Literal.number(size)))
