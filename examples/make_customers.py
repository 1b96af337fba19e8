"""Writes examples/customers.csv: 500 made-up telecom customers, with the gaps that real files have.

`python examples/make_customers.py` rewrites the file byte for byte;
`--check` only compares, and exits 1 on a difference.

The facts of one customer fit together. A *course* says how the customer's month went and sets the numbers; then facts
go missing as they do in practice: the network's counters all at once, single flags here and there, the average bill of
all newcomers. Names are put together from words that nobody is called.
"""

import argparse
import csv
import datetime
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Final

TARGET: Final = Path(__file__).with_name("customers.csv")
SEED: Final = 20261122
CUSTOMERS: Final = 500
DAYS: Final = 30
NEVER: Final = (0, 0)

COMPANY_SHARE: Final = 0.4
CHINESE_SHARE: Final = 0.6
PERSON_BILL: Final = (38.0, 260.0)
COMPANY_BILL: Final = (400.0, 6000.0)
NEWCOMER_MONTHS: Final = 3
"""A customer this new has no average bill yet."""
LONGEST_TENURE: Final = 132

# Of the whole file, not of the customers of one course.
COMPLAINT_SHARE: Final = 0.07
CANCELLATION_SHARE: Final = 0.03
NEWCOMER_SHARE: Final = 0.04
MONEY_SHARE: Final = 0.7
AUTHORITY_SHARE: Final = 0.55
NEED_SHARE: Final = 0.65
ARREARS_SHARE: Final = 0.45
"""Of the suspended customers: those whose service stopped for arrears, not at their own wish."""

TODAY: Final = datetime.date(2026, 11, 1)
"""The day on which the file was drawn up."""
PARETO: Final = 1.16
"""The shape under which a fifth of all brings four fifths."""
SERVICE_COST: Final = (20.0, 90.0)
CALLED_SHARE: Final = 0.85
VISITED_SHARE: Final = 0.4
CALL_DAYS: Final = 260
VISIT_DAYS: Final = 500
"""How long ago the last contact may be."""

QUALIFICATION_GAP: Final = 0.1
NETWORK_GAP: Final = 0.08
BILL_GAP: Final = 0.04
AVERAGE_GAP: Final = 0.03
PROFIT_GAP: Final = 0.03
SINCE_GAP: Final = 0.02
FLAG_GAP: Final = 0.012
COMPLAINT_GAP: Final = 0.04
TENURE_GAP: Final = 0.02
ARREARS_GAP: Final = 0.2
ARREARS_KNOWN: Final = 0.15
"""Of the customers not suspended: where the arrears column says `false`; elsewhere nobody filled it in."""

PEOPLE_ZH: Final = (
    ["青", "墨", "竹", "砚", "荻", "菱", "芦", "榆", "枫", "棠"],
    ["小满", "谷雨", "白露", "霜降", "处暑", "芒种", "惊蛰", "立夏", "秋分", "冬至"],
)
PEOPLE_EN: Final = (
    ["Wren", "Rowan", "Linnet", "Alder", "Tansy", "Fennel", "Plover", "Sorrel", "Teal", "Bramble"],
    ["Tealight", "Copperpot", "Inkwell", "Haystack", "Lanternby", "Windowsill", "Thimbleton", "Buttonwick"],
)
COMPANIES_ZH: Final = (
    ["纸鹤", "瓷猫", "锡灯", "棉云", "铜铃", "木鲸", "糖山", "雨伞", "石鼓", "风筝"],
    ["灯塔贸易行", "钟楼物流", "渡口食品厂", "磨坊印务", "码头五金", "驿站餐饮"],
)
COMPANIES_EN: Final = (
    ["Paper Heron", "Tin Lantern", "Cotton Cloud", "Clay Cat", "Brass Bell", "Wooden Whale", "Sugar Hill"],
    ["Trading", "Logistics", "Foods", "Printworks", "Hardware", "Catering"],
)


