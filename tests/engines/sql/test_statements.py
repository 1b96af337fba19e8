"""Statements as people review them, for every database."""

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from crmrules.engines.sql.dialects import DIALECTS
from tests.statements import HERE, statements

FILES = sorted(path.relative_to(HERE).as_posix() for path in statements())


REWRITTEN = [f"sqlserver/{each}.sql" for each in ("key-person-standards", "name-list", "retention-ladder-of-events")]
"""Statements whose days between two sqlglot casts to moments when it reads them."""


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
    if "contact-frequency" not in file and file not in REWRITTEN:
        # the grammar of Snowflake indents the arguments of CHR
        assert "".join(tree.sql(sqlglots, pretty=True).split()) == "".join(text.split())
    again = sqlglot.parse_one(tree.sql(sqlglots), read=sqlglots)
    assert again.sql(sqlglots) == tree.sql(sqlglots)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_condition_has_several_windows(dialect: str, written: dict[Path, str]) -> None:
    """MariaDB 10.11 has `count(x) OVER w < count(*) OVER w` false after an `OR`, where it is true without."""
    text = written[HERE / dialect / "retention-ladder-of-events.sql"]
    tree = sqlglot.parse_one(text, read=DIALECTS[dialect].sqlglot)
    columns = [tuple(each.find_all(exp.Window)) for select in tree.find_all(exp.Select) for each in select.expressions]
    assert max(map(len, columns)) == 1


def test_no_reviewed_statement_is_of_nothing() -> None:
    assert sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("*.sql")) == FILES
