"""Facts on frames: what columns of every type become, and how bindings read them."""

import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from crmrules import Binding, from_dict, policy
from crmrules.errors import AsOfError, BindingError, RecordError
from crmrules.expressions.numbers import MAX_WHOLE
from tests.frames import MAKERS, rows_of
from tests.policies import small, table


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


def one(make: Any, document: dict[str, Any], column: str, values: list[Any], type_: Any, **options: Any) -> list[Any]:
    """The outcomes of a policy on a frame of one column."""
    table_ = from_dict(document)
    found = rows_of(table_.apply(make(pa.table({column: pa.array(values, type_)})), **options))
    return [row[table_.id] for row in found]


def test_bindings_read_columns_expressions_values_and_assumptions(make: Any) -> None:
    frame = pa.table({"Cash": [" 有 ", "no", " ", "", None], "Say": [0, 1, 2, 3, None], "cents": [100, 0, 50, None, 1]})
    binding = Binding(
        {
            "money": {"column": "Cash", "values": {"有": True, "no": False}},
            "authority": {"column": "Say", "values": {"1": True, "0": False, "2": True, "3": None}},
            "need": {"is": "cents / 100 > 0.4"},
        },
        assume={"authority": False},
        columns={"cents": "integer"},
    )
    found = rows_of(policy("man").apply(make(frame), bind=binding, missing=True))
    assert [(row["man"], row["man_missing"]) for row in found] == [
        ("find-authority", ""),
        ("nurture", ""),
        (None, "money"),
        (None, "money, need"),
        (None, "money"),
    ]


@pytest.mark.parametrize(
    ("assumed", "found"),
    [
        (True, ["check-credit-and-finance", "pursue", "pursue"]),
        (False, ["check-credit-and-finance", "pursue", "check-credit-and-finance"]),
    ],
)
def test_a_negation_that_is_unknown_is_assumed(make: Any, assumed: bool, found: list[str]) -> None:
    frame = make(pa.table({"broke": [True, False, None], "a": [True] * 3, "n": [True] * 3}))
    binding = Binding(
        {"money": {"is": "not broke"}, "authority": "a", "need": "n"},
        assume={"money": assumed},
        columns={"broke": "bool"},
    )
    rows = rows_of(policy("man").apply(frame, bind=binding, missing=True))
    assert [row["man"] for row in rows] == found
    assert [row["man_missing"] for row in rows] == [""] * 3


def test_what_a_binding_cannot_find_or_read_is_told(make: Any) -> None:
    frame = make(pa.table({"Cash": pa.array([datetime.date(2026, 1, 1)])}))
    with pytest.raises(BindingError, match="there is no column `Cahs`; did you mean `Cash`"):
        policy("man").apply(frame, bind=Binding({"money": "Cahs"}))
    with pytest.raises(RecordError, match="column `Cash`: is Date, and `values` maps texts"):
        policy("man").apply(frame, bind=Binding({"money": {"column": "Cash", "values": {"x": True}}}))


NUMBER = small(
    id="n",
    facts={"n": {"type": "number"}},
    outcome=[{"id": "more", "title": "More"}, {"id": "less", "title": "Less"}],
    rule=[
        {"id": "r1", "when": "n > 0", "then": "more", "because": "So."},
        {"id": "r2", "when": "n <= 0", "then": "less", "because": "So."},
    ],
)
INTEGER = {**NUMBER, "facts": {"n": {"type": "integer"}}}


def test_what_is_not_finite_is_unknown(make: Any) -> None:
    numbers = [1.0, -0.0, float("nan"), float("inf"), float("-inf"), None]
    assert ["more", "less", None, None, None, None] == one(make, {**NUMBER, "id": "o"}, "n", numbers, pa.float64())


@pytest.mark.parametrize("type_", [pa.int64(), pa.float64()], ids=str)
def test_whole_numbers_beyond_the_limit_are_unknown(make: Any, type_: Any) -> None:
    kind = float if type_ == pa.float64() else int
    numbers = list(map(kind, (MAX_WHOLE, -MAX_WHOLE, MAX_WHOLE + 1, -MAX_WHOLE - 1, 2**62)))
    assert ["more", "less", None, None, None] == one(make, {**INTEGER, "id": "o"}, "n", numbers, type_)


def test_a_fraction_of_an_integer_is_refused(make: Any) -> None:
    numbers = [1.5, 2.0, -0.5, 2.0**52 + 1, 2.0**51 + 0.5, 5e-324, float("inf"), float("nan"), None]
    frame = make(pa.table({"n": pa.array(numbers, pa.float64())}))
    with pytest.raises(RecordError) as caught:
        from_dict({**INTEGER, "id": "o"}).apply(frame, look=True)
    said = [f"row {row}, column `n`: {numbers[row - 1]!r} is no whole number" for row in (1, 3, 5, 6)]
    assert said == str(caught.value).splitlines()
    whole = [2.0, 2.0**52 + 1, float("inf"), float("nan"), None]
    assert ["more", "more", None, None, None] == one(make, {**INTEGER, "id": "o"}, "n", whole, pa.float64())


