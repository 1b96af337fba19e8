"""The record that a model of formulas stands for, with numbers that people write where those will do."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from crmrules.analysis.smt.formulas import Formulas
from crmrules.analysis.smt.numbers import fraction_of, z3
from crmrules.expressions.numbers import Exact, NoNumber, held
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind

_PLACES = (0, 2, 6, 12)
"""To how many places after the point numbers are tried first."""

_PLAIN = 1_000_000
"""The greatest number that people write by preference."""


def records(formulas: Formulas, model: Any) -> Iterator[dict[str, Value]]:
    """Records that are what a model says or next to it, those first that people write; none is known to be right."""
    found: dict[str, Any] = {}
    for name, (sym, _) in formulas.facts.items():
        if z3.is_true(model.eval(sym.known, model_completion=True)):
            found[name] = model.eval(sym.value, model_completion=True)
    read = [_rounded_to(places) for places in _PLACES]
    for number in (*read, held, float):
        try:
            yield {name: _value(formulas, name, each, number) for name, each in found.items()}
        except (NoNumber, OverflowError):  # too many digits, or too large once it is rounded
            continue


def is_plain(record: Mapping[str, Value]) -> bool:
    """Whether people would write the numbers of a record."""
    return not any(
        isinstance(each, Exact) or (isinstance(each, float) and abs(each) > _PLAIN) for each in record.values()
    )


def plain_limits(formulas: Formulas) -> list[Any]:
    """What limits the numbers of a model to those that people write."""
    numbers = [sym.value for sym, type_ in formulas.facts.values() if type_.numeric]
    return [limit for each in numbers for limit in (each >= -_PLAIN, each <= _PLAIN)]


def _rounded_to(places: int) -> Callable[[Fraction], Value]:
    return lambda number: held(round(number, places))


def _value(formulas: Formulas, name: str, found: Any, number: Callable[[Fraction], Value]) -> Value:
    kind = formulas.facts[name][1].kind
    match kind:
        case Kind.BOOL:
            return bool(z3.is_true(found))
        case Kind.TEXT:
            code = found.as_long()
            return next((text for text, each in formulas.texts.items() if each == code), f"other {code}")
        case Kind.DATE:
            return datetime.date.fromordinal(found.as_long())
        case Kind.INTEGER:
            return int(found.as_long())
        case _:
            return number(fraction_of(found))
