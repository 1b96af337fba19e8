"""Columns that are read once, written where they are read."""

import pytest

import crmrules
from crmrules.engines.sql.build import Sql, all_of, any_of, literal
from crmrules.engines.sql.dialects import dialect_of
from crmrules.engines.sql.step import Placed, Query
from crmrules.engines.sql.steps import Names, Steps, own
from crmrules.errors import PolicyError
from crmrules.kinds.decision.sql.deciding import OPEN
from tests.policies import table


@pytest.fixture
def steps() -> Steps:
    made = Steps(dialect_of("duckdb"), Names(255))
    for name in ("a", "b"):
        made.place(own(f"of_{name}"), 0, name, "facts")
    return made


def _written(steps: Steps, *asked: Sql) -> list[tuple[str, list[tuple[str, str]]]]:
    found = steps.written(asked, Names(255))
    return [(title, [(each.name, each.sql.node.sql("duckdb")) for each in step.columns]) for title, step in found]


FACTS = ("facts", [("a", "of_a"), ("b", "of_b")])


def _bare(found: list[tuple[str, list[tuple[str, str]]]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(title, [(name, sql.replace('"', "")) for name, sql in columns]) for title, columns in found]


def test_a_column_that_is_read_once_is_written_there_with_its_comment(steps: Steps) -> None:
    rule = steps.place(any_of([own("a"), own("b")]), 1, "rule", "rules", "why")
    end = steps.place(all_of([rule, own("a")]), 2, "end", "decided")
    assert _bare(_written(steps, end)) == [FACTS, ("decided", [("end", "(a OR b) /* why */ AND a")])]


def test_a_column_that_is_read_twice_stays(steps: Steps) -> None:
    rule = steps.place(any_of([own("a"), own("b")]), 1, "rule", "rules")
    end = steps.place(any_of([rule, rule.is_null()]), 2, "end", "decided")
    assert [title for title, _ in _written(steps, end)] == ["facts", "rules", "decided"]
    asked_for = steps.place(own("a") > literal(1), 1, "asked", "rules")
    twice = steps.place(~asked_for, 2, "twice", "decided")
    assert [title for title, _ in _written(steps, twice, asked_for)] == ["facts", "rules", "decided"]


def test_what_is_nested_deeply_stays(steps: Steps) -> None:
    deep = own("a")
    for level in range(1, 60):
        deep = steps.place(deep + own("b"), level, "deep", f"step{level}")
    found = _written(steps, deep)
    assert 2 < len(found) < 8


def test_columns_move_to_the_step_after_those_that_they_read(steps: Steps) -> None:
    steps.place(own("a") > literal(1), 3, "late", "late")
    assert [title for title, _ in _written(steps, own("late"))] == ["facts", "late"]


def test_what_a_query_over_all_rows_reads_stays_a_column(steps: Steps) -> None:
    amount = steps.place(own("a") + own("b"), 1, "amount", "measured")
    [edge] = steps.stand_beside([Query("cuts", (Placed("edge", amount),))], 2)
    end = steps.place(edge > literal(1), 2, "end", "bands")
    assert [title for title, _ in _written(steps, end)] == ["facts", "measured", "bands"]


def test_no_outcome_has_the_mark_of_an_open_one() -> None:
    with pytest.raises(PolicyError, match="which no id does"):
        crmrules.from_dict(table("first", ("a", OPEN)))
