"""The decision kind as users hold it: one-line methods that call the rooms which do the work."""

import copyreg
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve, field, frozen

from crmrules.definitions.parts import Setting
from crmrules.engines.python.plain import plain_reader
from crmrules.errors import AsOfError, ConflictError, PolicyError, Problem, RecordError, under
from crmrules.expressions.tree import Value
from crmrules.kinds.base import Frame, Policy, checked_flag, checked_records, day_of
from crmrules.kinds.decision.cases import is_complete
from crmrules.kinds.decision.checking import DecisionChecking
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Answer
from crmrules.kinds.decision.parts import Rule
from crmrules.kinds.decision.python.compiled import Compiled
from crmrules.kinds.decision.result import Decision
from crmrules.records.row import record_class, row, row_class

if TYPE_CHECKING:
    from crmrules.model.text import Language
    from crmrules.records.binding import Bind, Binding
    from crmrules.records.door import Door


@frozen(eq=False, repr=False, getstate_setstate=False)
class _Quick:
    """What is in a slot, and so at hand sooner than what else a policy keeps."""

    _quick: tuple[type, Callable[[Any], Decision]] | None = field(default=None, init=False)
    """The class of entities and what decides on one where no day is asked for: there from the second decision on."""


@frozen(slots=False, eq=False, repr=False)
class DecisionTable(_Quick, Policy[DecisionDefinition]):
    """A policy of the decision kind: rules from conditions to outcomes.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "decision"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, in the order of its file."""
        return self.definition.rules

    def decide(
        self,
        record: object,
        *,
        as_of: datetime.date | None = None,
        bind: "Bind | None" = None,
        strict: bool = False,
    ) -> Decision:
        """What the policy says of an entity, a mapping, or any object with attributes.

        A fact that is not there is unknown; the empty mapping says nothing, and begins an interview. Other keys pass,
        and are refused where it is `strict`. Raises `RecordError` for values of a wrong type and for a record with
        keys and none of the facts, `AsOfError` where the policy depends on a day and none is given, `ConflictError`
        where *unique* or *any* rules contradict each other.
        """
        quick = self._quick
        if quick is not None and as_of is None and bind is None and strict is False:
            entity, decided = quick
            if record.__class__ is entity:
                return decided(record)  # what callers do most
            made = self._plain_row(record)
            if made is not None:
                return decided(made)
        if strict is not False and checked_flag(strict, "strict"):
            bind = _strict(bind)
        as_of = day_of(as_of)
        compiled = self._compiled_on(as_of)
        if quick is None and compiled.has_settled and not self._is_timed:
            object.__setattr__(self, "_quick", (compiled.record_class, compiled.deciding(Decision)))
        if bind is None:
            made = record if record.__class__ is compiled.record_class else self._plain_row(record)
            if made is not None:
                return Decision.of(compiled, made, compiled.settle(made, as_of), (as_of, ()))
        return self.deciding(self._door(bind), as_of)(record)

    def decide_json(
        self,
        text: str | bytes,
        *,
        as_of: datetime.date | None = None,
        bind: "Bind | None" = None,
        strict: bool = False,
    ) -> Decision:
        """What the policy says of a record in JSON: an object whose days are texts such as "2026-07-01".

        Raises as `decide` does, and `RecordError` for what is no object in JSON.
        """
        from crmrules.records.binding import bound
        from crmrules.records.door import Door
        from crmrules.records.json_lines import json_object, read_json

        record = json_object(text, "record", "a record is one object")
        as_of, binding = day_of(as_of), _strict(bind) if checked_flag(strict, "strict") else bound(bind)
        return self.deciding(Door(self.definition, binding, read_json), as_of)(record)

    def decide_many(
        self, records: Iterable[object], *, as_of: datetime.date | None = None, bind: "Bind | None" = None
    ) -> list[Decision]:
        """A decision for each record; raises as `decide` does, naming the record by its place from 1."""
        as_of = day_of(as_of)
        decide: Callable[[object], Decision] = partial(self.decide, as_of=as_of)
        if bind is not None:
            decide = self.deciding(self._door(bind), as_of)
        decisions: list[Decision] = []
        for place, record in enumerate(checked_records(records), 1):
            with under(f"record {place}"):
                decisions.append(decide(record))
        return decisions

    def deciding(self, door: "Door", as_of: datetime.date | None = None) -> Callable[[object], Decision]:
        """A function that decides on records that come through one door, for one day; it raises as `decide` does."""
        compiled = self._compiled_on(as_of)

        def decide(record: object) -> Decision:
            values, assumed = door.read(record)
            made = row(self._row_class, values)
            return Decision.of(compiled, made, compiled.settle(made, as_of), (as_of, assumed))

        return decide

    def outcomes(
        self, records: Iterable[object], *, as_of: datetime.date | None = None, bind: "Bind | None" = None
    ) -> list[Answer]:
        """The settled outcome of each record, as fast as it goes; None where there is none or it is open.

        Raises as `decide` does; every record that cannot be read is named, by its place from 1.
        """
        as_of = day_of(as_of)
        compiled = self._compiled_on(as_of)
        kept = records if isinstance(records, list | tuple) else list(checked_records(records))
        if bind is not None:
            return [decision.outcome for decision in self.decide_many(kept, as_of=as_of, bind=bind)]
        try:
            return compiled.outcomes(kept, as_of)
        except RecordError:
            raise RecordError(self._problems(kept)) from None
        except ConflictError:
            self.decide_many(kept, as_of=as_of)  # which names the record
            raise

    def apply(
        self,
        frame: Frame,
        *,
        bind: "Bind | None" = None,
        as_of: datetime.date | None = None,
        certain: bool = True,
        so_far: bool = False,
        missing: bool = False,
        undefined: bool = False,
        look: bool = False,
    ) -> Frame:
        """A data frame with what the policy says of each row in new columns: the same kind of frame, lazy if it was.

        A frame in memory is refused for values for which a record would be; a lazy one names the facts that it could
        not read in a column ``<id>_unread``, or with `look` is looked at beforehand and refused likewise.

        Raises `EngineError` for a frame of an unknown kind and for a policy that cannot run on frames, `BindingError`
        and `RecordError` for columns that are not there, of a wrong type, or there already, `RecordError` for each
        value that is refused, with its row counted from 1, and `AsOfError` as `decide` does.
        """
        from crmrules.kinds.decision.frames.apply import Wanted, apply
        from crmrules.records.binding import bound

        as_of = day_of(as_of)
        definition = self._compiled_on(as_of).definition
        flags = {"certain": certain, "so_far": so_far, "missing": missing, "undefined": undefined, "look": look}
        wanted = Wanted(**{name: checked_flag(flag, name) for name, flag in flags.items()})
        found: Frame = apply(definition, frame, bound(bind), as_of, wanted, not_exclusive)
        return found

    def sql(
        self,
        table: str | Sequence[str],
        *,
        dialect: str,
        bind: "Bind | None" = None,
        as_of: datetime.date | None = None,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        keep: Sequence[str] | None = None,
        certain: bool = True,
        so_far: bool = False,
        missing: bool = False,
        known_at: datetime.date | None = None,
        reason: "Language | None" = None,
        unread: bool = False,
    ) -> str:
        """A SELECT with what the policy says of each row of a table, as `Policy.sql` has it.

        `reason` is a language, "en" or "zh": the column ``<id>_reason`` then holds the sentence of the rule that
        decides, with the values of the row; null while it is open. *collect* has one for each outcome.

        Raises as that does, and `EngineError` where *unique* or *any* rules may contradict each other.
        """
        from crmrules.kinds.decision.sql.select import Wanted, check, decision_sql
        from crmrules.model.text import checked

        definition = self._compiled_on(day_of(as_of)).definition
        flags = {"certain": certain, "so_far": so_far, "missing": missing}
        told = {name: checked_flag(flag, name) for name, flag in flags.items()}
        wanted = Wanted(**told, reason=None if reason is None else checked(reason))
        check(definition, not_exclusive)
        asked = self._asked(table, dialect, bind, as_of, columns, keep, known_at, unread)
        return decision_sql(asked.begin(definition, wanted.missing, says=reason is not None), wanted)

    def decided(self, values: Mapping[str, Value], as_of: datetime.date | None, assumed: tuple[str, ...]) -> Decision:
        """The decision on facts that have come through the door already."""
        compiled, made = self._compiled_on(as_of), row(self._row_class, values)
        return Decision.of(compiled, made, compiled.settle(made, as_of), (as_of, assumed))

    def _checking(self, definition: DecisionDefinition) -> DecisionChecking:
        return DecisionChecking(definition, frozenset())

    def _made(self, definition: DecisionDefinition) -> "DecisionTable":
        return table(definition)

    @cached_property
    def _is_timed(self) -> bool:
        return self.definition.reads_as_of or self.definition.is_dated

    @cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.definition, None, record_class(self.definition), self._row)

    @cached_property
    def _compiled_by_day(self) -> dict[tuple[Setting, ...], Compiled]:
        return {}

    def _compiled_on(self, as_of: datetime.date | None) -> Compiled:
        """The compiled policy with the parameters of a day; days with the same parameters share one."""
        if as_of is None and self._is_timed:
            raise AsOfError.of(f"policy `{self.id}`", "depends on the day", "give `as_of`")
        if not self.definition.is_dated:
            return self._compiled
        key = self.definition.all_values_on(as_of)
        if key not in self._compiled_by_day:
            self._compiled_by_day[key] = Compiled(self.definition, as_of, record_class(self.definition), self._row)
        return self._compiled_by_day[key]

    @cached_property
    def _row_class(self) -> type:
        return row_class(self.definition)

    @cached_property
    def _read_plain(self) -> Callable[[dict[Any, Any]], Any]:
        return plain_reader(self.definition, self._row_class)

    def _plain_row(self, record: object) -> Any:
        """The row of a dictionary that the door need not look at; None for any other record."""
        return self._read_plain(record) if type(record) is dict else None

    @cached_property
    def _own_door(self) -> "Door":
        from crmrules.records.door import Door

        return Door(self.definition)

    def _door(self, bind: "Bind | None") -> "Door":
        from crmrules.records.binding import bound
        from crmrules.records.door import Door

        return self._own_door if bind is None else Door(self.definition, bound(bind))

    def _row(self, record: object) -> Any:
        made = self._plain_row(record)
        return row(self._row_class, self._own_door.read(record)[0]) if made is None else made

    def _problems(self, records: Iterable[object]) -> list[Problem]:
        problems: list[Problem] = []
        for place, record in enumerate(records, 1):
            try:
                self._row(record)
            except RecordError as error:
                problems += [problem.under(f"record {place}") for problem in error.problems]
        return problems


