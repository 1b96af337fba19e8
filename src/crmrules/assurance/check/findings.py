"""Findings: all that can be said against a policy without customers."""

import datetime
from collections.abc import Iterator
from itertools import chain

from crmrules.assurance.check.examples import example_findings
from crmrules.assurance.check.finding import ABOUT_EXAMPLES, Code, Finding, Severity
from crmrules.assurance.check.order import order_findings
from crmrules.assurance.check.parts import part_findings
from crmrules.definitions.base import Definition
from crmrules.errors import did_you_mean
from crmrules.kinds import kind_of

__all__ = ["Code", "Finding", "Severity", "findings"]


def findings(definition: Definition, as_of: datetime.date | None = None, verify: bool = False) -> tuple[Finding, ...]:
    """Everything found, errors first, lacking examples last; `verify` lets z3 try what cells do not decide."""
    found = chain(
        kind_of(definition).findings(definition, verify),
        order_findings(definition),
        part_findings(definition, as_of),
        example_findings(definition),
    )
    accepted = definition.header.accept
    said = [each for each in found if each.severity is Severity.ERROR or each.code not in accepted]
    return tuple(sorted([*said, *_unknown_codes(definition)], key=_rank))


def _rank(finding: Finding) -> tuple[bool, int]:
    """Errors first; what examples do not show last: a new policy lacks most of them."""
    return finding.code in ABOUT_EXAMPLES, list(Severity).index(finding.severity)


def _unknown_codes(definition: Definition) -> Iterator[Finding]:
    for code in definition.header.accept:
        if code not in tuple(Code):
            remedy = did_you_mean(code, tuple(Code))
            yield Finding(Code.INVALID, f"policy `{definition.id}`, `accept`", f"unknown finding `{code}`", remedy)
