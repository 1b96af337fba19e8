"""From the parts of a policy to plain mappings: what a file of it would hold."""

from collections.abc import Mapping
from typing import Any, cast, get_args

import attrs

from crmrules.definitions.layout import key_of, rest_of
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression
from crmrules.model.text import Text

_NODES: tuple[type[Any], ...] = get_args(Expression)


def unstructure(part: object) -> Any:
    """The plain value that describes a part; what equals its default is left out."""
    if isinstance(part, Text):
        return {"en": part.en, "zh": part.zh} if part.zh else part.en
    if isinstance(part, _NODES):
        return render(cast("Expression", part))
    if isinstance(part, Mapping):
        return {key: unstructure(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [unstructure(item) for item in part]
    return _part(part) if attrs.has(type(part)) else part


def _part(part: Any) -> dict[str, Any]:
    """A table of the attributes of a part, those that must be there first.

    The keys of the attribute that takes the rest stand beside the others.
    """
    rest = rest_of(type(part))
    plain: dict[str, Any] = {}
    for each in sorted(attrs.fields(type(part)), key=lambda each: each.default is not attrs.NOTHING):
        value = getattr(part, each.name)
        if value != _default(each) and each != rest:
            plain[key_of(each.name)] = unstructure(value)
    return plain if rest is None else {**plain, **unstructure(getattr(part, rest.name))}


def _default(attribute: "attrs.Attribute[Any]") -> object:
    """What an attribute holds where nothing is said; factories are of empty tables."""
    factory = getattr(attribute.default, "factory", None)
    return attribute.default if factory is None else factory()
