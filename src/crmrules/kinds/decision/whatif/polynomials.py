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

from crmrules.expressions.numbers import bits

Polynomial: TypeAlias = tuple[Fraction, ...]
"""Its coefficients, the constant one first and none of the last ones zero; empty is zero."""

ZERO: Polynomial = ()
ONE: Polynomial = (Fraction(1),)

_CLOSE = 64
"""To how many bits a root is told that is no fraction."""


@frozen(order=True)
class Root:
    """A root, or two fractions with one root between them that is no fraction."""

    low: Fraction
    high: Fraction

    @property
    def is_fraction(self) -> bool:
        """Whether it is told exactly."""
        return self.low == self.high


MOST_LONG = 1_500
"""The longest coefficient, in bits, of a polynomial of the third degree or higher whose roots are looked for."""

MOST_HALVED = 200
"""How many brackets are looked at to tell the roots of one polynomial apart."""


class TooClose(Exception):
    """Roots lie too close to each other beside others that are far away."""


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
    """Where it is zero; nowhere if it is zero everywhere. Raises `TooClose` where roots are too hard to tell apart."""
    if len(polynomial) < 2:
        return []
    if len(polynomial) == 2:
        root = -polynomial[0] / polynomial[1]
        return [Root(root, root)]
    if len(polynomial) == 3:
        return _of_square(*polynomial)
    simple = _divided(polynomial, _common(polynomial, _derived(polynomial)))[0]
    if len(simple) < 4:
        return roots(simple)
    scale = math.lcm(*(each.denominator for each in simple))
    whole = [int(each * scale) for each in simple]
    if max(each.bit_length() for each in whole) > MOST_LONG:
        raise TooClose
    bound = _bound(simple)
    return [_closer(whole, *each) for each in _apart(_chain(simple), -bound, bound)]


def _bound(polynomial: Polynomial) -> Fraction:
    """What no root reaches on either side, by Fujiwara: close, so that few brackets are halved."""
    degree = len(polynomial) - 1
    shares = [(abs(each / polynomial[-1]), degree - place) for place, each in enumerate(polynomial[:-1])]
    return Fraction(2) ** (1 + max(-(-math.ceil(share).bit_length() // power) for share, power in shares)) + 1


def _of_square(last: Fraction, middle: Fraction, first: Fraction) -> list[Root]:
    """The roots of a polynomial of the second degree."""
    under = middle * middle - 4 * first * last
    if under <= 0:
        return [] if under else [Root(-middle / (2 * first), -middle / (2 * first))]
    # so close that nothing is lost where the two parts of a root all but cancel each other
    shift = 64 + 2 * sum(bits(each) for each in (last, middle, first))
    scaled = under.numerator * under.denominator << 2 * shift
    floor, unit = math.isqrt(scaled), under.denominator << shift
    near = Fraction(floor, unit), Fraction(floor if floor * floor == scaled else floor + 1, unit)
    pairs = [[(-middle + sign * each) / (2 * first) for each in near] for sign in (1, -1)]
    return [Root(min(pair), max(pair)) for pair in pairs]


def _closer(whole: Sequence[int], begin: Fraction, end: Fraction) -> Root:
    """The only root above one number and up to another."""
    if _value(whole, end.numerator, end.denominator) == 0:
        return Root(end, end)
    under, leading = math.lcm(begin.denominator, end.denominator), abs(whole[-1])
    low, high = int(begin * under), int(end * under)
    rises = _value(whole, high, under) > 0
    while (high - low) * leading >= under or (high - low) << _CLOSE > max(abs(low), abs(high)):
        low, high, under, middle = low * 2, high * 2, under * 2, low + high
        value = _value(whole, middle, under)
        if value == 0:
            return Root(Fraction(middle, under), Fraction(middle, under))
        low, high = (low, middle) if (value > 0) is rises else (middle, high)
        candidate = high * leading // under
        inside = low * leading < candidate * under  # other roots lie outside
        if inside and (high - low) * leading < under and _value(whole, candidate, leading) == 0:
            return Root(Fraction(candidate, leading), Fraction(candidate, leading))
    return Root(Fraction(low, under), Fraction(high, under))


def _value(whole: Sequence[int], over: int, under: int) -> int:
    """The value at a fraction, times a power of its denominator."""
    value, power = 0, 1
    for each in reversed(whole):
        value, power = value * over + each * power, power * under
    return value


def _apart(chain: Sequence[Polynomial], low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Brackets, open below and closed above, each with one root; raises `TooClose`."""
    waiting, looked = [(low, high)], 0
    while waiting:
        looked += 1
        if looked > MOST_HALVED:
            raise TooClose
        low, high = waiting.pop()
        found = _changes(chain, low) - _changes(chain, high)
        if found == 1:
            yield low, high
        elif found:
            middle = (low + high) / 2
            waiting += [(middle, high), (low, middle)]


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
