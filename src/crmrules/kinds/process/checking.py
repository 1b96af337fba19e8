"""Whether the parts of a process fit each other: states, events, transitions, deadlines, duties, examples."""

from collections.abc import Iterable, Mapping

from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.definitions.names import id_problem, name_problem
from crmrules.definitions.parts import Parameter
from crmrules.definitions.periods import A_YEAR, BUSINESS_DAYS, LONGEST_YEARS, UNITS
from crmrules.errors import CrmRulesError, Problem, did_you_mean
from crmrules.expressions.accept import Refused, accept, is_blank, shown
from crmrules.expressions.check import check
from crmrules.expressions.tree import EVENT, Expression, Value
from crmrules.expressions.types import BOOL, INTEGER, Kind, Type
from crmrules.kinds.process.aggregates import listed
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import aggregates_of, told_by
from crmrules.kinds.process.parts import Deadline, Duty, ProcessExample, Retention, Standing, States, Transition
from crmrules.records.binding import Binding

_LENGTHS = (*UNITS, BUSINESS_DAYS)
_IDS = "use letters, digits, single spaces, and - _ + inside"


@define
class ProcessChecking(Checking[ProcessDefinition]):
    """Checks states, and whatever names them."""

    def run(self) -> None:
        """Check everything."""
        self.stale_after()
        definition = self.definition
        if not definition.states and not self.left_out:
            self.report("", "has no states", "declare them with [[state]]")
        if definition.header.start:
            self._state("`start`", definition.header.start)
        self.calendar(definition.header.calendar)
        self._kinds("`opens`", definition.header.opens)
        self._events()
        self._aggregates()
        self._counts()
        for state in definition.states:
            self._owner(f"state `{state.id}`", state.owner)
            self.sentence(f"state `{state.id}`, `caution`", state.caution, self.scope())
        self._retention()
        for transition in definition.transitions:
            self._transition(transition)
        for deadline in definition.deadlines:
            self._deadline(deadline)
        for duty in definition.duties:
            self._duty(duty)
        for id_ in sorted({each.id for each in definition.deadlines} & {each.id for each in definition.duties}):
            self.report(f"duty `{id_}`", "is also the id of a deadline", "rename one of them")
        self.examples = tuple(map(self._example, definition.examples))

    def _retention(self) -> None:
        """Check that results can follow requests."""
        counted = self.definition.retention
        for id_ in counted.get(Retention.ASKED, ()):
            if self.definition.state[id_].final:
                self.report(f"state `{id_}`, `retention`", "is final: no result can follow the request", "leave it out")
        self._retention_facts()
        if counted and not self.left_out:
            lacking = {Retention.ASKED, Retention.SAVED, Retention.LOST} - {*counted}
            for what in (each for each in Retention if each in lacking):
                remedy = f'add retention = "{what}" to one, or leave `retention` out of all'
                self.report("`retention`", f"no state is `{what}`, so that nothing can be reckoned", remedy)

    def _retention_facts(self) -> None:
        """Check the facts that figures of retention count by."""
        told = self.definition.header.retention
        if told is None:
            return
        if not self.definition.retention and not self.left_out:
            remedy = 'say it of states: retention = "asked", "saved", "lost", "recovered"'
            self.report("`retention`", "counts cases of which no state says what it is to retention", remedy)
        for key, name in (("reason", told.reason), ("value", told.value)):
            type_ = self.fact(f"`retention`, `{key}`", name) if name else None
            if type_ is not None and (type_.kind is Kind.TEXT if key == "reason" else type_.numeric) is False:
                wanted = "a text is wanted" if key == "reason" else "a number is wanted"
                self.report(f"`retention`, `{key}`", f"`{name}` is {type_}, and {wanted}")

    def _state(self, path: str, id_: str) -> None:
        known = self.definition.state
        if id_ not in known and id_ not in self.left_out:
            self.report(path, f"unknown state `{id_}`", did_you_mean(id_, known))

    def _states(self, path: str, named: States, *, final: bool) -> None:
        """Check the states that a part belongs to, of which none may be final but where that is said."""
        for id_ in listed(named):
            self._state(path, id_)
            state = self.definition.state.get(id_)
            if state is not None and state.final and not final:
                self.report(path, f"`{id_}` is final: a case takes no more events there", "leave it out")
        if named is not None and not listed(named):
            self.report(path, "names no state", "leave it out for any state that is not final")

    def _kinds(self, path: str, kinds: Iterable[str]) -> None:
        for kind in kinds:
            self._kind(path, kind)

    def _kind(self, path: str, kind: str) -> None:
        known = self.definition.events
        if kind not in known and kind not in self.left_out:
            remedy = did_you_mean(kind, known) or "declare it under [events]"
            self.report(path, f"unknown event `{kind}`", remedy)

    def _owner(self, path: str, owner: str) -> None:
        known = self.definition.owners
        if owner and owner not in known and owner not in self.left_out:
            self.report(f"{path}, `owner`", f"unknown owner `{owner}`", did_you_mean(owner, known))

    def _events(self) -> None:
        """Check what events tell and carry: one name has one type, whichever event it comes with."""
        definition = self.definition
        stored = {each.name for each in definition.facts.declared}
        types: dict[str, Type] = {}
        for kind, event in definition.events.items():
            path = f"event `{kind}`"
            if id_problem(kind):
                self.report(path, id_problem(kind), _IDS)
            for name in event.tells:
                if name in definition.aggregates:
                    self.report(f"{path}, `tells`", f"`{name}` is reckoned under [aggregates]", "keep one of the two")
                elif self.fact(f"{path}, `tells`", name) is not None and name not in stored:
                    self.report(f"{path}, `tells`", f"`{name}` is derived", "tell the facts it is derived from")
            for name, datum in event.data.items():
                at = f"{path}, `data`, `{name}`"
                if name_problem(name):
                    self.report(at, name_problem(name), "use letters, digits and underscores, a letter first")
                if (datum.type is None) == (not datum.values):
                    self.report(at, "needs one of `type`, `values`")
                if name in definition.facts.types:
                    self.report(at, "is also the name of a fact", f'let the event tell it: tells = ["{name}"]')
                elif types.setdefault(name, datum.known) != datum.known:
                    self.report(at, f"is {datum.known} here, and {types[name]} of another event", "rename one of them")

    def names(self) -> dict[str, Type | None]:
        """What names can stand for, how often a case came to a state included."""
        return {**super().names(), **dict.fromkeys(self.definition.counts, INTEGER)}

    def _counts(self) -> None:
        for name, count in self.definition.counts.items():
            path = f"count `{name}`"
            if name_problem(name):
                self.report(path, name_problem(name), "use letters, digits and underscores, a letter first")
            if name in self.definition.facts.types or name in self.definition.parameters:
                self.report(path, "is also the name of a fact or a parameter", "rename one of them")
            self._state(f"{path}, `state`", count.state)

    def _aggregates(self) -> None:
        definition = self.definition
        for name, span in definition.spans.items():
            path = f"span `{name}`"
            self._kinds(f"{path}, `from`", listed(span.from_))
            self._kinds(f"{path}, `to`", listed(span.to))
            if not span.from_ or not span.to:
                self.report(path, "needs both `from` and `to`, the events that open and close it")
        before = len(self.problems)
        for name, entry in definition.aggregates.items():
            path = f"aggregate `{name}`"
            stored = name in {each.name for each in definition.facts.declared}
            if self.fact(path, name) is not None and not stored:
                self.report(path, f"`{name}` is derived", "take `is` from it, or the aggregate")
            self._kinds(f"{path}, `reset_by`", entry.reset_by)
            for key in ("of_last", "skip", "at_least"):
                parameter = self.parameter(f"{path}, `{key}`", getattr(entry, key)) if getattr(entry, key) else None
                if parameter is not None and any(not isinstance(each, int) for each in parameter.all_values):
                    self.report(f"{path}, `{key}`", f"parameter `{getattr(entry, key)}` is no whole number")
            if entry.within:
                self._length(f"{path}, `within`", entry.within, least=1)
        if len(self.problems) == before and not self.left_out:
            self._reckoned()

    def _reckoned(self) -> None:
        """Check the aggregates themselves, on each day on which a parameter changes."""
        definition = self.definition
        for day in self.days():
            values = definition.values_on(day)
            problems: list[Problem] = []
            read = aggregates_of(definition, values, problems)
            for name, each in read.items():
                if each.of not in definition.spans:
                    self._kind(f"aggregate `{name}`", each.of)
                self._kinds(f"aggregate `{name}`, `after`", [each.after] if each.after else [])
            if not problems and not self.problems:
                try:
                    told = told_by(definition, Binding(), values)
                except CrmRulesError as error:
                    problems += error.problems
                else:
                    for name, each in read.items():
                        self._gives(name, each.type(told.history.types))
            said = {"binding, fact": "aggregate", "binding, span": "span", "binding, columns": "events"}
            for problem in problems:
                path = problem.path
                for ours, theirs in said.items():
                    path = path.replace(ours, theirs)
                self.problems.append(evolve(problem, path=path))
            if problems:
                return

    def _gives(self, name: str, type_: Type) -> None:
        wanted = self.definition.facts.types.get(name)
        fits = wanted is None or type_ == wanted or (type_.numeric and wanted.numeric)
        if not fits:
            self.report(f"aggregate `{name}`", f"gives {type_}, and the fact is {wanted}", "correct one of them")

    def _transition(self, transition: Transition) -> None:
        path = f"transition `{transition.id}`"
        self._state(f"{path}, `to`", transition.to)
        self._states(f"{path}, `from`", transition.from_, final=False)
        if not transition.on and transition.when is None:
            self.report(path, "needs `on`, `when`, or both", "say what moves the case")
        if transition.on:
            self._kind(f"{path}, `on`", transition.on)
        if transition.when is not None:
            self._condition(f"{path}, `when`", transition.when, transition.on)
        scope = self.scope()
        for key, text in (("because", transition.because), ("caution", transition.caution)):
            self.sentence(f"{path}, `{key}`", text, scope)

    def _condition(self, path: str, when: Expression, on: str) -> None:
        scope = dict(self.scope())
        event = self.definition.events.get(on)
        if event is not None:
            read = {name: self.definition.facts.types.get(name) for name in event.tells}
            scope |= {f"{EVENT}{name}": type_ for name, type_ in read.items()}
            scope |= {f"{EVENT}{name}": datum.known for name, datum in event.data.items()}
        elif on:
            scope |= self.definition.event_scope
        found, problems = check(when, scope)
        self.problems += [problem.under(path) for problem in problems]
        if found is not None and found != BOOL:
            self.report(path, f"is {found}, and no condition", "compare it with a value")

    def _length(self, path: str, name: str, *, least: int) -> Parameter | None:
        """Check that a parameter is a length of time."""
        parameter = self.parameter(path, name)
        if parameter is None:
            return None
        if parameter.unit not in _LENGTHS:
            remedy = did_you_mean(parameter.unit, _LENGTHS)
            self.report(f"parameter `{name}`, `unit`", f"`{parameter.unit}` is no unit of time", remedy)
            return None
        longest = int(LONGEST_YEARS * A_YEAR[parameter.unit])
        for value in parameter.all_values:
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= longest:
                remedy = f"give whole {parameter.unit}, from {least} to {longest:,}"
                self.report(f"parameter `{name}`", f"is {shown(value)}, and no length for {path}", remedy)
        return parameter

    def _deadline(self, deadline: Deadline) -> None:
        path = f"deadline `{deadline.id}`"
        self._states(f"{path}, `state`", deadline.state, final=False)
        self._length(f"{path}, `within`", deadline.within, least=1 if deadline.then else 0)
        if deadline.then:
            self._state(f"{path}, `then`", deadline.then)
        if deadline.then and deadline.because is None:
            self.report(path, "moves the case and does not say why", "add `because`")
        self._kinds(f"{path}, `met_by`", deadline.met_by)
        self._kinds(f"{path}, `after`", deadline.after)
        scope = self.scope()
        for key, text in (("because", deadline.because), ("caution", deadline.caution)):
            self.sentence(f"{path}, `{key}`", text, scope)

    def _duty(self, duty: Duty) -> None:
        path = f"duty `{duty.id}`"
        running = bool(duty.within or duty.met_by)
        self._states(f"{path}, `state`", duty.state, final=not running)
        self._owner(path, duty.owner)
        if duty.when is not None:
            self._condition(f"{path}, `when`", duty.when, "")
        if duty.within:
            self._length(f"{path}, `within`", duty.within, least=0)
        self._kinds(f"{path}, `met_by`", duty.met_by)
        for key, text in (("title", duty.title), ("caution", duty.caution)):
            self.sentence(f"{path}, `{key}`", text, self.scope())

    def _example(self, example: ProcessExample) -> ProcessExample:
        path = f"example `{example.name}`"
        self.changed(f"{path}, `with`", example.with_)
        events = tuple(
            evolve(each, data=self._data(f"{path}, event {place}", each.kind, each.data))
            for place, each in enumerate(example.events, 1)
        )
        if not example.expect:
            self.report(path, "expects nothing", "say where the case stands: expect = [{ on = 2026-07-01, ... }]")
        for standing in example.expect:
            self._standing(f"{path}, on {standing.on.isoformat()}", standing)
        return evolve(example, events=events)

    def _data(self, path: str, kind: str, data: Mapping[str, Value]) -> dict[str, Value]:
        """The data of an event of an example, as rules know them; an example may hold events of kinds unknown."""
        event = self.definition.events.get(kind)
        if event is None:
            return dict(data)
        types = {name: self.definition.facts.types.get(name) for name in event.tells}
        types |= {name: datum.known for name, datum in event.data.items()}
        read: dict[str, Value] = {}
        for name, value in data.items():
            type_ = types.get(name)
            if name not in types:
                self.report(path, f"`{kind}` carries no `{name}`", did_you_mean(name, types))
            elif is_blank(value):
                self.report(f"{path}, `{name}`", "a blank text is unknown", "leave it out")
            elif type_ is not None:
                try:
                    read[name] = accept(value, type_)
                except Refused as refused:
                    self.report(f"{path}, `{name}`", refused.message, refused.remedy)
        return read

    def _standing(self, path: str, standing: Standing) -> None:
        definition = self.definition
        for id_ in (*([standing.state] if standing.state is not None else []), *(standing.possible or ())):
            if id_ != "none":
                self._state(path, id_)
        known = {each.id for each in definition.clocks}
        for id_ in (*(standing.open or {}), *(standing.missed or ())):
            if id_ not in known and id_ not in self.left_out:
                self.report(path, f"unknown deadline `{id_}`", did_you_mean(id_, known))
        duties = [each.id for each in definition.duties]
        for id_ in standing.duties or ():
            if id_ not in duties and id_ not in self.left_out:
                self.report(path, f"unknown duty `{id_}`", did_you_mean(id_, duties))
        for name in standing.missing or ():
            if name not in {*definition.facts.types, *definition.event_scope} and name not in self.left_out:
                self.report(path, f"unknown fact `{name}`", did_you_mean(name, definition.facts.types))
