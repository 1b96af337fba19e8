"""The entries of a reference over columns: for each that has a condition, whether it holds."""

import datetime
from typing import Any

from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.facts import FactColumns
from crmrules.engines.frames.parts import Constant, Family, guarded, literal
from crmrules.engines.frames.stages import Stages
from crmrules.kinds.reference.definition import ReferenceDefinition, columns_of
from crmrules.records.binding import Binding


def apply_reference(
    definition: ReferenceDefinition,
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    cautioned: bool,
    look: bool,
) -> Any:
    """The frame with a column of truths for each entry; lazy where it was.

    Raises `EngineError` for what is no frame that is known; `BindingError` and `RecordError` for columns that are not
    there, of a wrong type, or there already, and for values for which a record would be refused.
    """
    through, opened = enter(definition, frame, bind)
    stages = Stages(opened.prefix)
    door = Door(opened, stages, through, looks=look)
    facts = FactColumns(definition, as_of, door.read(definition.read_facts), stages, opened.backend)
    unread, columns = door.unread(), columns_of(definition, cautioned)
    check_names(opened, definition, [*columns.values(), *unread])
    compiler = facts.columns(facts.names)
    added: dict[str, Any] = {}
    for entry in definition.conditional:
        if entry.id in columns and entry.when is not None:
            part = compiler.compile(entry.when)
            added[columns[entry.id]] = (
                literal(part.value, Family.BOOL) if isinstance(part, Constant) else guarded(part.expr, part.guards)
            )
    added |= unread
    if not added:
        return frame  # all entries that hold under a condition are held back
    return close(opened, stages, added, {})
