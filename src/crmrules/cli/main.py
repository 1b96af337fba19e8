"""`crmrules`: reads the arguments, runs the command, and turns errors into messages and exit codes."""

import argparse
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from crmrules import __version__
from crmrules.cli.arguments import Parser, parse
from crmrules.errors import CrmRulesError

DONE, FAILED, INTERRUPTED = 0, 2, 130

COMMANDS = {
    "list": "listing",
    "new": "new",
    "show": "show",
    "explain": "explain",
    "apply": "apply",
    "sql": "sql",
    "bind": "bind",
    "review": "review",
    "cases": "cases",
    "case": "cases",
    "check": "check",
    "diff": "diff",
    "backtest": "backtest",
    "coverage": "coverage",
    "reproduce": "reproduce",
    "import": "importing",
    "export": "export",
    "docs": "docs",
    "schema": "schema",
}
"""The commands in the order of the help, and the module of each."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit codes: 0 done, 1 findings, 2 whatever else, 130 interrupted.

    Raises `SystemExit` for arguments that are none.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese still gets its table
    given = sys.argv[1:] if arguments is None else arguments
    try:
        modules = _modules(given)
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("rich"):
            raise
        print('the command line needs its extra: pip install "crmrules[cli]"', file=sys.stderr)
        return FAILED
    parser = Parser(prog="crmrules", description="Customer policy as data: decide, explain, check.")
    parser.add_argument("--version", action="version", version=f"crmrules {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in modules:
        module.add(commands)
    return _ended(lambda: _run(parse(parser, commands, given)))


def _modules(arguments: Sequence[str]) -> list[ModuleType]:
    """The module of the command that is asked for, since all of them take a second to load; all where none is."""
    named = COMMANDS.get(arguments[0]) if arguments else None
    wanted = dict.fromkeys(COMMANDS.values()) if named is None else (named,)
    return [import_module(f"crmrules.cli.{each}") for each in wanted]


def _run(options: argparse.Namespace) -> int:
    code: int = options.run(options)
    sys.stdout.flush()  # what cannot be printed shows here, and not when Python ends
    return code


def _ended(run: Callable[[], int]) -> int:
    """The exit code of a run, whatever becomes of it: no fault may look like findings, whose code is 1."""
    try:
        return run()
    except CrmRulesError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _let_go()  # whoever reads us has left
        return DONE
    except OSError as error:
        print(f"{error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
        _let_go()
    except _foreign("polars", "PolarsError") as error:
        print(f"the file cannot be worked on: {str(error).splitlines()[0]}", file=sys.stderr)
    except MemoryError:
        print("there is not enough memory for this", file=sys.stderr)
    except SystemExit:
        raise
    except BaseException:  # panics of libraries are no Exception
        traceback.print_exc()
        print("this is a fault of crmrules, not of what it was given: please report it", file=sys.stderr)
    return FAILED


def _foreign(module: str, name: str) -> tuple[type[Exception], ...]:
    """The error of a library, which is imported where any was raised."""
    there = sys.modules.get(f"{module}.exceptions")
    return () if there is None else (getattr(there, name),)


def _let_go() -> None:
    """Keep Python from complaining in the end about what can no longer be printed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """The console script. Being told to end is like being interrupted: what is half written goes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())


if __name__ == "__main__":
    run()
