"""What the examples of a reference do not show, and drafts of those that would."""

from collections.abc import Iterator
from typing import Any

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.drafts import Draft
from crmrules.definitions.examples import changed, stored
from crmrules.expressions.tree import Expression, Value
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.meaning import truths
from crmrules.kinds.reference.parts import ReferenceExample, Told
from crmrules.kinds.reference.result import Advice


def solver_of(definition: ReferenceDefinition, **options: Any) -> Solver[ReferenceDefinition]:
    """What answers queries about the conditions of entries; `options` are those of `Solver`."""
    return Solver(definition, tried=[Witness(dict(each.given), each.as_of) for each in definition.examples], **options)


def lacking(definition: ReferenceDefinition) -> Iterator[tuple[str, Expression, bool]]:
    """The entries that no example shows to hold, or not to hold, with their conditions and which of the two it is."""
    seen: dict[str, set[bool | None]] = {entry.id: set() for entry in definition.conditional}
    for example in definition.examples:
        policy = changed(definition, example.with_)
        if example.expect.holds is None:
            continue  # it looks entries up, or says nothing of what holds
        for id_, truth in truths(policy, stored(policy, example.given), example.as_of).items():
            seen[id_].add(truth)
    for entry in definition.conditional:
        assert entry.when is not None
        if True not in seen[entry.id]:
            yield entry.id, entry.when, True
        if not seen[entry.id] - {True}:
            yield entry.id, entry.when, False


def unshown(definition: ReferenceDefinition) -> Iterator[Finding]:
    """Entries that no example shows to hold, or not to hold."""
    for id_, _, truth in lacking(definition):
        path = f"policy `{definition.id}`, entry `{id_}`"
        yield Finding(Code.NO_EXAMPLE, path, f"no example shows it {'hold' if truth else 'not hold'}", "add one")


def drafts(definition: ReferenceDefinition) -> Iterator[Draft]:
    """An example for each entry that none shows to hold, or not to hold.

    What they expect is what the policy says: whoever writes it confirms it, or mends the policy.
    """
    solver = solver_of(definition)
    for id_, when, truth in lacking(definition):
        what = f"{id_} {'holds' if truth else 'does not hold'}"
        answer = solver.ask(Query(true=(when,)) if truth else Query(false=(when,)))
        yield Draft(what, _example(definition, what, answer.witness if answer.status is Status.YES else None))


def _example(definition: ReferenceDefinition, what: str, witness: Witness | None) -> ReferenceExample | None:
    if witness is None:
        return None
    given: dict[str, Value] = {name: value for name, value in witness.given.items() if value is not None}
    advice = Advice(definition, stored(definition, given), witness.as_of, cautioned=True)
    expect = Told(holds=tuple(entry.id for entry in advice.holds))
    return ReferenceExample(what, expect, given, cautioned=True, as_of=witness.as_of)
