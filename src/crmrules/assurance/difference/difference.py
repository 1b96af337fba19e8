"""`diff` as users ask for it: what a change means, and whom it moves."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.analysis.solver import can_verify
from crmrules.assurance.difference.meaning import Change, Compared, compare
from crmrules.definitions.parts import Parameter, Scalar
from crmrules.errors import EngineError
from crmrules.kinds import Cadence, Policy
from crmrules.kinds.base import checked_day, checked_policy
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy, Outcome
from crmrules.loading import policies as shipped_ids
from crmrules.loading import policy as shipped
from crmrules.model.text import Language, checked
from crmrules.records.binding import Binding
from crmrules.records.writing import plain

if TYPE_CHECKING:
    from crmrules.assurance.difference.transitions import Moved
    from crmrules.reports.document import Document


@frozen(slots=False, eq=False)
class Difference:
    """What two policies are to each other: in meaning, and for the customers of a frame."""

    old: Policy[Any]
    new: Policy[Any]
    moved: "Moved | None" = None
    """Whom the change moves; None where no data was given."""

    @cached_property
    def compared(self) -> Compared:
        """The comparison in meaning; where it hangs on arithmetic between facts z3 is asked, if it is installed."""
        return compare(self.old.definition, self.new.definition, can_verify())

    @property
    def equivalent(self) -> bool | None:
        """Whether both say the same of every record; None where that is not decided."""
        found = self.compared.equivalent
        return False if found is not False and self.outputs else found

    @property
    def witnesses(self) -> tuple[Change, ...]:
        """A record for each change of outcome: what was said of it, and what is said now."""
        return self.compared.changes

    @cached_property
    def outputs(self) -> Mapping[tuple[str, str], tuple[Scalar | None, Scalar | None]]:
        """For outcomes of both, by outcome and output, what comes with them before and after where that has changed."""
        before, after = (
            {(each.id, name): value for each in _outcomes(policy) for name, value in each.outputs.items()}
            for policy in (self.old, self.new)
        )
        there = {each.id for each in _outcomes(self.old)} & {each.id for each in _outcomes(self.new)}
        keys = [key for key in dict.fromkeys([*before, *after]) if key[0] in there]
        return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}

    @cached_property
    def parameters(self) -> Mapping[str, tuple[Parameter | None, Parameter | None]]:
        """The parameters that have other values, before and after; None where one has it not."""
        before, after = self.old.parameters, self.new.parameters
        names = dict.fromkeys([*before, *after])
        pairs = {name: (before.get(name), after.get(name)) for name in names}
        return {name: pair for name, pair in pairs.items() if _values(pair[0]) != _values(pair[1])}

    def explain(self, language: Language = "en") -> str:
        """The difference in plain text. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reports.text import text

        return text(self.document(language))

    def to_html(self, language: Language = "en") -> str:
        """The difference as a page of its own. Raises as `explain` does, and `EngineError` without Jinja."""
        from crmrules.reports.html import html

        return html(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.assurance.difference.report import difference_document

        return difference_document(self, checked(language))

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
                    **({"what": each.what} if each.what else {}),
                    **({"among": each.among.en} if each.among is not None else {}),
                    "before": each.before,
                    "after": each.after,
                }
                for each in self.witnesses
            ],
            "facts": {name: [str(each) for each in types] for name, types in self.compared.facts.items()},
            "since": plain(self.compared.since),
            "parameters": {name: [_plain(each) for each in pair] for name, pair in self.parameters.items()},
            "outputs": [
                {"outcome": id_, "output": name, "before": before, "after": after}
                for (id_, name), (before, after) in self.outputs.items()
            ],
            **({"moved": self.moved.to_dict()} if self.moved is not None else {}),
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
    that reads it. The frame may be of any library that `apply` knows; who moves is a Polars frame. Raises
    `EngineError` for policies of different kinds and for what is no frame; with a frame as `apply` and `cut` do.
    """
    for each in (old, new):
        checked_policy(each, Policy, "diff")
    if old.kind != new.kind:
        raise EngineError.of("diff", f"a {old.kind} and a {new.kind} cannot be compared")
    hits = [getattr(each.definition, "hit", None) is HitPolicy.COLLECT for each in (old, new)]
    if hits[0] != hits[1]:
        raise EngineError.of("diff", "`collect` gives several outcomes, and cannot be compared with one")
    if frame is None:
        return Difference(old, new)
    from crmrules.assurance.difference.transitions import moved
    from crmrules.reviews.frames import as_polars

    day = None if as_of is None else checked_day(as_of)
    found = moved(old, new, as_polars(frame, "diff"), bind or Binding(), day, cadence or _cadence(old))
    return Difference(old, new, found)


def _outcomes(policy: Policy[Any]) -> tuple[Outcome, ...]:
    return policy.definition.outcomes if isinstance(policy.definition, DecisionDefinition) else ()


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


def _plain(parameter: Parameter | None) -> Any:
    """A parameter as plain values: its number, or its numbers by the day they begin."""
    if parameter is None or not parameter.dated:
        return None if parameter is None else parameter.value
    return {each.from_.isoformat(): each.value for each in parameter.dated}
