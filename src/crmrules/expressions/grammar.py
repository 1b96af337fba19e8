"""Python's own grammar, which reads expressions, and the functions that policies are compiled to.

One thread reads at a time: up to Python 3.12 `ast` counts how deep it is for all threads at once, and fails where two
of them are in the middle.
"""

import ast
from threading import Lock

_ALONE = Lock()


def read_expression(text: str) -> ast.expr:
    """The tree of an expression; raises as `ast.parse` does."""
    with _ALONE:
        return ast.parse(text, mode="eval").body


def read_module(source: str) -> ast.Module:
    """The tree of statements; raises as `ast.parse` does."""
    with _ALONE:
        return ast.parse(source)
