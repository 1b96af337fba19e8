"""Key persons of big customers: who they are and what they have brought (rows 3.03 to 3.14)."""

import datetime
from enum import StrEnum

from attrs import frozen

from crmrules.expressions.types import BOOL, DATE, INTEGER, Kind, Type
from crmrules.model.fact import Entity, fact


class Rank(StrEnum):
    """Where a key person stands, by the levels that decide who looks after him (row 3.07)."""

    ABOVE_DIVISION = "above-division"
    DIVISION = "division"
    ENTERPRISE_SENIOR = "enterprise-senior"
    LOCAL_OFFICE = "local-office"
    CIRCLE = "circle"


@frozen(kw_only=True)
class KeyPerson(Entity):
    """A person with the ear of many customers (关键人, rows 3.03 to 3.14). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    rank: str | None = fact(
        Type(Kind.TEXT, tuple(rank.value for rank in Rank)), "Rank of the key person", "关键人的层级"
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
    last_progress: datetime.date | None = fact(DATE, "Last clear progress", "最近一次明显进展日期")
    """The day of the last clear progress with the person (明显进展); without any for long, another one follows up."""
    last_visit: datetime.date | None = fact(DATE, "Last visit", "最近一次拜访日期")
    """The day the person was last visited (拜访)."""
    last_record: datetime.date | None = fact(DATE, "Last record of a visit", "最近一次完善拜访表格的日期")
    """The day a visit was last put on record (固定拜访成果)."""
