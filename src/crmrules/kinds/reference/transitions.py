"""What a change of a reference moves: the entries that hold of the same customers before and after."""

import datetime

from crmrules.assurance.difference.transitions import Moved, several
from crmrules.kinds.reference.policy import Reference
from crmrules.records.binding import Binding, shared
from crmrules.reviews.frames import Frame


def moved(old: Reference, new: Reference, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame; entries with a caution are looked at as well."""
    bindings = shared(bind, [[fact.name for fact in each.definition.facts.declared] for each in (old, new)])
    before, after = (
        (each.id, each.apply(frame, bind=by, as_of=as_of, cautioned=True, look=True).lazy().collect())
        for each, by in zip((old, new), bindings, strict=True)
    )
    ids = (entry.id for each in (old, new) for entry in each.definition.conditional)
    return several(ids, before, after, frame)
