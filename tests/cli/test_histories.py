"""Commands over files of events: the binding's history makes customers of them."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import Binding
from crmrules.cli.main import main
from crmrules.errors import AsOfError, BindingError
from tests.docs.blocks import ROOT

ORDERS = ROOT / "examples" / "orders.csv"
EVENTS = ROOT / "examples" / "events.jsonl"
DATA = ROOT.parent / "shared" / "data"
DAY = "2026-11-01"
SUBSCRIPTIONS = """
[history]
customer = "subject"
at = "time"
kind = { column = "type" }
id = ["source", "id"]
zone = "Asia/Shanghai"

[facts]
bill = { last = "bill-closed.amount" }
tenure_months = { months_since = "activated" }

[columns]
amount = "number"
"""

RETAIL = """
[history]
customer = "Customer ID"
at       = "InvoiceDate"
kind     = "line"
where    = 'known(column("Customer ID")) and Quantity > 0 and Price > 0'

[facts]
profit     = { sum = "line", value = "Quantity * Price" }
last_order = { last_day = "line" }
"""

RETAIL_RFM = """
[history]
customer = "Customer ID"
at       = "InvoiceDate"
kind     = "line"
where    = 'known(column("Customer ID")) and Quantity > 0 and Price > 0'

[facts]
recency   = { days_since = "line" }
frequency = { distinct = "line.Invoice" }
monetary  = { sum = "line", value = "Quantity * Price" }

[columns]
Invoice = "text"
"""

RFM = """
[history]
customer = "customer_id"
at       = "order_date"
kind     = "order"

