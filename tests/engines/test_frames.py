"""Policies on frames of every library: columns, types, bindings, and what is refused."""

from itertools import product
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from crmrules import DecisionTable, from_dict, policy
from crmrules.engines.frames import support
from crmrules.engines.frames.backends import BACKENDS
from crmrules.errors import EngineError, RecordError
from crmrules.expressions.types import BOOL, Type
from tests.frames import MAKERS, arrow, rows_of, to_arrow
from tests.policies import table

MAN: dict[str, Type] = dict.fromkeys(("money", "authority", "need"), BOOL)
COMBINATIONS: list[dict[str, Any]] = [
    dict(zip(MAN, values, strict=True)) for values in product((True, False, None), repeat=3)
]


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


def decided(record: dict[str, Any]) -> dict[str, Any]:
    found = policy("man").decide(record)
    return {
        "man": found.outcome,
        "man_approach": found.outputs.get("approach"),
        "man_certain": found.certain,
        "man_so_far": found.so_far,
        "man_missing": ", ".join(found.missing),
    }


def test_man_is_right_for_every_combination(make: Any) -> None:
    found = rows_of(policy("man").apply(make(arrow(COMBINATIONS, MAN)), so_far=True, missing=True))
    expected = [{**record, "row": row, **decided(record)} for row, record in enumerate(COMBINATIONS)]
    assert expected == found


def test_a_frame_of_no_rows_gives_the_columns(make: Any) -> None:
    found = to_arrow(policy("man").apply(make(arrow([], MAN)), so_far=True, missing=True))
    assert found.num_rows == 0
    assert found.column_names == [*MAN, "row", *decided({"money": True})]


@pytest.mark.parametrize("record", [{"money": True, "authority": True, "need": True}, dict.fromkeys(MAN)])
def test_a_frame_of_one_row_is_decided(make: Any, record: dict[str, Any]) -> None:
    assert [{**record, "row": 0, **decided(record)}] == rows_of(
        policy("man").apply(make(arrow([record], MAN)), so_far=True, missing=True)
    )


def test_only_what_is_asked_for_is_added(make: Any) -> None:
    found = to_arrow(policy("man").apply(make(arrow(COMBINATIONS, MAN)), certain=False))
    assert found.column_names == [*MAN, "row", "man", "man_approach"]


def test_a_column_of_a_decision_that_is_there_already_is_refused(make: Any) -> None:
    frame = arrow(COMBINATIONS, MAN).rename_columns([*MAN, "man"])
    with pytest.raises(RecordError) as caught:
        policy("man").apply(make(frame))
    assert str(caught.value) == "frame: has a column `man` already; rename it: decisions go there"


def test_all_columns_of_a_wrong_type_are_told_at_once(make: Any) -> None:
    frame = pa.table({"money": ["yes"], "authority": pa.array([1], pa.int64()), "need": [True]})
    with pytest.raises(RecordError) as caught:
        policy("man").apply(make(frame))
    assert [problem.path for problem in caught.value.problems] == ["frame, column `money`", "frame, column `authority`"]
    first, second = map(str, caught.value.problems)
    assert "fact `money` is bool; convert it first, or map its values with `values`" in first
    assert "Int64, and fact `authority` is bool" in second


def test_a_frame_with_none_of_the_facts_is_refused(make: Any) -> None:
    with pytest.raises(RecordError, match="column `mony`: did you mean `money`"):
        policy("man").apply(make(pa.table({"mony": [True]})))
    with pytest.raises(RecordError, match="it reads `money`, `authority`, `need`; bind"):
        policy("man").apply(make(pa.table({"x": [True]})))


def test_a_fact_without_a_column_is_unknown(make: Any) -> None:
    found = rows_of(policy("man").apply(make(pa.table({"money": [True, False]})), missing=True))
    assert [row["man_missing"] for row in found] == ["authority, need"] * 2


