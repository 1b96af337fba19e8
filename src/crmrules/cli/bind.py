"""`crmrules bind`: looks at a file, and writes a binding to edit."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.cli.common import Commands, find
from crmrules.cli.data import add_file, given
from crmrules.cli.progress import counting
from crmrules.definitions.base import Definition
from crmrules.errors import CrmRulesError
from crmrules.kinds.base import Policy
from crmrules.loading import in_order_of_work
from crmrules.records.binding import Binding
from crmrules.records.inputs import Input
from crmrules.records.shipped import shipped_bindings, shipped_text
from crmrules.records.writing import whole_path

if TYPE_CHECKING:
    from crmrules.records.proposing.candidates import Proposed


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("bind", help="look at a customer file, and write a binding for it to be edited")
    add_file(parser, several="?")
    parser.add_argument("policies", metavar="ID", nargs="*", help="whose facts; without any those of all shipped ones")
    parser.add_argument("-o", "--output", metavar="BINDING", type=Path, help="write it there (default: print it)")
    parser.add_argument("--force", action="store_true", help="replace BINDING where it is there already")
    known = parser.add_mutually_exclusive_group()
    known.add_argument("--list", action="store_true", help="the bindings that are shipped")
    known.add_argument("--show", metavar="NAME", help="a shipped binding, to begin one's own from")
    parser.set_defaults(run=_run, refuse=parser.error, several="policies")


def _run(options: argparse.Namespace) -> int:
    if options.file is not None and (options.list or options.show):
        options.refuse("FILE goes with neither --list nor --show")
    if options.file is None and not (options.list or options.show):
        options.refuse("the following arguments are required: FILE")
    if options.output is None:
        print(_text(options), end="")
        return 0
    with whole_path(options.output, options.force) as path:
        path.write_text(_text(options), "utf-8")
    print(f"{options.output}: a binding to edit; then `--bind {options.output}` reads files by it")
    return 0


def _text(options: argparse.Namespace) -> str:
    if options.show:
        return shipped_text(options.show)
    if not options.list:
        return _proposed(options)
    shipped = shipped_bindings()
    width = max(map(len, shipped))
    return "".join(f"{name:<{width}}  {each.title.en} {each.title.zh}\n" for name, each in shipped.items())


def _proposed(options: argparse.Namespace) -> str:
    # only now: with them comes Polars
    from crmrules.records.proposing.proposal import proposal
    from crmrules.records.proposing.text import binding_text
    from crmrules.records.scanning import scan

    asked: list[Policy[Any]] = [find(name, Policy) for name in options.policies] or [*in_order_of_work()]
    with (
        given([options.file], options) as read,
        tempfile.TemporaryDirectory(prefix="crmrules-") as scratch,
    ):
        with counting(read.title) as progress:
            frame = scan(read, {}, Path(scratch), progress).frame
        found = proposal(frame, read.title, [each.definition for each in asked])
        return binding_text(found.without(_Trial(read, found.unknown).refused(found.certain)))


@frozen
class _Trial:
    """Reads a file by what is proposed: it is certain only if that goes well."""

    read: Input
    unknown: Sequence[str]

    def refused(self, certain: "Sequence[tuple[Definition, Proposed]]") -> dict[str, str]:
        """The facts that a file is not read as, and why."""
        if not self._why(certain):
            return {}
        each_alone = {each.fact.name: self._why([(definition, each)]) for definition, each in certain}
        return {name: why for name, why in each_alone.items() if why}

    def _why(self, certain: "Sequence[tuple[Definition, Proposed]]") -> str:
        """Why the file is not read as some facts; empty where it is."""
        from crmrules.engines.frames.checking import check_facts
        from crmrules.records.scanning import scan
        from crmrules.records.wanted import columns_of_fact

        facts = {each.fact.name: each.bound.entry for _, each in certain if each.bound is not None}
        bind = Binding(facts, unknown=list(self.unknown), several=True)
        wanted = {
            name: column
            for _, each in certain
            for name, column in columns_of_fact(each.fact.name, each.fact.type, bind).items()
        }
        with tempfile.TemporaryDirectory(prefix="crmrules-") as scratch, counting(self.read.title) as progress:
            try:
                frame = scan(self.read, wanted, Path(scratch), progress).frame
                for definition, each in certain:
                    check_facts(definition, frame, bind, [each.fact])
            except CrmRulesError as error:
                first = error.problems[0]
                return f"{first.message}; {first.remedy}" if first.remedy else first.message
        return ""