[facts]
profit = { sum = "order.revenue" }
recency = { days_since = "order" }
frequency = { count = "order" }
monetary = { sum = "order.revenue" }
"""


def wrote(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_orders_are_reviewed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["review", ORDERS, "-o", tmp_path / "book", "--bind", "orders.history", "--as-of", DAY]
    assert 0 == main([*map(str, arguments), "--policy", "tiers"])
    said = capsys.readouterr()
    assert f"{ORDERS}: facts of 120 customers as of 2026-11-01, from 592 events\n" == said.err
    assert "120 customers of orders.csv" in said.out
    assert "the top 20% of customers bring 65.87% of the total" in said.out
    assert "B030      Key customers" in said.out
    book = pl.read_parquet(tmp_path / "book" / "decisions.parquet")
    facts = Binding.shipped("orders.history").facts_by_customer(ORDERS, datetime.date.fromisoformat(DAY))
    assert {name: each["profit"] for name, each in facts.items()} == dict(book.select("customer", "profit").rows())


def test_it_is_said_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["apply", "tiers", ORDERS, "--bind", "orders.history", "--as-of", DAY, "--lang", "zh"]
    assert 0 == main([*map(str, arguments)])
    assert "截至 2026-11-01，由 592 个事件得出 120 位客户的事实" in capsys.readouterr().err


def test_every_format_gives_the_same_customers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = pl.read_csv(ORDERS, try_parse_dates=True)
    rows.write_parquet(tmp_path / "orders.parquet")
    rows.write_excel(tmp_path / "orders.xlsx")
    rows.with_columns(pl.col("at").cast(pl.String)).write_ndjson(tmp_path / "orders.jsonl")
    rows.head(300).write_csv(tmp_path / "part-1.csv")
    rows.tail(-300).write_csv(tmp_path / "part-2.csv")
    found: list[list[dict[str, Any]]] = []
    for name in (ORDERS, "orders.parquet", "orders.xlsx", "orders.jsonl", "part-*.csv"):
        out = tmp_path / "out.jsonl"
        arguments = ["apply", "tiers", tmp_path / name, "--bind", "orders.history", "--as-of", DAY, "-o", out]
        assert 0 == main([*map(str, arguments), "--force"]), capsys.readouterr().err
        found.append(pl.read_ndjson(out).to_dicts())
    assert 120 == len(found[0])
    assert [found[0]] * 5 == found


def test_one_customer_is_explained_by_the_key(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", "tiers", str(ORDERS), "--bind", "orders.history", "--as-of", DAY]
    assert 0 == main([*arguments, "--key", "customer=B037"])
    out = capsys.readouterr().out
    assert "orders.csv, customer B037" in out
    assert "profit = 26.67" in out
    assert 2 == main([*arguments, "--row", "3"])
    error = "--row 3: the rows of FILE are events, and no customers; name one by --key customer=VALUE\n"
    assert error == capsys.readouterr().err


def test_cloud_events_are_decided_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bind = wrote(tmp_path / "subscriptions.bind.toml", SUBSCRIPTIONS)
    out = tmp_path / "out.csv"
    arguments = ["apply", "retention-ladder", EVENTS, "--bind", bind, "--as-of", DAY, "-o", out]
    assert 0 == main([*map(str, arguments)]), capsys.readouterr().err
    kinds = {json.loads(line)["type"] for line in EVENTS.read_text("utf-8").splitlines()}
    assert "activated" in kinds
    customers = Binding.load(bind).facts_by_customer(EVENTS, datetime.date.fromisoformat(DAY))
    assert [*customers] == pl.read_csv(out)["subject"].to_list()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (
            [],
            "binding, history: its facts depend on the day; "
            "give `as_of`, such as --as-of 2026-07-01 on the command line\n",
        ),
        (["--as-of", DAY, "--strict"], "orders.csv: column `note` is none that the history names; known are"),
    ],
    ids=["no day", "strict"],
)
def test_what_is_lacking_is_told(
    options: list[str], error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "orders.csv"
    pl.read_csv(ORDERS).with_columns(note=pl.lit("x")).write_csv(path)
    assert 2 == main(["apply", "tiers", str(path), "--bind", "orders.history", *options])
    assert error in capsys.readouterr().err


def test_problems_of_events_name_their_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wrote(tmp_path / "orders.csv", "order,customer,at,revenue,profit\n1,C1,2026-06-01,2,x\n2,,2026-06-01,2,1\n")
    assert 2 == main(["apply", "tiers", str(path), "--bind", "orders.history", "--as-of", DAY])
    error = capsys.readouterr().err
    assert f'{path}, row 2, column `profit`: "x" is no number; write it with digits and a point' in error
    assert f"{path}, row 3: is an event without a customer" in error


def test_kinds_that_never_occur_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wrote(tmp_path / "calls.csv", "customer,at,kind\nC1,2026-06-01,cal\n")
    bind = wrote(tmp_path / "calls.toml", '[facts]\nprofit = { count = "call" }\n')
    assert 0 == main(["apply", "tiers", str(path), "--bind", str(bind), "--as-of", DAY])
    assert "no event is of a kind `call`: `profit` read it; there are `cal`" in capsys.readouterr().err


CUSTOMERS = """number,name,profit_goal
B037,Anna,10

B999,Berta,x
B001,Clara,
"""
JOINED = """
[history]
kind = "order"

[join]
key = "number"

[facts]
profit = { sum = "order.profit" }
orders = { count = "order" }
last_order = { last_day = "order" }
"""
LABEL = """lost = { open = "stop" }

[spans]
stop = { from = "stopped", to = "resumed" }

