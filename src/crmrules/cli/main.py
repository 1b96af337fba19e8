"""`crmrules`: reads the arguments, runs the command, and turns errors into messages and exit codes."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence

from crmrules import __version__
from crmrules.errors import CrmRulesError

DONE, BAD_INPUT = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit codes: 0 done, 1 findings, 2 bad input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese still gets its table
    try:
        from crmrules.cli import (
            backtest,
            check,
            coverage,
            decide,
            diff,
            docs,
            explain,
            listing,
            new,
            reproduce,
            review,
            schema,
            show,
        )
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("rich"):
            raise
        print('the command line needs its extra: pip install "crmrules[cli]"', file=sys.stderr)
        return BAD_INPUT
    parser = argparse.ArgumentParser(prog="crmrules", description="Customer policy as data: decide, explain, check.")
    parser.add_argument("--version", action="version", version=f"crmrules {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    table = (listing, new, show, explain, decide, review, check, diff, backtest, coverage, reproduce, docs, schema)
    for command in table:
        command.add(commands)
    options = _parse(parser, arguments)
    try:
        return int(options.run(options))
    except CrmRulesError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # whoever reads us has left; keep the interpreter from complaining about it when it closes the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parse(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; facts may stand on either side of them, which argparse alone does not allow."""
    options, left = parser.parse_known_args(arguments)
    if left and (not hasattr(options, "facts") or any(each.startswith("-") for each in left)):
        parser.error(f"unrecognized arguments: {' '.join(left)}")
    if left:
        options.facts += left
    return options


def run() -> None:
    """The console script. Being told to end is like being interrupted: what is half written goes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())


if __name__ == "__main__":
    run()
