"""What the interpreter says of a record, as differences write it; of many records that differ in little, too."""

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeAlias, cast

from attrs import define, field

from crmrules.analysis.markers import Marker, Said
from crmrules.engines.interpreter import values_of
from crmrules.errors import ConflictError, CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Value, names
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Truth, Verdict, interpret, judge

Says: TypeAlias = Callable[[Mapping[str, Value], datetime.date | None, str], Said]
"""What is said of a record on a day; of *collect* of one outcome."""


def said(
    definition: DecisionDefinition, given: Mapping[str, Value], as_of: datetime.date | None, outcome: str = ""
) -> Said:
    """What the interpreter says of a record, as `Change` writes it."""
    stored = {**dict.fromkeys(each.name for each in definition.facts.declared), **given}
    return _written(lambda: interpret(definition, stored, as_of), outcome)


@define(slots=False, eq=False)
class Sayings:
    """The same of many records that differ in little: a rule is evaluated once for the same values of what it reads.

    A policy that is read and contradicts itself where no rule asks it is not noticed: what is told of a record at last
    is asked of `said`.
    """

    definition: DecisionDefinition
    _found: dict[tuple[Any, ...], Truth] = field(factory=dict, init=False)

    def said(self, given: Mapping[str, Value], as_of: datetime.date | None, outcome: str) -> Said:
        """What is said of a record; a fact that is not given is unknown."""
        return _written(lambda: judge(self.definition, self._truths(given, as_of)), outcome)

    def _truths(self, given: Mapping[str, Value], as_of: datetime.date | None) -> list[Truth]:
        keys = [(place, as_of, *map(given.get, read)) for place, read in enumerate(self._read)]
        if any(key not in self._found for key in keys):
            values = values_of(self.definition, given, as_of)
            for rule, key in zip(self.definition.rules, keys, strict=True):
                if key not in self._found:
                    self._found[key] = cast("Truth", evaluate(rule.when, values))
        return [self._found[key] for key in keys]

    @cached_property
    def _read(self) -> list[tuple[str, ...]]:
        """The stored facts that each rule reads."""
        return [tuple(self.definition.facts.behind(names(rule.when))) for rule in self.definition.rules]


def _written(verdict: Callable[[], Verdict], outcome: str) -> Said:
    try:
        found = verdict()
    except ConflictError:
        return Marker.CONFLICT
    except CrmRulesError:
        return ""  # a day before the first value
    if outcome:
        is_given = isinstance(found.outcome, tuple) and outcome in found.outcome
        return Marker.GIVEN if is_given else Marker.OPEN if outcome in found.possible else Marker.NOT_GIVEN
    return (found.outcome if isinstance(found.outcome, str) else None) if found.certain else Marker.OPEN
