"""Customers: what they bring, and when they were last contacted (rows 1.38 and 1.39)."""

import datetime

from attrs import frozen

from crmrules.expressions.types import DATE, Kind, Type
from crmrules.model.fact import Entity, fact


@frozen(kw_only=True)
class Customer(Entity):
    """A customer (客户) of a period, as the account manager sees it on one day (rows 1.38 and 1.39). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    profit: float | None = fact(Type(Kind.MONEY), "Profit of the period", "本期创造的利润", "currency")
    """What the customer brings in the period, after costs; negative for one who costs more (利润)."""
    customer_since: datetime.date | None = fact(DATE, "Customer since", "成为客户的日期")
    """The day the customer became one."""
    last_call: datetime.date | None = fact(DATE, "Last call", "最近一次电话沟通日期")
    """The day of the last call that was made to the customer (打电话); None also where there was none yet."""
    last_visit: datetime.date | None = fact(DATE, "Last visit", "最近一次拜访日期")
    """The day the customer was last visited (拜访); None also where there was no visit yet."""
