"""How arguments are read: what argparse does, but each error one line, with the nearest right word."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from crmrules.errors import did_you_mean

_USED_WRONGLY = 2


class Parser(argparse.ArgumentParser):
    """A parser that tells an error in one line, where argparse buries it under all options there are."""

    def error(self, message: str) -> NoReturn:
        """End with what is wrong, and where no word was meant, with where to read more."""
        remedy = "" if message.endswith("?") else f"; `{self.prog} --help` tells how it is used"
        self.exit(_USED_WRONGLY, f"{self.prog}: {message}{remedy}\n")

    def unknown(self, left: Iterable[str]) -> NoReturn:
        """End with the options and words that nothing takes."""
        told: list[str] = []
        for each in left:
            name = each.partition("=")[0]
            if each.startswith("-"):
                near = did_you_mean(name, [known for known in self._option_string_actions if len(known) > 2])
                told.append(f"unknown option `{name}`" + (f"; {near}" if near.startswith("did") else ""))
            elif not told:  # after an unknown option it may be its value
                told.append(f"`{each}` is one argument too many")
        self.error("; ".join(told))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        near = did_you_mean(value, map(str, action.choices))
        what = f"{action.option_strings[-1]}: unknown" if action.option_strings else "unknown command"
        self.error(f"{what} `{value}`" + (f"; {near}" if near else ""))

    def _print_message(self, message: str, file: Any = None) -> None:
        # as argparse does, which alone says nothing of a help that cannot be printed
        print(message, file=sys.stderr if file is None else file, end="", flush=True)


def parse(parser: Parser, commands: Any, arguments: Sequence[str]) -> argparse.Namespace:
    """The options; what there may be several of stands on either side of them, which argparse alone does not allow."""
    if not arguments:
        parser.print_help(sys.stderr)
        parser.exit(_USED_WRONGLY)
    first = arguments[0]
    if first.startswith("-") and first not in ("-h", "--help", "--version"):
        parser.error(f"`{first}` stands before the command; its options come after it")
    options, left = parser.parse_known_args(arguments)
    if left and (not hasattr(options, "several") or any(each.startswith("-") and each != "-" for each in left)):
        commands.choices[options.command].unknown(left)
    if left:
        setattr(options, options.several, [*getattr(options, options.several), *left])
    return options
