"""Damaged DMN files: each is read, or it is told what is wrong with it, and nothing else happens.

``--damaged-tables=10000`` tries that many.
"""

import random
from pathlib import Path

import pytest

import crmrules
from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.dmn.writing import to_dmn
from tests.interchange.damage import Damage, check_told, of_text

HERE = Path(__file__).parent
SOURCES = [
    *(path.read_text("utf-8") for path in sorted(HERE.glob("*.dmn"))),
    to_dmn(crmrules.policy("retention-ladder").definition),
]
JUNK = "\"'<>&;[]().,=-?@ \n\0\t0x_客\u3000\ufb01\U0001f600"
CELLS = (
    *(
        "",
        "-",
        "null",
        "not(",
        "not(-)",
        "[1..",
        "1..2",
        ">",
        "<<1",
        "?",
        "@",
        '"',
        "((((",
        "1e999",
        "x y z",
        "true and",
    ),
    *("date(", 'date("x")', "for i in x", "function(x) x", "a.b.c", "客户", "not(not(1))", "1,,2", "- 1", "1 - - 1"),
    *("(> 5", "(> 5)", "list contains([1, ?", "list contains([], 1)", "Eligibility rules(1", "not(min(1, 2))", "5."),
    *("if a then b", "x in (", "? in (? in (?", "date(1,2,3,4)", "decimal(1,2,3)", "min()", "1 between 2", "0/0"),
)
ATTRIBUTES = (
    *('hitPolicy="PRIORITY"', 'hitPolicy="COLLECT" aggregation="SUM"', 'hitPolicy=""', 'typeRef="dateTime"'),
    *('typeRef="tApplicant"', 'typeRef=""', 'name=""', 'name="id"', 'isCollection="true"', 'href="#_strategy"'),
    *('expressionLanguage="groovy"', 'id="x"', 'name="if"', f'name="{"n" * 300}"', 'typeRef="tEmployment"'),
)


def cells_changed(chance: random.Random) -> bytes:
    parts = chance.choice(SOURCES).split("text>")
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(parts))
        if parts[at].endswith("</"):
            parts[at] = chance.choice(CELLS).replace("<", "&lt;") + "</"
    return "text>".join(parts).encode()


def attributes_changed(chance: random.Random) -> bytes:
    words = chance.choice(SOURCES).split(" ")
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(words))
        if '="' in words[at] and ">" not in words[at]:
            words[at] = chance.choice(ATTRIBUTES)
    return " ".join(words).encode()


def elements_moved(chance: random.Random) -> bytes:
    lines = chance.choice(SOURCES).splitlines(keepends=True)
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines.insert(to, lines[at])
        case 1:
            lines.pop(at)
        case _:
            lines[at], lines[to] = lines[to], lines[at]
    return "".join(lines).encode()


DAMAGES: tuple[Damage, ...] = (
    *of_text(SOURCES, JUNK),
    *(cells_changed, attributes_changed, elements_moved),
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_read_or_its_fault_is_told(damage: Damage, request: pytest.FixtureRequest) -> None:
    times = int(request.config.getoption("--damaged-tables") or 0) // len(DAMAGES)
    check_told(damage, lambda content: read_dmn(content, "damaged.dmn"), times)
