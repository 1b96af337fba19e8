"""The service: events in, cases, worklists and deadlines out."""

import datetime
import os
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

import crmrules
from crmrules import Process
from crmrules.errors import CrmRulesError
from crmrules.reports.html import html
from examples.case_service.cases import Cases
from examples.case_service.journal import IdTaken, Journal, NewEvent, opened
from examples.case_service.metrics import Metrics
from examples.case_service.models import Batch, Kept, SentEvent

LONGEST = 20_000_000
"""The bytes of the longest body."""

MOST_TOLD = 100
"""How many places of one request are told."""

AHEAD = datetime.timedelta(3_660)
"""How far ahead of today a case can be asked for, and an event can be told: ten years."""

SHOWN = 50
"""How much of a name is told."""


def create_app(database: str, process: Process, today: Callable[[], datetime.date] = datetime.date.today) -> FastAPI:
    """The service on a database; `today` is its clock, in the customers' time."""
    journal = Journal(opened(database))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        yield
        journal.engine.dispose()

    title = process.definition.header.title.en
    app = FastAPI(title="Cases", description=title, version=crmrules.__version__, lifespan=lifespan)
    cases, metrics = Cases(process, journal), Metrics()

    def not_too_far(what: str, day: datetime.date) -> datetime.date:
        """The day; raises `HTTPException` for one so far ahead that to follow cases there keeps others waiting."""
        last = today() + AHEAD
        if day > last:
            raise HTTPException(422, [f"{what}: {day} is too far ahead; give a day up to {last}"])
        return day

    def asked(as_of: datetime.date | None) -> datetime.date:
        """The day that is asked for, today where none is."""
        return today() if as_of is None else not_too_far("as_of", as_of)

    def keep(sent: Sequence[SentEvent]) -> Kept:
        """Keep events that the process can read; nothing of a batch with a bad one."""
        try:
            events = [each.event() for each in sent]
            for each in events:
                not_too_far(f"event {each.id}", each.at)
            check(process, events)
        except (CrmRulesError, ValueError) as error:
            raise HTTPException(422, problems(error)) from None
        try:
            found = journal.append(events, today())
        except IdTaken as error:
            said = [f"event {id_}: is there already with another content" for id_ in error.ids]
            raise HTTPException(409, said) from None
        metrics.kept(found.new, found.known)
        return Kept(new=found.new, known=found.known)

    @app.middleware("http")
    async def count(request: Request, answer: Any) -> Response:
        begun = time.perf_counter()
        response: Response = too_long(request) or await answer(request)
        metrics.answered(request.method, response.status_code, time.perf_counter() - begun)
        return response

    @app.exception_handler(CrmRulesError)
    async def refused(_: Request, error: CrmRulesError) -> Response:
        return JSONResponse({"detail": problems(error)}, 422)

    @app.exception_handler(RequestValidationError)
    async def misread(_: Request, error: RequestValidationError) -> Response:
        return JSONResponse({"detail": misreadings(error)}, 422)

    @app.post("/events", status_code=201)
    def post_event(event: SentEvent) -> Kept:
        """Keep one event."""
        return keep([event])

    @app.post("/events/batch", status_code=201)
    def post_batch(batch: Batch) -> Kept:
        """Keep several events, all or none."""
        return keep(batch.events)

    @app.get("/customers/{customer}/case")
    def get_case(customer: str, as_of: datetime.date | None = None, lang: str = "en") -> dict[str, Any]:
        """Where a customer's case stands, and why."""
        case = cases.of(customer, asked(as_of))
        if case is None:
            raise HTTPException(404, [f"no event of customer {customer} is known by then"])
        told = case.to_dict()
        return {**told, "explanation": case.explain("zh" if lang == "zh" else "en")}

    @app.get("/worklist")
    def get_worklist(owner: str = "", as_of: datetime.date | None = None) -> dict[str, Any]:
        """What is to be done today, by one owner or by all."""
        if owner and owner not in process.definition.owners:
            raise HTTPException(404, [f"there is no owner {owner}; known are {', '.join(process.definition.owners)}"])
        return cases.all(asked(as_of), owner).to_dict()

    @app.get("/deadlines")
    def get_deadlines(days: int = 7, as_of: datetime.date | None = None) -> list[dict[str, Any]]:
        """What runs out within so many days, the next first."""
        day = asked(as_of)
        last = day + datetime.timedelta(min(max(days, 0), 366))
        rows = cases.all(day).to_dict()["items"]
        return [each for each in rows if each["due"] is not None and each["due"] <= last.isoformat()]

    @app.get("/", response_class=HTMLResponse)
    def get_page(lang: str = "en") -> str:
        """Today's worklist as a page."""
        return html(cases.all(today()).document("zh" if lang == "zh" else "en"))

    @app.get("/health")
    def get_health() -> dict[str, Any]:
        """Whether the database answers."""
        return {"status": "ok", "events": journal.count(), "policy": process.id, "hash": process.definition.hash}

    @app.get("/metrics", response_class=PlainTextResponse)
    def get_metrics() -> str:
        """Counts in the form that Prometheus reads."""
        return metrics.text(journal.count())

    return app


def check(process: Process, events: Sequence[NewEvent]) -> None:
    """Make sure that the process can read events; raises `RecordError` with all that is wrong with them."""
    if events:
        process.replay_each([each.row for each in events], as_of=max(each.at for each in events))


def too_long(request: Request) -> Response | None:
    """The answer to a body that is longer than a batch needs to be, or does not say how long it is; None for others."""
    length = request.headers.get("content-length", "")
    if request.method != "POST" or (length.isdecimal() and int(length) <= LONGEST):
        return None
    said = f"the body is longer than {LONGEST:,} bytes: send several batches" if length else "the body has no length"
    return JSONResponse({"detail": [said]}, 413 if length else 411)


def misreadings(error: RequestValidationError) -> list[str]:
    """What is wrong with a request, a line for each place: what was sent is not sent back."""
    by_place: dict[str, list[str]] = {}
    for each in error.errors():
        place = [str(part)[:SHOWN] for part in each["loc"]]
        # a value of the data fits none of several types
        place = place[: place.index("data") + 2] if "data" in place else place
        by_place.setdefault(", ".join(place), []).append(each["msg"].removeprefix("Value error, "))
    lines = [f"{place}: {'; or '.join(dict.fromkeys(said))}" for place, said in by_place.items()]
    more = len(lines) - MOST_TOLD
    return lines if more <= 0 else [*lines[:MOST_TOLD], f"... and {more:,} more"]


def problems(error: Exception) -> list[str]:
    """What is wrong, a line each."""
    return [str(each) for each in error.problems] if isinstance(error, CrmRulesError) else [str(error)]


def service() -> FastAPI:
    """The service as the environment says: CASES_DATABASE, and CASES_POLICY, an id or the path of a file."""
    named = os.environ.get("CASES_POLICY", "retention-case")
    is_file = named.endswith(".toml")
    process = crmrules.load(named, Process) if is_file else crmrules.policy(named, Process)
    return create_app(os.environ.get("CASES_DATABASE", "sqlite:///cases.db"), process)
