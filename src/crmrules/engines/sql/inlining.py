"""Columns that a single later one reads, and reads once, are written where they are read.

A database then asks them only of the rows that it comes to there, and carries no column from step to step for them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from attrs import evolve
from sqlglot import exp

from crmrules.engines.sql.build import Node, Sql
from crmrules.engines.sql.step import Placed, Step
from crmrules.engines.sql.texts import comment_of

_MOST_DEEP = 24
"""How deep a condition may be nested that is written out: databases limit what they parse."""
_LOOSE = (exp.Binary, exp.Not, exp.Neg, exp.Between, exp.In)
"""What stands in parentheses within another operator."""


def written_out(steps: Sequence[Step], asked: Iterable[Sql]) -> list[Step]:
    """Some steps, each of which reads those before it; `asked` is what is read of them in the end."""
    ends = {name for sql in asked for name in _reads(sql.node)}
    beside = [sql for step in steps for queries in step.beside for query in queries for sql in query.read]
    ends |= {name for sql in beside for name in _reads(sql.node)}  # a query over all rows reads columns
    counts = Counter(name for step in steps for column in step.columns for name in _reads(column.sql.node))
    moved: dict[str, Placed] = {}
    made: list[Step] = []
    for place, step in enumerate(steps):
        columns = [evolve(each, sql=_with(each.sql, moved)) for each in step.columns]
        if place:  # the table is seen by the first step alone
            for each in columns:
                if counts[each.name] == 1 and each.name not in ends and _depth(each.sql.node) <= _MOST_DEEP:
                    moved[each.name] = each
        made.append(Step(step.title, [each for each in columns if each.name not in moved], step.beside))
    return made if beside else _early(made)


def _early(steps: Sequence[Step]) -> list[Step]:
    """The same columns, each in the step right after those that it reads."""
    places: dict[str, int] = {}
    found = [Step() for _ in steps]
    for step in steps:
        for column in step.columns:
            place = max((places.get(name, -1) + 1 for name in _reads(column.sql.node)), default=0)
            places[column.name] = place
            found[place].columns.append(column)
            found[place].title = found[place].title or step.title  # what was there first tells what the step is for
    return found


def _reads(node: Node) -> Iterator[str]:
    return (column.name for column in node.find_all(exp.Column) if not column.table)


def _with(sql: Sql, moved: dict[str, Placed]) -> Sql:
    """A column with what it alone reads written out."""
    if not any(name in moved for name in _reads(sql.node)):
        return sql
    return Sql(sql.node.copy().transform(partial(_written, moved=moved), copy=False), sql.bit)


def _written(node: Node, moved: dict[str, Placed]) -> Node:
    if not isinstance(node, exp.Column) or node.table or node.name not in moved:
        return node
    column = moved[node.name]
    made = column.sql.node.copy()
    if isinstance(made, _LOOSE) and (column.comment or isinstance(node.parent, _LOOSE)):
        made = exp.Paren(this=made)  # a comment stands after it
    if column.comment:
        made.add_comments([comment_of(column.comment)])
    return made


def _depth(node: Node) -> int:
    """How deep a condition is nested."""
    level, found = [node], 0
    while level:
        level = [child for each in level for child in each.iter_expressions()]
        found += 1
    return found
