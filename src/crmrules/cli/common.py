"""What commands share: policies by id or path, days and languages from text, and the console."""

import argparse
import datetime
import os
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from crmrules.expressions.accept import Refused, shown
from crmrules.interchange.names import is_tables
from crmrules.kinds.base import Policy
from crmrules.loading import load, policy
from crmrules.model.text import LANGUAGES
from crmrules.records.cells import read_day
from crmrules.reports.document import Document
from crmrules.reports.terminal import terminal
from crmrules.reports.text import text

P = TypeVar("P", bound=Policy[Any])

Commands = Any
"""What argparse collects subcommands in; it has no public name."""

_PIPE_WIDTH = 120
"""Columns where nobody's terminal says how many there are."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to `main`: that nobody reads on is no error."""
        raise BrokenPipeError


def find(name: str, kind: type[P]) -> P:
    """The policy of an id, or of a file's path; raises `PolicyError` where it is of another kind."""
    is_path = name.endswith(".toml") or os.sep in name or is_tables(name) or Path(name).is_file()
    return load(name, kind) if is_path else policy(name, kind)


def console(error: bool = False) -> Console:
    """Where a command writes."""
    made = _Console(stderr=error, highlight=False, soft_wrap=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = _PIPE_WIDTH
    return made


def say(document: Document) -> None:
    """Print a report: folded and coloured for a terminal, and as plain lines for whatever else reads it."""
    out = console()
    if out.is_terminal:
        out.print(terminal(document))
    else:
        print(text(document))


def add_language(parser: argparse.ArgumentParser) -> None:
    """The option `--lang`."""
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of what is printed (default: en)")


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """The option `--as-of`."""
    parser.add_argument("--as-of", type=day, metavar="DAY", help="the day decided for, as 2026-07-01")


def directory(text: str) -> Path:
    """A directory of the command line; raises `argparse.ArgumentTypeError` for one without a name."""
    if not text:  # which would be the present one
        raise argparse.ArgumentTypeError("is empty; name a directory, or give `.` for the present one")
    return Path(text)


def row(text: str) -> int:
    """A row of a file as a person counts it; raises `argparse.ArgumentTypeError` for what is none."""
    if not text.isdecimal() or not 1 <= len(text.lstrip("0")) <= 15:
        raise argparse.ArgumentTypeError(f"{shown(text)} is no row; rows are counted from 1")
    return int(text)


def whole(text: str) -> int:
    """A whole number of the command line; raises `argparse.ArgumentTypeError` for what is none."""
    if not text.removeprefix("-").isdecimal() or len(text) > 15:
        raise argparse.ArgumentTypeError(f"{shown(text)} is no whole number; write it in digits, such as 6")
    return int(text)


def day(text: str) -> datetime.date:
    """A day of the command line; raises `argparse.ArgumentTypeError` for what is none."""
    try:
        return read_day(text)
    except Refused as refused:
        raise argparse.ArgumentTypeError(f"{refused.message}; {refused.remedy}") from None
