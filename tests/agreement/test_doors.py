"""The same customers are decided alike through every door and command, or refused for the same rows."""

import contextlib
import datetime
import io
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding, coverage, from_dict, review
from crmrules.cli.main import main
from crmrules.definitions.files import to_toml
from crmrules.errors import CrmRulesError, RecordError
from tests.frames import MAKERS, rows_of
from tests.policies import table

Row: TypeAlias = Mapping[str, Any]
Said: TypeAlias = tuple[list[str | None], list[bool]] | frozenset[int]
"""The outcomes and whether they are certain; or the rows that are refused, counted from 1."""

DAY = datetime.date(2026, 6, 30)
DOCUMENT = table(
    "first",
    ('stage == "won" and paid', "won"),
    ("known(last) and days_between(as_of, last) > month", "late"),
    ("calls >= few or amount / calls > few", "busy"),
    ('channel in ("web", "phone")', "reached"),
    facts={
        "stage": {"values": ["demo", "won"]},
        "paid": {"type": "bool"},
        "last": {"type": "date"},
        "calls": {"type": "integer"},
        "amount": {"type": "number"},
        "channel": {"type": "text"},
    },
    parameters={"month": {"value": 30}, "few": {"value": 3}},
    default="quiet",
)
POLICY = from_dict(DOCUMENT)
BIND = """
[facts]
paid = { column = "Paid?", values = { Y = true, 1 = true, N = false } }
channel = "via.*"
"""
BOUND = Binding({"paid": {"column": "Paid?", "values": {"Y": True, "1": True, "N": False}}, "channel": "via.*"})
TYPES = {
    "stage": pa.string(),
    "Paid?": pa.string(),
    "last": pa.date32(),
    "calls": pa.float64(),
    "amount": pa.float64(),
    "via.*": pa.string(),
    "*": pa.string(),
}


