"""Contacts: what was said, or is about to be."""

from attrs import frozen

from crmrules.expressions.types import BOOL
from crmrules.model.fact import Entity, fact, one_of


@frozen(kw_only=True)
class Contact(Entity):
    """One contact with a customer (沟通): a talk, or a message before it is sent (rows 1.25 and 4.09). None is unknown.

    Whom one speaks to is a `KeyPerson`, a `Prospect` or a `Customer`.

    Raises `RecordError` naming every field of a wrong type.
    """

    customer_act: str | None = fact(
        one_of("cooperates", "praises", "suggests", "tries-new", "listens", "waits", "thanks"),
        "What the customer has just done",
        "客户刚才的举动",
    )
    """What calls for thanks, or for a word of courtesy (礼貌用语, row 1.25)."""
    wording_thought_out: bool | None = fact(BOOL, "The wording was thought out", "话术已提炼")
    """First thing to look at before a message goes out (话术提炼, row 4.09)."""
    rigorous: bool | None = fact(BOOL, "What it says is rigorous", "内容严谨")
    """Nothing in it is loose or inexact (严谨, row 4.09)."""
    read_by_colleague: bool | None = fact(BOOL, "A colleague has read it", "同事已阅读")
    """Somebody else has read it (row 4.09)."""
    attachment_wanted: bool | None = fact(BOOL, "An attachment belongs to it", "应有附件")
    """Whether the text speaks of an attachment (附件, row 4.09)."""
    attached: bool | None = fact(BOOL, "The attachment is there", "附件已附")
    """Whether it is there (row 4.09)."""
    has_typo: bool | None = fact(BOOL, "It has a wrong character", "有错别字")
    """Whether a wrong character was found (错别字, row 4.09)."""
