"""The promises of *unique* and *any*, where a row cannot raise."""

from collections.abc import Callable, Iterator

from crmrules.definitions.base import Definition
from crmrules.errors import Problem
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy

NotProven = Callable[[DecisionDefinition], str]
"""Why it is not proven that the rules of a policy keep the promise of *unique* or *any*; empty where it is."""


def conflicting(definition: Definition, not_proven: NotProven, where: str) -> Iterator[Problem]:
    """The policy, and those it reads, whose rules may contradict each other, `where` a row cannot raise."""
    if isinstance(definition, DecisionDefinition) and definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
        why = not_proven(definition)
        if why:
            message = f"hit policy `{definition.hit}` runs {where} only where no two rules contradict each other: {why}"
            yield Problem(f"policy `{definition.id}`", message, "use hit policy `first`")
    for policy in definition.policies.values():
        yield from conflicting(policy, not_proven, where)
