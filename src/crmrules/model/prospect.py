"""Prospects: whether to pursue them, and what they seem to need."""

from attrs import frozen

from crmrules.expressions.types import BOOL, NUMBER
from crmrules.model.fact import Entity, Number, fact


@frozen(kw_only=True)
class Prospect(Entity):
    """A possible customer (潜在客户), by MAN (row 1.07), by what is needed (rows 2.13 and 2.14) and by the signs
    that a purchase is near (row 1.20). None is unknown.

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
    strong_need: bool | None = fact(BOOL, "Shows a plain, strong need", "有明显、强烈的需求")
    """The need is explicit (显性需求, row 2.13)."""
    asks_for_solution: bool | None = fact(BOOL, "Looks for a solution", "关注解决方案")
    """The need is explicit where solutions are asked for, too (关注解决方案, row 2.13)."""
    inconvenience: bool | None = fact(BOOL, "Finds something inconvenient", "有些不便")
    """A sign of a latent need (隐藏性需求, row 2.13)."""
    dissatisfied: bool | None = fact(BOOL, "Is dissatisfied", "有所不满")
    """A sign of a latent need (不满, row 2.13)."""
    complains: bool | None = fact(BOOL, "Complains", "有所抱怨")
    """A sign of a latent need (抱怨, row 2.13)."""
    many_problems: bool | None = fact(BOOL, "Has many problems", "问题重重")
    """So many problems that the need is not clear yet (问题重重, row 2.13)."""
    goal: Number | None = fact(NUMBER, "Goal", "目标", "units")
    """Where the prospect wants to be, in a unit of its own (目标, row 2.14)."""
    status: Number | None = fact(NUMBER, "Status, in the unit of the goal", "现状（单位同目标）", "units")
    """Where the prospect is, in the unit of the goal; the need is the gap between them (现状, row 2.14)."""
    compares_terms: bool | None = fact(
        BOOL, "Looks hard at the terms and compares them with those of rivals", "认真看条款并与竞争者的条件比较"
    )
    """A sign that a purchase is near (购买信号, row 1.20)."""
    complains_of_brand: bool | None = fact(BOOL, "Complains of the brand in use", "抱怨正在使用的其他品牌")
    """A sign that a purchase is near (row 1.20)."""
    asks_lower_price: bool | None = fact(
        BOOL, "Asks for a lower price, for one reason or another", "以种种理由要求降低价格"
    )
    """A sign that a purchase is near (row 1.20)."""
    asks_details: bool | None = fact(
        BOOL, "Asks for details, cautions or after-sales service", "要求说明细节、注意事项或售后服务"
    )
    """A sign that a purchase is near (row 1.20)."""
    introduces_upward: bool | None = fact(
        BOOL, "Introduces you to a manager or the general manager", "主动介绍给部门经理或总经理"
    )
    """A sign that a purchase is near (row 1.20)."""
    reception_rises: bool | None = fact(BOOL, "Attitude and reception become warmer", "态度更加友好、接待规格提高")
    """A sign that a purchase is near (row 1.20)."""
