"""How large facts become once those they are derived from are written out in them."""

from crmrules.definitions.base import Definition
from crmrules.expressions.tree import Name, walk

MOST_WRITTEN_OUT = 1_000
"""Beyond so many parts they are not: z3, which cannot be interrupted while it writes them, is not asked then."""

MOST_ASKED = 4_000
"""The parts of conditions that z3 is asked about at once: to write one for it takes a quarter of a millisecond."""


def parts_of(definition: Definition) -> int:
    """The parts of the largest derived fact, here or in a policy that is read, with what it is derived from in it."""
    sizes: dict[str, int] = {}
    for each in definition.facts.derived:
        if each.expression is not None:
            parts = walk(each.expression)
            sizes[each.name] = sum(sizes.get(part.name, 1) if isinstance(part, Name) else 1 for part in parts)
    return max([0, *sizes.values(), *map(parts_of, definition.policies.values())])
