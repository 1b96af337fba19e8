"""Key persons of big customers: who they are and what they have brought."""

import datetime

from attrs import frozen

from crmrules.expressions.types import BOOL, DATE, INTEGER, MONEY
from crmrules.model.fact import Entity, Number, fact, one_of


@frozen(kw_only=True)
class KeyPerson(Entity):
    """A person with the ear of many customers (关键人, rows 3.03 to 3.14). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    rank: str | None = fact(
        one_of("above-division", "division", "enterprise-senior", "local-office", "circle"),
        "Rank of the key person",
        "关键人的层级",
    )
    """Above the head of a division (处级以上), one (处级), senior in a firm (企事业高层), a local office
    (村长、街道办主任), or of a circle, a firm or a promotion (圈层、单位、推介会)."""
    public_official: bool | None = fact(BOOL, "Holds a public office", "为公职人员")
    """Whether any benefit is out of the question, by law and by ours (row 3.14)."""
    in_house_first: bool | None = fact(
        BOOL, "The customer brought was known in-house first", "所介绍的客户为企业已有客户"
    )
    """The customer was on file before the channel registered him (内客外导)."""
    senior_reception: bool | None = fact(
        BOOL, "Received by senior people, with the manager of big customers", "高层接待，大客户经理参与"
    )
    """The manager of big customers took part when senior people received the key person (高层接待)."""
    relation_stable: bool | None = fact(BOOL, "The relation is stable", "关系已稳定")
    """By the judgement of whoever looks after the person: the source has no test (关系稳定)."""
    referred_groups: int | None = fact(INTEGER, "Groups of visitors brought", "转介绍带访量", "groups")
    """Groups brought to visit in the time that the house counts (转介绍带访量)."""
    referred_cards: int | None = fact(INTEGER, "Cards taken out by those brought", "转介绍办卡量", "cards")
    """Cards taken out by those brought, in the time that the house counts (转介绍办卡量)."""
    last_visit: datetime.date | None = fact(DATE, "Last visit", "最近一次拜访日期")
    """The day the person was last visited (拜访)."""
    key_person_circle: str | None = fact(
        one_of("chamber", "wine-society", "qipao-society", "education"),
        "Circle the key person belongs to",
        "关键人所属圈层",
    )
    """Chamber of commerce (商会), wine (酒会), qipao (旗袍) or education: to each its events (圈层, row 3.11)."""
    buys_himself: bool | None = fact(BOOL, "Buys for himself", "关键人自购")
    """A purchase of the key person's own (自购, row 3.12)."""
    brought_customers: int | None = fact(
        INTEGER, "Customers brought by the key person", "关键人带来的客户数", "customers"
    )
    """How many customers the key person has brought for a purchase as a group (团购, row 3.12)."""
    banquet_guests: int | None = fact(INTEGER, "Guests of the banquet", "私宴人数", "people")
    """All who sit at the private banquet that is planned (私宴, row 3.09)."""
    banquet_per_table: Number | None = fact(MONEY, "Cost of a table", "每桌餐费", "yuan")
    """What a table of that banquet costs, drinks included (餐标, row 3.09)."""
    key_person_since: datetime.date | None = fact(DATE, "Looked after since", "开始维护的日期")
    """The day from which the standards of care count (row 3.09)."""
    visits_this_week: int | None = fact(INTEGER, "Visits in the present week", "本周已回访次数", "visits")
    """From Monday to the day of the decision (回访, row 3.09)."""
    last_activity: datetime.date | None = fact(DATE, "Last activity", "最近一次维护动作日期")
    """The day of the last activity made for this person (row 3.09)."""
    last_banquet: datetime.date | None = fact(DATE, "Last private banquet", "最近一次私宴日期")
    """The day of the last private banquet (私宴, row 3.09)."""
    months_since_progress: int | None = fact(
        INTEGER, "Months since the last clear progress", "距最近明显进展的月数", "months"
    )
    """Whole calendar months; unknown where there never was any (明显进展, row 3.10)."""
    months_since_assignment: int | None = fact(INTEGER, "Months since the assignment", "距指派的月数", "months")
    """Whole calendar months since somebody was told to look after the person (row 3.10)."""
