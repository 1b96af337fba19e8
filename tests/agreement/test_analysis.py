"""The analysis says what the interpreter says: cells of every record, z3 wherever both decide, every witness."""

import datetime
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from attrs import astuple
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.analysis.cells.conditions import Contradicts
from crmrules.analysis.cells.contradiction import contradicts
from crmrules.analysis.cells.diagram import Diagram, Node, Path, Stretch, TooManyCells
from crmrules.analysis.cells.search import place_of
from crmrules.analysis.cells.space import Space
from crmrules.analysis.markers import Marker
from crmrules.analysis.query import Query, Status
from crmrules.analysis.smt import answer
from crmrules.assurance.check.findings import Code, Finding, findings
from crmrules.engines.interpreter import values_of
from crmrules.errors import ConflictError, CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Call, Value, children, is_partial, walk
from crmrules.kinds.decision.analysis.moves import moves
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.analysis.verdicts import Verdicts
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.difference import Move, compare_decisions, days_of_both
from crmrules.kinds.decision.meaning import interpret, lacking_by, truths
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from tests.agreement.conftest import Count
from tests.agreement.policies import PATIENT, stored_records, tables
from tests.kinds.test_difference import Pair, pairs
from tests.strategies import days

QUICK = 0.3
"""Seconds z3 has for a question: what it does not decide by then it seldom does."""


def located(space: Space, diagram: Diagram, record: dict[str, Value]) -> Any:
    """What a diagram says of a record; the cells it looks at are all the record's, and cannot contradict each other."""
    path: Path = {}
    while isinstance(diagram, Node):
        place = place_of(space.dimensions[diagram.dimension], record)
        if place is None:
            assert diagram.dimension not in space.diagrams.always_known
            path[diagram.dimension], diagram = None, diagram.unknown
        else:
            number = sum(1 for cut in diagram.cuts if cut <= place)
            ends = (None, *diagram.cuts, None)
            path[diagram.dimension] = Stretch(ends[number], ends[number + 1])
            diagram = diagram.stretches[number]
    assert not contradicts(space, path)
    return diagram.value


def said(definition: DecisionDefinition, record: dict[str, Value], as_of: datetime.date) -> object:
    try:
        verdict = interpret(definition, record, as_of)
    except ConflictError:
        return Marker.CONFLICT
    return verdict.outcome if verdict.certain else Marker.OPEN


def begun(definition: DecisionDefinition, as_of: datetime.date) -> list[datetime.date | None]:
    """The day whose parameters count, as a list: empty before the first."""
    return [day for day in definition.change_days if day is None or day <= as_of][-1:]


@pytest.mark.parametrize("overflow", [True, False], ids=["beyond float64", "within float64"])
def test_cells_and_interpreter_agree(overflow: bool, examples: int, count: Count) -> None:
    @given(st.data())
    @settings(max_examples=examples, suppress_health_check=PATIENT)
    def agree(data: st.DataObject) -> None:
        table = data.draw(tables())
        definition, space = table.definition, Space(overflow)
        for _ in range(5):
            record, as_of = data.draw(stored_records(table)), data.draw(days())
            if not overflow and is_extreme(definition, record, as_of):
                continue
            for day in begun(definition, as_of):
                try:
                    verdicts = Verdicts(definition, space, day)
                    found = [located(space, each, {**record, "as_of": as_of}) for each in verdicts.truths]
                    if definition.hit is not HitPolicy.COLLECT:
                        outcome = located(space, verdicts.outcome, {**record, "as_of": as_of})
                        assert outcome == said(definition, record, as_of)
                except (TooManyCells, Contradicts):
                    return
                assert found == truths(definition, values_of(definition, record, as_of))
                count.pairs += 1

    agree()


def is_extreme(definition: DecisionDefinition, record: Mapping[str, Value], as_of: datetime.date | None) -> bool:
    """Whether numbers are so large or small that what is reckoned from them may leave float64, or a day moved by them
    the days there are."""
    read = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **record}
    try:
        known = values_of(definition, read, as_of)
    except CrmRulesError:
        return False
    for part in (part for each in definition.conditions for part in walk(each)):
        is_moved = isinstance(part, Call) and is_partial(part) and evaluate(part, known) is None
        if is_moved and all(evaluate(each, known) is not None for each in children(part)):
            return True
    numbers = [abs(each) for each in record.values() if isinstance(each, int | float)]
    return any(each > 1e6 or 0 < each < 1e-6 for each in numbers)


