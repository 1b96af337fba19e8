"""From the parts of a policy to plain mappings, by cattrs: what a file of it would hold."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from crmrules.definitions.structure import PARTS, renames
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression
from crmrules.kinds.decision.parts import Outcome
from crmrules.model.text import Text


def unstructure(part: object) -> Any:
    """The plain value that describes a part; what equals its default is left out."""
    return _converter().unstructure(part)


@cache
def _converter() -> Converter:
    converter = Converter()
    for part in get_args(Expression):
        converter.register_unstructure_hook(part, render)
    converter.register_unstructure_hook(Text, _text)
    converter.register_unstructure_hook_func(
        _is_mapping, lambda table: {key: converter.unstructure(value) for key, value in table.items()}
    )
    for cls in PARTS:
        converter.register_unstructure_hook(
            cls, make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **renames(cls))
        )
    converter.register_unstructure_hook(Outcome, _outcome)
    return converter


def _is_mapping(type_: object) -> bool:
    return getattr(type_, "__origin__", None) is Mapping


def _text(text: Text) -> object:
    return {"en": text.en, "zh": text.zh} if text.zh else text.en


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """Its outputs stand beside its id and title."""
    return {"id": outcome.id, "title": _text(outcome.title), **outcome.outputs}
