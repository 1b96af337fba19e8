"""Nothing is divided by what can be zero: some databases then stop the statement, for a row that nobody asked about."""

from typing import Any

import pytest
from sqlglot import exp, parse_one

from crmrules import Binding, DecisionTable, from_dict
from crmrules.engines.sql.dialects import DIALECTS
from tests.policies import table
from tests.statements import DAY

FACTS = {name: {"type": "number"} for name in ("a", "b", "d")}
RULES = ("(d - a) / b < d", "(a * step - b) / a >= d", "a / (a - b) > d", "(a - b) / b <= -step")


def divisors(sql: str, dialect: str) -> list[Any]:
    """What a statement divides by, where that differs from row to row."""
    found = [each.expression for each in parse_one(sql, dialect=DIALECTS[dialect].sqlglot).find_all(exp.Div)]
    return [each for each in found if each.find(exp.Column)]


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name != "postgres"])
def test_nothing_that_bounds_an_error_is_divided_by_zero(dialect: Any) -> None:
    rules = [(condition, f"o{place}") for place, condition in enumerate(RULES)]
    made = from_dict(table("collect", *rules, facts=FACTS, parameters={"step": {"value": 0.1}}), DecisionTable)
    mean = Binding({"a": {"mean": "bill.amount"}}, columns={"amount": "number"}, history={})
    asked = {
        "table": made.sql("rows", dialect=dialect, keep=[]),
        "history": mean.sql("events", dialect=dialect, as_of=DAY),
    }
    for what, sql in asked.items():
        found = divisors(sql, dialect)
        assert found, what
        assert [] == [each.sql() for each in found if each.find(exp.Case, exp.Nullif) is None], what
