"""Customers: what they bring, what they are worth choosing for, and when they were last contacted."""

import datetime

from attrs import frozen

from crmrules.expressions.types import BOOL, DATE, INTEGER, MONEY, NUMBER
from crmrules.model.fact import Entity, Number, fact, one_of


@frozen(kw_only=True)
class Customer(Entity):
    """A customer (客户), as the account manager sees it on one day (rows 1.08 to 1.14, 1.37 to 1.42). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    profit: Number | None = fact(MONEY, "Profit of the period", "本期创造的利润", "currency")
    """What the customer brings in the period, after costs; negative for one who costs more (利润)."""
    customer_since: datetime.date | None = fact(DATE, "Customer since", "成为客户的日期")
    """The day the customer became one."""
    last_call: datetime.date | None = fact(DATE, "Last call", "最近一次电话沟通日期")
    """The day of the last call that was made to the customer (打电话); None also where there was none yet."""
    last_visit: datetime.date | None = fact(DATE, "Last visit", "最近一次拜访日期")
    """The day the customer was last visited (拜访); None also where there was no visit yet."""
    tier: str | None = fact(one_of("key", "ordinary", "small"), "Tier of the customer", "客户级别")
    """The band of the policy `tiers`, among all customers of the period (级别, row 1.38)."""
    contact_class: str | None = fact(
        one_of("important", "secondary", "ordinary", "small"), "Class of contact", "沟通类别"
    )
    """The band of the policy `contact-classes` (分级沟通, row 1.39)."""
    upgrade_potential: bool | None = fact(BOOL, "Has potential to rise", "有升级潜力")
    """Whether the customer can rise into a higher tier, as the house judges (升级潜力, rows 1.41 and 1.42)."""
    in_difficulty: bool | None = fact(BOOL, "Is in difficulty", "有困难")
    """Whether the customer is in a difficulty in which the house could help (困难, row 1.40)."""
    complaint_open: bool | None = fact(BOOL, "A complaint is open", "有未结投诉")
    """A complaint is not yet settled (抱怨)."""
    has_manager: bool | None = fact(BOOL, "Has a customer manager", "已有客户经理")
    """Whether somebody has been appointed to look after the customer (客户经理, row 1.40)."""
    single_purchase: Number | None = fact(MONEY, "Largest single purchase", "最大一次性购买额", "currency")
    """The largest amount bought at once, in the currency of all amounts (一次性购买, row 1.41)."""
    cumulative_purchases: Number | None = fact(MONEY, "Purchases added up", "累计购买额", "currency")
    """All that was bought in the time that the house counts, in the same currency (累计购买, row 1.41)."""
    recency: int | None = fact(INTEGER, "Days since the last purchase", "最近一次消费距今天数", "days")
    """Whole days from the last purchase to the day of the cut; fewer are better (最近一次消费, row 1.37)."""
    frequency: int | None = fact(INTEGER, "Purchases", "消费次数", "purchases")
    """How often the customer bought in the time looked at (消费频率, row 1.37)."""
    monetary: Number | None = fact(MONEY, "Amount of all purchases", "消费金额", "currency")
    """What the customer spent in the time looked at, in one currency (消费金额, row 1.37)."""
    arpu: Number | None = fact(MONEY, "Revenue per user a month", "每月ARPU", "yuan")
    """What the customer pays in a month, on average; the edges of row 0.42 are in yuan (ARPU)."""
    repeat_purchases: int | None = fact(INTEGER, "Repeat purchases in the period", "期内重复购买次数", "purchases")
    """How often the customer came back in the period (重复购买次数, row 1.08)."""
    choosing_time: Number | None = fact(NUMBER, "Time taken to choose before a purchase", "购买挑选时间", "days")
    """How long the customer looks around before buying; a loyal one does not look long (购买挑选时间, row 1.08)."""
    price_sensitivity: int | None = fact(
        INTEGER, "Sensitivity to price, 1 (none) to 5 (high)", "对价格的敏感程度，1（无）至 5（高）", "scale"
    )
    """Whole numbers from 1 to 5, as an observer sees it (对价格的敏感程度, row 1.08)."""
    rival_attitude: str | None = fact(
        one_of("drawn", "neutral", "indifferent"), "Attitude to competing services and products", "对竞争服务产品的态度"
    )
    """Drawn to what rivals offer, or not (对竞争服务产品的态度, row 1.08)."""
    fault_tolerance: str | None = fact(
        one_of("complains", "accepts", "solves-together"), "What a fault of ours meets with", "我方出现差错时的反应"
    )
    """What the customer does where we fail (row 1.08, read out of the same measure)."""
    sensitivity: str | None = fact(
        one_of("safety", "price", "service", "brand"),
        "What the customer is most sensitive to, as an observer sees it",
        "客户最敏感之处（观察者判断）",
    )
    """Safety (安全), price (价格), service (服务) or brand (品牌); the source only names them (row 2.17)."""
    wants_strongly: bool | None = fact(BOOL, "Strongly wants to buy", "购买欲望强烈")
    """First of the ten marks of a good customer (购买欲望强烈, row 1.12)."""
    large_purchases: bool | None = fact(BOOL, "Can buy much and needs much", "购买力大、需求量大")
    """Second mark: much buying power, and a large demand (购买力大, row 1.12)."""
    profit_assured: bool | None = fact(BOOL, "Assures a profit", "能够保证赢利")
    """Third mark: the house earns by serving (保证赢利, row 1.12)."""
    price_insensitive: bool | None = fact(BOOL, "Little sensitive to price", "对价格敏感度低")
    """Fourth mark (对价格敏感度低, row 1.12)."""
    pays_on_time: bool | None = fact(BOOL, "Pays on time", "付款及时")
    """Fifth mark (付款及时, row 1.12)."""
    good_credit: bool | None = fact(BOOL, "Has a good name in credit", "有良好的信誉")
    """Sixth mark (信誉良好, row 1.12)."""
    low_service_cost: bool | None = fact(BOOL, "Costs little to serve", "服务成本低")
    """Seventh mark (服务成本低, row 1.12)."""
    low_risk: bool | None = fact(BOOL, "Runs little risk in business", "经营风险小")
    """Eighth mark: of the customer's own business (经营风险小, row 1.12)."""
    good_prospects: bool | None = fact(BOOL, "Has good prospects", "有良好的发展前景")
    """Ninth mark (发展前景良好, row 1.12)."""
    wants_partnership: bool | None = fact(BOOL, "Wants a long partnership", "愿意建立长期伙伴关系")
    """Tenth mark (长期伙伴关系, row 1.12)."""
    buys_little: bool | None = fact(BOOL, "Buys very little", "只购买很少一部分产品或服务")
    """Bad where the customer also demands much (row 1.12)."""
    demands_much: bool | None = fact(BOOL, "Demands much", "要求很多")
    """Bad where the customer also buys little (row 1.12)."""
    bad_debts: bool | None = fact(BOOL, "Brings bad debts or lawsuits", "带来呆账、坏账、死账或诉讼")
    """Bad by itself (呆账、坏账、死账, row 1.12)."""
    outside_strengths: bool | None = fact(
        BOOL, "Asks for what the company is not good at, or cannot do", "让企业做不擅长或做不了的事"
    )
    """Bad by itself (做不擅长或做不了的事, row 1.12)."""
    fits_positioning: bool | None = fact(BOOL, "Fits the company's positioning", "与企业定位一致")
    """First of the five principles that choose a target (与企业定位一致, row 1.14)."""
    has_potential: bool | None = fact(BOOL, "Has potential", "有潜力")
    """Another principle (有潜力, row 1.14)."""
    well_matched: bool | None = fact(BOOL, "Well matched with the company", "门当户对")
    """Another principle: neither far above the house nor far below (门当户对, row 1.14)."""
    like_loyal: bool | None = fact(BOOL, "Resembles loyal customers", "与忠诚客户具有相似特征")
    """The last principle (与忠诚客户相似, row 1.14)."""
    revenue_long_run: Number | None = fact(MONEY, "Revenue in the long run", "长期收入", "currency")
    """What the customer will have brought over the whole relation (长期收入, row 1.12)."""
    cost_to_win: Number | None = fact(MONEY, "Cost to win, over the same time", "同期吸引成本", "currency")
    """What it takes to win the customer, over the same time and in the same currency (吸引成本, row 1.12)."""
    cost_to_sell: Number | None = fact(MONEY, "Cost to sell, over the same time", "同期销售成本", "currency")
    """What it takes to sell, over the same time and in the same currency (销售成本, row 1.12)."""
    cost_to_serve: Number | None = fact(MONEY, "Cost to serve, over the same time", "同期服务成本", "currency")
    """What it takes to serve, over the same time and in the same currency (服务成本, row 1.12)."""
