"""What holding a policy of any kind against what happened counts, and the same at other values of a parameter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import polars as pl
from attrs import evolve

from crmrules.assurance.backtest.result import Backtest
from crmrules.errors import RecordError
from crmrules.expressions.accept import shown
from crmrules.kinds.base import Policy

B = TypeVar("B", bound=Backtest)
P = TypeVar("P", bound=Policy[Any])


def with_sweep(policy: P, sweep: Mapping[str, Sequence[float]], held: Callable[[P], B]) -> B:
    """What came out, and what comes out with one parameter at other values."""
    return evolve(held(policy), sweep=tuple(_swept(policy, sweep, held)))


def _swept(policy: P, sweep: Mapping[str, Sequence[float]], held: Callable[[P], B]) -> Iterator[tuple[str, float, B]]:
    for name, values in sweep.items():
        if not isinstance(values, Sequence):
            raise RecordError.of(f"sweep `{name}`", f"{shown(values)} is no list of numbers", "give [0.1, 0.2, 0.3]")
        for value in values:
            yield name, value, held(policy.with_parameters(**{name: value}))


def pairs(codes: pl.Series, happened: pl.Series) -> list[tuple[Any, bool, int]]:
    """What is said of how many, to whom it happened or did not; those of whom that is not known are left out."""
    both = pl.DataFrame({"code": codes, "label": happened}).drop_nulls("label")
    return list(both.group_by("code", "label").len().iter_rows())
