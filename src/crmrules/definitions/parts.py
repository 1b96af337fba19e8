"""The parts of a policy file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from crmrules.expressions.tree import Expression, Value
from crmrules.expressions.types import BOOL, INTEGER, NUMBER, Kind, Type
from crmrules.model.text import Text

Scalar: TypeAlias = bool | int | float | str
"""What a parameter or an output can hold."""

FORMAT = 1
"""The version of the file format that this library reads and writes."""

NO_OUTCOME = "none"
"""How an example says that there is no outcome; no outcome may have this id."""


class Origin(StrEnum):
    """Where a number comes from."""

    SOURCE = "source"
    """The source document states it."""
    DEFAULT = "default"
    """Ours, and meant to be changed."""
    OWN = "own"
    """The user's."""


class Basis(StrEnum):
    """What the shares of a segmentation are shares of."""

    CUSTOMER_SHARE = "customer_share"
    """Of the customers whose measure is known."""
    PROFIT_SHARE = "profit_share"
    """Of the positive total of the measure."""


class ContactStatus(StrEnum):
    """How a customer stands with the contacts of a channel on one day."""

    NOT_REQUIRED = "not-required"
    """No contact is planned for the class."""
    OPTIONAL = "optional"
    """A contact may be made and may be left out; it is never overdue."""
    AHEAD = "ahead"
    """The next contact is due later."""
    DUE_TODAY = "due-today"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    """The class is unknown, or both the last contact and the anchor are."""


class HitPolicy(StrEnum):
    """What several true rules come to, as in DMN."""

    UNIQUE = "unique"
    """At most one rule may be true."""
    ANY = "any"
    """Several may be true, if they agree."""
    FIRST = "first"
    """The first true rule decides."""
    PRIORITY = "priority"
    """The true rule with the highest outcome decides, in the order in which outcomes are declared."""
    COLLECT = "collect"
    """All true rules count."""


@frozen
class Source:
    """The document a policy comes from, and where in it."""

    document: str
    section: str = field(default="")


@frozen
class Dated:
    """A parameter's value from a day on."""

    from_: datetime.date
    value: Scalar


@frozen
class Parameter:
    """A number, choice or flag that rules read; the only place for numbers."""

    value: Scalar | None = field(default=None)
    dated: tuple[Dated, ...] = field(default=())
    """Values that begin on a day, earliest first; instead of `value`."""
    unit: str = field(default="")
    origin: Origin | None = field(default=None)
    why: Text | None = field(default=None)
    title: Text | None = field(default=None)
    values: tuple[str, ...] = field(default=())
    """The choices, where the parameter is one of a few texts."""

    @property
    def all_values(self) -> tuple[Scalar, ...]:
        """Its values, of all days where it is dated."""
        if self.dated:
            return tuple(each.value for each in self.dated)
        return () if self.value is None else (self.value,)

    @property
    def type(self) -> Type:
        """The type all its values have."""
        values = self.all_values
        if isinstance(values[0], bool):
            return BOOL
        if isinstance(values[0], str):
            return Type(Kind.TEXT, self.values)
        return INTEGER if all(isinstance(value, int) for value in values) else NUMBER


@frozen
class FactEntry:
    """A fact of the policy's own: stored (`type` or `values`), derived (`is`), or a policy's outcome (`from`)."""

    type: Kind | None = field(default=None)
    values: tuple[str, ...] = field(default=())
    is_: Expression | None = field(default=None)
    from_: str = field(default="")
    """The id of the policy whose outcome it is; unknown while that one is open."""
    unit: str = field(default="")
    title: Text | None = field(default=None)


@frozen
class Output:
    """A further answer that comes with every outcome."""

    title: Text
    values: Mapping[str, Text] = field(factory=dict)
    """What it can be, with its labels; empty where anything goes."""


@frozen
class Outcome:
    """One of a policy's answers."""

    id: str
    title: Text
    outputs: Mapping[str, Scalar] = field(factory=dict)
    """Whatever else stands in its table, such as ``method = "one-to-one"``."""


@frozen
class Rule:
    """When its condition is true, its outcome follows, for the reason given."""

    id: str
    when: Expression
    then: str
    because: Text
    """A sentence; ``{name}`` or ``{name:.0%}`` stands for the value of a fact or parameter."""
    caution: Text | None = field(default=None)
    """What harm could come of following the rule blindly."""
    reading: Text | None = field(default=None)
    """How the rule reads its source, where the source leaves it open."""


