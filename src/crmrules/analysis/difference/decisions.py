"""Whether two decisions mean the same: proven equal for every record, or a record for each change of outcome."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from crmrules.analysis.cells.diagram import Diagram, Operation, TooManyCells, values
from crmrules.analysis.cells.logic import CHOOSE, IS_FALSE
from crmrules.analysis.cells.search import find
from crmrules.analysis.cells.space import Space
from crmrules.analysis.cells.verdicts import CONFLICT, OPEN, Contradicts, Verdicts, days_of
from crmrules.analysis.difference.base import GIVEN, NOT_GIVEN, Change, Compared, begun, changed_facts, shared
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.engines.interpreter import interpret
from crmrules.errors import ConflictError, CrmRulesError
from crmrules.expressions.tree import AS_OF, Value
from crmrules.expressions.types import DATE
from crmrules.model.text import Text


def compare_decisions(old: DecisionDefinition, new: DecisionDefinition, verify: bool = False) -> Compared:
    """What two decisions are to each other: for every record, on every day on which both have parameters.

    Results beyond float64 are left aside.
    """
    facts = changed_facts(old, new)
    types = {name: shared(*pair) for name, pair in facts.items()}
    apart = [name for name, type_ in types.items() if type_ is None]
    if apart:
        en = f"fact `{apart[0]}` is {facts[apart[0]][0]} in one and {facts[apart[0]][1]} in the other"
        zh = f"事实 `{apart[0]}` 的类型不同：{facts[apart[0]][0]}，{facts[apart[0]][1]}"
        return Compared(open=(Text(en, zh),), facts=facts)
    changes: dict[tuple[Any, ...], Change] = {}
    open_: dict[Text, None] = {}
    space = Space(overflow=False)
    for name, type_ in types.items():
        if type_ is not None:
            space.fact(name, type_)
    try:
        for today, before, after in _days(space, old, new):
            for outcome, was, will in _outcomes(before, after):
                for found in _changes(space, today, (old, was), (new, will), outcome):
                    if isinstance(found, Change):
                        changes.setdefault((found.what, found.before, found.after), found)
                    else:
                        open_[found] = None
    except (TooManyCells, Contradicts) as problem:
        why = Text(str(problem) or "there are too many cases", str(problem) or "情形过多")
        return Compared(tuple(changes.values()), (why,), facts, begun(old, new))
    return Compared(tuple(changes.values()), tuple(open_), facts, begun(old, new))


def _days(
    space: Space, old: DecisionDefinition, new: DecisionDefinition
) -> Iterator[tuple[Diagram, Verdicts, Verdicts]]:
    """The days from which on the parameters of either are others, as a guard, and both on them."""
    dated = [days_of(each) for each in (old, new) if each.is_dated]
    if not dated:
        yield space.diagrams.leaf(True), Verdicts(old, space), Verdicts(new, space)
        return
    begun = max(day for days in dated for day in days[:1] if day is not None)
    days = sorted({day for each in dated for day in each if day is not None and day >= begun})
    place = space.fact(AS_OF, DATE)
    domain, unknown = space.dimensions[place].domain, space.diagrams.leaf(None)
    for day, later in zip(days, [*days[1:], None], strict=True):
        until = space.below(place, None if later is None else domain.at(later), unknown)
        since = space.diagrams.apply(IS_FALSE, space.below(place, domain.at(day), unknown))
        yield space.diagrams.apply(CHOOSE, since, until, space.diagrams.leaf(False)), *_on(space, old, new, day)


def _on(
    space: Space, old: DecisionDefinition, new: DecisionDefinition, day: datetime.date
) -> tuple[Verdicts, Verdicts]:
    return Verdicts(old, space, day), Verdicts(new, space, day)


def _outcomes(before: Verdicts, after: Verdicts) -> Iterator[tuple[str, Diagram, Diagram]]:
    if before.definition.hit is not HitPolicy.COLLECT:
        yield "", before.outcome, after.outcome
        return
    for id_ in dict.fromkeys(outcome.id for each in (before, after) for outcome in each.definition.outcomes):
        was, will = (each.diagrams.apply(_GIVEN, each.given(id_)) for each in (before, after))
        yield id_, was, will


def _changes(
    space: Space,
    today: Diagram,
    old: tuple[DecisionDefinition, Diagram],
    new: tuple[DecisionDefinition, Diagram],
    outcome: str,
) -> Iterator[Change | Text]:
    apart = space.diagrams.apply(_APART, old[1], new[1])
    both = space.diagrams.apply(CHOOSE, today, apart, space.diagrams.leaf(None))
    for pair in sorted((each for each in values(both) if each is not None), key=str):

        def holds(given: Mapping[str, Value], as_of: datetime.date | None, pair: tuple[Any, Any] = pair) -> bool:
            return (said(old[0], given, as_of, outcome), said(new[0], given, as_of, outcome)) == pair

        witness, final = find(space, both, pair, holds)
        if witness is not None:
            yield Change(witness, pair[0], pair[1], outcome)
        elif not final:
            before, after = map(named, pair)
            yield Text(
                f"whether any record moves from {before} to {after} hangs on arithmetic between facts",
                f"是否有记录由 {before} 变为 {after} 取决于事实之间的运算",
            )


def said(
    definition: DecisionDefinition, given: Mapping[str, Value], as_of: datetime.date | None, outcome: str = ""
) -> str | None:
    """What the interpreter says of a record, as `Change` writes it."""
    stored = {**dict.fromkeys(each.name for each in definition.facts.declared), **given}
    try:
        verdict = interpret(definition, stored, as_of)
    except ConflictError:
        return CONFLICT
    except CrmRulesError:
        return ""  # a day before the first value
    if outcome:
        given_ = isinstance(verdict.outcome, tuple) and outcome in verdict.outcome
        return GIVEN if given_ else OPEN if outcome in verdict.possible else NOT_GIVEN
    return (verdict.outcome if isinstance(verdict.outcome, str) else None) if verdict.certain else OPEN


def named(outcome: str | None) -> str:
    """An outcome as differences call it."""
    return {None: "no outcome", OPEN: "open", CONFLICT: "a conflict"}.get(outcome) or str(outcome)


def _apart(before: Any, after: Any) -> tuple[Any, Any] | None:
    return None if before == after else (before, after)


def _given(truth: bool | None) -> str:
    return OPEN if truth is None else GIVEN if truth else NOT_GIVEN


_APART = Operation(_apart)
_GIVEN = Operation(_given)
