"""Short floats of Spark, each as the shortest decimal that reads back as it, in float64.

What is reckoned once is a column of its own: Spark keeps expressions as trees, in which a part that is read often
stands as often, and each reader of that as often again.
"""

from collections.abc import Callable, Mapping
from typing import Any

from crmrules.engines.frames.floats import LEAST, MOST, SHORT_DIGITS
from crmrules.engines.frames.libraries.spark_functions import functions
from crmrules.engines.frames.rounding import ALL_WHOLE

_TEN = 10.0
_TRIED = range(9)
"""So many digits behind the first tell any short float."""


def with_shortest(frame: Any, shorts: Mapping[str, str]) -> Any:
    """A frame with new columns, called by their names, of the short floats in others.

    Where a decimal of a few digits is reckoned without loss it is, to the nearest, half to even; elsewhere the texts of
    ever more digits are tried, since Java has told the shortest only since 19.
    """
    numbers = {new: functions.col(name) for new, name in shorts.items()}
    sizes = {new: functions.abs(each.cast("double")) for new, each in numbers.items()}
    steps: list[Callable[[str], Mapping[str, Any]]] = [
        lambda new: {f"{new}_size": functions.when((sizes[new] >= LEAST) & (sizes[new] < MOST), sizes[new])},
        lambda new: {f"{new}_place": functions.floor(functions.log10(f"{new}_size")).cast("double")},
        lambda new: {name: each for digits in SHORT_DIGITS for name, each in _powers(new, digits).items()},
        lambda new: {f"{new}_with_{digits}": _with_digits(new, digits) for digits in SHORT_DIGITS},
        lambda new: {new: _shortest(new, numbers[new])},
    ]
    for step in steps:
        frame = frame.withColumns({name: each for new in shorts for name, each in step(new).items()})
    return frame


def _powers(new: str, digits: int) -> Mapping[str, Any]:
    """The powers of ten, none below one, by which a number has so many digits before the point."""
    shift = functions.lit(digits - 1.0) - functions.col(f"{new}_place")
    none = functions.lit(0.0)
    return {
        f"{new}_up_{digits}": functions.pow(functions.lit(_TEN), functions.greatest(shift, none)),
        f"{new}_down_{digits}": functions.pow(functions.lit(_TEN), functions.greatest(-shift, none)),
    }


def _with_digits(new: str, digits: int) -> Any:
    """The nearest decimal of so many digits, half to even."""
    up, down = functions.col(f"{new}_up_{digits}"), functions.col(f"{new}_down_{digits}")
    whole = (functions.col(f"{new}_size") * up / down + ALL_WHOLE) - ALL_WHOLE
    return whole * down / up


def _shortest(new: str, number: Any) -> Any:
    reckoned = [functions.col(f"{new}_with_{digits}") for digits in reversed(SHORT_DIGITS)]
    size = functions.coalesce(*(_if_it(each, functions.abs(number)) for each in reckoned))
    wide = number.cast("double")
    texts = (functions.format_string(f"%.{digits}e", wide).try_cast("double") for digits in _TRIED)
    written = functions.coalesce(*(_if_it(each, number) for each in texts), wide)
    return functions.when(size.isNull(), written).when(number < 0, -size).otherwise(size)


def _if_it(decimal: Any, number: Any) -> Any:
    """A decimal where it reads back as a short float."""
    return functions.when(decimal.cast("float") == number, decimal)
