"""A policy on durable_rules: from the values of a record to the truth of every rule."""

import datetime
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from crmrules.engines.durable.conditions import unfit
from crmrules.engines.durable.rulesets import Ruleset
from crmrules.errors import EngineError, Problem, RecordError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import AS_OF, Name, Value
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.durable.plan import REMEDY, Form, plan
from crmrules.kinds.decision.meaning import Answer, Truth

if TYPE_CHECKING:
    from crmrules.engines.durable.host import Running


class DurablePolicy:
    """A policy compiled for durable_rules, with the parameters of one day. To be closed; shared by threads as it is.

    Raises `EngineError` where durable_rules is missing, or cannot run a rule, naming it.
    """

    def __init__(self, definition: DecisionDefinition, day: datetime.date | None) -> None:
        self.definition = definition
        self._plan = plan(definition, definition.values_on(day))
        self._rulesets = (*self._plan.true.rulesets, *self._plan.false.rulesets)
        self._fields = [sorted(ruleset.fields) for ruleset in self._rulesets]
        self._running = start(definition.id, self._rulesets)

    def truths(
        self, stored: Mapping[str, Value], as_of: datetime.date | None, given: Mapping[str, Answer]
    ) -> list[Truth]:
        """The truth of every rule for a record, whose `stored` gives every declared fact.

        `given` holds the outcomes of policies that were decided before; others that are read are interpreted. Raises
        `RecordError` for a text that is too long to be compared, `EngineError` when durable_rules fails.
        """
        fields = self._values(stored, as_of, given)
        places = range(len(self._plan.reads))
        true = self._settled(self._plan.true, 0, fields)
        # with nothing unknown, what is not true is false
        open_ = {
            place
            for place in places
            if place not in true and (place in self._plan.open or not self._plan.reads[place] <= fields.keys())
        }
        if open_:
            open_ -= self._settled(self._plan.false, len(self._plan.true.rulesets), fields)
        return [None if place in open_ else place in true for place in places]

    def close(self) -> None:
        """Give back its memory; it cannot be used any more."""
        self._running.close()

    def _values(
        self, stored: Mapping[str, Value], as_of: datetime.date | None, given: Mapping[str, Answer]
    ) -> dict[str, Value]:
        """The fields of a record; one whose value is unknown is not there."""
        values: dict[str, Value] = {**stored, AS_OF: as_of}
        for name, term in self._plan.lowered.terms.items():
            if term.expression is not None:
                values[name] = evaluate(term.expression, values)
            elif term.policy is not None:
                id_ = term.policy.id
                answer = given[id_] if id_ in given else term.policy.outcome(stored, as_of)
                values[name] = cast("Value", answer)  # a policy that collects is no fact
        fields: dict[str, Value] = {}
        problems: list[Problem] = []
        for field, node in self._plan.fields.items():
            value = evaluate(node, values)
            if value is None:
                continue
            fields[field] = value
            why = unfit(value) if isinstance(value, str) else ""
            if why:
                where = f"`{node.name}`" if isinstance(node, Name) else "a text"
                problems.append(Problem(where, f"the text {why}", REMEDY))
        if problems:
            raise RecordError(problems)
        return fields

    def _settled(self, form: Form, first: int, fields: Mapping[str, Value]) -> set[int]:
        """The places of the rules whose form holds."""
        settled: set[int] = set()
        for number, ruleset in enumerate(form.rulesets, first):
            asked = {field: fields[field] for field in self._fields[number] if field in fields}
            for fired in self._running.post(number, asked):
                settled.update(form.places[ruleset.ways[fired]])
        return settled


def start(policy: str, rulesets: Sequence[Ruleset]) -> "Running":
    """Rulesets inside durable_rules; raises `EngineError` where it is not there."""
    where = "engine `durable`"
    if sys.version_info >= (3, 13):
        # it builds there and fails to import, for want of functions that Python 3.13 has removed
        raise EngineError.of(
            where,
            "durable_rules does not run on Python 3.13 and later",
            f'{REMEDY}, or Python 3.11 or 3.12 with `pip install "crmrules[durable]"`',
        )
    try:
        from crmrules.engines.durable.host import Running
    except ImportError as error:
        raise EngineError.of(
            where, f"durable_rules is not installed ({error})", f'`pip install "crmrules[durable]"`, or {REMEDY}'
        ) from None
    return Running(policy, rulesets)
