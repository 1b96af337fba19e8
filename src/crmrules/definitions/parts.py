"""The parts of a policy file, as frozen data. Attribute names are the file's keys."""

import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from crmrules.expressions.tree import Expression
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, Kind, Type
from crmrules.model.text import Text

Scalar: TypeAlias = bool | int | float | str
"""What an output can hold."""

Setting: TypeAlias = Scalar | datetime.date
"""What a parameter can hold."""


def number_of(value: Setting) -> float:
    """The number of a parameter that has been checked to be one."""
    assert isinstance(value, int | float)
    return float(value)


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


@frozen
class Source:
    """The document a policy comes from, and where in it."""

    document: str
    section: str = field(default="")


@frozen
class Dated:
    """A parameter's value from a day on."""

    from_: datetime.date
    value: Setting


@frozen
class Parameter:
    """A number, choice, flag or day that rules read; the only place for numbers and days."""

    value: Setting | None = field(default=None)
    dated: tuple[Dated, ...] = field(default=())
    """Values that begin on a day, earliest first; instead of `value`."""
    unit: str = field(default="")
    origin: Origin | None = field(default=None)
    why: Text | None = field(default=None)
    reading: Text | None = field(default=None)
    """How the figure reads its source, where the source leaves it open."""
    title: Text | None = field(default=None)
    values: tuple[str, ...] = field(default=())
    """The choices, where the parameter is one of a few texts."""

    @property
    def all_values(self) -> tuple[Setting, ...]:
        """Its values, of all days where it is dated."""
        if self.dated:
            return tuple(each.value for each in self.dated)
        return () if self.value is None else (self.value,)

    @cached_property
    def type(self) -> Type:
        """The type all its values have."""
        values = self.all_values
        if isinstance(values[0], bool):
            return BOOL
        if isinstance(values[0], str):
            return Type(Kind.TEXT, self.values)
        if isinstance(values[0], datetime.date):
            return DATE
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
    reading: Text | None = field(default=None)
    """How the policy as a whole reads its source, where the source leaves it open."""
    stale_after: str = field(default="")
    """The parameter that says after how long the last of dated values is old, in days, weeks, months or years."""
    accept: tuple[str, ...] = field(default=())
    """Codes of warnings that `check` is not to give for this policy: what they warn of is meant."""
