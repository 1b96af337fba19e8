"""Models of dbt: the statement of a policy as Jinja reads it, and properties that describe and test its columns."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.columns import column_name
from crmrules.engines.sql.dialects import dialect_of
from crmrules.engines.sql.statement import table_of
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.definition import DecisionDefinition

_OPENS = re.compile(r"\{(?=[{%#])")
_HELD = "crmrules_model_of_dbt"


@frozen
class Model:
    """A model of dbt."""

    name: str
    """What its files are called, and the table that dbt makes: the id of the policy with underscores."""
    sql: str
    properties: str
    """The YAML that stands beside it."""


def to_dbt(policy: Policy[Any], table: object, dialect: object, written: Callable[[str], str]) -> Model:
    """A model that asks a policy of the rows of another one; `written` gives the statement over a table of a name.

    A table of one name is a model or a seed, one of two a source and a table of it. Raises as `Policy.sql` does.
    """
    import sqlglot
    from sqlglot import exp

    reference, held = _reference_to(table), _HELD
    while (sql := written(held)).count(held) != 1:  # a text says the same
        held += "_"
    made = sqlglot.parse_one(sql, read=dialect_of(dialect).sqlglot)
    assert isinstance(made, exp.Select)
    quoted = re.compile(rf'["`\[]{re.escape(held)}["`\]]')
    text = quoted.sub(lambda _: reference, _literally(sql))
    return Model(column_name(policy.id), text, _properties(policy.definition, made.named_selects))


def _reference_to(table: object) -> str:
    *schema, name = table_of(table)
    told = ", ".join("'{}'".format(each.replace("\\", "\\\\").replace("'", "\\'")) for each in (*schema[-1:], name))
    return f"{{{{ source({told}) }}}}" if schema else f"{{{{ ref({told}) }}}}"


def _literally(text: str) -> str:
    """A text of which Jinja reads nothing."""
    return _OPENS.sub("{{ '{' }}", text)


def _properties(definition: Definition, columns: list[str]) -> str:
    header = definition.header
    about = f"{header.title.en} (policy {header.id} {header.version}); made by crmrules, change the policy instead."
    lines = ["version: 2", "models:", f"  - name: {column_name(header.id)}", f"    description: {_described(about)}"]
    lines.append("    columns:")
    for column in columns:
        lines += _column(definition, column)
    return "\n".join(lines) + "\n"


def _column(definition: Definition, column: str) -> Iterator[str]:
    base = column_name(definition.id)
    yield f"      - name: {_scalar(column)}"
    outputs = {name for each in definition.outputs_of.values() for name in each}
    told = {column_name(definition.id, name): name for name in outputs}
    if column == base and not definition.gives_several and definition.answers:
        yield f"        description: {_described(_reasons(definition))}"
        yield from _accepted(list(definition.answers))
    elif column in told:
        values = [each.get(told[column]) for each in definition.outputs_of.values()]
        yield f"        description: {_described(f'`{told[column]}` of the answer')}"
        texts = list(dict.fromkeys(each for each in values if isinstance(each, str)))
        if texts and all(each is None or isinstance(each, str) for each in values):
            yield from _accepted(texts)
    elif column == f"{base}_certain":
        yield f"        description: {_described('whether what is unknown could still change the answer')}"
        yield from ("        data_tests:", "          - not_null")
    else:
        answer = {column_name(definition.id, each): title.en for each, title in definition.answers.items()}
        yield f"        description: {_described(answer.get(column, 'further to the answer, or of the table'))}"


def _reasons(definition: Definition) -> str:
    """The answers, and in a decision why each is given; null where it is open, or no rule is true."""
    reasons: dict[str, list[str]] = {}
    if isinstance(definition, DecisionDefinition):
        for rule in definition.rules:
            reasons.setdefault(rule.then, []).append(f"{rule.id}: {rule.because.en}")
    found = ["What the policy says; null where that is open, or it says nothing."]
    for answer, title in definition.answers.items():
        found += [f"- {answer}: {title.en}", *(f"  - {each}" for each in reasons.get(answer, []))]
    return "\n".join(found)


def _accepted(values: list[str]) -> Iterator[str]:
    yield from ("        data_tests:", "          - accepted_values:", "              arguments:")
    yield f"                values: [{', '.join(map(_scalar, values))}]"


def _described(text: str) -> str:
    """A description, which dbt reads as Jinja, too."""
    return _scalar(_literally(text))


def _scalar(text: str) -> str:
    """A text between quotes, as JSON and YAML read it alike; what cannot be seen by its code point."""
    return "".join(map(_seen, json.dumps(text, ensure_ascii=False)))


def _seen(sign: str) -> str:
    if sign == " " or unicodedata.category(sign)[0] not in "CZ":
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
