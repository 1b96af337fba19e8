"""Hooks for cattrs: entities and events inside the classes of a host, from JSON and back."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import attrs
import cattrs

from crmrules.errors import EngineError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.numbers import Exact
from crmrules.expressions.tree import Value
from crmrules.model.event import Event
from crmrules.model.fact import Entity
from crmrules.records.json_lines import read_json
from crmrules.records.moments import day_or_moment

C = TypeVar("C", bound=cattrs.BaseConverter)
E = TypeVar("E", bound=Entity)


def register(converter: C) -> C:
    """Teaches a converter the entities and `Event`, wherever they stand in classes of the host; gives it back.

    ``register(cattrs.Converter()).structure({"money": True, "need": None}, Prospect)``

    From JSON, days are read from ISO text, and nothing else is converted: entities are as strict as ever. What is left
    out or null is unknown, and is left out again on the way back. What is wrong is a `RecordError` that names every
    field; inside another class cattrs adds where. Raises `EngineError` for what is no converter of cattrs.
    """
    if not isinstance(converter, cattrs.BaseConverter):
        raise EngineError.of("crmrules.cattrs", f"{shown(converter)} is no converter", "give cattrs.Converter()")
    converter.register_structure_hook_func(_is_entity, _entity)
    converter.register_unstructure_hook_func(_is_entity, _facts)
    converter.register_structure_hook(Event, _event)
    converter.register_unstructure_hook(Event, _told)
    return converter


def _is_entity(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Entity)


def _entity(given: object, entity: type[E]) -> E:
    table, known = _table(given, entity), {each.name: each.metadata["type"] for each in attrs.fields(entity)}
    values: dict[str, Value] = {}
    problems = _unknown_keys(table, entity, known)
    for name, type_ in known.items():
        try:
            values[name] = read_json(table.get(name), type_)
        except Refused as refused:
            problems.append(Problem(f"{entity.__name__}.{name}", refused.message, refused.remedy))
    if problems:
        raise RecordError(problems)
    return entity(**values)


def _facts(entity: Entity) -> dict[str, object]:
    """The known facts; a number that no float stands for is a fraction, for an encoder that can write it."""
    values = {each.name: getattr(entity, each.name) for each in attrs.fields(type(entity))}
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Value) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.ratio if isinstance(value, Exact) else value


def _event(given: object, _: Any) -> Event:
    table, known = _table(given, Event), [each.name for each in attrs.fields(Event)]
    problems = _unknown_keys(table, Event, known)
    if problems:
        raise RecordError(problems)
    told: dict[str, Any] = {"customer": None, "kind": "", **table}
    told |= {key: _moment(table.get(key)) for key in ("at", "recorded")}
    return Event(**told)


def _told(event: Event) -> dict[str, object]:
    told = {each.name: getattr(event, each.name) for each in attrs.fields(Event)}
    told["data"] = {name: _plain(value) for name, value in event.data.items()}
    return {name: _plain(value) for name, value in told.items() if value not in (None, {})}


def _moment(value: Any) -> Any:
    """A day or a moment from ISO text; all else is for the event to refuse."""
    try:
        return day_or_moment(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _table(given: object, of: type) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise RecordError.of(of.__name__, f"{shown(given)} is no table", "give an object of JSON")
    return given


def _unknown_keys(table: Mapping[str, Any], of: type, known: Collection[str]) -> list[Problem]:
    return [
        Problem(of.__name__, f"unknown key {shown(key)}", did_you_mean(key, known)) for key in table if key not in known
    ]
