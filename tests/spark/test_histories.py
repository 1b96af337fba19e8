"""Facts of histories and cases of processes, reckoned in shares of customers, are those of each customer alone."""

import datetime
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

import crmrules
from crmrules import Binding, Process
from crmrules.errors import BindingError, RecordError
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.histories import Case, cases
from tests.agreement.policies import PATIENT
from tests.agreement.test_histories import assert_alike
from tests.docs.blocks import ROOT
from tests.events import frame_of
from tests.frames import rows_of
from tests.processes import TICKETS
from tests.spark.session import spark_frame

DAY = datetime.date(2026, 11, 1)
ORDERS = Binding.shipped("orders.history")
LINES = pl.read_csv(ROOT / "examples" / "orders.csv", try_parse_dates=True)


def frame(rows: pl.DataFrame) -> Any:
    return spark_frame(rows.to_arrow())


def test_each_customer_has_the_facts_of_its_own_events(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 25), suppress_health_check=PATIENT)
    @given(cases(customers=5))
    def agree(case: Case) -> None:
        binding = Binding(**case.tables)
        wanted = binding.facts_by_customer(case.rows, case.as_of, case.known_at)
        rows = rows_of(binding.facts_at(frame(frame_of(case.rows)), case.as_of, case.known_at))
        assert_alike(wanted.values(), sorted(rows, key=lambda row: row["customer"]), 1)
        count.pairs += len(rows)

    agree()


def test_pairs_meet_the_events_of_their_customers_whatever_type_these_are_of() -> None:
    lines = LINES.with_columns(pl.col("customer").str.slice(1).cast(pl.Int32))
    random = Random(7)
    asked = [(random.randint(1, 130), DAY - datetime.timedelta(random.randint(0, 500))) for _ in range(200)]
    pairs = pl.DataFrame(asked, {"customer": pl.Int64, "as_of": pl.Date}, orient="row").with_row_index("row")
    wanted = ORDERS.facts_at(lines, pairs).to_dicts()
    for given_ in (frame(pairs), pairs, pairs.with_columns(pl.col("customer").cast(pl.Int16)).to_arrow()):
        found = rows_of(ORDERS.facts_at(frame(lines), given_))
        assert wanted == sorted(found, key=lambda row: row["row"])


def test_what_is_wrong_with_columns_is_told_at_once(spark: Any) -> None:
    with pytest.raises(BindingError, match="there is no column `customer`"):
        ORDERS.facts_at(spark.createDataFrame(pa.table({"order": [1]})), DAY)
    with pytest.raises(RecordError, match="`as_of`, frame: has no column `as_of`"):
        ORDERS.facts_at(frame(LINES), pl.DataFrame({"customer": ["B001"]}))
    moments = LINES.with_columns(pl.col("at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    with pytest.raises(RecordError, match="frame, column `at`: holds moments of a zone; say in the binding"):
        ORDERS.facts_at(frame(moments), DAY)
    pairs = moments.select("customer", pl.col("at").alias("as_of"))
    with pytest.raises(RecordError, match="`as_of`, frame, column `as_of`: holds moments of a zone; rules know days"):
        ORDERS.facts_at(frame(LINES), frame(pairs))


def test_what_is_wrong_with_a_row_is_raised_when_it_is_read(spark: Any) -> None:
    wrong = LINES.with_columns(pl.lit("much").alias("profit"))
    found = ORDERS.facts_at(frame(wrong), DAY)
    with pytest.raises(Exception, match="RecordError"):
        found.collect()


def test_the_cases_of_a_process_are_those_of_one_machine(spark: Any) -> None:
    policy = crmrules.from_dict(TICKETS, Process)
    random = Random(3)
    kinds = ["opened", "answered", "visited"]
    events = pl.DataFrame(
        {
            "customer": [random.randint(1, 40) for _ in range(120)],
            "at": [datetime.date(2026, 3, random.randint(1, 9)) for _ in range(120)],
            "kind": [random.choice(kinds) for _ in range(120)],
            "urgent": [random.choice([True, False, None]) for _ in range(120)],
            "good": [random.choice([True, False, None]) for _ in range(120)],
            "id": range(120),
        }
    )
    wanted = policy.apply(events, as_of=datetime.date(2026, 3, 6))
    found = policy.apply(frame(events), as_of=datetime.date(2026, 3, 6))
    assert wanted.to_dicts() == sorted(rows_of(found), key=lambda row: row["customer"])
