"""The entries of a reference in SQL: for each that has a condition, whether it holds, and why."""

from crmrules.engines.sql.build import NULL, Sql, literal, when_true, where
from crmrules.engines.sql.expressions import Called
from crmrules.engines.sql.parts import Column, Part
from crmrules.engines.sql.saying import Saying
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.expressions.render import render
from crmrules.kinds.reference.definition import ReferenceDefinition, columns_of
from crmrules.kinds.reference.explanation import because_template
from crmrules.model.text import Language
from crmrules.reports.wording import say


def reference_sql(writing: Writing[ReferenceDefinition], cautioned: bool, reason: Language | None) -> str:
    """The statement with a column of truths for each entry that has a condition; `cautioned` as `columns_of` has it.

    With a language a column beside each says why the entry holds.
    """
    definition, facts = writing.definition, writing.facts
    columns, compiler = columns_of(definition, cautioned), facts.columns(facts.names)
    saying = None if reason is None else Saying(writing.steps, facts.names, reason, say)
    added = {}
    for entry in definition.conditional:
        if entry.id in columns and entry.when is not None:
            part = compiler.build(
                entry.when, Called(f"holds_{entry.id}", "entries", f"{entry.id}: {render(entry.when)}")
            )
            sql = part.sql if isinstance(part, Column) else literal(part.value)
            added[columns[entry.id]] = value_of(sql, writing.dialect)
            if saying is not None:
                sentence = saying.sentence(because_template(entry, saying.language))
                added[f"{columns[entry.id]}_reason"] = _where_true(part, sentence)
    return writing.finished(added)


def _where_true(part: Part, sentence: Sql) -> Sql:
    if isinstance(part, Column):
        return where(when_true(part.sql), sentence)
    return sentence if part.value is True else NULL
