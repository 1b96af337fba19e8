"""A JDM graph as the one table that decides in it, with everything beside it that cannot be said."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from crmrules.errors import FileError, Problem, RecordError
from crmrules.expressions.accept import shown
from crmrules.interchange.jdm.zen import is_plain
from crmrules.interchange.naming import one_line
from crmrules.interchange.tables.model import Cell, InputColumn, OutputColumn, Row, Table
from crmrules.records.json_lines import json_object

HITS = {"first": "FIRST", "collect": "COLLECT"}
_INPUT, _TABLE, _OUTPUT = "inputNode", "decisionTableNode", "outputNode"
_FIELDS = ("inputField", "outputPath")


@frozen
class Graph:
    """What a graph comes to."""

    name: str
    """The name of its table; empty where it has none."""
    table: Table
    problems: tuple[Problem, ...]
    """What cannot be said; the table is of no use where there is any."""


def is_graph(content: bytes) -> bool:
    """Whether a JSON text is that of a graph: an object with `nodes`."""
    try:
        return "nodes" in _read(content)
    except FileError:
        return False


def graph_of(content: bytes) -> Graph:
    """What the text of a graph comes to; raises `FileError` where it is none."""
    whole = _read(content)
    nodes, edges = _objects(whole.get("nodes")), _objects(whole.get("edges", []))
    if nodes is None or edges is None:
        raise FileError.of("", "is no JDM graph", "it has lists of objects, `nodes` and `edges`")
    tables = [each for each in nodes if each.get("type") == _TABLE]
    content_ = tables[0].get("content") if tables else None
    table, inner = _table(content_ if isinstance(content_, Mapping) else {})
    name = called(tables[0]) if tables else ""
    path = f"node `{name}`"
    problems = [*_shape(nodes, edges), *((each.under(path) for each in inner) if len(tables) == 1 else ())]
    return Graph(name, table, tuple(problems))


def called(node: Mapping[str, Any]) -> str:
    """The name of a node, or else its id."""
    return one_line(_text(node.get("name")) or _text(node.get("id")) or "table")


def _read(content: bytes) -> dict[str, Any]:
    remedy = "a graph is an object with `nodes` and `edges`"
    try:
        whole = json_object(content, "", remedy)
    except RecordError as error:
        raise FileError(error.problems) from None
    if "nodes" not in whole:
        raise FileError.of("", "is no JDM graph", remedy)
    return whole


def _objects(found: object) -> list[Mapping[str, Any]] | None:
    """The objects of a list; None where it is none of such."""
    return found if isinstance(found, list) and all(isinstance(each, Mapping) for each in found) else None


def _shape(nodes: list[Mapping[str, Any]], edges: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """That one table stands between the input and the output, and nothing else does."""
    kinds = [_text(each.get("type")) for each in nodes]
    for node, kind in zip(nodes, kinds, strict=True):
        if kind not in (_INPUT, _TABLE, _OUTPUT):
            remedy = "a graph of one decision table is read"
            yield Problem(f"node `{called(node)}`", f"is of type {shown(node.get('type'))}", remedy)
        if kind == _INPUT and isinstance(node.get("content"), Mapping) and node["content"].get("schema"):
            yield Problem(f"node `{called(node)}`", "checks records by a schema", "take it out")
    for kind in (_INPUT, _TABLE, _OUTPUT):
        if kinds.count(kind) != 1:
            yield Problem("nodes", f"has {kinds.count(kind)} of type `{kind}`", "it has one of each")
    if sorted(kinds) == sorted((_INPUT, _TABLE, _OUTPUT)):
        ids = {kind: node.get("id") for kind, node in zip(kinds, nodes, strict=True)}
        wanted = [(ids[_INPUT], ids[_TABLE]), (ids[_TABLE], ids[_OUTPUT])]
        found = [(each.get("sourceId"), each.get("targetId")) for each in edges]
        if len(found) != len(wanted) or any(each not in found for each in wanted):
            yield Problem("edges", "do not lead from the input to the table and on to the output, and nowhere else")


def _table(content: Mapping[str, Any]) -> tuple[Table, list[Problem]]:
    """The table of a node, and what it has that cannot be said."""
    problems = list(_settings(content))
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for part in ("inputs", "outputs", "rules"):
        found = _objects(content.get(part))
        if found is None:
            problems.append(Problem(f"`{part}`", "is no list of objects"))
        parts[part] = found or []
    for part in ("inputs", "outputs"):
        problems += _columns(part.removesuffix("s"), parts[part])
    fields = [_field(each) for each in parts["outputs"]]
    problems += [
        Problem(f"output {place + 1} `{each}`", "stands twice, and zen gives the last", "take one out")
        for place, each in enumerate(fields)
        if each in fields[:place]
    ]
    problems += _cells(parts)
    if problems:
        return Table("", (), (), ()), problems
    rows = [
        Row(_row(each, parts["inputs"]), _row(each, parts["outputs"]), one_line(_text(each.get("_description"))))
        for each in parts["rules"]
    ]
    inputs = tuple(InputColumn(Cell(""), _field(each), "", "") for each in parts["inputs"])
    outputs = tuple(OutputColumn(each, "", "", Cell("")) for each in fields)
    return Table(HITS[content["hitPolicy"]], inputs, outputs, tuple(rows)), []


def _settings(content: Mapping[str, Any]) -> Iterator[Problem]:
    hit = content.get("hitPolicy")
    if not isinstance(hit, str) or hit not in HITS:
        yield Problem("`hitPolicy`", f"is {shown(hit)}", "zen knows `first` and `collect`")
    mode = content.get("executionMode", "single")
    if mode != "single":
        yield Problem("`executionMode`", f"is {shown(mode)}, and a policy decides for one record", "choose `single`")
    for each in _FIELDS:
        if content.get(each):
            yield Problem(f"`{each}`", f"is {shown(content[each])}, and a table reads and gives whole records here")


def _columns(part: str, columns: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """That columns have ids of their own, and fields that are names."""
    ids = [each.get("id") for each in columns]
    for place, column in enumerate(columns):
        path = f"{part} {place + 1}"
        if not isinstance(ids[place], str) or ids[place] in ids[:place]:
            yield Problem(path, "has no id of its own")
        field = _field(column)
        if not is_plain(field) and (field or part == "output"):
            yield Problem(path, f"field {shown(column.get('field'))} is no name", "letters, digits and underscores")


def _cells(parts: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[Problem]:
    """That cells are texts, where they are there."""
    for number, rule in enumerate(parts["rules"], 1):
        for part in ("inputs", "outputs"):
            for place, column in enumerate(parts[part], 1):
                cell = rule.get(_text(column.get("id")), "")
                if not isinstance(cell, str):
                    path = f"rule {number}, {part.removesuffix('s')} {place} `{_field(column)}`"
                    yield Problem(path, f"{shown(cell)} is no text", "cells are expressions as texts")


def _row(rule: Mapping[str, Any], columns: list[Mapping[str, Any]]) -> tuple[Cell, ...]:
    return tuple(Cell(_text(rule.get(each["id"]))) for each in columns)


def _field(column: Mapping[str, Any]) -> str:
    return _text(column.get("field")).strip()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
