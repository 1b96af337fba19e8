"""The parts of a segmentation's file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from crmrules.definitions.layout import Layout, ListOf
from crmrules.definitions.parts import Header, Setting
from crmrules.expressions.tree import Value
from crmrules.model.text import Text

BASIS = "basis"
"""The parameter that says what shares are shares of."""


class Basis(StrEnum):
    """What the shares of a segmentation are shares of."""

    CUSTOMER_SHARE = "customer_share"
    """Of the customers whose measure is known."""
    PROFIT_SHARE = "profit_share"
    """Of the positive total of the measure."""


@frozen
class Band:
    """A part of a population, by rank: those whose measure reaches its cut, but not that of the bands above it."""

    id: str
    title: Text
    share: Mapping[str, str] = field(factory=dict)
    """For each basis the parameter that says how much of the population, or of its profit, this band and those above
    it take together; empty for the last one, which takes the rest."""
    reading: Text | None = field(default=None)
    """How the band reads its source, where the source leaves it open."""


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
    with_: Mapping[str, Setting] = field(factory=dict)
    """Parameters with other values."""
    as_of: datetime.date | None = field(default=None)


@frozen(kw_only=True)
class SegmentationHeader(Header):
    """What a segmentation says of itself."""

    measure: str
    """The fact by which customers are ranked."""


LAYOUT = Layout(
    "segmentation",
    SegmentationHeader,
    SegmentationHeader(id="", version="", title=Text(""), kind="segmentation", measure=""),
    parts={"law": Law},
    lists={
        "band": ListOf(Band, "bands", removable=False),
        "example": ListOf(PopulationExample, "examples", ("name",)),
    },
)
