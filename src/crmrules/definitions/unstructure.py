"""From the parts of a policy to plain mappings, by cattrs: what a file of it would hold."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, cast, get_args

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from crmrules.definitions.layout import rest_of
from crmrules.definitions.structure import renames
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression
from crmrules.model.text import Text


def unstructure(part: object) -> Any:
    """The plain value that describes a part; what equals its default is left out."""
    return _converter().unstructure(part)


@cache
def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook_factory(attrs.has, partial(_part, converter))
    for part in get_args(Expression):
        converter.register_unstructure_hook(part, render)
    converter.register_unstructure_hook(Text, _text)
    converter.register_unstructure_hook_func(
        _is_mapping, lambda table: {key: converter.unstructure(value) for key, value in table.items()}
    )
    return converter


def _part(converter: Converter, part: type) -> Callable[[Any], dict[str, Any]]:
    """What writes a part; the keys of the attribute that takes the rest stand beside the others."""
    rest = rest_of(part)
    write: Any = make_dict_unstructure_fn(part, converter, _cattrs_omit_if_default=True, **renames(part))
    if rest is None:
        return cast("Callable[[Any], dict[str, Any]]", write)

    def beside(value: Any) -> dict[str, Any]:
        plain: dict[str, Any] = write(value)
        others = plain.pop(rest.name, {})
        return {**plain, **others}

    return beside


def _is_mapping(type_: object) -> bool:
    return getattr(type_, "__origin__", None) is Mapping


def _text(text: Text) -> object:
    return {"en": text.en, "zh": text.zh} if text.zh else text.en
