"""A database of its own for each test, of either kind."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from examples.case_service.journal import Journal, opened
from tests.case_service.databases import postgres


@pytest.fixture(scope="session")
def server() -> Generator[Callable[[], str], None, None]:
    """A PostgreSQL server; it starts when the first test asks for it."""
    with postgres() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: Any, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'cases.db'}"
    made: Callable[[], str] = request.getfixturevalue("server")
    return made()


@pytest.fixture
def journal(database: str) -> Generator[Journal, None, None]:
    """The journal of an empty database."""
    engine = opened(database)
    yield Journal(engine)
    engine.dispose()
