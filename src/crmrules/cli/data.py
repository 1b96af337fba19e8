"""What commands on a customer file share: its options, the frame it becomes, and JSON instead of text."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from crmrules.cli.common import row, say
from crmrules.cli.progress import counting
from crmrules.definitions.base import Definition
from crmrules.errors import CrmRulesError, FileError, Problem, RecordError, nearest
from crmrules.model.text import Language, Text
from crmrules.records.binding import Binding, shared
from crmrules.records.formats import READ, Format
from crmrules.records.input_file import SEPARATORS, InputFile, Reading
from crmrules.records.inputs import Input, opened_input
from crmrules.records.shipped import shipped_bindings
from crmrules.records.writing import whole_path
from crmrules.reports.document import Reported
from crmrules.reports.forms import FORMS, form_of
from crmrules.reports.sentences import Sentences

if TYPE_CHECKING:
    import polars as pl

    from crmrules.records.scanning import Scanned

_say = Sentences(
    {
        "history": Text(
            "facts of {customers:,} {customers:customer|customers} as of {as_of}, from {events:,} "
            "{events:event|events}",
            "截至 {as_of}，由 {events:,} 个事件得出 {customers:,} 位客户的事实",
        ),
        "join": Text(
            "{customers:,} {customers:customer|customers}, {without:,} of them without an event; {unmatched:,} "
            "{unmatched:customer|customers} of events {unmatched:is|are} none of them",
            "{customers:,} 位客户，其中 {without:,} 位没有事件；事件中另有 {unmatched:,} 位客户不在其中",
        ),
        "skipped": Text(
            "rows with nothing in them, which were skipped: {rows:,}; where the first of them ends the table, and a "
            "footer follows, pass --to-empty-row",
            "跳过的空行：{rows:,}；若第一个空行之后是页脚，请用 --to-empty-row",
        ),
    }
)


def add_binding(parser: argparse.ArgumentParser) -> None:
    """The options by which the columns of a file become facts."""
    parser.add_argument("--map", action="append", default=[], metavar="fact=column", help="bind a fact to a column")
    parser.add_argument("--bind", metavar="BINDING", type=Path, help="a binding file, or the name of a shipped binding")
    parser.add_argument("--strict", action="store_true", help="refuse columns that are neither facts nor bound")


def add_join(parser: argparse.ArgumentParser) -> None:
    """The option by which customers of a file of their own are joined to events."""
    told = "the customers, where FILE holds events: a row each, with the facts of the events beside its columns"
    parser.add_argument("--join", metavar="CUSTOMERS", help=told)


def add_file(
    parser: argparse.ArgumentParser,
    name: str = "file",
    holds: str = "customers",
    several: str = "+",
    known: Iterable[str] = tuple(READ),
) -> None:
    """The files that are read: an argument, or an option where the name begins as such, and how they are read."""
    told = f"{holds}: {', '.join(known)}, also packed (.gz, .zst); one or several, a pattern, - for standard input"
    if name.startswith("-"):
        parser.add_argument(name, metavar="FILE", action="append", default=[], help=told)
    else:
        parser.add_argument(name, metavar="FILE", nargs=several, help=told)
        parser.set_defaults(several=name)
    add_reading(parser, known)


def add_reading(parser: argparse.ArgumentParser, known: Iterable[str] = tuple(READ)) -> None:
    """The options that say how files are read."""
    parser.add_argument("--from", dest="from_", metavar="END", help="how its name would end, such as csv or json.gz")
    parser.add_argument("--encoding", help="what FILE is written in, such as gb18030 (default: UTF-8)")
    parser.set_defaults(separator=None, sheet=None, header_row=None, to_empty_row=False)
    if ".csv" in known:
        signs = ", ".join(SEPARATORS)
        parser.add_argument("--separator", metavar="SIGN", help=f"between cells of CSV: a sign, or {signs}")
        parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the only one)")
        parser.add_argument(
            "--header-row", type=row, metavar="N", help="the row that names the columns (default: first)"
        )
        told = "the rows end at the first empty one: what follows is a footer"
        parser.add_argument("--to-empty-row", action="store_true", help=told)


def reading_of(options: argparse.Namespace) -> Reading:
    """What the options say of how files are read."""
    sheet, header_row, to_empty_row = options.sheet, options.header_row, options.to_empty_row
    return Reading(options.from_, options.separator, options.encoding, sheet, header_row, to_empty_row)


@contextmanager
def given(names: Sequence[str], options: argparse.Namespace) -> Generator[Input, None, None]:
    """The customers of the files that a command is given, by the binding those behind its events.

    Raises `FileError` as `opened_input` does, and what `facts_of_files` raises.
    """
    with given_beside(names, options) as (customers, _):
        yield customers


@contextmanager
def given_beside(
    names: Sequence[str], options: argparse.Namespace
) -> Generator[tuple[Input, Input | None], None, None]:
    """The same, with what the events are read from; None where the files hold customers."""
    with opened_input(names, reading_of(options)) as found:
        binding = _of_events(options)
        if binding is None:
            if getattr(options, "join", None) is not None:
                raise FileError.of("--join", "joins customers to events", "give --bind a binding with a [history]")
            yield found, None
            return
        with _customers(found, binding, options) as customers:
            yield customers, found


def _of_events(options: argparse.Namespace) -> Binding | None:
    """The binding by which events become customers; None where the files hold customers.

    A command that follows events takes any history; for the others it is its facts that make customers.
    """
    binding = _binding(options)
    follows = getattr(options, "follows", False)
    return binding if binding.history is not None and (binding.history.facts or follows) else None


@contextmanager
def _customers(events: Input, binding: Binding, options: argparse.Namespace) -> Generator[Input, None, None]:
    """The customers behind events, as a file of their facts that is called as the events are."""
    # only now: with it comes Polars
    from crmrules.engines.histories.files import facts_of_files

    with tempfile.TemporaryDirectory(prefix="crmrules-") as scratch:
        parts = Path(scratch) / "parts"
        parts.mkdir()
        with counting(events.title) as progress:
            found = facts_of_files(binding, events, options.as_of, parts, progress)
        counted = {"customers": found.frame.height, "events": found.events}
        said = _say("history", options.lang, as_of=str(options.as_of), **counted)
        print(f"{events.name}: {said}", file=sys.stderr)
        for warning in found.warnings:
            print(f"{events.name}: {warning}", file=sys.stderr)
        if options.join is not None:
            yield _joined(binding, found.frame, Path(scratch), options)
            return
        path = Path(scratch) / "facts.parquet"
        found.frame.write_parquet(path)
        yield Input((InputFile(events.name, path, Format.PARQUET),))


def _joined(binding: Binding, facts: "pl.DataFrame", scratch: Path, options: argparse.Namespace) -> Input:
    """The customers of a file of their own, with the facts behind their events."""
    from crmrules.engines.histories.joining import join_customers

    parts = scratch / "joined"
    parts.mkdir()
    with opened_input([options.join], Reading()) as customers, counting(customers.title) as progress:
        found = join_customers(binding, facts, customers, options.as_of, parts, progress)
    counted = {"customers": found.customers, "without": found.without, "unmatched": found.unmatched}
    said = _say("join", options.lang, **counted)
    print(f"{found.file.name}: {said}", file=sys.stderr)
    return Input((found.file,))


def customer_column(options: argparse.Namespace) -> str | None:
    """The column that names a customer where events become customers."""
    binding = _of_events(options)
    if binding is None or binding.history is None:
        return None
    return binding.history.customer if options.join is None else binding.join_key


def add_naming(parser: argparse.ArgumentParser) -> None:
    """The options by which lists and reports name customers."""
    parser.add_argument("--key", metavar="COLUMN", help="the column that names a customer (default: the row in FILE)")
    parser.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a column of FILE to stand beside it in lists, such as a name, a telephone number or an owner",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """The option `--format`."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how it is printed")


