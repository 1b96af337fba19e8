"""Writes examples/orders.csv and examples/events.jsonl: made-up orders of a shop, and events of a telecom's customers.

`python examples/make_histories.py` rewrites both byte for byte; `--check` only compares, and exits 1 on a difference.

The orders have the columns of `orders.history.toml`, some of them returned. The events are CloudEvents with the kinds
of `subscription.history.toml`: each customer has a course of a year and a half, as in make_customers.py, and a few
events come twice, as they do from any queue.
"""

import argparse
import csv
import datetime
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

ORDERS: Final = Path(__file__).with_name("orders.csv")
EVENTS: Final = Path(__file__).with_name("events.jsonl")
SEED: Final = 20261127
TODAY: Final = datetime.date(2026, 11, 1)
"""The day on which the files were drawn up."""

BUYERS: Final = 120
ORDER_DAYS: Final = 540
PARETO: Final = 1.16
"""The shape under which a fifth of all brings four fifths."""
MARGIN: Final = (0.05, 0.35)
RETURNED_SHARE: Final = 0.06

SUBSCRIBERS: Final = 24
BILLS: Final = 6
BILL: Final = (40.0, 260.0)
USAGE: Final = (100.0, 900.0)
DOUBLE_SHARE: Final = 0.03
HOUR: Final = datetime.timedelta(hours=8)
"""What the operator's clock is ahead of UTC."""


def make_orders(random: Random) -> list[dict[str, Any]]:
    """Orders of a shop by day, each with its revenue and profit."""
    orders: list[dict[str, Any]] = []
    for number in range(1, BUYERS + 1):
        weight = random.paretovariate(PARETO)
        for _ in range(random.randint(1, 9)):
            day = TODAY - datetime.timedelta(random.randrange(ORDER_DAYS))
            revenue = round(weight * random.uniform(20, 80), 2)
            orders.append(_order(f"B{number:03d}", day, revenue, random))
            if random.random() < RETURNED_SHARE:
                back = min(day + datetime.timedelta(random.randint(2, 20)), TODAY)
                orders.append(_order(f"B{number:03d}", back, -revenue, random))
    orders.sort(key=lambda order: (order["at"], order["customer"]))
    return [{"order": f"O{place:04d}", **order} for place, order in enumerate(orders, 1)]


def _order(customer: str, day: datetime.date, revenue: float, random: Random) -> dict[str, Any]:
    profit = round(revenue * random.uniform(*MARGIN), 2)
    return {"customer": customer, "at": day.isoformat(), "revenue": f"{revenue:.2f}", "profit": f"{profit:.2f}"}


def make_events(random: Random) -> list[dict[str, Any]]:
    """CloudEvents of customers, as they arrived."""
    events = [event for number in range(1, SUBSCRIBERS + 1) for event in _course(f"S{number:03d}", random)]
    events.sort(key=lambda event: str(event["time"]))
    head = {"specversion": "1.0", "source": "/operator"}
    made = [{**head, "id": f"{place}", **each} for place, each in enumerate(events, 1)]
    again = [each for each in made if random.random() < DOUBLE_SHARE]
    return sorted([*made, *again], key=lambda event: str(event["time"]))


def _course(customer: str, random: Random) -> Iterator[dict[str, Any]]:
    def event(days_ago: int, kind: str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        local = datetime.datetime.combine(TODAY, datetime.time(random.randint(7, 21), random.randrange(60)))
        moment = local - datetime.timedelta(days_ago) - HOUR
        made: dict[str, Any] = {"type": kind, "subject": customer, "time": f"{moment.isoformat()}Z"}
        return made if data is None else {**made, "data": data}

    tenure = random.choice([40, 200, 400, 540])
    bill, usage = random.uniform(*BILL), random.uniform(*USAGE)
    falls = random.random() < 0.2
    yield event(tenure, "activated")
    for month in range(min(BILLS, tenure // 30), 0, -1):
        part = random.uniform(0.4, 0.65) if falls and month == 1 else random.uniform(0.95, 1.05)
        yield event(30 * month, "bill", {"amount": round(bill * part, 2)})
        yield event(30 * month, "usage", {"usage": round(usage * random.uniform(0.9, 1.1), 1)})
    for begin, end, share in (
        ("forwarding-on", "forwarding-off", 0.3),
        ("powered-off", "powered-on", 0.2),
        ("complained", "settled", 0.3),
        ("stop-reported", "stop-withdrawn", 0.1),
        ("stopped", "resumed", 0.15),
        ("cancellation-applied", "cancellation-dropped", 0.1),
    ):
        if random.random() < share:
            began = random.randint(1, min(tenure, 45) - 1)
            data = {"arrears": random.random() < 0.5} if begin == "stopped" else None
            yield event(began, begin, data)
            if random.random() < 0.6:
                yield event(random.randrange(began), end)


def to_csv(orders: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*orders[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(orders)
    return text.getvalue()


def to_lines(events: Sequence[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write examples/orders.csv and examples/events.jsonl.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    options = parser.parse_args(arguments)

    made = {ORDERS: to_csv(make_orders(Random(SEED))), EVENTS: to_lines(make_events(Random(SEED + 1)))}
    status = 0
    for path, text in made.items():
        content = text.encode()
        if not options.check:
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            print(f"{path.name} is not what {Path(__file__).name} writes; run it", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
