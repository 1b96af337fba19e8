"""Documents that a host keeps: values of attrs classes as those of JSON, and back, by cattrs and strictly.

Nothing is converted silently, what is left at its default is left out, and all that is wrong is told with its path.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, NewType, TypeAlias, TypeVar, get_args, get_origin

import attrs
from cattrs import (
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.cols import (
    homogenous_tuple_structure_factory,
    is_frozenset,
    is_mapping,
    list_structure_factory,
    mapping_structure_factory,
)
from cattrs.errors import AttributeValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from crmrules.errors import Problem, RecordError, did_you_mean
from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.numbers import Exact, NoNumber, exact, held
from crmrules.expressions.tree import Value
from crmrules.records.moments import day_or_moment

T = TypeVar("T")

Read: TypeAlias = Callable[[Any, Any], Any]
"""Makes a value of a type from what JSON gave."""

Count = NewType("Count", int)
"""How many there are of something: a whole number from 0."""


def document_of(value: object) -> Any:
    """The plain value that a host keeps."""
    return _converter(detailed=False).unstructure(value)


def read_document(document: object, type_: type[T], path: str, remedy: str) -> T:
    """The value that a document describes; raises `RecordError` with all that is wrong with it."""
    with suppress(Exception):  # whatever is wrong, it is read once more, to tell all of it with its place
        return _converter(detailed=False).structure(document, type_)
    try:
        return _converter(detailed=True).structure(document, type_)
    except Exception as error:  # whatever a hook raises, cattrs collects it
        problems = _problems(error)
        raise RecordError(
            Problem(each.path, each.message, each.remedy or remedy).under(path) for each in problems
        ) from None


@cache
def _converter(*, detailed: bool) -> Converter:
    converter = Converter(detailed_validation=detailed, unstruct_collection_overrides={frozenset: sorted})
    for type_ in (str, bool, int):
        converter.register_structure_hook(type_, _strictly(type_))
    converter.register_structure_hook(StrEnum, _choice)  # which is a subclass of `str`
    converter.register_unstructure_hook(StrEnum, str)
    converter.register_structure_hook(Count, _count)
    converter.register_structure_hook(float, _ratio)
    converter.register_structure_hook(Decimal, _amount)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(datetime.date, _day)
    converter.register_structure_hook_func(_is_moment, _moment)
    converter.register_unstructure_hook(datetime.date, _iso)
    converter.register_unstructure_hook_func(_is_moment, _iso)
    converter.register_structure_hook_func(_is_value, _value)
    converter.register_unstructure_hook_func(_is_value, _told)
    converter.register_structure_hook_factory(_is_list, _list)
    converter.register_unstructure_hook_factory(_is_pair, _told_pair)
    converter.register_structure_hook_factory(is_frozenset, _set)
    converter.register_structure_hook_factory(is_mapping, _mapping)
    converter.register_structure_hook_factory(attrs.has, _part)
    converter.register_unstructure_hook_factory(attrs.has, _told_part)
    return converter


def _keys(cls: type) -> Any:
    """Keys that are called otherwise than the attribute: `from` is no name in Python."""
    names = [each.name for each in attrs.fields(cls)]
    return {name: override(rename=_key(name)) for name in names if _key(name) != name}


def _key(name: str) -> str:
    return name.rstrip("_")


def _part(cls: type, converter: Converter) -> Read:
    return _only(Mapping, "table", make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **_keys(cls)))


def _told_part(cls: type, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    return make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **_keys(cls))


def _is_list(type_: Any) -> bool:
    """Whether it is a tuple of any length."""
    return get_origin(type_) is tuple and get_args(type_)[1:] == (...,)


def _is_pair(type_: Any) -> bool:
    """Whether it is a tuple of some length, which JSON has as a list."""
    return get_origin(type_) is tuple and not _is_list(type_)


def _told_pair(type_: Any, converter: Converter) -> Callable[[tuple[Any, ...]], list[Any]]:
    types = get_args(type_)

    def told(pair: tuple[Any, ...]) -> list[Any]:
        return [converter.unstructure(each, unstructure_as=as_) for each, as_ in zip(pair, types, strict=True)]

    return told


def _list(type_: Any, converter: Converter) -> Read:
    return _only(list | tuple, "list", homogenous_tuple_structure_factory(type_, converter))


def _set(type_: Any, converter: Converter) -> Read:
    read = list_structure_factory(type_, converter)
    return _only(list | tuple, "list", lambda value, type_: frozenset(read(value, type_)))


def _mapping(type_: Any, converter: Converter) -> Read:
    return _only(Mapping, "table", mapping_structure_factory(type_, converter))


def _only(wanted: Any, said: str, read: Read) -> Read:
    """Reads what JSON gives for such a type alone: a text is no list of its letters."""

    def checked(value: object, type_: Any) -> Any:
        if not isinstance(value, wanted):
            raise Refused(f"{shown(value)} is no {said}")
        return read(value, type_)

    return checked


def _strictly(type_: type) -> Read:
    said = {str: "text", bool: "truth", int: "whole number"}[type_]

    def read(value: object, _: Any) -> object:
        if type(value) is not type_:
            raise Refused(f"{shown(value)} is no {said}")
        return value

    return read


def _choice(value: object, type_: type[StrEnum]) -> StrEnum:
    known = [each.value for each in type_]
    if value not in known:
        raise Refused(f"{shown(value)} is not known here", did_you_mean(value, known))
    return type_(value)


def _count(value: object, _: Any) -> int:
    if type(value) is not int or value < 0:
        raise Refused(f"{shown(value)} is no count")
    return value


def _ratio(value: object, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{shown(value)} is no ratio")
    return float(value)


_LONGEST = 100
"""The characters of the longest amount: a text of millions of digits takes minutes to read."""


def _amount(value: object, _: Any) -> Decimal:
    try:
        found = Decimal(value) if isinstance(value, str) and len(value) <= _LONGEST else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise Refused(f"{shown(value)} is no amount")
    return found


def _day(value: object, _: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Refused(f"{shown(value)} is no day") from None


def _is_moment(type_: Any) -> bool:
    return type_ in (datetime.datetime, datetime.date | datetime.datetime)


def _moment(value: object, _: Any) -> datetime.date:
    try:
        return day_or_moment(value if isinstance(value, str) else "")
    except ValueError:
        raise Refused(f"{shown(value)} is no day, and no moment") from None


def _iso(value: datetime.date) -> str:
    return value.isoformat()


def _is_value(type_: Any) -> bool:
    return bool(type_ == Value)


def _told(value: Value) -> object:
    """A value of a rule; what JSON cannot tell from a text or a float says what it is."""
    match value:
        case datetime.date():
            return {"day": value.isoformat()}
        case Fraction() | Exact():
            return {"number": str(exact(value))}
        case _:
            return value


def _value(value: object, _: Any) -> Value:
    match value:
        case {"day": day}:
            return _day(day, _)
        case {"number": str() as number} if _NUMBER.fullmatch(number):
            return _number(Fraction(number))
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise Refused(f"{shown(value)} is no value")


_NUMBER = re.compile(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")
"""A fraction in full. What is written with an exponent could fill the memory; Python reads whole numbers so long."""


def _number(ratio: Fraction) -> Value:
    try:
        return held(ratio)
    except NoNumber:  # longer than what may come in: it was reckoned
        return ratio


def _problems(error: BaseException) -> Iterator[Problem]:
    """All that cattrs collected, each with its path."""
    match error:
        case ClassValidationError() | IterableValidationError():
            noted, others = error.group_exceptions()
            for each, note in noted:
                place = _key(note.name) if isinstance(note, AttributeValidationNote) else note.index
                yield from (problem.under(_place(place)) for problem in _problems(each))
            for each in others:
                yield from _problems(each)
        case BaseValidationError():
            for each in error.exceptions:
                yield from _problems(each)
        case ForbiddenExtraKeysError():
            for key in sorted(error.extra_fields):
                yield Problem("", f"unknown key `{key}`")
        case KeyError():
            yield Problem("", "is missing")
        case Refused():
            yield Problem("", error.message, error.remedy)
        case _:
            yield Problem("", f"cannot be read: {error}")


def _place(index: object) -> str:
    return f"item {index + 1}" if isinstance(index, int) else f"`{index}`"
