"""The statement: a common table expression for each step, and a SELECT of what is asked."""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.cells import SOURCE
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.holdings import named
from crmrules.engines.sql.steps import Names, Steps
from crmrules.engines.sql.tables import Tables, quoted, said
from crmrules.engines.sql.texts import name_of
from crmrules.errors import EngineError, RecordError, did_you_mean
from crmrules.expressions.accept import shown


def table_of(name: object) -> tuple[str, ...]:
    """The parts of a table's name: of a text those between points. Raises `EngineError` for what is none."""
    parts = name.split(".") if isinstance(name, str) else name
    is_list = isinstance(parts, list | tuple) and all(isinstance(each, str) for each in parts)
    if not is_list or not isinstance(parts, list | tuple) or not 1 <= len(parts) <= 3:
        remedy = 'give it as "leads" or "crm.leads", or as ("crm", "leads") where a name holds a point'
        raise EngineError.of("`table`", f"{shown(name)} is no name of a table", remedy)
    for each in parts:
        name_of(each, "`table`")
    return tuple(parts)


def kept_columns(keep: object, read: Sequence[str], columns: Sequence[str] | None) -> tuple[str, ...]:
    """The columns of the table that stay: those that are asked for, else all that are known of.

    Raises `EngineError` for what is no list of names, and for one that the table does not have.
    """
    if keep is None:
        return tuple(columns if columns is not None else read)
    found = named(keep, "keep")
    absent = [each for each in found if columns is not None and each not in columns]
    if absent:
        raise EngineError.of("`keep`", f"there is no column `{absent[0]}`", did_you_mean(absent[0], columns or ()))
    return found


def check_names(keep: Sequence[str], added: Sequence[str], policy: str, dialect: Dialect) -> None:
    """Make sure that the columns of the result can be told apart, and their names are not cut.

    Raises `RecordError` for a name that is there already, and `EngineError` for one that is too long.
    """
    names = Names(dialect.most_name)
    for each in (*keep, *added):
        if not names.take(each):
            remedy = f"`keep` other columns beside policy `{policy}`, or rename it"
            raise RecordError.of("table", f"column `{each}` is there already", remedy)
        if len(each.encode()) > dialect.most_name:
            message = f"column `{each}` has a name of more than {dialect.most_name} bytes"
            raise EngineError.of(f"dialect `{dialect.name}`", message, "give it a shorter one")


def begun(table: Sequence[str], dialect: Dialect) -> Tables:
    """A statement of which nothing is written."""
    titles = Names(dialect.most_name)
    for each in (*table, SOURCE):
        titles.take(each)
    return Tables(dialect, titles)


def table_node(table: Sequence[str]) -> exp.Table:
    """The user's table, by the parts of its name."""
    names = [quoted(part) for part in reversed(table)]
    return exp.Table(**dict(zip(("this", "db", "catalog"), names, strict=False)))


def statement(tables: Tables, source: exp.Table, keep: Sequence[str], steps: Steps, added: Mapping[str, Sql]) -> str:
    """The text of the statement, which ends without a semicolon."""
    kept = [said(each, exp.column(name_of(each, "`keep`"), table=quoted(SOURCE))) for each in keep]
    last = tables.chain(steps, added.values(), source, kept)
    result = kept if last.alias else [exp.column(name_of(each, "`keep`")) for each in keep]
    columns = [said(name, sql.node.copy()) for name, sql in added.items()]
    made = tables.made.select(*result, *columns, copy=False, append=False).from_(last, copy=False)
    return made.sql(dialect=steps.dialect.sqlglot, pretty=True)
