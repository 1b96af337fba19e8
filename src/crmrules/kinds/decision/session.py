"""Sessions: several policies over the same records, each reading the outcomes of those before it."""

import copyreg
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType, TracebackType
from typing import Any, Protocol, Self

from attrs import evolve, frozen

from crmrules.definitions.base import Definition
from crmrules.errors import EngineError, RecordError, did_you_mean, under
from crmrules.expressions.accept import shown
from crmrules.kinds.base import Policy, checked_policies, checked_policy, checked_records, day_of
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Answer, Verdict, judge
from crmrules.kinds.decision.policy import DecisionTable, reduced, table
from crmrules.kinds.decision.python.compiled import Compiled
from crmrules.kinds.decision.result import Circumstances, Decision
from crmrules.records.binding import Bind, Binding, bound, shared, unknown_columns
from crmrules.records.door import Door, keys_of
from crmrules.records.row import row, row_class

ENGINES = ("python", "durable")
"""The engines a session can run on."""


class _Step(Protocol):
    """One policy of a session."""

    def decide(self, record: object, given: Mapping[str, Answer]) -> Decision: ...

    def close(self) -> None: ...


class Session:
    """Policies over the same records, each reading the outcomes of those before it; made by `crmrules.session`.

    Use it with `with`, or close it: an engine may hold memory of its own. It can be shared by threads.
    """

    def __init__(self, steps: Mapping[str, _Step], check: Callable[[object], None]) -> None:
        self._steps = dict(steps)
        self._check = check
        self._closed = False

    @property
    def policies(self) -> tuple[str, ...]:
        """The ids of its policies, in the order in which they decide."""
        return tuple(self._steps)

    def decide(self, record: object) -> Mapping[str, Decision]:
        """The decision of every policy on a record, by the policy's id, in the order in which they decide.

        Raises as `DecisionTable.decide` does, and `EngineError` when the session is closed or its engine fails.
        """
        if self._closed:
            raise EngineError.of("session", "is closed", "open a new one")
        self._check(record)
        decisions: dict[str, Decision] = {}
        given: dict[str, Answer] = {}
        for id_, step in self._steps.items():
            decisions[id_] = step.decide(record, given)
            given[id_] = decisions[id_].outcome
        return MappingProxyType(decisions)

    def decide_many(self, records: Iterable[object]) -> list[Mapping[str, Decision]]:
        """The decisions on each record; raises as `decide` does, naming the record by its place from 1."""
        decisions: list[Mapping[str, Decision]] = []
        for place, record in enumerate(checked_records(records), 1):
            with under(f"record {place}"):
                decisions.append(self.decide(record))
        return decisions

    def close(self) -> None:
        """Give back what the engine holds; closing twice does no harm."""
        if not self._closed:
            self._closed = True
            for step in self._steps.values():
                step.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Session {', '.join(self.policies)}{' (closed)' if self._closed else ''}>"


def session(
    policies: DecisionTable | Iterable[DecisionTable],
    engine: str = "python",
    as_of: datetime.date | None = None,
    bind: Bind | None = None,
) -> Session:
    """A session over policies, on the engine "python" or "durable".

    A policy that reads the outcome of another one of the session, by a fact with `from`, decides after it, and reads
    what it has just decided, even where it was loaded with another version of it. One binding serves all policies; each
    takes what it says of its own facts.

    Raises `EngineError` for an engine that is unknown, not installed or not able to run a policy, `AsOfError` as
    `DecisionTable.decide` does, and `BindingError` where the binding fits none of the policies.
    """
    given: object = engine
    if not isinstance(given, str) or given not in ENGINES:
        raise EngineError.of("session", f"unknown engine {shown(engine)}", did_you_mean(engine, ENGINES))
    as_of = day_of(as_of)
    tables = _in_order([policies] if isinstance(policies, Policy) else checked_policies(policies, "session"))
    declared, whole = [[fact.name for fact in each.definition.facts.declared] for each in tables], bound(bind)
    bindings = shared(whole, declared)
    steps: dict[str, _Step] = {}
    try:
        for each, binding in zip(tables, bindings, strict=True):
            # this also raises where the day does not fit the policy
            on_python = each.deciding(Door(each.definition, binding), as_of)
            steps[each.id] = _OnDurable(each, as_of, binding) if engine == "durable" else _OnPython(on_python)
    except BaseException:
        for step in steps.values():
            step.close()
        raise
    alone = len(tables) == 1  # whose door is strict itself
    return Session(steps, _Strictly(whole, declared) if whole.strict and not alone else _taken)