@dataclass(slots=True)
class Customer:
    """One line of the file, its columns in their order; `None` is an empty cell."""

    customer_id: str
    name: str
    money: bool | None
    authority: bool | None
    need: bool | None
    cancellation_requested: bool | None
    suspended: bool | None
    suspension_requested: bool | None
    arrears_suspension: bool | None
    bill: float | None
    bill_average: float | None
    forwarding_days_30: int | None
    powered_off_days_30: int | None
    usage_swing: float | None
    complaint_open: bool | None
    tenure_months: int | None
    profit: float | None = None
    customer_since: datetime.date | None = None
    last_call: datetime.date | None = None
    last_visit: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How a customer's month went: the ranges its numbers are drawn from.

    `bill` is a ratio of the customer's average, `swing` the relative swing of usage,
    `forwarding` and `powered_off` are days of the last 30.
    """

    share: float
    bill: tuple[float, float] = (0.92, 1.12)
    forwarding: tuple[int, int] = (0, 1)
    powered_off: tuple[int, int] = (0, 2)
    swing: tuple[float, float] = (0.02, 0.28)
    suspended: bool = False
    suspension_requested: bool = False


COURSES: Final = {
    "content": Course(share=0.33, bill=(1.0, 1.15)),
    "stable": Course(share=0.28, bill=(0.9, 1.0)),
    "usage shakes": Course(share=0.07, bill=(0.75, 1.1), swing=(0.51, 0.95)),
    "forwards now and then": Course(share=0.06, forwarding=(3, 12), swing=(0.15, 0.45)),
    "forwards for long": Course(
        share=0.04, bill=(0.78, 0.95), forwarding=(16, DAYS), powered_off=NEVER, swing=(0.3, 0.7)
    ),
    "switched off": Course(share=0.04, bill=(0.75, 0.92), forwarding=NEVER, powered_off=(16, DAYS), swing=(0.3, 0.8)),
    "bill falls": Course(share=0.11, bill=(0.4, 0.7), forwarding=(0, 4), swing=(0.2, 0.6)),
    "asks to stop": Course(share=0.03, bill=(0.6, 0.95), swing=(0.1, 0.5), suspension_requested=True),
    "stopped": Course(
        share=0.04, bill=(0.2, 0.6), forwarding=NEVER, powered_off=(8, DAYS), swing=(0.5, 0.95), suspended=True
    ),
}


def make_customers(random: Random, accounts: Random) -> list[Customer]:
    courses = random.choices([*COURSES.values()], weights=[course.share for course in COURSES.values()], k=CUSTOMERS)
    customers = [make_customer(random, number, course) for number, course in enumerate(courses, start=1)]
    for customer in customers:
        keep_account(accounts, customer)
    for customer in customers:
        lose_facts(random, customer)
    return customers


def make_customer(random: Random, number: int, course: Course) -> Customer:
    """A customer of whom everything is known that can be."""

    def chance(share: float) -> bool:
        return random.random() < share

    company = chance(COMPANY_SHARE)
    average = random.uniform(*(COMPANY_BILL if company else PERSON_BILL))
    newcomer = chance(NEWCOMER_SHARE)
    tenure = (0, NEWCOMER_MONTHS - 1) if newcomer else (NEWCOMER_MONTHS, LONGEST_TENURE)
    return Customer(
        customer_id=f"C{number:04d}",
        name=make_name(random, company),
        money=chance(MONEY_SHARE),
        authority=chance(AUTHORITY_SHARE),
        need=chance(NEED_SHARE),
        cancellation_requested=chance(CANCELLATION_SHARE),
        suspended=course.suspended,
        suspension_requested=course.suspension_requested,
        arrears_suspension=course.suspended and chance(ARREARS_SHARE),
        bill=average * random.uniform(*course.bill),
        bill_average=None if newcomer else average,
        forwarding_days_30=random.randint(*course.forwarding),
        powered_off_days_30=random.randint(*course.powered_off),
        usage_swing=random.uniform(*course.swing),
        complaint_open=chance(COMPLAINT_SHARE),
        tenure_months=random.randint(*tenure),
    )


def keep_account(random: Random, customer: Customer) -> None:
    """What the account manager's own list says: profit, how long a customer, and when last contacted."""
    profit = random.paretovariate(PARETO) * 60 - random.uniform(*SERVICE_COST)
    days = random.randrange(28) + 30 * (customer.tenure_months or 0)
    since = TODAY - datetime.timedelta(days)
    if random.random() >= PROFIT_GAP:
        customer.profit = profit
    if random.random() >= SINCE_GAP:
        customer.customer_since = since
    if random.random() < CALLED_SHARE:
        customer.last_call = TODAY - datetime.timedelta(random.randrange(min(CALL_DAYS, days + 1)))
    if random.random() < VISITED_SHARE:
        customer.last_visit = TODAY - datetime.timedelta(random.randrange(min(VISIT_DAYS, days + 1)))


def make_name(random: Random, company: bool) -> str:
    if random.random() < CHINESE_SHARE:
        words, space = (COMPANIES_ZH if company else PEOPLE_ZH), ""
    else:
        words, space = (COMPANIES_EN if company else PEOPLE_EN), " "
    return space.join(random.choice(part) for part in words)


def lose_facts(random: Random, customer: Customer) -> None:
    """Empties cells, feed by feed."""

    def lose(share: float, *names: str) -> None:
        if random.random() < share:
            for name in names:
                setattr(customer, name, None)

    for name in ("money", "authority", "need"):
        lose(QUALIFICATION_GAP, name)
    for name in ("cancellation_requested", "suspended", "suspension_requested"):
        lose(FLAG_GAP, name)
    lose(ARREARS_GAP if customer.suspended else 1 - ARREARS_KNOWN, "arrears_suspension")
    lose(NETWORK_GAP, "forwarding_days_30", "powered_off_days_30", "usage_swing")
    lose(BILL_GAP, "bill")
    lose(AVERAGE_GAP, "bill_average")
    lose(COMPLAINT_GAP, "complaint_open")
    lose(TENURE_GAP, "tenure_months")


def to_csv(customers: Sequence[Customer]) -> str:
    names = [field.name for field in fields(Customer)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([to_cell(getattr(customer, name)) for name in names] for customer in customers)
    return text.getvalue()


def to_cell(value: bool | int | float | str | datetime.date | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime.date():
            return value.isoformat()
        case float():  # money and the swing alike
            return f"{value:.2f}"
        case _:
            return str(value)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write examples/customers.csv.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file would change")
    options = parser.parse_args(arguments)

    content = to_csv(make_customers(Random(SEED), Random(SEED + 1))).encode()
    if not options.check:
        TARGET.write_bytes(content)
        return 0
    if TARGET.is_file() and TARGET.read_bytes() == content:
        return 0
    print(f"{TARGET.name} is not what {Path(__file__).name} writes; run it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
