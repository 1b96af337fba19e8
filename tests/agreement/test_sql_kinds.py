"""Statements for scorecards, references and cadences say of each row what a record alone is told."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Cadence, Reference, Scorecard
from crmrules.definitions.periods import UNITS
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Type
from tests.agreement import test_cadences as cadences
from tests.agreement import test_references as references
from tests.agreement import test_scorecards as scorecards
from tests.agreement.conftest import Count
from tests.agreement.policies import PATIENT
from tests.agreement.test_frames import LONG
from tests.agreement.test_sql import as_stored
from tests.databases import DIALECTS, TABLE, Database, opened

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


def drawn(examples: int) -> int:
    return max(1, examples // (8 if examples >= LONG else 20))


def said(database: Database, sql: str, rows: Rows, types: Mapping[str, Type]) -> Rows:
    """What a statement says of each row; a boolean is a number in SQLite, and a day a text."""
    database.fill(rows, types)
    return sorted(database.select(sql), key=lambda row: row["row"])


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def test_every_database_scores_each_record(database: Database, examples: int, count: Count) -> None:
    types = {"vip": BOOL, "mood": TEXT, "orders": INTEGER, "spend": NUMBER}

    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(scorecards.policies(), st.lists(scorecards.RECORDS, max_size=20))
    def agree(policy: Scorecard, records: Rows) -> None:
        sql = policy.sql(TABLE, dialect=database.dialect, columns=[*types, "row"], keep=["row"])
        expected = [each.columns for each in policy.score_many(map(as_stored, records))]
        for row, each in zip(said(database, sql, records, types), expected, strict=True):
            assert each == {name: scorecards.near(row[name], value) for name, value in each.items()}
        count.pairs += len(records)

    agree()


def test_every_database_says_what_holds_of_each_record(database: Database, examples: int, count: Count) -> None:
    types = {"distance": NUMBER, "public": BOOL}

    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(references.policies(), st.lists(references.RECORDS, max_size=20))
    def agree(policy: Reference, records: Rows) -> None:
        sql = policy.sql(TABLE, dialect=database.dialect, columns=[*types, "row"], keep=["row"])
        expected = [each.columns for each in policy.advise_many(records)]
        found = said(database, sql, records, types)
        assert expected == [{name: row[name] for name in each} for row, each in zip(found, expected, strict=True)]
        count.pairs += len(records)

    agree()


def test_every_database_gives_the_contacts_of_each_record(database: Database, examples: int, count: Count) -> None:
    types = {"grade": Type(TEXT.kind, ("a", "b", "c")), "since": DATE, "called": DATE, "seen": DATE}

    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(cadences.policies(UNITS), st.lists(cadences.RECORDS, max_size=30), cadences.DAYS)
    def agree(policy: Cadence, records: Rows, as_of: datetime.date) -> None:
        sql = policy.sql(TABLE, dialect=database.dialect, as_of=as_of, columns=[*types, "row"], keep=["row"])
        expected = [each.columns for each in policy.due_many(records, as_of=as_of)]
        for row, each in zip(said(database, sql, records, types), expected, strict=True):
            assert {name: plain(value) for name, value in each.items()} == {name: plain(row[name]) for name in each}
        count.pairs += len(records)

    agree()
