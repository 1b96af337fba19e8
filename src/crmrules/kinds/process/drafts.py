"""What the examples of a process do not show."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.drafts import Draft
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.examples import case_of


def lacking(definition: ProcessDefinition) -> list[str]:
    """The states that no example shows a case in, on a day that it expects something of."""
    seen: set[str | None] = set()
    for example in definition.examples:
        for standing in example.expect:
            seen.add(case_of(definition, example, standing.on).state)
    return [state.id for state in definition.states if state.id not in seen]


def unshown(definition: ProcessDefinition) -> Iterator[Finding]:
    """States that no example shows."""
    for id_ in lacking(definition):
        path = f"policy `{definition.id}`, state `{id_}`"
        yield Finding(Code.NO_EXAMPLE, path, "no example shows a case in it", "add one")


def drafts(definition: ProcessDefinition) -> Iterator[Draft]:
    """For each state that no example shows that one is lacking."""
    for id_ in lacking(definition):
        yield Draft(f"a case in state {id_}", None)
