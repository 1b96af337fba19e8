"""The parts of a decision's file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from crmrules.definitions.layout import REST, Layout, ListOf, TableOf
from crmrules.definitions.parts import Header, Scalar
from crmrules.expressions.tree import Expression, Value
from crmrules.model.text import Text


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
    outputs: Mapping[str, Scalar] = field(factory=dict, metadata={REST: True})
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


LAYOUT = Layout(
    "decision",
    DecisionHeader,
    DecisionHeader(id="", version="", title=Text(""), kind="decision", hit=HitPolicy.FIRST),
    tables={"outputs": TableOf(Output, "output")},
    lists={
        "outcome": ListOf(Outcome, "outcomes"),
        "rule": ListOf(Rule, "rules"),
        "example": ListOf(Example, "examples", ("name",)),
    },
)
