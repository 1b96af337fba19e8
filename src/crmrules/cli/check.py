"""`crmrules check`: whether policies are well formed, their examples hold and their promises are proven."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from crmrules.analysis.examples import run_examples
from crmrules.analysis.proof import Standing, prove
from crmrules.cli.common import Commands, console, find, line
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.errors import CrmRulesError, FileError, Problem
from crmrules.kinds import DecisionTable, Policy
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


def _policies(given: list[str]) -> list[Callable[[], Policy[Any]]]:
    """What reads each policy: of a directory its files, as one catalogue; a name that leads nowhere is bad input."""
    reads: list[Callable[[], Policy[Any]]] = []
    for name in given or list(policies()):
        directory = Path(name)
        if directory.is_dir():
            catalogue = Catalogue.from_dir(directory)
            reads += [partial(catalogue.policy, id_) for id_ in catalogue.ids if not id_.endswith(".bind")]
        elif directory.is_file():
            reads.append(partial(find, name, Policy))
        else:
            find(name, Policy)  # raises where there is no such policy
            reads.append(partial(find, name, Policy))
    if not reads:
        raise FileError.of(", ".join(given), "holds no policy files", "a policy file ends in .toml")
    return reads


def _refuted(policy: Policy[Any]) -> list[Problem]:
    if not isinstance(policy, DecisionTable) or policy.definition.hit not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return []
    proof = prove(policy.definition)
    if proof.exclusive.standing is not Standing.REFUTED:
        return []
    return [Problem(f"policy `{policy.id}`, `hit`", f"{policy.definition.hit} is {proof.exclusive}")]


def _standing(policy: Policy[Any]) -> str:
    parts = policy.definition.lists
    said = [_count(len(each), key) for key, each in parts.items() if key != "outcome"]
    return ", ".join([*said, *(_promises(policy.definition) if isinstance(policy, DecisionTable) else ())])


def _promises(definition: DecisionDefinition) -> list[str]:
    proof = prove(definition)
    promised = definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY)
    said: list[str] = []
    if definition.header.complete:
        said.append(f"complete {proof.complete}")
    if promised:
        said.append(f"{definition.hit} {proof.exclusive}")
    if proof.cases and (definition.header.complete or promised):
        said.append(f"{proof.cases} cases tried")
    return said


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
