"""Whether a frame is read as a fact by a binding."""

from typing import Any

from crmrules.definitions.base import Definition
from crmrules.engines.frames.door import Door, enter
from crmrules.engines.frames.stages import Stages
from crmrules.model.fact import Fact
from crmrules.records.binding import Binding


def check_facts(definition: Definition, frame: Any, bind: Binding, facts: list[Fact]) -> None:
    """Make sure that every value of a frame that some facts of a policy are bound to is read as theirs.

    Raises as a policy does that runs on the frame.
    """
    through, opened = enter(definition, frame, bind)
    Door(opened, Stages(opened.prefix), through).read(facts)
