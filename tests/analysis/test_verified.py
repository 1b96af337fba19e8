"""Cells and z3 decide alike: on random policies, wherever both decide, and every witness shows what it is to show."""

import pytest
from hypothesis import given, settings

from crmrules import from_dict
from crmrules.analysis.asking import Asking
from crmrules.analysis.findings import Code, findings
from crmrules.analysis.question import Question, Standing
from crmrules.analysis.smt import answer
from crmrules.definitions.decision import DecisionDefinition
from crmrules.kinds import DecisionTable
from tests.agreement.policies import PATIENT, tables
from tests.policies import table

QUICK = 0.3
"""Seconds z3 has for a question: what it does not decide by then it seldom does."""


def questions(definition: DecisionDefinition) -> list[Question]:
    """What findings ask of a policy: is a rule ever true, alone, together with another, or none at all?"""
    when = tuple(rule.when for rule in definition.rules)
    together = Question(true=when[:2])
    return [
        Question(true=when[:1]),
        Question(false=when),
        Question(not_true=when, all_known=True),
        together if len(when) > 1 else Question(false=when[:1]),
        Question(true=when[-1:], false=when[:-1]),
    ]


@given(tables())
@settings(max_examples=60, suppress_health_check=PATIENT)
def test_cells_and_z3_agree(policy: DecisionTable) -> None:
    definition = policy.definition
    asking = Asking(definition)
    for question in questions(definition):
        own, verified = asking.ask(question), answer(definition, question, QUICK, "")
        for each in (own, verified):
            if each.witness is not None:
                assert question.holds(definition, each.witness.given, each.witness.as_of)
        assert {own.standing, verified.standing} != {Standing.YES, Standing.NO}, question


def test_z3_decides_what_cells_do_not() -> None:
    rules = [("n - m > 0", "x"), ("m - n > 0", "y")]
    definition = from_dict(table("unique", *rules)).definition
    question = Question(true=tuple(rule.when for rule in definition.rules))
    assert Asking(definition).ask(question).standing is Standing.OPEN
    assert Asking(definition, verify=True).ask(question).standing is Standing.NO
    assert Code.NOT_DECIDED in {each.code for each in findings(definition)}
    assert Code.NOT_DECIDED not in {each.code for each in findings(definition, verify=True)}


def test_without_time_nothing_is_decided() -> None:
    rules = [("n * n * n + m * m * m == k * k * k + 1", "x")]
    definition = from_dict(table("first", *rules, facts={"k": {"type": "number"}})).definition
    hard = Question(true=(definition.rules[0].when,), all_known=True)
    found = answer(definition, hard, 0.001, "it hangs on arithmetic between facts")
    if found.standing is Standing.OPEN:
        assert found.why == "it hangs on arithmetic between facts, and z3 finds no answer in 0.001 s"


@pytest.mark.parametrize("operator", ["<", "<=", "==", "!=", ">", ">="])
def test_signed_zeros_are_one_number(operator: str) -> None:
    definition = from_dict(table("first", (f"-n {operator} zero", "x"), parameters={"zero": {"value": 0}})).definition
    question = Question(true=(definition.rules[0].when,))
    assert answer(definition, question, 2, "").standing is Standing.YES
