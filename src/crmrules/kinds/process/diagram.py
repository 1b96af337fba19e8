"""The states of a process as a Mermaid diagram."""

import re
from collections.abc import Iterator, Mapping

from crmrules.kinds.process.aggregates import listed
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.parts import States
from crmrules.model.text import Language, Text

_ANY = Text("any state", "任一状态")
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
    leaving = [each.from_ for each in definition.transitions]
    leaving += [each.state for each in definition.deadlines if each.then]
    if not all(map(listed, leaving)):
        yield f'  state "{_ANY.in_language(language)}" as any'
    for each in definition.transitions:
        event = definition.events.get(each.on)
        label = event.title.in_language(language) if event is not None else each.id
        yield from (f"  {place} --> {called[each.to]}: {_plain(label)}" for place in _places(each.from_, called))
    for deadline in (each for each in definition.deadlines if each.then):
        label = _plain(deadline.title.in_language(language))
        yield from (f"  {place} --> {called[deadline.then]}: {label}" for place in _places(deadline.state, called))
    for state in definition.states:
        if state.final:
            yield f"  {called[state.id]} --> [*]"


def _places(named: States, called: Mapping[str, str]) -> list[str]:
    """Where an arrow begins: at each state that is named, and where none is at one that stands for all."""
    return [called[id_] for id_ in listed(named)] or ["any"]


def _plain(text: str) -> str:
    """Text that can be nothing but text in a diagram."""
    return " ".join(_HARMFUL.sub(" ", text).split())
