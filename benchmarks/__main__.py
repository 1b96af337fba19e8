"""``python -m benchmarks [NAME...] [--markdown FILE] [--json FILE]``: run the benchmarks and print a table."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from benchmarks import durable, frames, imports, one_record, zen
from benchmarks.report import Line, as_json, machine, markdown, table

BENCHMARKS: Mapping[str, Callable[[], Iterable[Line]]] = {
    "entities": one_record.run,
    "mappings": one_record.from_mappings,
    "frames": frames.run,
    "durable": durable.run,
    "reading": one_record.reading,
    "imports": imports.run,
}


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    parser = ArgumentParser(prog="python -m benchmarks", description="Each measure beside its limit, in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all without one")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the table as Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the lines as JSON")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in BENCHMARKS:
            parser.error(f"no benchmark `{name}`; there are {', '.join(BENCHMARKS)}")
    lines: list[Line] = []
    for name in arguments.names or BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        lines += BENCHMARKS[name]()
    print(table(lines))
    print(f"{machine()}{'' if zen.is_installed() else '; zen-engine is not installed and was left out'}")
    for path, write in ((arguments.markdown, markdown), (arguments.json, as_json)):
        if path is not None:
            path.write_text(write(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
