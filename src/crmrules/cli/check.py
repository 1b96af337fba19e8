"""`crmrules check`: whether policies are well formed, their examples hold and their promises are proven."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from crmrules.analysis.examples import run_examples
from crmrules.analysis.proof import Standing, prove
from crmrules.cli.common import Commands, console, find, line
from crmrules.definitions.parts import HitPolicy
from crmrules.errors import CrmRulesError, FileError, Problem
from crmrules.kinds import DecisionTable
from crmrules.loading import Catalogue, policies

FINDINGS = 1
"""The exit code that lets a build stop."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("check", help="check policies: names, types, examples, promises")
    parser.add_argument("policies", nargs="*", metavar="ID|PATH", help="ids, files or directories; none: all shipped")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    out, found = console(), 0
    for read in _policies(options.policies):
        try:
            policy = read()
        except CrmRulesError as error:
            problems = list(error.problems)
        else:
            problems = run_examples(policy.definition) + _refuted(policy)
            out.print(line(f"{policy.id}: {_standing(policy)}"))
        for problem in problems:
            out.print(line(f"  {problem}"), style="red", soft_wrap=True)
        found += len(problems)
    out.print(line(_count(found, "finding")))
    return FINDINGS if found else 0


def _policies(given: list[str]) -> list[Callable[[], DecisionTable]]:
    """What reads each policy: of a directory its files, as one catalogue; a name that leads nowhere is bad input."""
    reads: list[Callable[[], DecisionTable]] = []
    for name in given or list(policies()):
        directory = Path(name)
        if directory.is_dir():
            catalogue = Catalogue.from_dir(directory)
            reads += [partial(catalogue.policy, id_) for id_ in catalogue.ids if not id_.endswith(".bind")]
        elif directory.is_file():
            reads.append(partial(find, name, DecisionTable))
        else:
            find(name, DecisionTable)  # raises where there is no such policy
            reads.append(partial(find, name, DecisionTable))
    if not reads:
        raise FileError.of(", ".join(given), "holds no policy files", "a policy file ends in .toml")
    return reads


def _refuted(policy: DecisionTable) -> list[Problem]:
    proof = prove(policy.definition)
    if policy.definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY) and proof.exclusive.standing is Standing.REFUTED:
        return [Problem(f"policy `{policy.id}`, `hit`", f"{policy.definition.hit} is {proof.exclusive}")]
    return []


def _standing(policy: DecisionTable) -> str:
    definition, proof = policy.definition, prove(policy.definition)
    said = [_count(len(definition.rules), "rule"), _count(len(definition.examples), "example")]
    if definition.header.complete:
        said.append(f"complete {proof.complete}")
    if definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
        said.append(f"{definition.hit} {proof.exclusive}")
    if proof.cases and (definition.header.complete or definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY)):
        said.append(f"{proof.cases} cases tried")
    return ", ".join(said)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
