"""The reference kind as users hold it."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from attrs import frozen

from crmrules.definitions.parts import Scalar
from crmrules.engines.frames.backends import backend_of
from crmrules.errors import AsOfError, EngineError, Problem, RecordError, did_you_mean, under
from crmrules.expressions.accept import shown
from crmrules.kinds.base import Frame, Policy, checked_flag, checked_records, day_of
from crmrules.kinds.reference.checking import ReferenceChecking
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.meaning import found
from crmrules.kinds.reference.parts import Entry, ReferenceFigure
from crmrules.kinds.reference.result import Advice
from crmrules.model.text import Language, checked
from crmrules.records.binding import Bind, Binding, bound
from crmrules.records.door import Door


@frozen(slots=False, eq=False, repr=False)
class Reference(Policy[ReferenceDefinition]):
    """A policy of the reference kind: what a source says, as entries that are looked up or hold under a condition.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "reference"

    @property
    def figures(self) -> tuple[ReferenceFigure, ...]:
        """The numbers that the source states."""
        return self.definition.figures

    def entries(self, *, cautioned: bool = False, **where: Scalar) -> tuple[Entry, ...]:
        """The entries whose attributes are so, in the order of the source: ``entries(cost="low")``; all without any.

        An entry that says nothing of an attribute is not found by it. Entries with a caution are left out unless they
        are asked for with `cautioned`; `withheld` says which those are. Raises `RecordError` for an attribute or a
        value that there is not.
        """
        declared = self.definition.attributes
        problems: list[Problem] = []
        for name, value in where.items():
            given: object = value
            if name not in declared:
                problems.append(Problem("entries", f"unknown attribute `{name}`", did_you_mean(name, declared)))
            elif not isinstance(given, bool | int | float | str):
                problems.append(Problem(f"entries, `{name}`", f"{shown(value)} is no value of an attribute"))
            elif declared[name].values and value not in declared[name].values:
                remedy = did_you_mean(value, declared[name].values)
                problems.append(Problem(f"entries, `{name}`", f"{shown(value)} is none of its values", remedy))
        if problems:
            raise RecordError(problem.under(f"policy `{self.id}`") for problem in problems)
        return found(self.definition, where, checked_flag(cautioned, "cautioned"))

    def withheld(self, **where: Scalar) -> tuple[Entry, ...]:
        """The entries that `entries` leaves out, each with its `caution`. Raises as `entries` does."""
        return tuple(entry for entry in self.entries(cautioned=True, **where) if entry.caution is not None)

    def advise(
        self,
        record: object,
        *,
        as_of: datetime.date | None = None,
        bind: Bind | None = None,
        cautioned: bool = False,
    ) -> Advice:
        """The entries that hold of a record, and those that may: an entity, a mapping, or an object with attributes.

        Entries with a caution are held back unless they are asked for with `cautioned`. Raises `RecordError` for values
        of a wrong type, `BindingError` for a binding that does not fit, `AsOfError` where the policy needs a day and
        none is given, and `EngineError` for a data frame, which is for `apply`, and where no entry has a condition.
        """
        if backend_of(record) is not None:
            raise EngineError.of("`advise`", "is asked of one record, and this is a data frame", "use `apply`")
        return self._advises(bound(bind), day_of(as_of), cautioned)(record)

    def advise_many(
        self,
        records: Iterable[object],
        *,
        as_of: datetime.date | None = None,
        bind: Bind | None = None,
        cautioned: bool = False,
    ) -> list[Advice]:
        """What holds of each record; raises as `advise` does, naming the record by its place from 1."""
        advise = self._advises(bound(bind), day_of(as_of), cautioned)
        told: list[Advice] = []
        for place, record in enumerate(checked_records(records), 1):
            with under(f"record {place}"):
                told.append(advise(record))
        return told

    def apply(
        self,
        frame: Frame,
        *,
        bind: Bind | None = None,
        as_of: datetime.date | None = None,
        cautioned: bool = False,
        look: bool = False,
    ) -> Frame:
        """A data frame with one column ``<id>_<entry>`` for each entry that has a condition: whether it holds.

        It is null where that is unknown. Entries with a caution have one only with `cautioned`. The same kind of frame
        comes back, lazy if it was; `look` is that of `DecisionTable.apply`.

        Raises `EngineError` for a frame of an unknown kind, and where no entry has a condition; `RecordError` for
        columns of a wrong type, or there already, `BindingError` for columns that do not fit, and `AsOfError` where the
        policy needs a day.
        """
        from crmrules.kinds.reference.frames import apply_reference

        day = self._checked(day_of(as_of))
        flag = checked_flag(cautioned, "cautioned")
        answer: Frame = apply_reference(self.definition, frame, bound(bind), day, flag, checked_flag(look, "look"))
        return answer

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
        cautioned: bool = False,
        reason: Language | None = None,
    ) -> str:
        """A SELECT with what holds of each row of a table, as `Policy.sql` has it, and raises as that does.

        Entries with a caution have a column only with `cautioned`. `reason` is a language, "en" or "zh": beside each
        column one with ``_reason`` at its end then holds the condition of an entry that holds, with the values of the
        row, as `explain` says it; null where it does not hold, or that is unknown.
        """
        from crmrules.kinds.reference.sql import reference_sql

        self._checked(day_of(as_of))
        asked = self._asked(table, dialect, bind, as_of, columns, keep, known_at, unread)
        language = None if reason is None else checked(reason)
        return reference_sql(asked.begin(self.definition), checked_flag(cautioned, "cautioned"), language)

    def _advises(self, bind: Binding, as_of: datetime.date | None, cautioned: bool) -> Callable[[object], Advice]:
        day, flag = self._checked(as_of), checked_flag(cautioned, "cautioned")
        door = Door(self.definition, bind)
        unread = dict.fromkeys((each.name for each in self.definition.facts.declared), None)

        def advise(record: object) -> Advice:
            values, assumed = door.read(record)
            return Advice(self.definition, {**unread, **values}, day, assumed, flag)

        return advise

    def _checked(self, as_of: datetime.date | None) -> datetime.date | None:
        """The day, once it is certain that there is something to say of records."""
        if not self.definition.speaks_of_records:
            message = "says nothing of a record: none of its entries has a condition"
            raise EngineError.of(f"policy `{self.id}`", message, "look its entries up with `entries`")
        if as_of is None and self.definition.needs_day:
            raise AsOfError.of(f"policy `{self.id}`", "depends on the day", "give `as_of`")
        return as_of

    def _checking(self, definition: ReferenceDefinition) -> ReferenceChecking:
        return ReferenceChecking(definition, frozenset())
