"""Cells: equal functions are one object, and no cell between two neighbouring cuts is empty."""

import math

import pytest

from crmrules.analysis.cells.domain import domain_of
from crmrules.analysis.cells.space import Space
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


def test_numbers_are_cut_between_neighbouring_doubles() -> None:
    domain = domain_of(NUMBER)
    assert (domain.at(0.3), domain.after(0.3)) == (0.3, math.nextafter(0.3, 1))
    assert domain.after(domain.last) is None
    assert math.copysign(1, domain.at(-0.0) or 0.0) == 1


def test_flags_and_texts() -> None:
    assert (domain_of(BOOL).at(True), domain_of(BOOL).after(True)) == (1, None)
    assert (domain_of(TEXT).at("b"), domain_of(TEXT).after("b")) == ("b", "b\0")
