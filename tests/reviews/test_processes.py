"""The part of a review that processes tell: the cases of the customers, from the events behind them."""

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

import crmrules
from crmrules import Binding, Process, Review, review
from crmrules.cli.main import main
from crmrules.errors import AsOfError, RecordError
from crmrules.kinds.process.caseload import Caseload
from tests.processes import TICKETS

D = datetime.date
TODAY = D(2026, 1, 20)
TICKET = crmrules.from_dict(TICKETS, Process)
HISTORY: dict[str, Any] = {"customer": "customer", "at": "at", "kind": {"column": "kind"}}
BINDING = Binding(history=HISTORY)


def happened(customer: int, day: int, kind: str, **data: Any) -> dict[str, Any]:
    return {"customer": customer, "at": D(2026, 1, day), "kind": kind, "urgent": None, "good": None, **data}


EVENTS = [
    happened(1, 1, "opened", urgent=False),
    happened(1, 3, "answered", good=True),
    happened(1, 4, "visited"),
    happened(1, 9, "closed"),
    happened(2, 1, "opened", urgent=False),
    happened(3, 18, "opened", urgent=False),
    happened(4, 19, "opened"),
    happened(5, 2, "visited"),
    happened(3, 19, "visitd"),
    happened(6, 19, "opened", urgent=True),
]
CUSTOMERS = pl.DataFrame({"customer": [6, 5, 4, 3, 2, 1, 7], "name": ["F", "E", "D", "C", "B", "A", "G"]})


def reviewed(customers: pl.DataFrame = CUSTOMERS, **options: Any) -> Review:
    given: dict[str, Any] = {
        "policies": [TICKET],
        "as_of": TODAY,
        "bind": BINDING,
        "events": EVENTS,
        "key": "customer",
        **options,
    }
    return review(customers, **given)


def test_the_columns_of_a_process_are_those_that_apply_gives() -> None:
    cases = TICKET.apply(pl.DataFrame(EVENTS), as_of=TODAY, bind=BINDING)
    found = reviewed().frame.collect()
    assert CUSTOMERS.equals(found.select(CUSTOMERS.columns))
    there = found.filter(pl.col("customer") != 7).sort("customer").drop("name")
    assert cases.equals(there.select(cases.columns))
    assert found.filter(pl.col("customer") == 7).select("tickets", "tickets_certain").row(0) == (None, None)


def test_the_part_of_a_process_counts_its_cases() -> None:
    told = reviewed().to_dict()["policies"]["tickets"]
    load = Caseload(TICKET.definition, TODAY, TICKET.replay_each(EVENTS, as_of=TODAY, bind=BINDING))
    assert {"new": 1, "escalated": 2, "waiting": 0, "done": 1} == told["states"] == load.states
    assert (6, 1, 1, {"visitd": 1}) == tuple(told[name] for name in ("cases", "open", "not_begun", "unknown"))
    assert [("2026-01-21", 1), ("2026-01-22", 1)] == [(each["due"], each["cases"]) for each in told["deadlines"]]
    assert [{"owner": "desk", "id": "reply", "cases": 4, "perhaps": 0}] == told["duties"]
    assert {"missed": 1, "of": 2, "running": 1} == told["missed"]["answer"]
    assert [("escalated", "answer", 1), ("escalated", "urgent", 1), ("done", "closed", 1)] == [
        tuple(each.values()) for each in told["reasons"]
    ]
    assert {"urgent": 1} == told["missing"]
    assert (4, 1, 3, 5 / 3) == tuple(told["steps"]["new"][name] for name in ("stays", "open", "longest", "mean"))


