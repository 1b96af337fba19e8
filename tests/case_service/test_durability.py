"""Writers that are killed at any moment, and writers that write at once: what is acknowledged is there, none twice.

The short form runs with all tests; ``make durability`` kills 200 times on each database, and writes 100,000 events.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from examples.case_service.journal import Appended, IdTaken, Journal, NewEvent, opened
from examples.case_service.tables import Entry
from tests.case_service.writer import DAY, event

KILLS = int(os.environ.get("CASES_KILLS", "1"))
EVENTS = int(os.environ.get("CASES_EVENTS", "200"))
WRITERS = 8 if EVENTS > 1000 else 2
ROOT = Path(__file__).parents[2]


def started(database: str, prefix: str, count: int, batch: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.case_service.writer", database, prefix, str(count), str(batch)]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def test_whatever_was_acknowledged_before_a_kill_is_there_once(database: str, journal: Journal) -> None:
    chance = random.Random(KILLS)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        batch = chance.choice([1, 7])
        writer = started(database, f"{kill}-", 1_000_000, batch)
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(chance.uniform(0, 0.1))
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.read().splitlines()
        writer.wait()
        writer.stdout.close()
        spans = [line.split() for line in lines if len(line.split()) == 2]
        acknowledged |= {f"{kill}-{place}" for first, last in spans for place in range(int(first), int(last) + 1)}
        by_batch = Counter(int(id_.split("-")[1]) // batch for id_ in _ids_of(journal, kill))
        assert {batch} >= set(by_batch.values())  # each batch is there whole or not at all
    rows = journal.rows()
    there = Counter(row["id"] for row in rows)
    assert acknowledged
    assert acknowledged <= there.keys()
    assert {1} == set(there.values())
    # the first after a kill may be there without having been acknowledged; sent again it is known
    again = [event(id_, int(id_.split("-")[1])) for id_ in sorted(there)]
    assert Appended(0, len(there)) == journal.append(again, DAY)


def _ids_of(journal: Journal, kill: int) -> Sequence[str]:
    with journal.engine.connect() as connection:
        return connection.scalars(select(Entry.id).where(Entry.id.startswith(f"{kill}-"))).all()


def test_writers_at_once_leave_each_event_once(database: str, journal: Journal) -> None:
    """All of them send the same ids, so that they meet."""
    writers = [started(database, "e", EVENTS, 100) for _ in range(WRITERS)]
    for writer in writers:
        writer.communicate()
        assert 0 == writer.returncode
    rows = journal.rows()
    assert [f"e{place}" for place in range(EVENTS)] == sorted((row["id"] for row in rows), key=lambda id_: int(id_[1:]))
    assert sum(range(EVENTS)) == sum(row["n"] for row in rows)


def test_threads_of_one_service_that_send_overlapping_batches_in_any_order_do_not_lock_each_other_out(
    journal: Journal,
) -> None:
    chance = random.Random(1)
    batches = [[event(f"e{place}", place) for place in chance.sample(range(60), 40)] for _ in range(12)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda batch: journal.append(batch, DAY), batches))
    distinct = {each.id for batch in batches for each in batch}
    assert len(distinct) == journal.count() == sum(each.new for each in found)
    assert 40 * 12 == sum(each.new + each.known for each in found)


def test_a_batch_with_one_taken_id_leaves_nothing(journal: Journal) -> None:
    journal.append([event("a", 1)], DAY)
    with pytest.raises(IdTaken, match=r"^a$"):
        journal.append([event("b", 2), NewEvent("a", "C1", DAY, "vented", {}), event("c", 3)], DAY)
    with pytest.raises(IdTaken, match=r"^d$"):
        journal.append([event("d", 1), event("d", 2)], DAY)
    assert ["a"] == [row["id"] for row in journal.rows()]
    assert Appended(1, 1) == journal.append([event("a", 1), event("d", 4), event("d", 4)], DAY)


def test_the_journal_refuses_to_change_or_lose_an_event(journal: Journal) -> None:
    journal.append([event("a", 1)], DAY)
    for statement in (Entry.__table__.delete(), Entry.__table__.update().values(kind="other")):  # type: ignore[attr-defined]
        with pytest.raises(DBAPIError, match="append-only"), journal.engine.begin() as connection:
            connection.execute(statement)
    assert 1 == journal.count()


def test_opening_it_again_changes_nothing(database: str, journal: Journal) -> None:
    journal.append([event("a", 1)], DAY)
    again = opened(database)
    assert 1 == Journal(again).count()
    again.dispose()
