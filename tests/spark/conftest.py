"""The session that all of these tests share."""

from typing import Any

import pytest

from tests.agreement.conftest import count, examples
from tests.spark.session import session

__all__ = ["count", "examples"]


@pytest.fixture(scope="session")
def spark() -> Any:
    """A session of PySpark on two cores of this machine."""
    return session()
