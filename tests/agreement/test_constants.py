"""A constant without a value is unknown wherever an expression can stand, on every engine."""

from typing import Any

import pytest

from crmrules.analysis.query import Query, Status
from crmrules.analysis.smt import answer
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.meaning import interpret
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.session import session
from crmrules.loading import from_dict
from tests.frames import MAKERS, arrow, rows_of

CONDITIONS = {
    "n in (r / z, m)": None,
    "n in (m, r / z)": None,
    "m in (r / z, m)": True,
    "n in (r / z, r / z)": None,
    "n in (r / z,)": None,
    "n not in (r / z, m)": None,
    "m not in (r / z, m)": False,
    "known(n in (r / z, m))": False,
    "known(m in (r / z, m))": True,
    "(r / z) in (n, m)": None,
    "(r / z) not in (n, m)": None,
    "(r / z) in (r / z, m)": None,
    "known((r / z) in (n, m))": False,
    "coalesce(n in (r / z, m), flag)": True,
    "n == r / z": None,
    "r / z != n": None,
    "r / z <= r / z": None,
    "not n < r / z": None,
    "n < r / z < m": None,
    "n > m and n < r / z": False,
    "n < m or n < r / z": True,
    "n + r / z > m": None,
    "-(r / z) < n": None,
    "min(n, r / z) < m": None,
    "max(r / z, r / z) < m": None,
    "abs(r / z) < m": None,
    "known(r / z)": False,
    "known(n + r / z)": False,
    "coalesce(r / z, n) < m": True,
    "coalesce(r / z, r / z) < m": None,
    "nothing < n": None,
    "known(nothing)": False,
    "n in (nothing, m)": None,
    "open": None,
    "not open": None,
    "coalesce(open, flag)": True,
    "never > n": None,
    "n in (never, m)": None,
}
"""For each condition its truth where n is 2, m is 3 and the flag is up; z is zero."""

RECORD = {"n": 2, "m": 3, "flag": True}


def table(when: str) -> DecisionTable:
    rules = [
        {"id": "is-true", "when": when, "then": "yes", "because": "it is true"},
        {"id": "is-false", "when": f"not ({when})", "then": "no", "because": "it is false"},
    ]
    document = {
        "id": "drawn",
        "version": "1",
        "kind": "decision",
        "hit": "first",
        "title": "Drawn",
        "parameters": {"r": {"value": 1}, "z": {"value": 0}},
        "facts": {
            "n": {"type": "integer"},
            "m": {"type": "integer"},
            "flag": {"type": "bool"},
            "nothing": {"is": "r / z"},
            "open": {"is": "r / z > n"},
            "never": {"is": "n / z"},
        },
        "outcome": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
        "rule": rules,
        "default": "yes" if when == "n == r / z" else "no",
    }
    return from_dict(document, DecisionTable)


EXPECTED = {True: ("yes", True, ("yes",)), False: ("no", True, ("no",)), None: (None, False, ("yes", "no"))}


@pytest.mark.parametrize(("when", "truth"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_constant_without_a_value_is_unknown_on_records(when: str, truth: bool | None) -> None:
    drawn = table(when)
    verdict = interpret(drawn.definition, RECORD, None)
    assert EXPECTED[truth] == (verdict.outcome, verdict.certain, verdict.possible)
    decision = drawn.decide(RECORD)
    assert EXPECTED[truth] == (decision.outcome, decision.certain, decision.possible)
    assert [EXPECTED[truth][0]] == drawn.outcomes([RECORD])


@pytest.mark.parametrize(("when", "truth"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_constant_without_a_value_is_unknown_on_durable_rules(when: str, truth: bool | None) -> None:
    pytest.importorskip("durable")
    drawn = table(when)
    with session(drawn, engine="durable") as opened:
        decision = opened.decide(RECORD)["drawn"]
        assert EXPECTED[truth] == (decision.outcome, decision.certain, decision.possible)


@pytest.mark.parametrize("library", MAKERS)
@pytest.mark.parametrize(("when", "truth"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_constant_without_a_value_is_unknown_on_frames(when: str, truth: bool | None, library: str) -> None:
    drawn = table(when)
    types = {each.name: each.type for each in drawn.definition.facts.declared}
    frame: Any = MAKERS[library](arrow([RECORD], types))
    [row] = rows_of(drawn.apply(frame))
    assert EXPECTED[truth][:2] == (row["drawn"], row["drawn_certain"])


@pytest.mark.parametrize("overflow", [True, False], ids=["beyond float64", "within float64"])
@pytest.mark.parametrize(("when", "truth"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_constant_without_a_value_is_unknown_to_analysis(when: str, truth: bool | None, overflow: bool) -> None:
    definition = table(f"({when}) and n == r + r and m == n + r and flag").definition
    condition = definition.rules[0].when
    solver = solver_of(definition, overflow=overflow)
    true = solver.ask(Query(true=(condition,))).status
    open_ = solver.ask(Query(not_true=(condition,), all_known=True)).status
    assert (truth is True) is (true is Status.YES)
    assert (true is Status.NO) is (truth is not True)
    assert open_ is Status.YES
    verified = answer(definition, Query(true=(condition,)), 5.0, "").status
    assert verified is true
