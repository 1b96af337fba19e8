"""The stretches of one number or day on which no condition changes: between two crossings, and each crossing alone."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from crmrules.analysis.cells.domain import Domain
from crmrules.analysis.cells.intervals import Interval
from crmrules.kinds.decision.whatif.polynomials import Root

_DIGITS = 15
"""To how many digits a crossing is told that is no fraction."""


def stretches(domain: Domain, crossings: Sequence[Root]) -> tuple[list[Interval], bool]:
    """The stretches from the least value on, and whether a crossing may have got lost between two digits."""
    ends = [each if each.is_fraction else _in_digits(each) for each in crossings]
    lost = any(one.high >= other.low for one, other in pairwise(ends) if one != other)
    within = (each & domain.limits(None, None) for each in _between(ends))
    whole = (each.whole if domain.is_whole else each for each in within)
    return [each for each in whole if not each.empty], lost


def _between(ends: Sequence[Root]) -> Iterator[Interval]:
    begin = Interval()
    for each in ends:
        alone = each.is_fraction
        yield begin & Interval(high=each.low, open_high=alone)
        if alone:
            yield Interval(each.low, each.low)
        begin = Interval(low=each.high, open_low=alone)
    yield begin


def _in_digits(root: Root) -> Root:
    """A root between two decimals next to each other."""
    size = root.high if root.high > 0 else -root.low
    magnitude = (size.numerator.bit_length() - size.denominator.bit_length()) * 0.30103
    unit = Fraction(10) ** (math.floor(magnitude) - _DIGITS)
    return Root(math.floor(root.low / unit) * unit, math.ceil(root.high / unit) * unit)
