"""From the table of a fact to its aggregate, as far as the table alone can say."""

from collections.abc import Iterable, Mapping
from typing import Any

from crmrules.definitions.names import id_problem, name_problem
from crmrules.errors import Problem, did_you_mean, nearest
from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.tree import Expression, Name
from crmrules.records.history.aggregates import (
    CHOOSING,
    LOG,
    OF_SPANS,
    OF_VALUES,
    Aggregate,
    AggregateFunction,
    Within,
)
from crmrules.records.history.periods import read_within
from crmrules.records.history.tables import Table

FUNCTIONS = tuple(each.value for each in AggregateFunction)
OPTIONS = ("value", "within", "of_last", "skip", "at_least", "where", "after")

_OF_COLUMNS = ("column", "is")
_CHOICES = ("of_last", "skip", "at_least")


def is_aggregate(given: object, of_columns: Iterable[str]) -> bool:
    """Whether what stands for a fact is an aggregate, perhaps a misspelt one, and no column, which has other keys."""
    if not isinstance(given, Mapping) or any(key in _OF_COLUMNS for key in given):
        return False
    known = (*of_columns, *FUNCTIONS, *OPTIONS)
    return any(key in FUNCTIONS or nearest(key, known) in (*FUNCTIONS, *OPTIONS) for key in given)


def read_aggregate(
    name: str, given: Mapping[Any, object], problems: list[Problem], word: str = "binding, fact"
) -> Aggregate | None:
    """The aggregate that a table describes; None where something is wrong with it that makes it none.

    `word` says in problems what it is.
    """
    table = Table(f"{word} `{name}`", given, problems)
    before = len(problems)
    if name_problem(name):
        table.report("", name_problem(name), "a fact is letters, digits and underscores, a letter first")
    table.only((*FUNCTIONS, *OPTIONS))
    said = [key for key in FUNCTIONS if key in given]
    if len(said) != 1:
        if said or len(problems) == before:
            found = " and ".join(f"`{each}`" for each in said) or "none"
            table.report("", f"needs one aggregate, and has {found}", "known are " + ", ".join(FUNCTIONS))
        return None
    function = AggregateFunction(said[0])
    of, value = _of(table, function)
    aggregate = Aggregate(
        function,
        of,
        value,
        _within(table),
        of_last=table.whole("of_last", 1),
        skip=table.whole("skip", 0) or 0,
        at_least=table.whole("at_least", 0),
        where=table.expression("where"),
        after=_kind(table, "after", table.text("after", '"saved"')),
    )
    _together(table, aggregate)
    return aggregate if len(problems) == before else None


def _of(table: Table, function: AggregateFunction) -> tuple[str, Expression | None]:
    """The kind or span that an aggregate is of, and the value of its events."""
    valued = function in OF_VALUES
    example = '"order.amount"' if valued else '"order"'
    text = table.text(function, example)
    if "value" in table.given:
        if not valued:
            table.report("value", f"does not go with `{function}`, which looks at no values", "leave it out")
        return _kind(table, function, text), table.expression("value")
    of, dot, data = text.partition(".")
    if valued and text and not (of and data):
        remedy = f'write it as {function} = "{of}.amount", or add `value`, an expression over the event\'s data'
        table.report(function, f"{shown(text)} names no value of the event", remedy)
    elif not valued and dot:
        table.report(function, f"{shown(text)} names a value, and `{function}` looks at none", f"write it as {example}")
    return _kind(table, function, of), Name(data) if valued and data else None


def _kind(table: Table, key: str, kind: str) -> str:
    problem = id_problem(kind) if kind else ""
    if problem:
        remedy = 'give such kinds of events a name of their own, under `kind` of [history]: values = { ... = "order" }'
        table.report(key, f"{shown(kind)} can be no kind of event: it {problem}", remedy)
    return kind


def _within(table: Table) -> Within:
    if "within" not in table.given:
        return None
    try:
        return read_within(table.given["within"])
    except Refused as refused:
        table.report("within", refused.message, refused.remedy)
        return None


def _together(table: Table, aggregate: Aggregate) -> None:
    """Whether the options go with the aggregate, and with each other."""
    function = aggregate.function
    if function not in CHOOSING:
        for key in _CHOICES:
            if key in table.given:
                table.report(key, f"does not go with `{function}`", f"it goes with {', '.join(sorted(CHOOSING))}")
    if function is AggregateFunction.OPEN:
        for key in ("within", "after", "where"):
            if key in table.given:
                table.report(
                    key, "does not go with `open`, which is how the span is at the end of the day", "leave it out"
                )
    if function is AggregateFunction.SHARE_OF_DAYS and "within" not in table.given:
        table.report("", "`share_of_days` is the share of a window, and has none", 'add within = "30 days"')
    if aggregate.after and aggregate.within == LOG:
        remedy = "give it a length, or leave it out for all days since"
        table.report("within", '"log" does not go with `after`, which begins the window', remedy)
    if aggregate.of_last is not None and aggregate.at_least is not None and aggregate.at_least > aggregate.of_last:
        remedy = f"at most {aggregate.of_last} are chosen"
        table.report("at_least", f"{aggregate.at_least} are more than `of_last`", remedy)
    if aggregate.of_last is None and aggregate.at_least == 0:
        table.report("at_least", "0 asks for nothing", "leave it out")


def check_of_span(path: str, aggregate: Aggregate) -> list[Problem]:
    """What an aggregate asks of a span that only events have."""
    if aggregate.function not in OF_SPANS:
        remedy = f"spans have {', '.join(sorted(OF_SPANS))}; count the events that open it instead"
        return [Problem(f"{path}, `{aggregate.function}`", f"`{aggregate.of}` is a span, and no kind of event", remedy)]
    if aggregate.where is not None:
        return [Problem(f"{path}, `where`", f"`{aggregate.of}` is a span, and has no data of its own", "leave it out")]
    return []


def check_of_kind(path: str, aggregate: Aggregate, spans: Mapping[str, object]) -> list[Problem]:
    """What an aggregate asks of a kind of event that only spans have."""
    if aggregate.function is not AggregateFunction.OPEN:
        return []
    remedy = did_you_mean(aggregate.of, spans) or 'give it under [spans], as { from = "...", to = "..." }'
    return [Problem(f"{path}, `open`", f"unknown span `{aggregate.of}`", remedy)]
