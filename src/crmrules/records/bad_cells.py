"""What is wrong with the cells and rows of a file: collected by the numbers of the rows, and told in their order."""

from collections.abc import Iterable
from operator import itemgetter
from typing import TypeAlias

from crmrules.errors import Problem

MOST_PROBLEMS = 1_000
"""After so many bad cells reading stops: the file is not what it was taken for."""

BadCell: TypeAlias = tuple[int, Problem]
"""What is wrong with a cell, or with a row, and the number of its row."""


def in_order(bad_cells: Iterable[BadCell]) -> list[Problem]:
    """What is wrong, in the order of the rows."""
    return [problem for _, problem in sorted(bad_cells, key=itemgetter(0))]
