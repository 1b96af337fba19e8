"""`crmrules import`: the tables of a DMN file or JDM graph, or a scorecard in a table, as policy files."""

import argparse
import sys
from pathlib import Path

from crmrules.cli.common import Commands, directory, whole
from crmrules.cli.data import add_reading, reading_of
from crmrules.definitions.files import read_bytes, to_toml
from crmrules.errors import FileError, PolicyError
from crmrules.interchange.files import read_file
from crmrules.interchange.found import ReadTable, TableFile
from crmrules.interchange.jdm.graph import is_graph
from crmrules.interchange.names import JDM, MAX_BYTES, is_tables, split
from crmrules.interchange.scorecards.file import PLACES, read_scorecard
from crmrules.model.text import plural
from crmrules.records.formats import READ
from crmrules.records.input_file import Reading, ends_of
from crmrules.records.writing import whole_directory

DONE, REFUSED = 0, 1


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("import", help="a DMN file, a JDM graph, or a scorecard in a table, as policy files")
    parser.add_argument(
        "file",
        metavar="FILE",
        help="FILE.dmn or its table FILE.dmn#NAME, a graph FILE.json; or items and points in a table",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=directory,
        default=Path(),
        metavar="DIR",
        help="the directory to write to (default: this one)",
    )
    parser.add_argument("--force", action="store_true", help="replace files that are there already")
    parser.add_argument(
        "--nulls",
        choices=("value", "open"),
        help="what a null is: a value, as in DMN, or what is not known yet (default: what the file says, else a value)",
    )
    parser.add_argument("--id", metavar="ID", help="of a scorecard: its id (default: the name of the file)")
    parser.add_argument("--places", type=whole, default=PLACES, metavar="N", help="of a scorecard: decimals of points")
    add_reading(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    reading = reading_of(options)
    end, _ = ends_of(Path(options.file), reading)
    if end in READ and not _is_graph(Path(options.file)):
        return _scorecard(options, reading)
    path, name = split(options.file)
    if end == ".toml":
        raise FileError.of(options.file, "is a policy file already", f"`crmrules check {options.file}` looks at it")
    if not is_tables(options.file) and not Path(path).is_file():
        raise FileError.of(options.file, "is no DMN file, and no table", f"give .dmn, {', '.join(READ)}")
    read = read_file(Path(path), None if options.nulls is None else options.nulls == "open")
    tables = _with_read(read, read.table(name)) if name else read.tables
    refused = [] if name else read.refused
    if not tables and refused:
        raise PolicyError(problem.under(path) for _, error in refused for problem in error.problems)
    if not tables:
        raise FileError.of(path, "has no decision table")
    files = {f"{each.definition.id}.toml": to_toml(each.document) for each in tables}
    with whole_directory(options.output, tuple(files), options.force) as directory:
        for file, text in files.items():
            (directory / file).write_text(text, "utf-8")
    for each in tables:
        print(f"{options.output / each.definition.id}.toml: {_told(each)}")
    for left, why in read.left if not name else ():
        print(f"{path}, decision `{left}`: {why}", file=sys.stderr)
    for _, error in refused:
        for problem in error.problems:
            print(problem.under(path), file=sys.stderr)
    return REFUSED if refused else DONE


def _is_graph(path: Path) -> bool:
    """Whether a file is a graph and no table of rows: which of them JSON holds, its content tells."""
    if path.suffix.lower() != JDM or not path.is_file() or path.stat().st_size > MAX_BYTES:
        return False
    return is_graph(read_bytes(path, MAX_BYTES))


def _scorecard(options: argparse.Namespace, reading: Reading) -> int:
    if options.nulls is not None:
        raise FileError.of(options.file, "is no table of decisions, and has no nulls", "leave --nulls out")
    read = read_scorecard(options.file, reading, options.id, options.places)
    file = f"{read.policy.id}.toml"
    with whole_directory(options.output, (file,), options.force) as directory:
        (directory / file).write_text(read.text, "utf-8")
    count = len(read.policy.items)
    print(f"{options.output / file}: a scorecard of {count} {plural(count, 'item', 'items')}")
    for each in read.left:
        print(f"{options.file}, {each}", file=sys.stderr)
    return DONE


def _told(table: ReadTable) -> str:
    """What a policy was made of."""
    definition = table.definition
    key = "rule" if definition.header.kind == "decision" else "item"
    count = len(definition.lists[key])
    return f"a {definition.header.kind} of {count} {plural(count, key, f'{key}s')}, from `{table.name}`"


def _with_read(read: TableFile, table: ReadTable) -> list[ReadTable]:
    """A table, after those it reads."""
    wanted = {table.definition.id, *_behind(read, table)}
    return [each for each in read.tables if each.definition.id in wanted]


def _behind(read: TableFile, table: ReadTable) -> set[str]:
    ids = set(table.definition.policies)
    inner = [each for each in read.tables if each.definition.id in ids]
    return ids | {id_ for each in inner for id_ in _behind(read, each)}
