"""Databases of the service's own on a real PostgreSQL server."""

import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.databases import server


@contextmanager
def postgres() -> Generator[Callable[[], str], None, None]:
    """A server; each call makes an empty database and gives its address."""
    with server() as address:
        uri = address.replace("postgresql://", "postgresql+psycopg://")
        administration = create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=NullPool)

        def made() -> str:
            name = f"cases_{uuid.uuid4().hex[:12]}"
            with administration.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
            return uri.replace("/postgres?", f"/{name}?")

        yield made
