"""What a comparison of two policies comes to."""

import datetime
from collections.abc import Mapping

from attrs import field, frozen

from crmrules.analysis.cells.candidates import SOME_DAY
from crmrules.analysis.cells.search import Witness
from crmrules.analysis.markers import Said
from crmrules.definitions.base import Definition
from crmrules.expressions.tree import AS_OF, Comparison, Expression, Literal, Name
from crmrules.expressions.types import Kind, Type
from crmrules.model.text import Text


@frozen
class Change:
    """A record for which two policies say different things."""

    witness: Witness
    before: Said
    """The outcome; None for none, a marker where several are possible or rules contradict each other.

    Of a segmentation the band, of a cadence the day of the next contact.
    """
    after: Said
    what: str = ""
    """Of *collect* the outcome that is given or not, of a cadence the channel."""
    among: Text | None = None
    """Of a segmentation the population it is shown in."""


@frozen
class Compared:
    """What two policies are to each other, in meaning."""

    changes: tuple[Change, ...] = ()
    """A record for each pair of outcomes that some record has before and after."""
    open: tuple[Text, ...] = field(default=())
    """Why something is not decided; empty where all is."""
    facts: Mapping[str, tuple[Type, Type]] = field(factory=dict)
    """The facts that both read and that can be something else now; compared is what they can be in both."""
    since: datetime.date | None = None
    """The day from which on both have values, where that is not the same day: compared is from it on."""

    @property
    def equivalent(self) -> bool | None:
        """Whether they say the same of every record; None where that is not decided."""
        return False if self.changes or self.facts else None if self.open else True


def within(old: Definition, new: Definition, day: datetime.date | None) -> tuple[Expression, ...]:
    """That the day which is decided for lies from `day` on, and before parameters of either change again.

    Nothing, where neither reads the day, or no parameter is dated.
    """
    if day is None or not (old.reads_as_of or new.reads_as_of):
        return ()
    changing = sorted({each for one in (old, new) for each in one.change_days if each is not None and each > day})
    until = (Comparison("<", Name(AS_OF), Literal(each)) for each in changing[:1])
    return Comparison(">=", Name(AS_OF), Literal(day)), *until


def shown_on(old: Definition, new: Definition, witness: Witness, day: datetime.date | None) -> Witness:
    """A record with the day on which it shows something: one of those from `day` on, where either reads the day."""
    reads_day = old.reads_as_of or new.reads_as_of
    return Witness(witness.given, witness.as_of or day or SOME_DAY if reads_day else day)


def begun(old: Definition, new: Definition) -> datetime.date | None:
    """The day on which the later of two policies begins to have values, where the other one begins before."""
    days = {_first_day(each) for each in (old, new)}
    return max((day for day in days if day is not None), default=None) if len(days) > 1 else None


def _first_day(definition: Definition) -> datetime.date | None:
    inner = [each for each in map(_first_day, definition.policies.values()) if each is not None]
    own = [each.dated[0].from_ for each in definition.parameters.values() if each.dated]
    return max([*own, *inner], default=None)


def changed_facts(old: Definition, new: Definition) -> dict[str, tuple[Type, Type]]:
    """The facts that both read, with what they can be in each, where that is not the same."""
    before, after = old.facts.types, new.facts.types
    both = [name for name in before if name in old.reads & new.reads]
    return {name: (before[name], after[name]) for name in both if before[name] != after[name]}


def shared(one: Type, other: Type) -> Type | None:
    """What is of both types; None where nothing is."""
    if one.numeric and other.numeric:
        return one if one.kind is Kind.INTEGER else other
    if one.kind is not other.kind:
        return None
    if not one.values or not other.values:
        return one if one.values else other
    values = tuple(each for each in one.values if each in other.values)
    return Type(one.kind, values) if values else None
