"""The names and placeholders of a piece of Python source."""

from collections.abc import Callable
from typing import Any

from attrs import define, field

from crmrules.engines.python.lower import Lowered
from crmrules.engines.python.placeholders import Placeholders
from crmrules.engines.python.reckoning import UNKNOWN_NUMBER
from crmrules.expressions.tree import AS_OF, Expression, Literal, Name


@define(eq=False, repr=False)
class Names(Placeholders):
    """What names and placeholders stand for.

    A stored fact and most terms hold None when unknown. A term that is reckoned in float64 holds infinity instead, so
    that one comparison tells whether it is known, and has a second variable for the bound on its error.
    """

    lowered: Lowered
    policy_function: Callable[[Any], Callable[..., Any]]
    _names: dict[str, str] = field(factory=dict)

    def name(self, name: str) -> str:
        """The local variable of a fact or term."""
        return AS_OF if name == AS_OF else self._names.setdefault(name, f"v{len(self._names)}")

    def is_reckoned(self, name: str) -> bool:
        """Whether a name stands for a number that is reckoned in float64."""
        return name in self.lowered.terms and self.lowered.terms[name].size.reckoned

    def error(self, name: str) -> str:
        """The local variable of the bound on the error of a reckoned term."""
        return f"e{self.name(name)}"

    def plain(self, node: Expression) -> str:
        """A name or constant."""
        if isinstance(node, Name):
            return self.name(node.name)
        assert isinstance(node, Literal)  # lowering leaves nothing else
        return self.constant(node.value)

    def known(self, name: str) -> str:
        """Whether a fact or term is known."""
        if self.is_reckoned(name):
            return f"{self.name(name)} < {self.constant(UNKNOWN_NUMBER)}"
        return f"{self.name(name)} is not None"

    def unknown(self, name: str) -> str:
        """Whether a fact or term is unknown."""
        if self.is_reckoned(name):
            return f"{self.name(name)} == {self.constant(UNKNOWN_NUMBER)}"
        return f"{self.name(name)} is None"
