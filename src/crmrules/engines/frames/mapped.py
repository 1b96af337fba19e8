"""What a binding says that the values of a column mean."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.parts import FAMILIES, TEXTS, any_true, literal
from crmrules.expressions.accept import BLANKS, accept
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type
from crmrules.records.forms import Forms
from crmrules.records.meanings import NOTHING, Meanings
from crmrules.records.patterns import AROUND, any_of, literally


@frozen
class Mapped:
    """What the values of a column mean."""

    meant: nw.Expr
    """Null where that is unknown."""
    silent: nw.Expr
    """Where a null is meant; never null."""
    strange: nw.Expr | None
    """Where parts of a text have no meaning, or mean different values; None where texts are not split."""


def mapped(column: nw.Expr, dtype: Any, meanings: Meanings, type_: Type, backend: Backend) -> Mapped | None:
    """What the values of a column mean; None for a type that cannot be mapped."""
    family = FAMILIES[type_.kind]
    by_value: dict[tuple[type, Value], list[str]] = {}
    for text, meant in meanings.values.items():
        value = accept(meant, type_)
        by_value.setdefault((type(value), value), []).append(text)
    look = Lookup(column, dtype, meanings, backend)
    silent = look.says_nothing()
    found = [(value, look.is_one_of(texts)) for (_, value), texts in by_value.items()]
    expr = literal(None, family)
    if meanings.otherwise is not NOTHING and silent is not None:
        expr = nw.when(~silent).then(literal(accept(meanings.otherwise, type_), family)).otherwise(expr)
    for value, where in found:
        if where is None:
            return None
        expr = nw.when(where).then(literal(value, family)).otherwise(expr)
    strange = look.strange([where for _, where in found if where is not None])
    if strange is not None:
        expr = nw.when(~strange).then(expr)
    if silent is None:
        return None
    nulls = [where for value, where in found if value is None and where is not None]
    return Mapped(expr, any_true([silent, *nulls]), strange)


@frozen
class Lookup:
    """Looks the values of a column up among keys."""

    column: nw.Expr
    dtype: Any
    meanings: Meanings
    backend: Backend

    @property
    def _is_split(self) -> bool:
        return bool(self.meanings.split) and self.dtype in TEXTS

    @property
    def _text(self) -> nw.Expr:
        return stripped(self.column if self.dtype == nw.String else self.column.cast(nw.String), self.backend)

    def is_one_of(self, texts: Sequence[str]) -> nw.Expr | None:
        """Whether a value, or a part of it, is one of some keys; never null. None for a type that has none."""
        if not self._is_split:
            found = is_one_of(self.column, self.dtype, texts, self.backend, fold=self.meanings.fold)
            return None if found is None else found.fill_null(False)
        sign, keys = literally(self.meanings.split), any_of(self._key(each) for each in texts if each)
        part = self._text.str.contains(f"(?:^|{sign}){AROUND}{keys}{AROUND}(?:{sign}|$)").fill_null(False)
        return part if "" not in texts else part | (self._text == "").fill_null(False)

    def says_nothing(self) -> nw.Expr | None:
        """Whether a value is blank, or all that it holds means unknown; never null."""
        empty = self.column.is_null()
        if self.dtype.is_float():
            empty = empty | self.column.is_nan().fill_null(False)
        if self._is_split:
            blank = self._text.str.contains(self._only(self.meanings.silent)).fill_null(False)
            return empty | (blank if "" not in self.meanings.values else blank & (self._text != "").fill_null(False))
        texts = [*self.meanings.silent, *([""] if self.dtype in TEXTS and "" not in self.meanings.values else [])]
        if not texts:
            return empty
        found = is_one_of(self.column, self.dtype, texts, self.backend, fold=self.meanings.fold)
        return None if found is None else empty | found.fill_null(False)

    def strange(self, found: Sequence[nw.Expr]) -> nw.Expr | None:
        """Where parts have no meaning, or mean different values; None where nothing is split."""
        if not self._is_split:
            return None
        differ = [one & other for place, one in enumerate(found) for other in found[:place]]
        if self.meanings.otherwise is NOTHING:
            only = self._only([*self.meanings.silent, *self.meanings.values])
            differ.append(~self._text.str.contains(only).fill_null(True))
        return any_true(differ) if differ else None

    def _only(self, keys: Sequence[str]) -> str:
        """The pattern of texts all of whose parts are blank or one of some keys."""
        part = f"{AROUND}{any_of(self._key(each) for each in keys if each)}?{AROUND}"
        return f"^{part}(?:{literally(self.meanings.split)}{part})*$"

    def _key(self, key: str) -> str:
        return _pattern(key, self.meanings.fold)


def _pattern(key: str, fold: bool) -> str:
    return f"{literally(key, fold=fold)}{'(?:[.]0)?' if _is_number(key, int) else ''}"


def can_match(dtype: Any, texts: Iterable[str]) -> bool:
    """Whether any of the keys of a binding's `values` can be a value of a column, by its type."""
    if dtype == nw.Boolean:
        return any(text in _TRUTHS for text in texts)
    if dtype.is_integer():
        return any(_is_number(text, int) for text in texts)
    if dtype.is_float() or dtype.is_decimal():
        return any(_is_number(text, int) or _is_number(text, float) for text in texts)
    return True


