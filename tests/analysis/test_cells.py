"""The cells say of every record what the interpreter says: rules and outcomes, unknown facts and days included."""

import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.analysis.cells.diagram import Diagram, Node, TooManyCells
from crmrules.analysis.cells.search import place_of
from crmrules.analysis.cells.space import Space
from crmrules.analysis.cells.verdicts import CONFLICT, OPEN, Contradicts, Verdicts, days_of
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.engines.interpreter import interpret, truths, values_of
from crmrules.errors import ConflictError
from crmrules.expressions.tree import Value
from tests.agreement.policies import PATIENT, stored_records, tables
from tests.strategies import days


def located(space: Space, diagram: Diagram, record: dict[str, Value]) -> Any:
    """What a diagram says of a record."""
    while isinstance(diagram, Node):
        place = place_of(space.dimensions[diagram.dimension], record)
        if place is None:
            assert diagram.dimension not in space.diagrams.always_known
            diagram = diagram.unknown
        else:
            diagram = diagram.stretches[sum(1 for cut in diagram.cuts if cut <= place)]
    return diagram.value


def said(definition: DecisionDefinition, record: dict[str, Value], as_of: datetime.date) -> object:
    try:
        verdict = interpret(definition, record, as_of)
    except ConflictError:
        return CONFLICT
    return verdict.outcome if verdict.certain else OPEN


def begun(definition: DecisionDefinition, as_of: datetime.date) -> list[datetime.date | None]:
    """The day whose parameters count, as a list: empty before the first."""
    return [day for day in days_of(definition) if day is None or day <= as_of][-1:]


@given(st.data())
@settings(max_examples=150, suppress_health_check=PATIENT)
def test_cells_and_interpreter_agree(data: st.DataObject) -> None:
    table = data.draw(tables())
    definition, space = table.definition, Space()
    for _ in range(5):
        record, as_of = data.draw(stored_records(table)), data.draw(days())
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


def test_equal_functions_are_one_object() -> None:
    space = Space()
    first = space.is_known(0)
    assert first is space.is_known(0)
    assert space.diagrams.node(1, (3, 5), (first, first, first), first) is first
