"""`crmrules cases` and `crmrules case`: states, duties and deadlines of a file of events, and the story of one."""

import datetime
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from icalendar import Calendar

import crmrules
from crmrules import Process
from crmrules.cli.main import main
from crmrules.kinds.process.items import COLUMNS
from tests.populations import changed
from tests.processes import TICKETS

Capture = pytest.CaptureFixture[str]
D = datetime.date
EVENTS = """id,customer,at,kind,urgent,good
1,17,2026-12-28,opened,false,
2,17,2026-12-29,visited,,
3,4,2026-12-20,opened,false,
4,4,2026-12-21,answered,,true
5,9,2026-12-29,opened,,
6,3,2026-12-01,opened,false,
7,3,2026-12-02,closed,,
"""
DAY = "2026-12-29"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A directory with a process and its events."""
    document = changed(TICKETS, "parameters.answer", {"value": 3, "unit": "business days"}, calendar={"country": "CN"})
    (tmp_path / "tickets.toml").write_text(crmrules.from_dict(document, Process).to_toml(), "utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, "utf-8")
    return tmp_path


def cases(there: Path, *arguments: object) -> int:
    events = [there / "events.csv", "--policy", there / "tickets.toml", "--as-of", DAY]
    return main(["cases", *map(str, [*events, *arguments])])


def test_states_deadlines_and_duties_by_owner_are_told(there: Path, capsys: Capture) -> None:
    assert 0 == cases(there)
    assert capsys.readouterr().out == (
        "Tickets (tickets)\n"
        "  4 cases\n"
        "  as of 2026-12-29\n"
        "  States\n"
        "    state                    cases\n"
        "    New (new)                    1\n"
        "    Escalated (escalated)        0\n"
        "    Waiting (waiting)            1\n"
        "    Done (done)                  1\n"
        "    open: may be in several      1\n"
        "  Missed\n"
        "    deadline         cases\n"
        "    Report (report)      1\n"
        "    Call (call)          1\n"
        "\n"
        "Deadlines\n"
        "    due         customer  deadline  then       note\n"
        "    2026-12-31  17        Answer    Escalated\n"
        "    2027-01-04  9         Answer    Escalated  provisional: the holidays of CN are announced up to 2026\n"
        "\n"
        "To do: Desk\n"
        "    customer  duty\n"
        "    17        Reply\n"
        "    9         Reply\n"
    )


def test_in_chinese(there: Path, capsys: Capture) -> None:
    assert 0 == cases(there, "--lang", "zh")
    said = capsys.readouterr().out
    assert "4 个个案" in said
    assert "未定：可能处于多个状态" in said
    assert "待办：Desk" in said


def test_as_json_and_as_rows_the_same_items(there: Path, capsys: Capture) -> None:
    assert 0 == cases(there, "--format", "json", "-o", there / "out.jsonl")
    told = json.loads(capsys.readouterr().out)
    assert {"new": 1, "escalated": 0, "waiting": 1, "done": 1} == told["states"]
    assert (4, 1, {"report": 1, "call": 1}) == (told["cases"], told["open"], told["missed"])
    rows = [json.loads(line) for line in (there / "out.jsonl").read_text("utf-8").splitlines()]
    assert told["items"] == rows
    assert [list(COLUMNS)] * len(rows) == [list(row) for row in rows]


@pytest.mark.parametrize("end", ["csv", "xlsx", "parquet"])
def test_every_form_holds_every_item(there: Path, end: str) -> None:
    out = there / f"out.{end}"
    assert 0 == cases(there, "-o", out)
    found = crmrules.read(out)
    assert list(COLUMNS) == found.columns
    assert ["17", "9", "17", "9"] == found["customer"].cast(pl.String).to_list()
    assert ["answer", "answer", "reply", "reply"] == found["id"].to_list()
    assert ["2026-12-31", "2027-01-04", "", ""] == found["due"].cast(pl.String).fill_null("").to_list()


def calendar(path: Path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_calendar_holds_what_has_a_day_and_is_the_same_whenever_it_is_written(there: Path) -> None:
    first, again = there / "a.ics", there / "b.ics"
    assert 0 == cases(there, "-o", first)
    assert 0 == cases(there, "-o", again)
    assert first.read_bytes() == again.read_bytes()
    events = calendar(first)
    assert [D(2026, 12, 31), D(2027, 1, 4)] == [each.decoded("dtstart") for each in events]
    assert ["17: Answer", "9: Answer"] == [str(each["summary"]) for each in events]
    assert ["CONFIRMED", "TENTATIVE"] == [str(each["status"]) for each in events]
    assert "then: Escalated; owner: Desk" == str(events[0]["description"])
    assert "announced up to 2026" in str(events[1]["description"])
    assert 2 == len({str(each["uid"]) for each in events})


def test_a_calendar_in_chinese_says_what_follows_and_who_has_it(there: Path) -> None:
    assert 0 == cases(there, "--lang", "zh", "-o", there / "a.ics")
    assert "逾期后：Escalated；负责人：Desk" == str(calendar(there / "a.ics")[0]["description"])


def test_the_uid_of_a_deadline_stays_when_its_day_moves(there: Path) -> None:
    assert 0 == cases(there, "-o", there / "a.ics")
    policy = (there / "tickets.toml").read_text("utf-8")
    (there / "tickets.toml").write_text(policy.replace("value = 3", "value = 2"), "utf-8")
    assert 0 == cases(there, "-o", there / "b.ics")
    before, after = (
        {str(each["summary"]): (each["uid"], each["dtstart"].dt) for each in calendar(there / name)}
        for name in ("a.ics", "b.ics")
    )
    assert before["17: Answer"][0] == after["17: Answer"][0]
    assert (D(2026, 12, 31), D(2026, 12, 30)) == (before["17: Answer"][1], after["17: Answer"][1])


def test_an_owner_alone(there: Path, capsys: Capture) -> None:
    assert 0 == cases(there, "--owner", "desk", "--format", "json")
    assert {"desk"} == {each["owner"] for each in json.loads(capsys.readouterr().out)["items"]}


def test_one_case_is_told_as_a_timeline(there: Path, capsys: Capture) -> None:
    files = [str(there / "events.csv"), "--policy", str(there / "tickets.toml"), "--as-of", DAY]
    assert 0 == main(["case", "17", *files])
    said = capsys.readouterr().out
    assert "2026-12-28  Opened: begins in New" in said
    assert 0 == main(["case", "17", *files, "--format", "json"])
    policy = crmrules.load(there / "tickets.toml", Process)
    alone = policy.replay_each(there / "events.csv", as_of=D.fromisoformat(DAY))["17"]
    assert alone.to_dict() == json.loads(capsys.readouterr().out)


def ended(arguments: list[str]) -> object:
    """The exit code of a command, or of reading its arguments."""
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["case", "71", "{events}", "--policy", "{policy}", "--as-of", DAY], 'no customer "71" has an event by'),
        (
            ["case", "17", "{events}", "--policy", "{policy}", "--as-of", "2020-01-01"],
            'events.csv: no customer "17" has an event by 2020-01-01; give a later day, or another file',
        ),
        (["cases", "{events}", "--policy", "{policy}"], "depends on the day; give --as-of 2026-07-01"),
        (["cases", "{events}", "--policy", "man", "--as-of", DAY], "policy `man`: is a decision"),
        (
            ["cases", "{events}", "--policy", "{policy}", "--as-of", DAY, "--owner", "desc"],
            'has no owner "desc"; did you mean `desk`?',
        ),
        (["cases", "{events}", "--policy", "{policy}", "--as-of", DAY, "-o", "x.doc"], "unknown kind of file `.doc`"),
        (["cases", "{missing}", "--policy", "{policy}", "--as-of", DAY], "cannot be read: No such file or directory"),
        (
            ["cases", "{bad}", "--policy", "{policy}", "--as-of", DAY],
            'row 2, column `urgent`: "perhaps" is no boolean',
        ),
        (["cases", "{events}", "--as-of", DAY, "--policy", "{policy}", "--known-at", "soon"], '"soon" is no date'),
    ],
)
def test_what_is_wrong_is_told(there: Path, capsys: Capture, arguments: list[str], said: str) -> None:
    (there / "bad.csv").write_text("customer,at,kind,urgent\n1,2026-12-01,opened,perhaps\n", "utf-8")
    paths = {"events": "events.csv", "policy": "tickets.toml", "missing": "no.csv", "bad": "bad.csv"}
    filled = [each.format(**{name: there / file for name, file in paths.items()}) for each in arguments]
    assert 2 == ended(filled)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", [["cases"], ["case", "17"]])
def test_a_kind_of_event_that_the_process_does_not_know_is_told(
    there: Path, capsys: Capture, command: list[str]
) -> None:
    rows = "8,17,2026-12-29,reopend,,\n9,17,2026-12-29,reopend,,\n10,17,2026-12-29,sung,,\n"
    (there / "more.csv").write_text(EVENTS + rows, "utf-8")
    asked = [*command, there / "more.csv", "--policy", there / "tickets.toml", "--as-of", DAY]
    assert 0 == main([*map(str, asked)])
    said = capsys.readouterr().out
    assert "The process does not know of: reopend (2; did you mean `reopened`?), sung (1)\n" in said


def test_what_is_to_be_done_is_told_with_what_the_case_has_of_its_own(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "desk.csv"
    path.write_text(
        "customer,at,kind,cancel_reason\n"
        "C1,2026-02-02,cancellation-requested,\n"
        "C1,2026-02-02,reason-given,rival-offer\n",
        "utf-8",
    )
    asked = ["cases", str(path), "--policy", "cancellation-desk", "--as-of", "2026-02-03"]
    assert 0 == main([*asked, "-o", str(tmp_path / "out.csv")])
    assert "Answer fast, in one of four ways (reason: rival-offer)" in capsys.readouterr().out
    assert "(reason: rival-offer)" in (tmp_path / "out.csv").read_text("utf-8")


def test_who_has_not_begun_is_not_said_to_be_open(there: Path, capsys: Capture) -> None:
    (there / "more.csv").write_text(EVENTS + "8,21,2026-12-29,visited,,\n", "utf-8")
    asked = ["cases", there / "more.csv", "--policy", there / "tickets.toml", "--as-of", DAY]
    assert 0 == main([*map(str, asked)])
    said = capsys.readouterr().out
    assert "open: may be in several      1\n    not begun                    1\n" in said


def test_a_binding_brings_the_facts_that_a_process_reads(tmp_path: Path, capsys: Capture) -> None:
    rows = [
        "customer,at,kind,id,amount,usage,arrears",
        *(f"7,2025-{month:02}-01,bill,b{month},100,," for month in range(9, 13)),
        *(f"7,2025-{month:02}-01,usage,u{month},,300," for month in range(9, 13)),
        "7,2026-01-05,forwarding-on,f,,,",
        "7,2025-08-01,activated,a,,,",
        "8,2025-08-01,activated,c,,,",
        "8,2026-01-10,cancellation-applied,d,,,",
    ]
    path = tmp_path / "events.csv"
    path.write_text("\n".join(rows), "utf-8")
    asked = [str(path), "--bind", "subscription.history", "--as-of", "2026-01-10"]
    assert 0 == main(["cases", *asked, "--format", "json"])
    states = json.loads(capsys.readouterr().out)["states"]
    assert {"step-3": 1, "cancelling": 1} == {state: count for state, count in states.items() if count}
    assert 0 == main(["case", "7", *asked])
    assert "2026-01-07  No case -> Step 3" in capsys.readouterr().out


def test_a_file_that_is_there_is_replaced_only_when_asked(there: Path, capsys: Capture) -> None:
    (there / "out.ics").write_text("mine", "utf-8")
    assert 2 == cases(there, "-o", there / "out.ics")
    assert "out.ics: is there already; pass --force" in capsys.readouterr().err
    assert "mine" == (there / "out.ics").read_text("utf-8")
    assert 0 == cases(there, "-o", there / "out.ics", "--force")


def test_a_policy_in_the_place_of_a_file_is_told_where_it_goes(capsys: Capture) -> None:
    assert 2 == main(["cases", "complaint-handling", "--as-of", "2026-07-01"])
    said = "complaint-handling: is a policy, and no file of events; pass --policy complaint-handling, and name the file"
    assert said in capsys.readouterr().err


def test_a_file_without_the_columns_of_events_is_told_once_with_its_name(there: Path, capsys: Capture) -> None:
    for name, text in (("n.csv", "who,when\n1,2026-01-01\n"), ("n.jsonl", '{"who": "1", "when": "2026-01-01"}\n' * 3)):
        (there / name).write_text(text, "utf-8")
        assert main(["cases", str(there / name), "--as-of", DAY]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert 3 == len(lines)
        told = "binding, history, `customer`: there is no column `customer`; a binding names it under [history]"
        assert lines[0].startswith(f"{there / name}, {told}")
