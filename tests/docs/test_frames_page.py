"""The tables of the page on data frames are those that the engine declares."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crmrules.engines.frames import support

PAGE = Path(__file__).parents[2] / "docs" / "frames.md"


@pytest.mark.parametrize("table", [support.table, support.refused, support.looked_at, support.unknown])
def test_the_page_holds_what_the_engine_declares(table: Callable[[], str]) -> None:
    assert table() in PAGE.read_text("utf-8")
