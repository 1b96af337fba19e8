"""From plain mappings to the parts of a policy, by cattrs, strictly: nothing is converted silently."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from types import GenericAlias, NoneType, UnionType
from typing import Any, TypeVar, cast, get_args

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from crmrules.definitions.layout import key_of, rest_of
from crmrules.definitions.parts import Scalar, Setting
from crmrules.errors import CrmRulesError, Problem, did_you_mean
from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE, NoNumber, held
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Expression, Value
from crmrules.model.text import LANGUAGES, Text

T = TypeVar("T")

_RESTS: set[str] = set()
"""Attributes that take the rest of a table, of all parts that were read: no key of a file is called after them."""


def structure(value: object, type_: type[T], path: str) -> tuple[T | None, list[Problem]]:
    """The part that a plain value describes, or all that is wrong with it."""
    try:
        return _converter().structure(value, type_), []
    except Exception as error:  # cattrs collects whatever a hook raised
        return None, _problems(error, path)


@cache
def _converter() -> Converter:
    converter = Converter()
    strict: list[tuple[Any, Callable[[object], object]]] = [
        (str, _str),
        (Text, _text),
        (bool, _bool),
        (datetime.date, _date),
        (int, _int),
        (Scalar, _scalar),
        (Scalar | None, _scalar),
        (Value, _value),
        (Setting, _setting),
        (Setting | None, _setting),
        (Expression, _expression),
        (Expression | None, _expression),
        (str | None, _str),
        (int | None, _int),
        (bool | None, _bool),
        (datetime.date | None, _date),
        (str | tuple[str, ...] | None, _answer),
    ]
    # hooks of parts are made when a part is first read: a policy pays for its own kind alone
    converter.register_structure_hook_factory(attrs.has, partial(_part, converter))
    converter.register_structure_hook(StrEnum, _one_of)
    converter.register_structure_hook_func(_may_be_choice, _one_of)
    converter.register_structure_hook_func(_is_tuple, _tuple(converter))
    converter.register_structure_hook_func(_is_mapping, _mapping(converter))
    for type_, read in strict:
        if isinstance(type_, type):
            converter.register_structure_hook(type_, _hook(read))
        else:
            converter.register_structure_hook_func(_is(type_), _hook(read))
    return converter


def renames(cls: type) -> Any:
    """What cattrs is told of the attributes of a part whose keys have other names."""
    names = [each.name for each in attrs.fields(cls)]
    return {name: override(rename=key_of(name)) for name in names if key_of(name) != name}


def _part(converter: Converter, part: type) -> Callable[[object, type], object]:
    """What reads a part from a table; all keys that are no attributes of its own go to the one that takes the rest."""
    strict: Any = make_dict_structure_fn(part, converter, _cattrs_forbid_extra_keys=True, **renames(part))
    rest = rest_of(part)
    if rest is None:
        return _only_tables(strict)
    _RESTS.add(rest.name)
    own = {key_of(each.name) for each in attrs.fields(part)} - {rest.name}

    def read(table: Mapping[str, Any], _: type) -> object:
        given = {key: table[key] for key in table if key in own}
        return strict(given | {rest.name: {key: table[key] for key in table if key not in own}}, part)

    return _only_tables(read)


def _is(type_: object) -> Callable[[object], bool]:
    return lambda other: other == type_


def _may_be_choice(type_: object) -> bool:
    """Whether it is an enumeration of texts that may be left out."""
    inner = [each for each in get_args(type_) if each is not NoneType] if isinstance(type_, UnionType) else []
    return len(inner) == 1 and isinstance(inner[0], type) and issubclass(inner[0], StrEnum)


def _is_tuple(type_: object) -> bool:
    return getattr(type_, "__origin__", None) is tuple or type_ == tuple[str, ...] | None


def _is_mapping(type_: object) -> bool:
    return getattr(type_, "__origin__", None) is Mapping


def _hook(read: Callable[[object], object]) -> Callable[[object, object], object]:
    return lambda value, _: read(value)


def _only_tables(read: Callable[[Any, type], object]) -> Callable[[object, type], object]:
    return lambda value, cls: read(_table(value), cls)


def _tuple(converter: Converter) -> Callable[[object, Any], object]:
    def read(value: object, type_: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise Refused(f"{shown(value)} is no list", "write it in brackets")
        item = str if type_ == tuple[str, ...] | None else type_.__args__[0]
        as_list: Any = GenericAlias(list, (item,))  # as cattrs' own, so that its errors carry the place
        return tuple(converter.structure(list(value), as_list))

    return read


def _mapping(converter: Converter) -> Callable[[object, Any], object]:
    def read(value: object, type_: Any) -> dict[str, Any]:
        # the same dictionary type as cattrs' own, so that its errors carry the key
        return converter.structure(_table(value), dict[str, type_.__args__[1]])

    return read


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused(f"{shown(value)} is no table", "write `key = value` pairs")
    if not all(isinstance(key, str) for key in value):
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
    raise Refused(f"{shown(value)} is no {wanted}", f"numbers reach to {MAX_WHOLE:,} either way")


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


def _one_of(value: object, enumeration: Any) -> StrEnum:
    cls: type[StrEnum] = enumeration if isinstance(enumeration, type) else enumeration.__args__[0]
    known: list[str] = [each.value for each in cls]
    if value not in known:
        raise Refused(f"{shown(value)} is not known here", did_you_mean(value, known))
    return cls(str(value))


def _problems(error: BaseException, path: str) -> list[Problem]:
    """The leaves of a cattrs error, each with its path."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote) and note.name not in _RESTS:
            path = _inside(path, f"`{key_of(note.name)}`")
        elif isinstance(note, IterableValidationNote):
            path = _inside(path, f"item {note.index + 1}" if isinstance(note.index, int) else f"`{note.index}`")
    match error:
        case BaseValidationError():
            return [problem for inner in error.exceptions for problem in _problems(inner, path)]
        case ForbiddenExtraKeysError():
            fields: list[str] = [each.name for each in attrs.fields(error.cl)]
            known = [key_of(name) for name in fields]
            return [
                Problem(path, f"unknown key `{key}`", did_you_mean(key, known)) for key in sorted(error.extra_fields)
            ]
        case KeyError():
            return [Problem(path, "is missing")]
        case Refused():
            return [Problem(path, error.message, error.remedy)]
        case CrmRulesError():
            return [problem.under(path) for problem in error.problems]
        case _:
            return [Problem(path, f"cannot be read: {error}")]


def _inside(path: str, part: str) -> str:
    return f"{path}, {part}" if path else part