def test_the_part_of_a_process_tells_the_save_rate_where_its_states_say_what_they_are_to_retention() -> None:
    assert "retention" not in reviewed().to_dict()["policies"]["tickets"]
    said = {"new": "asked", "waiting": "saved", "done": "lost"}
    states = [{**each, **({"retention": said[each["id"]]} if each["id"] in said else {})} for each in TICKETS["state"]]
    found = reviewed(policies=[crmrules.from_dict({**TICKETS, "state": states}, Process)])
    told = found.to_dict()["policies"]["tickets"]["retention"]
    assert (5, 1, 0, 4, 0) == tuple(told[name] for name in ("requests", "saved", "lost", "open", "recovered"))
    assert {"part": 1, "whole": 5, "open": 4, "low": 0.2, "high": 1.0, "value": None} == told["save_rate"]
    assert "Saved: 20.0% to 100.0% (1 of 5, 4 open) of those who asked to leave." in found.explain()
    assert "挽留：占要求销号者的 20.0% 至 100.0%（5 中的 1，4 未决）。" in found.explain("zh")


LIVES = pl.DataFrame(
    [
        ("A", D(2025, 1, 1), "seen", 700.0, False),
        ("A", D(2025, 2, 1), "seen", 700.0, True),
        ("A", D(2025, 2, 3), "cancellation-dropped", None, None),
        ("A", D(2025, 2, 3), "seen", 690.0, False),
        ("A", D(2025, 7, 10), "seen", 690.0, True),
        ("B", D(2025, 2, 1), "seen", 120.0, True),
        ("B", D(2025, 2, 4), "cancelled", None, None),
        ("C", D(2025, 2, 1), "seen", 130.0, False),
    ],
    schema=["customer", "at", "kind", "bill", "cancellation_requested"],
    orient="row",
)


def lives(*policies: Any) -> Review:
    customers = pl.DataFrame({"customer": ["A", "B", "C", "D", "E"], "arpu": [700, 120, 130, 800, None]})
    asked = [crmrules.policy("arpu-bands"), crmrules.policy("retention-case"), *policies]
    options: dict[str, Any] = {"bind": BINDING, "as_of": D(2025, 12, 1), "key": "customer"}
    return review(customers, policies=asked, events=LIVES, **options)


def test_a_review_tells_relapses_by_the_months_of_the_test_and_what_customers_bring() -> None:
    told = lives().to_dict()["policies"]["retention-case"]["retention"]
    assert (1, 1, 0) == (told["relapse"]["part"], told["relapse"]["whole"], told["asked_early"])
    assert (690.0, 120.0) == (told["value"]["saved"]["total"], told["value"]["lost"]["total"])
    stricter = lives(crmrules.policy("retention-success").with_parameters(relapse_from=6))
    told = stricter.to_dict()["policies"]["retention-case"]["retention"]
    assert (0, 1) == (told["relapse"]["part"], told["asked_early"])
    assert "reasons" not in told


def test_a_review_tells_of_each_band_how_many_are_lost() -> None:
    found = lives()
    churn = found.to_dict()["policies"]["retention-case"]["churn"]["arpu-bands"]
    assert {
        "600-up": {"customers": 2, "lost": 0, "open": 0, "value": 0.0},
        "below-200": {"customers": 2, "lost": 1, "open": 0, "value": 120.0},
    } == churn
    assert [*churn] == ["600-up", "below-200"]
    assert "Below 200 yuan (below-200)  50.0% (1 of 2)             120.00" in found.explain()
    assert "客户流失（按分段）：ARPU分段（arpu-bands）" in found.explain("zh")


def test_customers_who_are_not_reviewed_are_not_counted() -> None:
    told = reviewed(CUSTOMERS.filter(pl.col("customer") == 2))
    assert 1 == told.to_dict()["policies"]["tickets"]["cases"]
    assert [2] == told.worklist("tickets").collect()["customer"].to_list()


