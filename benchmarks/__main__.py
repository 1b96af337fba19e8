"""``python -m benchmarks [NAME...] [--page FILE] [--json FILE]``: run the benchmarks and print a table."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from benchmarks import zen
from benchmarks.catalogue import BENCHMARKS
from benchmarks.report import Section, as_json, machine, page, table


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    known = {each.name: each for each in BENCHMARKS}
    parser = ArgumentParser(prog="python -m benchmarks", description="Each measure beside its limit, in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all without one")
    parser.add_argument("--page", type=Path, metavar="FILE", help="also write all of them as a page in Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the lines as JSON")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in known:
            parser.error(f"no benchmark `{name}`; there are {', '.join(known)}")
    if arguments.page is not None and arguments.names:
        parser.error("a page holds all benchmarks: name none of them")
    sections: list[Section] = []
    for name in arguments.names or known:
        print(f"{name} ...", file=sys.stderr, flush=True)
        sections.append(Section(known[name].title, known[name].about, tuple(known[name].run())))
    for section in sections:
        print(f"\n{section.title}\n{table(section.lines)}")
    print(f"\n{machine()}{'' if zen.is_installed() else '; zen-engine is not installed and was left out'}")
    for path, write in ((arguments.page, page), (arguments.json, as_json)):
        if path is not None:
            path.write_text(write(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
