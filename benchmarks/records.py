"""Records to decide on: a seeded mix such as an operator sees, complete or with some facts unknown."""

from random import Random
from typing import Any, TypeVar

from attrs import asdict, evolve, fields

from crmrules import Prospect, Subscription

E = TypeVar("E", Prospect, Subscription)

UNKNOWN = 0.1
"""How many of the facts are unknown in a mix that is not complete."""


def prospects(count: int, seed: int = 107) -> list[Prospect]:
    """Complete prospects: most have money, about half a need."""
    rng = Random(seed)

    def chance(share: float) -> bool:
        return rng.random() < share

    return [Prospect(money=chance(0.7), authority=chance(0.6), need=chance(0.5)) for _ in range(count)]


def subscriptions(count: int, seed: int = 36) -> list[Subscription]:
    """Complete subscriptions: most run quietly, every step of the ladder occurs."""
    rng = Random(seed)
    return [_subscription(rng) for _ in range(count)]


def _subscription(rng: Random) -> Subscription:
    average = round(rng.lognormvariate(4.3, 0.6), 2) if rng.random() < 0.98 else 0.0
    suspended = rng.random() < 0.04
    return Subscription(
        cancellation_requested=rng.random() < 0.02,
        suspended=suspended,
        suspension_requested=rng.random() < 0.02,
        arrears_suspension=suspended and rng.random() < 0.6,
        bill=round(average * max(0.0, rng.gauss(1.0, 0.2)), 2),
        bill_average=average,
        forwarding_days_30=0 if rng.random() < 0.8 else rng.randrange(31),
        powered_off_days_30=min(30, int(rng.expovariate(0.25))),
        usage_swing=round(rng.expovariate(4), 2),
        complaint_open=rng.random() < 0.05,
        tenure_months=int(rng.expovariate(1 / 30)),
    )


def with_unknowns(records: list[E], share: float = UNKNOWN, seed: int = 10) -> list[E]:
    """The same records with a share of their facts unknown."""
    rng = Random(seed)
    names = [each.name for each in fields(type(records[0]))]
    return [evolve(record, **{name: None for name in names if rng.random() < share}) for record in records]


def as_dicts(records: list[E]) -> list[dict[str, Any]]:
    """The same records as plain mappings, of the facts that any of them knows."""
    rows = [asdict(record) for record in records]
    known = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    return [{name: row[name] for name in known} for row in rows]
