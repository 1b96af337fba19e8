"""Reviewed statements: what `sql` gives for some policies and every database, read by people before it is kept here.

`python -m tests.statements` writes them anew; the difference is then to be read.
"""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

import crmrules
from crmrules import Binding
from crmrules.engines.sql.dialects import DIALECTS
from crmrules.expressions.types import Kind

HERE = Path(__file__).parent

POLICIES: Mapping[str, Mapping[str, Any]] = {
    "man": {},
    "retention-ladder": {"missing": True, "so_far": True},
    "contact-frequency": {"as_of": datetime.date(2026, 7, 1)},
    "key-person-standards": {"as_of": datetime.date(2026, 7, 1)},
    "name-list": {"as_of": datetime.date(2026, 7, 1)},
    "loyalty": {"reason": "zh"},
    "tiers": {},
    "rfm": {},
}
"""Each policy, with what is asked of it."""


DAY = datetime.date(2026, 7, 1)


def statements() -> dict[Path, str]:
    """Every statement, by the file that holds it."""
    found = {
        HERE / dialect / f"{id_}.sql": _statement(id_, dialect, asked)
        for id_, asked in POLICIES.items()
        for dialect in DIALECTS
    }
    found |= {HERE / dialect / "tiers-by-region.sql": _by_region(dialect) for dialect in DIALECTS}
    return found | {HERE / dialect / "retention-ladder-of-events.sql": _of_events(dialect) for dialect in DIALECTS}


def _statement(id_: str, dialect: str, asked: Mapping[str, Any]) -> str:
    policy: Any = crmrules.policy(id_)
    text: str = policy.sql("crm.customers", dialect=dialect, keep=["customer_id"], **asked)
    return text


def _by_region(dialect: str) -> str:
    """The tiers, each region cut by itself."""
    document = crmrules.policy("tiers").to_dict()
    document |= {"by": "region", "facts": {**document.get("facts", {}), "region": {"type": "text"}}}
    policy = crmrules.from_dict(document, crmrules.Segmentation)
    return policy.sql("crm.customers", dialect=dialect, keep=["customer_id"])


def _of_events(dialect: str) -> str:
    """The ladder over the facts of a history: aggregates in order and in any, spans, and a day of joining."""
    shipped = Binding.shipped("subscription.history").with_history(since=datetime.date(2026, 1, 1))
    bind = evolve(shipped, columns={**shipped.columns, "id": Kind.TEXT})
    return crmrules.policy("retention-ladder").sql("crm.events", dialect=dialect, bind=bind, as_of=DAY)
