"""Subscriptions, and how far their retention has come (row 0.36)."""

from attrs import frozen

from crmrules.expressions.types import BOOL, INTEGER, NUMBER, Kind, Type
from crmrules.model.fact import Entity, fact

_MONEY = Type(Kind.MONEY)


@frozen(kw_only=True)
class Subscription(Entity):
    """A running contract for a service, as its operator sees it on one day (row 0.36). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    cancellation_requested: bool | None = fact(BOOL, "Has come to apply for cancellation", "上门申请消号")
    """The customer has applied for cancellation (上门申请消号)."""
    suspended: bool | None = fact(BOOL, "Service is stopped", "停机")
    """The service is stopped (停机)."""
    suspension_requested: bool | None = fact(BOOL, "Has reported a stop", "报停")
    """The customer has asked to stop the service for a time (报停)."""
    arrears_suspension: bool | None = fact(BOOL, "The stop is for arrears", "欠费停机")
    """The service was stopped because bills are unpaid (欠费停机)."""
    bill: float | None = fact(_MONEY, "Last closed bill", "最近一期已出账话费", "currency")
    """The last closed bill, in the currency of all bills (话费)."""
    bill_average: float | None = fact(_MONEY, "Mean of the three bills before it", "此前三期话费平均值", "currency")
    """The mean of the three bills before the last, in the same currency."""
    forwarding_days_30: int | None = fact(
        INTEGER, "Days with call forwarding, of the last 30", "近30天呼叫转移天数", "days"
    )
    """On how many distinct days, of the 30 before the decision, calls were forwarded (呼转)."""
    powered_off_days_30: int | None = fact(INTEGER, "Days switched off, of the last 30", "近30天关机天数", "days")
    """On how many distinct days, of the 30 before the decision, the phone was off (关机)."""
    usage_swing: float | None = fact(NUMBER, "Swing of usage over three months", "近三个月使用量波动幅度", "ratio")
    """(highest - lowest) / mean of the last three closed months, as a ratio; a rise counts (强震波)."""
    complaint_open: bool | None = fact(BOOL, "A complaint is open", "有未结投诉")
    """A complaint is not yet settled (抱怨)."""
    tenure_months: int | None = fact(INTEGER, "Months since joining", "在网月数", "months")
    """Whole months since the customer joined (在网时间)."""
