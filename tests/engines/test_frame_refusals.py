"""What a record would be refused for is refused on a frame, with its row and value; a lazy frame names the facts."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, backtest, coverage, diff, from_dict, policy, review
from crmrules.cli.main import main
from crmrules.errors import RecordError
from tests.frames import MAKERS, rows_of
from tests.policies import table

BUDGET = pa.table({"Budget": ["Y", "yes", "Ja", None, " "], "authority": [True] * 5, "need": [True] * 5})
BOUND = Binding({"money": {"column": "Budget", "values": {"Y": True, "N": False}}})
SAID = [
    'row 2, column `Budget`: "yes" has no meaning in the binding; add it to `values`',
    'row 3, column `Budget`: "Ja" has no meaning in the binding; add it to `values`',
]
EAGER = ("polars", "pandas-numpy", "pandas-nullable", "pandas-arrow", "pyarrow")
LAZY = ("polars-lazy", "duckdb", "ibis")


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


@pytest.mark.parametrize("library", EAGER)
def test_a_frame_in_memory_is_refused_for_values_without_a_meaning(library: str) -> None:
    with pytest.raises(RecordError) as caught:
        policy("man").apply(MAKERS[library](BUDGET), bind=BOUND)
    assert SAID == str(caught.value).splitlines()


def test_records_are_told_the_same() -> None:
    with pytest.raises(RecordError) as caught:
        policy("man").decide(BUDGET.to_pylist()[1], bind=BOUND)
    assert [each.removeprefix("row 2, ") for each in SAID[:1]] == str(caught.value).splitlines()


@pytest.mark.parametrize("library", LAZY)
def test_a_lazy_frame_is_refused_where_it_is_looked_at(library: str) -> None:
    with pytest.raises(RecordError) as caught:
        policy("man").apply(MAKERS[library](BUDGET), bind=BOUND, look=True)
    assert SAID == str(caught.value).splitlines()


@pytest.mark.parametrize("library", LAZY)
def test_a_lazy_frame_that_is_not_looked_at_names_what_it_could_not_read(library: str) -> None:
    rows = rows_of(policy("man").apply(MAKERS[library](BUDGET), bind=BOUND))
    assert ["", "money", "money", "", ""] == [row["man_unread"] for row in rows]
    assert ["pursue", None, None, None, None] == [row["man"] for row in rows]


def test_nothing_is_added_where_nothing_could_be_refused(make: Any) -> None:
    flags = pa.table({"money": [True], "authority": [True], "need": [None]})
    assert ["man_approach", "man_certain"] == list(rows_of(policy("man").apply(make(flags)))[0])[-2:]


@pytest.mark.parametrize("library", LAZY)
def test_nothing_is_assumed_in_place_of_a_value_that_could_not_be_read(library: str) -> None:
    assumed = Binding({"money": {"column": "Budget", "values": {"Y": True}}}, assume={"money": False})
    rows = rows_of(policy("man").apply(MAKERS[library](BUDGET), bind=assumed))
    assert ["pursue", None, None, "check-credit-and-finance", "check-credit-and-finance"] == [r["man"] for r in rows]


ASKING = (
    lambda frame: review(frame, policies=[policy("man")], bind=BOUND),
    lambda frame: coverage(policy("man"), frame, bind=BOUND),
    lambda frame: backtest(policy("man"), frame, label="need", bind=BOUND),
    lambda frame: diff(policy("man"), policy("man"), frame, bind=BOUND),
)


@pytest.mark.parametrize("ask", ASKING, ids=["review", "coverage", "backtest", "diff"])
def test_whatever_is_asked_of_a_frame_refuses_the_same(make: Any, ask: Any) -> None:
    with pytest.raises(RecordError) as caught:
        ask(make(BUDGET))
    assert SAID == str(caught.value).splitlines()


TIERS = """
format = 1
id = "spelt"
version = "1"
kind = "decision"
hit = "first"
default = "other"
title = "Spelt"

