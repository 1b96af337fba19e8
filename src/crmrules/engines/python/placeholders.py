"""Python source with placeholders, and the functions it defines once they are filled: no text of a user is in it."""

import ast
import datetime
from collections.abc import Mapping
from typing import Any, cast

from attrs import define, field

from crmrules.expressions import grammar
from crmrules.expressions.numbers import Exact


@define(eq=False, repr=False)
class Placeholders:
    """What the placeholders in a piece of source stand for."""

    constants: list[object] = field(factory=list, kw_only=True)
    attributes: list[str] = field(factory=list, kw_only=True)
    namespace: dict[str, object] = field(factory=dict, kw_only=True)

    def constant(self, value: object) -> str:
        """A placeholder for a constant; days, and numbers that no float stands for, stand beside Python's code."""
        if any(isinstance(each, datetime.date | Exact) for each in (value if isinstance(value, tuple) else (value,))):
            name = f"D{len(self.namespace)}"
            self.namespace[name] = value
            return name
        self.constants.append(value)
        return f"K{len(self.constants) - 1}"

    def attribute(self, name: str) -> str:
        """A placeholder for the attribute of a record."""
        self.attributes.append(name)
        return f"F{len(self.attributes) - 1}"


def build(source: str, filled: Placeholders) -> dict[str, Any]:
    """The functions that the source defines, with constants and attributes in place of their placeholders."""
    tree = _Fill(filled.constants, filled.attributes).visit(grammar.read_module(source))
    namespace: dict[str, Any] = dict(filled.namespace)
    exec(compile(tree, "<crmrules>", "exec"), namespace)
    return namespace


class _Fill(ast.NodeTransformer):
    """Puts constants and attribute names where their placeholders stand."""

    def __init__(self, constants: list[object], attributes: list[str]) -> None:
        self.constants: Mapping[str, object] = {f"K{place}": value for place, value in enumerate(constants)}
        self.attributes = {f"F{place}": name for place, name in enumerate(attributes)}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.constants:
            # a tuple of values and infinity have no literal, and yet are constants
            return ast.copy_location(ast.Constant(cast("Any", self.constants[node.id])), node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)  # a method of a constant: the text in which a fact is looked for
        node.attr = self.attributes.get(node.attr, node.attr)
        return node