def test_the_list_of_a_process_has_a_row_for_each_duty_and_deadline_the_next_first() -> None:
    load = Caseload(TICKET.definition, TODAY, TICKET.replay_each(EVENTS, as_of=TODAY, bind=BINDING))
    listed = reviewed(beside=["name"]).worklist("tickets").collect()
    assert [(each.customer, each.title.en, each.due) for each in load.items] == listed.select(
        "customer", "what", "due"
    ).rows()
    assert ("C", "deadline", "New", "Escalated") == listed.select("name", "deadline or duty", "state", "then").row(0)
    assert "may be" in listed["note"].to_list()
    assert "客户" not in listed.columns
    assert "到期日" in reviewed().worklist("tickets", "zh").collect().columns


@pytest.mark.parametrize("convert", [list, pl.DataFrame, lambda rows: pl.DataFrame(rows).to_pandas()])
def test_events_come_as_rows_or_as_a_frame_of_any_library(convert: Any) -> None:
    assert reviewed().to_dict() == reviewed(events=convert(EVENTS)).to_dict()


def test_a_frame_of_events_is_reviewed_by_its_customers_as_on_the_command_line() -> None:
    bind = Binding({"opened": {"count": "opened"}}, history=HISTORY)
    asked: dict[str, Any] = {"policies": [TICKET], "as_of": TODAY, "bind": bind}
    found = review(pl.DataFrame(EVENTS), **asked)
    assert 6 == found.rows
    assert [1, 1, 1, 1, 0, 1] == found.frame.collect()["opened"].to_list()
    assert reviewed().to_dict()["policies"] == found.to_dict()["policies"]
    assert found.to_dict() == review(pl.DataFrame(EVENTS).to_pandas(), **asked).to_dict()
    asked["bind"] = BINDING
    without_facts = review(pl.DataFrame(EVENTS), **asked)
    assert found.to_dict() == without_facts.to_dict()
    asked["as_of"] = None
    with pytest.raises(AsOfError, match="is of events, and their facts depend on the day; give `as_of`"):
        review(pl.DataFrame(EVENTS), **asked)


def test_kinds_of_events_that_another_process_of_the_review_knows_are_not_unknown() -> None:
    other = crmrules.from_dict({**TICKETS, "id": "others", "events": {**TICKETS["events"], "visitd": {"title": "V"}}})
    told = reviewed(policies=[TICKET, other]).to_dict()["policies"]
    assert ({}, {}) == (told["tickets"]["unknown"], told["others"]["unknown"])


def test_a_process_without_events_or_without_any_that_it_hears_is_left_out() -> None:
    asked = {"policies": [TICKET, crmrules.policy("complaint-handling"), crmrules.policy("man")]}
    customers = CUSTOMERS.with_columns(money=True)
    assert {"complaint-handling": "none of the events that it goes by has come"} == reviewed(
        customers, **asked
    ).to_dict()["left_out"]
    left_out = reviewed(customers, **asked, events=None).to_dict()["left_out"]
    assert {"tickets", "complaint-handling"} == left_out.keys()
    assert {"it follows the events of each customer, and none are given"} == {*left_out.values()}
    assert (
        "it depends on the day: give `as_of`, or --as-of on the command line"
        == reviewed(customers, **asked, as_of=None).to_dict()["left_out"]["tickets"]
    )