[facts]
stage = { values = ["demo", "won"] }

[[outcome]]
id = "show"
title = "Show"

[[outcome]]
id = "other"
title = "Other"

[[rule]]
id = "demo"
when = 'stage == "demo"'
then = "show"
because = "A demonstration is due."
"""


@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv", "rows.jsonl"])
@pytest.mark.parametrize("command", ["decide", "decide-to-parquet", "review", "coverage", "backtest", "diff"])
def test_every_command_names_the_row_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, command: str
) -> None:
    (tmp_path / "spelt.toml").write_text(TIERS, "utf-8")
    frame = pl.DataFrame({"stage": ["demo", "Demo", None], "won": [True, False, True]})
    file, spelt, out = tmp_path / name, tmp_path / "spelt.toml", tmp_path / "out"
    frame.write_parquet(tmp_path / "rows.parquet")
    frame.write_csv(tmp_path / "rows.csv")
    frame.write_ndjson(tmp_path / "rows.jsonl")
    arguments = {
        "decide": ["apply", spelt, file, "-o", tmp_path / "out.csv"],
        "decide-to-parquet": ["apply", spelt, file, "-o", tmp_path / "out.parquet"],
        "review": ["review", file, "--policy", spelt, "-o", out],
        "coverage": ["coverage", spelt, file],
        "backtest": ["backtest", spelt, file, "--label", "won"],
        "diff": ["diff", spelt, spelt, "--data", file, "--moved", tmp_path / "out.csv"],
    }[command]
    if (name, command) == ("rows.jsonl", "decide"):
        arguments[-1] = tmp_path / "out.jsonl"
    there = sorted(tmp_path.iterdir())
    assert 2 == main([*map(str, arguments)])
    row = 3 if name == "rows.csv" else 2
    said = capsys.readouterr()
    assert f"row {row}, " in said.err
    assert '`stage`: "Demo" is none of its values; did you mean `demo`?' in said.err
    assert ("", there) == (said.out, sorted(tmp_path.iterdir()))


WHOLE = {"1": True, "0": False}


@pytest.mark.parametrize(
    "values",
    [
        pa.array([1, 0, None]),
        pa.array([1, 0, None], pa.int8()),
        pa.array([1, 0, None], pa.uint64()),
        pa.array([1.0, 0.0, None]),
        pa.array([1.0, 0.0, None], pa.float32()),
        pa.array([Decimal("1.0"), Decimal("0.0"), None]),
        pa.array(["1", "0", None]),
        pa.array(["1.0", "0.0", None]),
        pa.array([" 1", "0 ", None]),
    ],
    ids=lambda values: f"{values.type}-{values[0]}",
)
@pytest.mark.parametrize("keys", [WHOLE, {1: True, 0: False}, {1.0: True, 0.0: False}, {"1.0": True, "0.0": False}])
def test_whole_number_keys_match_alike_on_records_and_frames(make: Any, values: pa.Array, keys: Any) -> None:
    bound = Binding({"money": {"column": "paid", "values": keys}})
    frame = pa.table({"paid": values, "authority": [True] * 3, "need": [True] * 3})
    wanted = ["pursue", "check-credit-and-finance", None]
    assert wanted == [each.outcome for each in policy("man").decide_many(frame.to_pylist(), bind=bound)]
    assert wanted == [row["man"] for row in rows_of(policy("man").apply(make(frame), bind=bound, look=True))]


def test_keys_that_can_never_match_are_told_by_the_schema(make: Any) -> None:
    flags = make(pa.table({"paid": [True, False]}))
    with pytest.raises(RecordError) as caught:
        policy("man").apply(flags, bind=Binding({"money": {"column": "paid", "values": {"yes": True, "no": False}}}))
    assert (
        "frame, column `paid`: is Boolean, and `values` has keys `yes`, `no`, none of which it can hold; "
        "write `true` and `false`, or leave `values` out"
    ) == str(caught.value)
    numbers = make(pa.table({"paid": [1, 0]}))
    with pytest.raises(RecordError, match="write them as its numbers are, such as `1`"):
        policy("man").apply(numbers, bind=Binding({"money": {"column": "paid", "values": {"yes": True, "0.5": False}}}))
    listed = Binding({"money": {"column": "paid", "values": {"yes": True, "true": True}}})
    with pytest.raises(RecordError, match="row 2, column `paid`: false has no meaning in the binding"):
        policy("man").apply(flags, bind=listed, look=True)


def test_a_meaning_may_be_that_nothing_is_known(make: Any) -> None:
    bound = Binding({"money": {"column": "Budget", "values": {"Y": True, "yes": False, "Ja": None}}})
    rows = rows_of(policy("man").apply(make(BUDGET), bind=bound, look=True))
    assert ["pursue", "check-credit-and-finance", None, None, None] == [row["man"] for row in rows]


def test_a_blank_means_something_where_the_binding_says_so(make: Any) -> None:
    bound = Binding({"money": {"column": "Budget", "values": {"": False, "Y": True, "yes": True, "Ja": True}}})
    wanted = ["pursue", "pursue", "pursue", None, "check-credit-and-finance"]
    assert wanted == [each.outcome for each in policy("man").decide_many(BUDGET.to_pylist(), bind=bound)]
    assert wanted == [row["man"] for row in rows_of(policy("man").apply(make(BUDGET), bind=bound, look=True))]


def test_a_blank_text_is_unknown(make: Any) -> None:
    document = table("first", ('t != "a"', "yes"), facts={"t": {"type": "text"}}, default="no")
    texts = ["a", "", " ", "\u3000", "\x1f", "b", None]
    frame = make(pa.table({"t": pa.array(texts)}))
    wanted = ["no", None, None, None, None, "yes", None]
    assert wanted == [row["table"] for row in rows_of(from_dict(document).apply(frame))]


def test_what_an_expression_of_a_binding_gives_is_refused_alike(make: Any) -> None:
    document = table("first", ("n > 0", "yes"), facts={"n": {"type": "integer"}}, default="no")
    bound = Binding({"n": {"is": "cents / 100"}}, columns={"cents": "integer"})
    with pytest.raises(RecordError, match=r"row 2, fact `n`: 1.5 is no whole number"):
        from_dict(document).apply(make(pa.table({"cents": [100, 150, None]})), bind=bound, look=True)


def test_the_rows_of_problems_are_in_order_and_bounded() -> None:
    frame = pl.DataFrame({"Budget": ["x"] * 3000, "authority": [None] * 3000, "need": ["a"] * 3000})
    bound = Binding(
        {name: {"column": name, "values": {"Y": True}} for name in ("need",)} | {"money": BOUND.facts["money"]}
    )
    with pytest.raises(RecordError) as caught:
        policy("man").apply(frame, bind=bound)
    assert 1000 == len(caught.value.problems)
    assert ["row 1", "row 1", "row 2"] == [each.path.split(",")[0] for each in caught.value.problems[:3]]


def test_a_cut_and_the_work_of_a_year_refuse_alike(make: Any) -> None:
    document = crmrules.policy("tiers").to_dict() | {"id": "scored"}
    document["facts"] = {document["measure"]: {"type": "integer", "title": "Score"}}
    document.pop("entity", None)
    document.pop("example", None)
    document.pop("law", None)
    scored: Any = from_dict(document)
    with pytest.raises(RecordError, match=r"row 2, column `profit`: 1.5 is no whole number"):
        scored.cut(make(pa.table({"profit": [2.0, 1.5]})))
    with pytest.raises(RecordError, match='row 1, column `contact_class`: "Small" is none of its values'):
        policy("contact-frequency").workload(make(pa.table({"contact_class": ["Small"]})))
