"""The entries of a reference in SQL: for each that has a condition, whether it holds."""

from crmrules.engines.sql.build import literal
from crmrules.engines.sql.expressions import Called
from crmrules.engines.sql.parts import Column
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.expressions.render import render
from crmrules.kinds.reference.definition import ReferenceDefinition, columns_of


def reference_sql(writing: Writing[ReferenceDefinition], cautioned: bool) -> str:
    """The statement with a column of truths for each entry that has a condition; `cautioned` as `columns_of` has it."""
    definition, facts = writing.definition, writing.facts
    columns, compiler = columns_of(definition, cautioned), facts.columns(facts.names)
    added = {}
    for entry in definition.conditional:
        if entry.id in columns and entry.when is not None:
            part = compiler.build(
                entry.when, Called(f"holds_{entry.id}", "entries", f"{entry.id}: {render(entry.when)}")
            )
            sql = part.sql if isinstance(part, Column) else literal(part.value)
            added[columns[entry.id]] = value_of(sql, writing.dialect)
    return writing.finished(added)
