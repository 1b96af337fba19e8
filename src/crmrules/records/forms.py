"""How the values of a column are written, and how a value is read by that."""

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any

from attrs import field, frozen

from crmrules.expressions.accept import accept, is_blank, is_unknown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records.day_form import DayForm, read_written_day
from crmrules.records.keys import key_of
from crmrules.records.moments import read_moment
from crmrules.records.number_form import NumberForm
from crmrules.records.patterns import folded

Reader = Callable[[Any, Type], Value]
"""How a foreign value becomes one of a type: `accept` for Python's values, `read_cell` for text files."""


@frozen(slots=False)
class Forms:
    """How the values of a column are written; None for what is not said."""

    unknown: tuple[str, ...] | None = field(default=None)
    """What means that a value is unknown, whether it is written so or read as it."""
    number: NumberForm | None = field(default=None)
    day: tuple[DayForm, ...] | None = field(default=None)
    """The forms of days, each tried exactly; none for days and moments that are no text, or in the form of ISO 8601."""
    zone: str = field(default="")
    """The zone in whose time the day of a moment with a zone is told, such as "Asia/Shanghai"."""
    fold: bool | None = field(default=None)
    """Whether texts are looked up without regard to case."""

    def over(self, general: "Forms") -> "Forms":
        """These forms, and the general ones where these say nothing."""
        return Forms(
            general.unknown if self.unknown is None else self.unknown,
            self.number or general.number,
            general.day if self.day is None else self.day,
            self.zone or general.zone,
            general.fold if self.fold is None else self.fold,
        )

    def of(self, type_: Type) -> "Forms":
        """What these forms say of the values of a type."""
        is_day = type_.kind is Kind.DATE
        number = self.number if type_.numeric else None
        fold = self.fold if self.unknown else None
        return Forms(self.unknown or None, number, self.day if is_day else None, self.zone if is_day else "", fold)

    @property
    def moments(self) -> bool:
        """Whether a column may hold moments, of which the day is taken."""
        return self.day is not None and (not self.day or any(each.has_time for each in self.day))

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(map(folded, self.unknown or ()))

    def says_unknown(self, value: object) -> bool:
        """Whether a value is one of those that mean that it is unknown."""
        if not self.unknown:
            return False
        key = _key(value)
        return folded(key) in self._folded if self.fold and isinstance(value, str) else key in self.unknown

    def reads(self, text: str, type_: Type) -> bool:
        """Whether a text is written in one of the forms of a type."""
        if type_.numeric:
            return self.number is not None and self.number.find(text) is not None
        return any(form.find(text, self.zone or "UTC") is not None for form in self.day or ())

    def read(self, raw: object, type_: Type, reader: Reader) -> Value:
        """The value that a raw one stands for, by `reader` where no form is given. Raises `Refused`."""
        if is_unknown(raw) or is_blank(raw) or self.says_unknown(raw):
            return None
        value = self._read(raw, type_, reader)
        return None if self.says_unknown(value) else value

    def _read(self, raw: object, type_: Type, reader: Reader) -> Value:
        if type_.numeric and self.number is not None and isinstance(raw, str):
            return accept(self.number.read(raw.strip()), type_)
        if type_.kind is Kind.DATE and self.day is not None:
            if isinstance(raw, str) and self.day:
                return accept(read_written_day(raw.strip(), self.day, self.zone), type_)
            if self.moments:
                return read_moment(raw, self.zone, reader is not accept)
        return reader(raw, type_)


def _key(value: object) -> str:
    """How a value is looked up; a moment that is a midnight is its day."""
    if isinstance(value, datetime.datetime):
        is_day = value.tzinfo is None and value.time() == datetime.time()
        return value.date().isoformat() if is_day else ""
    return key_of(value)
