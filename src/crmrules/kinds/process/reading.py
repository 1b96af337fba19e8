"""Reading the process kind."""

from typing import Any, ClassVar

from attrs import define

from crmrules.definitions.reading import Reader
from crmrules.kinds.process.checking import ProcessChecking
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.parts import Deadline, Duty, State, Transition


@define
class ProcessReader(Reader[ProcessDefinition]):
    """Reads states, transitions and deadlines."""

    definition_class: ClassVar[type[Any]] = ProcessDefinition
    checking_class: ClassVar[type[Any]] = ProcessChecking

    def look(self) -> None:
        """Whatever a case tells of has an id."""
        self.ids("state", (each.id for each in self.listed("state", State)))
        self.ids("transition", (each.id for each in self.listed("transition", Transition)))
        self.ids("deadline", (each.id for each in self.listed("deadline", Deadline)))
        self.ids("duty", (each.id for each in self.listed("duty", Duty)))
