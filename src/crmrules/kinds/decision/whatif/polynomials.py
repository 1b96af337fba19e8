"""Polynomials over fractions, and where they are zero: exactly, or as closely as asked where a root is no fraction.

A root that is a fraction has a denominator that divides the leading one of the whole coefficients; so a bracket
narrower than that leaves one candidate, which is tried. Roots are told apart by Sturm's theorem.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest
from typing import TypeAlias

from attrs import frozen

Polynomial: TypeAlias = tuple[Fraction, ...]
"""Its coefficients, the constant one first and none of the last ones zero; empty is zero."""

ZERO: Polynomial = ()

_CLOSE = Fraction(1, 2**64)
"""The width of the bracket around a root that is no fraction, as a part of the root."""


@frozen(order=True)
class Root:
    """A root, or two fractions with one root between them that is no fraction."""

    low: Fraction
    high: Fraction

    @property
    def is_fraction(self) -> bool:
        """Whether it is told exactly."""
        return self.low == self.high


def constant(number: Fraction) -> Polynomial:
    """A polynomial that is one number."""
    return _trimmed([number])


def plus(one: Polynomial, other: Polynomial) -> Polynomial:
    """The sum of two."""
    return _trimmed([left + right for left, right in zip_longest(one, other, fillvalue=Fraction(0))])


def minus(one: Polynomial, other: Polynomial) -> Polynomial:
    """What is left of one without the other."""
    return plus(one, tuple(-each for each in other))


def times(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two."""
    if not one or not other:
        return ZERO
    made = [Fraction(0)] * (len(one) + len(other) - 1)
    for place, left in enumerate(one):
        for step, right in enumerate(other):
            made[place + step] += left * right
    return _trimmed(made)


def at(polynomial: Polynomial, number: Fraction) -> Fraction:
    """Its value at a number."""
    value = Fraction(0)
    for each in reversed(polynomial):
        value = value * number + each
    return value


def roots(polynomial: Polynomial) -> list[Root]:
    """Where it is zero; nowhere if it is zero everywhere."""
    if len(polynomial) < 2:
        return []
    if len(polynomial) == 2:
        root = -polynomial[0] / polynomial[1]
        return [Root(root, root)]
    simple = _divided(polynomial, _common(polynomial, _derived(polynomial)))[0]
    scale = math.lcm(*(each.denominator for each in simple))
    leading = abs(int(simple[-1] * scale))
    bound = 1 + max(abs(each / simple[-1]) for each in simple)
    chain = _chain(simple)
    return [_closer(simple, leading, *each) for each in _apart(chain, -bound, bound)]


def _closer(simple: Polynomial, leading: int, low: Fraction, high: Fraction) -> Root:
    """The only root above `low` and up to `high`."""
    if at(simple, high) == 0:
        return Root(high, high)
    below = at(simple, low) < 0 if at(simple, low) else at(simple, high) > 0
    while (high - low) * leading >= 1 or high - low > _CLOSE * max(abs(low), abs(high)):
        middle = (low + high) / 2
        value = at(simple, middle)
        if value == 0:
            return Root(middle, middle)
        low, high = (middle, high) if (value < 0) is below else (low, middle)
        candidate = Fraction(math.floor(high * leading), leading)
        if (high - low) * leading < 1 and candidate > low and at(simple, candidate) == 0:
            return Root(candidate, candidate)
    return Root(low, high)


def _apart(chain: Sequence[Polynomial], low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Brackets, open below and closed above, each with one root."""
    found = _changes(chain, low) - _changes(chain, high)
    if found == 1:
        yield low, high
    elif found:
        middle = (low + high) / 2
        yield from _apart(chain, low, middle)
        yield from _apart(chain, middle, high)


def _changes(chain: Sequence[Polynomial], number: Fraction) -> int:
    signs = [value > 0 for value in (at(each, number) for each in chain) if value]
    return sum(one is not other for one, other in pairwise(signs))


def _chain(simple: Polynomial) -> list[Polynomial]:
    """Sturm's chain of a polynomial without roots that count twice."""
    chain = [simple, _derived(simple)]
    while len(chain[-1]) > 1:
        chain.append(tuple(-each for each in _divided(chain[-2], chain[-1])[1]))
    return chain


def _derived(polynomial: Polynomial) -> Polynomial:
    return tuple(each * place for place, each in enumerate(polynomial) if place)


def _common(one: Polynomial, other: Polynomial) -> Polynomial:
    """The greatest common divisor of two."""
    while other:
        one, other = other, _divided(one, other)[1]
    return one


def _divided(one: Polynomial, other: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder."""
    rest, found = one, ZERO
    while len(rest) >= len(other):
        step = (Fraction(0),) * (len(rest) - len(other)) + (rest[-1] / other[-1],)
        found, rest = plus(found, step), minus(rest, times(step, other))
    return found, rest


def _trimmed(coefficients: Sequence[Fraction]) -> Polynomial:
    last = len(coefficients)
    while last and coefficients[last - 1] == 0:
        last -= 1
    return tuple(coefficients[:last])