@pytest.mark.parametrize("type_", [pa.int8(), pa.uint8(), pa.uint64(), pa.float32(), pa.decimal128(9, 2)], ids=str)
def test_numbers_of_every_width_are_read(make: Any, type_: Any) -> None:
    values = [Decimal(1), Decimal(0)] if pa.types.is_decimal(type_) else [1, 0]
    assert ["more", "less"] == one(make, {**NUMBER, "id": "o"}, "n", values, type_)


def test_narrow_integers_do_not_wrap(make: Any) -> None:
    document = table("first", ("n + n > m", "yes"), facts={"n": {"type": "integer"}, "m": {"type": "integer"}})
    frame = pa.table({"n": pa.array([100], pa.int8()), "m": pa.array([127], pa.int8())})
    assert rows_of(from_dict(document).apply(make(frame)))[0]["table"] == "yes"


TIERS = table("first", ('tier != "gold"', "yes"), facts={"tier": {"values": ["gold", "basic"]}}, default="no")


def test_a_text_that_is_none_of_the_values_is_refused(make: Any) -> None:
    tiers = pa.table({"tier": ["gold", "basic", "Gold", "", " gold", None]})
    with pytest.raises(RecordError) as caught:
        from_dict(TIERS).apply(make(tiers), look=True)
    assert [
        'row 3, column `tier`: "Gold" is none of its values; did you mean `gold`?',
        'row 5, column `tier`: " gold" is none of its values; did you mean `gold`?',
    ] == str(caught.value).splitlines()
    assert ["no", "yes", None, None, None] == one(make, TIERS, "tier", ["gold", "basic", "", " ", None], pa.string())


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"tier": ["gold", "basic", None]}, schema={"tier": pl.Categorical}),
        pl.DataFrame({"tier": ["gold", "basic", None]}, schema={"tier": pl.Enum(["basic", "gold"])}),
        pd.DataFrame({"tier": pd.Categorical(["gold", "basic", None])}),
        pa.table({"tier": pa.array(["gold", "basic", None]).dictionary_encode()}),
        pa.table({"tier": pa.array(["gold", "basic", None], pa.large_string())}),
    ],
    ids=["polars-categorical", "polars-enum", "pandas", "pyarrow-dictionary", "pyarrow-large"],
)
def test_texts_of_every_type_are_read(frame: Any) -> None:
    document = table("first", ('tier == "gold"', "yes"), facts={"tier": {"type": "text"}}, default="no")
    assert ["yes", "no", None] == [row["table"] for row in rows_of(from_dict(document).apply(frame))]


def test_a_dictionary_of_numbers_is_no_text() -> None:
    document = table("first", ('tier == "1"', "yes"), facts={"tier": {"type": "text"}})
    frame = pa.table({"tier": pa.array([1, 2]).dictionary_encode()})
    with pytest.raises(RecordError, match="is Int64, and fact `tier` is text"):
        from_dict(document).apply(frame)


def test_days_are_read(make: Any) -> None:
    document = table(
        "first",
        ("days_between(as_of, d) > month", "old"),
        facts={"d": {"type": "date"}},
        parameters={"month": {"value": 30}},
        default="new",
    )
    days = [datetime.date(2026, 1, 1), datetime.date(2026, 5, 31), datetime.date(1, 1, 1), None]
    as_of = datetime.date(2026, 6, 30)
    assert ["old", "new", "old", None] == one(make, document, "d", days, pa.date32(), as_of=as_of)
    with pytest.raises(AsOfError):
        one(make, document, "d", days, pa.date32())


def test_days_that_rules_do_not_know_are_refused() -> None:
    document = table("first", ("d >= as_of", "new"), facts={"d": {"type": "date"}}, default="old")
    late, as_of = from_dict(document), datetime.date(2026, 1, 1)
    frame = pl.DataFrame({"d": pl.Series([0, 10**7, -(10**7)], dtype=pl.Int32).cast(pl.Date)})
    for each in (frame, frame.lazy()):
        with pytest.raises(RecordError, match=r"row 2, column `d`: .*29349.* is no day that rules know; days run"):
            late.apply(each, as_of=as_of, look=True)
    found = late.apply(frame.lazy(), as_of=as_of).collect()
    assert ["old", None, None] == found["table"].to_list()
    assert ["", "d", "d"] == found["table_unread"].to_list()
    with duckdb.connect() as connection:
        days = "(date '9899-12-31'), (date '9900-01-01'), (date 'infinity'), (date '-infinity')"
        relation = connection.sql(f"from (values {days}) t(d)")
        found = late.apply(relation, as_of=as_of)
        assert ["new", None, None, None] == [row["table"] for row in rows_of(found.project('"table"'))]
        assert ["", "d", "d", "d"] == [row["table_unread"] for row in rows_of(found.project("table_unread"))]
        with pytest.raises(RecordError, match="row 3, column `d`: infinity is no day that rules know"):
            late.apply(relation, as_of=as_of, look=True)


