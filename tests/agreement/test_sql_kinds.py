"""Statements for other kinds than decisions say of each row what a record alone is told, in its population."""

import datetime
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Cadence, Reference, Scorecard, Segmentation
from crmrules.definitions.periods import UNITS
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Type
from crmrules.kinds.segmentation.several import SeveralPlacement
from tests.agreement import test_cadences as cadences
from tests.agreement import test_references as references
from tests.agreement import test_scorecards as scorecards
from tests.agreement import test_segmentations as segmentations
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.agreement.test_frames import LONG
from tests.agreement.test_sql import as_stored
from tests.databases import DIALECTS, TABLE, Database, Types, opened
from tests.populations import customers

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


def drawn(examples: int) -> int:
    return max(FEWEST, examples // (8 if examples >= LONG else 20))


def said(database: Database, sql: str, rows: Rows, types: Types) -> Rows:
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
    @given(references.policies(), st.lists(references.RECORDS, max_size=20), st.booleans())
    def agree(policy: Reference, records: Rows, cautioned: bool) -> None:
        told: dict[str, Any] = {"columns": [*types, "row"], "keep": ["row"]}
        sql = policy.sql(TABLE, dialect=database.dialect, **told, cautioned=cautioned)
        expected = [each.columns for each in policy.advise_many(records, cautioned=cautioned)]
        found = said(database, sql, records, types)
        assert expected == [{name: row[name] for name in each} for row, each in zip(found, expected, strict=True)]
        count.pairs += len(records)

    agree()


GRADED = {"grade": Type(TEXT.kind, ("a", "b", "c")), "since": DATE, "called": DATE, "seen": DATE}


@pytest.mark.parametrize(
    ("types", "policies", "records", "days"),
    [
        (GRADED, cadences.policies(UNITS), cadences.RECORDS, cadences.DAYS),
        ({**GRADED, "calls": INTEGER}, cadences.by_calendar(), cadences.COUNTED, cadences.NEAR | cadences.DAYS),
    ],
    ids=["by length", "by calendar"],
)
def test_every_database_gives_the_contacts_of_each_record(
    database: Database,
    types: dict[str, Type],
    policies: st.SearchStrategy[Cadence],
    records: st.SearchStrategy[dict[str, Any]],
    days: st.SearchStrategy[datetime.date],
    examples: int,
    count: Count,
) -> None:
    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(policies, st.lists(records, max_size=30), days)
    def agree(policy: Cadence, rows: Rows, as_of: datetime.date) -> None:
        sql = policy.sql(TABLE, dialect=database.dialect, as_of=as_of, columns=[*types, "row"], keep=["row"])
        expected = [each.columns for each in policy.due_many(rows, as_of=as_of)]
        for row, each in zip(said(database, sql, rows, types), expected, strict=True):
            assert {name: plain(value) for name, value in each.items()} == {name: plain(row[name]) for name in each}
        count.pairs += len(rows)

    agree()


def test_every_database_cuts_a_population_as_records_are_cut(database: Database, examples: int, count: Count) -> None:
    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(segmentations.policies() | segmentations.directed(), segmentations.populations())
    def agree(policy: Segmentation, population: tuple[Any, list[Any]]) -> None:
        type_, values = population
        if database.dialect == "sqlite" and pa.types.is_decimal(type_):
            type_, values = pa.float64(), [None if each is None else float(each) for each in values]
        records = customers(*values)
        sql = policy.sql(TABLE, dialect=database.dialect, columns=["profit", "row"], keep=["row"])
        expected = policy.cut(records).decide_many(records)
        found = said(database, sql, records, {"profit": type_})
        assert [each.outcome for each in expected] == [row[policy.id] for row in found]
        if policy.definition.flags:
            assert [each.flagged for each in expected] == [row["bands_flagged"] for row in found]
        count.pairs += len(records)

    agree()


def test_every_database_cuts_each_group_by_itself(database: Database, examples: int, count: Count) -> None:
    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(segmentations.shares(), segmentations.regional())
    def agree(policy: Segmentation, population: tuple[Any, list[Any], list[str | None]]) -> None:
        type_, values, regions = population
        if database.dialect == "sqlite" and pa.types.is_decimal(type_):
            type_, values = pa.float64(), [None if each is None else float(each) for each in values]
        records = [{"profit": value, "region": region} for value, region in zip(values, regions, strict=True)]
        types = {"profit": type_, "region": TEXT}
        sql = policy.sql(TABLE, dialect=database.dialect, columns=[*types, "row"], keep=["row"])
        expected = policy.cut(records).decide_many(records)
        found = said(database, sql, records, types)
        assert [each.outcome for each in expected] == [row[policy.id] for row in found]
        if policy.definition.flags:
            assert [each.flagged for each in expected] == [row["bands_flagged"] for row in found]
        count.pairs += len(records)

    agree()


RFM = crmrules.policy("rfm")
BUYERS = st.fixed_dictionaries(
    {
        "recency": st.none() | st.integers(0, 9) | st.integers(-(10**15), 10**15),
        "frequency": st.none() | st.integers(-1, 4),
        "monetary": st.none() | st.integers(-300, 300).map(lambda eighths: eighths / 8),
    }
)


def test_every_database_cuts_by_several_measures(database: Database, examples: int, count: Count) -> None:
    types = {"recency": INTEGER, "frequency": INTEGER, "monetary": NUMBER}

    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(st.lists(BUYERS, max_size=30))
    def agree(records: Rows) -> None:
        sql = RFM.sql(TABLE, dialect=database.dialect, columns=[*types, "row"], keep=["row"])
        for row, each in zip(said(database, sql, records, types), RFM.cut(records).decide_many(records), strict=True):
            assert isinstance(each, SeveralPlacement)
            assert {name: each.digits[name].outcome for name in types} == {name: row[f"rfm_{name}"] for name in types}
            assert each.outcome == row["rfm"]
        count.pairs += len(records)

    agree()
