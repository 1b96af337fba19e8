"""What two policies are to each other, in meaning: proven equivalent, or a record for each change."""

from crmrules.assurance.difference.base import Change, Compared
from crmrules.definitions.base import Definition
from crmrules.kinds import kind_of

__all__ = ["Change", "Compared", "compare"]


def compare(old: Definition, new: Definition, verify: bool = False) -> Compared:
    """What two policies of one kind are to each other; `verify` lets z3 try what is not decided otherwise."""
    if old.header.kind != new.header.kind:
        raise TypeError(f"a {old.header.kind} and a {new.header.kind} are not of one kind")
    return kind_of(old).compare(old, new, verify)
