"""A nightly batch over Parquet: the cases as they were kept, one day's events, and the cases as they are now.

    python -m examples.case_service.nightly events.parquet --as-of 2026-07-01 --kept cases.parquet

The first night reads the whole history; every other night only what has come since.
"""

import argparse
import datetime
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

import crmrules
from crmrules import Process
from crmrules.kinds.process.result import Case
from crmrules.records.writing import whole_path

_SCHEMA = {"customer": pl.String, "state": pl.String, "due": pl.Date, "duties": pl.String, "case": pl.String}


def night(
    process: Process, kept: Mapping[str, Mapping[str, Any]], events: Sequence[Mapping[str, Any]], as_of: datetime.date
) -> dict[str, Case]:
    """Every case at the end of a day, from the kept ones and the events since; events told again count once."""
    by_customer: dict[str, list[Mapping[str, Any]]] = {}
    for each in events:
        by_customer.setdefault(str(each["customer"]), []).append(each)
    new = [row for customer, rows in by_customer.items() if customer not in kept for row in rows]
    cases = {
        customer: process.resume(case, by_customer.get(customer, []), as_of=as_of) for customer, case in kept.items()
    }
    return cases | process.replay_each(new, as_of=as_of) if new else cases


def read_kept(path: Path) -> dict[str, dict[str, Any]]:
    """The cases of the night before, by customer; none where there was none."""
    if not path.exists():
        return {}
    rows = pl.read_parquet(path, columns=["customer", "case"])
    return {customer: json.loads(case) for customer, case in rows.iter_rows()}


def write_kept(cases: Mapping[str, Case], path: Path) -> None:
    """Write the cases whole, in place of those of the night before."""
    rows = [
        {
            "customer": customer,
            "state": case.state,
            "due": None if case.next_deadline is None else case.next_deadline.due,
            "duties": ", ".join(each.id for each in case.duties if each.certain) or None,
            "case": json.dumps(case.to_dict(), ensure_ascii=False),
        }
        for customer, case in cases.items()
    ]
    with whole_path(path, force=True) as made:
        pl.DataFrame(rows, schema=_SCHEMA).write_parquet(made)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one night; what is wrong ends it with a message, and the kept cases stay as they were."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("events", type=Path, help="the events since the night before, as Parquet")
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--kept", type=Path, required=True, help="the cases, read and written")
    parser.add_argument("--policy", default="retention-case")
    options = parser.parse_args(arguments)
    try:
        process = crmrules.policy(options.policy, Process)
        events = pl.read_parquet(options.events).to_dicts()
        write_kept(night(process, read_kept(options.kept), events, options.as_of), options.kept)
    except (crmrules.CrmRulesError, OSError, pl.exceptions.PolarsError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
