"""Offers: what is offered to a customer, and why it should be taken."""

from attrs import frozen

from crmrules.expressions.types import BOOL
from crmrules.model.fact import Entity, fact


@frozen(kw_only=True)
class Offer(Entity):
    """What is offered to one customer, or to a market (rows 0.01 and 1.15). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    necessary: bool | None = fact(BOOL, "The customer cannot do without it", "对客户是必需品")
    """Whether it is a necessity (必需品, row 0.01)."""
    irreplaceable: bool | None = fact(BOOL, "Nothing replaces it", "对客户是不可替代品")
    """Whether nothing can stand in for it (不可替代品, row 0.01)."""
    knows_what_it_gives: bool | None = fact(BOOL, "It is known what one can give the customer", "明确能给客户什么")
    """First question that must have an answer where it is not both (row 0.01)."""
    knows_why_us: bool | None = fact(BOOL, "It is known why the customer must work with one", "明确客户为何必须合作")
    """Second question (row 0.01)."""
    knows_why_no_rival: bool | None = fact(
        BOOL, "It is known why the customer would not choose a rival", "明确客户为何不选竞争对手"
    )
    """Third question (row 0.01)."""
    product_attracts: bool | None = fact(BOOL, "The product stands out", "产品有特色")
    """Product, first of the four Ps (产品, row 1.15)."""
    price_attracts: bool | None = fact(BOOL, "The price attracts", "价格有吸引力")
    """Price, second of the four Ps (价格, row 1.15)."""
    place_attracts: bool | None = fact(BOOL, "The way of sale stands out", "分销渠道有特色")
    """Place, third of the four Ps (分销渠道, row 1.15)."""
    promotion_attracts: bool | None = fact(BOOL, "The promotion attracts", "促销有吸引力")
    """Promotion, last of the four Ps (促销, row 1.15)."""
