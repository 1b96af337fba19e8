"""What a table says of an item, before it is an item of a scorecard, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import evolve, field, frozen

from crmrules.errors import Problem
from crmrules.expressions.numbers import exact


@frozen
class Line:
    """A row of a table: what an item gives for a stretch of a number, or for some answers."""

    row: str
    """Where it stands, as messages call it."""
    points: float
    begins: float | None = field(default=None)
    """The first number of the stretch; None where it has no beginning."""
    ends: float | None = field(default=None)
    """Where it ends; None where it has no end."""
    is_closed: bool = field(default=False)
    """Whether the number at which it ends belongs to it."""
    answers: tuple[str | bool, ...] = field(default=())
    """The answers instead of a stretch."""


@frozen
class Drafted:
    """An item as a table has it."""

    name: str
    lines: tuple[Line, ...]
    """Its rows in the order of the table."""
    unknown: float | None = field(default=None)
    """What it gives while it is unknown; None where the table does not say so."""
    notes: tuple[str, ...] = field(default=())
    """What the table has and a scorecard cannot say: comments for whoever writes it."""

    @property
    def is_number(self) -> bool:
        """Whether it asks for a number."""
        return not any(line.answers for line in self.lines)


def rounded(items: Sequence[Drafted], places: int) -> list[Drafted]:
    """The items with points of so many decimals, half to even."""

    def within(points: float) -> float:
        found = round(exact(points), places)
        return int(found) if found.denominator == 1 else float(found)

    return [
        evolve(
            item,
            lines=tuple(evolve(line, points=within(line.points)) for line in item.lines),
            unknown=None if item.unknown is None else within(item.unknown),
        )
        for item in items
    ]


def problems_of(items: Sequence[Drafted], ends: tuple[str, str], answers: str) -> Iterator[Problem]:
    """What is wrong with items; `ends` and `answers` are the columns in which stretches and answers stand."""
    for item in items:
        answered = [line for line in item.lines if line.answers]
        if answered and len(answered) < len(item.lines):
            line = next(line for line in item.lines if not line.answers)
            message = f"item `{item.name}` has answers in other rows, and here a stretch of a number"
            yield Problem(f"{line.row}, column `{ends[0]}`", message, "make it two items")
        elif answered:
            yield from _answers(item, answers)
        else:
            yield from _stretches(item, ends)


def _answers(item: Drafted, column: str) -> Iterator[Problem]:
    counts = Counter(str(each) for line in item.lines for each in line.answers)
    for line in item.lines:
        for twice in (each for each in line.answers if counts[str(each)] > 1):
            message = f"item `{item.name}` has the answer `{twice}` twice"
            yield Problem(f"{line.row}, column `{column}`", message, "leave one of them out")


def _stretches(item: Drafted, columns: tuple[str, str]) -> Iterator[Problem]:
    lines = [line for line in item.lines if not _is_empty(line)]
    for line in item.lines:
        if _is_empty(line):
            message = f"item `{item.name}`: no number lies from {_said(line.begins)} to {_said(line.ends)}"
            remedy = "let it end behind its beginning; an end that was rounded needs more digits"
            yield Problem(f"{line.row}, column `{columns[1]}`", message, remedy)
    lines.sort(key=lambda line: (line.begins is not None, 0 if line.begins is None else exact(line.begins)))
    for one, other in pairwise(lines):
        if one.ends is None or other.begins is None or _reaches(one, other.begins):
            message = f"item `{item.name}`: it begins before {one.row.rpartition(', ')[2]} ends, and both would hold"
            at = other.begins if other.begins is not None else other.ends
            remedy = "let one of them end earlier, or name the column `below` where the end is left out"
            message += f" {_said(at)}" if at is not None else " every number"
            yield Problem(f"{other.row}, column `{columns[0]}`", message, remedy)


def _is_empty(line: Line) -> bool:
    if line.begins is None or line.ends is None:
        return False
    begins, ends = exact(line.begins), exact(line.ends)
    return ends < begins or (ends == begins and not line.is_closed)


def _reaches(line: Line, number: float) -> bool:
    assert line.ends is not None
    return exact(line.ends) > exact(number) or (line.is_closed and exact(line.ends) == exact(number))


def _said(number: float | None) -> str:
    return "no end" if number is None else f"{number:g}"
