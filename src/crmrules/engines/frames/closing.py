"""Closing a frame: new columns beside the user's, in the kind of frame that came."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.definitions.base import Definition
from crmrules.engines.frames.backends import Opened
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.stages import Stages
from crmrules.errors import EngineError, Problem, RecordError


def check_names(opened: Opened, definition: Definition, names: Sequence[str]) -> None:
    """Make sure that new columns have names of their own.

    Raises `RecordError` where the frame has one already, and `EngineError` where two new ones would be the same.
    """
    fold = str.lower if opened.backend.folds_case else str
    there = {fold(name): name for name in opened.columns}
    taken = [there[fold(name)] for name in names if fold(name) in there]
    if taken:
        raise RecordError(
            Problem("frame", f"has a column `{name}` already", "rename it: decisions go there") for name in taken
        )
    counted = Counter(map(fold, names))
    twice = sorted({name for name in names if counted[fold(name)] > 1})
    if twice:
        message = f"would give two columns `{twice[0]}`"
        raise EngineError.of(f"policy `{definition.id}`", message, "rename its outcome or output")


def close(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str] = (),
) -> Any:
    """The frame with new columns, lazy where it was.

    `labels` names those that hold labels, `days` those that hold days counted from 1970.
    """
    return opened.backend.library.close_frame(opened, stages, added, labels, days)
