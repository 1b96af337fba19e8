"""The meaning of a scorecard: what each item gives, the range of the score, and the bands it may lie in."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import cast

from attrs import frozen

from crmrules.engines.interpreter import Lacking, lacking, values_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Value
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.parts import Item, Missing
from crmrules.kinds.scorecard.regions import Regions

MOST_BITS = 1_000_000
"""How far apart the least and the greatest total may lie for all to be looked at as bits."""

MOST_TOTALS = 20_000
"""How many totals are listed; of items that come to more only the lowest and the highest are known."""


@frozen
class Given:
    """What an item gives to one record."""

    item: str
    points: tuple[Fraction, ...]
    """All that it could give, each once; one where it is known."""
    weight: Fraction
    by_unknown: bool = False
    """Whether it is unknown, and the points are those that the file gives to an unknown."""

    @property
    def is_known(self) -> bool:
        """Whether it is known what it gives."""
        return len(self.points) == 1

    @property
    def weighted(self) -> tuple[Fraction, ...]:
        """The same, multiplied by the weight."""
        return tuple(each * self.weight for each in self.points)

    @property
    def low(self) -> Fraction:
        """The least that it could add to the score."""
        return min(self.weighted)

    @property
    def high(self) -> Fraction:
        """The most that it could add to the score."""
        return max(self.weighted)


@frozen
class Total:
    """What the items give together."""

    low: Fraction
    high: Fraction
    points: Fraction | None
    """The score; None while it is a range. Renormalised it is that of the items that are known."""
    renormalised: tuple[str, ...] = ()
    """The items that were left out of it."""


def given(definition: ScorecardDefinition, values: Mapping[str, Value]) -> tuple[Given, ...]:
    """What each item gives, where `values` says what every name stands for."""
    return tuple(_given(definition, item, values) for item in definition.items)


def place(definition: ScorecardDefinition, item: Item, values: Mapping[str, Value]) -> int | None:
    """The place of the case that an item comes to, after the last where none is true; None while it is unknown."""
    cases = definition.cases[item.id]
    for here, case in enumerate(cases):
        truth = evaluate(case.when, values)
        if truth is not False:
            return here if truth else None
    return len(cases)


@frozen
class Sum:
    """What some items give together, as far as a score hangs on it; sums of some items and of others can be added."""

    low: Fraction = Fraction()
    high: Fraction = Fraction()
    known: Fraction = Fraction()
    """What those give of which it is known."""
    weight: Fraction = Fraction()
    """Their weight."""
    weights: Fraction = Fraction()
    """The weight of all."""

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.low + other.low,
            self.high + other.high,
            self.known + other.known,
            self.weight + other.weight,
            self.weights + other.weights,
        )

    @property
    def points(self) -> Fraction | None:
        """The score, where these are all items; None while it is a range, or nothing is known."""
        if self.low == self.high:
            return self.low
        return self.known * self.weights / self.weight if self.weight else None


def summed(items: Sequence[Given], missing: Missing) -> Sum:
    """What items give together; weights are a matter only where they are renormalised."""
    low, high = sum((each.low for each in items), Fraction()), sum((each.high for each in items), Fraction())
    if missing is Missing.INTERVAL:
        return Sum(low, high)
    known = [each for each in items if each.is_known]
    weight, weights = (sum((each.weight for each in some), Fraction()) for some in (known, items))
    return Sum(low, high, sum((each.low for each in known), Fraction()), weight, weights)


def total(definition: ScorecardDefinition, items: Sequence[Given]) -> Total:
    """The score of what items give."""
    found = summed(items, definition.header.missing)
    if definition.header.missing is Missing.INTERVAL or found.low == found.high:
        return Total(found.low, found.high, found.points)
    return Total(found.low, found.high, found.points, tuple(each.item for each in items if not each.is_known))


def possible(regions: Regions, items: Sequence[Given]) -> tuple[str | None, ...]:
    """The bands that the range of a score touches, from the lowest; no band last, where some total lies in none."""
    low, high = sum((each.low for each in items), Fraction()), sum((each.high for each in items), Fraction())
    found = [id_ for id_ in regions.among(low, high) if id_ is not None]
    among = totals(each.weighted for each in items)
    reached = regions.among(low, high) if among is None else {regions.at(each) for each in among}
    is_outside = None in reached
    return (*found, *((None,) if is_outside else ()))


def totals(items: Iterable[Sequence[Fraction]]) -> frozenset[Fraction] | None:
    """All totals of items that each add one of some numbers; None where there are too many."""
    added = list(items)
    # in whole numbers, of which sums are made and compared many times faster
    scale = math.lcm(*(more.denominator for each in added for more in each))
    whole = [{int(more * scale) for more in each} for each in added]
    least = sum(map(min, whole))
    found = _sums(whole) if sum(map(max, whole)) - least > MOST_BITS else _near_sums(whole, least)
    return None if found is None else frozenset(Fraction(each, scale) for each in found)


def _sums(items: Iterable[Set[int]]) -> Set[int] | None:
    found = {0}
    for each in items:
        found = {total + more for total in found for more in each}
        if len(found) > MOST_TOTALS:
            return None
    return found


def _near_sums(items: Iterable[Set[int]], least: int) -> Set[int] | None:
    """The same where all lie near each other: a bit for each number, and to add one is to shift them all."""
    bits = 1
    for each in items:
        low = min(each)
        bits = reduce(or_, (bits << (more - low) for more in each))
    if bits.bit_count() > MOST_TOTALS:
        return None
    return {least + place for place, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"}


def settling(regions: Regions, items: Sequence[Given], *, always: bool) -> tuple[str, ...]:
    """The unknown items that alone would settle the band: whatever they turn out to be, or else for some answer."""
    low, high = sum((each.low for each in items), Fraction()), sum((each.high for each in items), Fraction())
    if regions.is_one(low, high):
        return ()
    found: list[str] = []
    for each in items:
        rest = low - each.low, high - each.high
        settled = (regions.is_one(rest[0] + more, rest[1] + more) for more in each.weighted)
        if not each.is_known and (all(settled) if always else any(settled)):
            found.append(each.item)
    return tuple(found)


def lacking_on(
    definition: ScorecardDefinition, stored: Mapping[str, Value], as_of: datetime.date | None, items: Sequence[Given]
) -> Lacking:
    """What the items that are not known hang on."""
    values = values_of(definition, stored, as_of)
    unknown = {each.item for each in items if not each.is_known}
    asked = [case.when for id_ in definition.cases if id_ in unknown for case in definition.cases[id_]]
    return lacking(definition, stored, as_of, [each for each in asked if evaluate(each, values) is None])


def given_by(
    definition: ScorecardDefinition, item: Item, values: Mapping[str, object], truths: Iterable[bool | None]
) -> Given:
    """What an item gives, by the truths of its cases, of which those behind a true one need not be there.

    `values` says what parameters stand for.
    """
    weight = definition.weight_of(item, values)
    found: list[Fraction] = []
    is_open = False
    for case, truth in zip(definition.cases[item.id], truths, strict=False):
        if truth is not False:
            found.append(number(values, case.points))
        if truth is True:
            break
        is_open = is_open or truth is None
    else:
        if not is_open or not definition.is_complete(item, values):
            found.append(definition.rest_of(item, values))
    if is_open and item.unknown:
        return Given(item.id, (number(values, item.unknown),), weight, by_unknown=True)
    return Given(item.id, tuple(dict.fromkeys(found)), weight)


def _given(definition: ScorecardDefinition, item: Item, values: Mapping[str, Value]) -> Given:
    truths = (cast("bool | None", evaluate(case.when, values)) for case in definition.cases[item.id])
    return given_by(definition, item, values, truths)
