"""Policies of all kinds say the same of the same rows through every door and in every command, or refuse the same."""

import contextlib
import datetime
import io
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding, from_dict
from crmrules.cli.main import main
from crmrules.definitions.files import to_toml
from crmrules.errors import CrmRulesError
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.doors import Door, Rows, doors, frame_of
from tests.agreement.policies import PATIENT
from tests.agreement.test_doors import mostly
from tests.cards import CARD
from tests.policies import table
from tests.populations import BY_CUSTOMERS, MONTHLY, changed
from tests.processes import TICKETS
from tests.references import WAYS

TODAY = datetime.date(2026, 3, 3)
DAYS = [datetime.date(2026, 1, 31), TODAY, datetime.date(2024, 2, 29)]
CUSTOMERS: Mapping[str, Any] = {
    **{"id": pl.Int64, "note": pl.String, "left": pl.Boolean},
    **{"vip": pl.Boolean, "mood": pl.String, "orders": pl.Int64, "distance": pl.Float64, "public": pl.Boolean},
    **{"grade": pl.String, "since": pl.Date, "called": pl.Date, "seen": pl.Date, "profit": pl.Float64},
}
EVENTS: Mapping[str, Any] = {
    **{"customer": pl.String, "at": pl.Date, "kind": pl.String, "id": pl.String},
    **{"urgent": pl.Boolean, "good": pl.Boolean},
}
HISTORY = '{ customer = "customer", at = "at", id = "id", kind = { column = "kind" } }'
"""What the binding of events says of them."""
DECISION = table(
    "first",
    ('mood == "high" and vip', "keep"),
    ("known(since) and days_between(as_of, since) > month", "late"),
    ("orders >= few or profit / orders > few", "busy"),
    facts={
        "mood": {"values": ["low", "mid", "high"]},
        "vip": {"type": "bool"},
        "since": {"type": "date"},
        "orders": {"type": "integer"},
        "profit": {"type": "money"},
    },
    parameters={"month": {"value": 30}, "few": {"value": 3}},
    default="quiet",
)


@frozen
class Asked:
    """A policy, the same with one number changed, and which commands of those for customers it has."""

    document: dict[str, Any]
    changed: dict[str, Any]
    commands: tuple[str, ...]


KINDS = {
    "decision": Asked(
        DECISION, changed(DECISION, "parameters.few.value", 2), ("explain", "diff", "coverage", "backtest")
    ),
    "segmentation": Asked(BY_CUSTOMERS, changed(BY_CUSTOMERS, "parameters.upper.value", 0.4), ("explain", "diff")),
    "cadence": Asked(MONTHLY, changed(MONTHLY, "parameters.ten.value", 40), ("explain", "diff")),
    "scorecard": Asked(
        CARD, changed(CARD, "parameters.many.value", 4), ("explain", "diff", "coverage", "backtest")
    ),
    "reference": Asked(WAYS, changed(WAYS, "parameters.far.value", 2), ("explain", "diff")),
    "process": Asked(TICKETS, changed(TICKETS, "parameters.answer.value", 1), ("cases", "case")),
}  # fmt: skip


def _rows(id_: Callable[[int], Any], **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Rows]:
    """Rows that have an id; a file of text has none that is a number."""
    drawn = st.lists(st.fixed_dictionaries(columns), min_size=2, max_size=9)
    return drawn.map(lambda rows: [{"id": id_(place), **row} for place, row in enumerate(rows, 1)])