def mostly(good: Sequence[Any], bad: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Values of a column, one in forty of them refused."""
    return st.integers(0, 39).flatmap(lambda drawn: st.sampled_from(bad if drawn == 0 else [*good, None]))


ROWS = st.lists(
    st.fixed_dictionaries({
        "stage": mostly(["demo", "won"], ["Demo", "lost"]),
        "Paid?": mostly(["Y", "N", " N", "1", "1.0"], ["yes", "0", "n"]),
        "last": mostly([datetime.date(2026, 1, 1), DAY, datetime.date(9899, 12, 31)], [datetime.date(9999, 12, 31)]),
        "calls": mostly([0.0, 1.0, 3.0], [1.5]),
        "amount": mostly([0.0, 2.5, -1.0, 100.0], [0.25]),
        "via.*": mostly(["web", "phone", "Web", "信"], ["post"]),
        "*": st.sampled_from(["a", "b", None]),
    }),
    min_size=1,
    max_size=12,
)  # fmt: skip


def told(found: Sequence[Row]) -> Said:
    return [row["table"] for row in found], [row["table_certain"] for row in found]


def by_records(rows: Sequence[Row]) -> Said:
    decisions: list[Any] = []
    refused: set[int] = set()
    for number, row in enumerate(rows, 1):
        try:
            decisions.append(POLICY.decide(row, bind=BOUND, as_of=DAY))
        except RecordError:
            refused.add(number)
    return frozenset(refused) or ([each.outcome for each in decisions], [each.certain for each in decisions])


def frame_of(rows: Sequence[Row]) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], type_) for name, type_ in TYPES.items()})


def or_refused(act: Callable[[], Said], header: int = 0) -> Said:
    """What is said, or the rows that an error names."""
    try:
        return act()
    except CrmRulesError as error:
        return rows_in(str(error), header)


def rows_in(text: str, header: int = 0) -> frozenset[int]:
    found = [re.search(r"row (\d+), ", line) for line in text.splitlines()]
    assert all(found), text
    return frozenset(int(each[1]) - header for each in found if each)


def by_library(rows: Sequence[Row], make: Callable[[pa.Table], Any]) -> Said:
    frame = make(frame_of(rows))
    return or_refused(lambda: told(rows_of(POLICY.apply(frame, bind=BOUND, as_of=DAY, look=True))))


def by_review(rows: Sequence[Row], make: Callable[[pa.Table], Any]) -> Said:
    frame = make(frame_of(rows))
    return or_refused(lambda: told(review(frame, policies=[POLICY], bind=BOUND, as_of=DAY).frame.collect().to_dicts()))


def counted(said: Said) -> Any:
    """What coverage counts of what was said."""
    if isinstance(said, frozenset):
        return said
    settled = Counter(outcome for outcome, certain in zip(*said, strict=True) if certain)
    return len(said[0]), sum(not each for each in said[1]), settled


def by_coverage(rows: Sequence[Row], make: Callable[[pa.Table], Any]) -> Any:
    def act() -> Any:
        found = coverage(POLICY, make(frame_of(rows)), bind=BOUND, as_of=DAY)
        return found.total, found.open, +found.outcomes

    return or_refused(act)


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


def write(rows: Sequence[Row], path: Path) -> None:
    """The rows as a file, by its name."""
    match path.suffix:
        case ".parquet":
            pl.DataFrame(frame_of(rows)).write_parquet(path)
        case ".csv":
            pl.DataFrame({name: [as_text(row[name]) for row in rows] for name in TYPES}).write_csv(path)
        case _:
            lines = [json.dumps(row, default=str, ensure_ascii=False) for row in rows]
            path.write_text("\n".join(lines) + "\n", "utf-8")


def by_command(rows: Sequence[Row], folder: Path, name: str, *arguments: object) -> frozenset[int] | None:
    """Run a command on the rows as a file: the rows that it refused, or None where it took them all."""
    write(rows, folder / name)
    (folder / "table.toml").write_text(to_toml(DOCUMENT), "utf-8")
    (folder / "rows.bind.toml").write_text(BIND, "utf-8")
    printed = io.StringIO()
    common = ("--bind", folder / "rows.bind.toml", "--as-of", DAY)
    with contextlib.redirect_stderr(printed), contextlib.redirect_stdout(io.StringIO()):
        code = main([*map(str, arguments), *map(str, common)])
    if code == 0:
        return None
    assert 2 == code
    return rows_in(printed.getvalue(), header=1 if name.endswith(".csv") else 0)


def by_decide(rows: Sequence[Row], name: str, out: str) -> Said:
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        file, target = folder / name, folder / out
        refused = by_command(rows, folder, name, "apply", folder / "table.toml", file, "-o", target)
        if refused is not None:
            assert not target.exists()
            return refused
        if out.endswith(".parquet"):
            return told(pl.read_parquet(target).to_dicts())
        return told([json.loads(line) for line in target.read_text("utf-8").splitlines()])


def by_review_of_a_file(rows: Sequence[Row], name: str) -> Said:
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        asked = ("review", folder / name, "--policy", folder / "table.toml", "-o", folder / "book")
        refused = by_command(rows, folder, name, *asked)
        if refused is not None:
            assert not (folder / "book").exists()
            return refused
        return told(pl.read_parquet(folder / "book" / "decisions.parquet").to_dicts())


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_every_library_says_what_records_say(rows: list[Row]) -> None:
    said = by_records(rows)
    for name, make in MAKERS.items():
        assert said == by_library(rows, make), name


@settings(deadline=None, max_examples=6)
@given(ROWS)
def test_reviews_and_coverage_say_what_records_say(rows: list[Row]) -> None:
    said = by_records(rows)
    for name, make in MAKERS.items():
        assert said == by_review(rows, make), name
        assert counted(said) == by_coverage(rows, make), name


@settings(deadline=None, max_examples=6)
@given(ROWS)
def test_every_kind_of_file_says_what_records_say(rows: list[Row]) -> None:
    said = by_records(rows)
    for name in ("rows.csv", "rows.jsonl", "rows.parquet"):
        for out in ("out.jsonl", "out.parquet"):
            assert said == by_decide(rows, name, out), (name, out)
        assert said == by_review_of_a_file(rows, name), name
