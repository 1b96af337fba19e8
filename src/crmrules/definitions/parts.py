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
    def type(self) -> Type:
        """The type all its values have."""
        values: list[Scalar | None] = [each.value for each in self.dated] or [self.value]
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
class Header:
    """What a policy file says of itself, before its tables."""

    id: str
    version: str
    title: Text
    hit: HitPolicy
    kind: str = field(default="decision")
    format: int = field(default=FORMAT)
    entity: str = field(default="")
    covers: tuple[str, ...] = field(default=())
    """The rows of the sources that the policy implements, such as "1.07"."""
    source: Source | None = field(default=None)
    default: str | None = field(default=None)
    """The outcome when no rule is true; without it there is no outcome then."""
    complete: bool = field(default=False)
    """The promise that some rule is always true; held only when it can be proven."""