[columns]"""


def joined(tmp_path: Path, customers: str, *options: object) -> list[str]:
    """The arguments that join customers to the orders."""
    path = wrote(tmp_path / "customers.csv", customers)
    bind = wrote(tmp_path / "orders.bind.toml", JOINED)
    return [*map(str, ["tiers", ORDERS, "--bind", bind, "--join", path, "--as-of", DAY, *options])]


def test_customers_are_joined_to_their_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    assert 0 == main(["apply", *joined(tmp_path, CUSTOMERS, "-o", out)]), capsys.readouterr().err
    said = "3 customers, 1 of them without an event; 118 customers of events are none of them"
    assert f"{tmp_path / 'customers.csv'}: {said}" in capsys.readouterr().err
    lines = out.read_text("utf-8").splitlines()
    assert lines[0].startswith("number,name,profit_goal,profit,orders,last_order,tiers")
    assert lines[1].startswith("B037,Anna,10,26.67,2,2025-11-15,")
    assert lines[2].startswith("B999,Berta,x,0.0,0,,")
    assert lines[3].startswith("B001,Clara,,38.92,6,2026-06-16,")


def test_a_customer_is_explained_by_the_row_of_the_file_that_is_joined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["explain", *joined(tmp_path, CUSTOMERS, "--row", 5)])
    out = capsys.readouterr().out
    assert "customers.csv, row 5" in out
    assert "38.92" in out


def test_customers_of_a_table_with_types_are_joined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "customers.parquet"
    pl.DataFrame({"number": ["B001", "B037"], "vip": [True, None]}).write_parquet(path)
    out = tmp_path / "out.jsonl"
    arguments = [*joined(tmp_path, CUSTOMERS, "-o", out), "--join", str(path)]
    assert 0 == main(["apply", *arguments]), capsys.readouterr().err
    found = pl.read_ndjson(out).select("number", "vip", "profit", "orders").rows()
    assert [("B001", True, 38.92, 6), ("B037", None, 26.67, 2)] == found


@pytest.mark.parametrize(
    ("customers", "error"),
    [
        ("number\nB1\n\nB1\n", 'row 4, column `number`: "B1" is in row 2 already, and its events would count twice'),
        ("number,name\n,x\n", "row 2: is a customer without a name; fill in `number`"),
        ("nummer\nB1\n", "has no column `number` to join by; did you mean `nummer`?"),
        ("number,orders\nB1,2\n", "has a column `orders`, which is a fact of events; rename one of them"),
    ],
    ids=["twice", "nobody", "no column", "taken"],
)
def test_customers_that_cannot_be_joined_are_told(
    customers: str, error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["apply", *joined(tmp_path, customers)])
    assert error in capsys.readouterr().err


def test_customers_of_one_file_are_joined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrote(tmp_path / "customers-2.csv", CUSTOMERS)
    arguments = [*joined(tmp_path, CUSTOMERS), "--join", str(tmp_path / "customers*.csv")]
    assert 2 == main(["apply", *arguments])
    assert "are several files; join the customers of one" in capsys.readouterr().err


def test_customers_are_joined_to_events_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["apply", "tiers", str(ORDERS), "--join", str(ORDERS)])
    assert "--join: joins customers to events; give --bind a binding with a [history]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("join", "error"),
    [
        ("number", '"number" is no table; write it as [join], key = "Customer ID"'),
        ({"keys": "number"}, "unknown key `keys`; did you mean `key`?"),
        ({"key": 3}, '`key`: 3 is no column; write it as key = "Customer ID"'),
        ({"key": ""}, '`key`: "" is no column; write it as key = "Customer ID"'),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_join_is_told(join: Any, error: str) -> None:
    with pytest.raises(BindingError) as caught:
        Binding({"orders": {"count": "order"}}, join=join)
    assert error in str(caught.value)
    with pytest.raises(BindingError, match="joins customers to events, and there is no history"):
        Binding({}, join={"key": "number"})


@pytest.mark.parametrize("command", ["coverage", "backtest", "diff"])
def test_other_commands_take_events_for_customers(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bind = wrote(tmp_path / "bind.toml", SUBSCRIPTIONS.replace("[columns]", LABEL))
    arguments: dict[str, list[object]] = {
        "coverage": ["retention-ladder", EVENTS],
        "backtest": ["retention-ladder", EVENTS, "--label", "lost"],
        "diff": ["retention-ladder", "retention-ladder", "--data", EVENTS],
    }
    assert 0 == main([command, *map(str, arguments[command]), "--bind", str(bind), "--as-of", DAY])
    said = capsys.readouterr()
    assert "customers as of 2026-11-01" in said.err
    assert said.out


def test_events_are_read_as_customers() -> None:
    bind, day = Binding.shipped("orders.history"), datetime.date.fromisoformat(DAY)
    tiers = crmrules.policy("tiers")
    frame = crmrules.read(ORDERS, [tiers], bind=bind, as_of=day)
    assert ("customer", 120) == (frame.columns[0], frame.height)
    assert 120 == tiers.apply(frame).height
    with pytest.raises(AsOfError, match="its facts depend on the day"):
        crmrules.read(ORDERS, [tiers], bind=bind)


@pytest.mark.skipif(not DATA.exists(), reason=f"needs {DATA}")
def test_the_year_of_a_shop_is_reviewed_by_one_binding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bind = wrote(tmp_path / "retail.bind.toml", RETAIL)
    file = DATA / "online_retail_2009_2010.parquet"
    arguments = ["review", file, "-o", tmp_path / "book", "--bind", bind, "--as-of", "2010-12-31", "--policy", "tiers"]
    assert 0 == main([*map(str, arguments)]), capsys.readouterr().err
    out = capsys.readouterr().out
    assert "4,312 customers of online_retail_2009_2010.parquet" in out
    assert "863" in out
    assert "the top 20% of customers bring 73.48% of the total" in out


@pytest.mark.skipif(not DATA.exists(), reason=f"needs {DATA}")
def test_recency_frequency_and_money_of_real_orders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bind, file = wrote(tmp_path / "rfm.bind.toml", RFM), DATA / "rfm_orders.csv"
    day = datetime.date(2006, 12, 31)
    arguments = ["review", file, "-o", tmp_path / "book", "--bind", bind, "--as-of", day, "--policy", "tiers"]
    assert 0 == main([*map(str, arguments)]), capsys.readouterr().err
    out = capsys.readouterr().out
    assert "995 customers of rfm_orders.csv" in out
    assert "200" in out
    assert "the top 20% of customers bring 35.77% of the total" in out
    orders = pl.read_csv(file, try_parse_dates=True)
    wanted = (
        orders.group_by("customer_id")
        .agg(
            recency=(day - pl.col("order_date").max()).dt.total_days(),
            frequency=pl.len(),
            monetary=pl.col("revenue").sum(),
        )
        .sort("customer_id")
    )
    found = Binding.load(bind).facts_at(orders, day)
    assert wanted.rows() == found.select("customer_id", "recency", "frequency", "monetary").rows()


@pytest.mark.skipif(not DATA.exists(), reason=f"needs {DATA}")
def test_the_report_shades_the_segments_of_a_year_of_a_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bind = wrote(tmp_path / "rfm.bind.toml", RETAIL_RFM)
    file, book = DATA / "online_retail_2009_2010.parquet", tmp_path / "book"
    arguments = ["review", file, "-o", book, "--bind", bind, "--as-of", "2010-12-10", "--policy", "rfm"]
    assert 0 == main([*map(str, arguments)]), capsys.readouterr().err
    page = (book / "report.html").read_text("utf-8")
    table = page[page.index("<caption>Customers by Recency and Frequency</caption>") :].partition("</table>")[0]
    shaded = [(int(share), int(count)) for share, count in re.findall(r"var\(--bar\) (\d+)%[^>]*>([\d,]+)<", table)]
    digits = pl.read_parquet(book / "decisions.parquet")["rfm"].str.head(2).value_counts()
    wanted = dict(digits.iter_rows())
    assert [wanted[f"{recency}{frequency}"] for recency in "54321" for frequency in "54321"] == [
        count for _, count in shaded
    ]
    assert 4312 == sum(count for _, count in shaded)
    # the more customers, the darker
    assert sorted(shaded) == sorted(shaded, key=lambda each: each[1])
    assert max(shaded) == (60, wanted["11"])
