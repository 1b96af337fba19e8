"""`apply`: a frame in, the same kind of frame out, with what a policy says beside each row."""

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw
from attrs import define, field, frozen

from crmrules.engines.frames.backends import Opened
from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.kept import KEPT, Run, likeness
from crmrules.engines.frames.logic import column
from crmrules.engines.frames.names import is_masked, joined, names_of, unmasked
from crmrules.engines.frames.outcomes import Labels, Values
from crmrules.engines.frames.parts import Missing, Part
from crmrules.engines.frames.stages import Stages
from crmrules.errors import EngineError, Problem
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.frames.deciding import Deciding, expr_of
from crmrules.kinds.decision.frames.outputs import output_of
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.promises import NotProven, conflicting
from crmrules.records.binding import Binding
from crmrules.records.door import Door as RecordDoor

BETWEEN = "; "
"""What stands between operations without a value: they hold commas themselves."""


@frozen
class Wanted:
    """Which columns are added beside the outcome."""

    certain: bool = field(default=True)
    so_far: bool = field(default=False)
    missing: bool = field(default=False)
    undefined: bool = field(default=False)
    look: bool = field(default=False)
    """Whether the values of a lazy frame are looked at beforehand."""


def apply(
    definition: DecisionDefinition,
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    wanted: Wanted,
    not_proven: NotProven,
) -> Any:
    """The frame with the columns of a policy; lazy where it was.

    Raises `EngineError` for what is no frame that is known, and for a policy that cannot run on frames; `BindingError`
    and `RecordError` for columns that are not there, of a wrong type, or there already.
    """
    refused = why_not(definition, not_proven)
    if refused:
        raise EngineError(refused)
    through, opened = enter(definition, frame, bind)
    like = likeness(definition, opened, as_of, wanted)
    run = KEPT.get(like, bind) if like is not None else None
    if run is not None:
        return run(opened.native)
    applying = _Applying(definition, opened, through, as_of, wanted)
    run = applying.kept() if like is not None else None
    if like is None or run is None:
        return applying.run()
    KEPT.put(like, bind, run)
    return run(opened.native)


def why_not(definition: DecisionDefinition, not_proven: NotProven) -> list[Problem]:
    """Why a policy cannot run on frames."""
    return [*conflicting(definition, not_proven, "on frames"), *_mixed(definition)]


def _mixed(definition: DecisionDefinition) -> Iterator[Problem]:
    """The outputs that no column can hold."""
    if definition.hit is HitPolicy.COLLECT:
        return
    for name in dict.fromkeys(key for outcome in definition.outcomes for key in outcome.outputs):
        if output_of(name, definition.outcomes) is None:
            message = f"output `{name}` has values of several kinds, and a column has one"
            yield Problem(f"policy `{definition.id}`", message, "make them all texts, numbers or booleans")


@define(slots=False)
class _Applying:
    definition: DecisionDefinition
    opened: Opened
    through: RecordDoor
    as_of: datetime.date | None
    wanted: Wanted
    labels: dict[str, Labels] = field(factory=dict)
    """The new columns that hold labels."""
    masked: Missing | None = field(default=None)
    """What is missing, where its column holds numbers for now."""

    def kept(self) -> Run | None:
        """What does the same to other frames like this one; None where it hangs on the values in it."""
        from crmrules.engines.frames.libraries.polars import recorded

        check_names(self.opened, self.definition, [*self._names, *self._unread])
        if self._door.looked:
            return None
        run, masked, name = recorded(self.opened, self.stages, self._added()), self.masked, f"{self._base}_missing"
        if masked is None:
            return run
        names = tuple(masked)
        return lambda native: unmasked(run(native), name, names)

    def run(self) -> Any:
        """The frame with the new columns."""
        check_names(self.opened, self.definition, [*self._names, *self._unread])
        native = close(self.opened, self.stages, {**self._added(), **self._unread}, self.labels)
        return native if self.masked is None else unmasked(native, f"{self._base}_missing", self.masked)

    @cached_property
    def stages(self) -> Stages:
        """Our own columns."""
        return Stages(self.opened.prefix)

    @cached_property
    def _base(self) -> str:
        return self.definition.id.replace("-", "_")

    @cached_property
    def _outputs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for outcome in self.definition.outcomes for key in outcome.outputs))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The names of the new columns, in order."""
        base = self._base
        if self.definition.hit is HitPolicy.COLLECT:
            names = [f"{base}_{outcome.id.replace('-', '_')}" for outcome in self.definition.outcomes]
        else:
            names = [base, *(f"{base}_{output}" for output in self._outputs)]
        names += [f"{base}_certain"] if self.wanted.certain else []
        names += [f"{base}_so_far"] if self.wanted.so_far and self.definition.hit is not HitPolicy.COLLECT else []
        names += [f"{base}_missing"] if self.wanted.missing else []
        names += [f"{base}_undefined"] if self.wanted.undefined else []
        return tuple(names)

    @property
    def _tells(self) -> bool:
        """Whether it is asked what is missing."""
        return self.wanted.missing or self.wanted.undefined

    @cached_property
    def _door(self) -> Door:
        return Door(self.opened, self.stages, self.through, self._tells, self.wanted.look)

    @cached_property
    def _facts(self) -> Mapping[str, Part]:
        return self._door.read(self.definition.read_facts)

    @cached_property
    def _unread(self) -> Mapping[str, nw.Expr]:
        """The column that names the facts that could not be read."""
        assert self._facts is not None  # read first: only then it is known what could not be
        return self._door.unread()

    def _added(self) -> dict[str, nw.Expr]:
        backend = self.opened.backend
        tells = self._tells
        deciding = Deciding(
            self.definition, self.as_of, self._facts, self.stages, backend, tells, self.wanted.undefined
        )
        if self.definition.hit is HitPolicy.COLLECT:
            found = [expr_of(part) for part in deciding.given.values()]
        else:
            found = [self._outcome(deciding), *(self._output(name, deciding) for name in self._outputs)]
        if self.wanted.certain:
            found.append(column(deciding.certain))
        if self.wanted.so_far and self.definition.hit is not HitPolicy.COLLECT:
            labels = self.labels[f"{self._base}_so_far"] = self._outcomes
            found.append(labels.column(deciding.settled.so_far, True, backend))
        if self.wanted.missing:
            found.append(names_of(deciding.missing, backend))
            self.masked = deciding.missing if is_masked(deciding.missing, backend) else None
        if self.wanted.undefined:
            found.append(joined(deciding.undefined, BETWEEN))
        return dict(zip(self._names, found, strict=True))

    @cached_property
    def _outcomes(self) -> Labels:
        return Labels(tuple(outcome.id for outcome in self.definition.outcomes), ordered=True)

    def _outcome(self, deciding: Deciding) -> nw.Expr:
        self.labels[self._base] = self._outcomes
        settled = deciding.settled
        return self._outcomes.column(settled.branches, settled.within, self.opened.backend)

    def _output(self, name: str, deciding: Deciding) -> nw.Expr:
        settled = deciding.settled
        held = output_of(name, self.definition.outcomes)
        assert held is not None  # refused before
        if isinstance(held, Values):
            return held.column(settled.branches, settled.within)
        self.labels[f"{self._base}_{name}"] = held
        by_id = {outcome.id: outcome.outputs.get(name) for outcome in self.definition.outcomes}
        branches = [
            (None if id_ is None or by_id[id_] is None else str(by_id[id_]), where) for id_, where in settled.branches
        ]
        return held.column(branches, settled.within, self.opened.backend)
