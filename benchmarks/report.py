"""What a benchmark found, as a plain table, Markdown or JSON."""

import json
import os
import platform
import textwrap
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

from attrs import frozen

_HEADINGS = ("what", "ns", "limit", "limit ns", "ratio", "goal", "")


_LIBRARIES = ("attrs", "narwhals", "polars", "pandas", "pyarrow", "duckdb")

_OPENING = """# Benchmarks

`make bench` writes this page. Each measure stands beside its limit, the best that we or an expert can write by hand, or
beside a peer. Read the **ratio**, time over limit: both come from one run on one machine, where contenders took turns
and the fastest turn of each counts, since noise only ever adds time. 1 is as good as the limit, below 1 is better. A
line says *met* or *MISSED* where it has a goal. The limits and peers give the same answers as the policy.
"""

_WIDTH = 118


@frozen
class Section:
    """Measures that are told together."""

    title: str
    about: str
    lines: tuple["Line", ...]


@frozen
class Line:
    """One measure beside its limit, both from the same run."""

    what: str
    nanoseconds: float
    limit: str = ""
    """What it is measured against; empty where it stands alone."""
    limit_nanoseconds: float | None = None
    goal: float | None = None
    """The ratio to the limit that is still good; None where the line is for the record only."""

    @property
    def ratio(self) -> float | None:
        """How many times the limit it takes."""
        return None if self.limit_nanoseconds is None else self.nanoseconds / self.limit_nanoseconds

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        return None if self.goal is None or self.ratio is None else self.ratio <= self.goal

    def to_dict(self) -> dict[str, Any]:
        """The line as plain values."""
        return {
            "what": self.what,
            "ns": round(self.nanoseconds, 1),
            "limit": self.limit or None,
            "limit_ns": None if self.limit_nanoseconds is None else round(self.limit_nanoseconds, 1),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
            "met": self.is_met,
        }


def table(lines: Iterable[Line]) -> str:
    """A table for the terminal."""
    rows = [_HEADINGS, *map(_cells, lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_aligned(row, widths) for row in rows)


def page(sections: Iterable[Section]) -> str:
    """All of it as a page of the documentation, in Markdown."""
    told = [_OPENING, textwrap.fill(f"Measured on {machine()}.", _WIDTH) + "\n"]
    for section in sections:
        rows = [_HEADINGS, ("---", "---:", "---", "---:", "---:", "---:", "---"), *map(_cells, section.lines)]
        marked = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        told.append(f"## {section.title}\n\n{textwrap.fill(section.about, _WIDTH)}\n\n{marked}\n")
    return "\n".join(told)


def as_json(sections: Iterable[Section]) -> str:
    """The lines for a program."""
    found = {section.title: [each.to_dict() for each in section.lines] for section in sections}
    return json.dumps({"machine": machine(), "sections": found}, indent=2) + "\n"


def machine() -> str:
    """What the numbers were measured on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    versions = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{python} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores; {versions}"


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.what,
        f"{line.nanoseconds:,.0f}",
        line.limit,
        "" if line.limit_nanoseconds is None else f"{line.limit_nanoseconds:,.0f}",
        "" if line.ratio is None else f"{line.ratio:.2f}",
        "" if line.goal is None else f"{line.goal:g}",
        {True: "met", False: "MISSED", None: ""}[line.is_met],
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    text = {0, 2, 6}
    cells = [
        cell.ljust(width) if place in text else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
