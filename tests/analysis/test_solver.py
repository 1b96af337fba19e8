"""Asking about large policies: every question has room of its own, and z3 takes over where it does not suffice."""

import random

from crmrules import from_dict
from crmrules.analysis.query import Query, Status
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.policy import DecisionTable
from tests.policies import table


def crossing(rules: int) -> DecisionDefinition:
    """Rules that each cut two of ten numbers anywhere: their diagram together would be enormous."""
    dice = random.Random(3)
    made = []
    for place in range(rules):
        parts = [f"f{fact} {dice.choice(('>=', '<'))} p{dice.randrange(12)}" for fact in dice.sample(range(10), 2)]
        made.append({"id": f"r{place}", "when": " and ".join(parts), "then": "x", "because": "So."})
    document = {
        "id": "crossing",
        "version": "1",
        "kind": "decision",
        "hit": "first",
        "title": "Crossing",
        "default": "x",
        "outcome": [{"id": "x", "title": "X"}],
        "parameters": {f"p{number}": {"value": number * 10} for number in range(12)},
        "facts": {f"f{number}": {"type": "number"} for number in range(10)},
        "rule": made,
    }
    return from_dict(document, DecisionTable).definition


def test_a_question_too_large_leaves_the_others_their_room() -> None:
    definition = crossing(60)
    when = tuple(rule.when for rule in definition.rules)
    asking = solver_of(definition, nodes=300)
    found = asking.ask(Query(true=when[-1:], false=when[:-1]))
    assert (found.status, found.why) == (Status.OPEN, "there are too many cases")
    assert asking.ask(Query(true=when[:1])).status is Status.YES


def hard() -> tuple[DecisionDefinition, Query]:
    definition = crossing(60)
    when = tuple(rule.when for rule in definition.rules)
    return definition, Query(true=when[-1:], false=when[:-1])


def test_z3_takes_over_where_there_are_too_many_cases() -> None:
    definition, question = hard()
    assert solver_of(definition, nodes=100_000).ask(question).status is Status.NO
    assert solver_of(definition, nodes=300).ask(question).status is Status.OPEN
    assert solver_of(definition, verify=True, seconds=20, in_all=20, nodes=300).ask(question).status is Status.NO


def test_z3_has_no_more_than_its_time_for_all_questions() -> None:
    definition, question = hard()
    found = solver_of(definition, verify=True, in_all=0, nodes=300).ask(question)
    assert found.why == "there are too many cases, and z3 has used up its 0 s for this policy"


def test_drawing_closer_the_limits_of_long_terms_counts_as_work() -> None:
    rounded = [(f"round(max(n, m) / low, 1) == min(n, low) + {place}", "x") for place in (0, 1)]
    definition = from_dict(table("first", *rounded, parameters={"low": {"value": 10}})).definition
    solver = solver_of(definition)
    solver.ask(Query(true=(definition.rules[0].when, definition.rules[1].when)))
    assert solver.days[0].diagrams.work > 10_000