def add_output(parser: argparse.ArgumentParser) -> None:
    """The options by which a report is written to a file."""
    kinds = ", ".join(FORMS)
    parser.add_argument("-o", "--output", metavar="REPORT", type=Path, help=f"also write the report: {kinds}")
    parser.add_argument("--force", action="store_true", help="replace what is written where it is there already")


def binding_of(options: argparse.Namespace) -> Binding:
    """What the options say of the columns of customers, and of facts."""
    binding = _binding(options)
    if _of_events(options) is None:
        return binding
    # the files have been read by the history: their customers have facts
    return evolve(binding, history=None, spans={}, join=None, strict=False)


def binding_with_history(options: argparse.Namespace) -> Binding:
    """What the options say, with the history by which a table of a database, or a file of events, is read."""
    binding = _binding(options)
    return binding if binding.history is None else evolve(binding, strict=False)


def _binding(options: argparse.Namespace) -> Binding:
    if not hasattr(options, "bind"):  # a command that binds nothing
        return Binding()
    binding = (_named(options.bind) if options.bind else Binding()).with_maps(options.map)
    return evolve(binding, strict=True) if options.strict else binding


def _named(given: Path) -> Binding:
    """The binding of a file, or else a shipped one."""
    if given.exists() or nearest(str(given), shipped_bindings()) is None:
        return Binding.load(given)
    return Binding.shipped(str(given))


