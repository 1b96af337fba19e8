"""What the examples of a process do not show."""

from collections.abc import Iterator, Sequence
from itertools import islice

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.drafts import Draft
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.examples import Cases
from crmrules.kinds.process.parts import ExampleEvent, ProcessExample, Standing
from crmrules.kinds.process.policy import Process
from crmrules.kinds.process.trying import histories
from crmrules.model.event import Event

MOST_TRIED = 300
"""How many histories are tried."""


def lacking(definition: ProcessDefinition) -> list[str]:
    """The states that no example shows a case in, on a day that it expects something of."""
    cases = Cases(definition)
    seen = {cases.of(example, standing.on).state for example in definition.examples for standing in example.expect}
    return [state.id for state in definition.states if state.id not in seen]


def unshown(definition: ProcessDefinition) -> Iterator[Finding]:
    """States that no example shows."""
    for id_ in lacking(definition):
        path = f"policy `{definition.id}`, state `{id_}`"
        yield Finding(Code.NO_EXAMPLE, path, "no example shows a case in it", "add one")


def drafts(definition: ProcessDefinition) -> Iterator[Draft]:
    """For each state that no example shows a short history that leads to it, or that none was found.

    What it expects is what the policy says: whoever writes it confirms it, or mends the policy.
    """
    wanted = lacking(definition)
    found = _found(definition, frozenset(wanted)) if wanted else {}
    for id_ in wanted:
        yield Draft(f"a case in state {id_}", found.get(id_))


def _found(definition: ProcessDefinition, wanted: frozenset[str]) -> dict[str, ProcessExample]:
    """An example for each of some states, of the short histories that are tried the first that leads to it."""
    policy, found = Process(definition), dict[str, ProcessExample]()
    begun = [each.dated[0].from_ for each in definition.parameters.values() if each.dated]
    for events, day in islice(histories(definition, definition, max(begun, default=None)), MOST_TRIED):
        state = policy.replay(events, as_of=day).state
        if state in wanted and state not in found:
            found[state] = _example(f"a case in state {state}", events, Standing(day, state))
            if len(found) == len(wanted):
                break
    return found


def _example(name: str, events: Sequence[Event], expect: Standing) -> ProcessExample:
    told = []
    for each in events:
        data = {key: value for key, value in each.data.items() if value is not None}
        told.append(ExampleEvent(each.at, each.kind, data))
    return ProcessExample(name, tuple(told), (expect,))
