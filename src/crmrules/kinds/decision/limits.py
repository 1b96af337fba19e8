"""The numbers that conditions hold facts against, and on which sides of each some cases lie."""

import datetime
from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from crmrules.engines.interpreter import values_of
from crmrules.errors import CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.operators import ComparisonOperator
from crmrules.expressions.tree import Comparison, Expression, Value, names, walk
from crmrules.kinds.decision.coverage import Case
from crmrules.kinds.decision.definition import DecisionDefinition

_NEGATED: Mapping[ComparisonOperator, ComparisonOperator] = {"<": ">=", ">": "<=", "!=": "=="}


@frozen
class Limit:
    """A comparison of facts with a number, and whether cases show it true and false."""

    parameter: str
    """The number."""
    part: Comparison
    """The comparison, as the first condition writes it."""
    shown: frozenset[bool]
    """The truths of it that cases show."""

    @property
    def missing(self) -> tuple[bool, ...]:
        """The truths of it that no case shows."""
        return tuple(each for each in (True, False) if each not in self.shown)


def limits(definition: DecisionDefinition, cases: Iterable[Case]) -> list[Limit]:
    """Every number of the conditions, once for each comparison; below it and not below it are two sides of one."""
    values = [found for given, as_of in cases if (found := _values(definition, given, as_of)) is not None]
    parts: dict[tuple[str, Expression], Comparison] = {}
    for tree in definition.conditions:
        for part in walk(tree):
            if isinstance(part, Comparison):
                for name in _numbers(definition, part):
                    parts.setdefault((name, _one_way(part)), part)
    made: list[Limit] = []
    for (name, _), part in parts.items():
        made.append(Limit(name, part, _shown(part, values)))
    return made


def shown(definition: DecisionDefinition, part: Comparison, cases: Iterable[Case]) -> frozenset[bool]:
    """The truths of a comparison that cases show."""
    return _shown(part, [found for each in cases if (found := _values(definition, *each)) is not None])


def _shown(part: Comparison, values: Iterable[Mapping[str, Value]]) -> frozenset[bool]:
    return frozenset(truth for each in values if isinstance(truth := evaluate(part, each), bool))


def _one_way(part: Comparison) -> Comparison:
    """A comparison, or where that is written otherwise the one that is true where it is false."""
    return evolve(part, operator=_NEGATED.get(part.operator, part.operator))


def _values(
    definition: DecisionDefinition, given: Mapping[str, Value], as_of: datetime.date | None
) -> Mapping[str, Value] | None:
    try:
        return values_of(definition, dict(given), as_of)
    except CrmRulesError:
        return None


def _numbers(definition: DecisionDefinition, part: Comparison) -> list[str]:
    """The numbers that a comparison holds facts against."""
    read = names(part)
    parameters = [name for name in read if name in definition.parameters]  # of which a large table has thousands
    if len(parameters) == len(read):
        return []
    return sorted(name for name in parameters if definition.parameters[name].type.numeric)
