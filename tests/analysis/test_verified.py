"""z3 decides what cells do not, within its time; that both agree is shown in `tests/agreement`."""

import pytest

from crmrules import from_dict
from crmrules.analysis.query import Query, Status
from crmrules.analysis.smt import answer
from crmrules.assurance.check.findings import Code, findings
from crmrules.kinds.decision.analysis.solver import solver_of
from tests.policies import table


def test_z3_decides_what_cells_do_not() -> None:
    rules = [("n * n < m * m", "x"), ("n > m and m > 0", "y")]
    definition = from_dict(table("unique", *rules)).definition
    question = Query(true=tuple(rule.when for rule in definition.rules))
    assert solver_of(definition).ask(question).status is Status.OPEN
    assert solver_of(definition, verify=True, seconds=20, in_all=20).ask(question).status is Status.NO
    assert Code.NOT_DECIDED in {each.code for each in findings(definition)}
    assert Code.NOT_DECIDED not in {each.code for each in findings(definition, verify=True)}


def test_without_time_nothing_is_decided() -> None:
    rules = [("n * n * n + m * m * m == k * k * k + 1", "x")]
    definition = from_dict(table("first", *rules, facts={"k": {"type": "number"}})).definition
    hard = Query(true=(definition.rules[0].when,), all_known=True)
    found = answer(definition, hard, 0.001, "it hangs on arithmetic between facts")
    if found.status is Status.OPEN:
        assert found.why == "it hangs on arithmetic between facts, and z3 finds no answer in 0.001 s"


@pytest.mark.parametrize("operator", ["<", "<=", "==", "!=", ">", ">="])
def test_signed_zeros_are_one_number(operator: str) -> None:
    definition = from_dict(table("first", (f"-n {operator} zero", "x"), parameters={"zero": {"value": 0}})).definition
    question = Query(true=(definition.rules[0].when,))
    assert answer(definition, question, 2, "").status is Status.YES
