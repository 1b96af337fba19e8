"""Subscriptions: how they are used, and how far their retention has come."""

import datetime

from attrs import frozen

from crmrules.expressions.types import BOOL, DATE, INTEGER, MONEY, NUMBER
from crmrules.model.fact import Entity, Number, fact, one_of


@frozen(kw_only=True)
class Subscription(Entity):
    """A running contract for a service, as its operator sees it on one day (rows 0.36 to 0.44, 2.15 and 2.18). None is
    unknown.

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
    bill: Number | None = fact(MONEY, "Last closed bill", "最近一期已出账话费", "currency")
    """The last closed bill, in the currency of all bills (话费)."""
    bill_average: Number | None = fact(MONEY, "Mean of the three bills before it", "此前三期话费平均值", "currency")
    """The mean of the three bills before the last, in the same currency."""
    forwarding_days_30: int | None = fact(
        INTEGER, "Days with call forwarding, of the last 30", "近30天呼叫转移天数", "days"
    )
    """On how many distinct days, of the 30 before the decision, calls were forwarded (呼转)."""
    powered_off_days_30: int | None = fact(INTEGER, "Days switched off, of the last 30", "近30天关机天数", "days")
    """On how many distinct days, of the 30 before the decision, the phone was off (关机)."""
    usage_swing: Number | None = fact(NUMBER, "Swing of usage over three months", "近三个月使用量波动幅度", "ratio")
    """(highest - lowest) / mean of the last three closed months, as a ratio; a rise counts (强震波)."""
    complaint_open: bool | None = fact(BOOL, "A complaint is open", "有未结投诉")
    """A complaint is not yet settled (抱怨)."""
    tenure_months: int | None = fact(INTEGER, "Months since joining", "在网月数", "months")
    """Whole months since the customer joined (在网时间)."""
    contract_end: datetime.date | None = fact(DATE, "Last day of the contract", "协议到期日")
    """The last day on which the contract binds the customer (协议到期, row 2.18)."""
    churn_tendency: bool | None = fact(BOOL, "Shows a tendency to leave", "存在流失倾向")
    """By the judgement of whoever knows the customer (流失倾向, rows 2.18 and 0.39)."""
    volume: Number | None = fact(NUMBER, "Volume of the last month", "最近一月业务量", "minutes")
    """Minutes used in the last closed month (业务量, rows 2.15 and 2.18)."""
    volume_average: Number | None = fact(NUMBER, "Mean volume of the months before it", "此前月均业务量", "minutes")
    """Minutes a month, over the months before the last (rows 2.15 and 2.18)."""
    rival_campaign: bool | None = fact(BOOL, "A rival is marketing strongly to the customer", "竞争对手强势营销")
    """A rival courts this customer with force (竞争对手强势营销, row 2.18)."""
    silent_days: int | None = fact(INTEGER, "Days without a call up to today", "截至当日连续零通话天数", "days")
    """Days in a row without any call, today included (零通话, row 2.18)."""
    rival_calls: int | None = fact(INTEGER, "Calls to a rival's service line", "拨打竞争对手客服电话次数", "calls")
    """How often the service line of a rival was called, in the time looked at (row 2.18)."""
    package_fee: Number | None = fact(MONEY, "Monthly fee of the package", "套餐月费", "currency")
    """What the package costs in a month, used or not (套餐值, rows 2.18 and 0.37)."""
    arrears: Number | None = fact(MONEY, "Arrears", "欠费金额", "currency")
    """What is unpaid, in the currency of the bills (欠费, row 0.44)."""
    notice_confirmed: bool | None = fact(
        BOOL, "A notice of stop or dunning has reached the customer", "停机或催缴通知已送达客户"
    )
    """Whether somebody is sure that the customer knows (停机通知, row 0.44)."""
    travelling: bool | None = fact(BOOL, "The customer is travelling", "客户正在出差或漫游")
    """Whether the customer is away and needs the phone (出差, row 0.44)."""
    leaving_seriously: bool | None = fact(BOOL, "Is about to leave", "即将离网")
    """More than a tendency: the customer means to go (row 0.39)."""
    customer_kind: str | None = fact(one_of("key", "new", "group", "no-agreement"), "Kind of customer", "客户类别")
    """Whom an offer is for: key, new, of a group, or without an agreement (row 0.37)."""
    cancel_reason: str | None = fact(
        one_of(
            "bill-too-high",
            "left-city",
            "surplus-number",
            "rival-offer",
            "arrears-fear",
            "call-or-bill-trouble",
            "unclear",
        ),
        "Reason for cancelling",
        "消号原因",
    )
    """What the customer gives as the reason (客户消号的几种状况, row 0.38)."""
    firm: bool | None = fact(BOOL, "The attitude is settled", "态度坚决")
    """Whether nothing more will change the customer's mind (row 0.40)."""
    offers_exhausted: bool | None = fact(BOOL, "All other ways have been tried", "其他办法均已尝试")
    """Whether every other offer has been made (row 0.40)."""
    bundle_taken: bool | None = fact(BOOL, "A bundle was taken after the save", "挽留后已办理捆绑")
    """First test of a save (捆绑, row 0.41)."""
    first_month_closed: bool | None = fact(BOOL, "The first month after the save is billed", "挽留后首月已出账")
    """Whether the bill of the first month after the save is there to be looked at (row 0.41)."""
    first_month_bill: Number | None = fact(
        MONEY, "Bill of the first month after the save", "挽留后首月话费", "currency"
    )
    """The bill of that month; second test of a save (row 0.41)."""
    average_before: Number | None = fact(
        MONEY, "Average bill of the number before the save", "挽留前原号码平均话费", "currency"
    )
    """What the number paid in a month before the save, in the same currency (row 0.41)."""
    forwarding_working_days: int | None = fact(
        INTEGER,
        "Working days with call forwarding in the first month after the save",
        "挽留后首月工作日呼叫转移天数",
        "days",
    )
    """On how many working days of that month calls were forwarded (工作日呼转, row 0.41)."""
    days_since_save: int | None = fact(INTEGER, "Days since the save", "挽留后天数", "days")
    """Whole days from the save to the day of the decision (row 0.41)."""
    counterparties_90: int | None = fact(
        INTEGER,
        "Different persons called and calling since the save, up to 90 days",
        "挽留后90天内主被叫不同对象数",
        "persons",
    )
    """With how many different numbers there were calls; third test of a save (主被叫, row 0.41)."""
    requested_again_3: bool | None = fact(
        BOOL, "Applied for cancellation again within three months", "三个月内再次申请销号"
    )
    """Fourth test of a save: calendar months, from the day of the save (row 0.41)."""
    three_months_over: bool | None = fact(
        BOOL, "Three calendar months have passed since the save", "挽留后已满三个日历月"
    )
    """Whether the time for the fourth test is over (row 0.41)."""
    months_to_new_request: int | None = fact(
        INTEGER,
        "Whole calendar months from the save to a new request; unknown while there is none",
        "挽留至再次申请的整日历月数；未再申请时为空",
        "months",
    )
    """From 3 to 9 months it is a relapse (row 0.33)."""
