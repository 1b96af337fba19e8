"""The parts of a segmentation's file, as frozen data. Attribute names are the file's keys."""

import datetime
import operator
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

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
    RANK_SHARE = "rank_share"
    """Of the customers whose measure is known, by rank alone: zero and negative are measures like others."""


class Better(StrEnum):
    """Which measures rank before others."""

    HIGHER = "higher"
    LOWER = "lower"


class Ties(StrEnum):
    """Where a customer stands whose measure equals an edge."""

    UP = "up"
    """In the band above it."""
    DOWN = "down"
    """In the band below it."""


class Sense(StrEnum):
    """How a measure reaches the edge of a band."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"

    @classmethod
    def of(cls, better: Better, ties: Ties) -> "Sense":
        """The sense of a ranking."""
        if better is Better.HIGHER:
            return cls.AT_LEAST if ties is Ties.UP else cls.ABOVE
        return cls.AT_MOST if ties is Ties.UP else cls.BELOW

    def holds(self, measure: Any, edge: Any) -> Any:
        """Whether a measure reaches an edge: of two numbers, or row by row of two columns."""
        return _REACHES[self](measure, edge)


_REACHES: Mapping[Sense, Callable[[Any, Any], Any]] = {
    Sense.AT_LEAST: operator.ge,
    Sense.ABOVE: operator.gt,
    Sense.AT_MOST: operator.le,
    Sense.BELOW: operator.lt,
}


@frozen
class Band:
    """A part of a population, by rank: those whose measure reaches its cut, but not that of the bands above it."""

    id: str
    title: Text
    share: Mapping[str, str] = field(factory=dict)
    """For each basis the parameter that says how much of the population, or of its profit, this band and those above
    it take together; empty for the last one, which takes the rest, and where edges are fixed."""
    from_: str = field(default="")
    """The parameter that holds the measure from which it begins, instead of shares; in all bands but the last."""
    reading: Text | None = field(default=None)
    """How the band reads its source, where the source leaves it open."""


@frozen
class Digit:
    """One of several measures, by which each customer gets a class: 1 is the last, the highest number the best.

    The classes of all measures one after the other are the answer, such as ``343`` for three of them.
    """

    id: str
    """A name; the column of the classes is called ``<policy>_<id>``."""
    title: Text
    fact: str
    """The fact that is ranked by."""
    shares: tuple[str, ...] = field(default=())
    """The parameters that say how much of the customers, by rank, each class takes with those above it; the best class
    first, and the last takes the rest."""
    edges: tuple[str, ...] = field(default=())
    """Or the parameters that hold the measure from which each class begins, the best first."""
    better: Better = field(default=Better.HIGHER)
    ties: Ties = field(default=Ties.UP)
    reading: Text | None = field(default=None)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The classes as bands, the best first."""
        cuts = self.shares or self.edges
        names = [str(number) for number in range(len(cuts) + 1, 0, -1)]
        begun = tuple(
            Band(id_, Text(id_, id_), {} if self.edges else {Basis.RANK_SHARE: name}, name if self.edges else "")
            for id_, name in zip(names, cuts, strict=False)
        )
        return (*begun, Band(names[-1], Text(names[-1], names[-1])))


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

    measure: str = field(default="")
    """The fact by which customers are ranked; empty where there are several, each a [[digit]]."""
    by: str = field(default="")
    """The fact that parts customers into groups, such as a region or an industry, each of which is cut by itself."""
    better: Better = field(default=Better.HIGHER)
    """Whether a higher measure ranks first, or a lower one, as of days since the last order."""
    ties: Ties = field(default=Ties.UP)
    """Where those stand whose measure equals an edge."""


LAYOUT = Layout(
    "segmentation",
    SegmentationHeader,
    SegmentationHeader(id="", version="", title=Text(""), kind="segmentation"),
    parts={"law": Law},
    lists={
        "digit": ListOf(Digit, "digits", removable=False),
        "band": ListOf(Band, "bands", removable=False),
        "example": ListOf(PopulationExample, "examples", ("name",)),
    },
)
