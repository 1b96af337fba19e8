"""Comparisons of a fact with some times another: a table of shares is one of cuts."""

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmrules import from_dict
from crmrules.analysis.cells.diagram import Node
from crmrules.analysis.cells.search import place_of
from crmrules.analysis.cells.space import Space
from crmrules.analysis.query import Query, Status
from crmrules.assurance.check.finding import Code
from crmrules.assurance.check.findings import findings
from crmrules.engines.interpreter import values_of
from crmrules.kinds.decision.analysis.solver import solver_of
from crmrules.kinds.decision.analysis.verdicts import Verdicts
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import truths
from crmrules.kinds.decision.policy import DecisionTable

TODAY = datetime.date(2026, 1, 1)
NUMBERS = st.none() | st.sampled_from([0, 1, -1, 2, -3, 0.5, -0.1, 1e-300, 1e300, -1e308]) | st.integers(-20, 20)
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
VALUES = {"half": 0.5, "two": 2, "less": -2, "tenth": 0.1, "minus": -0.3, "huge": 1e10, "one": 1, "three": 3, "zero": 0}
SHARES = st.sampled_from(list(VALUES))
FORMS = st.sampled_from(["actual {0} target * {1}", "{1} * target {0} actual", "actual / half {0} target * {1}"])


def table(*conditions: str, hit: str = "first", **more: float) -> DecisionDefinition:
    document = {
        "id": "shares",
        "version": "1",
        "kind": "decision",
        "hit": hit,
        "title": "Shares",
        "default": "a",
        "parameters": {name: {"value": value} for name, value in (VALUES | more).items()},
        "facts": {"actual": {"type": "number"}, "target": {"type": "number"}},
        "outcome": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
        "rule": [
            {"id": f"r{place}", "when": when, "then": "ab"[place % 2], "because": "So."}
            for place, when in enumerate(conditions)
        ],
    }
    return from_dict(document, DecisionTable).definition


@given(st.lists(st.tuples(FORMS, OPERATORS, SHARES), min_size=1, max_size=3), NUMBERS, NUMBERS)
def test_cells_of_shares_say_what_the_interpreter_says(
    parts: list[tuple[str, str, str]], actual: float | None, target: float | None
) -> None:
    definition = table(*(form.format(operator, share) for form, operator, share in parts))
    record = {"actual": actual, "target": target}
    space = Space(True)
    found = [located(space, each, {**record, "as_of": TODAY}) for each in Verdicts(definition, space, None).truths]
    assert found == truths(definition, values_of(definition, record, TODAY))


def located(space: Space, diagram: Any, record: dict[str, Any]) -> Any:
    while isinstance(diagram, Node):
        place = place_of(space.dimensions[diagram.dimension], record)
        diagram = (
            diagram.unknown if place is None else diagram.stretches[sum(1 for cut in diagram.cuts if cut <= place)]
        )
    return diagram.value


def test_bands_of_a_share_are_all_decided() -> None:
    bands = [f"actual >= target * k{low} and actual < target * k{low + 1}" for low in range(40)]
    limits = {f"k{low}": low / 10 for low in range(41)}
    found = {each.code for each in findings(table(*bands, hit="unique", **limits))}
    assert not {Code.OVERLAP, Code.NOT_DECIDED} & found  # of a negative target every band is empty


def test_a_share_above_another_is_one_of_the_other_only_for_positive_targets() -> None:
    definition = table("actual >= target * three", "actual < target * two")
    both = Query(true=tuple(each.when for each in definition.rules))
    found = solver_of(definition).ask(both)
    assert found.witness is not None
    assert Fraction(str(found.witness.given["target"])) < 0
    positive = table("actual >= target * three and target >= zero", "actual < target * two")
    assert solver_of(positive).ask(Query(true=tuple(each.when for each in positive.rules))).status is Status.NO


def test_a_record_found_once_answers_for_another_question() -> None:
    definition = table("actual >= target * three", "actual >= target * two")
    asking = solver_of(definition)
    first, second = (each.when for each in definition.rules)
    asked = asking.ask(Query(true=(first, second)))
    assert asked.status is Status.YES
    assert asking.status(Query(true=(second,))) is Status.YES
    assert Query(true=(second,)) not in asking._known
    assert (
        asking.status(Query(true=(first,), false=(second,))) is asking.ask(Query(true=(first,), false=(second,))).status
    )
