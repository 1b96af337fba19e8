"""z3 decides what cells do not, within its time; that both agree is shown in `tests/agreement`."""

from fractions import Fraction
from typing import Any

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


NAMES = {name: {"type": "number"} for name in ("bill", "fee", "debt")} | {
    name: {"type": "integer"} for name in ("days", "weeks")
}
NUMBERS = {"zero": 0, "one": 1, "two": 2, "share": 0.7, "fall": 0.3, "limit": 10.01, "half": 10.005, "big": 1000}


def asked(*conditions: str, seconds: float = 2, all_known: bool = False) -> Any:
    """Whether conditions are true together, by z3 alone."""
    parameters = {name: {"value": value} for name, value in NUMBERS.items()}
    rules = [(condition, "x") for condition in conditions]
    definition = from_dict(table("first", *rules, facts=NAMES, parameters=parameters)).definition
    query = Query(true=tuple(rule.when for rule in definition.rules), all_known=all_known)
    return answer(definition, query, seconds, "it hangs on arithmetic between facts")


@pytest.mark.parametrize(
    "conditions",
    [
        ("n / m > one", "m / n > one"),
        ("bill > fee + debt", "bill - fee <= debt"),
        ("(bill - m) / m <= -fall", "bill > m * share", "m > zero"),
        ("n / m == bill", "n != bill * m"),
        ("n * m > one", "n < zero", "m > zero"),
        ("days * weeks == one", "days > one"),
        ("days / weeks > one", "weeks / days > one"),
        ("n * n < zero",),
        ("n / zero > one",),
        ("round(n, 2) > limit", "n < limit"),
        ("round(n, 2) >= limit", "n <= half"),
        ("round(n / m, 2) > one", "n < m", "m > zero"),
        ("round(days, 2) != days",),
        ("not known(n + m)", "-big < n < big", "-big < m < big"),
        ("not known(n / m)", "-big < n < big", "m > one"),
    ],
)
def test_what_no_record_does_is_proven(conditions: tuple[str, ...]) -> None:
    assert asked(*conditions, all_known=True).status is Status.NO


@pytest.mark.parametrize(
    ("conditions", "given"),
    [
        (("(bill - m) / m <= -fall", "bill == m * share", "m == one"), {"bill": 0.7, "m": 1}),
        (("round(n, 2) == limit", "n == limit"), {"n": 10.01}),
        (("round(n, 0) == two", "n == two + one / two"), {"n": 2.5}),
        (("n * (two + one) == one",), {"n": Fraction(1, 3)}),
    ],
)
def test_a_record_is_exact(conditions: tuple[str, ...], given: dict[str, Any]) -> None:
    assert asked(*conditions).witness.given == given


def test_a_record_has_numbers_that_people_write() -> None:
    (bill, fee) = asked("bill > fee * share", "bill < fee").witness.given.values()
    assert {len(repr(each)) < 10 for each in (bill, fee)} == {True}


def test_results_beyond_the_largest_float_are_unknown() -> None:
    found = asked("not known(n * m)", all_known=True)
    assert found.status is Status.YES
    assert abs(Fraction(found.witness.given["n"]) * Fraction(found.witness.given["m"])) > Fraction(10) ** 308
    assert asked("not known(n - m)", "zero < n < big", "zero < m < big", all_known=True).status is Status.NO


def test_what_only_numbers_do_that_are_no_fractions_is_not_decided() -> None:
    assert asked("n * n == two").status is Status.OPEN


@pytest.mark.parametrize("operator", ["<", "<=", "==", "!=", ">", ">="])
def test_signed_zeros_are_one_number(operator: str) -> None:
    definition = from_dict(table("first", (f"-n {operator} zero", "x"), parameters={"zero": {"value": 0}})).definition
    question = Query(true=(definition.rules[0].when,))
    assert answer(definition, question, 2, "").status is Status.YES
