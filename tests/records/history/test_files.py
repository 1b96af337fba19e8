"""Files of events: CSV by the types of what is read, JSON lines, Parquet, and problems with their rows."""

import datetime
import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from crmrules import Binding
from crmrules.errors import FileError, RecordError

DAY = datetime.date(2026, 7, 1)
BIND = Binding(
    {"profit": {"sum": "order.amount"}, "paid": {"count": "order", "where": "paid"}}, history={"kind": "order"}
)
CSV = "customer;at;amount;paid\n C1 ;2026-06-01;1.5;true\n\nC2;2026-06-02;;false\nC1;2026-06-03;2;\n"
FACTS: dict[Any, Any] = {"C1": {"profit": 3.5, "paid": None}, "C2": {"profit": None, "paid": 0}}


def facts_of(path: Path) -> dict[Any, Any]:
    return {name: dict(facts) for name, facts in BIND.facts_by_customer(path, DAY).items()}


def test_cells_are_read_by_the_types_of_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, "utf-8")
    assert FACTS == facts_of(path)
    packed = tmp_path / "orders.csv.gz"
    packed.write_bytes(gzip.compress(CSV.encode()))
    assert FACTS == facts_of(packed)


def test_objects_and_typed_columns_are_read_as_they_are(tmp_path: Path) -> None:
    rows = [
        {"customer": "C1", "at": "2026-06-01", "amount": 1.5, "paid": True},
        {"customer": "C2", "at": "2026-06-02", "amount": None, "paid": False},
        {"customer": "C1", "at": "2026-06-03", "amount": 2, "paid": None},
    ]
    lines = tmp_path / "orders.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert FACTS == facts_of(lines)
    parquet = tmp_path / "orders.parquet"
    frame = pl.DataFrame(rows, strict=False).with_columns(pl.col("at").str.to_date())
    frame.write_parquet(parquet)
    assert FACTS == facts_of(parquet)


def test_the_cells_of_a_workbook_are_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    frame = pl.DataFrame(
        {
            "customer": ["C1", "C2", "C1"],
            "at": [datetime.date(2026, 6, 1), datetime.date(2026, 6, 2), datetime.date(2026, 6, 3)],
            "amount": [1.5, None, 2],
            "paid": [True, False, None],
        }
    )
    frame.write_excel(path)
    assert FACTS == facts_of(path)
    frame.with_columns(amount=pl.Series(["1", "x", "2"])).write_excel(path)
    with pytest.raises(RecordError) as caught:
        BIND.facts_by_customer(path, DAY)
    assert [
        f'{path}, sheet `Sheet1`, row 3, column `amount`: "x" is no number; '
        "write it with digits and a point, such as 1234.5"
    ] == [str(each) for each in caught.value.problems]


def test_problems_of_a_file_name_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer,at,amount,paid\nC1,2026-06-01,1.5,true\n,2026-06-02,x,false\n", "utf-8")
    with pytest.raises(RecordError) as caught:
        BIND.facts_by_customer(path, DAY)
    assert [
        f"{path}, row 3: is an event without a customer; fill it in, or leave such rows out by `where` in [history]",
        f'{path}, row 3, column `amount`: "x" is no number; write it with digits and a point, such as 1234.5',
    ] == [str(each) for each in caught.value.problems]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        BIND.facts_at(tmp_path / "none.csv", DAY)
