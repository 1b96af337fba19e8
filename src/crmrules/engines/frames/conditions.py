"""Conditions over the facts of a policy, as columns of a frame."""

import datetime
from collections.abc import Sequence
from typing import Any

from crmrules.definitions.base import Definition
from crmrules.engines.frames.closing import close
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.logic import column
from crmrules.engines.frames.rows import RowLogic
from crmrules.engines.frames.stages import Stages
from crmrules.engines.rows import bool_of
from crmrules.expressions.tree import Expression
from crmrules.records.binding import Binding


def hold(
    definition: Definition,
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    conditions: Sequence[Expression],
) -> tuple[Any, list[str]]:
    """The frame with a column for each condition that says where it is true, and the names of these columns.

    Raises as the policy itself does where it runs on the frame.
    """
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    facts = Door(opened, stages, through, looks=False).read(definition.read_facts)
    compiler = Columns(FactColumns(definition, as_of, facts, stages, opened.backend).names, stages, opened.backend)
    names = [f"{opened.prefix}holds_{place}" for place, _ in enumerate(conditions)]
    rows = RowLogic(stages)
    truths = [column(bool_of(rows.is_true(compiler.compile(condition)))) for condition in conditions]
    return close(opened, stages, dict(zip(names, truths, strict=True)), {}), names
