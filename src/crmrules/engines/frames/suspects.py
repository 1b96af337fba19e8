"""Values for which a record would be refused: a frame in memory is refused for them, a lazy one names them."""

from collections.abc import Callable, Sequence
from typing import Any

import narwhals.stable.v2 as nw
from attrs import field, frozen

from crmrules.engines.frames.parts import Asked, Missing, any_true
from crmrules.engines.frames.stages import Stages
from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import Refused

MOST_PROBLEMS = 1_000
"""After so many values no more are named: the frame is not what it was taken for."""


@frozen(eq=False)
class Suspect:
    """What a fact could be refused for, and its schema does not show."""

    fact: str
    where: str
    """How a message calls where the value stands, such as a column."""
    raw: nw.Expr
    """The value as it stands."""
    suspected: nw.Expr
    """A condition that is cheap, and true wherever `refused` is."""
    refused: nw.Expr
    """Where a record would be refused; never null."""
    say: Callable[[Any], Refused]
    """What is said of such a value."""
    guard: Asked | None = field(default=None)
    """The guard of the fact that holds on every row where nothing is suspected; None where there is none such."""


def unread(suspects: Sequence[Suspect]) -> Missing:
    """For each fact that could be refused, where it is."""
    found: dict[str, list[nw.Expr]] = {}
    for suspect in suspects:
        found.setdefault(suspect.fact, []).append(suspect.refused)
    return {fact: any_true(each) for fact, each in found.items()}


def refuse(suspects: Sequence[Suspect], frame: Any, stages: Stages) -> frozenset[Asked]:
    """Look at the values: the guards that are found to hold on every row.

    Raises `RecordError` with the row, counted from 1, of each value that a record could not hold.
    """
    if not suspects:
        return frozenset()
    asked = {f"{place}": suspect.suspected.any() for place, suspect in enumerate(suspects)}
    there = _eager(stages.summary(frame, asked))
    found = [suspect for place, suspect in enumerate(suspects) if there.item(0, f"{place}")]
    clean = frozenset(each.guard for each in suspects if each.guard is not None and each not in found)
    if not found:
        return clean
    columns = {f"raw {place}": suspect.raw for place, suspect in enumerate(found)}
    columns |= {f"refused {place}": suspect.refused for place, suspect in enumerate(found)}
    looked = _eager(stages.alone(frame, columns))
    problems: dict[tuple[int, int], Problem] = {}
    for place, suspect in enumerate(found):
        rows = looked.get_column(f"refused {place}").arg_true().head(MOST_PROBLEMS)
        raw = looked.get_column(f"raw {place}")
        for row in rows.to_list():
            said = suspect.say(raw.item(row))
            problems[row, place] = Problem(f"row {row + 1}, {suspect.where}", said.message, said.remedy)
    if problems:
        raise RecordError(dict.fromkeys(problems[each] for each in sorted(problems)[:MOST_PROBLEMS]))
    return clean


def _eager(frame: Any) -> Any:
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame
