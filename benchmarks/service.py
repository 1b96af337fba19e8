"""A load run of the case service: a server in a process of its own, and clients that send and ask at once.

``python -m benchmarks.service [DATABASE]`` prints how many requests a second it answers, and how long they take. The
database is a new SQLite file unless another is named.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import local

from attrs import frozen

CLIENTS, SENT, BATCHES, BATCH, ASKED, LISTED = 8, 400, 60, 100, 400, 10
"""Clients at once; events sent singly; batches, and events in each; cases asked for, and worklists."""

BEGIN = date(2026, 1, 1)
Ask = tuple[str, str, object]
"""A method, a path and what is sent."""


@frozen
class Load:
    """How requests of one sort were answered."""

    what: str
    per_second: float
    median: float
    """In milliseconds."""
    ninety_nine: float
    """Of a hundred requests all but the slowest take less, in milliseconds."""


def run(database: str) -> Iterator[Load]:
    """What the service takes, one sort of requests after the other; raises where one is not answered as it should."""
    with _served(database) as port:
        here = local()

        def ask(request: Ask) -> float:
            connection: HTTPConnection | None = getattr(here, "connection", None)
            if connection is None:
                connection = here.connection = HTTPConnection("127.0.0.1", port)
            method, path, content = request
            begin = time.perf_counter()
            body = None if content is None else json.dumps(content)
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            told = answer.read()
            if answer.status not in (200, 201):
                raise RuntimeError(f"{method} {path}: {answer.status} {told!r}")
            return time.perf_counter() - begin

        yield _load("events, one a request", ask, [("POST", "/events", _event(place)) for place in range(SENT)])
        starts = range(SENT, SENT + BATCHES * BATCH, BATCH)
        batches = [{"events": [_event(place) for place in range(start, start + BATCH)]} for start in starts]
        yield _load(f"batches of {BATCH} events", ask, [("POST", "/events/batch", each) for each in batches])
        customers = [f"/customers/C{place % 200}/case?as_of=2026-09-01" for place in range(ASKED)]
        yield _load("cases of a customer", ask, [("GET", each, None) for each in customers])
        yield _load("worklists of all", ask, [("GET", "/worklist?as_of=2026-09-01", None)] * LISTED)


def _event(place: int) -> dict[str, object]:
    """An event of one of two hundred customers."""
    kind = ("complaint-opened", "vented", "calmed", "judged")[place // 200 % 4]
    data = {"valid": place % 3 > 0} if kind == "judged" else {}
    at = (BEGIN + timedelta(place // 100)).isoformat()
    return {"id": f"e{place}", "customer": f"C{place % 200}", "at": at, "kind": kind, "data": data}


def _load(what: str, ask: Callable[[Ask], float], requests: Sequence[Ask]) -> Load:
    begin = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        took = [*pool.map(ask, requests)]
    seconds = time.perf_counter() - begin
    cut = quantiles(took, n=100)
    return Load(what, len(requests) / seconds, cut[49] * 1000, cut[98] * 1000)


@contextmanager
def _served(database: str) -> Generator[int, None, None]:
    """A server on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "--factory", "examples.case_service.app:service", "--port", str(port)]
    environment = {**os.environ, "CASES_DATABASE": database, "CASES_POLICY": "complaint-handling"}
    server = subprocess.Popen([*command, "--log-level", "warning"], env=environment)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers."""
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def main() -> None:
    """Print the figures of a run."""
    with tempfile.TemporaryDirectory(prefix="crmrules-") as scratch:
        database = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(scratch) / 'cases.db'}"
        print(f"{CLIENTS} clients at once")
        for each in run(database):
            print(
                f"  {each.what:24} {each.per_second:10,.1f} a second, "
                f"median {each.median:8.1f} ms, 99% below {each.ninety_nine:8.1f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
