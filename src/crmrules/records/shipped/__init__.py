"""Bindings that are shipped: for files of known shapes, such as the exports of a CRM system, and for histories."""

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from attrs import frozen

from crmrules.errors import BindingError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.model.text import Text


@frozen
class Shipped:
    """A binding that is shipped."""

    name: str
    title: Text
    header: tuple[str, ...]
    """The columns by which a file is told to be of its shape."""


@cache
def shipped_bindings() -> Mapping[str, Shipped]:
    """Those that are shipped, by their names."""
    index = tomllib.loads(_text("index"))
    return {name: Shipped(name, Text(**each["title"]), tuple(each["header"])) for name, each in sorted(index.items())}


def shipped_for(columns: Collection[str]) -> Shipped | None:
    """The one for files with some columns: of those that fit the one with the longest header; None where none does."""
    there = {*columns}
    fitting = [each for each in shipped_bindings().values() if {*each.header} <= there]
    return max(fitting, key=lambda each: len(each.header), default=None)


def shipped_text(name: object) -> str:
    """A shipped binding as it is written; raises `BindingError` where none is called so."""
    if not isinstance(name, str) or name not in shipped_bindings():
        remedy = did_you_mean(name, shipped_bindings()) or "`crmrules bind --list` lists them"
        raise BindingError.of("binding", f"no shipped binding is called {shown(name)}", remedy)
    return _text(name)


def _text(name: str) -> str:
    return (files("crmrules.records.shipped") / f"{name}.toml").read_text("utf-8")
