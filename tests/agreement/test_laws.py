"""The law of unknowns: finding facts out never leads outside what was possible, and all that miss settle the rest."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.errors import ConflictError
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.meaning import Verdict, interpret, lacking_by, missing
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.testing.strategies import values
from tests.agreement.policies import DAY, PATIENT, stored_records, tables
from tests.strategies import PARAMETERS

Case = tuple[DecisionTable, dict[str, Value], dict[str, Value], list[str]]


@st.composite
def fillings(draw: Any) -> Case:
    """A policy that asks nothing about today, a record, and some of its unknown facts found out."""
    table = draw(tables(about_today=False))
    record = draw(stored_records(table))
    unknown = [each for each in table.definition.facts.declared if record[each.name] is None]
    found = {each.name: draw(values(each.type, list(PARAMETERS.values()))) for each in unknown}
    order = draw(st.permutations([each.name for each in unknown]))
    return table, record, found, order


def verdict_on(table: DecisionTable, record: dict[str, Value]) -> Verdict | None:
    try:
        return interpret(table.definition, record, DAY)
    except ConflictError:
        return None


def test_finding_facts_out_never_leads_outside_what_was_possible(examples: int) -> None:
    @settings(max_examples=examples * 4, suppress_health_check=PATIENT)
    @given(fillings())
    def hold(case: Case) -> None:
        table, record, found, order = case
        before = verdict_on(table, record)
        for name in order:
            record = record | {name: found[name]}
            after = verdict_on(table, record)
            if before is None or after is None:
                return  # rules that promised to exclude each other did not
            assert set(after.possible) <= set(before.possible)
            if before.certain:
                assert after.outcome == before.outcome
            before = after

    hold()


def test_supplying_all_missing_facts_leaves_nothing_to_ask(examples: int) -> None:
    @settings(max_examples=examples * 4, suppress_health_check=PATIENT)
    @given(fillings())
    def hold(case: Case) -> None:
        table, record, found, _ = case
        verdict = verdict_on(table, record)
        if verdict is None:
            return
        asked = missing(table.definition, record, DAY, verdict)
        assert (not asked) or not verdict.certain
        filled = record | {name: found[name] for name in asked}
        after = verdict_on(table, filled)
        if after is not None:
            left = lacking_by(table.definition, filled, DAY, after)
            assert left.facts == ()
            # what is open still is open for want of a value, and says so
            assert after.certain == (left.undefined == ())

    hold()


def test_collect_gives_what_is_true_and_keeps_it(examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=PATIENT)
    @given(tables((HitPolicy.COLLECT,)), st.data())
    def hold(table: DecisionTable, data: st.DataObject) -> None:
        verdict = interpret(table.definition, data.draw(stored_records(table)), DAY)
        assert isinstance(verdict.outcome, tuple)
        assert set(verdict.outcome) <= set(verdict.possible)
        assert verdict.so_far == verdict.outcome

    hold()
