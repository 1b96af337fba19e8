"""Frames of every library give what the interpreter gives, on any policy and any rows."""

import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.errors import EngineError
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.frames.apply import BETWEEN
from crmrules.kinds.decision.meaning import interpret, lacking_by
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.near import is_near
from tests.agreement.policies import DAY, PATIENT, complete_tables, stored_records, tables
from tests.frames import MAKERS, arrow, rows_of
from tests.strategies import days, on_a_grid

ROWS = 20
"""How many rows are drawn for each policy."""

MIXED = 400
"""How many rows a long run makes of those, each fact taken from any of them: drawing takes longer than deciding."""
LONG = 500
"""From so many examples on a run is long."""

Case = tuple[DecisionTable, list[dict[str, Value]], frozenset[str], datetime.date]


@st.composite
def cases(draw: Any, drawn: st.SearchStrategy[DecisionTable], *, grid: bool) -> Case:
    """A policy, records, the facts that are unknown in all of them since they have no column, and the day.

    On the grid numbers are decimals as people write them.
    """
    table = draw(drawn)
    # a frame without any fact is refused
    there = [each.name for each in table.definition.read_facts][:1]
    names = [each.name for each in table.definition.facts.declared if each.name not in there]
    absent = draw(st.just(frozenset()) | st.frozensets(st.sampled_from(names)))
    types = {each.name: each.type for each in table.definition.facts.declared}
    records = on_a_grid(types) if grid else stored_records(table)
    rows = [record | dict.fromkeys(absent) for record in draw(st.lists(records, min_size=ROWS, max_size=ROWS))]
    # dated parameters begin in 2020
    as_of = draw(st.just(DAY) | days().filter(lambda day: day >= datetime.date(2020, 1, 1)))
    return table, rows, absent, as_of


def expected(table: DecisionTable, record: dict[str, Value], as_of: datetime.date) -> dict[str, Any]:
    """The columns of a row, by the interpreter."""
    definition = table.definition
    verdict = interpret(definition, record, as_of)
    lacking = lacking_by(definition, record, as_of, verdict)
    found: dict[str, Any] = {
        "drawn_certain": verdict.certain,
        "drawn_missing": ", ".join(lacking.facts),
        "drawn_undefined": set(lacking.undefined),
    }
    if definition.hit is not HitPolicy.COLLECT:
        return found | {"drawn": verdict.outcome, "drawn_so_far": verdict.so_far}
    for outcome in definition.outcomes:
        given_ = outcome.id in (verdict.outcome or ())
        found[f"drawn_{outcome.id}"] = True if given_ else None if outcome.id in verdict.possible else False
    return found


DRAWN = {
    "any": tables((HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.COLLECT)),
    "complete": complete_tables(),
}


@pytest.mark.parametrize("grid", [True, False], ids=["decimals", "any numbers"])
@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_agrees_with_the_interpreter(
    library: str, drawn: Any, grid: bool, examples: int, count: Count
) -> None:
    """Decimals differ nowhere; of any numbers those may that lie so close as engines.md says."""

    @settings(max_examples=max(FEWEST, examples // 10), suppress_health_check=PATIENT)
    @given(cases(drawn, grid=grid), st.integers(0, 2**32))
    def agree(case: Case, seed: int) -> None:
        table, rows, absent, as_of = case
        luck = Random(seed)
        if examples >= LONG:
            rows = rows + [{name: luck.choice(rows)[name] for name in rows[0]} for _ in range(MIXED)]
        types = {each.name: each.type for each in table.definition.facts.declared if each.name not in absent}
        frame = MAKERS[library](arrow(rows, types))
        try:
            result = table.apply(frame, as_of=as_of, so_far=True, missing=True, undefined=True)
        except EngineError:
            assert table.definition.hit is HitPolicy.UNIQUE  # not proven free of conflict
            return
        found = sorted(rows_of(result), key=lambda row: row["row"])
        for record, row in zip(rows, found, strict=True):
            wanted = expected(table, record, as_of)
            row["drawn_undefined"] = set(filter(None, row["drawn_undefined"].split(BETWEEN)))
            count.pairs += 1
            if {name: row[name] for name in wanted} != wanted and not grid:
                assert is_near(table.definition, record, as_of)
                count.near += 1
            else:
                assert {name: row[name] for name in wanted} == wanted

    agree()
