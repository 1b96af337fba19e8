"""The states of a process as a Mermaid diagram."""

import re
from collections.abc import Iterator

from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.model.text import Language

_HARMFUL = re.compile(r"[^\w\s.,()+/=-]")


def diagram_of(definition: ProcessDefinition, language: Language = "en") -> str:
    """The diagram: states by their titles, arrows by events, by transitions that listen to none, and by deadlines."""
    return "\n".join(_lines(definition, language))


def _lines(definition: ProcessDefinition, language: Language) -> Iterator[str]:
    called = {each.id: f"s{place}" for place, each in enumerate(definition.states)}
    yield "stateDiagram-v2"
    for state in definition.states:
        yield f'  state "{_plain(state.title.in_language(language))}" as {called[state.id]}'
    yield f"  [*] --> {called[definition.header.start]}"
    for each in definition.transitions:
        event = definition.events.get(each.on)
        label = event.title.in_language(language) if event is not None else each.id
        for id_ in definition.states_of(each.from_):
            yield f"  {called[id_]} --> {called[each.to]}: {_plain(label)}"
    for deadline in definition.deadlines:
        for id_ in definition.states_of(deadline.state) if deadline.then else ():
            yield f"  {called[id_]} --> {called[deadline.then]}: {_plain(deadline.title.in_language(language))}"
    for state in definition.states:
        if state.final:
            yield f"  {called[state.id]} --> [*]"


def _plain(text: str) -> str:
    """Text that can be nothing but text in a diagram."""
    return " ".join(_HARMFUL.sub(" ", text).split())
