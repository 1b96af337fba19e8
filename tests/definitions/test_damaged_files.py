"""Damaged policy files: each loads, or tells what is wrong with it and where, and nothing else happens.

``--damaged-files=10000`` tries that many.
"""

import random
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules.definitions.files import to_toml
from crmrules.errors import CrmRulesError
from crmrules.loading import shipped
from tests.policies import EVERY_KEY

WHOLE = [*(Path(shipped().paths[id_]).read_text("utf-8") for id_ in ("man", "retention-ladder")), EVERY_KEY]
# Most of their length are examples, and most of the time goes into reading TOML: three of each will do.
SOURCES = ["[[example]]".join(text.split("[[example]]")[:4]) for text in WHOLE]
TREES = [tomllib.loads(text) for text in SOURCES]
ROUNDS = 20
JUNK = "\"'[]{}=.,#\\\n\0\t 0x_-+e:客\u3000\ufb01\U0001f600"
VALUES: tuple[Any, ...] = (
    *(True, 0, -1, 2**60, 1.5, float("nan"), float("inf"), "", "x", "{", "{a.b}", "1 +", "as_of", "known", "none"),
    *([], {}, [[]], [{}], {"a": {}}, {"en": 1}, ["x", 1], {"value": 1}, {"is": "known"}, {"from": "man"}),
)

Damage = Callable[[random.Random], str | bytes | dict[str, Any]]


def _text(chance: random.Random) -> str:
    return chance.choice(SOURCES)


def truncated(chance: random.Random) -> str:
    text = _text(chance)
    return text[: chance.randrange(len(text))]


def bytes_flipped(chance: random.Random) -> bytes:
    content = bytearray(_text(chance).encode())
    for _ in range(chance.choice((1, 1, 2, 20))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def characters_inserted(chance: random.Random) -> str:
    text = _text(chance)
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(JUNK) * chance.choice((1, 1, 3)) + text[at + chance.choice((0, 1)) :]
    return text


def lines_swapped(chance: random.Random) -> str:
    lines = _text(chance).splitlines()
    for _ in range(chance.choice((1, 3))):
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def lines_lost_or_doubled(chance: random.Random) -> str:
    lines = _text(chance).splitlines()
    for _ in range(chance.choice((1, 1, 5))):
        at = chance.randrange(len(lines))
        lines[at : at + 1] = [lines[at]] * chance.choice((0, 2))
    return "\n".join(lines)


def words_replaced(chance: random.Random) -> str:
    text = _text(chance)
    words = list(re.finditer(r"\w+", text))
    one, two = chance.choice(words), chance.choice(words)
    return text[: one.start()] + two.group() + text[one.end() :]


def deeply_nested(chance: random.Random) -> str:
    depth = chance.choice((10, 100, 1000))
    key = chance.choice(("kind", "format", "covers", "title", "facts", "rule", "outcome", "extends", "id", "x"))
    nested = [
        f"{key}.{'.'.join('a' * depth)} = 1\n",
        f"{key} = {'[' * depth}{']' * depth}\n",
        f"{key} = {'{a=' * depth}",
    ]
    text = re.sub(rf"(?m)^{key} .*\n", "", _text(chance)) if chance.random() < 0.7 else ""
    return chance.choice(nested) + text


def mappings_damaged(chance: random.Random) -> dict[str, Any]:
    tree: dict[str, Any] = _copy(chance.choice(TREES))
    for _ in range(chance.choice((1, 1, 2, 4))):
        inner = [each for each in _containers(tree) if each]
        within = chance.choice(inner)
        key = chance.choice(list(within) if isinstance(within, dict) else range(len(within)))
        match chance.randrange(5):
            case 0:
                within[key] = _copy(chance.choice(VALUES))
            case 1:
                del within[key]
            case 2 if isinstance(within, dict):
                within[chance.choice((str(key)[:-1], f"{key}x", "is", "from", "extends", "value"))] = within.pop(key)
            case 3 if isinstance(within, dict):
                swapped = chance.choice(list(within))
                within[key], within[swapped] = within[swapped], within[key]
            case _:
                within[key] = _copy(chance.choice(inner)) if chance.random() < 0.5 else [within[key]]
    return tree


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


def _containers(value: Any) -> list[Any]:
    if not isinstance(value, dict | list):
        return []
    return [
        value,
        *(inner for each in (value.values() if isinstance(value, dict) else value) for inner in _containers(each)),
    ]


WAYS: list[Damage] = [
    truncated,
    bytes_flipped,
    characters_inserted,
    lines_swapped,
    lines_lost_or_doubled,
    words_replaced,
    deeply_nested,
    mappings_damaged,
    mappings_damaged,
    mappings_damaged,
]


def read(damaged: str | bytes | dict[str, Any], path: Path) -> None:
    if isinstance(damaged, bytes):
        path.write_bytes(damaged)
        crmrules.load(path)
    elif isinstance(damaged, str):
        crmrules.loads(damaged)
    else:
        crmrules.from_dict(damaged)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_damaged_file_loads_or_says_what_is_wrong_and_where(
    seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(seed)
    damaged_files = int(request.config.getoption("--damaged-files") or 0)
    tried, loaded = damaged_files // ROUNDS, 0
    for place in range(tried):
        damaged = WAYS[place % len(WAYS)](chance)
        try:
            read(damaged, tmp_path / "damaged.toml")
        except CrmRulesError as error:
            assert error.problems  # noqa: PT017 - a file may also load
            assert [] == [problem for problem in error.problems if not (problem.path and problem.message)]  # noqa: PT017
            assert str(error)  # noqa: PT017
        else:
            loaded += 1
    # both happen: damage that is always noticed would say nothing of what is let through
    assert 0 < loaded < tried


@pytest.mark.parametrize("tree", TREES, ids=range(len(TREES)))
def test_the_files_are_whole_before_they_are_damaged(tree: dict[str, Any]) -> None:
    assert crmrules.from_dict(tree) == crmrules.loads(to_toml(tree))
