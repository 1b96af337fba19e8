"""What the columns of a file are to be: the types of the facts that are read from them."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import field, frozen

from crmrules.definitions.base import Definition
from crmrules.errors import BindingError, Problem
from crmrules.expressions.types import NUMBER, TEXT, Kind, Type
from crmrules.records.binding import Binding, forms_of, meanings_of
from crmrules.records.forms import Forms
from crmrules.records.meanings import Meanings

DTYPES: Mapping[Kind, Any] = {
    Kind.BOOL: pl.Boolean,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.MONEY: pl.Float64,
    Kind.TEXT: pl.String,
    Kind.DATE: pl.Date,
}
"""How the columns of each type are held."""


@frozen
class Wanted:
    """What the values of a column are to be."""

    type: Type
    forms: Forms = field(factory=Forms)
    """How they are written, so far as it matters to the type."""
    meanings: tuple[Meanings, ...] = field(default=())
    """What a binding says that they mean, where it does; they are text to the file."""


def column_types(read: Sequence[tuple[Definition, Binding]]) -> dict[str, Wanted]:
    """What each column is to be that some policies read.

    Raises `BindingError` where one column would have to be read as two types.
    """
    wanted: dict[str, Wanted] = {}
    problems: list[Problem] = []
    for definition, binding in read:
        for fact in definition.said_facts:
            for column, each in columns_of_fact(fact.name, fact.type, binding).items():
                known = wanted.get(column, each)
                merged = _merged(known, each)
                if merged is None:
                    message = f"is {known.type.kind} for one fact and {each.type.kind} for `{fact.name}`"
                    problems.append(Problem(f"column `{column}`", message, "bind one of them to another column"))
                elif merged.type.kind is not Kind.TEXT and known.forms != each.forms:
                    message = f"is written in one way for one fact, and in another for `{fact.name}`"
                    problems.append(Problem(f"column `{column}`", message, "say the same of both, or say it for all"))
                else:
                    wanted[column] = merged
    if problems:
        raise BindingError(problems)
    return wanted


def columns_of_fact(fact: str, type_: Type, binding: Binding) -> dict[str, Wanted]:
    """What the columns are to be that one fact is read from."""
    bound, forms = binding.facts.get(fact), forms_of(binding, fact)
    if bound is None:
        return {fact: Wanted(type_, forms.of(type_))}
    if bound.is_ is not None:
        types = {name: Type(binding.columns[name]) for name in sorted(bound.columns)}
        return {name: Wanted(each, forms.of(each)) for name, each in types.items()}
    if bound.values:
        return {bound.column: Wanted(TEXT, meanings=(meanings_of(binding, fact),))}
    return {bound.column: Wanted(type_, forms.of(type_))}


def _merged(one: Wanted, other: Wanted) -> Wanted | None:
    """What holds the values of two; None where there is none.

    Texts that two read in their own ways stay what they are: a frame is read by the binding once more.
    """
    type_ = _type(one.type, other.type)
    if type_ is None:
        return None
    meanings = (*one.meanings, *(each for each in other.meanings if each not in one.meanings))
    return Wanted(type_, one.forms if one.forms == other.forms else Forms(), meanings)


def _type(one: Type, other: Type) -> Type | None:
    if one == other:
        return one
    if one.numeric and other.numeric:
        return NUMBER
    return Type(one.kind) if one.kind == other.kind else None
