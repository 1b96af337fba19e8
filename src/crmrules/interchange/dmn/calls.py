"""Expressions that are nothing but a call of a table of business knowledge: invocations, written otherwise."""

import re
from collections.abc import Iterable

from crmrules.interchange.feel.names import Names
from crmrules.interchange.tables.model import Cell, Decision, Invocation, Logic, Table

_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*+"|[()\[\]{},]', re.DOTALL)
"""What arguments are told apart by; a text between quotes is passed over."""


def called(logic: Logic, knowledge: Iterable[Decision]) -> Logic:
    """An expression such as ``Risk table(Points, true)`` as an invocation; all else as it is."""
    if not isinstance(logic, Cell) or logic.language:
        return logic
    text = logic.text.strip()
    tables = {each.name: each for each in knowledge if isinstance(each.logic, Table)}
    found = Names(dict.fromkeys(tables)).at(text, 0)
    arguments = _arguments(text[found[1] :].lstrip()) if found is not None else None
    if found is None or arguments is None:
        return logic
    given = _given(arguments, tuple(tables[found[0]].parameters))
    return logic if given is None else Invocation(found[0], given)


def _arguments(text: str) -> list[str] | None:
    """The arguments between the brackets of a call; None where it is none, or something follows it."""
    if not text.startswith("("):
        return None
    parts: list[str] = []
    begun, depth = 1, 0
    for found in _SIGNS.finditer(text, 1):
        sign = found.group()
        if sign in ("(", "[", "{"):
            depth += 1
        elif depth and sign in (")", "]", "}"):
            depth -= 1
        elif not depth and sign in (",", ")"):
            parts.append(text[begun : found.start()].strip())
            begun = found.end()
            if sign == ")":
                return None if text[begun:].strip() else parts
    return None


def _given(arguments: list[str], parameters: tuple[str, ...]) -> dict[str, Cell] | None:
    """What is given for each parameter, by place or by name; None where that is not all of them."""
    named = [_named(each, parameters) for each in arguments]
    pairs = [each for each in named if each is not None] or list(zip(parameters, arguments, strict=False))
    given = {name: Cell(text) for name, text in pairs}
    return given if len(given) == len(parameters) == len(arguments) == len(pairs) else None


def _named(argument: str, parameters: tuple[str, ...]) -> tuple[str, str] | None:
    """The parameter that an argument names, and what it gives; None where it names none."""
    found = Names(dict.fromkeys(parameters)).at(argument, 0)
    rest = argument[found[1] :].lstrip() if found is not None else ""
    return (found[0], rest[1:].strip()) if found is not None and rest.startswith(":") else None
