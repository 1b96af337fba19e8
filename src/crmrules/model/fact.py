"""Facts: the typed, named, labelled values that rules read, and the entities that store them."""

from decimal import Decimal
from typing import Any, TypeAlias

import attrs
from attrs import field, frozen

from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import Refused, accept
from crmrules.expressions.types import Kind, Type
from crmrules.model.text import Text

Number: TypeAlias = float | Decimal
"""A number or an amount of money, as it may be given: it is held as what it is written as, exactly."""


@frozen
class Fact:
    """What is known of a stored fact before any record is seen."""

    name: str
    type: Type
    title: Text
    unit: str = field(default="")


def fact(type_: Type, en: str, zh: str, unit: str = "") -> Any:
    """An entity's field: a fact that is unknown until it is given."""
    return field(default=None, metadata={"type": type_, "title": Text(en, zh), "unit": unit})


def one_of(*values: str) -> Type:
    """The type of a text that is one of a few."""
    return Type(Kind.TEXT, values)


def facts_of(entity: type["Entity"]) -> tuple[Fact, ...]:
    """The facts an entity stores, in the order of its fields."""
    return tuple(
        Fact(each.name, each.metadata["type"], each.metadata["title"], each.metadata["unit"])
        for each in attrs.fields(entity)
    )


@frozen
class Entity:
    """Base of the entities: every fact may be unknown, and a wrong type is refused when the entity is made.

    Raises `RecordError` naming every field of a wrong type.
    """

    def __attrs_post_init__(self) -> None:
        problems = []
        for each in attrs.fields(type(self)):
            value = getattr(self, each.name)
            if value is None:
                continue
            try:
                accepted = accept(value, each.metadata["type"])
            except Refused as refused:
                problems.append(Problem(f"{type(self).__name__}.{each.name}", refused.message, refused.remedy))
            else:
                if accepted is not value:
                    object.__setattr__(self, each.name, accepted)
        if problems:
            raise RecordError(problems)
