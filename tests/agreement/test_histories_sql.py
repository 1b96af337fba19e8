"""Statements over tables of events give the facts that each customer alone is given."""

import datetime
import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from crmrules import Binding
from crmrules.engines.sql.dialects import DIALECTS as KNOWN
from crmrules.engines.sql.dialects import Numbers
from crmrules.errors import EngineError
from crmrules.expressions.numbers import exact
from tests.agreement.conftest import Count
from tests.agreement.histories import random_case
from tests.agreement.test_histories import LONG
from tests.databases import DIALECTS, Database, opened
from tests.events import EVENTS, fill

KINDS = {"customer": "text", "kind": "text", "id": "text", "recorded": "date"}
"""What the types of columns are that no expression reads."""
SHORT = 6
"""How many histories are tried in a run that is not long."""


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


def plain(value: Any) -> Any:
    """A fact as it compares: numbers as fractions."""
    if isinstance(value, float | Decimal | int) and not isinstance(value, bool):
        return Fraction(value) if isinstance(value, Decimal) else exact(value)
    return value


def assert_same(wanted: object, got: Any, database: Database) -> None:
    """Two facts are one; numbers as near as floats are, and where they are exact to sixteen digits."""
    one, other = plain(wanted), plain(got)
    if isinstance(one, bool):
        assert bool(got) is one
    elif isinstance(one, datetime.date):
        assert one.isoformat() == str(got)
    elif isinstance(one, Fraction) and isinstance(other, Fraction):
        exactly = KNOWN[database.dialect].numbers is Numbers.FRACTIONS and one.denominator < 10**6
        assert one == other or (not exactly) or 10**6 % one.denominator, (wanted, got)
        assert math.isclose(one, other, rel_tol=1e-13, abs_tol=1e-12), (wanted, got)
    else:
        assert wanted == got


def test_every_database_gives_the_facts_of_each_customer(database: Database, examples: int, count: Count) -> None:
    random = Random(examples)
    for _ in range(SHORT if examples < LONG else examples):
        case = random_case(random, customers=random.randint(1, 4))
        tables: dict[str, Any] = {**case.tables, "columns": {**case.tables["columns"], **KINDS}}
        binding = Binding(**tables)
        wanted = binding.facts_by_customer(case.rows, case.as_of, case.known_at)
        try:
            sql = binding.sql(EVENTS, dialect=database.dialect, as_of=case.as_of, known_at=case.known_at)
        except EngineError as refused:
            said = str(refused)
            assert "zone" in said or "business days" in said or "counts different" in said, said
            continue
        fill(database, case.rows)
        found = {row["customer"]: row for row in database.select(sql)}
        assert {*wanted} == {*found}
        for customer, facts in wanted.items():
            assert [*found[customer]] == ["customer", *facts]
            for name, value in facts.items():
                assert_same(value, found[customer][name], database)
                count.pairs += 1
