"""What a change does to a million customers, and checking the catalogue."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import polars as pl

import crmrules
from benchmarks.measure import turns
from benchmarks.report import Line
from crmrules.definitions.catalogue import Definitions
from crmrules.loading import READERS, shipped

ROWS = 1_000_000
GOAL = 3.0
FIVE_SECONDS = 5e9


def run() -> Iterator[Line]:
    """`diff` beside two plain `apply`, nanoseconds a row; `check` beside reading the files, nanoseconds a policy."""
    old = crmrules.policy("retention-ladder")
    new = old.with_parameters(bill_drop=0.2)
    frame = customers()
    moved = crmrules.diff(old, new, frame).moved
    assert moved is not None
    assert len(moved.customers) == by_hand(old, new, frame)
    contenders: dict[str, Callable[[], object]] = {
        "two": partial(two_applies, old, new, frame),
        "ours": partial(crmrules.diff, old, new, frame),
        "meaning": partial(in_meaning, old, new),
    }
    least = turns(contenders, ROWS)
    yield Line("diff on a million customers", least["ours"], "two plain `apply`", least["two"], GOAL)
    both = least["ours"] + least["meaning"]
    yield Line("diff on a million customers and in meaning", both, "two plain `apply`", least["two"], GOAL)
    ids = crmrules.policies()
    least = turns({"read": read_anew, "ours": check_all}, len(ids))
    yield Line("check of the shipped catalogue", least["ours"], "reading its files", least["read"], None)
    yield Line("check of the shipped catalogue", least["ours"], "five seconds for all", FIVE_SECONDS / len(ids), 1.0)


def customers() -> pl.DataFrame:
    """Customers whose facts are scattered by arithmetic: the same in every run."""
    some = pl.int_range(ROWS)

    def scattered(factor: int, modulus: int) -> pl.Expr:
        return (some * factor + 12_345) % 1_000_003 % modulus

    return pl.select(
        cancellation_requested=scattered(7919, 50) == 0,
        suspended=scattered(104_729, 20) == 0,
        suspension_requested=scattered(1299, 30) == 0,
        arrears_suspension=scattered(611, 40) == 0,
        bill=scattered(15_485, 10_000) / 100,
        bill_average=scattered(32_452, 10_000) / 100,
        forwarding_days_30=scattered(49_979, 25),
        powered_off_days_30=scattered(67_867, 16),
        usage_swing=scattered(86_028, 60) / 100,
        complaint_open=scattered(90_001, 20) == 0,
        tenure_months=scattered(91_193, 80),
    )


def two_applies(old: Any, new: Any, frame: pl.DataFrame) -> None:
    """What a difference cannot do without: both policies on the frame."""
    old.apply(frame)
    new.apply(frame)


def in_meaning(old: Any, new: Any) -> None:
    """The comparison for every record there could be; it takes the same time whatever the number of customers."""
    assert crmrules.diff(old, new).equivalent is False


def by_hand(old: Any, new: Any, frame: pl.DataFrame) -> int:
    """How many customers move, as an expert would count them."""
    before, after = (each.apply(frame, certain=False)["retention_ladder"].cast(pl.String) for each in (old, new))
    return int((before.fill_null("-") != after.fill_null("-")).sum())


def read_anew() -> None:
    """Read every shipped file."""
    catalogue = Definitions(shipped().paths, READERS)
    for id_ in catalogue.ids:
        catalogue.definition(id_)


def check_all() -> None:
    """Look for findings in every shipped policy."""
    for id_ in crmrules.policies():
        assert crmrules.check(crmrules.policy(id_)) == ()
