"""The case service over HTTP: events in, cases and worklists out, and a night of the batch."""

import datetime
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient

import crmrules
from crmrules import Process
from examples.case_service import nightly
from examples.case_service.app import create_app, service

DAY = datetime.date(2026, 10, 5)
COMPLAINTS = crmrules.policy("complaint-handling", Process)
FIRST: dict[str, Any] = {"id": "1", "customer": "C1", "at": "2026-10-01", "kind": "complaint-opened"}
THEN: dict[str, Any] = {"id": "2", "customer": "C1", "at": "2026-10-02", "kind": "vented"}


@pytest.fixture
def client(tmp_path: Path) -> Generator[TestClient, None, None]:
    """The service on an empty database."""
    with TestClient(create_app(f"sqlite:///{tmp_path / 'cases.db'}", COMPLAINTS, lambda: DAY)) as started:
        yield started


def test_an_event_is_kept_once(client: TestClient) -> None:
    first, again = client.post("/events", json=FIRST), client.post("/events", json=FIRST)
    assert (201, {"new": 1, "known": 0}) == (first.status_code, first.json())
    assert (201, {"new": 0, "known": 1}) == (again.status_code, again.json())


def test_a_case_is_what_the_library_says_of_the_events(client: TestClient) -> None:
    client.post("/events/batch", json={"events": [THEN, FIRST]})
    told = client.get("/customers/C1/case").json()
    rows = [{**each, "at": datetime.date.fromisoformat(each["at"]), "recorded": DAY} for each in (FIRST, THEN)]
    case = COMPLAINTS.replay(rows, as_of=DAY)
    explanation = told.pop("explanation")
    assert json.loads(json.dumps(case.to_dict())) == told
    assert case.explain() == explanation
    assert "calming" == told["state"]
    assert "venting" == client.get("/customers/C1/case", params={"as_of": "2026-10-01"}).json()["state"]
    assert case.explain("zh") == client.get("/customers/C1/case", params={"lang": "zh"}).json()["explanation"]


@pytest.mark.parametrize(
    ("event", "status", "said"),
    [
        ({**FIRST, "at": "2026-10-02"}, 409, "event 1: is there already with another content"),
        ({**THEN, "kind": "judged", "data": {"valid": "perhaps"}}, 422, '"perhaps" is no boolean'),
        ({**THEN, "at": "yesterday"}, 422, "valid date"),
        ({**THEN, "customer": ""}, 422, "at least 1 character"),
        ({**THEN, "data": {"customer": "C2"}}, 422, "data has `customer`, which events have of their own"),
        ({**THEN, "data": {"x": [1]}}, 422, "data"),
        ({**THEN, "note": "x"}, 422, "Extra inputs are not permitted"),
        ({"id": "3"}, 422, "Field required"),
        ({**THEN, "at": 1763596800}, 422, "at: is no day; write a valid date as 2026-07-01"),
        ({**THEN, "at": "2026-10-02T09:00:00+08:00"}, 422, "at: is no day"),
        ({**THEN, "customer": "C\0"}, 422, "customer: has a character that no database keeps"),
        ({**THEN, "data": {"x": "a\0"}}, 422, "data, x: Input should be a valid boolean"),
    ],
)
def test_what_is_wrong_with_an_event_is_told_and_nothing_of_its_batch_is_kept(
    client: TestClient, event: dict[str, Any], status: int, said: str
) -> None:
    client.post("/events", json=FIRST)
    alone = client.post("/events", json=event)
    batch = client.post("/events/batch", json={"events": [{**THEN, "id": "9"}, event]})
    assert (status, status) == (alone.status_code, batch.status_code)
    assert said in json.dumps(alone.json(), ensure_ascii=False).replace('\\"', '"')
    assert 1 == client.get("/health").json()["events"]


@pytest.mark.parametrize("value", ['"\\ud800"', "NaN", "Infinity", "1e999", "9" * 5_000, "[" * 5_000 + "]" * 5_000])
def test_what_json_can_hold_and_no_database_is_refused(client: TestClient, value: str) -> None:
    sent = json.dumps({**THEN, "data": {"x": "VALUE"}}).replace('"VALUE"', value)
    answer = client.post("/events", content=sent, headers={"content-type": "application/json"})
    assert (True, 0) == (answer.status_code in (400, 422), client.get("/health").json()["events"])


def test_what_was_sent_is_not_sent_back_and_only_so_much_is_told(client: TestClient) -> None:
    wrong = [{**THEN, "id": str(place), "at": "x" * 500} for place in range(200)]
    answer = client.post("/events/batch", json={"events": wrong})
    told = answer.json()["detail"]
    assert (422, 101, "... and 100 more") == (answer.status_code, len(told), told[-1])
    assert "xxx" not in answer.text


@pytest.mark.parametrize(("length", "status"), [("20000001", 413), ("many", 413), (None, 411)])
def test_a_body_that_is_too_long_is_not_read(client: TestClient, length: str | None, status: int) -> None:
    headers = {} if length is None else {"content-length": length}
    content = iter([b"{}"]) if length is None else b"{}"
    assert status == client.post("/events", content=content, headers=headers).status_code


def test_an_event_of_an_unknown_kind_is_kept_and_counted(client: TestClient) -> None:
    client.post("/events/batch", json={"events": [FIRST, {**THEN, "kind": "sang"}]})
    assert {"sang": 1} == client.get("/customers/C1/case").json()["ignored"]