DAY = mostly(DAYS, [datetime.date(9999, 12, 31)])
TRUTH = st.sampled_from([True, False, None])
ROWS = _rows(
    int,
    note=st.sampled_from(["a", "b;c", "信, 'x'", None]),
    left=st.booleans(),
    vip=TRUTH,
    mood=mostly(["low", "mid", "high"], ["High"]),
    orders=st.sampled_from([0, 1, 3, 12, None]),
    distance=st.sampled_from([0.0, 2.5, 100.0, 1234.5, None]),
    public=TRUTH,
    grade=mostly(["a", "b", "c"], ["d"]),
    since=DAY,
    called=DAY,
    seen=DAY,
    profit=st.sampled_from([-3.5, 0.0, 7.07, 10.1, 1250.25, None]),
)
HAPPENED = _rows(
    "e{}".format,
    customer=st.sampled_from(["Li", "007", "3"]),
    at=st.dates(datetime.date(2026, 2, 20), TODAY),
    kind=st.sampled_from(["opened", "answered", "reopened", "visited", "reported", "closed", "else"]),
    urgent=TRUTH,
    good=TRUTH,
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_the_same_through_every_door(kind: str, examples: int, count: Count) -> None:
    asked, types, drawn = KINDS[kind], CUSTOMERS, ROWS
    if kind == "process":
        types, drawn = EVENTS, HAPPENED
    known = doors(types)
    first, *others = known.values()

    @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
    @given(drawn, st.sampled_from(others), st.sampled_from(["review", *asked.commands]))
    def agree(rows: Rows, door: Door, command: str) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            run = _Run(asked, Path(scratch), rows, types)
            wanted = run.by_frame()
            if kind == "process":  # events have a command of their own, and a review
                decided, _ = run.told("review", first)
                assert wanted == decided
            else:
                assert wanted == run.applied(first)
                assert wanted == run.applied(door)
            assert run.told(command, first) == run.told(command, door)
        count.pairs += len(rows)

    agree()


@frozen
class _Run:
    """Rows, and where their files are written."""

    asked: Asked
    folder: Path
    rows: Rows
    types: Mapping[str, Any]

    @property
    def policy(self) -> Any:
        return from_dict(self.asked.document)

    @property
    def follows(self) -> bool:
        """Whether the rows are events."""
        return self.types is EVENTS

    @property
    def history(self) -> str:
        return (
            '[history]\ncustomer = "customer"\nat = "at"\nid = "id"\nkind = { column = "kind" }\n'
            if self.follows
            else ""
        )

    def by_frame(self) -> Any:
        """What `apply` adds to a frame in memory, or the rows that it refuses."""
        how = {"bind": Binding(**tomllib.loads(self.history))} if self.follows else {}
        try:
            found = self.policy.apply(frame_of(self.rows, self.types), as_of=TODAY, **how)
        except CrmRulesError as error:
            return _refused(str(error), 0)
        return _plain(found.select(_added(found)))

    def applied(self, door: Door) -> Any:
        """The same by the command."""
        target = self.folder / f"{door.name}.out.parquet"
        return self._ran(door, "apply", self._policy, "FILE", "-o", target) or _plain(
            pl.read_parquet(target).pipe(lambda frame: frame.select(_added(frame)))
        )

    def told(self, command: str, door: Door) -> Any:
        """What a command says of the rows, whatever the file is called."""
        book = self.folder / f"{door.name}.book"
        key = "customer" if self.follows else "id"
        more = {
            "review": ("review", "FILE", "--policy", self._policy, "-o", book, "--key", key, "--force"),
            "explain": ("explain", self._policy, "FILE", "--key", "id=2", "--format", "json"),
            "diff": ("diff", self._policy, self._other, "--data", "FILE", "--format", "json"),
            "coverage": ("coverage", self._policy, "FILE", "--format", "json"),
            "backtest": ("backtest", self._policy, "FILE", "--label", "left", "--format", "json"),
            "cases": ("cases", "FILE", "--policy", self._policy, "--format", "json"),
            "case": ("case", self.rows[0].get("customer"), "FILE", "--policy", self._policy, "--format", "json"),
        }
        refused = self._ran(door, *more[command], said=True)
        if command != "review" or isinstance(refused, frozenset):
            return refused
        decided = pl.read_parquet(book / "decisions.parquet")
        page = (book / "report.html").read_text("utf-8").replace(self._title(door), "FILE")
        return _plain(decided.select(_added(decided))), page

    def _title(self, door: Door) -> str:
        return "standard input" if door.name == "-" else door.name

    @property
    def _policy(self) -> Path:
        return self._document("old.toml", self.asked.document)

    @property
    def _other(self) -> Path:
        return self._document("new.toml", self.asked.changed)

    def _document(self, name: str, document: dict[str, Any]) -> Path:
        path = self.folder / name
        path.write_text(to_toml(document), "utf-8")
        return path

    def _ran(self, door: Door, *arguments: object, said: bool = False) -> Any:
        """Run a command: the rows that it refuses, or what it says where that is asked for."""
        file, binding = self.folder / (door.name if door.name != "-" else "standard.csv"), self.folder / "bind.toml"
        door.write(self.rows, file)
        binding.write_text(f"{door.binding}{self.history}", "utf-8")
        given_ = "-" if door.name == "-" else file
        command = [str(given_ if each == "FILE" else each) for each in arguments]
        printed, errors = io.StringIO(), io.StringIO()
        stdin = SimpleNamespace(buffer=io.BytesIO(file.read_bytes()))
        with (
            patch.object(sys, "stdin", stdin),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(errors),
        ):
            code = main([*command, *door.options, "--bind", str(binding), "--as-of", str(TODAY)])
        if code == 2:
            return _refused(errors.getvalue(), door.header)
        return (code, printed.getvalue()) if said else None


def _refused(text: str, header: int) -> frozenset[int]:
    """The rows that an error names, as they are counted without a header."""
    found = [re.search(r"(?:row|object) (\d+), ", line) for line in text.splitlines()]
    assert all(found), text
    return frozenset(int(each[1]) - header for each in found if each)


def _added(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in CUSTOMERS and not name.endswith(("_missing", "_undefined"))]


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dicts()