def test_a_column_without_values_fits_any_fact() -> None:
    rows = {"money": [None, None], "need": [True, False]}
    for frame in (pl.DataFrame(rows), pl.LazyFrame(rows), pd.DataFrame(rows), pa.table(rows)):
        found = rows_of(policy("man").apply(frame, missing=True))
        assert [row["man_missing"] for row in found] == ["money, authority"] * 2
    numbers = pd.DataFrame({"money": [float("nan")] * 2, "need": [True, False]})
    assert [row["man"] for row in rows_of(policy("man").apply(numbers))] == [None, None]


def test_outcomes_have_the_type_of_the_library() -> None:
    man, rows = policy("man"), arrow(COMBINATIONS, MAN)
    outcomes = [outcome.id for outcome in man.definition.outcomes]
    assert man.apply(pl.DataFrame(rows)).schema["man"] == pl.Enum(outcomes)
    assert man.apply(pl.DataFrame(rows)).schema["man_approach"] == pl.Enum(["pursue", "contact", "stop"])
    assert man.apply(rows.to_pandas())["man"].dtype == pd.CategoricalDtype(outcomes, ordered=True)
    assert man.apply(rows).schema.field("man").type == pa.dictionary(pa.int32(), pa.string(), ordered=True)
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        found = man.apply(connection.table("rows"))
        assert str(found.types[found.columns.index("man")]).startswith("ENUM('pursue'")
    assert man.apply(ibis.memtable(rows)).schema()["man"].is_string()


def test_the_same_kind_comes_out_and_lazy_stays_lazy(make: Any) -> None:
    frame = make(arrow(COMBINATIONS, MAN))
    assert type(frame) is type(policy("man").apply(frame))


def test_a_lazy_frame_is_not_collected() -> None:
    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("collected")

    rows = arrow(COMBINATIONS, MAN)
    lazy = pl.DataFrame(rows).lazy().map_batches(fail, schema=pl.DataFrame(rows).schema)
    assert isinstance(policy("man").apply(lazy, so_far=True, missing=True), pl.LazyFrame)


def test_pandas_keeps_index_and_labels() -> None:
    frame = arrow(COMBINATIONS, MAN).to_pandas().set_index(pd.Index([f"k{row}" for row in range(27)]))
    found = policy("man").apply(frame.rename(columns={"row": 7}), so_far=True, missing=True)
    assert list(found.index) == list(frame.index)
    assert list(found.columns)[:4] == [*MAN, 7]
    assert "man" not in frame.columns


def test_shuffled_and_chunked_frames_give_the_same() -> None:
    rows = arrow(COMBINATIONS, MAN)
    plain = {row["row"]: row for row in rows_of(policy("man").apply(rows, missing=True))}
    chunked = pa.concat_tables([rows.slice(20), rows.slice(7, 13), rows.slice(0, 7)])
    assert chunked.column(0).num_chunks == 3
    for maker in MAKERS.values():
        assert plain == {row["row"]: row for row in rows_of(policy("man").apply(maker(chunked), missing=True))}
    shuffled = pl.concat([pl.DataFrame(rows)[20:], pl.DataFrame(rows)[:20]], rechunk=False)
    assert plain == {row["row"]: row for row in rows_of(policy("man").apply(shuffled, missing=True))}


def test_a_column_twice_is_refused() -> None:
    frame = pd.DataFrame([[True, False]], columns=["money", "money"])
    with pytest.raises(RecordError, match="has two columns `money`"):
        policy("man").apply(frame)


def test_duckdb_columns_that_differ_in_case_are_one() -> None:
    with duckdb.connect() as connection:
        relation = connection.sql("select true as money, 1 as MAN")
        with pytest.raises(RecordError, match="has a column `MAN` already"):
            policy("man").apply(relation)


@pytest.mark.parametrize(
    ("frame", "remedy"),
    [
        ([{"money": True}], "for records use `decide_many`"),
        (pl.Series([True]), "make a frame with `to_frame\\(\\)`"),
        (3, "known are Polars, pandas, PyArrow, DuckDB, Ibis and PySpark"),
    ],
    ids=["records", "series", "number"],
)
def test_what_is_no_frame_is_refused(frame: Any, remedy: str) -> None:
    with pytest.raises(EngineError, match=remedy):
        policy("man").apply(frame)


