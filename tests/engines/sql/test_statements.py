"""Statements as people review them, for every database."""

from pathlib import Path

import pytest
import sqlglot

from crmrules.engines.sql.dialects import DIALECTS
from tests.statements import HERE, statements

FILES = sorted(path.relative_to(HERE).as_posix() for path in statements())


@pytest.fixture(scope="module")
def written() -> dict[Path, str]:
    return statements()


@pytest.mark.parametrize("file", FILES)
def test_a_statement_is_as_it_was_reviewed(file: str, written: dict[Path, str]) -> None:
    """`python -m tests.statements` writes them anew."""
    assert (HERE / file).read_text("utf-8") == written[HERE / file]


@pytest.mark.parametrize("file", FILES)
def test_a_statement_is_read_back_as_the_tree_it_was_written_from(file: str, written: dict[Path, str]) -> None:
    sqlglots = DIALECTS[file.split("/")[0]].sqlglot
    text = written[HERE / file]
    [tree] = sqlglot.parse(text, read=sqlglots)
    assert tree is not None
    # sqlglot writes the intervals of days in another way than it read them
    if "contact-frequency" not in file and file != "sqlserver/retention-ladder-of-events.sql":
        # the grammar of Snowflake indents the arguments of CHR
        assert "".join(tree.sql(sqlglots, pretty=True).split()) == "".join(text.split())
    again = sqlglot.parse_one(tree.sql(sqlglots), read=sqlglots)
    assert again.sql(sqlglots) == tree.sql(sqlglots)


def test_no_reviewed_statement_is_of_nothing() -> None:
    assert sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("*.sql")) == FILES
