"""`crmrules check`: everything that can be said against policies without customers."""

import argparse
from typing import Any

from crmrules.analysis.cells.search import shown
from crmrules.assurance.check.findings import Finding, Severity
from crmrules.assurance.check.run import Checked, check_all
from crmrules.cli.common import Commands, add_as_of, console, line
from crmrules.cli.data import print_json
from crmrules.definitions.base import Definition
from crmrules.kinds.decision.analysis.proof import prove_exclusive
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy

FINDINGS = 1
"""The exit code that lets a build stop."""

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_ENOUGH: dict[str, tuple[Severity, ...]] = {
    "error": (Severity.ERROR,),
    "warning": (Severity.ERROR, Severity.WARNING),
    "note": tuple(Severity),
}


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("check", help="check policies: gaps, conflicts, examples, texts, sources, promises")
    parser.add_argument("policies", nargs="*", metavar="ID|PATH", help="ids, files or directories; none: all shipped")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how findings are printed")
    parser.add_argument(
        "--fail-on", choices=tuple(_ENOUGH), default="warning", help="from which severity the exit code is 1"
    )
    parser.add_argument("--no-verify", action="store_true", help="leave z3 out, even where it is installed")
    add_as_of(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    found = check_all(options.policies, options.as_of, False if options.no_verify else None)
    findings = _as_json(list(found)) if options.format == "json" else _as_text(found)
    return FINDINGS if any(each.severity in _ENOUGH[options.fail_on] for each in findings) else 0


def _as_json(checked: list[Checked]) -> list[Finding]:
    said = [
        {"policy": each.name, "hash": each.definition.hash if each.definition is not None else None}
        | {"findings": [finding.to_dict() for finding in each.findings]}
        for each in checked
    ]
    print_json(said)
    return [finding for each in checked for finding in each.findings]


def _as_text(checked: Any) -> list[Finding]:
    out, findings = console(), list[Finding]()
    for each in checked:
        findings += each.findings
        if each.definition is not None:
            out.print(line(f"{each.name}: {_standing(each.definition, each.findings)}"))
        for finding in each.findings:
            _print(out, finding)
    out.print(line(_count(len(findings), "finding")))
    return findings


def _print(out: Any, finding: Finding) -> None:
    said = "; ".join(part for part in (f"{finding.path}: {finding.message}", finding.remedy) if part)
    out.print(line(f"  {finding.severity} [{finding.code}] {said}", style=_STYLES[finding.severity]), soft_wrap=True)
    if finding.witness is not None:
        out.print(line(f"    for instance {shown(finding.witness)}"), soft_wrap=True)
    for row in finding.proposal.splitlines():
        out.print(line(f"    {row}"), soft_wrap=True)


def _standing(definition: Definition, findings: tuple[Finding, ...]) -> str:
    said = [_count(len(each), key) for key, each in definition.lists.items() if key != "outcome"]
    return ", ".join([*said, *(_promises(definition, findings) if isinstance(definition, DecisionDefinition) else ())])


def _promises(definition: DecisionDefinition, findings: tuple[Finding, ...]) -> list[str]:
    said: list[str] = []
    codes = {each.code.value for each in findings}
    if definition.header.complete:
        said.append("not complete" if "not-complete" in codes else "complete proven")
    if definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
        proven = prove_exclusive(definition).proven
        said.append(f"{definition.hit} proven" if proven else f"{definition.hit} not proven")
    return said


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