def unproven(hit: str) -> DecisionTable:
    return from_dict(table(hit, ("n > 0", "a"), ("n > 1", "b")), DecisionTable)


@pytest.mark.parametrize("hit", ["unique", "any"])
def test_rules_that_may_contradict_each_other_are_refused(hit: str) -> None:
    with pytest.raises(EngineError) as caught:
        unproven(hit).apply(pl.DataFrame({"n": [1.0]}))
    assert "policy `table`: hit policy" in str(caught.value)
    assert "`r1` and `r2` are true at once for n = 2" in str(caught.value)
    assert str(caught.value).endswith("use hit policy `first`")


def test_an_output_of_several_kinds_is_refused() -> None:
    outcome = [{"id": "yes", "title": "Yes", "how": 1}, {"id": "no", "title": "No", "how": "call"}]
    document = table("first", ("a", "yes"), ("b", "no"), outcome=outcome)
    with pytest.raises(EngineError, match="output `how` has values of several kinds"):
        from_dict(document).apply(pl.DataFrame({"a": [True]}))


def test_outputs_have_the_type_of_their_values(make: Any) -> None:
    outcome = [
        {"id": "yes", "title": "Yes", "how": 1, "share": 1, "sure": True},
        {"id": "no", "title": "No", "how": 2, "share": 0.5},
    ]
    document = table("first", ("a", "yes"), ("b", "no"), outcome=outcome)
    frame = pa.table({"a": [True, False, None], "b": [None, True, False]})
    found = rows_of(from_dict(document).apply(make(frame)))
    assert [(row["table_how"], row["table_share"], row["table_sure"]) for row in found] == [
        (1, 1.0, True),
        (2, 0.5, None),
        (None, None, None),
    ]


def test_collect_gives_a_column_for_each_outcome(make: Any) -> None:
    document = table(
        "collect",
        ("a", "x-y"),
        ("b", "x-y"),
        ("not a", "z"),
        outcome=[{"id": "x-y", "title": "X"}, {"id": "z", "title": "Z"}, {"id": "idle", "title": "Never"}],
    )
    frame = pa.table({"a": [True, False, None], "b": [None, False, False]})
    found = rows_of(from_dict(document).apply(make(frame), so_far=True, missing=True))
    columns = ("table_x_y", "table_z", "table_idle", "table_certain", "table_missing")
    assert [tuple(row[name] for name in columns) for row in found] == [
        (True, False, False, True, ""),  # given by `a` anyway
        (False, True, False, True, ""),
        (None, None, False, False, "a"),
    ]
    assert "table_so_far" not in found[0]


def test_two_columns_of_one_name_are_refused() -> None:
    document = table("first", ("a", "yes"), outcome=[{"id": "yes", "title": "Yes", "certain": 1}])
    with pytest.raises(EngineError, match="would give two columns `table_certain`"):
        from_dict(document).apply(pl.DataFrame({"a": [True]}))


def test_a_policy_of_many_rules_and_a_deep_condition_runs(make: Any) -> None:
    rules = [(f"n == {step % 2} and m > 0 and not known(a)", f"o{step}") for step in range(60)]
    deep = "not (" * 40 + "a" + ")" * 40
    document = table("first", *rules, (deep, "deep"), (" and ".join(["b"] * 300), "wide"))
    frame = pa.table({"a": [True, None], "b": [None, True], "n": [0.0, 7.0], "m": [1.0, 1.0]})
    assert ["deep", None] == [row["table"] for row in rows_of(from_dict(document).apply(make(frame)))]


def test_the_support_table_names_every_library() -> None:
    assert all(f"| {each.name} |" in support.table() for each in BACKENDS)
    assert "hit policies *unique* and *any*" in support.refused()
    assert "| a number that is infinite | unknown | an error |" in support.unknown()
