"""Hypothesis runs without deadlines, since tests share the machine, and repeats itself where CI asks for it."""

import os

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the agreement tests and the test of damaged files run."""
    parser.addoption("--agreement-examples", type=int, default=50, help="policies drawn by each agreement test")
    parser.addoption("--damaged-files", type=int, default=4_000, help="policy files damaged and read, in all")
    parser.addoption("--damaged-tables", type=int, default=150, help="DMN files damaged and read, in all")
