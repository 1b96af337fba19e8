"""A JDM graph as a policy: the decision of its one table."""

from pathlib import PurePath

from attrs import evolve

from crmrules.definitions.base import Definition
from crmrules.definitions.reading import read
from crmrules.errors import ExpressionError, PolicyError, UnknownPolicyError
from crmrules.expressions.tree import Value
from crmrules.interchange.feel.names import Names
from crmrules.interchange.found import READERS, ReadTable, TableFile
from crmrules.interchange.jdm.cells import ZEN, is_any, read_constant
from crmrules.interchange.jdm.graph import Graph, graph_of
from crmrules.interchange.naming import outcome_id, policy_id
from crmrules.interchange.tables.model import Table
from crmrules.interchange.tables.reading import TableReading
from crmrules.interchange.tables.scope import Scope

_NAMELESS = Names({})


def read_jdm(content: bytes, source: str, nulls_are_open: bool | None = None) -> TableFile:
    """What the text of a graph comes to; `source` is what its policy calls it.

    A null is a value, as in zen, unless `nulls_are_open` says that it is what is not known yet. Raises `FileError`
    where it is no graph.
    """
    graph = graph_of(content)
    stem = PurePath(source).stem
    name = graph.name or stem
    try:
        if graph.problems:
            raise PolicyError(graph.problems)
        table = _made(graph, policy_id(name, policy_id(stem, "table")), source, nulls_are_open or False)
    except PolicyError as error:
        return TableFile((), ((name, error),), (), (name,))
    return TableFile((table,), (), (), (name,))


def _made(graph: Graph, id_: str, source: str, nulls_are_open: bool) -> ReadTable:
    table = _marked(graph.table)
    header = {"id": id_, "version": "1", "title": graph.name, "source": {"document": source}}
    names = Names(dict.fromkeys(each.label for each in table.inputs))
    reading = TableReading(table, names, Scope(nulls_are_open), {}, ZEN)
    try:
        document = reading.read(header, graph.name).document
    except PolicyError as error:
        raise PolicyError(each.under(f"node `{graph.name}`") for each in error.problems) from None
    return ReadTable(graph.name, document, read(document, _none, READERS))


def _none(id_: str) -> Definition:
    raise UnknownPolicyError.of("", f"a graph reads no policy `{id_}`")


def _marked(table: Table) -> Table:
    """The table with the first output that can be the id of an outcome: in each row a text, which the others go by."""
    given: list[tuple[Value, ...]] = []
    for row in table.rows:
        try:
            cells = (each.text for each in row.answers)
            given.append(tuple(None if is_any(each) else read_constant(each, _NAMELESS) for each in cells))
        except ExpressionError:
            return table  # told when the cell is read
    for place, column in enumerate(table.outputs):
        values = [each[place] for each in given]
        is_id = all(isinstance(each, str) and outcome_id([each]) == each for each in values)
        if is_id and len(set(values)) == len({_typed(each) for each in given}):
            outputs = [*table.outputs]
            outputs[place] = evolve(column, is_id=True)
            return evolve(table, outputs=tuple(outputs))
    return table


def _typed(values: tuple[Value, ...]) -> tuple[tuple[bool, Value], ...]:
    """Values with what tells true from 1."""
    return tuple((isinstance(each, bool), each) for each in values)
