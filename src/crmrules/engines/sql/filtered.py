"""Comparisons that are exact at the price of floats: a filtered exact predicate, as in computational geometry.

Where columns are told to hold floats, a number is also reckoned in float64, with a bound on its error. What the bound
settles is settled; only where two numbers come closer are they made of texts and compared in NUMERIC, which takes
PostgreSQL several times as long. A float that was stored needs no bound: floats are in the order of the decimals that
they stand for.

PostgreSQL stops where a float64 overflows, and also where it underflows. So what is multiplied and divided is zero or
neither tiny nor vast, and it is known of each result how near to zero it can come.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from crmrules.engines import bounds
from crmrules.engines.comparing import with_reach
from crmrules.engines.sql.build import Sql, all_of, case, literal, where
from crmrules.engines.sql.floats import Floats
from crmrules.engines.sql.parts import LIMIT, Column, Constant, Family, Near, Part, largest, number, operand
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator, compared

_CALM = 1e-60
"""What is nearer to zero, and not zero, is neither multiplied nor divided in floats."""
_NEAREST = 1e-200
"""A product or quotient that can come nearer to zero without being it is not reckoned in floats."""
_SIZES = (1e-12, 1e12)
"""Between which constants lie that are reckoned with in floats."""
_MODEST = 1e30
"""Numbers beyond it are compared in NUMERIC, where a bound on errors is reckoned from them."""
_MOST_FACTORS = 4
"""Of how many numbers products and quotients are made in floats: of more, a bound on errors might underflow."""
_LOST = 2.0**-54
"""How much nearer to zero a difference can come than what it is of."""
_SHORT = 20
"""Of how many parts a float may be made that is written several times."""
_LONGEST = 80
"""And of how many a number that is written out wherever floats do not settle a comparison."""


def stored(raw: Sql) -> Column:
    """The numbers of a column of float64, each the decimal that it is written as."""
    held = where(raw.is_between(-LIMIT, LIMIT), raw)
    exact = _by_text(held)
    near = Near(exact, Column(Family.NUMBER, held), 0.0, (held,), is_stored=True)
    return Column(Family.NUMBER, exact, near=near)


def of_placed(column: Column, near: Near, float_: Column) -> Column:
    """A number of which the float stands in a column of our own."""
    sql, leaves = (_by_text(float_.sql), (float_.sql,)) if near.is_stored else (column.sql, near.leaves)
    placed = evolve(near, of=sql, float_=float_, leaves=leaves)
    return evolve(column, sql=sql, near=placed, own_level=max(column.own_level, float_.own_level))


def is_light(column: Column, near: Near) -> bool:
    """Whether a number is short enough to be written out wherever it is needed in NUMERIC, and nothing is reckoned for
    the bound on its float: that would be done on all rows, and could underflow."""
    bound = near.float_.bound
    sizes = [] if bound is None else [size.of for size in bound.sizes.values()]
    is_plain = all(isinstance(size, int | float) or size.is_column for size in sizes)
    return is_plain and _parts(column.sql) + (0 if column.over is None else _parts(column.over)) <= _LONGEST


@frozen
class Filter:
    """Reckons in floats beside what is reckoned exactly."""

    floats: Floats

    def negative(self, made: Column, part: Column) -> Column:
        """Minus a number, with the float of it."""
        near = part.near_it
        return (
            made if near is None else _with_near(made, self.floats.negative(near.float_), near.least, near.degree, part)
        )

    def absolute(self, made: Column, part: Column) -> Column:
        """How large a number is, with the float of it."""
        near = part.near_it
        return (
            made if near is None else _with_near(made, self.floats.absolute(near.float_), near.least, near.degree, part)
        )

    def arithmetic(self, operator: ArithmeticOperator, made: Column, left: Part, right: Part) -> Column:
        """An exact result, with the float of it where that can be reckoned."""
        found = _floats(left, right)
        if found is None:
            return made
        (one, least), (other, other_least) = found
        match operator:
            case "+" | "-":
                least = min(least, other_least) * _LOST
            case "*":
                one, least = self._calm(one, least)
                other, other_least = self._calm(other, other_least)
                least *= other_least / 2
            case "/":
                # whether one counts as zero that was reckoned would be asked of bounds, which can underflow
                if isinstance(other, Column) and other.bound is not None:
                    return made
                one, least = self._calm(one, least)
                least /= 2 * max(largest(other), 1.0)
            case _:
                assert_never(operator)
        factors = [_degree(part) for part in (left, right)]
        degree = sum(factors) if operator in ("*", "/") else max(factors)
        if degree > _MOST_FACTORS or (operator in ("*", "/") and least < _NEAREST):
            return made
        return _with_near(made, self.floats.arithmetic(operator, one, other), least, degree, left, right)

    def _calm(self, part: Part, least: float) -> tuple[Part, float]:
        """A number that is zero or not too near to it, and how near to zero it comes."""
        if least >= _CALM or isinstance(part, Constant):
            return part, least
        if _parts(part.sql) > _SHORT:
            part = self.floats.once(part)
        return evolve(part, sql=where(_is_calm(part.sql), part.sql), sure=False), _CALM

    def compared(self, operator: ComparisonOperator, left: Part, right: Part, exact: Sql) -> Sql:
        """A comparison by floats, and exactly where they leave it open."""
        found = _floats(left, right)
        if found is None:
            return exact
        (one, _), (other, _) = found
        if all(_stands(part) for part in (left, right)):
            return self.floats.compared(operator, one, other)
        is_greater, is_less = compared(operator, 1, 0), compared(operator, -1, 0)
        if isinstance(one, Constant):
            one, other, is_greater, is_less = other, one, is_less, is_greater
        assert isinstance(one, Column)
        reach = bounds.apart(operand(one), operand(other))
        signs: tuple[ComparisonOperator, ComparisonOperator] = (">", "<")
        if isinstance(other, Constant) and isinstance(reach, int | float):
            above, below = (with_reach(sign, one.sql, number(other), Fraction(reach)) for sign in signs)
        else:
            gap, least = one.sql - operand(other).value, literal(reach)
            above, below = gap > least, gap < -least
        if isinstance(reach, Sql):  # what it is a tiny part of must not be tiny itself
            leaves = dict.fromkeys(_leaves(left, right))
            calm = all_of([_is_calm(leaf) & leaf.is_between(-_MODEST, _MODEST) for leaf in leaves])
            above, below = where(calm, above), where(calm, below)
        return case([(above, is_greater), (below, is_less)], exact)


def _with_near(made: Column, float_: Column, least: float, degree: int, *parts: Part) -> Column:
    near = Near(made.sql, float_, least, tuple(dict.fromkeys(_leaves(*parts))), degree)
    return evolve(made, near=near, own_level=max(made.own_level, float_.own_level))


def _leaves(*parts: Part) -> Iterator[Sql]:
    """The stored floats that numbers were reckoned from."""
    for part in parts:
        if isinstance(part, Column) and part.near_it is not None:
            yield from part.near_it.leaves


def _floats(left: Part, right: Part) -> tuple[tuple[Part, float], tuple[Part, float]] | None:
    """Two numbers as floats, and how near to zero each can come; None where one has none, or neither needs one."""
    one, other = _float(left), _float(right)
    if one is None or other is None or not any(True for _ in _leaves(left, right)):
        return None
    return one, other


def _float(part: Part) -> tuple[Part, float] | None:
    if isinstance(part, Constant):
        size = abs(float(number(part))) or 1.0
        return (part, size) if _SIZES[0] <= size <= _SIZES[1] else None
    if part.near_it is not None:
        return part.near_it.float_, part.near_it.least
    if part.is_integer and part.most is not None:
        return evolve(part, sql=part.sql.cast("DOUBLE"), is_integer=False), 1.0
    return None


def _stands(part: Part) -> bool:
    """Whether a number is the float itself, or the decimal that it is written as."""
    if isinstance(part, Constant) or part.near_it is None:
        return True
    return part.near_it.is_stored


def _degree(part: Part) -> int:
    return part.near_it.degree if isinstance(part, Column) and part.near_it is not None else 1


def _is_calm(float_: Sql) -> Sql:
    return (float_.abs() >= _CALM) | (float_ == 0)


def _by_text(float_: Sql) -> Sql:
    """The decimal that a float stands for: a cast keeps fifteen digits."""
    return float_.cast("TEXT").cast("DECIMAL")


def _parts(sql: Sql) -> int:
    """How many parts an expression is made of."""
    return sum(1 for _ in sql.node.walk())