def test_the_worklist_is_by_owner_and_grows_with_events(client: TestClient) -> None:
    assert [] == client.get("/worklist").json()["items"]
    client.post("/events", json=FIRST)
    before = client.get("/worklist", params={"owner": "handler"}).json()["items"]
    client.post("/events", json=THEN)
    after = client.get("/worklist").json()["items"]
    assert [["listen"], ["calm"]] == [[each["id"] for each in items] for items in (before, after)]
    missing = client.get("/worklist", params={"owner": "hadler"})
    assert (404, ["there is no owner hadler; known are handler"]) == (missing.status_code, missing.json()["detail"])


def test_deadlines_of_the_week_are_told(tmp_path: Path) -> None:
    case = crmrules.policy("cancellation-desk", Process)
    client = TestClient(create_app(f"sqlite:///{tmp_path / 'desk.db'}", case, lambda: DAY))
    told = case.definition.examples
    example = next(each for each in told if any(standing.open for standing in each.expect))
    standing = next(each for each in example.expect if each.open)
    events = [
        {"id": str(place), "customer": "C", "at": each.at.isoformat(), "kind": each.kind, "data": dict(each.data)}
        for place, each in enumerate(example.events)
        if each.at <= standing.on
    ]
    assert 201 == client.post("/events/batch", json={"events": events}).status_code
    assert standing.open is not None
    ((id_, due),) = standing.open.items()
    near, far = (due - datetime.timedelta(days) for days in (6, 30))
    for day, expected in ((near, [id_]), (far, [])):
        if day >= standing.on:
            found = client.get("/deadlines", params={"as_of": day.isoformat(), "days": 7}).json()
            assert expected == [each["id"] for each in found]


def test_the_page_escapes_what_customers_are_called(client: TestClient) -> None:
    client.post("/events", json={**FIRST, "customer": "<script>alert(1)</script>"})
    page = client.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "待办" in client.get("/", params={"lang": "zh"}).text


def test_health_metrics_and_openapi(client: TestClient) -> None:
    client.post("/events/batch", json={"events": [FIRST, FIRST]})
    assert {"status": "ok", "events": 1} == {name: client.get("/health").json()[name] for name in ("status", "events")}
    metrics = client.get("/metrics").text
    assert 'cases_events_total{result="new"} 1' in metrics
    assert 'cases_requests_total{method="POST",status="201"} 1' in metrics
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/events", "/events/batch", "/customers/{customer}/case", "/worklist", "/deadlines"} <= paths.keys()


def test_a_customer_of_whom_nothing_is_known_is_not_found(client: TestClient) -> None:
    assert 404 == client.get("/customers/C9/case").status_code
    client.post("/events", json=FIRST)
    assert 404 == client.get("/customers/C1/case", params={"as_of": "2026-09-30"}).status_code


@pytest.mark.parametrize("path", ["/customers/C1/case", "/worklist", "/deadlines"])
def test_a_day_far_ahead_is_refused_with_the_last_that_is_answered(client: TestClient, path: str) -> None:
    client.post("/events", json=FIRST)
    assert 200 == client.get(path, params={"as_of": "2036-10-12"}).status_code
    refused = client.get(path, params={"as_of": "9899-12-31"})
    said = ["as_of: 9899-12-31 is too far ahead; give a day up to 2036-10-12"]
    assert (422, {"detail": said}) == (refused.status_code, refused.json())


def test_an_event_far_ahead_is_refused_and_not_kept(client: TestClient) -> None:
    refused = client.post("/events", json={**FIRST, "at": "9899-12-31"})
    said = ["event 1: 9899-12-31 is too far ahead; give a day up to 2036-10-12"]
    assert (422, {"detail": said}) == (refused.status_code, refused.json())
    assert 0 == client.get("/health").json()["events"]


def test_the_service_starts_as_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASES_DATABASE", f"sqlite:///{tmp_path / 'cases.db'}")
    monkeypatch.setenv("CASES_POLICY", "complaint-handling")
    assert "complaint-handling" == TestClient(service()).get("/health").json()["policy"]


def test_nights_of_the_batch_are_one_replay(tmp_path: Path) -> None:
    """Also where a night hears again of an event of the night before, and a customer appears later."""
    events = [
        {"id": "1", "customer": "C1", "at": datetime.date(2026, 10, 1), "kind": "complaint-opened"},
        {"id": "2", "customer": "C1", "at": datetime.date(2026, 10, 2), "kind": "vented"},
        {"id": "3", "customer": "C2", "at": datetime.date(2026, 10, 2), "kind": "complaint-opened"},
        {"id": "4", "customer": "C1", "at": datetime.date(2026, 10, 3), "kind": "calmed"},
    ]
    kept, rows = tmp_path / "cases.parquet", tmp_path / "events.parquet"
    for day, heard in ((1, events[:1]), (2, events[:3]), (3, events[3:])):
        pl.DataFrame(heard).write_parquet(rows)
        nightly.main([str(rows), "--as-of", f"2026-10-0{day}", "--kept", str(kept), "--policy", "complaint-handling"])
    whole = COMPLAINTS.replay_each(events, as_of=datetime.date(2026, 10, 3))
    assert {c: json.loads(json.dumps(case.to_dict())) for c, case in whole.items()} == nightly.read_kept(kept)
    assert ["recording", "venting"] == pl.read_parquet(kept)["state"].to_list()


@pytest.mark.parametrize("events", ["absent", "broken"])
def test_a_night_that_fails_says_why_and_leaves_the_kept_cases(tmp_path: Path, events: str) -> None:
    rows, kept = tmp_path / "events.parquet", tmp_path / "kept.parquet"
    if events == "broken":
        pl.DataFrame({"customer": ["C1"], "at": ["yesterday"], "kind": ["seen"]}).write_parquet(rows)
    with pytest.raises(SystemExit, match="No such file" if events == "absent" else '"yesterday" is no day'):
        nightly.main([str(rows), "--as-of", "2026-10-01", "--kept", str(kept)])
    assert not kept.exists()
