"""The parts of a reference's file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from crmrules.definitions.layout import REST, Layout, ListOf, TableOf
from crmrules.definitions.parts import Header, Origin, Scalar, Source
from crmrules.expressions.tree import Expression, Value
from crmrules.model.text import Text


class Sensitive(StrEnum):
    """Why an advice must not be followed blindly; an entry that is sensitive needs a caution."""

    DECEPTION = "deception"
    """It deceives, or would if it is not true."""
    PRESSURE = "pressure"
    """It presses people."""
    OFFICIALS = "officials"
    """It touches public officials."""
    GIFTS = "gifts"
    """It touches gifts or benefits."""
    PERSONAL_DATA = "personal-data"
    """It touches personal data."""
    DISMISSAL = "dismissal"
    """It touches somebody's work."""


@frozen
class Attribute:
    """A property by which entries are looked up."""

    title: Text
    values: Mapping[str, Text] = field(factory=dict)
    """What it can be, with its labels; empty where it is a number or any text."""


@frozen
class Entry:
    """One thing that a reference tells of."""

    id: str
    title: Text
    text: Text | None = field(default=None)
    """What it is."""
    advice: Text | None = field(default=None)
    """What to do; ``{name}`` or ``{name:.0%}`` stands for the value of a fact or parameter."""
    when: Expression | None = field(default=None)
    """When it holds of a record; without it the entry is only looked up."""
    named: bool = field(default=False)
    """Whether the source gives its name and nothing more."""
    sensitive: tuple[Sensitive, ...] = field(default=())
    """Why it must not be followed blindly."""
    caution: Text | None = field(default=None)
    """What harm could come of it; with a caution it is off until it is asked for."""
    reading: Text | None = field(default=None)
    """How it reads its source, where the source leaves it open."""
    source: Source | None = field(default=None)
    """Where it comes from, where that is not what the file says of all."""
    attributes: Mapping[str, Scalar] = field(factory=dict, metadata={REST: True})
    """Whatever else stands in its table, such as ``cost = "low"``."""


@frozen(kw_only=True)
class ReferenceFigure:
    """A number that a source states of something."""

    id: str
    title: Text
    value: Scalar
    unit: str
    population: Text | None = field(default=None)
    """Of whom or what it is said."""
    year: int | None = field(default=None)
    """The year it is of."""
    certain: bool = field(default=True)
    """Whether the source states it so, and nothing of it is inferred."""
    entry: str = field(default="")
    """The entry it belongs to."""
    origin: Origin = field(default=Origin.SOURCE)
    reading: Text | None = field(default=None)
    """How it reads its source, where the source leaves it open."""
    source: Source | None = field(default=None)
    """Where it comes from, where that is not what the file says of all."""


@frozen
class Told:
    """What an example expects; what is not stated is not compared."""

    entries: tuple[str, ...] | None = field(default=None)
    """The entries that are found by `where`."""
    holds: tuple[str, ...] | None = field(default=None)
    """The entries that hold of the record."""
    open: tuple[str, ...] | None = field(default=None)
    """The entries that may hold."""
    withheld: tuple[str, ...] | None = field(default=None)
    """The entries that hold or may, and are off until they are asked for."""
    missing: tuple[str, ...] | None = field(default=None)


@frozen
class ReferenceExample:
    """A record that entries hold of, or attributes that entries are found by; run by `check`."""

    name: str
    expect: Told
    given: Mapping[str, Value] = field(factory=dict)
    """Facts by name; one left out is unknown."""
    where: Mapping[str, Scalar] = field(factory=dict)
    """Attributes by name."""
    cautioned: bool = field(default=False)
    """Whether entries with a caution are asked for."""
    with_: Mapping[str, Scalar] = field(factory=dict)
    """Parameters with other values."""
    as_of: datetime.date | None = field(default=None)


LAYOUT = Layout(
    "reference",
    Header,
    Header(id="", version="", title=Text(""), kind="reference"),
    tables={"attributes": TableOf(Attribute, "attribute")},
    lists={
        "entry": ListOf(Entry, "items"),
        "figure": ListOf(ReferenceFigure, "figures"),
        "example": ListOf(ReferenceExample, "examples", ("name",)),
    },
)
"""The entries are `items` of a definition: its `entries` are the facts of the file, as of every kind."""
