"""`crmrules check`: everything that can be said against policies without customers."""

import argparse
from typing import Any

from crmrules.assurance.check.drafts import draft_text
from crmrules.assurance.check.findings import Finding, Severity
from crmrules.assurance.check.report import counted, report
from crmrules.assurance.check.run import Checked, check_all
from crmrules.cli.common import Commands, add_as_of, console, find, line
from crmrules.cli.data import print_json
from crmrules.definitions.base import Definition
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.analysis.proof import prove_exclusive
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.loading import policies

DONE, FINDINGS = 0, 1
"""The exit codes; the second lets a build stop."""

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
    parser.add_argument(
        "--propose", action="store_true", help="print drafts of the examples that are lacking, to be confirmed"
    )
    parser.add_argument("--no-verify", action="store_true", help="leave z3 out, even where it is installed")
    add_as_of(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if options.propose:
        return _propose(options.policies)
    found = check_all(options.policies, options.as_of, False if options.no_verify else None)
    findings = _as_json(list(found)) if options.format == "json" else _as_text(found)
    return FINDINGS if any(each.severity in _ENOUGH[options.fail_on] for each in findings) else 0


def _as_json(checked: list[Checked]) -> list[Finding]:
    said = [
        {"policy": each.name, "hash": each.definition.hash if each.definition is not None else None}
        | ({"file": each.file} if each.file else {})
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
        for said in report(each.findings, each.file):
            out.print(line(f"  {said.text}", style=_STYLES[said.severity]), soft_wrap=True)
            for detail in said.details:
                out.print(line(f"    {detail}"), soft_wrap=True)
    out.print(line(counted(findings)))
    return findings


def _propose(names: list[str]) -> int:
    """Print the examples that policies lack, as TOML alone: it can be added to the file as it is."""
    print("\n".join(draft_text(find(name, Policy).definition) for name in names or policies()), end="")
    return DONE


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
