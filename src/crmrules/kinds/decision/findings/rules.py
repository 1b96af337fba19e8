"""Findings about the rules of a decision, each shown by a record or proven: gaps, conflicts, rules without effect."""

from collections.abc import Iterator, Sequence

from crmrules.analysis.query import Answer, Query, Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.check.finding import Code, Finding
from crmrules.expressions.functions import FUNCTIONS
from crmrules.expressions.render import render
from crmrules.expressions.tree import And, Call, Comparison, Expression, Membership, Name, Not, Or, children, names
from crmrules.expressions.types import BOOL, Kind
from crmrules.kinds.decision.analysis.overlaps import Overlaps
from crmrules.kinds.decision.analysis.proof import gap, no_rule
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.coverage import ORDERED
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.findings.missing import missing_rows
from crmrules.kinds.decision.findings.values import value_findings
from crmrules.kinds.decision.parts import HitPolicy, Rule

MOST_WORK, MOST_WORK_TOGETHER = 350_000, 700_000
"""The operations on cells for what rules are, alone and in pairs, and for which of them may be true together."""

_PROMISED = (HitPolicy.UNIQUE, HitPolicy.ANY)


def rule_findings(definition: DecisionDefinition, verify: bool) -> Iterator[Finding]:
    """What is wrong with the rules; `verify` lets z3 try what cells do not decide."""
    # a promise must hold of results beyond float64, too
    solver, promise = (solver_of(definition, overflow=overflow, verify=verify) for overflow in (False, True))
    yield from _nothing_said(solver, promise)
    said: set[str] = set()
    for found in _pairs(solver):
        said.add(found.path)
        yield found
    solver.begin_anew(MOST_WORK)
    for place, rule in enumerate(definition.rules):
        yield from _decided(solver, list(_alone(solver, place, rule, _path(definition, rule) in said)))
        if solver.is_spent:
            yield _not_looked_at(definition, f"whether `{rule.id}` and the rules after it are ever true, and decide,")
            break
    solver.begin_anew(MOST_WORK)
    yield from _decided(solver, list(value_findings(solver)))
    if solver.is_spent:
        yield _not_looked_at(definition, "whether all operations have a value")


def _pairs(solver: Solver[DecisionDefinition]) -> Iterator[Finding]:
    """What any two rules are to each other, as far as they can be looked at."""
    definition = solver.definition
    solver.begin_anew(MOST_WORK_TOGETHER)
    overlaps = Overlaps(solver)
    pairs = [pair for rules in _related(definition) for pair in overlaps.pairs(rules)]
    if solver.is_spent:
        yield _not_looked_at(definition, "which rules are true together")
    solver.begin_anew(MOST_WORK)
    for place, other_place in sorted(pairs):
        if definition.hit not in _PROMISED and overlaps.neither_covers(place, other_place):
            continue
        one, other = definition.rules[place], definition.rules[other_place]
        yield from _decided(solver, list(_pair(solver, one, other)))
        if solver.is_spent:
            yield _not_looked_at(definition, f"what `{one.id}` and the rules after it are to each other")
            return


def _decided(solver: Solver[DecisionDefinition], found: list[Finding]) -> list[Finding]:
    """What was found, without what could not be looked at any more."""
    return [each for each in found if not (solver.is_spent and each.code is Code.NOT_DECIDED)]


def _related(definition: DecisionDefinition) -> list[list[int]]:
    """The rules of which any two are a matter: all that promise to exclude each other, else those of one outcome."""
    places = range(len(definition.rules))
    if definition.hit in _PROMISED:
        return [list(places)]
    by_outcome: dict[str, list[int]] = {}
    for place in places:
        by_outcome.setdefault(definition.rules[place].then, []).append(place)
    return list(by_outcome.values())


def _not_looked_at(definition: DecisionDefinition, what: str) -> Finding:
    return Finding(Code.NOT_DECIDED, f"policy `{definition.id}`", f"{what} is not decided: there are too many rules")


