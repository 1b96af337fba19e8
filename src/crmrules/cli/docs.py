"""`crmrules docs`: a page for each shipped policy, one that lists them, and pages of the whole model."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from crmrules.cli.common import Commands, directory
from crmrules.errors import FileError
from crmrules.kinds import page
from crmrules.loading import policies, policy, shipped
from crmrules.reports.document import Document
from crmrules.reports.markdown import markdown
from crmrules.reports.overview import Overview
from crmrules.reports.page import index


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("docs", help="write the pages of the shipped policies")
    parser.add_argument("directory", metavar="DIR", type=directory, help="where to; pages that are there are replaced")
    help_ = "where to write pages of the whole model: the map, a page for each capability, a glossary both ways"
    parser.add_argument("--model", metavar="DIR", type=directory, help=help_)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    there: Path = options.directory
    model: Path | None = options.model
    definitions = [policy(id_).definition for id_ in policies()]
    _write(there, {"index": index(definitions)} | {each.id: page(each) for each in definitions})
    if model is not None:
        folders = {id_: shipped().folder(id_) for id_ in shipped().ids}
        beside = Path(os.path.relpath(there, model)).as_posix()
        _write(model, Overview(definitions, folders, f"{beside}/").pages())
    return 0


def _write(directory: Path, pages: Mapping[str, Document]) -> None:
    if directory.exists() and not directory.is_dir():
        raise FileError.of(str(directory), "is no directory")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, document in pages.items():
            (directory / f"{name}.md").write_text(markdown(document), "utf-8")
    except OSError as error:
        raise FileError.of(str(directory), f"cannot be written: {error.strerror or error}") from None
    print(f"{len(pages)} pages in {directory}")
