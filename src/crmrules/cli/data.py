"""What commands on a customer file share: its options, the frame it becomes, and JSON instead of text."""

import argparse
import json
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from crmrules.cli.progress import counting
from crmrules.definitions.base import Definition
from crmrules.errors import under
from crmrules.records.binding import Binding, shared

if TYPE_CHECKING:
    import polars as pl


def add_binding(parser: argparse.ArgumentParser) -> None:
    """The options by which the columns of a file become facts."""
    parser.add_argument("--map", action="append", default=[], metavar="fact=column", help="bind a fact to a column")
    parser.add_argument(
        "--bind", metavar="BINDING", type=Path, help="a binding file: columns, expressions, assumptions"
    )
    parser.add_argument("--strict", action="store_true", help="refuse columns that are neither facts nor bound")
    parser.add_argument("--encoding", help="what FILE is written in, such as gb18030 (default: UTF-8)")


def add_format(parser: argparse.ArgumentParser) -> None:
    """The option `--format`."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how it is printed")


def binding_of(options: argparse.Namespace) -> Binding:
    """What the options say of columns and facts."""
    binding = (Binding.load(options.bind) if options.bind else Binding()).with_maps(options.map)
    return evolve(binding, strict=True) if options.strict else binding


@contextmanager
def opened(
    path: Path, options: argparse.Namespace, binding: Binding, definitions: Sequence[Definition]
) -> "Generator[pl.LazyFrame, None, None]":
    """A file as a frame with the types of what some definitions read; what goes wrong with it names the file."""
    # only now: with it comes Polars
    from crmrules.records.scanning import column_types, scan

    bindings = shared(binding, [[fact.name for fact in each.facts.declared] for each in definitions])
    types = column_types(list(zip(definitions, bindings, strict=True)))
    with tempfile.TemporaryDirectory() as scratch, counting(path) as progress:
        frame = scan(path, options.encoding, types, Path(scratch), progress)
        with under(str(path)):
            yield frame


def show(found: Any, options: argparse.Namespace) -> None:
    """Print what was found, as text or as JSON."""
    if options.format == "json":
        print_json(found.to_dict())
    else:
        print(found.explain(options.lang))


def print_json(plain: object) -> None:
    """Print plain values as JSON."""
    print(json.dumps(plain, ensure_ascii=False, indent=2))