def _nothing_said(solver: Solver[DecisionDefinition], promise: Solver[DecisionDefinition]) -> Iterator[Finding]:
    definition, path = solver.definition, f"policy `{solver.definition.id}`"
    if definition.header.complete:
        found = gap(promise)
        if found.status is not Status.NO:
            words = "no rule is true" if found.witness is not None else f"it is not decided: {found.why}"
            remedy = "leave it out, or give a `default`"
            yield Finding(Code.NOT_COMPLETE, f"{path}, `complete`", words, remedy, found.witness)
    elif definition.hit is not HitPolicy.COLLECT and definition.header.default is None:
        found = gap(solver)
        if found.status is Status.YES:
            rows = missing_rows(solver)
            remedy = "; ".join(each for each in ("add the missing rules, or a `default`", rows.rest) if each)
            yield Finding(Code.GAP, path, _gap_in_words(solver, found), remedy, found.witness, rows.text)
        elif found.status is Status.OPEN:
            yield _undecided(path, "whether some rule is always true", found)
    elif definition.hit is not HitPolicy.COLLECT and gap(promise).status is Status.NO:
        message = f"`{definition.header.default}` never comes: some rule is always true"
        remedy = "take it out, and promise `complete = true`"
        yield Finding(Code.UNUSED_DEFAULT, f"{path}, `default`", message, remedy)


def _gap_in_words(solver: Solver[DecisionDefinition], found: Answer) -> str:
    """What a gap is, and of what must be unknown for it: a table may have a rule for every complete record."""
    words = "no rule is true, and there is no default"
    if found.witness is None or solver.ask(no_rule(solver.definition)).status is not Status.NO:
        return words
    given = found.witness.given
    unknown = [f"`{each.name}`" for each in solver.definition.read_facts if given.get(each.name) is None]
    return f"{words}, where {' and '.join(unknown)} {'is' if len(unknown) == 1 else 'are'} unknown"


def _pair(solver: Solver[DecisionDefinition], one: Rule, other: Rule) -> Iterator[Finding]:
    """What two rules are to each other; of what follows from another finding nothing is said."""
    definition, path = solver.definition, _path(solver.definition, other)
    same = one.then == other.then
    both = Query(true=(one.when, other.when))
    status = solver.status(both)
    if status is Status.NO:
        return
    if status is Status.OPEN:
        if definition.hit in _PROMISED and not (same and definition.hit is HitPolicy.ANY):
            yield _undecided(path, f"whether it is ever true together with `{one.id}`", solver.ask(both))
        return
    if definition.hit is HitPolicy.UNIQUE or (definition.hit is HitPolicy.ANY and not same):
        code = Code.OVERLAP if same else Code.CONFLICT
        outcomes = f"the same outcome `{one.then}`" if same else f"`{other.then}` and `{one.then}`"
        message = f"is true together with `{one.id}`, for {outcomes}, under hit policy `{definition.hit}`"
        remedy = "let the conditions exclude each other, or choose `first` or `priority`"
        yield Finding(code, path, message, remedy, solver.shown(both))
        return
    if not same:
        return
    later = solver.status(Query(true=(other.when,), not_true=(one.when,)))
    earlier = solver.status(Query(true=(one.when,), not_true=(other.when,)))
    if later is earlier is Status.NO:
        message = f"is true exactly where `{one.id}` is, with the same outcome"
        yield Finding(Code.DUPLICATE, path, message, "keep one of them", solver.shown(both))
    elif later is Status.NO:
        message = f"adds nothing: wherever it is true, so is `{one.id}`, with the same outcome"
        yield Finding(Code.SUBSUMED, path, message, "take it out, or change its condition", solver.shown(both))
    elif earlier is Status.NO and not _is_meant(definition, one, other):
        message = f"is a special case of `{other.id}`, with the same outcome"
        remedy = "take it out, or say by a `reading` why it is there"
        yield Finding(Code.SUBSUMED, _path(definition, one), message, remedy, solver.shown(both))


def _is_meant(definition: DecisionDefinition, one: Rule, other: Rule) -> bool:
    """Whether a special case says why it is there, or is an exception from a rule between it and the wider one."""
    if one.caution is not None or one.reading is not None:
        return True
    if definition.hit not in ORDERED:
        return False
    walk = [definition.rules[place] for place in definition.walk]
    return any(rule.then != one.then for rule in walk[walk.index(one) : walk.index(other)])


