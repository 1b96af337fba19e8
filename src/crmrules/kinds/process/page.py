"""The page of a process: its states as a diagram, what moves a case, deadlines, duties, events."""

from collections.abc import Iterable, Iterator
from datetime import date

from crmrules.definitions.parts import Parameter
from crmrules.expressions.render import render
from crmrules.kinds.process.aggregates import AggregateEntry, listed
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.diagram import diagram_of
from crmrules.kinds.process.parts import Duty, ProcessExample, Standing, State, States, Transition
from crmrules.model.text import Text, units
from crmrules.reports.document import Diagram, Document, Paragraph, Prose, Section, Table, code, joined, strong
from crmrules.reports.page import both, broken, examples, page_of, reading, sentence, short


def process_page(definition: ProcessDefinition) -> Document:
    """The page of a process."""
    header = definition.header
    begins: Prose = "A case begins with the customer"
    if header.opens:
        begins = joined(("A case begins with the first ", _codes(header.opens, " or ")), "")
    said = joined((begins, ", in the state ", code(header.start), "."), "")
    told = examples(_example(each) for each in definition.examples)
    sections = (
        Section("States", (Diagram(diagram_of(definition)), *_states(definition))),
        *_transitions(definition),
        *_deadlines(definition),
        *_duties(definition),
        *_events(definition),
        *_aggregates(definition),
        *told,
    )
    return page_of(definition, "a process", [said], sections)


def _states(definition: ProcessDefinition) -> Iterator[Table | Paragraph]:
    rows = tuple(
        (
            joined((code(each.id), *(["final"] if each.final else []), *_retention(each)), ", "),
            broken(both(each.title), *_said(each.text), *_caution(each.caution), reading(each.reading)),
            _owner(definition, each.owner),
        )
        for each in definition.states
    )
    yield Table("", ("state", "meaning", "owner"), rows)
    told = definition.header.retention
    said = () if told is None else (("the reason", told.reason), ("what a customer brings", told.value))
    if named := [joined((what, " is ", code(name)), "") for what, name in said if name]:
        yield Paragraph(joined(("In figures of retention ", joined(named, ", "), "."), ""))


def _retention(state: State) -> Iterator[Prose]:
    if state.retention is not None:
        yield joined(("to retention ", code(state.retention)), "")


def _transitions(definition: ProcessDefinition) -> Iterator[Section]:
    if definition.transitions:
        said = "Of those that begin in a state and listen to an event, the first that holds is taken."
        rows = tuple(
            (
                code(each.id),
                _from(definition, each.from_),
                _moves(each),
                code(each.to),
                broken(*_said(each.because), *_caution(each.caution), reading(each.reading)),
            )
            for each in definition.transitions
        )
        heads = ("transition", "from", "on, when", "to", "because")
        yield Section("Transitions", (Paragraph(said), Table("", heads, rows)))


def _moves(transition: Transition) -> Prose:
    on: Prose = ("on ", code(transition.on)) if transition.on else ""
    when: Prose = ("when ", code(render(transition.when))) if transition.when is not None else ""
    return broken(on, when)


def _deadlines(definition: ProcessDefinition) -> Iterator[Section]:
    if definition.deadlines:
        said = f"Each passes at the end of its last day. Business days are {definition.calendar.described.en}."
        rows = tuple(
            (
                code(each.id),
                _from(definition, each.state),
                broken(
                    _length(definition, each.within),
                    _worded("from ", each.after) or "from the entry",
                    _worded("met by ", each.met_by),
                ),
                ("to ", code(each.then)) if each.then else "the miss is noted",
                broken(both(each.title), *_said(each.because), *_caution(each.caution), reading(each.reading)),
            )
            for each in definition.deadlines
        )
        heads = ("deadline", "state", "how long", "then", "meaning")
        yield Section("Deadlines", (Paragraph(said), Table("", heads, rows)))


def _duties(definition: ProcessDefinition) -> Iterator[Section]:
    if definition.duties:
        rows = tuple(
            (
                code(each.id),
                _from(definition, each.state),
                _until(definition, each),
                _owner(definition, each.owner) or "that of the state",
                broken(*_said(each.title), *_said(each.text), *_caution(each.caution), reading(each.reading)),
            )
            for each in definition.duties
        )
        yield Section("Duties", (Table("", ("duty", "state", "when, until", "owner", "what"), rows),))


