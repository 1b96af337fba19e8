"""Comparisons of reckoned numbers, drawn so that many lie exactly on their limit."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import TypeAlias

from crmrules import from_dict
from crmrules.kinds.decision.policy import DecisionTable

SIGNS = {"is": "==", "differs": "!=", "less": "<", "most": "<=", "more": ">", "least": ">="}
"""Outcomes, and the sign of the comparison that gives each."""

NUMBERS = ("a", "b", "c", "d")
WHOLES = ("i", "j")
MOVE = "shift"
"""The fact by which the two sides of a comparison lie apart."""

Row: TypeAlias = Mapping[str, Decimal | int | None]


def policy(left: str, right: str, *, derived: bool = False) -> DecisionTable:
    """A policy that tells how one expression compares with another, moved by a fact; both may be derived facts."""
    facts = {name: {"type": "number"} for name in (*NUMBERS, MOVE)} | {name: {"type": "integer"} for name in WHOLES}
    if derived:
        facts |= {"one": {"is": left}, "other": {"is": f"{right} + {MOVE}"}}
    said = ("one", "other") if derived else (left, f"{right} + {MOVE}")
    return from_dict(
        {
            "format": 1,
            "id": "compared",
            "version": "1",
            "kind": "decision",
            "hit": "collect",
            "title": "Compared",
            "source": {"document": "own"},
            "facts": facts,
            "outcome": [{"id": name, "title": name} for name in SIGNS],
            "rule": [
                {"id": name, "when": f"{said[0]} {sign} {said[1]}", "then": name, "because": name}
                for name, sign in SIGNS.items()
            ],
        },
        DecisionTable,
    )


def sides(luck: Random, depth: int) -> tuple[str, str]:
    """Two expressions of numbers; mostly the second is the first in another form, which comes to the same."""
    left = expression(luck, depth)
    return left, same(luck, left) if luck.random() < 0.8 else expression(luck, depth)


_Tree: TypeAlias = "str | tuple[str, tuple[_Tree, ...]]"


def expression(luck: Random, depth: int) -> str:
    """An expression with all operators and functions of numbers."""
    if depth == 0 or luck.random() < 0.15:
        return luck.choice((*NUMBERS, *NUMBERS, *WHOLES, "1"))
    inner: Callable[[], str] = lambda: expression(luck, depth - 1)  # noqa: E731
    sign = luck.choice(("+", "-", "*", "/", "+", "-", "*", "/", "neg", "min", "max", "abs", "coalesce", "round"))
    if sign in "+-*/":
        return f"({inner()} {sign} {inner()})"
    if sign == "neg":
        return f"(-{inner()})"
    if sign == "abs":
        return f"abs({inner()})"
    if sign == "round":
        return f"round({inner()}, {luck.randrange(10)})"
    return f"{sign}({inner()}, {inner()})"


def same(luck: Random, text: str) -> str:
    """The same number in another form, which float64 reckons otherwise."""
    return luck.choice(
        (
            text,
            f"(0 - (-{text}))",
            f"({text} + a - a)",
            f"(b + {text} - b)",
            f"({text} * (1 + 1 + 1) / (1 + 1 + 1))",
            f"({text} / (1 + 1 + 1) * (1 + 1 + 1))",
            f"(({text} * c + {text}) / (c + 1))",
            f"(c * {text} - {text} * (c - 1))",
        )
    )


def rows(luck: Random, count: int) -> list[Row]:
    """Records of decimals of up to twelve digits; in two of three rows nothing lies between the two sides."""
    return [
        {name: _number(luck) for name in NUMBERS}
        | {name: None if luck.random() < 0.03 else luck.randrange(-200, 1000) for name in WHOLES}
        | {MOVE: luck.choice((Decimal(0), Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal("1e-9")))}
        for _ in range(count)
    ]


def _number(luck: Random) -> Decimal | None:
    if luck.random() < 0.03:
        return None
    digits, places = luck.choice(((4, 2), (5, 2), (9, 2), (3, 1), (12, 2), (12, 6), (12, 11), (2, 0)))
    return Decimal(luck.randrange(-(10**digits) // 5, 10**digits)).scaleb(-places)
