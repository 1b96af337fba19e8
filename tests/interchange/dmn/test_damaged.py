"""Damaged DMN files: each is read, or it is told what is wrong with it, and nothing else happens.

``--damaged-tables=10000`` tries that many.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

import crmrules
from crmrules.errors import CrmRulesError
from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.dmn.writing import to_dmn
from crmrules.interchange.jdm.writing import to_jdm

HERE = Path(__file__).parent
SOURCES = [
    *(path.read_text("utf-8") for path in sorted(HERE.glob("*.dmn"))),
    to_dmn(crmrules.policy("retention-ladder").definition),
    to_jdm(crmrules.policy("man").definition),
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

Damage = Callable[[random.Random], bytes]


def truncated(chance: random.Random) -> bytes:
    text = chance.choice(SOURCES)
    return text[: chance.randrange(len(text))].encode()


def bytes_flipped(chance: random.Random) -> bytes:
    content = bytearray(chance.choice(SOURCES).encode())
    for _ in range(chance.choice((1, 1, 2, 20))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def characters_inserted(chance: random.Random) -> bytes:
    text = chance.choice(SOURCES)
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(JUNK) * chance.choice((1, 1, 3)) + text[at + chance.choice((0, 1)) :]
    return text.encode()


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
    *(truncated, bytes_flipped, characters_inserted, cells_changed, attributes_changed, elements_moved),
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_read_or_its_fault_is_told(damage: Damage, request: pytest.FixtureRequest) -> None:
    tried = int(request.config.getoption("--damaged-tables") or 0) // len(DAMAGES)
    read, refused = 0, 0
    for seed in range(tried):
        content = damage(random.Random(seed))
        try:
            found = read_dmn(content, "damaged.dmn")
            refused += len(found.refused)
            read += len(found.tables)
        except CrmRulesError:
            refused += 1
        except Exception as error:
            error.add_note(f"{damage.__name__}, seed {seed}")
            raise
    # both happen: damage that is always noticed would say nothing of what is let through
    assert refused > 0
    assert read > 0 or damage is truncated
