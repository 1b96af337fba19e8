"""`diff` as users ask for it: what a change means, and whom it moves."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from crmrules.analysis.difference import Change, Compared, compare
from crmrules.definitions.cadence import CadenceDefinition
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy, Parameter
from crmrules.definitions.segmentation import SegmentationDefinition
from crmrules.engines.frames.backends import backend_of
from crmrules.errors import EngineError
from crmrules.kinds import Cadence, Policy
from crmrules.kinds.base import checked_day
from crmrules.loading import policies as shipped_ids
from crmrules.loading import policy as shipped
from crmrules.model.text import Language, Text, checked
from crmrules.records.binding import Binding
from crmrules.records.writing import plain

if TYPE_CHECKING:
    from crmrules.reviewing.moving import Moved


@frozen(slots=False, eq=False)
class Difference:
    """What two policies are to each other: in meaning, and for the customers of a frame."""

    old: Policy[Any]
    new: Policy[Any]
    moved: "Moved | None" = None
    """Whom the change moves; None where no data was given."""

    @cached_property
    def compared(self) -> Compared:
        """The comparison in meaning."""
        old, new = self.old.definition, self.new.definition
        if isinstance(old, DecisionDefinition) and isinstance(new, DecisionDefinition):
            return compare(old, new)
        return (
            Compared() if _meaning(old) == _meaning(new) else Compared(open=(Text("its numbers or bands are others"),))
        )

    @property
    def equivalent(self) -> bool | None:
        """Whether both say the same of every record; None where that is not decided."""
        if isinstance(self.old.definition, DecisionDefinition):
            found = self.compared.equivalent
            return False if found is not False and self.outputs else found
        return not self.compared.open

    @property
    def witnesses(self) -> tuple[Change, ...]:
        """A record for each change of outcome: what was said of it, and what is said now."""
        return self.compared.changes

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The outcomes of both that come with other outputs now."""
        before, after = (
            {each.id: dict(each.outputs) for each in getattr(policy.definition, "outcomes", ())}
            for policy in (self.old, self.new)
        )
        return tuple(id_ for id_ in before if id_ in after and before[id_] != after[id_])

    @cached_property
    def parameters(self) -> Mapping[str, tuple[Parameter | None, Parameter | None]]:
        """The parameters that have other values, before and after; None where one has it not."""
        before, after = self.old.parameters, self.new.parameters
        names = dict.fromkeys([*before, *after])
        pairs = {name: (before.get(name), after.get(name)) for name in names}
        return {name: pair for name, pair in pairs.items() if _values(pair[0]) != _values(pair[1])}

    def explain(self, language: Language = "en") -> str:
        """The difference in plain text. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reviewing.telling_difference import tell
        from crmrules.reviewing.text import text

        return text(tell(self, checked(language)), language)

    def to_html(self, language: Language = "en") -> str:
        """The difference as a page of its own. Raises as `explain` does, and `EngineError` without Jinja."""
        from crmrules.reviewing.html import html
        from crmrules.reviewing.telling_difference import tell

        return html(tell(self, checked(language)), language)

    def to_dict(self) -> dict[str, Any]:
        """What was found, as plain values."""
        return {
            "old": {"policy": self.old.id, "version": self.old.version, "hash": self.old.hash},
            "new": {"policy": self.new.id, "version": self.new.version, "hash": self.new.hash},
            "equivalent": self.equivalent,
            "not_decided": [each.en for each in self.compared.open],
            "witnesses": [
                {
                    "given": {name: plain(value) for name, value in each.witness.given.items()},
                    "as_of": plain(each.witness.as_of),
                    **({"outcome": each.outcome} if each.outcome else {}),
                    "before": each.before,
                    "after": each.after,
                }
                for each in self.witnesses
            ],
            "outputs": list(self.outputs),
        }


def diff(
    old: Policy[Any],
    new: Policy[Any],
    frame: Any = None,
    *,
    bind: Binding | None = None,
    as_of: datetime.date | None = None,
    cadence: Cadence | None = None,
) -> Difference:
    """What a change of a policy means: proven equivalent, or a record for each change; and whom of a frame it moves.

    Of a segmentation the change in yearly contacts is told as well, by `cadence`: without one by the shipped cadence
    that reads it. Raises `EngineError` for policies of different kinds and for a frame other than of Polars; with a
    frame as `apply` does.
    """
    if old.kind != new.kind:
        raise EngineError.of("diff", f"a {old.kind} and a {new.kind} cannot be compared")
    hits = [getattr(each.definition, "hit", None) is HitPolicy.COLLECT for each in (old, new)]
    if hits[0] != hits[1]:
        raise EngineError.of("diff", "`collect` gives several outcomes, and cannot be compared with one")
    if frame is None:
        return Difference(old, new)
    backend = backend_of(frame)
    if backend is None or not backend.name.startswith("Polars"):
        raise EngineError.of("diff", "the data is no Polars frame", "convert it to Polars")
    from crmrules.reviewing.moving import moved

    day = None if as_of is None else checked_day(as_of)
    found = moved(old, new, frame, bind or Binding(), day, cadence or _cadence(old))
    return Difference(old, new, found)


def _cadence(policy: Policy[Any]) -> Cadence | None:
    """The shipped cadence that reads a segmentation."""
    for id_ in shipped_ids():
        found = shipped(id_)
        if isinstance(found, Cadence) and any(
            each.id == policy.id for each in found.definition.facts.segments.values()
        ):
            return found
    return None


def _values(parameter: Parameter | None) -> Any:
    return None if parameter is None else (parameter.value, parameter.dated, parameter.unit)


def _meaning(definition: Any) -> Any:
    """What a segmentation or cadence comes to: its numbers, and what reads them."""
    numbers = {name: _values(each) for name, each in definition.parameters.items()}
    match definition:
        case SegmentationDefinition():
            bands = [(band.id, dict(band.share)) for band in definition.bands]
            return numbers, definition.header.measure, definition.facts, bands
        case CadenceDefinition():
            intervals = [attrs.evolve(each, because=definition.header.title) for each in definition.intervals]
            channels = [(each.id, each.last, dict(each.counts)) for each in definition.channels]
            return numbers, definition.header.class_, definition.header.anchor, intervals, channels
        case _:
            raise TypeError(f"{type(definition).__name__} is no kind of policy")