@contextmanager
def opened(
    given: Input,
    options: argparse.Namespace,
    binding: Binding,
    definitions: Sequence[Definition],
    own: bool = False,
    numbered: bool = False,
    lenient: bool = False,
) -> "Generator[Scanned, None, None]":
    """What is read, as a frame with the types of what some definitions read; what goes wrong with it names the file.

    `own`, `numbered` and `lenient` are as for `scan`. In the end it is said how many rows held nothing.
    """
    bindings = shared(binding, [[fact.name for fact in each.facts.declared] for each in definitions])
    read = list(zip(definitions, bindings, strict=True))
    with scanned(given, options, read, own=own, numbered=numbered, lenient=lenient) as found:
        yield found


@contextmanager
def scanned(
    given: Input,
    options: argparse.Namespace,
    read: Sequence[tuple[Definition, Binding]],
    parent: Path | None = None,
    own: bool = False,
    numbered: bool = False,
    lenient: bool = False,
) -> "Generator[Scanned, None, None]":
    """The same, of definitions each with its own binding; parts of it lie below `parent` until the end."""
    # only now: with it comes Polars
    from crmrules.records.scanning import scan
    from crmrules.records.wanted import column_types

    types = column_types(read)
    with tempfile.TemporaryDirectory(dir=parent) as scratch, counting(given.title) as progress:
        found = scan(given, types, Path(scratch), progress, own, numbered, lenient)
        with _about(given):
            yield found
    _say_skipped(given, found, options.lang)


@contextmanager
def _about(given: Input) -> Generator[None, None, None]:
    """Adds the file to the problems of an error that passes through; one about a file names its own."""
    try:
        yield
    except FileError:
        raise
    except CrmRulesError as error:
        raise type(error)(_of_file(problem, given) for problem in error.problems) from None


def _of_file(problem: Problem, given: Input) -> Problem:
    """A problem of a file; that it has become a frame is no matter to whoever gave it."""
    path = problem.path.removeprefix("frame").removeprefix(", ")
    return Problem(path, problem.message, problem.remedy).under(given.name)


def _say_skipped(given: Input, scanned: "Scanned", language: Language) -> None:
    """Say how many rows of a file held nothing, where there are any; it is no part of what was asked for."""
    if scanned.skipped:
        print(f"{given.name}: {_say('skipped', language, rows=scanned.skipped)}", file=sys.stderr)


def refuse_taken(added: Iterable[str], there: Iterable[str]) -> None:
    """Raises `RecordError` where a column is there already that would be added."""
    taken = sorted({*added} & {*there})
    if taken:
        raise RecordError.of("", f"has a column `{taken[0]}` already", "rename it: decisions go there")


def show(found: Reported, options: argparse.Namespace) -> None:
    """Print what was found, as text or as JSON."""
    if options.format == "json":
        print_json(found.to_dict())
    else:
        say(found.document(options.lang))


@contextmanager
def writing(options: argparse.Namespace) -> Generator[Callable[[Reported], None], None, None]:
    """What shows what was found, and writes the report where that is asked for; a file that cannot be written is
    told before anything is done."""
    if options.output is None:
        yield lambda found: show(found, options)
        return
    lay_out = form_of(options.output)
    with whole_path(options.output, options.force) as path:

        def show_and_write(found: Reported) -> None:
            path.write_text(lay_out(found.document(options.lang)), "utf-8")
            show(found, options)

        yield show_and_write


def print_json(plain: object) -> None:
    """Print plain values as JSON."""
    print(json.dumps(plain, ensure_ascii=False, indent=2))
