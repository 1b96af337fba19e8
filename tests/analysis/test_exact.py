"""What cells say holds for all rationals: around every limit, and of falls and shares that are reckoned."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules import DecisionTable, from_dict
from crmrules.analysis.cells.intervals import Interval
from crmrules.analysis.cells.writing import shortest
from crmrules.analysis.query import Answer, Query, Status
from crmrules.assurance.check.findings import Code, findings
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.parse import parse
from crmrules.kinds.decision.analysis.proof import prove_exclusive
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.definition import DecisionDefinition
from tests.policies import table

PARAMETERS = {
    "share": Fraction("0.3"),
    "less": Fraction("0.1"),
    "more": Fraction("1.2"),
    "limit": Fraction(20),
    "cents": Fraction("7.07"),
}
FACTS = {name: {"type": "number"} for name in "kl"} | {"i": {"type": "integer"}}


def made(*conditions: str, hit: str = "unique") -> DecisionDefinition:
    rules = [(condition, "xy"[place % 2]) for place, condition in enumerate(conditions)]
    parameters = {name: {"value": float(value)} for name, value in PARAMETERS.items()}
    document = table(hit, *rules, default="x", facts=FACTS, parameters=parameters)
    return from_dict(document, DecisionTable).definition


def asked(condition: str, overflow: bool = False) -> Answer:
    definition = made(condition, hit="first")
    return solver_of(definition, overflow=overflow).ask(Query(true=(definition.rules[0].when,)))


SUMS = (
    "n", "n - m", "n + less * m", "n - share * m", "(n - m) / m", "n / m", "m / n", "abs(n - m)", "max(n, m) - n",
    "round(n, 1)", "round(n / m, 2)", "n * m", "i - n", "i * limit + n",
)  # fmt: skip
ENDS = ("share", "-less", "limit", "cents", "m", "more * m", "0", "m / limit")
SIGNS = ("<", "<=", "==", "!=", ">", ">=")


@st.composite
def parts(draw: st.DrawFn) -> str:
    return f"{draw(st.sampled_from(SUMS))} {draw(st.sampled_from(SIGNS))} {draw(st.sampled_from(ENDS))}"


def numbers() -> list[Fraction]:
    """Numbers on, just below and just above limits."""
    ends = [Fraction(0), Fraction(1), *PARAMETERS.values(), Fraction(10), Fraction("14.14"), Fraction(-20)]
    return [end + step for end in ends for step in (Fraction(-1, 10**20), Fraction(0), Fraction(1, 10**20))]


@given(st.lists(parts(), min_size=1, max_size=3), st.data())
def test_what_cells_call_impossible_is_so_of_all_numbers_around_limits(
    conditions: list[str], data: st.DataObject
) -> None:
    found = asked(" and ".join(conditions))
    if found.status is Status.NO:
        tree = parse(" and ".join(conditions))
        around = st.sampled_from(numbers())
        for _ in range(20):
            record: dict[str, Any] = {
                "n": data.draw(around),
                "m": data.draw(around),
                "i": data.draw(st.integers(-2, 21)),
            }
            # and the very numbers that limits on sums lead to
            for other in (
                record["m"],
                *(record["m"] * (1 + each) for each in PARAMETERS.values()),
                *PARAMETERS.values(),
            ):
                for n in (record["n"], other, -other):
                    assert evaluate(tree, {**PARAMETERS, **record, "n": n}) is not True


@given(st.lists(parts(), min_size=1, max_size=3))
def test_a_witness_is_what_the_interpreter_says(conditions: list[str]) -> None:
    found = asked(" and ".join(conditions))
    if found.witness is not None:
        assert evaluate(
            parse(" and ".join(conditions)), {**PARAMETERS, "n": None, "m": None, "i": None, **found.witness.given}
        )


@pytest.mark.parametrize(
    "condition",
    [
        "n > k + l and n - k <= l",
        "n / m > 1 and m / n > 1",
        "n / m > more and m / n > more",
        "n >= m * more and n < m * less and m > 0",
        "(n - m) / m <= -share and n > m - share * m and m > 0",
        "n + n < m + m and n > m",
        "n - m > 0 and m - k > 0 and k - n >= 0",
        "round(n, 0) > limit and n <= limit + share + less + less",
        "abs(n - m) <= less and n > m + less",
        "n * m > limit and n / m < 0",
        "abs(n) == -less",
        "2 * n == 2 * i + 1 and n == limit",
    ],
)  # fmt: skip
def test_contradictions_of_sums_and_ratios_are_proven(condition: str) -> None:
    condition = condition.replace("2 * ", "(1 + 1) * ")
    assert asked(condition).status is Status.NO


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("(n - m) / m == -share and m > limit", ()),
        ("n >= m * more and n < m * more + less and m > limit", ()),
        ("n > share and n < share + less", ()),
        ("n > cents and n < cents + less * less", ("7.071",)),
        ("n * limit + n == limit + 1", ("1",)),
        ("n / limit > share and n < limit * share + 1", ("6.1", "6.5")),
        ("round(n / m, 2) == share and n != m * share", ()),
    ],
)  # fmt: skip
def test_witnesses_are_numbers_that_people_write(condition: str, written: tuple[str, ...]) -> None:
    found = asked(condition)
    assert found.witness is not None
    values = [value for value in found.witness.given.values() if isinstance(value, int | float)]
    assert all(len(repr(value)) <= 8 for value in values), values
    assert not written or repr(found.witness.given["n"]) in written


def test_a_table_of_targets_is_decided() -> None:
    steps = [Fraction(50 + 5 * place, 100) for place in range(12)]
    parameters = {f"s{place}": {"value": float(step), "origin": "own"} for place, step in enumerate(steps)}
    rules = [("m > 0 and n < m * s0", "x"), *(
        (f"m > 0 and n >= m * s{place} and n < m * s{place + 1}", "xy"[place % 2]) for place in range(11)
    ), ("m > 0 and n / m >= s11", "y"), ("m <= 0", "x")]  # fmt: skip
    definition = from_dict(table("unique", *rules, parameters=parameters)).definition
    assert prove_exclusive(definition).proven
    codes = {each.code for each in findings(definition)}
    assert not codes & {Code.NOT_DECIDED, Code.GAP, Code.OVERLAP, Code.CONFLICT, Code.MASKED, Code.UNREACHABLE}


@given(st.fractions(), st.fractions(), st.booleans(), st.booleans())
def test_the_shortest_number_of_an_interval(one: Fraction, other: Fraction, open_low: bool, open_high: bool) -> None:
    limits = Interval(min(one, other), max(one, other), open_low, open_high)
    if not limits.empty:
        found = shortest(limits)
        assert found in limits
        fewer = Fraction(round(found * 100), 100)
        assert found == fewer or not any(fewer + Fraction(step, 100) in limits for step in (-1, 0, 1)) or one == other


def test_no_budget_is_an_excuse_for_pairs_of_ratios() -> None:
    for left, right in product(("n / m", "m / n"), repeat=2):
        for one, other in product(("> more", "< less", ">= share"), repeat=2):
            assert asked(f"{left} {one} and {right} {other}").status is not Status.OPEN
