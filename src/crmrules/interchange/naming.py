"""From names of other forms to names of policies, facts and parameters, and to the ids of outcomes."""

import keyword
import re
import unicodedata
from collections.abc import Iterable, Set

from attrs import define, field

from crmrules.definitions.names import LONGEST_NAME, id_problem, is_policy_id
from crmrules.definitions.parts import NO_OUTCOME
from crmrules.expressions.tree import RESERVED

_OTHERS = re.compile(r"[^a-z0-9]+")
_BLANKS = re.compile(r"\s+")


@define
class Taken:
    """Gives names that are not taken yet."""

    names: set[str] = field(factory=set)

    def own(self, wanted: str, joint: str = "_", kept: Set[str] = frozenset()) -> str:
        """The name that is wanted, or the next that is free and not kept for others."""
        name, number = wanted, 1
        while name in self.names or name in kept:
            number += 1
            name = f"{wanted[: LONGEST_NAME - 4]}{joint}{number}"
        self.names.add(name)
        return name


def identifier(text: str, otherwise: str) -> str:
    """A name of a fact or parameter that is as near to a text as can be: `Applicant.Age` is ``Applicant_Age``."""
    normal = unicodedata.normalize("NFKC", text)
    letters = "".join(each if f"a{each}".isidentifier() else "_" for each in normal)
    name = re.sub(r"_+", "_", letters).strip("_")[: LONGEST_NAME - 4]
    if name and not name.isidentifier():
        name = f"{otherwise}_{name}"
    if keyword.iskeyword(name) or name in RESERVED:
        name += "_"
    return name or otherwise


def policy_id(text: str, otherwise: str) -> str:
    """The id of a policy, as near to a text as can be."""
    plain = unicodedata.normalize("NFKD", text).lower()
    name = _OTHERS.sub("-", "".join(each for each in plain if not unicodedata.combining(each))).strip("-")
    name = name[: LONGEST_NAME - 4].strip("-")
    return name if is_policy_id(name) else otherwise


def outcome_id(parts: Iterable[object]) -> str:
    """The id of an outcome that gives some values: a text is its own id where it can be one."""
    said = " + ".join(_said(each) for each in parts)
    if not id_problem(said) and said != NO_OUTCOME:
        return said
    kept = "".join(each if each in " -_+" or unicodedata.category(each)[0] in "LMN" else "-" for each in said)
    kept = re.sub(r"-+", "-", " ".join(unicodedata.normalize("NFC", kept).split())).strip("-_+ ")[: LONGEST_NAME - 6]
    kept = kept.strip("-_+ ")
    return kept if not id_problem(kept) and kept != NO_OUTCOME else "outcome"


def _said(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"minus {-value}" if value < 0 else str(value)
        case _:
            return str(value)


def one_line(text: str) -> str:
    """A text on one line: blanks together are one, and what cannot be printed is left out."""
    joined = _BLANKS.sub(" ", text).strip()
    return "".join(each for each in joined if each.isprintable() or each in "\u3000\u00a0")
