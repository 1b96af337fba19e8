"""`crmrules reproduce`: whether policies still say what they said of kept decisions."""

import argparse
from pathlib import Path
from typing import Any

from crmrules.assurance.reproduce import Reproduced, reproduce
from crmrules.cli.check import FINDINGS
from crmrules.cli.common import Commands, console, find, line
from crmrules.errors import CrmRulesError, FileError, Problem, RecordError, under
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.tables import open_table


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("reproduce", help="decide kept decisions again, and tell every difference")
    parser.add_argument("file", metavar="FILE", type=Path, help="kept decisions: .jsonl, one Decision.to_dict() a line")
    parser.add_argument(
        "--policy", action="append", default=[], metavar="ID", help="a policy to decide with, besides the shipped ones"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    path: Path = options.file
    if path.suffix.lower() not in (".jsonl", ".ndjson"):
        raise FileError.of(str(path), "holds no kept decisions", "give .jsonl, one `Decision.to_dict()` a line")
    own = {policy.id: policy for policy in (find(name, DecisionTable) for name in options.policy)}

    def by_id(id_: str) -> DecisionTable:
        return own.get(id_) or find(id_, DecisionTable)

    out, total, changed, other = console(), 0, 0, 0
    problems: list[Problem] = []
    with open_table(path) as table:
        for number, record in table.rows:
            try:
                with under(f"{path}, row {number}"):
                    found = reproduce(record, by_id)
            except CrmRulesError as error:
                problems += error.problems
                continue
            total += 1
            changed += bool(found.differences)
            other += not found.same_policy
            for text in _told(number, found):
                out.print(line(text), soft_wrap=True)
    policies = f"; by policies whose content has changed: {other:,}" if other else ""
    out.print(line(f"decisions: {total:,}; said otherwise now: {changed:,}{policies}"), soft_wrap=True)
    if problems:
        raise RecordError(problems)
    return FINDINGS if changed else 0


def _told(number: int, found: Reproduced) -> list[str]:
    content = "" if found.same_policy else ", whose content has changed"
    said = [f"row {number}, {found.policy}{content}:"] if found.differences else []
    return [*said, *(f"  {each.key} was {_plain(each.kept)}, is {_plain(each.now)}" for each in found.differences)]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_plain, value))})"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