def questions(definition: DecisionDefinition) -> list[Query]:
    """What findings ask of a policy: is a rule ever true, alone, together with another, or none at all?"""
    when = tuple(rule.when for rule in definition.rules)
    together = Query(true=when[:2])
    return [
        Query(true=when[:1]),
        Query(false=when),
        Query(not_true=when, all_known=True),
        together if len(when) > 1 else Query(false=when[:1]),
        Query(true=when[-1:], false=when[:-1]),
    ]


@pytest.mark.parametrize("overflow", [True, False], ids=["beyond float64", "within float64"])
def test_cells_and_z3_agree(overflow: bool, examples: int) -> None:
    @given(tables())
    @settings(max_examples=examples, suppress_health_check=PATIENT)
    def agree(policy: DecisionTable) -> None:
        definition = policy.definition
        asking = solver_of(definition, overflow=overflow)
        for question in questions(definition):
            own, verified = asking.ask(question), answer(definition, question, QUICK, "")
            for each in (own, verified):
                if each.witness is not None:
                    assert question.holds(definition, each.witness.given, each.witness.as_of)
            if (
                overflow
                or verified.witness is None
                or not is_extreme(definition, verified.witness.given, verified.witness.as_of)
            ):
                assert {own.status, verified.status} != {Status.YES, Status.NO}, question

    agree()


def shows(definition: DecisionDefinition, finding: Finding) -> bool:
    """Whether the record of a finding shows it, by the interpreter."""
    witness = finding.witness
    assert witness is not None
    stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **witness.given}
    values = values_of(definition, stored, witness.as_of)
    found = truths(definition, values)
    place = {rule.id: place for place, rule in enumerate(definition.rules)}
    named = [place[id_] for id_ in re.findall("`(r[0-9]+)`", finding.path + finding.message)]
    match finding.code:
        case Code.GAP | Code.NOT_COMPLETE:
            known = all(stored[each.name] is not None for each in definition.read_facts)
            return True not in found and (known or None not in found)
        case Code.CONFLICT | Code.OVERLAP | Code.DUPLICATE | Code.SUBSUMED:
            return [found[each] for each in named] == [True, True]
        case Code.MASKED:
            before = definition.walk[: definition.walk.index(named[0])]
            return found[named[0]] is True and any(found[each] is not False for each in before)
        case Code.ALWAYS_TRUE | Code.ALWAYS_FALSE:
            part = parse(finding.message.split("`")[1])
            return (evaluate(part, values) is True) is (finding.code is Code.ALWAYS_TRUE)
        case Code.NO_VALUE:
            part, verdict = parse(finding.message.split("`")[1]), interpret(definition, stored, witness.as_of)
            lacking = lacking_by(definition, stored, witness.as_of, verdict)
            return evaluate(part, values) is None and not verdict.certain and not lacking.facts
        case _:
            return False


def test_every_witness_shows_its_finding(examples: int, count: Count) -> None:
    @given(tables())
    @settings(max_examples=examples, suppress_health_check=PATIENT)
    def agree(policy: DecisionTable) -> None:
        for finding in findings(policy.definition):
            if finding.witness is not None:
                assert shows(policy.definition, finding), finding
                count.pairs += 1

    agree()


def test_differences_and_z3_agree(examples: int) -> None:
    @given(pairs(), st.data())
    @settings(max_examples=max(examples // 4, 10), suppress_health_check=PATIENT)
    def agree(pair: Pair, data: st.DataObject) -> None:
        old, new = pair.old, pair.new
        found = compare_decisions(old, new)
        days = days_of_both(old, new)
        collects = old.hit is HitPolicy.COLLECT
        outcomes = (
            (Marker.GIVEN, Marker.NOT_GIVEN, Marker.OPEN)
            if collects
            else (*(each.id for each in old.outcomes), Marker.OPEN, None)
        )
        before, after = data.draw(st.permutations(outcomes))[:2]
        move = Move(before, after, old.outcomes[0].id if collects else "")
        z3 = moves(old, new, days, (move.before, move.after), move.what, partial(move.holds, old, new), QUICK)
        if z3.witness is not None:
            assert move.holds(old, new, z3.witness.given, z3.witness.as_of)
        own = [each for each in found.changes if (each.before, each.after, each.what) == astuple(move)]
        if own:
            assert z3.status is not Status.NO
        elif not found.open and z3.witness is not None:
            assert is_beyond_float64(z3.witness.given)

    agree()


def is_beyond_float64(given: Mapping[str, Value]) -> bool:
    """Whether arithmetic may leave float64 on a record; differences leave such records aside."""
    numbers = [abs(each) for each in given.values() if isinstance(each, float)]
    return any(each > 1e100 or 0 < each < 1e-100 for each in numbers)
