"""Values that a binding says how to read are read alike by records, by frames of every library, and from files."""

import datetime
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding, from_dict
from crmrules.errors import RecordError
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.door import Door
from crmrules.records.input_file import input_file
from crmrules.records.inputs import Input
from crmrules.records.json_lines import read_json
from crmrules.records.scanning import scan
from crmrules.records.wanted import column_types
from tests.agreement.test_doors import rows_in
from tests.frames import MAKERS, rows_of
from tests.policies import table

Row: TypeAlias = Mapping[str, str | None]
Said: TypeAlias = list[list[bool | None]] | frozenset[int]
"""For each row which conditions hold; or the rows that are refused, counted from 1."""

DAY = datetime.date(2026, 6, 30)
CONDITIONS = {
    "high": "amount > limit",
    "just": "amount == limit",
    "low": "amount < 0",
    "some": "calls > few",
    "since": "since > as_of",
    "old": "days_between(since, as_of) > days",
    "seen": "days_between(seen, as_of) == ago",
    "named": 'stage == "won"',
    "vip": "vip",
    "known": "known(vip)",
    "web": 'channel == "web"',
    "phone": 'channel == "phone"',
    "paid": "paid",
    "reckoned": "reckoned >= limit",
}
POLICY = from_dict(
    table(
        "collect",
        *((when, name) for name, when in CONDITIONS.items()),
        facts={
            "amount": {"type": "money"},
            "calls": {"type": "integer"},
            "since": {"type": "date"},
            "seen": {"type": "date"},
            "stage": {"values": ["demo", "won"]},
            "vip": {"type": "bool"},
            "channel": {"values": ["web", "phone"]},
            "paid": {"type": "bool"},
            "reckoned": {"type": "number"},
        },
        parameters={"limit": {"value": 1234.5}, "few": {"value": 3}, "days": {"value": 30}, "ago": {"value": 176}},
    ),
    DecisionTable,
)
BIND = """
unknown = ["Select", "N/A", "-", "无", "999"]
number  = { thousands = ",", currency = ["¥", "CNY"], percent = true, parentheses = "negative" }
day     = ["%d/%m/%Y", "%Y/%m/%d"]
[facts]
amount   = "Amount"
calls    = { column = "Calls", number = { decimal = ",", thousands = ".", myriads = true } }
since    = { column = "Since", day = ["%d/%m/%Y", "%m/%d/%Y", "%d-%b-%y"] }
seen     = { column = "Seen", day = ["%Y-%m-%d %H:%M:%S", "%Y年%m月%d日"] }
stage    = "Stage"
vip      = { column = "Tags", split = ";", values = { VIP = true, "Key Account" = true }, else = false, fold = true }
channel  = { column = "Via", split = "/", values = { web = "web", Web2 = "web", call = "phone" } }
paid     = { column = "Paid", values = { Yes = true, 1 = true, no = false }, else = "unknown", fold = true }
reckoned = { is = 'column("Amount") * 1' }
[columns]
Amount = "money"
"""
COLUMNS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "Amount": (
        ["1,234.50", "¥500", "(200)", "12%", "1234.5", "-¥1,234,567.25", "CNY (3)", "0.1", " 1,234.5 ", "999", "999.0",
         "Select", "¥ -4", ".5", "1e3", "(12.5 %)", "123450％", "+7", "999999999999999999999"],
        ["1,23,4", "12,34", "¥", "5.", "abc", "--3", "(-3)", "¥3%", "N/a", "१", "1 234", "0x10"],
    ),
    "Calls": (["3", "4", "1.234", "4,0", "-", "999", "999,0", "0,0003万", "0,00000004 億"],
              ["1,5", "4.5", "1.23", "¥4", "12%", "万", "3万5", "0,00035万"]),
    "Since": (
        ["13/02/2026", "02/13/2026", "02/02/2026", "7/7/2026", "29/02/2024", "5-Jan-26", "31-DEC-69", "N/A"],
        ["03/02/2026", "31/02/2026", "29/02/2025", "2026-01-05", "13/13/2026", "5-Jam-26", "01/01/0000", "1/1/26"],
    ),
    "Seen": (
        ["2026-01-05 00:00:00", "2026-01-05 23:59:59", "2026年1月5日", "2026年01月05日", "9899-12-31 0:00:00"],
        ["2026-01-05", "2026-01-05 24:00:00", "2026-1-5T00:00:00", "9900-01-01 00:00:00", "2026年2月30日"],
    ),
    "Stage": (["won", "demo", "Select", " 无 "], ["Won", "select", "lost"]),
    "Tags": (["VIP", "vip; new", "new;old", "key account;", ";;", "-", "n/a;-", "Vip;VIP", "VIPs", " KEY ACCOUNT "],
             []),
    "Via": (["web", "web / Web2", "call", "-/call", "//", "Select"], ["web/call", "Web", "call/fax", "fax"]),
    "Paid": (["YES", "yes", "No", "1", "1.0", "perhaps", "n/a", " NO", "Yes;", "ｙes"], []),
}  # fmt: skip


