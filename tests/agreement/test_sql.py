"""Statements for databases give what the interpreter gives, on any policy and any rows."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import DecisionTable, from_dict
from crmrules.engines.sql.dialects import DIALECTS as KNOWN
from crmrules.engines.sql.dialects import Numbers
from crmrules.errors import EngineError
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.parts import HitPolicy
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.near import EXACT, FLOATS, is_near
from tests.agreement.policies import PATIENT
from tests.agreement.test_frames import DRAWN, LONG, MIXED, Case, cases, expected
from tests.databases import DIALECTS, MYSQL, TABLE, Database, opened
from tests.policies import table

VAST = 1e100
"""A stored number beyond it is unknown in SQL."""


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


def as_stored(record: dict[str, Value]) -> dict[str, Value]:
    """A record as it comes from a table."""
    return {name: None if isinstance(value, float) and abs(value) > VAST else value for name, value in record.items()}


@pytest.mark.parametrize("grid", [True, False], ids=["decimals", "any numbers"])
@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_every_database_agrees_with_the_interpreter(
    database: Database, drawn: Any, grid: bool, examples: int, count: Count
) -> None:
    """Decimals differ nowhere; of any numbers those may that lie so close as engines.md says."""
    close = EXACT if KNOWN[database.dialect].numbers is Numbers.FRACTIONS else FLOATS

    @settings(max_examples=max(FEWEST, examples // (10 if examples >= LONG else 50)), suppress_health_check=PATIENT)
    @given(cases(drawn, grid=grid), st.integers(0, 2**32))
    def agree(case: Case, seed: int) -> None:
        table, rows, absent, as_of = case
        luck = Random(seed)
        if examples >= LONG:
            rows = rows + [{name: luck.choice(rows)[name] for name in rows[0]} for _ in range(MIXED)]
        types = {each.name: each.type for each in table.definition.facts.declared if each.name not in absent}
        database.fill(rows, types)
        try:
            sql = table.sql(
                TABLE,
                dialect=database.dialect,
                as_of=as_of,
                columns=database.types() if luck.random() < 0.5 else [*types, "row"],
                keep=["row"],
                so_far=True,
                missing=True,
            )
        except EngineError as refused:
            said = str(refused)
            assert "`lower`" in said or table.definition.hit is HitPolicy.UNIQUE, said
            return
        found = sorted(database.select(sql), key=lambda row: row["row"])
        for record, row in zip(rows, found, strict=True):
            stored = as_stored(record)
            wanted = expected(table, stored, as_of)
            del wanted["drawn_undefined"]
            count.pairs += 1
            if {name: row[name] for name in wanted} != wanted and not grid:
                assert is_near(table.definition, stored, as_of, close)
                count.near += 1
            else:
                assert {name: row[name] for name in wanted} == wanted

    agree()


def test_small_letters_are_asked_for_a_word(database: Database) -> None:
    """On PostgreSQL, which takes no collation in POSITION that is not in parentheses."""
    asked = ('contains(lower(a), "äq")', "contains(a, lower(b))", "contains(lower(lower(a)), b)")
    facts = {name: {"type": "text"} for name in "ab"}
    made = from_dict(table("collect", *zip(asked, "xyz", strict=True), facts=facts), DecisionTable)
    if database.dialect in ("sqlite", *MYSQL):  # whose letters become small otherwise
        with pytest.raises(EngineError, match="`lower` makes small letters of all alphabets"):
            made.sql(TABLE, dialect=database.dialect)
        return
    rows: list[dict[str, Any]] = [{"a": "ÄQx", "b": "q"}, {"a": "q", "b": "Q"}, {"a": None, "b": "q"}]
    database.fill(rows, {each.name: each.type for each in made.definition.read_facts})
    found = sorted(database.select(made.sql(TABLE, dialect=database.dialect, keep=["row"])), key=lambda row: row["row"])
    told = [[row[f"table_{each}"] for each in "xyz"] for row in found]
    assert told == [[True, False, True], [False, True, False], [None, None, None]]
