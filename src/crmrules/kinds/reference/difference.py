"""Whether two references mean the same of every record: the same entries under the same conditions."""

import datetime
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from crmrules.analysis.markers import Marker
from crmrules.analysis.query import Query, Status
from crmrules.analysis.size import MOST_WRITTEN_OUT, parts_of
from crmrules.analysis.solver import Solver
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts, shown_on, within
from crmrules.definitions.facts import Facts
from crmrules.expressions.tree import Expression, Literal, Name, rebuilt
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.model.text import Text

_OTHER_POLICIES = Text("they read other policies", "所读策略不同")
_TOO_LARGE = Text("what derived facts come to is too large", "推导得出的事实展开后过大")
_NEVER = Literal(value=False)


def compare_references(old: ReferenceDefinition, new: ReferenceDefinition, verify: bool) -> Compared:
    """What two references are to each other, entry by entry, on every day on which both have values.

    An entry that holds for no record before or after is as one that is not there.
    """
    facts, since = changed_facts(old, new), begun(old, new)
    if {id_: each.hash for id_, each in old.policies.items()} != {id_: each.hash for id_, each in new.policies.items()}:
        return Compared(open=(_OTHER_POLICIES,), facts=facts, since=since)
    changes: dict[tuple[str, Marker], Change] = {}
    open_: dict[Text, None] = {}
    for day in sorted({*old.change_days, *new.change_days}, key=lambda day: day or datetime.date.min):
        if (day is None and (old.is_dated or new.is_dated)) or (since is not None and day is not None and day < since):
            continue
        for found in _changes(old, new, day, verify):
            if isinstance(found, Text):
                open_[found] = None
            else:
                assert isinstance(found.before, Marker)
                changes.setdefault((found.what, found.before), found)
    return Compared(tuple(changes.values()), tuple(open_), facts, since)


def _changes(
    old: ReferenceDefinition, new: ReferenceDefinition, day: datetime.date | None, verify: bool
) -> Iterator[Change | Text]:
    """For each entry a record of which it holds only before, and one of which it holds only after."""
    solver = Solver(_both(old, new), verify=verify, among=within(old, new, day))
    if max(map(parts_of, (old, new))) > MOST_WRITTEN_OUT:
        yield _TOO_LARGE
        return
    conditions = [_conditions(each, day) for each in (old, new)]
    for id_ in dict.fromkeys(id_ for each in conditions for id_ in each):
        before, after = (each.get(id_, _NEVER) for each in conditions)
        if before == after:
            continue
        for query, marks in (
            (Query(true=(before,), not_true=(after,)), (Marker.GIVEN, Marker.NOT_GIVEN)),
            (Query(true=(after,), not_true=(before,)), (Marker.NOT_GIVEN, Marker.GIVEN)),
        ):
            answer = solver.ask(query)
            if answer.status is Status.YES and answer.witness is not None:
                yield Change(shown_on(old, new, answer.witness, day), marks[0], marks[1], what=id_)
            elif answer.status is Status.OPEN:
                yield Text(f"when entry `{id_}` holds", f"条目 `{id_}` 何时适用")


def _both(old: ReferenceDefinition, new: ReferenceDefinition) -> ReferenceDefinition:
    """The new one with the facts of both, none of them derived by an expression."""
    declared = {each.name: each for each in (*old.facts.declared, *new.facts.declared)}
    derived = tuple(each for each in new.facts.derived if each.policy is not None)
    return evolve(new, facts=Facts(tuple(declared.values()), derived, new.facts.segments))


def _conditions(definition: ReferenceDefinition, day: datetime.date | None) -> dict[str, Expression]:
    """When each entry holds, written out to stored facts and numbers."""
    derived = {each.name: each.expression for each in definition.facts.derived if each.expression is not None}
    values = definition.values_on(day)

    def written(node: Any) -> Any:
        match node:
            case Name(name=name) if name in derived:
                return written(derived[name])
            case Name(name=name) if name in values:
                return Literal(values[name])
            case _:
                return rebuilt(node, written)

    return {entry.id: written(entry.when) for entry in definition.conditional}
