"""`crmrules check`: everything that can be said against policies without customers."""

import argparse
from typing import Any

from attrs import frozen

from crmrules.assurance.check.drafts import draft_text
from crmrules.assurance.check.findings import Finding, Severity
from crmrules.assurance.check.report import Line, counted, report
from crmrules.assurance.check.run import Checked, check_all
from crmrules.cli.common import Commands, add_as_of, find
from crmrules.cli.data import add_format, add_output, writing
from crmrules.definitions.base import Definition
from crmrules.errors import FileError
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.analysis.proof import prove_exclusive
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.loading import policies
from crmrules.model.text import Language, plural
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Tone, code, ticked

DONE, FINDINGS = 0, 1
"""The exit codes; the second lets a build stop."""

_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.NOTE}
_ENOUGH: dict[str, tuple[Severity, ...]] = {
    "error": (Severity.ERROR,),
    "warning": (Severity.ERROR, Severity.WARNING),
    "note": tuple(Severity),
}


_OPTIONAL = ("figure", "digit", "occasion")
"""Lists that are counted only where a policy has them."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("check", help="check policies: gaps, conflicts, examples, texts, sources, promises")
    parser.add_argument("policies", nargs="*", metavar="ID|PATH", help="ids, files or directories; none: all shipped")
    add_output(parser)
    add_format(parser)
    parser.add_argument(
        "--fail-on", choices=tuple(_ENOUGH), default="warning", help="from which severity the exit code is 1"
    )
    parser.add_argument(
        "--propose", action="store_true", help="print drafts of the examples that are lacking, to be confirmed"
    )
    parser.add_argument("--no-verify", action="store_true", help="leave z3 out, even where it is installed")
    add_as_of(parser)
    parser.set_defaults(run=_run, several="policies", lang="en")  # findings have no other language


@frozen
class _Found:
    """What was found about some policies."""

    checked: tuple[Checked, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of it."""
        return tuple(finding for each in self.checked for finding in each.findings)

    def document(self, language: Language) -> Document:
        """How much there is, and policy by policy what; findings are told in English alone."""
        return Document(language, counted(self.findings), tuple(map(_block, self.checked)))

    def to_dict(self) -> list[dict[str, Any]]:
        """The same as plain values."""
        return [
            {"policy": each.name, "hash": each.definition.hash if each.definition is not None else None}
            | ({"file": each.file} if each.file else {})
            | {"findings": [finding.to_dict() for finding in each.findings]}
            for each in self.checked
        ]


def _run(options: argparse.Namespace) -> int:
    if options.propose and options.output is not None:
        raise FileError.of("--propose", "prints drafts, and writes no report", "leave out -o")
    if options.propose:
        return _propose(options.policies)
    with writing(options) as write:
        found = _Found(tuple(check_all(options.policies, options.as_of, False if options.no_verify else None)))
        write(found)
    return FINDINGS if any(each.severity in _ENOUGH[options.fail_on] for each in found.findings) else DONE


def _block(checked: Checked) -> Block:
    standing = "cannot be read"
    if checked.definition is not None:
        standing = _standing(checked.definition, checked.findings)
    lead = Paragraph(f"{checked.name}: {standing}")
    return Group(lead, tuple(_finding(each) for each in report(checked.findings, checked.file)))


def _finding(said: Line) -> Block:
    blocks: list[Block] = [Paragraph(said.record)] if said.record else []
    blocks += [Lines(tuple((code(each),) for each in said.proposal))] if said.proposal else []
    return Group(Paragraph(ticked(said.text), _TONES[said.severity]), tuple(blocks))


def _propose(names: list[str]) -> int:
    """Print the examples that policies lack, as TOML alone: it can be added to the file as it is."""
    print("\n".join(draft_text(find(name, Policy).definition) for name in names or policies()), end="")
    return DONE


def _standing(definition: Definition, findings: tuple[Finding, ...]) -> str:
    counted = {
        key: len(each) for key, each in definition.lists.items() if key != "outcome" and (each or key not in _OPTIONAL)
    }
    said = [f"{count} {plural(count, key, _several(key))}" for key, count in counted.items()]
    return ", ".join([*said, *(_promises(definition, findings) if isinstance(definition, DecisionDefinition) else ())])


def _several(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _promises(definition: DecisionDefinition, findings: tuple[Finding, ...]) -> list[str]:
    said: list[str] = []
    codes = {each.code.value for each in findings}
    if definition.header.complete:
        said.append("not complete" if "not-complete" in codes else "complete proven")
    if definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
        proven = prove_exclusive(definition).proven
        said.append(f"{definition.hit} proven" if proven else f"{definition.hit} not proven")
    return said