_TRUTHS = {"true": True, "false": False}


def is_one_of(
    column: nw.Expr, dtype: Any, texts: Sequence[str], backend: Backend, *, fold: bool = False
) -> nw.Expr | None:
    """Whether a value is written as one of some keys of `values`; None for a type that cannot be mapped."""
    if dtype in TEXTS:
        if fold:
            text = stripped(column.cast(nw.String) if dtype != nw.String else column, backend)
            return text.str.contains(f"^{any_of(_pattern(each, fold) for each in texts)}$")
        # a whole number is the same number where a file writes it as 1.0
        written = [*texts, *(f"{text}.0" for text in texts if _is_number(text, int))]
        return stripped(column.cast(nw.String) if dtype != nw.String else column, backend).is_in(written)
    if dtype == nw.Boolean:
        return column.is_in([_TRUTHS[text] for text in texts if text in _TRUTHS])
    if dtype.is_integer():
        return column.is_in([int(text) for text in texts if _is_number(text, int)])
    if dtype.is_float() or dtype.is_decimal():
        # whole numbers beside unknowns are floats in pandas
        numbers = [float(text) for text in texts if _is_number(text, int) or _is_number(text, float)]
        return column.cast(nw.Float64).is_in(numbers)
    return None


def stripped(text: nw.Expr, backend: Backend) -> nw.Expr:
    """A text without what Python takes for blank around it."""
    if not backend.strips_what_it_is_told:
        return text.str.replace_all(f"^[{BLANKS}]+|[{BLANKS}]+$", "")
    return text.str.strip_chars(BLANKS)


def _is_number(text: str, kind: type[int] | type[float]) -> bool:
    """Whether a text is how Python writes a number, which is how values are looked up."""
    try:
        return str(kind(text)) == text
    except ValueError:
        return False


def says_unknown(column: nw.Expr, dtype: Any, forms: Forms, backend: Backend) -> nw.Expr | None:
    """Whether a value means that it is unknown, never null; None where no value of the type can."""
    texts = forms.unknown or ()
    if dtype in (nw.Date, nw.Datetime):
        days = [day for day in map(_day, texts) if day is not None]
        if not days or getattr(dtype, "time_zone", None) is not None:
            return None
        if not backend.compares_days:
            written = [day.isoformat() if dtype == nw.Date else f"{day.isoformat()} 00:00:00" for day in days]
            return column.cast(nw.String).is_in(written).fill_null(False)
        found = [column == _moment(day, dtype) for day in days]
        return any_true([each.fill_null(False) for each in found])
    if not texts or not can_match(dtype, texts):
        return None
    told = is_one_of(column, dtype, texts, backend, fold=bool(forms.fold))
    return None if told is None else told.fill_null(False)


def _moment(day: datetime.date, dtype: Any) -> nw.Expr:
    if dtype == nw.Date:
        return nw.lit(day)
    return nw.lit(datetime.datetime(day.year, day.month, day.day), dtype=dtype)


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def unknown_numbers(forms: Forms) -> list[float]:
    """The numbers that mean that they are unknown."""
    return [float(text) for text in forms.unknown or () if _is_number(text, int) or _is_number(text, float)]


def unknown_days(forms: Forms) -> list[datetime.date]:
    """The days that mean that they are unknown."""
    return [day for day in map(_day, forms.unknown or ()) if day is not None]
