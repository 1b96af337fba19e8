"""Reading the reference kind."""

from typing import Any, ClassVar

from attrs import define

from crmrules.definitions.reading import Reader
from crmrules.kinds.reference.checking import ReferenceChecking
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.parts import Entry, ReferenceFigure


@define
class ReferenceReader(Reader[ReferenceDefinition]):
    """Reads entries and figures."""

    definition_class: ClassVar[type[Any]] = ReferenceDefinition
    checking_class: ClassVar[type[Any]] = ReferenceChecking

    def look(self) -> None:
        """Entries have ids, which columns are called after, and so have figures; attributes have names."""
        self.ids("entry", (entry.id for entry in self.listed("entry", Entry)))
        self.ids("figure", (figure.id for figure in self.listed("figure", ReferenceFigure)))
        attributes = self.document.get("attributes", {})
        for name in map(str, attributes) if isinstance(attributes, dict) else ():
            # no condition holds one: it is an argument of `entries`
            if not name.isidentifier() or name in ("cautioned", "self"):
                self.report(f"attribute `{name}`", "is no name", "use letters, digits and underscores, a letter first")
