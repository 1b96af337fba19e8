"""Pydantic models of what policies read, for FastAPI and JSON. Needs the extra `service`."""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from crmrules.errors import EngineError
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import Kind, Type
from crmrules.extras import needed
from crmrules.kinds.base import Policy, checked_policy
from crmrules.model.fact import Fact

with needed("crmrules.pydantic"):
    from pydantic import (
        AfterValidator,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Field,
        PlainSerializer,
        Strict,
        WithJsonSchema,
        create_model,
    )


def model_of(policy: Policy[Any]) -> type[BaseModel]:
    """A Pydantic model of the stored facts that a policy reads; an instance of it is a record to decide on.

    Each fact may be left out, or null: it is unknown. Types are as strict as the policy's: no text is a number, no 1
    is true, a number is a `Decimal` and a day a `date`, which JSON writes as "2026-07-01"; choices are a `Literal`.
    JSON that an instance is written as is read back, but for numbers of more digits than a float has, which are texts.
    Other keys are refused. Titles and units of facts are in the JSON Schema. Raises `EngineError` for a fact that is
    called as something that every model has, and `PolicyError` for what is no policy.
    """
    definition = checked_policy(policy, Policy, "model_of").definition
    taken = [each.name for each in definition.read_facts if hasattr(BaseModel, each.name)]
    if taken:
        message = f"fact `{taken[0]}` is called as a part of every Pydantic model"
        raise EngineError.of(f"policy `{definition.id}`", message, "call the fact otherwise, or use `decide_json`")
    fields: dict[str, Any] = {each.name: (_type(each.type) | None, _field(each)) for each in definition.read_facts}
    name = "".join(part.capitalize() for part in definition.id.replace("-", "_").split("_"))
    config = ConfigDict(extra="forbid", frozen=True, title=definition.header.title.en, protected_namespaces=())
    return create_model(name, __config__=config, __doc__=definition.header.title.en, **fields)


def _field(fact: Fact) -> Any:
    unit = f" ({fact.unit})" if fact.unit else ""
    return Field(default=None, title=fact.title.en, description=f"{fact.title.en}{unit}")


def _type(type_: Type) -> Any:
    def fits(value: Any) -> Any:
        try:
            accept(value, type_)
        except Refused as refused:
            raise ValueError("; ".join(filter(None, (refused.message, refused.remedy)))) from None
        return value

    match type_.kind:
        case Kind.BOOL:
            return Annotated[bool, Strict()]
        case Kind.INTEGER:
            return Annotated[int, Strict(), AfterValidator(fits)]
        case Kind.NUMBER | Kind.MONEY:
            return Annotated[
                Decimal,
                AfterValidator(fits),
                BeforeValidator(_decimal),
                PlainSerializer(_number, when_used="json"),
                WithJsonSchema({"type": "number"}),
            ]
        case Kind.TEXT if type_.values:
            return Literal[type_.values]
        case Kind.TEXT:
            return Annotated[str, Strict()]
        case Kind.DATE:
            return Annotated[datetime.date, Strict(), AfterValidator(fits)]


def _decimal(value: object) -> object:
    """A number as the decimal it is written as."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"{shown(value)} is no number")
    return Decimal(repr(value)) if isinstance(value, float) else value


def _number(value: Decimal) -> int | float | str:
    """A decimal as a number of JSON, where one says it exactly."""
    if value == value.to_integral_value() and abs(value) <= MAX_WHOLE:
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)
