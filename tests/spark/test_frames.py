"""What Spark has and other libraries have not, or have otherwise."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules import Binding, DecisionTable, from_dict
from tests.frames import rows_of


def asking(condition: str, **facts: Any) -> DecisionTable:
    """A policy that tells whether a condition is true."""
    return from_dict(
        {
            "format": 1, "id": "asked", "version": "1", "kind": "decision", "hit": "first", "title": "Asked",
            "default": "no", "facts": facts,
            "parameters": {"wednesday": {"value": 3}, "before": {"value": 1969}},
            "outcome": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
            "rule": [{"id": "yes", "when": condition, "then": "yes", "because": "because"}],
        },
        DecisionTable,
    )  # fmt: skip


def test_texts_are_compared_code_point_by_code_point_whatever_their_collation(spark: Any) -> None:
    policy = asking("grade == other", grade={"type": "text"}, other={"type": "text"})
    rows = "VALUES ('Gold', 'gold'), ('gold', 'gold'), (NULL, 'gold'), ('é', 'e')"
    texts = spark.sql(f"SELECT grade COLLATE UNICODE_CI_AI AS grade, other FROM {rows} AS given (grade, other)")
    texts.createOrReplaceTempView("texts")
    wanted = ["no", "yes", None, "no"]
    assert [row["asked"] for row in rows_of(policy.apply(texts))] == wanted
    assert [row["asked"] for row in rows_of(spark.sql(policy.sql("texts", dialect="spark")))] == wanted


def test_a_moment_has_its_day_in_the_zone_of_the_binding_whatever_that_of_the_session(spark: Any) -> None:
    moments = spark.sql("SELECT timestamp_micros(us) AS at FROM VALUES (1764176400000000), (-86400000001) AS t (us)")
    bind = Binding({"day": {"column": "at", "day": True, "zone": "Asia/Shanghai"}})
    policy = asking("year(day) == before or weekday(day) == wednesday", day={"type": "date"})
    assert [row["asked"] for row in rows_of(policy.apply(moments, bind=bind))] == ["no", "yes"]
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        assert [row["asked"] for row in rows_of(policy.apply(moments, bind=bind))] == ["no", "yes"]
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


def test_a_day_that_means_unknown_may_be_one_that_spark_takes_for_no_literal(spark: Any) -> None:
    days = spark.sql("SELECT day FROM VALUES (DATE'0001-01-01'), (DATE'2026-01-01'), (NULL) AS t (day)")
    policy = asking("day < as_of", day={"type": "date"})
    bind = Binding({"day": {"column": "day", "unknown": ["0001-01-01"]}})
    found = rows_of(policy.apply(days, bind=bind, as_of=datetime.date(2026, 11, 1)))
    assert [row["asked"] for row in found] == [None, "yes", None]


def test_short_floats_are_read_in_few_words(spark: Any) -> None:
    policy = asking("number / other <= before", number={"type": "number"}, other={"type": "number"})
    shorts = spark.range(3).selectExpr("CAST(id AS FLOAT) AS number", "CAST(id AS FLOAT) AS other")
    plan = policy.apply(shorts)._jdf.queryExecution().optimizedPlan().toString()
    assert len(plan) < 40_000


@pytest.mark.parametrize("id_", ["man", "retention-ladder"])
def test_no_python_runs_on_the_rows_and_none_are_moved(spark: Any, id_: str) -> None:
    policy = crmrules.policy(id_)
    types = {"bool": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "money": "DOUBLE"}
    columns = [f"CAST(NULL AS {types[each.type.kind.value]}) AS {each.name}" for each in policy.definition.read_facts]
    decided = policy.apply(spark.range(100).selectExpr(*columns), so_far=True, missing=True)
    plan = decided._jdf.queryExecution().executedPlan().toString()
    for word in ("Exchange", "Sort", "Window", "Python", "Aggregate"):
        assert word not in plan
