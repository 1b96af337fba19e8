"""The days on which what a policy says changes, because its parameters do."""

import datetime

from crmrules.definitions.base import Definition


def days_of(definition: Definition) -> tuple[datetime.date | None, ...]:
    """The days on which parameters change, those of the policies it reads included; no day where none is dated."""
    dated = [each.dated for one in _with_inner(definition) for each in one.parameters.values() if each.dated]
    begun = max((values[0].from_ for values in dated), default=None)
    days = {each.from_ for values in dated for each in values if begun is not None and each.from_ >= begun}
    return tuple(sorted(days)) or (None,)


def _with_inner(definition: Definition) -> list[Definition]:
    return [definition, *(each for inner in definition.policies.values() for each in _with_inner(inner))]
