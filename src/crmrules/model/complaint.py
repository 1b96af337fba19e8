"""Complaints: who complains, what is wanted, and what has been given."""

from attrs import frozen

from crmrules.expressions.types import BOOL
from crmrules.model.fact import Entity, fact, one_of


@frozen(kw_only=True)
class Complaint(Entity):
    """A complaint (投诉) of one customer, as whoever took it knows it (rows 1.31, 1.32 and 1.34). None is unknown.

    Raises `RecordError` naming every field of a wrong type.
    """

    complainant: str | None = fact(one_of("emotional", "opinionated", "prepared"), "Kind of complainant", "投诉者类型")
    """Led by feeling (感情用事者), set in an opinion (固执己见者) or prepared (有备而来者, row 1.34)."""
    wants_taken_seriously: bool | None = fact(BOOL, "Wants to be taken seriously", "希望得到认真对待")
    """A complaint wants one thing or several, of these seven (row 1.31)."""
    given_taken_seriously: bool | None = fact(BOOL, "Has been taken seriously", "已得到认真对待")
    """What is wanted and not yet given is what remains to be done (row 1.31)."""
    wants_respected: bool | None = fact(BOOL, "Wants to be respected", "希望得到尊重")
    """One of the seven (尊重, row 1.31)."""
    given_respected: bool | None = fact(BOOL, "Has been respected", "已得到尊重")
    """The customer has had it (尊重, row 1.31)."""
    wants_heard: bool | None = fact(BOOL, "Wants to be heard", "希望有人聆听")
    """One of the seven (聆听, row 1.31)."""
    given_heard: bool | None = fact(BOOL, "Has been heard", "已有人聆听")
    """The customer has had it (聆听, row 1.31)."""
    wants_action: bool | None = fact(BOOL, "Wants to see immediate action", "希望立即采取行动")
    """One of the seven (立即采取行动, row 1.31)."""
    given_action: bool | None = fact(BOOL, "Has seen immediate action", "已立即采取行动")
    """The customer has had it (立即采取行动, row 1.31)."""
    wants_compensation: bool | None = fact(BOOL, "Wants to be compensated", "希望得到赔偿或补偿")
    """In money or otherwise (赔偿或补偿, row 1.31)."""
    given_compensation: bool | None = fact(BOOL, "Has been compensated", "已得到赔偿或补偿")
    """The customer has had it (赔偿或补偿, row 1.31)."""
    wants_punishment: bool | None = fact(BOOL, "Wants to see whoever did wrong punished", "希望惩罚有过失者")
    """One of the seven (惩罚有过失者, row 1.31)."""
    given_punishment: bool | None = fact(BOOL, "Has seen whoever did wrong punished", "已惩罚有过失者")
    """The customer has had it (惩罚有过失者, row 1.31)."""
    wants_no_repetition: bool | None = fact(BOOL, "Wants to see that it does not happen again", "希望不再发生")
    """One of the seven (不再发生, row 1.31)."""
    given_no_repetition: bool | None = fact(BOOL, "Has seen that it does not happen again", "已确保不再发生")
    """The customer has had it (不再发生, row 1.31)."""
    valid: bool | None = fact(BOOL, "The complaint is valid", "投诉成立")
    """Whether the house is at fault, once the points are recorded (投诉成立, row 1.32)."""
    can_satisfy: bool | None = fact(BOOL, "The wish can be met", "能满足客户要求")
    """Whether what the customer asks for can be given (row 1.32)."""
    alternative: bool | None = fact(BOOL, "There is an alternative", "有替代方案")
    """Whether something else can be offered, where it cannot (替代方案, row 1.32)."""
    satisfied: bool | None = fact(BOOL, "The customer is satisfied", "客户满意")
    """What the customer said when asked afterwards (跟踪, row 1.32)."""
