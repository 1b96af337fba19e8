"""The examples that a policy lacks, as text to paste into its file."""

from crmrules.definitions.base import Definition
from crmrules.definitions.files import to_toml
from crmrules.definitions.unstructure import unstructure
from crmrules.errors import printable
from crmrules.kinds import kind_of

_HEAD = """\
# Drafted for policy `{id}`: each expects what the policy says today.
# Confirm it, or correct it and mend the policy; and give each a name that says what it shows.
"""


def draft_text(definition: Definition) -> str:
    """The lacking examples as TOML, to be confirmed by whoever writes the policy; what none was found for as comments.

    Pasted at the end of the file they hold.
    """
    found = list(kind_of(definition).drafts(definition))
    if not found:
        return f"# policy `{definition.id}` lacks no example\n"
    examples = [unstructure(each.example) for each in found if each.example is not None]
    none = [f"# no record was found for this: {printable(each.what)}\n" for each in found if each.example is None]
    written = to_toml({"example": examples}) if examples else ""
    return _HEAD.format(id=definition.id) + "".join(none) + "\n" + written
