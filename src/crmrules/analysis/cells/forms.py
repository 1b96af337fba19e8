"""Forms: a number as a sum of products of facts and their inverses, so that what is equal is written alike.

A form equals the expression it is made of wherever that one has a value: where nothing in it divides by zero or comes
beyond the largest number. Whether it has one is asked of the expression, never of the form.
"""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import TypeAlias

from crmrules.analysis.cells.writing import as_written, ordinal
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import exact
from crmrules.expressions.render import render
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Negative, Value

Monomial: TypeAlias = tuple[tuple[Expression, int], ...]
"""Atoms with their powers, negative ones for what it is divided by; of no atoms the number 1.

An atom is a fact, what a function comes to, or a sum that something is divided by; a day stands for its ordinal.
"""

Form: TypeAlias = Mapping[Monomial, Fraction]
"""Monomials, each with what it is taken times; none is taken times 0."""

MOST_TERMS = 24
"""How many monomials a product is written out to."""

CONSTANT: Monomial = ()


@lru_cache(maxsize=4_096)
def form(node: Expression) -> Form:
    """The form of a number."""
    match node:
        case Literal(value=int() | float() | Fraction() as number):
            return constant(exact(number))
        case Negative(operand=operand):
            return scaled(form(operand), Fraction(-1))
        case Arithmetic(operator="+", left=left, right=right):
            return plus(form(left), form(right))
        case Arithmetic(operator="-", left=left, right=right):
            return minus(form(left), form(right))
        case Arithmetic(operator="*", left=left, right=right):
            one, other = form(left), form(right)
            return times(one, other) if len(one) * len(other) <= MOST_TERMS else atom(node)
        case Arithmetic(operator="/", left=left, right=right):
            divisor = form(right)
            return times(form(left), _inverse(divisor)) if divisor else atom(node)
        case Call(function="days_between", arguments=(later, earlier)):
            return _between(later, earlier)
        case Call(function="add_days", arguments=(day, count)):
            return plus(form(day), form(count))
        case Literal(value=datetime.date() as day):
            return constant(Fraction(day.toordinal()))
        case _:
            return atom(node)


def _between(later: Expression, earlier: Expression) -> Form:
    """The days from one day to another."""
    (one, more), (other, less) = _moved(later), _moved(earlier)
    days = minus(more, less)
    if one == other:
        return days
    if one is None or other is None:
        return plus(days, minus(atom(one) if one else {}, atom(other) if other else {}))
    if render(one) > render(other):
        return plus(days, scaled(atom(Call("days_between", (other, one))), Fraction(-1)))
    return plus(days, atom(Call("days_between", (one, other))))


def _moved(day: Expression) -> tuple[Expression | None, Form]:
    """A day as another and so many days; of one that is written only the days."""
    match day:
        case Literal():
            return None, form(day)
        case Call(function="add_days", arguments=(begin, count)):
            before, days = _moved(begin)
            return before, plus(days, form(count))
        case _:
            return day, {}


def atom(node: Expression) -> Form:
    """The form that is one atom."""
    return {((node, 1),): Fraction(1)}


def constant(number: Fraction) -> Form:
    """The form of a number by itself."""
    return _without_zeros({CONSTANT: number})


def plus(one: Form, other: Form) -> Form:
    """The sum of two."""
    return _without_zeros(
        {each: one.get(each, Fraction(0)) + other.get(each, Fraction(0)) for each in {**one, **other}}
    )


def minus(one: Form, other: Form) -> Form:
    """The difference of two."""
    return plus(one, scaled(other, Fraction(-1)))


def scaled(one: Form, by: Fraction) -> Form:
    """One times a number that is not 0."""
    return {each: number * by for each, number in one.items()}


def split(one: Form) -> tuple[Form, Fraction]:
    """A form without its constant, and the constant."""
    return {each: number for each, number in one.items() if each != CONSTANT}, one.get(CONSTANT, Fraction(0))


def scale(one: Form, whole: bool) -> Fraction:
    """What a form is to be divided by, so that forms that are multiples of each other become one.

    The first of its monomials is then taken once; where all are whole numbers, all are taken by whole numbers without
    a common divisor.
    """
    first = one[min(one, key=_key)]
    if not whole:
        return first
    size = Fraction(gcd(*(each.numerator for each in one.values())), lcm(*(each.denominator for each in one.values())))
    return size if first > 0 else -size


def expression(one: Form) -> Expression:
    """A form as an expression."""
    parts = [(_product(each), one[each]) for each in sorted(one, key=_key)]
    made: Expression | None = None
    for part, number in parts:
        size = _part(part, abs(number))
        if made is None:
            made = size if number > 0 else Negative(size)
        else:
            made = Arithmetic("+" if number > 0 else "-", made, size)
    return made if made is not None else Literal(0)


def value(one: Form, values: Mapping[str, Value]) -> Fraction | None:
    """What a form comes to, however large; None where an atom is unknown or it divides by zero."""
    found = Fraction(0)
    for monomial, number in one.items():
        product = number
        for node, power in monomial:
            of = _atom_value(node, values)
            if of is None or (of == 0 and power < 0):
                return None
            product *= of**power
        found += product
    return found


def _atom_value(node: Expression, values: Mapping[str, Value]) -> Fraction | None:
    if isinstance(node, Arithmetic) and (made := form(node)) != atom(node):
        return value(made, values)
    found = evaluate(node, values)
    return None if found is None else ordinal(found)


def _inverse(divisor: Form) -> Form:
    if len(divisor) == 1:
        ((monomial, number),) = divisor.items()
        return {tuple((node, -power) for node, power in monomial): 1 / number}
    size = divisor[min(divisor, key=_key)]
    return {((expression(scaled(divisor, 1 / size)), -1),): 1 / size}


def times(one: Form, other: Form) -> Form:
    """The product of two."""
    found: dict[Monomial, Fraction] = {}
    for left, number in one.items():
        for right, by in other.items():
            both = _joined(left, right)
            found[both] = found.get(both, Fraction(0)) + number * by
    return _without_zeros(found)


def _joined(one: Monomial, other: Monomial) -> Monomial:
    if not one or not other:
        return one or other
    powers = dict(one)
    for node, power in other:
        powers[node] = powers.get(node, 0) + power
    return tuple(sorted(((node, power) for node, power in powers.items() if power), key=lambda each: render(each[0])))


def _without_zeros(numbers: Mapping[Monomial, Fraction]) -> Form:
    return {each: number for each, number in numbers.items() if number}


def _part(product: Expression, number: Fraction) -> Expression:
    if number == 1:
        return product
    return (
        Literal(as_written(number)) if product == Literal(1) else Arithmetic("*", product, Literal(as_written(number)))
    )


def _product(monomial: Monomial) -> Expression:
    made: Expression = Literal(1)
    for node, power in sorted(monomial, key=lambda each: each[1] < 0):
        for _ in range(abs(power)):
            made = node if power > 0 and made == Literal(1) else Arithmetic("*" if power > 0 else "/", made, node)
    return made


def _key(monomial: Monomial) -> tuple[bool, str]:
    """The order of monomials: the constant last."""
    return not monomial, " ".join(f"{render(node)}^{power}" for node, power in monomial)
