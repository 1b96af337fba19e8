"""Findings about a process: ways that are never gone, cases that never end, deadlines that never pass."""

from collections.abc import Iterator
from functools import lru_cache

from crmrules.assurance.check.finding import Code, Finding
from crmrules.expressions.tree import Expression
from crmrules.kinds.process.aggregates import listed
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.outrun import outrun
from crmrules.kinds.process.parts import Transition
from crmrules.kinds.process.questions import Questions, before, questions_of
from crmrules.kinds.process.rings import rings


def findings_of(definition: ProcessDefinition, verify: bool) -> Iterator[Finding]:
    """All that is found."""
    questions = questions_of(definition, verify)
    never = frozenset(
        each.id for each in definition.transitions if each.when is not None and questions.never(each.when)
    )
    yield from _transitions(definition, questions, never)
    reached = _reached(definition, never)
    yield from _states(definition, reached)
    for deadline, by in outrun(definition):
        path = f"policy `{definition.id}`, deadline `{deadline.id}`"
        message = f"never passes: {by} takes the case away before"
        yield Finding(Code.NEVER_PASSES, path, message, "make it shorter, or take it out")
    for ring, witness in rings(definition, questions):
        path = f"policy `{definition.id}`, transition `{ring[0].id}`"
        through = " -> ".join([ring[0].id, *(each.id for each in ring[1:]), ring[0].id])
        message = f"leads back on the same day: {through}"
        yield Finding(Code.RING, path, message, "let the conditions exclude each other", witness)
    yield from _unheard(definition)
    yield from _without_owner(definition)


def _transitions(definition: ProcessDefinition, questions: Questions, never: frozenset[str]) -> Iterator[Finding]:
    """Transitions that are never taken, and conditions that always hold."""
    for each in definition.transitions:
        path = f"policy `{definition.id}`, transition `{each.id}`"
        if each.id in never:
            yield Finding(Code.UNREACHABLE, f"{path}, `when`", "is true for no record", "correct the condition")
            continue
        states = definition.states_of(each.from_)
        if states and all(_masked(definition, questions, each, state) for state in states):
            earlier = before(definition, each, states[0])
            said = " or ".join(f"`{other.id}`" for other in earlier)
            yield Finding(Code.MASKED, path, f"is never taken: {said} is taken before", "put it first, or take it out")
        elif each.when is not None and questions.always(each.when):
            yield Finding(Code.ALWAYS_TRUE, f"{path}, `when`", "is always true", "leave it out, or correct it")


def _masked(definition: ProcessDefinition, questions: Questions, transition: Transition, state: str) -> bool:
    """Whether another transition is always taken before one, from a state."""
    # a state that was left on the day is not entered again on it: then the next one is looked at
    earlier = [
        each
        for each in before(definition, transition, state)
        if transition.on or state not in _within_a_day(definition, each.to)
    ]
    if any(each.when is None for each in earlier):
        return True
    conditions = [each.when for each in earlier if each.when is not None]
    if not conditions:
        return False
    own: tuple[Expression, ...] = () if transition.when is None else (transition.when,)
    return questions.never(*own, unless=conditions)


@lru_cache(maxsize=1_000)
def _within_a_day(definition: ProcessDefinition, start: str) -> frozenset[str]:
    """The states that a case may come to from one of them on the same day, without an event."""
    reached, new = set[str](), {start}
    while new:
        following = {each.to for state in new for each in definition.leaving[state] if not each.on}
        following |= {each.then for state in new for each in definition.clocks_of[state] if each.then}
        new = following - reached
        reached |= following
    return frozenset(reached)


def _reached(definition: ProcessDefinition, never: frozenset[str]) -> set[str]:
    """The states that some way leads to."""
    reached, new = set[str](), {definition.header.start}
    while new:
        reached |= new
        following = {each.to for state in new for each in definition.leaving[state] if each.id not in never}
        following |= {each.then for state in new for each in definition.clocks_of[state] if each.then}
        new = following - reached
    return reached


def _states(definition: ProcessDefinition, reached: set[str]) -> Iterator[Finding]:
    """States that no way leads to, and those that no way leads out of."""
    for state in definition.states:
        path = f"policy `{definition.id}`, state `{state.id}`"
        if state.id not in reached:
            yield Finding(Code.UNREACHABLE, path, "no way leads to it", "add a transition, or take it out")
        ways = [*(each.to for each in definition.leaving[state.id])]
        ways += [each.then for each in definition.clocks_of[state.id] if each.then]
        if not state.final and not set(ways) - {state.id}:
            remedy = "add a transition or a deadline, or say final = true"
            yield Finding(Code.DEAD_END, path, "no way leads out of it, and it is not final", remedy)


def _unheard(definition: ProcessDefinition) -> Iterator[Finding]:
    """Events that change nothing: no transition, deadline, duty, fact or span listens to them."""
    heard = set(definition.heard)
    for entry in definition.aggregates.values():
        of = (getattr(entry, key) for key in ("count", "days", "sum", "mean", "min", "max", "last", "first"))
        days = (getattr(entry, key) for key in ("last_day", "first_day", "days_since", "months_since", "distinct"))
        heard |= {said.partition(".")[0] for said in (*of, *days, entry.share_of_days) if said}
        heard |= {entry.after, *entry.reset_by}
    for span in definition.spans.values():
        heard |= {*listed(span.from_), *listed(span.to)}
    for kind in definition.events:
        if kind not in heard:
            path = f"policy `{definition.id}`, event `{kind}`"
            yield Finding(Code.UNHEARD, path, "nothing listens to it", "take it out, or use it")


def _without_owner(definition: ProcessDefinition) -> Iterator[Finding]:
    """Duties that nobody has."""
    for duty in definition.duties:
        lacking = [id_ for id_ in definition.states_of(duty.state) if not (duty.owner or definition.state[id_].owner)]
        if lacking:
            path = f"policy `{definition.id}`, duty `{duty.id}`"
            said = ", ".join(f"`{id_}`" for id_ in lacking)
            message = f"has no owner in {said}"
            yield Finding(Code.NO_OWNER, path, message, "give the duty or the state an `owner`")
