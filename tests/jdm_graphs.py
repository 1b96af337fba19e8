"""JDM graphs of one table, written from rows of cells as the editor of GoRules would, and zen to run them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from crmrules.interchange.found import TableFile
from crmrules.interchange.jdm.file import read_jdm
from crmrules.kinds import made


def graph(
    inputs: Sequence[str], outputs: Sequence[str], rows: Sequence[Sequence[str]], hit: str = "first", **content: Any
) -> dict[str, Any]:
    """A graph with one table, `Answer`."""
    ids = [*(f"in {each}" for each in inputs), *(f"out {each}" for each in outputs)]
    table = {
        "hitPolicy": hit,
        "inputs": [{"id": f"in {each}", "name": each, "field": each} for each in inputs],
        "outputs": [{"id": f"out {each}", "name": each, "field": each} for each in outputs],
        "rules": [{"_id": str(number), **dict(zip(ids, row, strict=True))} for number, row in enumerate(rows)],
        **content,
    }
    nodes: list[dict[str, Any]] = [
        {"id": "a", "name": "Request", "type": "inputNode"},
        {"id": "b", "name": "Answer", "type": "decisionTableNode", "content": table},
        {"id": "c", "name": "Response", "type": "outputNode"},
    ]
    edges = [{"id": one + other, "sourceId": one, "targetId": other, "type": "edge"} for one, other in ("ab", "bc")]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def read(whole: Mapping[str, Any]) -> TableFile:
    """What a graph comes to."""
    return read_jdm(json.dumps(whole).encode(), "drawn.json")


def policy(whole: Mapping[str, Any]) -> Any:
    """The policy of a graph."""
    return made(read(whole).table().definition)


def zen_of(whole: Mapping[str, Any]) -> Any:
    """What zen makes of records: a callable; the test is skipped, saying so, without it."""
    zen = pytest.importorskip("zen")
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"drawn": whole}}})
    return lambda record: engine.evaluate("drawn", record)["result"]
