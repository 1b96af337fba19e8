"""What the cells of a path say of numbers and days, as systems of linear inequalities.

What stands below a divisor is multiplied by it, once for a positive and once for a negative divisor, so that a path
comes to a few systems; products of facts stand for themselves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from attrs import define, field

from crmrules.analysis.cells.forms import (
    CONSTANT,
    Form,
    Monomial,
    atom,
    constant,
    form,
    minus,
    plus,
    scaled,
    split,
    times,
)
from crmrules.analysis.cells.inequalities import System, TooMany, Unsolvable, eliminated, solution
from crmrules.analysis.cells.intervals import ANY, Interval, of_function, reckoned
from crmrules.expressions.render import render
from crmrules.expressions.tree import Arithmetic, Call, Expression, Name

MOST_DIVISORS = 3
"""For how many divisors either sign is looked at."""


MOST_ALTERNATIVES = 2
"""For how many sums of which one of several things is so all of them are looked at."""

Within: TypeAlias = tuple[Form, Interval]
"""A sum, and limits in which it lies."""


@define
class Linear:
    """Sums within limits."""

    whole: frozenset[Expression]
    """The facts that are whole numbers or days: a solution gives them their values first."""
    said: list[Within] = field(factory=list)
    either: list[Sequence[Within]] = field(factory=list)
    """Of each at least one is so."""
    partial: bool = False
    """Whether something is left unsaid that may keep numbers from being such."""
    _explained: set[Expression] = field(factory=set, init=False)
    _numbers: dict[Monomial, int] = field(factory=dict, init=False)
    _monomials: list[Monomial] = field(factory=list, init=False)
    """The variables of the systems, by number."""

    def say(self, sum_: Form, limits: Interval) -> None:
        """Add that a sum lies within limits, and what is so of any functions in it."""
        self.said.append((sum_, limits))
        for monomial in sum_:
            for node, _ in monomial:
                self._explain(node)

    def say_any(self, alternatives: Sequence[Within]) -> None:
        """Add that at least one of some sums lies within limits."""
        if len(self.either) < MOST_ALTERNATIVES:
            self.either.append(alternatives)
        else:
            self.partial = True

    def has_solution(self) -> bool | None:
        """Whether any numbers are such, not asking whether whole ones are; None where that is not known."""
        is_open = False
        for system in self._systems():
            try:
                eliminated(system, self._rank)
            except Unsolvable:
                continue
            except TooMany:
                is_open = True
                continue
            return None if self.partial or self._is_loose else True
        return None if is_open else False

    @property
    def _is_loose(self) -> bool:
        """Whether a variable is no fact of its own, but a product or what a function comes to."""
        return any(self._fact(each) is None for each in self._monomials)

    def solutions(
        self, choose: Callable[[str, Interval], Fraction | None], otherwise: Callable[[Interval], Fraction | None]
    ) -> Iterator[Mapping[str, Fraction]]:
        """The facts of solutions, as they are chosen one after the other."""
        for system in self._systems():
            names = list(map(self._fact, self._monomials))

            def chosen(number: int, limits: Interval, names: Sequence[Name | None] = names) -> Fraction | None:
                name = names[number]
                return otherwise(limits) if name is None else choose(name.name, limits)

            try:
                found = solution(eliminated(system, self._rank), chosen)
            except (Unsolvable, TooMany):
                continue
            if found is not None:
                yield {name.name: value for each, value in found.items() if (name := names[each]) is not None}

    def _rank(self, number: int) -> int:
        """Products and functions are eliminated first, whole numbers last."""
        fact = self._fact(self._monomials[number])
        return 0 if fact is None else 2 if fact in self.whole else 1

    @staticmethod
    def _fact(monomial: Monomial) -> Name | None:
        match monomial:
            case ((Name() as name, 1),):
                return name
            case _:
                return None

    def _explain(self, node: Expression) -> None:
        """What is so of any least, greatest, absolute or rounded number, and of days between."""
        if node in self._explained:
            return
        self._explained.add(node)
        here = atom(node)
        match node:
            case Call(function="days_between", arguments=(later, earlier)):
                self.say(minus(here, minus(atom(later), atom(earlier))), Interval(0, 0))
            case Call(function="year" | "month" | "weekday" as function):
                self.say(here, of_function(function, [ANY]))
            case Call(function="min", arguments=arguments):
                for each in arguments:
                    self.say(minus(here, form(each)), Interval(high=0))
            case Call(function="max", arguments=arguments):
                for each in arguments:
                    self.say(minus(here, form(each)), Interval(low=0))
            case Call(function="abs", arguments=(inner,)):
                self.say(minus(here, form(inner)), Interval(low=0))
                self.say(plus(here, form(inner)), Interval(low=0))
            case Call(function="round", arguments=(inner, places)):
                unit = Fraction(1, 10 ** int(form(places).get(CONSTANT, Fraction(0))))
                self.say(minus(here, form(inner)), Interval(-unit / 2, unit / 2))
            case _:
                pass

    def _systems(self) -> Iterator[System]:
        """The systems that they come to, one for each alternative and choice of signs.

        Those without a solution at sight are left out.
        """
        for chosen in product(*self.either):
            said = (*self.said, *chosen)
            found = dict.fromkeys(node for sum_, _ in said for each in sum_ for node, power in each if power < 0)
            divisors = list(found)[:MOST_DIVISORS]
            for signs in product((1, -1), repeat=len(divisors)):
                with suppress(Unsolvable):
                    yield self._system(said, dict(zip(divisors, signs, strict=True)))

    def _system(self, said: Sequence[Within], signs: Mapping[Expression, int]) -> System:
        system = System()
        for node, sign in signs.items():
            self._keep(system, scaled(form(node), Fraction(sign)), Interval(low=0, open_low=True))
        for sum_, limits in said:
            for one, within in _cleared(sum_, limits, signs):
                self._keep(system, one, within)
        return system

    def _keep(self, system: System, sum_: Form, limits: Interval) -> None:
        parts, rest = split(sum_)
        here = reckoned("-", limits, Interval(rest, rest))
        system.keep({self._number(each): number for each, number in parts.items()}, here)

    def _number(self, monomial: Monomial) -> int:
        if monomial not in self._numbers:
            self._numbers[monomial] = len(self._monomials)
            self._monomials.append(monomial)
        return self._numbers[monomial]


def _cleared(sum_: Form, limits: Interval, signs: Mapping[Expression, int]) -> Iterator[tuple[Form, Interval]]:
    """The same said without divisors whose sign is known."""
    powers: dict[Expression, int] = {}
    for monomial in sum_:
        for node, power in monomial:
            if power < 0 and node in signs:
                powers[node] = max(powers.get(node, 0), -power)
    if not powers:
        yield sum_, limits
        return
    by: Form = {tuple(sorted(powers.items(), key=lambda each: render(each[0]))): Fraction(1)}
    sign = prod(signs[node] ** power for node, power in powers.items())
    for end, side in (
        (limits.low, Interval(low=0, open_low=limits.open_low)),
        (limits.high, Interval(high=0, open_high=limits.open_high)),
    ):
        if isinstance(end, Fraction):
            difference = times(minus(sum_, constant(end)), by)
            yield _written_out(difference), side if sign > 0 else -side


def _written_out(sum_: Form) -> Form:
    """A form in which no sum is a factor."""
    found: Form = {}
    for monomial, number in sum_.items():
        made: Form = {CONSTANT: number}
        for node, power in monomial:
            factor: Form = {((node, power),): Fraction(1)}
            made = times(made, form(node) if isinstance(node, Arithmetic) and power == 1 else factor)
        found = plus(found, made)
    return found
