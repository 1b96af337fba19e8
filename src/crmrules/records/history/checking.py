"""Whether the parts of a history fit each other: kinds, spans, windows, and the types of what is read."""

from collections.abc import Iterator, Mapping

from attrs import evolve

from crmrules.errors import Problem, did_you_mean
from crmrules.expressions.check import check
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import BOOL, NUMBER, NUMERIC, Kind, Type
from crmrules.records.history.aggregates import LOG, OF_SPANS, Aggregate, AggregateFunction
from crmrules.records.history.data_types import Use, told_types
from crmrules.records.history.definition import History, Span
from crmrules.records.history.reading_facts import check_of_kind, check_of_span

_RECKONED = frozenset({"sum", "mean"})
_ORDERED = frozenset({"min", "max"})


def checked(
    history: History,
    spans: Mapping[str, Span],
    facts: Mapping[str, Aggregate],
    columns: Mapping[str, Kind],
    problems: list[Problem],
) -> History:
    """The history with its spans and facts and the types of what they read; every problem is noted."""
    whole = evolve(history, spans=spans, facts=facts)
    problems += _kinds(whole)
    for name, each in facts.items():
        path = f"binding, fact `{name}`"
        problems += check_of_kind(path, each, spans) if whole.span_of(each) is None else check_of_span(path, each)
        if each.function is AggregateFunction.SHARE_OF_DAYS and each.within == LOG and history.since is None:
            remedy = "say under [history] from when it is complete: since = 2026-01-01"
            problems.append(Problem(f"{path}, `within`", "the log has no first day, so no share of its days", remedy))
    types, unsettled = told_types(_uses(whole), columns)
    for name in unsettled:
        remedy = f'give it under [columns], such as {_key(name)} = "number"'
        problems.append(Problem("binding, columns", f"the type of `{name}` is not given", remedy))
    problems += _types(whole, {**types, **dict.fromkeys(unsettled)})
    return evolve(whole, types=types)


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else f'"{name}"'


def _kinds(history: History) -> Iterator[Problem]:
    """The kinds that are read, but no event can have, and the names that are both a kind and a span."""
    known = history.kinds
    read: dict[str, list[tuple[str, str]]] = {
        f"binding, span `{name}`": [*(("from", kind) for kind in each.from_), *(("to", kind) for kind in each.to)]
        for name, each in history.spans.items()
    }
    for name, fact in history.facts.items():
        of_events = fact.of not in history.spans and fact.function is not AggregateFunction.OPEN
        keys = [(fact.function.value, fact.of if of_events else ""), ("after", fact.after)]
        read[f"binding, fact `{name}`"] = [(key, kind) for key, kind in keys if kind]
    if history.joined is not None and history.joined.event:
        read["binding, history, `joined`"] = [("event", history.joined.event)]
    for path, kinds in read.items():
        for key, kind in kinds:
            if kind in history.spans:
                yield Problem(f"{path}, `{key}`", f"`{kind}` is a span, and no kind of event", "name the event")
            elif known is not None and kind not in known:
                remedy = did_you_mean(kind, known if key not in OF_SPANS else (*known, *history.spans))
                yield Problem(f"{path}, `{key}`", f"no event is of a kind `{kind}`", remedy)
    for name in history.spans:
        if known is not None and name in known:
            yield Problem(f"binding, span `{name}`", "is also a kind of event", "give the span a name of its own")


def _uses(history: History) -> Iterator[Use]:
    if history.where is not None:
        yield Use(history.where, BOOL)
    for each in history.facts.values():
        if each.where is not None:
            yield Use(each.where, BOOL)
        if each.value is not None:
            yield Use(each.value, NUMBER if each.function in _RECKONED else None)


def _types(history: History, scope: Mapping[str, Type | None]) -> Iterator[Problem]:
    """What is wrong with the types of conditions and values."""
    if history.where is not None:
        yield from _condition("binding, history, `where`", history.where, scope)
    for name, each in history.facts.items():
        path = f"binding, fact `{name}`"
        if each.where is not None:
            yield from _condition(f"{path}, `where`", each.where, scope)
        if each.value is None:
            continue
        found, problems = check(each.value, scope, numbers=True)
        yield from (problem.under(f"{path}, `value`") for problem in problems)
        wanted = "numbers" if each.function in _RECKONED else "numbers or days" if each.function in _ORDERED else ""
        fits = found is None or not wanted or found.kind in NUMERIC
        if not fits and not (found is not None and found.kind is Kind.DATE and each.function in _ORDERED):
            yield Problem(f"{path}, `{each.function}`", f"needs {wanted}, and this is {found}")


def _condition(path: str, where: Expression, scope: Mapping[str, Type | None]) -> Iterator[Problem]:
    found, problems = check(where, scope, numbers=True)
    yield from (problem.under(path) for problem in problems)
    if found is not None and not problems and found.kind is not Kind.BOOL:
        yield Problem(path, f"is no condition: it is {found}", "compare it with something")
