"""Damaged graphs: each is read, or it is told what is wrong with it, and nothing else happens.

``--damaged-tables=10000`` tries that many.
"""

import json
import random
from typing import Any

import pytest

import crmrules
from crmrules.interchange.jdm.file import read_jdm
from crmrules.interchange.jdm.writing import to_jdm
from tests.interchange.damage import Damage, check_told, of_text
from tests.jdm_graphs import graph

SOURCES: tuple[str, ...] = (
    json.dumps(graph(["x", "t"], ["y", "z"], [["> 5, 3", "in ['a', \"b\"]", "'c'", "1"], ["", "!= 'a'", "'d'", ""]])),
    to_jdm(crmrules.policy("man").definition),
)
JUNK = "\"'<>&;[](){}.,:=-? \n\0\t0x_客\u3000\ufb01\U0001f600"
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1.5, 1e308, [], {}, [[]], [{}], {"a": []}, "", " ", "-", "null", "(> 5)", "> 5", "[1..", "1..2"),
    *("x", "x.y", "客户", "in", "not in [", "'", "''", '"a', "1e999", "9" * 40, "5.", "1_", "_1", "1__0.0_1", "> null"),
    *("1,,2", "5 and", "and", "]1..5[", "[null]", "true and", "first", "collect", "loop", "n" * 9_000, "\0", "\ud800"),
    *("inputNode", "decisionTableNode", "functionNode", "a", "b", "if", "true", "as_of", "known", "id", "title"),
)


def values_changed(chance: random.Random) -> bytes:
    whole = json.loads(chance.choice(SOURCES))
    for _ in range(chance.choice((1, 1, 2, 5))):
        inner = whole
        while True:
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(inner[key], dict | list) and chance.random() < 0.95:
                inner = inner[key]
            elif chance.random() < 0.1:
                inner.pop(key)
                break
            else:
                inner[key] = chance.choice(VALUES)
                break
    return json.dumps(whole).encode()


DAMAGES: tuple[Damage, ...] = (*of_text(SOURCES, JUNK), values_changed)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_graph_is_read_or_its_fault_is_told(damage: Damage, request: pytest.FixtureRequest) -> None:
    times = int(request.config.getoption("--damaged-tables") or 0) // len(DAMAGES)
    check_told(damage, lambda content: read_jdm(content, "damaged.json"), times)
