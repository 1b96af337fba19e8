"""The page on SQL holds what the engine declares of databases."""

from pathlib import Path

from crmrules.engines.sql.dialects import table

PAGE = Path(__file__).parents[2] / "docs" / "sql.md"


def test_the_page_holds_what_the_engine_declares() -> None:
    assert table() in PAGE.read_text("utf-8")
