"""Limits that are drawn closer by each other: as often as something can come of it."""

from crmrules.analysis.cells.intervals import Interval
from crmrules.analysis.cells.limits import Limits
from crmrules.expressions.tree import Arithmetic, Expression, Literal, Name, walk

X, Y = Name("x"), Name("y")
SUM, OTHER = Arithmetic("+", X, Literal(1)), Arithmetic("+", Y, Literal(1))


def limits(**within: Interval) -> Limits:
    known: dict[Expression, Interval] = {SUM: within["sum"], OTHER: within["other"]}
    return Limits([SUM, OTHER], [], [], frozenset(), overflow=False, known=known)


def test_a_term_of_which_nothing_was_drawn_closer_is_not_looked_at_again() -> None:
    drawn = limits(sum=Interval(1, 3), other=Interval())
    assert not drawn.contradict()
    assert drawn.known[X] == Interval(0, 2)
    # twice at most: what comes of the first look may say something of its own parts
    assert drawn.looked <= 2 * sum(1 for term in (SUM, OTHER) for _ in walk(term))


def test_what_is_drawn_closer_to_nothing_contradicts() -> None:
    drawn = Limits([SUM], [], [], frozenset(), overflow=False, known={SUM: Interval(1, 3), X: Interval(low=5)})
    assert drawn.contradict()
