"""What runs of the tests are asked for: how long, and on which servers."""

from pathlib import Path

import pytest

SPARK = Path(__file__).parent / "spark"


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the agreement tests and the tests of damaged files run, and on which servers."""
    parser.addoption("--spark", action="store_true", help="Spark as well, which takes a session of it")
    parser.addoption("--agreement-examples", type=int, default=30, help="policies drawn by each agreement test")
    parser.addoption("--mysql", action="store_true", help="MySQL and MariaDB as well, which take a server on the path")
    parser.addoption("--damaged-files", type=int, default=4_000, help="policy files damaged and read, in all")
    parser.addoption("--damaged-tables", type=int, default=150, help="DMN files, and graphs, damaged and read")


def pytest_configure(config: pytest.Config) -> None:
    """With `--spark` it is one more library of frames, and one more database; with `--mysql` the servers are."""
    if config.getoption("--spark"):
        from tests import databases, frames
        from tests.spark.session import spark_frame

        frames.MAKERS["spark"] = spark_frame
        databases.DIALECTS.extend(databases.SPARK)
    if config.getoption("--mysql"):
        from tests import databases
        from tests.mysql import servers

        found = servers()
        if not found:
            raise pytest.UsageError("--mysql needs a server: `mariadbd` or `mysqld` is not on the path")
        databases.DIALECTS.extend(found)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is particular to Spark is collected only with it."""
    return True if collection_path == SPARK and not config.getoption("--spark") else None
