"""The journal: events are added in one transaction or not at all, and an id that comes again is the same event."""

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.dialects import postgresql, sqlite

from examples.case_service.tables import Entry

_SECONDS = 30
"""How long a writer waits for the others."""


class IdTaken(Exception):
    """Ids that are in the journal already with other contents."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(", ".join(ids))
        self.ids = tuple(ids)


@frozen
class NewEvent:
    """An event that is to be kept."""

    id: str
    customer: str
    at: datetime.date
    kind: str
    data: Mapping[str, Any]

    @property
    def row(self) -> dict[str, Any]:
        """What `Process.replay` takes."""
        return {**self.data, "id": self.id, "customer": self.customer, "at": self.at, "kind": self.kind}


@frozen
class Appended:
    """What came of a batch."""

    new: int
    known: int
    """Events that were in the journal already, with the same content."""


def connected(url: str) -> Engine:
    """The database as it is."""
    engine = create_engine(url, connect_args={"timeout": _SECONDS} if url.startswith("sqlite") else {})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    return engine


def opened(url: str) -> Engine:
    """The database, brought to the newest version of its tables."""
    # only now: writers that know the tables are there do without
    from alembic import command
    from alembic.config import Config

    engine = connected(url)
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
    return engine


def _durable(connection: Any, _: object) -> None:
    """Readers beside a writer, and what is acknowledged is on the disk."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


@frozen
class Journal:
    """The events of all customers."""

    engine: Engine

    def append(self, events: Sequence[NewEvent], recorded: datetime.date) -> Appended:
        """Add events, all or none; those that are there already stay as they are.

        Raises `IdTaken` where an id is there with another content, or twice in the batch with two.
        """
        told: dict[str, dict[str, Any]] = {}
        for each in events:
            values = _values(each)
            if told.setdefault(each.id, values) != values:
                raise IdTaken([each.id])
        if not told:
            return Appended(0, 0)
        # in one order, so that two batches wait for each other and never both ways
        rows = [{**told[id_], "recorded": recorded} for id_ in sorted(told)]
        insert = (sqlite if self.engine.dialect.name == "sqlite" else postgresql).insert
        with self.engine.begin() as connection:
            added = {
                id_
                for part in _parts(rows)
                for id_ in connection.scalars(
                    insert(Entry).values(part).on_conflict_do_nothing(index_elements=["id"]).returning(Entry.id)
                )
            }
            there = [id_ for id_ in told if id_ not in added]
            kept = {
                row.id: row._asdict()
                for part in _parts(there)
                for row in connection.execute(
                    select(Entry.id, Entry.customer, Entry.at, Entry.kind, Entry.data).where(Entry.id.in_(part))
                )
            }
            taken = [id_ for id_ in there if kept[id_] != told[id_]]
            if taken:
                raise IdTaken(taken)
        return Appended(len(added), len(there))

    def rows(self, customers: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The events of some customers, or of all, as `Process.replay_each` takes them."""
        asked = select(Entry).order_by(Entry.place)
        if customers is not None:
            asked = asked.where(Entry.customer.in_(customers))
        with self.engine.connect() as connection:
            return [
                {
                    **json.loads(row.data),
                    **{"id": row.id, "customer": row.customer, "at": row.at, "kind": row.kind},
                    "recorded": row.recorded,
                }
                for row in connection.execute(asked)
            ]

    def last_places(self) -> dict[str, int]:
        """Each customer with the place of the last event: what has changed since."""
        asked = select(Entry.customer, func.max(Entry.place)).group_by(Entry.customer)
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(asked)}

    def count(self) -> int:
        """How many events there are."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(Entry)) or 0


def _values(each: NewEvent) -> dict[str, Any]:
    data = json.dumps(each.data, ensure_ascii=False, sort_keys=True, default=_plain)
    return {"id": each.id, "customer": each.customer, "at": each.at, "kind": each.kind, "data": data}


def _plain(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _parts(rows: Sequence[Any]) -> list[Sequence[Any]]:
    """Rows by so many as a statement takes."""
    return [rows[at : at + 500] for at in range(0, len(rows), 500)]
