"""From plain mappings to the parts of a policy, strictly: nothing is converted silently.

What reads a part follows from the types of its attributes, and is made when the first of its kind is read: a policy
pays for its own kind alone.
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_origin

import attrs

from crmrules.definitions.layout import key_of, rest_of
from crmrules.definitions.parts import Scalar, Setting
from crmrules.errors import CrmRulesError, PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE, NoNumber, held
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Expression, Value
from crmrules.model.text import LANGUAGES, Text

T = TypeVar("T")

Read: TypeAlias = Callable[[object], Any]
"""Makes a value of one type from a plain one; raises `Refused`, or `CrmRulesError` with all that is wrong inside."""


def structure(value: object, type_: type[T], path: str) -> tuple[T | None, list[Problem]]:
    """The part that a plain value describes, or all that is wrong with it."""
    wanted: Any = type_
    problems: list[Problem] = []
    return _noting(_reading(wanted), value, path, problems), problems


def _noting(read: Read, value: object, path: str, problems: list[Problem]) -> Any:
    """What is read from a value; None where that fails, and what is wrong is noted."""
    try:
        return read(value)
    except Refused as refused:
        problems.append(Problem(path, refused.message, refused.remedy))
    except CrmRulesError as error:
        problems += [each.under(path) for each in error.problems]
    return None


@cache
def _reading(type_: Any) -> Read:
    """What reads a value of a type."""
    if type_ in _STRICT:
        return _STRICT[type_]
    if isinstance(type_, type) and attrs.has(type_):
        attributes = _attributes(type_)
        return partial(_part, type_, attributes, frozenset(each.key for each in attributes if not each.takes_rest))
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return partial(_one_of, type_)
    match get_origin(type_), get_args(type_):
        case origin, (item, _) if origin is tuple:
            return partial(_tuple, _reading(item))
        case origin, (_, item) if origin is Mapping:
            return partial(_mapping, _reading(item))
        case origin, (inner, none) if origin is UnionType and none is NoneType:
            may_be_none = attrs.has(inner) or inner is Text or get_origin(inner) is Mapping
            return partial(_maybe, may_be_none, _reading(inner))
        case _:
            raise AssertionError(type_)


@attrs.frozen(eq=False, repr=False)
class _Attribute:
    """An attribute of a part."""

    key: str
    name: str
    required: bool
    read: Read
    takes_rest: bool


def _attributes(part: type) -> tuple[_Attribute, ...]:
    rest = rest_of(part)
    return tuple(
        _Attribute(key_of(each.name), each.name, each.default is attrs.NOTHING, _reading(each.type), each == rest)
        for each in attrs.fields(part)
    )


def _part(part: type, attributes: tuple[_Attribute, ...], keys: frozenset[str], value: object) -> object:
    """A part from a table; all keys that are no attributes of its own go to the one that takes the rest."""
    table = _table(value)
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    others = {key: table[key] for key in table if key not in keys}
    for each in attributes:
        if each.takes_rest:
            given[each.name], others = _noting(each.read, others, "", problems), {}
        elif each.key in table:
            given[each.name] = _noting(each.read, table[each.key], f"`{each.key}`", problems)
        elif each.required:
            problems.append(Problem(f"`{each.key}`", "is missing"))
    if others:
        known = [each.key for each in attributes]
        problems += [Problem("", f"unknown key `{key}`", did_you_mean(key, known)) for key in sorted(others)]
    if problems:
        raise PolicyError(problems)
    return part(**given)


def _tuple(read: Read, value: object) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise Refused(f"{shown(value)} is no list", "write it in brackets")
    problems: list[Problem] = []
    items = tuple(_noting(read, item, f"item {place}", problems) for place, item in enumerate(value, 1))
    if problems:
        raise PolicyError(problems)
    return items


def _mapping(read: Read, value: object) -> dict[str, Any]:
    problems: list[Problem] = []
    items = {key: _noting(read, item, f"`{key}`", problems) for key, item in _table(value).items()}
    if problems:
        raise PolicyError(problems)
    return items


def _maybe(may_be_none: bool, read: Read, value: object) -> object:
    """What may be left out, and in a mapping of Python be None; texts, numbers and lists may not be."""
    return None if value is None and may_be_none else read(value)


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused(f"{shown(value)} is no table", "write `key = value` pairs")
    for key in value:
        if not isinstance(key, str):
            raise Refused("a key is no text")
    return cast("Mapping[str, Any]", value)


def _str(value: object) -> str:
    if isinstance(value, list | tuple):
        alone = len(value) == 1 and isinstance(value[0], str)
        remedy = f'write "{value[0]}", without brackets' if alone else "give one"
        raise Refused(f"{shown(value)} is a list, and one text is wanted", remedy)
    if not isinstance(value, str):
        raise Refused(f"{shown(value)} is no text", "put it in quotes")
    if not value.isprintable() and any(not each.isprintable() and each not in "\n\t\u3000\u00a0" for each in value):
        raise Refused(f"{value!r} holds characters that cannot be printed")
    return value


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"{shown(value)} is neither true nor false")
    return value


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(f"{shown(value)} is no whole number")
    return value


def _date(value: object) -> datetime.date:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise Refused(f"{shown(value)} is no date", "write it as 2026-07-01, without quotes")
    return value


def _text(value: object) -> Text:
    if isinstance(value, str):
        return Text(_str(value))
    table = _table(value)
    unknown = [key for key in table if key not in LANGUAGES]
    if unknown:
        raise Refused(f"unknown language `{unknown[0]}`", "texts are written in `en` and `zh`")
    if "en" not in table:
        raise Refused("the English text `en` is missing")
    return Text(_str(table["en"]), _str(table.get("zh", "")))


def _scalar(value: object, wanted: str = "number, text, true or false") -> object:
    if isinstance(value, bool | str):
        return _str(value) if isinstance(value, str) else value
    if isinstance(value, Decimal):
        try:
            value = held(value)
        except NoNumber as no_number:
            raise Refused(f"{shown(value)} {no_number}") from None
    if isinstance(value, int | float) and -MAX_WHOLE <= value <= MAX_WHOLE:
        return value
    if isinstance(value, int | float) and value == value:
        raise Refused(f"{shown(value)} is too large", f"numbers reach to {MAX_WHOLE:,} either way")
    raise Refused(f"{shown(value)} is no {wanted}", "give one")


def _value(value: object) -> object:
    return value if isinstance(value, datetime.date) else _scalar(value)


def _setting(value: object) -> object:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return _day(value)
    return _scalar(value, "number, text, day, true or false")


def _day(value: datetime.date) -> datetime.date:
    if value > LAST_DAY:
        raise Refused(f"{value.isoformat()} is too late", f"days run to {LAST_DAY.isoformat()}")
    return value


def _expression(value: object) -> Expression:
    return parse(_str(value))


def _answer(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(map(_str, value))
    return _str(value)


def _one_of(enumeration: type[StrEnum], value: object) -> StrEnum:
    known: list[str] = [each.value for each in enumeration]
    if value not in known:
        raise Refused(f"{shown(value)} is not known here", did_you_mean(value, known))
    return enumeration(str(value))


_STRICT: Mapping[Any, Read] = {
    str: _str,
    Text: _text,
    bool: _bool,
    int: _int,
    datetime.date: _date,
    Scalar: _scalar,
    Setting: _setting,
    Value: _value,
    Expression: _expression,
    Setting | None: _setting,
    Expression | None: _expression,
    str | tuple[str, ...] | None: _answer,
}
"""What reads the types that are no parts, and are not made of others."""
