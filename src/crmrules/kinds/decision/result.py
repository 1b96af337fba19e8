"""What a policy says of one record."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from crmrules.definitions.parts import Scalar
from crmrules.errors import RecordError
from crmrules.expressions.accept import shown
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Answer, Verdict, judge
from crmrules.kinds.decision.parts import Outcome, Rule
from crmrules.model.text import Language, Text, checked
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.engines.interpreter import Lacking
    from crmrules.kinds.decision.judged import Judged
    from crmrules.kinds.decision.python.compiled import Compiled
    from crmrules.kinds.decision.whatif.result import WhatIf
    from crmrules.reports.document import Document

Circumstances: TypeAlias = tuple[datetime.date | None, tuple[str, ...]]
"""The day a decision is made for, and the facts that were assumed."""

_NO_CIRCUMSTANCES: Circumstances = (None, ())
"""Of most decisions, which therefore do not carry them."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Decision:
    """What a policy says of one record: what is settled, what is open, and for want of which facts.

    Only the outcome is reckoned at once; the rest is when it is read. Two decisions are equal when policy, day and
    facts are.
    """

    __slots__ = ("_circumstances", "_compiled", "_record", "_verdict", "outcome")

    outcome: Answer
    """The settled outcome; None where there is none or it is open; for *collect* all that were given."""
    _compiled: "Compiled"
    _record: Any
    _circumstances: Circumstances
    _verdict: Verdict

    @classmethod
    def of(cls, compiled: "Compiled", record: Any, outcome: Answer, circumstances: Circumstances) -> Self:
        """What a policy says of a record, as an engine found it.

        There is no `__init__`: to call one takes half as long as a whole decision.
        """
        decision = cls()
        decision._compiled = compiled
        decision._record = record
        decision.outcome = outcome
        decision._circumstances = circumstances
        return decision

    @property
    def definition(self) -> DecisionDefinition:
        """The policy's definition."""
        return self._compiled.definition

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.definition.id

    @property
    def certain(self) -> bool:
        """Whether no unknown fact could change the outcome."""
        return self._judged.certain

    @property
    def possible(self) -> tuple[str | None, ...]:
        """Every answer that could still come, no outcome (None) last."""
        return self._judged.possible

    @property
    def so_far(self) -> Answer:
        """What the true rules alone give."""
        return self._judged.so_far

    @property
    def fired(self) -> tuple[str, ...]:
        """The ids of the rules that are true and give the outcome, the deciding one first."""
        return tuple(rule.id for rule in self.fired_rules)

    def gives(self, outcome: str) -> bool | None:
        """Whether an outcome is given; None where that is open. Raises `RecordError` for what is no outcome's id."""
        if not isinstance(outcome, str):
            raise RecordError.of("outcome", f"{shown(outcome)} is no id", "give a text")
        if outcome in (self.outcome or ()) if isinstance(self.outcome, tuple) else outcome == self.outcome:
            return True
        return None if outcome in self.possible else False

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown stored facts that matter, in the order of declaration; empty when certain."""
        return self.lacking.facts

    @property
    def undefined(self) -> tuple[str, ...]:
        """The operations in open rules that have no value, such as a division by zero, as they are written.

        No fact would settle them: a decision that is open and misses no fact is open for want of a value.
        """
        return self.lacking.undefined

    @property
    def lacking(self) -> "Lacking":
        """What its open rules hang on: `missing` and `undefined` at once."""
        from crmrules.kinds.decision.meaning import lacking_by

        return lacking_by(self.definition, self.stored, self.as_of, self._judged)

    @property
    def outputs(self) -> Mapping[str, Scalar | Mapping[str, Scalar]]:
        """What else comes with the outcome, by name; for *collect* by outcome and then by name."""
        by_id = {outcome.id: outcome for outcome in self.definition.outcomes}
        if isinstance(self.outcome, tuple):
            return MappingProxyType({id_: MappingProxyType(by_id[id_].outputs) for id_ in self.outcome})
        return MappingProxyType(by_id[self.outcome].outputs) if self.outcome is not None else _NOTHING

    @property
    def cautions(self) -> tuple[Text, ...]:
        """What harm could come of following the fired rules blindly."""
        from crmrules.reports.wording import filled

        values = self._interpreted.values
        return tuple(filled(rule.caution, values) for rule in self.fired_rules if rule.caution is not None)

    @property
    def assumed(self) -> tuple[str, ...]:
        """The facts that were unknown and taken from the binding's assumptions."""
        return getattr(self, "_circumstances", _NO_CIRCUMSTANCES)[1]

    @property
    def stale(self) -> tuple[str, ...]:
        """The dated parameters whose last value is older than the period that the policy names by `stale_after`."""
        return tuple(self.definition.stale_on(self.as_of))

    @property
    def as_of(self) -> datetime.date | None:
        """The day the decision was made for."""
        return getattr(self, "_circumstances", _NO_CIRCUMSTANCES)[0]

    @property
    def fired_rules(self) -> tuple[Rule, ...]:
        """The rules behind `fired`."""
        return tuple(self.definition.rules[index] for index in self._judged.fired)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The settled outcomes, as declared."""
        ids = self.outcome if isinstance(self.outcome, tuple) else (self.outcome,)
        return tuple(outcome for outcome in self.definition.outcomes if outcome.id in ids)

    @property
    def facts(self) -> Mapping[str, Value]:
        """The stored facts that the policy reads, None where unknown."""
        stored = self.stored
        return {each.name: stored[each.name] for each in self.definition.read_facts}

    @property
    def stored(self) -> dict[str, Value]:
        """Every stored fact the policy declares; those it does not read are unknown to it."""
        return {each.name: getattr(self._record, each.name, None) for each in self.definition.facts.declared}

    def explain(self, language: Language = "en") -> str:
        """Why: the outcome, its rule and sentence, what was compared, what is open and what would settle it.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The explanation that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.decision.explanation import explanation

        return explanation(self._interpreted, checked(language))

    def what_if(self) -> "WhatIf":
        """What would change it: for each other outcome the facts that alone reach it, with the exact bound.

        For an open decision the facts to find out, which to ask first, and what each answer leads to.
        """
        from crmrules.kinds.decision.whatif.result import what_if

        return what_if(self)

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        definition, lacking = self.definition, self.lacking
        return {
            "policy": definition.id,
            "version": definition.header.version,
            "hash": definition.hash,
            "as_of": plain(self.as_of),
            "facts": {name: plain(value) for name, value in self.facts.items()},
            "assumed": list(self.assumed),
            "outcome": list(self.outcome) if isinstance(self.outcome, tuple) else self.outcome,
            "outputs": {name: dict(each) if isinstance(each, Mapping) else each for name, each in self.outputs.items()},
            "certain": self.certain,
            "possible": list(self.possible),
            "so_far": list(self.so_far) if isinstance(self.so_far, tuple) else self.so_far,
            "missing": list(lacking.facts),
            "undefined": list(lacking.undefined),
            "stale": list(self.stale),
            "fired": list(self.fired),
        }

    @property
    def _judged(self) -> Verdict:
        try:
            return self._verdict
        except AttributeError:
            compiled = self._compiled
            self._verdict = judge(compiled.definition, compiled.truths(self._record, self.as_of))
            return self._verdict

    @property
    def _interpreted(self) -> "Judged":
        """The same as the interpreter sees it."""
        from crmrules.kinds.decision.judged import Judged

        return Judged(self.definition, self.stored, self.as_of, self.assumed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decision) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.policy, self.as_of, tuple(self.facts.items())))

    def __repr__(self) -> str:
        missing = f", missing={self.missing!r}" if not self.certain else ""
        return f"<Decision {self.policy}: outcome={self.outcome!r}{missing}>"