def test_what_does_not_fit_is_told() -> None:
    with pytest.raises(RecordError, match="has no column `customer`, by which the events are told whose they are"):
        reviewed(CUSTOMERS.rename({"customer": "customers"}), key=None)
    with pytest.raises(RecordError, match="has a column `tickets_due` already"):
        reviewed(CUSTOMERS.with_columns(tickets_due=1))
    with pytest.raises(RecordError, match="is no list of events"):
        reviewed(events=3)
    with pytest.raises(RecordError, match="customer 2 comes as a number and as a text; write all customers as one"):
        reviewed(events=[*EVENTS, {**EVENTS[4], "customer": "2"}])


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A directory with a process, its events, customers, and a binding."""
    (tmp_path / "tickets.toml").write_text(TICKET.to_toml(), "utf-8")
    pl.DataFrame(EVENTS).write_csv(tmp_path / "events.csv")
    CUSTOMERS.write_csv(tmp_path / "customers.csv")
    (tmp_path / "bind.toml").write_text('[history]\ncustomer="customer"\nat="at"\nkind={column="kind"}\n', "utf-8")
    return tmp_path


def ran(there: Path, *arguments: object) -> int:
    asked = [there / "events.csv", "--bind", there / "bind.toml", "--policy", there / "tickets.toml"]
    return main(["review", *map(str, [*asked, "-o", there / "book", "--as-of", TODAY, *arguments])])


def test_a_file_of_events_is_reviewed_with_its_cases(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == ran(there, "--lists", "xlsx", "--lists", "csv")
    said = capsys.readouterr().out
    for line in (
        "Tickets (tickets): 2 deadlines end by 2026-01-27, the first on 2026-01-21",
        "Tickets (tickets): Desk has 4 duties",
        "Escalated (escalated)  No answer within 3 days.      1\n",
        "The process does not know of: visitd (1; did you mean `visited`?)",
        "Answer (answer)  50.0% to 100.0% (1 of 2, 1 open)",
    ):
        assert line in said
    book = pl.read_parquet(there / "book" / "decisions.parquet")
    cases = TICKET.apply(pl.DataFrame(EVENTS), as_of=TODAY, bind=BINDING)
    assert cases.with_columns(pl.col("customer").cast(pl.String)).equals(book.select(cases.columns))
    sheets = load_workbook(there / "book" / "lists.xlsx")
    rows = list(sheets[sheets.sheetnames[1]].values)
    listed = pl.read_csv(there / "book" / "tickets.csv")
    assert (listed.height + 1, listed.columns) == (len(rows), list(rows[0]))


def test_the_page_reads_in_chinese(there: Path) -> None:
    assert 0 == ran(there, "--lang", "zh")
    page = (there / "book" / "report.html").read_text("utf-8")
    for said in ("各负责人的任务", "未来 7 天的期限", "在各状态停留的天数", "需要查明", "Desk有 4 项任务"):
        assert said in page


def test_customers_of_a_file_of_their_own_have_the_cases_of_their_events(there: Path) -> None:
    assert 0 == ran(there, "--join", there / "customers.csv", "--key", "name")
    book = pl.read_parquet(there / "book" / "decisions.parquet")
    assert CUSTOMERS["name"].to_list() == book["name"].to_list()
    assert ["escalated", None, None, "new", "escalated", "done", None] == book["tickets"].to_list()


def test_the_day_is_asked_for(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [there / "events.csv", "--bind", there / "bind.toml", "-o", there / "book"]
    assert 2 == main(["review", *map(str, asked)])
    assert (
        "its facts depend on the day; give `as_of`, such as --as-of 2026-07-01 on the command line"
        in capsys.readouterr().err
    )
    assert not (there / "book").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,2026-01-01,opened,perhaps,", 'events.csv, row 2, column `urgent`: "perhaps" is no boolean'),
        ("1,2026-02-30,opened,,", 'events.csv, row 2, column `at`: "2026-02-30" is no day'),
        ("1,2026-01-01,shut,,", "under [history.kind.values]"),
    ],
)
def test_bad_events_are_told_once_with_the_file_and_the_row(
    there: Path, capsys: pytest.CaptureFixture[str], row: str, said: str
) -> None:
    (there / "events.csv").write_text(f"customer,at,kind,urgent,good\n{row}\n", "utf-8")
    assert 2 == ran(there)
    told = capsys.readouterr().err
    assert said in told
    assert "events.csv, " + str(there) not in told
    assert not (there / "book").exists()


def test_customers_instead_of_events_are_told(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [there / "events.csv", "--policy", there / "tickets.toml", "-o", there / "book", "--as-of", TODAY]
    assert 2 == main(["review", *map(str, asked)])
    assert "give --bind a binding with a [history]" in capsys.readouterr().err