def cell(good: Sequence[str], bad: Sequence[str]) -> st.SearchStrategy[str | None]:
    """A cell of a column, one in sixty of them refused."""
    drawn = st.integers(0, 59)
    return drawn.flatmap(lambda at: st.sampled_from(bad if bad and at == 0 else [*good, None, "", "  "]))


ROWS = st.lists(st.fixed_dictionaries({name: cell(*cells) for name, cells in COLUMNS.items()}), min_size=1, max_size=12)


def binding() -> Binding:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forms.bind.toml"
        path.write_text(BIND, "utf-8")
        return Binding.load(path)


BOUND = binding()


def by_records(rows: Sequence[Row], **door: Any) -> Said:
    decide = POLICY.deciding(Door(POLICY.definition, BOUND, **door), DAY)
    said: list[list[bool | None]] = []
    refused: set[int] = set()
    for number, row in enumerate(rows, 1):
        try:
            decision = decide(row)
        except RecordError:
            refused.add(number)
        else:
            said.append([decision.gives(name) for name in CONDITIONS])
    return frozenset(refused) or said


def told(frame: Any, bind: Binding) -> Said:
    found = rows_of(POLICY.apply(frame, bind=bind, as_of=DAY, look=True))
    return [[row[f"table_{name}"] for name in CONDITIONS] for row in found]


def or_refused(act: Callable[[], Said], header: int = 0) -> Said:
    try:
        return act()
    except RecordError as error:
        return frozenset().union(*(rows_in(str(each), header) for each in error.problems))


def frame_of(rows: Sequence[Row]) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS})


def by_library(rows: Sequence[Row], make: Callable[[pa.Table], Any]) -> Said:
    return or_refused(lambda: told(make(frame_of(rows)), BOUND))


def by_file(rows: Sequence[Row], name: str) -> Said:
    """What is said of the rows as a file, which is read as the commands read it."""
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        path, scratch = folder / name, folder / "scratch"
        scratch.mkdir()
        if name.endswith(".csv"):
            pl.DataFrame(frame_of(rows)).with_columns(pl.lit("x").alias("filled")).write_csv(path)
        else:
            path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
        types = column_types([(POLICY.definition, BOUND)])

        def act() -> Said:
            return told(scan(Input((input_file(path),)), types, scratch, lambda _: None).frame, BOUND)

        return or_refused(act, header=int(name.endswith(".csv")))


def test_every_library_reads_what_records_read(examples: int) -> None:
    @settings(deadline=None, max_examples=max(2, examples // 100))
    @given(ROWS)
    def check(rows: list[Row]) -> None:
        said = by_records(rows)
        assert said == by_records(rows, reader=read_json)
        for name, make in MAKERS.items():
            assert said == by_library(rows, make), name

    check()


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_files_are_read_as_records_are(rows: list[Row]) -> None:
    said = by_records(rows)
    for name in ("rows.csv", "rows.jsonl"):
        assert said == by_file(rows, name), name


def alone(kind: int) -> list[Row]:
    """A row for each cell of each column, good or bad, and nothing else in it."""
    blank = dict.fromkeys(COLUMNS)
    return [{**blank, column: text} for column, cells in COLUMNS.items() for text in cells[kind]]


def test_each_cell_is_read_alike_everywhere() -> None:
    for kind in (0, 1):
        rows = alone(kind)
        said = by_records(rows)
        assert (frozenset(range(1, len(rows) + 1)) == said) is bool(kind)
        for name, make in MAKERS.items():
            assert said == by_library(rows, make), name
        for name in ("rows.csv", "rows.jsonl"):
            assert said == by_file(rows, name), name
