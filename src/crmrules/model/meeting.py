"""Meetings: how far the talks with one customer have come."""

import datetime

from attrs import frozen

from crmrules.expressions.types import BOOL, DATE, INTEGER
from crmrules.model.fact import Entity, fact, one_of


@frozen(kw_only=True)
class Meeting(Entity):
    """The talks with one customer (会谈), on the day after a meeting (rows 0.47 and 4.01 to 4.08). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    stage: str | None = fact(one_of("A", "A2", "B1", "B2", "B3", "member"), "Stage of the talks", "会谈阶段")
    """How far the talks have come; the source never explains the letters (会谈阶段, row 4.01)."""
    asks_price: bool | None = fact(BOOL, "The customer asks for price or quantity", "客户询问价格或数量")
    """In stage A no price is named by phone (报价报量, row 4.02)."""
    cannot_follow: bool | None = fact(BOOL, "The salesperson cannot follow any more", "业务员跟不上")
    """The salesperson asks for help (求助, rows 4.06 and 4.08)."""
    hard_call: bool | None = fact(BOOL, "The next call is hard", "致电困难")
    """The salesperson says why and asks for a helper (row 4.06)."""
    pleasant_no_deal: bool | None = fact(BOOL, "A pleasant talk, and no deal", "会谈愉快而未成交")
    """The truth about decision and budget is looked for (row 4.06)."""
    steps_done: bool | None = fact(BOOL, "The agreed steps are done", "约定步骤已完成")
    """What was agreed for this stage is done (row 4.06)."""
    away_asked_in_a_row: int | None = fact(
        INTEGER, "Wishes in a row that we come", "连续要求上门的次数", "times in a row"
    )
    """Since the customer last accepted to come to us (row 4.03)."""
    manageable: bool | None = fact(BOOL, "An away meeting is manageable", "上门会谈可控")
    """Whether the salesperson can manage a meeting at the customer's (row 4.03)."""
    stage_since: datetime.date | None = fact(DATE, "Day the stage last changed", "最近一次阶段变化日期")
    """The day from which contacts are counted (row 0.47)."""
    contacts_since: int | None = fact(
        INTEGER, "Contacts since the stage last changed", "阶段变化后的接触次数", "contacts"
    )
    """How often the two sides met, called or wrote since the stage last changed (row 0.47)."""
