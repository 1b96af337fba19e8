"""Prospects and what to do about them (MAN, row 1.07)."""

from enum import StrEnum

from attrs import frozen

from crmrules.expressions.types import BOOL, Kind, Type
from crmrules.model.fact import Entity, fact


class AuthorityRole(StrEnum):
    """What part a person has in the decision to buy (购买决定权, row 1.07).

    The source counts deciding, advising and opposing all as authority.
    """

    DECIDES = "decides"
    ADVISES = "advises"
    OPPOSES = "opposes"
    NONE = "none"


@frozen(kw_only=True)
class Prospect(Entity):
    """A possible customer (潜在客户), by the three dimensions of MAN (row 1.07). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    money: bool | None = fact(BOOL, "Has a certain purchasing power", "具有一定的购买能力")
    """M, money (金钱): has a certain purchasing power."""
    authority: bool | None = fact(
        BOOL, "Has power to decide, advise or oppose the purchase", "对购买有决定、建议或反对的权力"
    )
    """A, authority (购买决定权): has power to decide, advise or oppose the purchase."""
    need: bool | None = fact(BOOL, "Has a need for the product", "有对产品的需求")
    """N, need (需求): has a use for the product."""
    authority_role: str | None = fact(
        Type(Kind.TEXT, tuple(role.value for role in AuthorityRole)),
        "Part in the decision to buy",
        "在购买决定中的角色",
    )
    """Which of these powers it is, where that is known; the policy `man` itself reads `authority` alone."""
