"""Whether the base of an `extends` is still what it was when the policy was written over it."""

from collections.abc import Iterator, Mapping
from typing import Any

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.base import Definition

SHORT = 12
"""How many digits of a hash a policy file need state."""


def base_findings(document: Mapping[str, Any], base: Definition) -> Iterator[Finding]:
    """A base that is not the one whose hash the file states; a file that states none is left alone."""
    stated = document.get("base", "")
    if stated and not base.hash.startswith(str(stated)):
        message = f"was written over `{base.id}` with the hash {stated}, and that is {base.hash[:SHORT]} now"
        remedy = f'look at what changed, then state base = "{base.hash[:SHORT]}"'
        yield Finding(Code.BASE_CHANGED, f"policy `{document.get('id')}`, `base`", message, remedy)
