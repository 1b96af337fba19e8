"""`crmrules new`: a small policy file that works, to begin with."""

import argparse
from importlib.resources import files
from pathlib import Path

from crmrules.cli.common import Commands
from crmrules.definitions.names import is_policy_id
from crmrules.errors import FileError, PolicyError
from crmrules.loading import policies
from crmrules.records.writing import whole_file

_STARTER = "starter.toml"


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("new", help="write a small policy file that works, to begin with")
    parser.add_argument("id", metavar="ID", help="the id of the policy; the file is called ID.toml")
    parser.add_argument("--kind", choices=_kinds(), default="decision", help="what it is (default: decision)")
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")
    parser.set_defaults(run=_run)


def _kinds() -> list[str]:
    """The kinds that have a policy to begin with."""
    return sorted(each.name for each in files("crmrules.kinds").iterdir() if (each / _STARTER).is_file())


def _run(options: argparse.Namespace) -> int:
    if not is_policy_id(options.id):
        raise PolicyError.of(f"`{options.id}`", "is no policy id", "use small letters, digits and single hyphens")
    if options.id in policies():
        remedy = f'choose another, and begin the file with `extends = "{options.id}"` to change what is shipped'
        raise FileError.of(f"`{options.id}`", "is the id of a shipped policy", remedy)
    path = Path(f"{options.id}.toml")
    text = (files("crmrules.kinds") / options.kind / _STARTER).read_text("utf-8")
    with whole_file(path, options.force) as file:
        file.write(text.replace('"ID"', f'"{options.id}"', 1))
    print(f"{path}: a {options.kind} to begin with; `crmrules check {path}` says what it lacks")
    return 0
