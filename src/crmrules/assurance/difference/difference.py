"""`diff` as users ask for it: what a change means, and whom it moves."""

import datetime
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from crmrules.analysis.markers import written
from crmrules.analysis.solver import can_verify
from crmrules.assurance.difference.meaning import Change, Compared, compare
from crmrules.definitions.base import Ranking
from crmrules.definitions.parts import Parameter, Scalar
from crmrules.errors import EngineError
from crmrules.extras import needed
from crmrules.kinds import kind_of, made
from crmrules.kinds.base import Policy, checked_policy, day_of
from crmrules.loading import policies as shipped_ids
from crmrules.loading import shipped
from crmrules.model.text import Language, checked
from crmrules.records.binding import Bind, bound, check_strict
from crmrules.records.plain import plain
from crmrules.reports.printable import Printable
from crmrules.reviews.frames import as_polars

if TYPE_CHECKING:
    from crmrules.assurance.difference.transitions import Contacts, Moved
    from crmrules.kinds.cadence.policy import Cadence
    from crmrules.reports.document import Document


@frozen(slots=False, eq=False)
class Difference(Printable):
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
        before, after = (each.definition.outputs_of for each in (self.old, self.new))
        pairs = {
            (id_, name): (before[id_].get(name), after[id_].get(name))
            for id_ in before
            if id_ in after
            for name in dict.fromkeys([*before[id_], *after[id_]])
        }
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}

    @cached_property
    def parameters(self) -> Mapping[str, tuple[Parameter | None, Parameter | None]]:
        """The parameters that have other values, before and after; None where one has it not."""
        before, after = self.old.parameters, self.new.parameters
        names = dict.fromkeys([*before, *after])
        pairs = {name: (before.get(name), after.get(name)) for name in names}
        return {name: pair for name, pair in pairs.items() if _values(pair[0]) != _values(pair[1])}

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.assurance.difference.report import Compares, difference_document

        found = Compares(self.old, self.new, self.compared, self.equivalent, self.parameters, self.outputs, self.moved)
        return difference_document(found, checked(language))

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
                    "before": written(each.before),
                    "after": written(each.after),
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
    bind: Bind | None = None,
    as_of: datetime.date | None = None,
    cadence: "Cadence | None" = None,
) -> Difference:
    """What a change of a policy means: proven equivalent, or a record for each change; and whom of a frame it moves.

    Of a segmentation the change in yearly contacts is told as well, by `cadence`: without one by the shipped cadence
    that reads it. The frame may be of any library that `apply` knows; who moves is a Polars frame. Raises
    `EngineError` for policies of different kinds and for what is no frame; with a frame as `apply` and `cut` do.
    """
    for each in (old, new):
        checked_policy(each, Policy, "diff")
    if old.kind != new.kind:
        message = f"policy `{old.id}` is a {old.kind}, and policy `{new.id}` a {new.kind}"
        raise EngineError.of("diff", message, "compare two of one kind")
    if old.definition.gives_several != new.definition.gives_several:
        raise EngineError.of("diff", "`collect` gives several outcomes, and cannot be compared with one")
    if frame is None:
        return Difference(old, new)
    with needed("diff"):  # only now: with it comes Polars
        from crmrules.assurance.difference.transitions import check_columns
        from crmrules.reviews.choosing import read_for

    day = day_of(as_of)
    customers = as_polars(frame, "diff")
    check_columns(customers)
    binding = bound(bind)
    read = [*read_for(old), *read_for(new)]
    columns = customers.lazy().collect_schema().names()
    check_strict(binding, [[fact.name for fact in each.facts.declared] for each in read], columns)
    found = kind_of(old.definition).moved(old, new, customers, binding, day)
    if found.contacts is None and isinstance(old.definition, Ranking):
        found = evolve(found, contacts=_contacts(found, cadence or _cadence(old), day))
    return Difference(old, new, found)


def _contacts(found: "Moved", cadence: Policy[Any] | None, day: datetime.date | None) -> "Contacts | None":
    """The contacts a year before and after, by what a cadence asks of each band."""
    if cadence is None:
        return None
    before, after = Counter[str](), Counter[str]()
    for (was, will), count in found.counts[""].items():
        before[str(was)] += count if was is not None else 0
        after[str(will)] += count if will is not None else 0
    contacts: Contacts | None = kind_of(cadence.definition).contacts(cadence, +before, +after, day)
    return contacts


def _cadence(policy: Policy[Any]) -> Policy[Any] | None:
    """The shipped cadence that reads a segmentation."""
    for id_ in shipped_ids():
        definition = shipped().definition(id_)
        read = {each.id for each in definition.facts.segments.values()}
        if kind_of(definition).plans_contacts and policy.id in read:
            return made(definition)
    return None


def _values(parameter: Parameter | None) -> Any:
    return None if parameter is None else (parameter.value, parameter.dated, parameter.unit)


def _plain(parameter: Parameter | None) -> Any:
    """A parameter as plain values: its number, or its numbers by the day they begin."""
    if parameter is None or not parameter.dated:
        return None if parameter is None else parameter.value
    return {each.from_.isoformat(): each.value for each in parameter.dated}
