"""The source documents, and the rows of systems they describe: where a row id in `covers` leads."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from attrs import frozen

from crmrules.model.text import Text


@frozen
class Sources:
    """What document and row ids stand for."""

    documents: Mapping[str, Text]
    rows: Mapping[str, Text]
    """The systems by id, such as "1.07": document 001, row 07."""
    scope: Mapping[str, str]
    """How near each system lies to the core of the model: "core", "near-core" or "wider"."""
    named: Mapping[str, Text]
    """The systems of which the sources give a heading or names and nothing else, with what it is."""


@cache
def sources() -> Sources:
    """The documents and rows that the package carries."""
    tables = tomllib.loads((files("crmrules") / "definitions" / "sources.toml").read_text("utf-8"))
    scope = {row: name for name, rows in tables.pop("scope").items() for row in rows}
    read = {key: {id_: Text(**title) for id_, title in table.items()} for key, table in tables.items()}
    return Sources(read["documents"], read["rows"], scope, read["named"])
