"""`crmrules docs`: a page for each shipped policy, and one that lists them."""

import argparse
from pathlib import Path

from crmrules.cli.common import Commands
from crmrules.errors import FileError
from crmrules.kinds import page
from crmrules.loading import policies, policy
from crmrules.reports.markdown import markdown
from crmrules.reports.page import index


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("docs", help="write the pages of the shipped policies")
    parser.add_argument("directory", metavar="DIR", type=Path, help="where to; pages that are there are replaced")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    directory: Path = options.directory
    definitions = [policy(id_).definition for id_ in policies()]
    pages = {"index": index(definitions)} | {each.id: page(each) for each in definitions}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, document in pages.items():
            (directory / f"{name}.md").write_text(markdown(document), "utf-8")
    except OSError as error:
        raise FileError.of(str(directory), f"cannot be written: {error.strerror or error}") from None
    print(f"{len(pages)} pages in {directory}")
    return 0