@frozen
class _Strictly:
    """Refuses records with keys that none of several policies knows."""

    binding: Binding
    declared: Sequence[Sequence[str]]
    """The facts that each policy declares."""

    def __call__(self, record: object) -> None:
        facts = [name for each in self.declared for name in each]
        problems = unknown_columns(self.binding, facts, keys_of(record))
        if problems:
            raise RecordError(problems)


def _taken(record: object) -> None:
    """Takes records with whatever keys."""


class _OnPython:
    """A policy on the compiled Python engine."""

    def __init__(self, decide: Callable[[object], Decision]) -> None:
        self._decide = decide

    def decide(self, record: object, given: Mapping[str, Answer]) -> Decision:
        return self._decide(record)

    def close(self) -> None: ...


class _OnDurable:
    """A policy on durable_rules."""

    def __init__(self, policy: DecisionTable, as_of: datetime.date | None, binding: Binding) -> None:
        from crmrules.kinds.decision.durable.policy import DurablePolicy

        self._definition = policy.definition
        self._as_of = as_of
        self._door = Door(self._definition, binding)
        self._row_class = row_class(self._definition)
        self._compiled = Compiled(self._definition, as_of, self._row_class, lambda record: record)
        self._policy = DurablePolicy(self._definition, as_of)

    def decide(self, record: object, given: Mapping[str, Answer]) -> Decision:
        values, assumed = self._door.read(record)
        stored = {each.name: values.get(each.name) for each in self._definition.facts.declared}
        verdict = judge(self._definition, self._policy.truths(stored, self._as_of, given))
        return _Given.on(self._compiled, row(self._row_class, values), verdict, (self._as_of, assumed))

    def close(self) -> None:
        self._policy.close()


class _Given(Decision):
    """A decision on truths that another engine has found."""

    __slots__ = ()

    @classmethod
    def on(cls, compiled: Compiled, record: object, verdict: Verdict, circumstances: Circumstances) -> Self:
        """A decision whose verdict is known."""
        decision = cls.of(compiled, record, verdict.outcome, circumstances)
        decision._verdict = verdict
        return decision


copyreg.pickle(_Given, reduced)


def _in_order(policies: list[Any]) -> list[DecisionTable]:
    """The policies so that each comes after those it reads, and reads these very ones."""
    tables: dict[str, DecisionTable] = {}
    for each in policies:
        decision = checked_policy(each, DecisionTable, "session")
        if decision.id in tables:
            raise EngineError.of("session", f"policy `{decision.id}` is given twice")
        tables[decision.id] = decision
    if not tables:
        raise EngineError.of("session", "has no policy")
    try:
        graph = {id_: sorted(_read(each.definition) & tables.keys()) for id_, each in tables.items()}
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise EngineError.of("session", f"policies read each other: {' -> '.join(error.args[1])}") from None
    earlier: dict[str, DecisionDefinition] = {}
    for id_ in order:
        earlier[id_] = _reading(tables[id_].definition, earlier)
        if earlier[id_] is not tables[id_].definition:
            tables[id_] = table(earlier[id_])
    return [tables[id_] for id_ in order]


def _read(definition: Definition) -> set[str]:
    """The ids of the policies behind its facts."""
    return {id_ for policy in definition.policies.values() for id_ in (policy.id, *_read(policy))}


def _reading(definition: DecisionDefinition, earlier: Mapping[str, DecisionDefinition]) -> DecisionDefinition:
    """The policy with its facts from the session's policies, where those are other versions than it knows."""
    changed: dict[str, DecisionDefinition] = {}
    for id_, known in definition.policies.items():
        assert isinstance(known, DecisionDefinition)
        there = earlier.get(id_) or _reading(known, earlier)
        if there.hash == known.hash:
            continue
        types = {each.name: each.type for each in definition.facts.declared}
        if list(there.answers) != list(known.answers) or any(
            types.get(each.name) != each.type for each in there.read_facts
        ):
            raise EngineError.of(
                f"session, policy `{definition.id}`",
                f"was loaded with another policy `{id_}`, with other outcomes or facts",
                "load both from one catalogue",
            )
        changed[id_] = there
    if not changed:
        return definition
    derived = tuple(
        evolve(each, policy=changed.get(each.policy.id, each.policy)) if each.policy is not None else each
        for each in definition.facts.derived
    )
    facts = evolve(definition.facts, derived=derived)
    return evolve(definition, policies={**definition.policies, **changed}, facts=facts)
