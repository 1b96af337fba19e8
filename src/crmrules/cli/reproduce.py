"""`crmrules reproduce`: whether policies still say what they said of kept decisions."""

import argparse
from collections.abc import Callable
from pathlib import Path

from crmrules.assurance.reproduce import reproduce
from crmrules.assurance.reproduction import Otherwise, Reproduction
from crmrules.cli.check import FINDINGS
from crmrules.cli.common import Commands, add_language, find
from crmrules.cli.data import add_format, add_output, writing
from crmrules.errors import CrmRulesError, FileError, Problem, RecordError, under
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.json_lines import open_json_lines


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("reproduce", help="decide kept decisions again, and tell every difference")
    parser.add_argument("file", metavar="FILE", type=Path, help="kept decisions: .jsonl, one Decision.to_dict() a line")
    parser.add_argument(
        "--policy", action="append", default=[], metavar="ID", help="a policy to decide with, besides the shipped ones"
    )
    add_output(parser)
    add_format(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    path: Path = options.file
    if path.suffix.lower() not in (".jsonl", ".ndjson"):
        raise FileError.of(str(path), "holds no kept decisions", "give .jsonl, one `Decision.to_dict()` a line")
    own = {policy.id: policy for policy in (find(name, DecisionTable) for name in options.policy)}

    def by_id(id_: str) -> DecisionTable:
        return own.get(id_) or find(id_, DecisionTable)

    problems: list[Problem] = []
    with writing(options) as write:
        found = _again(path, by_id, problems)
        write(found)
    if problems:
        raise RecordError(problems)
    return FINDINGS if found.otherwise else 0


def _again(path: Path, by_id: Callable[[str], DecisionTable], problems: list[Problem]) -> Reproduction:
    """The decisions of a file, decided again; what is wrong with rows is added to the problems."""
    total = other = 0
    otherwise: list[Otherwise] = []
    with open_json_lines(path) as table:
        for number, record in table.rows:
            try:
                with under(f"{path}, row {number}"):
                    found = reproduce(record, by_id)
            except CrmRulesError as error:
                problems += error.problems
                continue
            total += 1
            other += not found.same_policy
            otherwise += [Otherwise(number, found)] if found.differences else []
    return Reproduction(total, other, tuple(otherwise))
