"""Findings as lines: each on its own, many lacking examples together."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from crmrules.analysis.cells.search import shown
from crmrules.assurance.check.finding import ABOUT_EXAMPLES, Code, Finding, Severity
from crmrules.model.text import units

MOST_SINGLY = 2
"""How many lacking examples of one kind are told one by one."""

_TOGETHER = {
    Code.NO_EXAMPLE: "no example shows these {count} deciding, placed or due",
    Code.ONE_SIDED: "no examples try the {count} comparisons on both sides that read these",
}


@frozen
class Line:
    """A finding, or several of one kind, as they are printed."""

    severity: Severity
    text: str
    record: str = ""
    """A record that shows it; empty where there is none."""
    proposal: tuple[str, ...] = ()
    """Lines of a policy file that would mend it."""

    @property
    def details(self) -> tuple[str, ...]:
        """What stands below it."""
        return (*filter(None, [self.record]), *self.proposal)


def report(findings: Sequence[Finding], file: str) -> Iterator[Line]:
    """The findings of one policy in their order; `file` is its path, or empty."""
    for finding in findings:
        if finding.code not in ABOUT_EXAMPLES or _count(findings, finding.code) <= MOST_SINGLY:
            yield _line(finding)
    for code in ABOUT_EXAMPLES:
        alike = [each for each in findings if each.code == code]
        if len(alike) > MOST_SINGLY:
            parts = ", ".join(dict.fromkeys(each.path.rpartition(", ")[2] for each in alike))
            said = _TOGETHER[code].format(count=len(alike))
            propose = f"`crmrules check --propose {file}` drafts them" if file else "add them"
            yield Line(alike[0].severity, f"{alike[0].severity} [{code}] {said}: {parts}; {propose}")


def counted(findings: Sequence[Finding]) -> str:
    """How many findings there are."""
    said = f"{len(findings)} {units(len(findings), 'findings')}"
    lacking = sum(_count(findings, code) for code in ABOUT_EXAMPLES)
    return f"{said}, {lacking} of them about examples" if lacking else said


def _count(findings: Sequence[Finding], code: Code) -> int:
    return sum(each.code == code for each in findings)


def _line(finding: Finding) -> Line:
    said = "; ".join(part for part in (f"{finding.path}: {finding.message}", finding.remedy) if part)
    record = "" if finding.witness is None else f"for instance {shown(finding.witness)}"
    text = f"{finding.severity} [{finding.code}] {said}"
    return Line(finding.severity, text, record, tuple(finding.proposal.splitlines()))