def test_objects_of_several_types_are_refused_by_column() -> None:
    with pytest.raises(RecordError, match="frame, column `n`: cannot be read as one type"):
        from_dict({**NUMBER, "id": "o"}).apply(pd.DataFrame({"n": [1, "x"]}, dtype=object))


def test_objects_of_fractions_are_not_cut() -> None:
    frame = pd.DataFrame({"n": [1.5, 2, None]}, dtype=object)
    with pytest.raises(RecordError, match=r"row 1, column `n`: 1.5 is no whole number"):
        from_dict({**INTEGER, "id": "o"}).apply(frame)


def test_a_dated_parameter_has_its_value_of_the_day(make: Any) -> None:
    dated = [{"from": datetime.date(2025, 1, 1), "value": 10}, {"from": datetime.date(2026, 1, 1), "value": 20}]
    document = table("first", ("n >= limit", "yes"), parameters={"limit": {"dated": dated}}, default="no")
    assert ["yes"] == one(make, document, "n", [15.0], pa.float64(), as_of=datetime.date(2025, 6, 1))
    assert ["no"] == one(make, document, "n", [15.0], pa.float64(), as_of=datetime.date(2026, 6, 1))


def test_what_an_unknown_constant_hangs_on_is_told_whatever_stage_it_is_reckoned_at(make: Any) -> None:
    # nobody knows `a`, so that the sum is unknown on every row: for want of `a`, and of `n` and `m` where both are
    conditions = ("coalesce(n, m) + k > 0", "yes"), ("a and min(coalesce(n, m), coalesce(m, n)) + k > 0", "no")
    document = table("first", *conditions, facts={"k": {"type": "number"}})
    frame = pa.table({"n": pa.array([1.0, None, None]), "m": pa.array([None, 2.0, None], pa.float64())})
    found = rows_of(from_dict(document).apply(make(frame), missing=True))
    assert ["a, k", "a, k", "a, n, m, k"] == [row["table_missing"] for row in found]


def test_what_an_unknown_rule_hangs_on_is_told_where_no_rule_has_a_column(make: Any) -> None:
    document = table("first", ("coalesce(n, m) + k > 0", "yes"), facts={"k": {"type": "number"}})
    frame = pa.table({"n": pa.array([1.0, None, None]), "m": pa.array([None, 2.0, None], pa.float64())})
    found = rows_of(from_dict(document).apply(make(frame), missing=True))
    assert ["k", "k", "n, m, k"] == [row["table_missing"] for row in found]


def test_a_choice_that_is_a_column_counts_though_it_is_known_everywhere(make: Any) -> None:
    texts = {name: {"type": "text"} for name in ("t", "u")}
    document = table("first", ("t in (u, 'x')", "yes"), default="no", facts=texts)
    found = rows_of(from_dict(document).apply(make(pa.table({"t": ["a", "b", "x"], "u": ["a", "c", "d"]}))))
    assert ["yes", "no", "yes"] == [row["table"] for row in found]


def test_a_decimal_of_pandas_that_is_infinite_is_told_with_its_column() -> None:
    frame = pd.DataFrame({"bill": [Decimal("Infinity"), Decimal(1)], "bill_average": [1.0, 2.0]})
    with pytest.raises(RecordError) as caught:
        policy("retention-ladder").apply(frame)
    told = "frame, column `bill`: holds Infinity, which is not finite; leave it out if it is unknown"
    assert told == str(caught.value)


def test_an_expression_reads_columns_of_any_name(make: Any) -> None:
    frame = make(pa.table({"Charge  Amount": [100, 0], "总费用(元)": [1.0, 2.0], "x.y": [1, 2]}))
    binding = Binding(
        {"money": {"is": 'column("Charge  Amount") / 100 >= column("总费用(元)") and column("x.y") == 1'}},
        columns={"Charge  Amount": "integer", "总费用(元)": "money", "x.y": "integer"},
    )
    found = rows_of(policy("man").apply(frame, bind=binding, missing=True))
    assert ["authority, need", "authority, need"] == [row["man_missing"] for row in found]