def _alone(solver: Solver[DecisionDefinition], place: int, rule: Rule, is_told: bool) -> Iterator[Finding]:
    definition, path = solver.definition, _path(solver.definition, rule)
    reached = solver.ask(Query(true=(rule.when,)))
    if reached.status is Status.NO and _is_switched(definition, rule.when):
        return  # a rule may be switched off
    if reached.status is Status.NO:
        yield Finding(Code.UNREACHABLE, path, "its condition is true for no customer", "mend it, or take the rule out")
        return
    if reached.status is Status.OPEN:
        yield _undecided(path, "whether its condition is ever true", reached)
        return
    yield from _parts(solver, rule, path)
    if definition.hit in ORDERED and not is_told:
        walk = list(definition.walk)
        before = [definition.rules[each] for each in walk[: walk.index(place)]]
        # one of the same outcome may be open: then this one decides, and the outcome is certain
        others = tuple(each.when for each in before if each.then != rule.then)
        same = tuple(each.when for each in before if each.then == rule.then)
        alone = Query(true=(rule.when,), false=others, not_true=same)
        decides = solver.status(alone)
        if decides is Status.NO:
            message = f"never decides: wherever it is true, {_masking(solver, rule, before)}"
            remedy = "move it up, narrow the rules before it, or take it out"
            yield Finding(Code.MASKED, path, message, remedy, reached.witness)
        elif decides is Status.OPEN:
            yield _undecided(path, "whether it ever decides", solver.ask(alone))


def _masking(solver: Solver[DecisionDefinition], rule: Rule, before: Sequence[Rule]) -> str:
    for each in before:
        if solver.status(Query(true=(rule.when,), not_true=(each.when,))) is Status.NO:
            return f"so is `{each.id}`, which comes before it"
        if solver.status(Query(true=(rule.when,), false=(each.when,))) is Status.NO:
            return f"`{each.id}`, which comes before it, is true or open"
    return "so is one of the rules before it, or it is open"


def _parts(solver: Solver[DecisionDefinition], rule: Rule, path: str) -> Iterator[Finding]:
    """The largest parts of a condition that never make a difference."""
    waiting: list[Expression] = [rule.when]
    while waiting:
        part = waiting.pop(0)
        if not _is_condition(solver.definition, part):
            continue
        if _is_switched(solver.definition, part):
            waiting += children(part) if isinstance(part, And | Or | Not) else ()
            continue
        never = solver.ask(Query(false=(part,))) if not isinstance(part, Name) else None
        if (
            never is not None
            and never.status is Status.NO
            and not _asks_today(part)
            and not _is_ever_open(solver, part)
        ):
            shown = solver.ask(Query(true=(part,))).witness
            message = f"`{render(part)}` is never false"
            yield Finding(Code.ALWAYS_TRUE, f"{path}, `when`", message, "take it out, or mend it", shown)
            continue
        if never is not None and never.status is Status.OPEN:
            yield _undecided(f"{path}, `when`", f"whether `{render(part)}` is ever false", never)
        if part is not rule.when and solver.status(Query(true=(part,))) is Status.NO:
            shown = solver.ask(Query(not_true=(part,))).witness
            yield Finding(Code.ALWAYS_FALSE, f"{path}, `when`", f"`{render(part)}` is never true", "mend it", shown)
            continue
        waiting += children(part) if isinstance(part, And | Or | Not) else ()


def _is_ever_open(solver: Solver[DecisionDefinition], part: Expression) -> bool:
    """Whether a part that is never false is unknown for a customer of whom all is known: it divides by zero."""
    return solver.ask(Query(not_true=(part,), all_known=True)).status is Status.YES


def _is_condition(definition: DecisionDefinition, part: Expression) -> bool:
    match part:
        case Name(name=name):
            found = definition.facts.types.get(name)
            return found is not None and found.kind is Kind.BOOL
        case And() | Or() | Not() | Comparison() | Membership():
            return True
        case Call(function=function):
            return FUNCTIONS[function].gives == BOOL
        case _:
            return False


def _is_switched(definition: DecisionDefinition, part: Expression) -> bool:
    """Whether it hangs on a flag or choice among the parameters, or on parameters alone: meant to be turned."""
    read = names(part)
    kinds = {name: definition.parameters[name].type.kind for name in read if name in definition.parameters}
    switches = {name for name, kind in kinds.items() if kind in (Kind.BOOL, Kind.TEXT)}
    return bool(switches) or len(kinds) == len(read)


def _asks_today(part: Expression) -> bool:
    return isinstance(part, Call) and not FUNCTIONS[part.function].strict


def _path(definition: DecisionDefinition, rule: Rule) -> str:
    return f"policy `{definition.id}`, rule `{rule.id}`"


def _undecided(path: str, what: str, found: Answer) -> Finding:
    return Finding(Code.NOT_DECIDED, path, f"{what} is not decided: {found.why}")
