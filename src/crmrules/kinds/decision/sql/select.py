"""`sql`: a table of rules as one SELECT, with what the policy says of each row of a table."""

from collections.abc import Iterator

from attrs import field, frozen

from crmrules.definitions.columns import column_name
from crmrules.definitions.parts import Scalar
from crmrules.engines.sql.asking import one_of
from crmrules.engines.sql.build import Sql, case, literal
from crmrules.engines.sql.expressions import reckoning
from crmrules.engines.sql.listing import names_where
from crmrules.engines.sql.parts import Column
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.errors import EngineError, Problem
from crmrules.expressions.numbers import exact
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.promises import NotProven, conflicting
from crmrules.kinds.decision.sql.deciding import Deciding, chain, label
from crmrules.kinds.decision.sql.reason import Reasons
from crmrules.model.text import Language


@frozen
class Wanted:
    """Which columns are added beside the outcome."""

    certain: bool = field(default=True)
    so_far: bool = field(default=False)
    missing: bool = field(default=False)
    reason: Language | None = field(default=None)


def check(definition: DecisionDefinition, not_proven: NotProven) -> None:
    """Raises `EngineError` for a policy that cannot be written in SQL, with every reason."""
    problems = [*conflicting(definition, not_proven, "in SQL"), *_mixed(definition)]
    if problems:
        raise EngineError(problems)


def decision_sql(writing: Writing[DecisionDefinition], wanted: Wanted) -> str:
    """The statement that decides on each row of a table."""
    return writing.finished(dict(_columns(Deciding(writing.facts, writing.definition), wanted)))


def _columns(deciding: Deciding, wanted: Wanted) -> Iterator[tuple[str, Sql]]:
    """The new columns, by name."""
    definition, dialect = deciding.definition, deciding.dialect
    if definition.hit is HitPolicy.COLLECT:
        for outcome, part in deciding.given.items():
            sql = part.sql if isinstance(part, Column) else literal(part.value)
            yield column_name(definition.id, outcome), value_of(sql, dialect)
    else:
        yield column_name(definition.id), deciding.outcome
        for name in outputs_of(definition):
            yield column_name(definition.id, name), _output(name, deciding)
    if wanted.certain:
        yield column_name(definition.id, "certain"), deciding.certain
    if wanted.so_far and definition.hit is not HitPolicy.COLLECT:
        yield column_name(definition.id, "so-far"), chain(deciding.walk.so_far, True, label(dialect))
    if wanted.missing:
        yield column_name(definition.id, "missing"), names_where(deciding.missing, dialect)
    if wanted.reason is not None:
        yield from _reasons(deciding, Reasons(deciding, wanted.reason))


def _reasons(deciding: Deciding, reasons: Reasons) -> Iterator[tuple[str, Sql]]:
    id_ = deciding.definition.id
    if deciding.definition.hit is not HitPolicy.COLLECT:
        yield column_name(id_, "reason"), reasons.settled
        return
    for outcome in deciding.definition.outcomes:
        yield column_name(id_, outcome.id, "reason"), reasons.given(outcome.id)


def _output(name: str, deciding: Deciding) -> Sql:
    """A further output of the settled outcome."""
    values = {outcome.id: outcome.outputs[name] for outcome in deciding.definition.outcomes if name in outcome.outputs}
    steps = deciding.facts.steps
    branches: list[tuple[Sql, Sql]] = []
    for value in dict.fromkeys((_kind(each), each) for each in values.values()):
        ids = [id_ for id_, each in values.items() if (_kind(each), each) == value]
        branches.append((one_of(deciding.answer, ids, steps.dialect), _said(value[1], steps)))
    return case(branches)


def _said(value: Scalar, steps: Steps) -> Sql:
    """What an outcome's further output is in SQL."""
    if isinstance(value, str):
        return text_of(value, steps.dialect)
    if isinstance(value, bool):
        return value_of(literal(value), steps.dialect)
    return reckoning(steps).constant(exact(value)).sql


def outputs_of(definition: DecisionDefinition) -> tuple[str, ...]:
    """The names of its further outputs."""
    return tuple(dict.fromkeys(key for outcome in definition.outcomes for key in outcome.outputs))


def _mixed(definition: DecisionDefinition) -> Iterator[Problem]:
    """The outputs that no column can hold."""
    if definition.hit is HitPolicy.COLLECT:
        return
    for name in outputs_of(definition):
        kinds = {_kind(outcome.outputs[name]) for outcome in definition.outcomes if name in outcome.outputs}
        if len(kinds) > 1:
            message = f"output `{name}` has values of several kinds, and a column has one"
            yield Problem(f"policy `{definition.id}`", message, "make them all texts, numbers or booleans")


def _kind(value: Scalar) -> type:
    return type(value) if isinstance(value, bool | str) else float
