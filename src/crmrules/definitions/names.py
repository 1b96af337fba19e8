"""What can be the name of a fact or parameter, and the id of a policy, an outcome, a rule or a band."""

import keyword
import re
import unicodedata

from crmrules.expressions.tree import RESERVED

POLICY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 64

_SIGNS = "-_+"


def is_policy_id(text: str) -> bool:
    """Whether a text can be the id of a policy: it is also the name of its file, and of its columns."""
    return POLICY_ID.fullmatch(text) is not None and len(text) <= LONGEST_NAME


def id_problem(text: str) -> str:
    """Why a text cannot be the id of an outcome, a rule or a band; empty where it can.

    They are the user's own words: letters of any script, digits, ``-``, ``_``, ``+`` and single inner spaces, not
    beginning with a sign, such as ``A``, ``M+A+n``, ``VIP`` or ``重要客户``.
    """
    if not text or len(text) > LONGEST_NAME:
        return f"is no id: it has {len(text)} characters, and 1 to {LONGEST_NAME} are allowed"
    if text != unicodedata.normalize("NFC", text):
        return "is not in normal form (NFC)"
    strange = next((each for each in text if not (each == " " or each in _SIGNS or _is_letter(each))), None)
    if strange is not None:
        return f"holds {strange!r}, which no id does"
    if text[0] in _SIGNS or unicodedata.category(text[0]).startswith("M"):
        return f"begins with {text[0]!r}"
    return "has spaces at an end, or several together" if " ".join(text.split(" ")) != " ".join(text.split()) else ""


def _is_letter(character: str) -> bool:
    """Whether it is a letter or digit of any script, or a mark that belongs to one."""
    return unicodedata.category(character)[0] in "LMN"


def name_problem(name: str) -> str:
    """Why a name cannot be that of a fact or parameter; empty where it can."""
    if not name.isidentifier() or name.startswith("_") or len(name) > LONGEST_NAME:
        return "is no name"
    if keyword.iskeyword(name) or name in RESERVED:
        return "is a word of the rule language"
    if name != unicodedata.normalize("NFKC", name):
        return "is not in normal form (NFKC)"
    return ""