def _until(definition: ProcessDefinition, duty: Duty) -> Prose:
    when: Prose = ("when ", code(render(duty.when))) if duty.when is not None else ""
    return broken(when, _worded("done by ", duty.met_by), _length(definition, duty.within))


def _worded(word: str, kinds: Iterable[str]) -> Prose:
    """A word before some kinds of events; nothing where there are none."""
    said = _codes(kinds, " or ")
    return joined((word, said), "") if said else ""


def _events(definition: ProcessDefinition) -> Iterator[Section]:
    if definition.events:
        rows = tuple(
            (code(kind), both(each.title), _codes(each.tells, ", "), _codes(each.data, ", "))
            for kind, each in definition.events.items()
        )
        yield Section("Events", (Table("", ("event", "meaning", "facts it tells", "other data"), rows),))


def _aggregates(definition: ProcessDefinition) -> Iterator[Section]:
    rows = tuple((code(name), _aggregate(each)) for name, each in definition.aggregates.items())
    rows += tuple(
        (code(name), joined(("on from ", _codes(listed(each.from_), ", "), " to ", _codes(listed(each.to), ", ")), ""))
        for name, each in definition.spans.items()
    )
    rows += tuple(
        (code(name), broken(joined(("how often the case has come to ", code(each.state)), ""), both(each.title)))
        for name, each in definition.counts.items()
    )
    if rows:
        said = "A binding that defines such a fact goes before."
        yield Section("Reckoned from events", (Paragraph(said), Table("", ("fact, span or count", "how"), rows)))


def _aggregate(entry: AggregateEntry) -> Prose:
    from crmrules.definitions.unstructure import unstructure

    told = unstructure(entry)
    return joined((code(f"{key} = {value}") for key, value in told.items()), ", ")


def _example(example: ProcessExample) -> Prose:
    events = (
        code(
            " ".join([each.at.isoformat(), each.kind, *(f"{name}={short(value)}" for name, value in each.data.items())])
        )
        for each in example.events
    )
    joining = () if example.joined is None else (code(f"joined {example.joined.isoformat()}"),)
    changed = (code(f"{name} = {value}") for name, value in example.with_.items())
    given = joined((*joining, *changed, *events), ", ")
    return broken(strong(example.name), joined(("given ", given), ""), *map(_standing, example.expect))


def _standing(standing: Standing) -> Prose:
    told: list[Prose] = []
    for key in ("state", "possible", "since", "certain", "missing", "duties", "open", "missed"):
        value = getattr(standing, key)
        if value is not None:
            told.append(joined((f"{key}: ", _expected(value)), ""))
    return joined((f"{standing.on.isoformat()}: ", joined(told, "; ")), "")


def _expected(value: object) -> Prose:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return code(value)
        case date():
            return value.isoformat()
        case dict():
            return joined((joined((code(str(id_)), f" until {day}"), "") for id_, day in value.items()), ", ") or "none"
        case tuple():
            return _codes(map(str, value), ", ") or "none"
        case _:
            return str(value)


def _from(definition: ProcessDefinition, states: States) -> Prose:
    return _codes(listed(states), ", ") if states is not None else "any that is not final"


def _length(definition: ProcessDefinition, name: str) -> Prose:
    if not name:
        return ""
    parameter: Parameter = definition.parameters[name]
    values = parameter.all_values
    return (code(name), f" = {', '.join(map(str, values))} {units(values[-1], parameter.unit)}")


def _owner(definition: ProcessDefinition, owner: str) -> Prose:
    return broken(code(owner), both(definition.owners[owner].title)) if owner else ""


def _codes(names: Iterable[str], between: str) -> Prose:
    return joined(map(code, names), between)


def _said(text: Text | None) -> Iterator[Prose]:
    if text is not None:
        yield from (sentence(said) for said in (text.en, text.zh) if said)


def _caution(text: Text | None) -> Iterator[Prose]:
    if text is not None:
        yield broken(joined(("Caution: ", sentence(text.en)), ""), sentence(text.zh))
