"""Findings about a process."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.kinds.process.definition import ProcessDefinition


def findings_of(definition: ProcessDefinition, verify: bool) -> Iterator[Finding]:
    """All that is found."""
    yield from _unreachable(definition)


def _unreachable(definition: ProcessDefinition) -> Iterator[Finding]:
    """States that no way leads to."""
    reached, new = set[str](), {definition.header.start}
    while new:
        reached |= new
        following = {each.to for state in new for each in definition.leaving[state]}
        following |= {each.then for state in new for each in definition.clocks_of[state] if each.then}
        new = following - reached
    for state in definition.states:
        if state.id not in reached:
            path = f"policy `{definition.id}`, state `{state.id}`"
            yield Finding(Code.UNREACHABLE, path, "no way leads to it", "add a transition, or take it out")