@frozen
class Expect:
    """What an example expects of a decision; what is not stated is not compared."""

    outcome: str | tuple[str, ...] | None = field(default=None)
    so_far: str | tuple[str, ...] | None = field(default=None)
    possible: tuple[str, ...] | None = field(default=None)
    certain: bool | None = field(default=None)
    missing: tuple[str, ...] | None = field(default=None)
    fired: tuple[str, ...] | None = field(default=None)


@frozen
class Example:
    """A case that shows what a policy says; run by `check`."""

    name: str
    given: Mapping[str, Value]
    """Facts by name; one left out is unknown."""
    expect: Expect
    as_of: datetime.date | None = field(default=None)


@frozen
class Band:
    """A part of a population, by rank: those whose measure reaches its cut, but not that of the bands above it."""

    id: str
    title: Text
    share: Mapping[str, str] = field(factory=dict)
    """For each basis the parameter that says how much of the population, or of its profit, this band and those above
    it take together; empty for the last one, which takes the rest."""


@frozen
class Law:
    """The parameters that hold the figures of the 80/20/30 law (row 1.11)."""

    top: str
    """The share of customers at the top, such as 0.2."""
    profit: str
    """The share of profit they are said to bring, such as 0.8."""
    bottom: str
    """The share of customers at the bottom, such as 0.3."""
    loss: str
    """The part of the top's profit that the bottom is said to consume, such as 0.5."""


@frozen
class Placed:
    """What an example expects of a population; what is not stated is not compared."""

    outcome: tuple[str, ...]
    """The band of each customer, in their order; "none" for one whose measure is unknown."""
    flagged: int | None = field(default=None)
    """How many customers bring no profit."""


@frozen
class PopulationExample:
    """A population that shows what a segmentation says; run by `check`."""

    name: str
    given: tuple[Mapping[str, Value], ...]
    """The customers, each with its facts by name."""
    expect: Placed
    with_: Mapping[str, Scalar] = field(factory=dict)
    """Parameters with other values."""
    as_of: datetime.date | None = field(default=None)


@frozen
class Channel:
    """A way to reach customers."""

    id: str
    title: Text
    last: str
    """The fact that holds the day of the last contact."""
    counts: Mapping[str, str] = field(factory=dict)
    """Other channels whose contacts count here as well, each with the flag that says whether they do."""


@frozen
class Interval:
    """How often customers of a class are contacted on a channel."""

    class_: str
    channel: str
    every: str
    """The parameter that holds the interval; its unit is days, weeks, months or years."""
    because: Text
    optional: bool = field(default=False)
    """Whether the contact may be left out; then it is never overdue."""


@frozen
class Due:
    """What an example expects of a channel; what is not stated is not compared."""

    status: str | None = field(default=None)
    next_due: datetime.date | None = field(default=None)
    overdue_days: int | None = field(default=None)
    never_contacted: bool | None = field(default=None)


@frozen
class DueExample:
    """A customer that shows what a cadence says; run by `check`."""

    name: str
    given: Mapping[str, Value]
    as_of: datetime.date
    expect: Mapping[str, Due]
    """By channel."""
    with_: Mapping[str, Scalar] = field(factory=dict)
    """Parameters with other values."""


@frozen(kw_only=True)
class Header:
    """What a policy file of any kind says of itself, before its tables."""

    id: str
    version: str
    title: Text
    kind: str
    format: int = field(default=FORMAT)
    entity: str = field(default="")
    covers: tuple[str, ...] = field(default=())
    """The rows of the sources that the policy implements, such as "1.07"."""
    source: Source | None = field(default=None)
    stale_after: str = field(default="")
    """The parameter that says after how long the last of dated values is old, in days, weeks, months or years."""
    accept: tuple[str, ...] = field(default=())
    """Codes of warnings that `check` is not to give for this policy: what they warn of is meant."""


@frozen(kw_only=True)
class DecisionHeader(Header):
    """What a decision says of itself."""

    hit: HitPolicy
    default: str | None = field(default=None)
    """The outcome when no rule is true; without it there is no outcome then."""
    complete: bool = field(default=False)
    """The promise that some rule is always true; held only when it can be proven."""
    ranks: bool = field(default=True)
    """Whether the order of outcomes is a ranking; a backtest of outcomes that are none, such as owners, has rates
    alone."""


@frozen(kw_only=True)
class SegmentationHeader(Header):
    """What a segmentation says of itself."""

    measure: str
    """The fact by which customers are ranked."""


@frozen(kw_only=True)
class CadenceHeader(Header):
    """What a cadence says of itself."""

    class_: str
    """The fact that holds the class of a customer."""
    anchor: str
    """The fact that holds the day from which intervals count while there was no contact."""
