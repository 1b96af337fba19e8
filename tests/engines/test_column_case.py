"""Columns that are called as a fact is but for capital letters: the fact's own, or asked about, never passed over."""

from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from crmrules import Binding, from_dict, policy
from crmrules.engines.sql.dialects import DIALECTS
from crmrules.errors import BindingError, CrmRulesError
from tests.frames import MAKERS, rows_of
from tests.policies import table

MAN = policy("man")
LEADS = pa.table({"Money": [True, False], "authority": [True, True], "NEED": [True, None]})
WITHOUT_CASE = [name for name in MAKERS if name in ("duckdb", "ibis", "spark")]
TELLING = [name for name, dialect in DIALECTS.items() if not dialect.folds_case]


@pytest.fixture(params=WITHOUT_CASE)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library that knows a column whatever the case of its name."""
    return MAKERS[request.param]


def test_a_column_in_another_case_is_that_of_the_fact(make: Any) -> None:
    found = rows_of(MAN.apply(make(LEADS), missing=True))
    assert [("pursue", ""), (None, "need")] == [(row["man"], row["man_missing"]) for row in found]
    assert ["Money", "authority", "NEED"] == list(found[0])[:3]


def test_it_is_assumed_about_and_looked_at_like_any_other(make: Any) -> None:
    words = from_dict(table("first", ('f == "a"', "yes"), facts={"f": {"values": ["a", "b"]}}))
    frame = make(pa.table({"F": ["a", "b", None, "strange"], "n": [1, 2, 3, 4]}))
    found = rows_of(words.apply(frame, bind=Binding(assume={"f": "a"})))
    assert ["yes", None, "yes", None] == [row["table"] for row in found]
    assert ["", "", "", "f"] == [row["table_unread"] for row in found]


def test_one_that_another_fact_is_read_from_is_not_meant(make: Any) -> None:
    found = rows_of(MAN.apply(make(LEADS), bind={"authority": "Money", "need": "NEED"}, missing=True))
    assert ["money", "money"] == [row["man_missing"].split(", ")[0] for row in found]


@pytest.mark.parametrize("frame", [pl.DataFrame(LEADS), pl.LazyFrame(pl.DataFrame(LEADS)), LEADS, LEADS.to_pandas()])
def test_where_names_are_told_apart_by_case_it_is_another_column(frame: Any) -> None:
    found = rows_of(MAN.apply(frame, missing=True))
    assert ["money, need"] * 2 == [row["man_missing"] for row in found]


@pytest.mark.parametrize("name", [name for name in DIALECTS if name not in TELLING])
def test_a_told_column_in_another_case_is_that_of_the_fact(name: Any) -> None:
    spelt = MAN.sql("leads", dialect=name, columns=["Money", "authority", "need"], keep=[])
    bound = MAN.sql("leads", dialect=name, columns=["Money", "authority", "need"], keep=[], bind={"money": "Money"})
    assert bound == spelt
    assert "money and authority and need" in spelt


@pytest.mark.parametrize("name", TELLING)
def test_where_a_database_tells_names_by_case_it_is_asked_which_was_meant(name: Any) -> None:
    with pytest.raises(BindingError) as caught:
        MAN.sql("leads", dialect=name, columns=["MONEY", "authority", "Need"])
    assert (
        "`columns`: fact `money` has no column, and names that differ in case are two here; "
        'did you mean `MONEY`? Bind it: {"money": "MONEY"}\n'
        "`columns`: fact `need` has no column, and names that differ in case are two here; "
        'did you mean `Need`? Bind it: {"need": "Need"}'
    ) == str(caught.value)
    bound = MAN.sql(
        "leads", dialect=name, columns=["MONEY", "authority", "Need"], bind={"money": "MONEY", "need": "Need"}
    )
    assert '"source"."MONEY" AS "fact_money"' in bound


def test_two_columns_that_are_one_where_case_does_not_count_are_refused() -> None:
    frame = MAKERS["ibis"](pa.table({"Money": [True], "MONEY": [True], "need": [True]}))
    with pytest.raises(CrmRulesError, match=r"has columns `Money` and `MONEY`, which are one here"):
        MAN.apply(frame)
    with pytest.raises(BindingError, match=r"fact `money`: has columns `Money` and `MONEY`, which are one here"):
        MAN.sql("leads", dialect="duckdb", columns=["Money", "MONEY", "need"])


def test_a_bound_column_in_another_case_is_refused_with_its_name(make: Any) -> None:
    with pytest.raises(BindingError, match=r"there is no column `money`; did you mean `Money`\?"):
        MAN.apply(make(LEADS), bind={"money": "money"})
