"""`crmrules reproduce`: whether policies still say what they said of kept decisions."""

import argparse
from collections.abc import Callable

from crmrules.assurance.reproduce import reproduce
from crmrules.assurance.reproduction import Otherwise, Reproduction
from crmrules.cli.check import FINDINGS
from crmrules.cli.common import Commands, add_language, find
from crmrules.cli.data import add_file, add_format, add_output, given, writing
from crmrules.errors import CrmRulesError, FileError, Problem, RecordError, under
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.bad_cells import in_order
from crmrules.records.formats import OBJECTS
from crmrules.records.inputs import Input
from crmrules.records.objects import open_objects


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("reproduce", help="decide kept decisions again, and tell every difference")
    add_file(parser, holds="kept decisions, each a Decision.to_dict()", known=OBJECTS)
    parser.add_argument(
        "--policy", action="append", default=[], metavar="ID", help="a policy to decide with, besides the shipped ones"
    )
    add_output(parser)
    add_format(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    own = {policy.id: policy for policy in (find(name, DecisionTable) for name in options.policy)}

    def by_id(id_: str) -> DecisionTable:
        return own.get(id_) or find(id_, DecisionTable)

    problems: list[Problem] = []
    with given(options.file, options) as read, writing(options) as write:
        if not read.format.is_objects:
            remedy = "give .jsonl, one `Decision.to_dict()` a line, or .json"
            raise FileError.of(read.name, "holds no kept decisions", remedy)
        found = _again(read, by_id, problems)
        write(found)
    if problems:
        raise RecordError(problems)
    return FINDINGS if found.otherwise else 0


def _again(read: Input, by_id: Callable[[str], DecisionTable], problems: list[Problem]) -> Reproduction:
    """The decisions of files, decided again; what is wrong with rows is added to the problems."""
    total = other = 0
    otherwise: list[Otherwise] = []
    for file in read.files:
        name = file.name if len(read.files) > 1 else ""
        with open_objects(file) as objects:
            for number, record in objects.rows:
                try:
                    with under(objects.where(number)):
                        found = reproduce(record, by_id)
                except CrmRulesError as error:
                    objects.refuse(number, error.problems)
                    continue
                total += 1
                other += not found.same_policy
                otherwise += [Otherwise(number, found, name)] if found.differences else []
            problems += in_order(objects.problems)
    return Reproduction(total, other, tuple(otherwise))
