"""The cadence kind as users hold it."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve, frozen

from crmrules.definitions.periods import checked_day
from crmrules.engines.frames.backends import backend_of
from crmrules.errors import BindingError, EngineError, RecordError, did_you_mean, under
from crmrules.expressions.accept import shown
from crmrules.expressions.tree import Value
from crmrules.kinds.base import Frame, Policy, checked_flag, checked_records, day_of
from crmrules.kinds.cadence.checking import CadenceChecking
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel, Interval
from crmrules.kinds.cadence.result import Schedule, Workload, columns_of, workload
from crmrules.model.text import Language, checked
from crmrules.records.binding import Bind, Binding, bound
from crmrules.records.door import Door

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.result import Cuts

_CLASS = "__crmrules_class"
"""The column that holds the class by some cuts, while a frame is worked on."""


@frozen(slots=False, eq=False, repr=False)
class Cadence(Policy[CadenceDefinition]):
    """A policy of the cadence kind: for each class of customers and each channel an interval between contacts.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "cadence"

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Its channels."""
        return self.definition.channels

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """How often each class is contacted on each channel."""
        return self.definition.intervals

    def due(
        self, customer: object, *, as_of: datetime.date, bind: Bind | None = None, cuts: "Cuts | None" = None
    ) -> Schedule:
        """When the next contacts with a customer are due, counted from the last ones.

        The customer is an entity, a mapping, or any object with attributes. With `cuts` the class is taken from the cut
        of a population.

        Raises `RecordError` for values of a wrong type, `BindingError` for cuts that do not fit, `AsOfError` for what
        is no day, and `EngineError` for a data frame, which is for `apply`.
        """
        if backend_of(customer) is not None:
            raise EngineError.of("`due`", "is asked of one customer, and this is a data frame", "use `apply`")
        return self._schedules(bound(bind), checked_day(as_of), cuts)(customer)

    def apply(
        self,
        frame: Frame,
        *,
        as_of: datetime.date,
        bind: Bind | None = None,
        cuts: "Cuts | None" = None,
        look: bool = False,
    ) -> Frame:
        """A data frame with the next contacts of each customer in new columns: the same kind of frame, lazy if it was.

        They are ``next_<channel>_due``, ``<channel>_overdue_days``, ``<channel>_status`` and
        ``<channel>_never_contacted`` for each channel. With `cuts` the class is taken from the cut of a population.
        `look` is that of `DecisionTable.apply`.

        Raises `EngineError` for a frame of an unknown kind, `RecordError` for columns of a wrong type, or there
        already, `BindingError` for columns and cuts that do not fit, and `AsOfError` for what is no day.
        """
        from crmrules.kinds.cadence.frames import apply_cadence

        day = checked_day(as_of)
        columns = {channel.id: columns_of(channel.id) for channel in self.channels}
        look = checked_flag(look, "look")
        classed, binding = self._classed(frame, bound(bind), cuts, look)
        found: Frame = apply_cadence(self.definition, classed, binding, day, columns, look)
        return found if cuts is None else cuts.without(found, _CLASS)

    def due_many(
        self,
        records: Iterable[object],
        *,
        as_of: datetime.date,
        bind: Bind | None = None,
        cuts: "Cuts | None" = None,
    ) -> list[Schedule]:
        """A schedule for each record; raises as `due` does, naming the record by its place from 1."""
        schedule = self._schedules(bound(bind), checked_day(as_of), cuts)
        found: list[Schedule] = []
        for place, record in enumerate(checked_records(records), 1):
            with under(f"record {place}"):
                found.append(schedule(record))
        return found

    def workload(
        self,
        customers: Any,
        *,
        bind: Bind | None = None,
        as_of: datetime.date | None = None,
        cuts: "Cuts | None" = None,
    ) -> Workload:
        """The contacts that a population needs in a year: 12 months, or 365 days.

        `customers` is a mapping from class to how many there are, a data frame, or records. An optional contact counts
        in the upper end only. Raises as `due` does, and `RecordError` for an unknown class or a number that is none.
        """
        day, binding = day_of(as_of), bound(bind)
        if isinstance(customers, Mapping):
            counted: Mapping[Any, Any] = customers
            self._check_counts(counted)
            return workload(self.definition, counted, 0, day)
        if backend_of(customers) is not None:
            from crmrules.kinds.cadence.frames import count_classes

            frame, classed = self._classed(customers, binding, cuts, look=True)
            found = count_classes(self.definition, frame, classed, day)
        else:
            read = self._reading(binding, cuts)
            classes = (read(record)[0][self.definition.header.class_] for record in checked_records(customers))
            found = Counter(None if each is None else str(each) for each in classes)
        unknown = found.get(None, 0)
        known = {class_: count for class_, count in found.items() if class_ is not None}
        return workload(self.definition, known, unknown, day)

    def _classed(self, frame: Any, bind: Binding, cuts: "Cuts | None", look: bool) -> tuple[Any, Binding]:
        """The frame with the class of each customer by the cuts, and the binding that reads it."""
        self._check_cuts(cuts)
        if cuts is None:
            return frame, bind
        banded = cuts.apply(frame, name=_CLASS, look=look)
        return banded, evolve(bind, facts={**bind.facts, self.definition.header.class_: _CLASS})

    def _schedules(self, bind: Binding, as_of: datetime.date, cuts: "Cuts | None") -> Callable[[object], Schedule]:
        read = self._reading(bind, cuts)

        def schedule(record: object) -> Schedule:
            values, assumed = read(record)
            return Schedule(self.definition, values, as_of, assumed)

        return schedule

    def _reading(
        self, bind: Binding, cuts: "Cuts | None"
    ) -> Callable[[object], tuple[dict[str, Value], tuple[str, ...]]]:
        """A function that gives every declared fact of a record, and which of them were assumed."""
        self._check_cuts(cuts)
        door = Door(self.definition, bind)
        unread: dict[str, Value] = dict.fromkeys((each.name for each in self.definition.facts.declared), None)

        def read(record: object) -> tuple[dict[str, Value], tuple[str, ...]]:
            values, assumed = door.read(record)
            class_ = {} if cuts is None else {self.definition.header.class_: cuts.decide(record).outcome}
            return {**unread, **values, **class_}, assumed

        return read

    def _check_cuts(self, cuts: "Cuts | None") -> None:
        if cuts is None:
            return
        if not all(hasattr(cuts, each) for each in ("policy", "bands", "apply")):
            raise BindingError.of(f"policy `{self.id}`", f"{shown(cuts)} is no cuts", "give what `cut` returns")
        name = self.definition.header.class_
        segmentation = self.definition.facts.segments.get(name)
        wanted = self.definition.facts.types[name].values
        if segmentation is None or segmentation.id != cuts.policy or tuple(band.id for band in cuts.bands) != wanted:
            read = f"reads `{name}` from policy `{segmentation.id}`" if segmentation else f"stores `{name}`"
            message = f"{read}, and the cuts are of policy `{cuts.policy}`"
            raise BindingError.of(f"policy `{self.id}`", message, "give cuts of the policy it reads")

    def _check_counts(self, customers: Mapping[Any, Any]) -> None:
        classes = self.definition.classes
        for class_, count in customers.items():
            if class_ not in classes:
                raise RecordError.of("workload", f"unknown class {shown(class_)}", did_you_mean(str(class_), classes))
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise RecordError.of(f"workload, `{class_}`", f"{shown(count)} is no number of customers")

    def sql(
        self,
        table: str | Sequence[str],
        *,
        dialect: str,
        bind: Bind | None = None,
        as_of: datetime.date | None = None,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        keep: Sequence[str] | None = None,
        known_at: datetime.date | None = None,
        unread: bool = False,
        reason: Language | None = None,
    ) -> str:
        """A SELECT with the contacts of each row of a table, as `Policy.sql` has it, and raises as that does.

        `reason` is a language, "en" or "zh": for each channel the column ``<channel>_reason`` then holds the sentence
        of the interval that is followed, with the values of the row; null where none is, or it is unknown which.
        """
        from crmrules.kinds.cadence.sql import cadence_sql

        language = None if reason is None else checked(reason)
        asked = self._asked(table, dialect, bind, as_of, columns, keep, known_at, unread)
        return cadence_sql(asked.begin(self.definition, says=language is not None), language)

    def _checking(self, definition: CadenceDefinition) -> CadenceChecking:
        return CadenceChecking(definition, frozenset())
