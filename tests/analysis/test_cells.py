"""Cells: equal functions are one object, and no cell between two neighbouring cuts is empty."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.analysis.cells.candidates import Cell
from crmrules.analysis.cells.diagram import Stretch
from crmrules.analysis.cells.domain import Beside, domain_of
from crmrules.analysis.cells.space import Space
from crmrules.expressions.numbers import LARGEST
from crmrules.expressions.types import BOOL, INTEGER, NUMBER, TEXT


def test_equal_functions_are_one_object() -> None:
    space = Space()
    first = space.is_known(0)
    assert first is space.is_known(0)
    assert space.diagrams.node(1, (3, 5), (first, first, first), first) is first


@pytest.mark.parametrize(
    ("value", "at", "after"),
    [(3, 3, 4), (2.5, 3, 3), (-0.5, 0, 0), (2**60, None, None), (-(2**60), -(2**53) + 1, -(2**53) + 1)],
)
def test_whole_numbers_are_cut_between_whole_numbers(value: float, at: int | None, after: int | None) -> None:
    domain = domain_of(INTEGER)
    assert (domain.at(value), domain.after(value)) == (at, after)


def test_numbers_are_cut_just_before_and_just_after_them() -> None:
    domain = domain_of(NUMBER)
    assert (domain.at(0.3), domain.after(0.3)) == (Beside(0.3, False), Beside(0.3, True))
    near: list[Any] = [domain.at(0.3), domain.after(0.3), domain.at(Fraction(3, 10) + Fraction(1, 10**30))]
    assert near[0] < near[1] < near[2]
    assert domain.at(-0.0) == domain.at(0) == domain.at(Fraction(0))
    assert domain.after(LARGEST) is None


@given(st.fractions(), st.fractions())
def test_no_cell_between_two_cuts_is_empty(one: Fraction, other: Fraction) -> None:
    domain = domain_of(NUMBER)
    cuts: list[Any] = sorted(
        cut for cut in {domain.at(one), domain.after(one), domain.at(other), domain.after(other)} if cut is not None
    )
    for begin, end in pairwise((None, *cuts, None)):
        cell = Cell(domain, Stretch(begin, end))
        assert cell.plainest in cell
        assert all(value in cell for value in cell.values())


def test_flags_and_texts() -> None:
    assert (domain_of(BOOL).at(True), domain_of(BOOL).after(True)) == (1, None)
    assert (domain_of(TEXT).at("b"), domain_of(TEXT).after("b")) == ("b", "b\0")
