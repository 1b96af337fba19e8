"""What each stored fact of a case is reckoned from, and so which facts an event can change."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import frozen

from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import Told
from crmrules.records.door import Door


@frozen(slots=False, eq=False)
class Sources:
    """What each stored fact is reckoned from."""

    definition: ProcessDefinition
    told: Told
    door: Door | None

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, ...] | None]:
        """The kinds of events that each fact hangs on, without what the binding reckons it from; None is all kinds."""
        stored = [each.name for each in self.definition.facts.declared]
        return {name: self._kinds_of(name) for name in dict.fromkeys([*stored, *self.told.history.facts])}

    @cached_property
    def inputs(self) -> Mapping[str, tuple[str, ...]]:
        """What the binding reads for each fact that it reads."""
        if self.door is None:
            return {}
        bound = self.door.binding.facts
        columns = {each.name: sorted(bound[each.name].columns) for each in self.door.facts if each.name in bound}
        return {
            each.name: tuple(
                name for name in columns.get(each.name, [each.name]) if name in self.kinds and name not in bound
            )
            for each in self.door.facts
        }

    @cached_property
    def doors(self) -> Mapping[str, Door]:
        """What reads each of these facts by itself."""
        return {} if self.door is None else {name: self.door.reading({name}) for name in self.inputs}

    @cached_property
    def reading(self) -> Mapping[str, Sequence[str]]:
        """The facts that hang on each, itself the first."""
        found = {name: [name] for name in self.kinds}
        for name, inputs in self.inputs.items():
            for each in inputs:
                found[each].append(name)
        return found

    @cached_property
    def changed_by(self) -> Mapping[str, Sequence[str]]:
        """What an event of a kind may change."""
        found: dict[str, dict[str, None]] = {}
        for name, kinds in self.kinds.items():
            for kind in kinds or ():
                found.setdefault(kind, {}).update(dict.fromkeys(self.reading[name]))
        return {kind: tuple(names) for kind, names in found.items()}

    @cached_property
    def changed_by_any(self) -> Sequence[str]:
        """What an event of any kind may change."""
        names = (each for name, kinds in self.kinds.items() if kinds is None for each in self.reading[name])
        return tuple(dict.fromkeys(names))

    def _kinds_of(self, name: str) -> tuple[str, ...] | None:
        history, aggregate = self.told.history, self.told.history.facts.get(name)
        if aggregate is None:
            return self.definition.told.get(name, ())
        joined, span = history.joined, history.span_of(aggregate)
        if joined is not None and joined.column:
            return None
        kinds = [aggregate.of] if span is None else [*span.from_, *span.to]
        if name in self.definition.aggregates and name not in self.told.bound:
            kinds += self.definition.aggregates[name].reset_by
        kinds += [each for each in (aggregate.after, "" if joined is None else joined.event) if each]
        return tuple(dict.fromkeys(kinds))
