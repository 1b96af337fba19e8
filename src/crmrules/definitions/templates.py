"""Sentences with placeholders: ``{name}`` or ``{name:.0%}``, for a fact or a parameter and nothing else of it."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple

from crmrules.errors import Problem, did_you_mean
from crmrules.expressions.types import Kind, Type

_SPEC = re.compile(r",?(?:d|(?:\.[0-9]{1,2})?[fg%])?")


class Piece(NamedTuple):
    """Plain text, and the placeholder that follows it, if one does."""

    text: str
    name: str = ""
    spec: str = ""


def split(template: str) -> list[Piece]:
    """The pieces of a sentence; raises `ValueError` where braces do not match or a placeholder is no plain name."""
    pieces = []
    for text, name, spec, conversion in Formatter().parse(template):
        if name is None:
            pieces.append(Piece(text))
        elif not name.isidentifier() or conversion:
            said = f"{name}!{conversion}" if conversion else name
            raise ValueError(f"placeholder `{{{said}}}` is no plain name")
        elif not _SPEC.fullmatch(spec or ""):
            raise ValueError(f"placeholder `{{{name}:{spec}}}` has no plain format")
        else:
            pieces.append(Piece(text, name, spec or ""))
    return pieces


def check(template: str, scope: Mapping[str, Type | None]) -> list[Problem]:
    """What is wrong with a sentence."""
    try:
        pieces = split(template)
    except ValueError as error:
        return [Problem("", str(error), "write `{fact}` or `{fact:.0%}`, and `{{` for a brace")]
    problems = []
    for piece in pieces:
        type_ = scope.get(piece.name)
        if piece.name and piece.name not in scope:
            problems.append(Problem("", f"unknown fact `{piece.name}`", did_you_mean(piece.name, scope)))
        elif type_ is not None and piece.spec and not type_.numeric:
            problems.append(Problem("", f"`{{{piece.name}:{piece.spec}}}` formats {type_.kind} as a number"))
        elif type_ is not None and piece.spec.endswith("d") and type_.kind is not Kind.INTEGER:
            problems.append(Problem("", f"`{{{piece.name}:{piece.spec}}}` formats {type_.kind} as a whole number"))
    return problems