def _strict(bind: "Bind | None") -> "Binding":
    """The binding under which keys that are no facts are refused."""
    from crmrules.records.binding import bound

    return evolve(bound(bind), strict=True)


def table(definition: DecisionDefinition) -> DecisionTable:
    """The policy of a definition; raises `PolicyError` where it promises `complete` and that is not proven."""
    if definition.header.complete and not is_complete(definition):
        from crmrules.kinds.decision.analysis.proof import prove_complete

        claim = prove_complete(definition)
        if not claim.proven:
            remedy = "leave it out, or give a `default`"
            raise PolicyError.of(f"policy `{definition.id}`, `complete`", claim.why, remedy)
    return DecisionTable(definition)


@lru_cache(maxsize=256)
def not_exclusive(definition: DecisionDefinition) -> str:
    """Why it is not proven that no two rules contradict each other; empty where it is."""
    from crmrules.kinds.decision.analysis.proof import prove_exclusive

    return prove_exclusive(definition).why


def restored(
    definition: DecisionDefinition,
    values: Mapping[str, Value],
    as_of: datetime.date | None,
    assumed: tuple[str, ...],
) -> Decision:
    """A decision that was pickled, made again."""
    return DecisionTable(definition).decided(values, as_of, assumed)


def reduced(decision: Decision) -> tuple[Any, ...]:
    """What a decision is pickled as: its policy and the facts that are said of it."""
    said = {each.name for each in decision.definition.said_facts}
    values = {name: value for name, value in decision.stored.items() if name in said}
    return restored, (decision.definition, values, decision.as_of, decision.assumed)


copyreg.pickle(Decision, reduced)
