"""Hypothesis strategies for the records of a policy, with values at its numbers more often than chance."""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crmrules.definitions.base import Definition, Ranking
from crmrules.definitions.parts import Setting
from crmrules.errors import EngineError
from crmrules.expressions.days import LAST_DAY, add_days
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Literal, Value, walk
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.base import Policy, checked_policy

try:
    from hypothesis import strategies as st
except ModuleNotFoundError:
    raise EngineError.of("crmrules.testing", "Hypothesis is not installed", "pip install hypothesis") from None

WORDS = (
    *("gold", "north", "North", "客户", "a b", " a", 'say "hi"', "back\\slash", "it's", "1", "true", "全　角"),
    *("MÜLLER", "müller & Söhne", "Straße", "İzmir", "ΟΔΟΣ", "\u212a", "100%_", "𐐀x"),
)
"""Texts that quoting, case, width, patterns and resemblance to other types could confuse."""

_LARGEST_AMOUNT = 1e9
"""Of a measure: a population's amounts are added up, in hundredths, within 2^53."""

_WHOLES = (0, 1, -1, 7, 2**31, MAX_WHOLE, -MAX_WHOLE)
_NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.1, 0.1 + 0.2, 1e308, -1e308, 1e-308, 5e-324, float(MAX_WHOLE), 2.0**53)
_DAYS = (
    datetime.date.min,
    datetime.date(1970, 1, 1),
    datetime.date(2024, 2, 29),
    datetime.date(2025, 12, 31),
    datetime.date(2026, 1, 31),
    datetime.date(2026, 7, 1),
    LAST_DAY,
)


def records(
    policy: Policy[Any], *, unknown: bool = True, as_of: datetime.date | None = None
) -> st.SearchStrategy[dict[str, Value]]:
    """Records of the stored facts that a policy reads.

    Numbers lie at the policy's parameters and just beside them more often than chance, texts are those of its
    parameters and conditions, and days lie as far from `as_of` as its parameters say. With `unknown` any fact may be
    None.
    """
    definition = checked_policy(policy, Policy, "records").definition
    most = _LARGEST_AMOUNT if isinstance(definition, Ranking) else math.inf
    types = {each.name: each.type for each in definition.read_facts}
    return fixed(types, list(_constants(definition)), unknown, most, as_of)


def _constants(definition: Definition) -> Iterator[Setting]:
    """The values that a policy, and those it reads, compare facts with."""
    yield from (value for each in definition.parameters.values() for value in each.all_values)
    parts = (part for node in definition.conditions for part in walk(node))
    yield from (part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str))
    for inner in definition.policies.values():
        yield from _constants(inner)


def populations(
    policy: Policy[Any], *, unknown: bool = True, min_size: int = 0, max_size: int = 50
) -> st.SearchStrategy[list[dict[str, Value]]]:
    """Lists of such records: what a segmentation cuts."""
    return st.lists(records(policy, unknown=unknown), min_size=min_size, max_size=max_size)


def fixed(
    types: Mapping[str, Type],
    given: Sequence[Setting],
    unknown: bool,
    most: float = math.inf,
    as_of: datetime.date | None = None,
) -> st.SearchStrategy[dict[str, Value]]:
    """A value for each fact by its type, with those of parameters among them."""
    known = {name: values(type_, given, most, as_of) for name, type_ in types.items()}
    return st.fixed_dictionaries({name: st.none() | each if unknown else each for name, each in known.items()})


def values(
    type_: Type, boundaries: Sequence[Setting] = (), most: float = math.inf, as_of: datetime.date | None = None
) -> st.SearchStrategy[Any]:
    """Known values of a type, as rules know them: edges, the boundaries and what lies beside them, and any others.

    Numbers that are not whole lie within `most` either way.
    """
    steps = [each for each in boundaries if not isinstance(each, bool | str | datetime.date)]
    match type_.kind:
        case Kind.BOOL:
            return st.booleans()
        case Kind.INTEGER:
            near = [math.floor(each) + step for each in steps for step in (-1, 0, 1)]
            return st.sampled_from([*_WHOLES, *near]) | st.integers(-100, 100) | st.integers(-MAX_WHOLE, MAX_WHOLE)
        case Kind.NUMBER | Kind.MONEY:
            at = [float(each) for each in steps]
            near_by = [math.nextafter(each, side) for each in at for side in (-math.inf, math.inf)]
            edges = [each for each in (*_NUMBERS, *at, *near_by) if abs(each) <= most]
            limit = None if math.isinf(most) else most
            some = st.floats(limit and -limit, limit, allow_nan=False, allow_infinity=False)
            return st.sampled_from(edges) | st.integers(-1000, 1000).map(float) | some
        case Kind.TEXT:
            named = [each for each in boundaries if isinstance(each, str)]
            return st.sampled_from(type_.values) if type_.values else st.sampled_from([*named, *WORDS])
        case Kind.DATE:
            at_days = [each for each in boundaries if isinstance(each, datetime.date)]
            days = st.sampled_from([*_DAYS, *_beside(at_days)]) | st.dates(datetime.date.min, LAST_DAY)
            return days if as_of is None else st.sampled_from(_days_near(as_of, steps)) | days


def _beside(days: Sequence[datetime.date]) -> list[datetime.date]:
    """Days, each with its neighbours."""
    found = (add_days(day, step) for day in days for step in (-1, 0, 1))
    return [day for day in found if day is not None]


def _days_near(as_of: datetime.date, steps: Sequence[float]) -> list[datetime.date]:
    """The day itself, and those that lie as far from it as numbers of days say, each with its neighbours."""
    apart = {sign * int(each) + step for each in (0, *steps) for sign in (-1, 1) for step in (-1, 0, 1)}
    found = (as_of.toordinal() + days for days in sorted(apart))
    return [datetime.date.fromordinal(day) for day in found if 1 <= day <= LAST_DAY.toordinal()]
