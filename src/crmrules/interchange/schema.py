"""The JSON Schema of policy files, made from the classes of their parts: what editors complete and validate by.

A file that `extends` another says what it changes, so that nothing but its id is required of it.
"""

import datetime
import types
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from crmrules.definitions.layout import COMMON, Layout, key_of, rest_of
from crmrules.definitions.names import LONGEST_NAME, POLICY_ID
from crmrules.definitions.parts import FORMAT, Header
from crmrules.expressions.tree import Expression
from crmrules.kinds import KINDS
from crmrules.model.text import Text

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The version that editors of TOML know."""

_TEXT: Mapping[str, Any] = {
    "description": "A text in English, or in English and Chinese.",
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
            "required": ["en"],
        },
    ],
}
_SCALARS = {bool: "boolean", int: "number", float: "number", str: "string", datetime.date: "string"}
_SCALAR = {"type": ["boolean", "number", "string"]}
_EXPRESSION = {"type": "string", "description": "A condition or a reckoning in the rule language."}
_ID = {"type": "string", "pattern": f"^{POLICY_ID.pattern}$", "maxLength": LONGEST_NAME}
_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    datetime.date: {"type": "string", "format": "date"},
    Expression: _EXPRESSION,
}


def policy_schema() -> dict[str, Any]:
    """The schema of a policy file of any kind."""
    made = _Schema()
    kinds = [made.kind(kind.layout, whole=whole) for kind in KINDS.values() for whole in (True, False)]
    return {
        "$schema": DIALECT,
        "title": "crmrules policy",
        "type": "object",
        "anyOf": kinds,
        "definitions": made.definitions,
    }


class _Schema:
    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {"Text": _TEXT}

    def kind(self, layout: Layout, *, whole: bool) -> dict[str, Any]:
        """A whole file of a kind, or one that extends another."""
        described = self._object(layout.header, whole=whole)
        properties = described["properties"]
        properties["kind"] = {"const": layout.kind}
        properties["format"] = {"const": FORMAT}
        for key, table in (*COMMON.items(), *layout.tables.items()):
            properties[key] = {"type": "object", "additionalProperties": self._part(table.part, whole=whole)}
        for key, part in layout.parts.items():
            properties[key] = self._part(part, whole=whole)
        for key, each in layout.lists.items():
            properties[key] = {"type": "array", "items": self._part(each.part, whole=whole)}
        usual = next(iter(KINDS.values())).layout
        # a file that says no kind is a decision
        needed = [key for key in described["required"] if layout is not usual or key != "kind"]
        if whole:
            return {**described, "required": needed, "not": {"required": ["extends"]}}
        names = {"type": "array", "items": {"type": "string"}}
        properties |= {"extends": {"type": "string"}, "base": {"type": "string"}, "remove": names}
        return {**described, "required": ["id", "extends"]}

    def _object(self, part: type, *, whole: bool) -> dict[str, Any]:
        hints = get_type_hints(part)
        properties: dict[str, Any] = {}
        required: list[str] = []
        for each in attrs.fields(part):
            key = key_of(each.name)
            properties[key] = (
                _ID if each.name == "id" and issubclass(part, Header) else self._type(hints[each.name], whole=whole)
            )
            if each.default is attrs.NOTHING:
                required.append(key)
        described = {"type": "object", "additionalProperties": False, "properties": properties, "required": required}
        return {"description": _said(part), **described}

    def _part(self, part: type, *, whole: bool) -> dict[str, Any]:
        """A reference to the description of a part."""
        name = part.__name__ if whole else f"{part.__name__}Change"
        if name not in self.definitions:
            self.definitions[name] = {}  # for parts that hold parts
            described = self._object(part, whole=whole)
            rest = rest_of(part)
            if rest is not None:
                del described["properties"][rest.name]
                described["additionalProperties"] = _SCALAR
            if not whole:
                described["required"] = []
                described["properties"] |= {"before": {"type": "string"}, "after": {"type": "string"}}
            self.definitions[name] = described
        return {"$ref": f"#/definitions/{name}"}

    def _type(self, type_: Any, *, whole: bool) -> Mapping[str, Any]:
        for plain, described in _PLAIN.items():
            if type_ == plain:
                return described
        if type_ is Text:
            return {"$ref": "#/definitions/Text"}
        origin, arguments = get_origin(type_), get_args(type_)
        if origin in (Union, types.UnionType):
            # a file leaves out what is unknown, and what is reckoned stands in none
            left = [each for each in arguments if each not in (type(None), Fraction)]
            if set(left) == set(get_args(Expression)):
                return _EXPRESSION
            if len(left) > 1 and all(each in _SCALARS for each in left):
                return {"type": sorted({_SCALARS[each] for each in left})}
            found = [self._type(each, whole=whole) for each in left]
            return found[0] if len(found) == 1 else {"anyOf": found}
        if origin is tuple:
            return {"type": "array", "items": self._type(arguments[0], whole=whole)}
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self._type(arguments[1], whole=whole)}
        if isinstance(type_, type) and issubclass(type_, StrEnum):
            return {"enum": [each.value for each in type_], "description": _said(type_)}
        return self._part(type_, whole=whole)


def _said(part: type) -> str:
    """The first sentence of what a class says of itself."""
    return (part.__doc__ or "").strip().split("\n")[0]
