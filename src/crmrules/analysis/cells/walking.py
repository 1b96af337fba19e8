"""The logic of a walk over diagrams."""

from typing import TypeAlias

from attrs import frozen

from crmrules.analysis.cells.diagram import Diagram, Diagrams, Leaf
from crmrules.analysis.cells.logic import AND, IS_FALSE, IS_TRUE, IS_UNKNOWN, NOT, OR

Cells: TypeAlias = bool | Diagram
"""Everywhere, nowhere, or where a diagram is true; it is unknown nowhere."""


@frozen
class CellLogic:
    """*and*, *or* and *not* of diagrams."""

    diagrams: Diagrams

    def is_true(self, truth: Diagram) -> Cells:
        """Where a condition is true."""
        return _plain(self.diagrams.apply(IS_TRUE, truth))

    def is_false(self, truth: Diagram) -> Cells:
        """Where a condition is false."""
        return _plain(self.diagrams.apply(IS_FALSE, truth))

    def is_open(self, truth: Diagram) -> Cells:
        """Where a condition is unknown."""
        return _plain(self.diagrams.apply(IS_UNKNOWN, truth))

    def both(self, *parts: Cells) -> Cells:
        """*and*; everywhere of none."""
        found: Cells = True
        for part in parts:
            found = _plain(self.diagrams.apply(AND, self.diagram(found), self.diagram(part)))
        return found

    def either(self, *parts: Cells) -> Cells:
        """*or*; nowhere of none."""
        found: Cells = False
        for part in parts:
            found = _plain(self.diagrams.apply(OR, self.diagram(found), self.diagram(part)))
        return found

    def no(self, part: Cells) -> Cells:
        """*not*."""
        return _plain(self.diagrams.apply(NOT, self.diagram(part)))

    def kept(self, part: Cells) -> Cells:
        """The same: a diagram is made only once."""
        return part

    def diagram(self, cells: Cells) -> Diagram:
        """The diagram of some cells."""
        return self.diagrams.leaf(cells) if isinstance(cells, bool) else cells


def _plain(diagram: Diagram) -> Cells:
    if isinstance(diagram, Leaf):
        assert isinstance(diagram.value, bool)
        return diagram.value
    return diagram
