"""The parts of a scorecard's file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from crmrules.definitions.layout import REST, Layout, ListOf, TableOf
from crmrules.definitions.parts import Header, Setting
from crmrules.expressions.tree import Expression, Value
from crmrules.model.text import Text

YES, NO = "true", "false"
"""How the options of a question that is answered by yes or no are written."""


class Missing(StrEnum):
    """What an item is that is not known."""

    INTERVAL = "interval"
    """All that it could still be: the score is a range."""
    RENORMALISE = "renormalise"
    """Left out: the score of the others is scaled up by the weights, and the result says so."""


@frozen
class Key:
    """The points that each answer gives, for several items at once."""

    options: Mapping[str, str] = field(factory=dict, metadata={REST: True})
    """For each answer the parameter that holds its points."""


@frozen
class Step:
    """A stretch of a number, and what it gives."""

    points: str
    """The parameter that holds the points."""
    from_: str = field(default="")
    """The parameter at which it begins, that number included; without it all smaller numbers are in it."""
    to: str = field(default="")
    """The parameter at which it ends, that number included."""
    below: str = field(default="")
    """The parameter at which it ends, that number left out."""


@frozen
class Item:
    """What gives points: a condition (`when`), a question (`answer`) or a number (`number`), one of the three."""

    id: str
    title: Text | None = field(default=None)
    """What it is about; without it a slot, the question of which the host supplies."""
    when: Expression | None = field(default=None)
    points: str = field(default="")
    """With `when`: the parameter that holds what it gives where the condition is true."""
    otherwise: str = field(default="")
    """With `when`: the parameter that holds what it gives where the condition is false; without it nothing."""
    answer: str = field(default="")
    """The fact that holds the answer: one of a few texts, or true and false."""
    options: Mapping[str, str] = field(factory=dict)
    """With `answer`: for each answer the parameter that holds its points."""
    key: str = field(default="")
    """With `answer`: the key among `keys` that holds the options."""
    number: Expression | None = field(default=None)
    steps: tuple[Step, ...] = field(default=())
    """With `number`: the first that holds it gives its points, and none gives nothing."""
    weight: str = field(default="")
    """The parameter by which the points are multiplied; without it they stand as they are."""
    unknown: str = field(default="")
    """The parameter that holds what it gives while it is unknown; without it, it is open what it gives."""
    because: Text | None = field(default=None)
    """A sentence; ``{name}`` or ``{name:.0%}`` stands for the value of a fact or parameter."""
    reading: Text | None = field(default=None)
    """How the item reads its source, where the source leaves it open."""


@frozen
class ScoreBand:
    """A stretch of scores; of several that hold a score the first counts."""

    id: str
    title: Text
    from_: str = field(default="")
    """The parameter at which it begins, that score included; without it all lower scores are in it."""
    to: str = field(default="")
    """The parameter at which it ends, that score included."""
    below: str = field(default="")
    """The parameter at which it ends, that score left out."""
    advice: Text | None = field(default=None)
    """What to do."""
    caution: Text | None = field(default=None)
    """What harm the advice could do; it is given only where it is asked for."""
    reading: Text | None = field(default=None)
    """How the band reads its source, where the source leaves it open."""


@frozen
class Scored:
    """What an example expects of a score; what is not stated is not compared."""

    points: Setting | None = field(default=None)
    low: Setting | None = field(default=None)
    high: Setting | None = field(default=None)
    band: str | None = field(default=None)
    possible: tuple[str, ...] | None = field(default=None)
    certain: bool | None = field(default=None)
    missing: tuple[str, ...] | None = field(default=None)


@frozen
class ScoreExample:
    """A record that shows what a scorecard says; run by `check`."""

    name: str
    given: Mapping[str, Value]
    """Facts by name; one left out is unknown."""
    expect: Scored
    with_: Mapping[str, Setting] = field(factory=dict)
    """Parameters with other values."""
    as_of: datetime.date | None = field(default=None)


@frozen(kw_only=True)
class ScorecardHeader(Header):
    """What a scorecard says of itself."""

    missing: Missing = field(default=Missing.INTERVAL)
    """What an item is that is not known."""


LAYOUT = Layout(
    "scorecard",
    ScorecardHeader,
    ScorecardHeader(id="", version="", title=Text(""), kind="scorecard"),
    tables={"keys": TableOf(Key, "key")},
    lists={
        "item": ListOf(Item, "items"),
        "band": ListOf(ScoreBand, "bands"),
        "example": ListOf(ScoreExample, "examples", ("name",)),
    },
)
