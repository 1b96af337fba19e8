"""Hit policies over truths that may be unknown: the fixed cases of the design, and the laws behind them."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import DecisionTable
from crmrules.errors import ConflictError
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Truth, Verdict, judge
from tests.policies import table

T, F, U = True, False, None


def definition(hit: str, outcomes: str, **changes: Any) -> DecisionDefinition:
    """A policy whose rules give these outcomes, a letter each; their order of priority is that of first mention."""
    return crmrules.from_dict(table(hit, *(("a", letter) for letter in outcomes), **changes), DecisionTable).definition


def verdict(hit: str, outcomes: str, *truths: Truth, **changes: Any) -> Verdict:
    return judge(definition(hit, outcomes, **changes), truths)


def brief(found: Verdict) -> tuple[object, ...]:
    return found.possible, found.outcome, found.so_far, found.certain, found.fired, found.asked


DESIGN = [
    ("first", "xy", (U, T), {}, (("x", "y"), None, "y", False, (), (0,))),
    ("first", "xx", (U, T), {}, (("x",), "x", "x", True, (1,), ())),
    ("first", "x", (U,), {"default": "d"}, (("x", "d"), None, None, False, (), (0,))),
    ("first", "xy", (F, F), {}, ((None,), None, None, True, (), ())),
    ("first", "xy", (F, F), {"default": "d"}, (("d",), "d", "d", True, (), ())),
    ("first", "xy", (F, F), {"default": "x"}, (("x",), "x", "x", True, (), ())),
    ("first", "xy", (T, T), {}, (("x",), "x", "x", True, (0,), ())),
    ("first", "xyz", (F, T, U), {}, (("y",), "y", "y", True, (1,), ())),
    ("first", "xyx", (U, U, T), {}, (("x", "y"), None, "x", False, (), (0, 1))),
    ("first", "xy", (U, U), {}, (("x", "y", None), None, None, False, (), (0, 1))),
    ("first", "x", (U,), {"default": "x"}, (("x",), "x", None, True, (), ())),
    ("priority", "xy", (T, T), {}, (("x",), "x", "x", True, (0, 1), ())),
    ("priority", "xy", (U, T), {}, (("x", "y"), None, "y", False, (), (0,))),
    ("priority", "xy", (T, U), {}, (("x",), "x", "x", True, (0,), ())),
    ("priority", "xyx", (F, T, T), {}, (("x",), "x", "x", True, (2, 1), ())),
    ("priority", "xyx", (F, T, U), {}, (("x", "y"), None, "y", False, (), (2,))),
    ("priority", "xy", (F, U), {"default": "d"}, (("y", "d"), None, None, False, (), (1,))),
    ("unique", "xy", (F, T), {}, (("y",), "y", "y", True, (1,), ())),
    ("unique", "xy", (U, T), {}, (("y",), "y", "y", True, (1,), ())),
    ("unique", "xy", (U, U), {}, (("x", "y", None), None, None, False, (), (0, 1))),
    ("unique", "xy", (F, F), {"default": "d"}, (("d",), "d", "d", True, (), ())),
    ("any", "xx", (T, T), {}, (("x",), "x", "x", True, (0, 1), ())),
    ("any", "xy", (U, T), {}, (("y",), "y", "y", True, (1,), ())),
    ("any", "xx", (U, U), {}, (("x", None), None, None, False, (), (0, 1))),
    ("collect", "xy", (T, U), {}, (("x", "y"), ("x",), ("x",), False, (0,), (1,))),
    ("collect", "xyx", (T, F, T), {}, (("x",), ("x",), ("x",), True, (0, 2), ())),
    ("collect", "xy", (F, F), {}, ((), (), (), True, (), ())),
    ("collect", "xx", (T, U), {}, (("x",), ("x",), ("x",), True, (0,), ())),
    ("collect", "xxy", (T, U, U), {}, (("x", "y"), ("x",), ("x",), False, (0,), (2,))),
    ("first", "yxx", (U, U, T), {}, (("y", "x"), None, "x", False, (), (0,))),
    ("first", "yx", (U, U), {"default": "x"}, (("y", "x"), None, None, False, (), (0,))),
    ("first", "xyx", (U, U, U), {"default": "x"}, (("x", "y"), None, None, False, (), (0, 1))),
    ("priority", "yxx", (U, U, T), {}, (("y", "x"), None, "x", False, (), (0,))),
    ("unique", "xy", (U, U), {"default": "x"}, (("x", "y"), None, None, False, (), (1,))),
    ("unique", "yxx", (U, U, U), {"default": "x"}, (("y", "x"), None, None, False, (), (0,))),
    ("collect", "yx", (T, T), {}, (("y", "x"), ("y", "x"), ("y", "x"), True, (0, 1), ())),
    ("first", "xyx", (F, U, U), {}, (("y", "x", None), None, None, False, (), (1, 2))),
    ("first", "xy", (F, U), {"default": "x"}, (("y", "x"), None, None, False, (), (1,))),
    ("unique", "xyx", (F, U, U), {}, (("y", "x", None), None, None, False, (), (1, 2))),
    ("collect", "xyx", (F, U, T), {}, (("y", "x"), ("x",), ("x",), False, (2,), (1,))),
]


@pytest.mark.parametrize(("hit", "outcomes", "truths", "changes", "expected"), DESIGN, ids=range(len(DESIGN)))
def test_each_hit_policy_walks_as_the_design_says(
    hit: str, outcomes: str, truths: tuple[Truth, ...], changes: dict[str, Any], expected: tuple[object, ...]
) -> None:
    assert expected == brief(verdict(hit, outcomes, *truths, **changes))


def test_unique_rules_that_are_true_at_once_are_an_error_that_names_them() -> None:
    with pytest.raises(ConflictError) as caught:
        verdict("unique", "xyz", T, U, T)
    assert (
        "policy `table`: rules `r1` and `r3` are true at once, under hit policy `unique`; "
        "make their conditions exclude each other, or use hit policy `first` or `priority`"
    ) == str(caught.value)


def test_unique_rules_conflict_even_where_they_agree() -> None:
    with pytest.raises(ConflictError, match="`r1` and `r2` are true at once"):
        verdict("unique", "xx", T, T)


def test_any_rules_that_disagree_are_an_error_that_names_them() -> None:
    with pytest.raises(ConflictError, match="rules `r1` and `r2` and `r3` are true at once, under hit policy `any`"):
        verdict("any", "xxy", T, T, T)


def test_priority_follows_the_declared_outcomes_and_not_the_rules() -> None:
    outcomes = [{"id": each, "title": each} for each in "zyx"]
    found = verdict("priority", "xyz", T, T, T, outcome=outcomes)
    assert ("z", (2, 1, 0)) == (found.outcome, found.fired)


def complete(hit: str) -> DecisionDefinition:
    return crmrules.from_dict(
        table(hit, ("a and b", "x"), ("a and not b", "x"), ("not a", "y"), complete=True), DecisionTable
    ).definition


@pytest.mark.parametrize("hit", ["unique", "any", "first", "priority"])
def test_complete_leaves_out_that_no_rule_is_true(hit: str) -> None:
    assert (("x",), "x", None, True, (), ()) == brief(judge(complete(hit), (U, U, F)))
    # once the rules before it are known to be false, the last one must be true
    assert (("x", "y"), None, None, False, (), (0, 1)) == brief(judge(complete(hit), (U, U, U)))


HITS = st.sampled_from(["unique", "any", "first", "priority", "collect"])
CACHE: dict[tuple[str, str, str | None], DecisionDefinition] = {}


def cached(hit: str, outcomes: str, default: str | None) -> DecisionDefinition:
    key = (hit, outcomes, None if hit == "collect" else default)
    if key not in CACHE:
        CACHE[key] = definition(hit, outcomes, **({} if key[2] is None else {"default": key[2]}))
    return CACHE[key]


def test_what_is_collected_stands_in_the_order_of_the_rules_that_give_it() -> None:
    assert ("x", "y") == verdict("collect", "xyx", T, T, T).outcome
    assert ("y", "x") == verdict("collect", "xyx", F, T, T).outcome
    # that both are given is certain; only their order is not
    open_ = verdict("collect", "xyx", U, T, T)
    assert (("y", "x"), True) == (open_.outcome, open_.certain)


@given(HITS, st.sampled_from(["xyz", "xxy", "xyx"]), st.sampled_from([None, "d", "x"]), st.data())
def test_filling_in_what_is_unknown_stays_within_what_is_possible(
    hit: str, outcomes: str, default: str | None, data: st.DataObject
) -> None:
    policy = cached(hit, outcomes, default)
    truths = data.draw(st.tuples(*[st.sampled_from([T, F, U])] * 3))
    filled = tuple(data.draw(st.booleans()) if truth is None else truth for truth in truths)
    try:
        before, after = judge(policy, truths), judge(policy, filled)
    except ConflictError:
        # the promise is broken, at once or once all is known: nothing follows from it
        assert hit in ("unique", "any")
        return
    assert after.certain
    assert set(after.possible) <= set(before.possible)
    if before.certain:
        # of what is collected the order may still change
        assert before.outcome == after.outcome or (hit == "collect" and set(before.possible) == set(after.possible))
        assert () == before.open == before.asked
    assert all(truths[index] for index in before.fired)
    assert set(before.asked) <= set(before.open) <= {index for index, truth in enumerate(truths) if truth is None}
    assert len(set(before.possible)) == len(before.possible)
    assert None not in before.possible[:-1]


@given(HITS, st.sampled_from(["xyz", "xxy", "xyx", "yxx"]), st.sampled_from([None, "d", "x"]), st.data())
def test_what_is_asked_settles_the_rest(hit: str, outcomes: str, default: str | None, data: st.DataObject) -> None:
    policy = cached(hit, outcomes, default)
    truths = data.draw(st.tuples(*[st.sampled_from([T, F, U])] * 3))
    try:
        asked = judge(policy, truths).asked
        answers = {index: data.draw(st.booleans()) for index in asked}
        after = judge(policy, [answers.get(index, truth) for index, truth in enumerate(truths)])
    except ConflictError:
        assert hit in ("unique", "any")
        return
    assert after.certain


@given(
    HITS,
    st.sampled_from(["xyz", "xxy", "xyx", "yxx"]),
    st.sampled_from([None, "d", "x"]),
    st.data(),
)
def test_no_rule_is_asked_in_vain(hit: str, outcomes: str, default: str | None, data: st.DataObject) -> None:
    """Where all other unknown rules are answered somehow, its own answer makes a difference."""
    policy = cached(hit, outcomes, default)
    truths = data.draw(st.tuples(*[st.sampled_from([T, F, U])] * 3))
    try:
        asked = judge(policy, truths).asked
    except ConflictError:
        return
    for index in asked:
        assert any(_differs(policy, truths, index, others) for others in product((T, F), repeat=3))


def _differs(policy: DecisionDefinition, truths: tuple[Truth, ...], index: int, others: tuple[bool, ...]) -> bool:
    filled = [other if truth is None else truth for truth, other in zip(truths, others, strict=True)]
    try:
        yes, no = (judge(policy, [*filled[:index], truth, *filled[index + 1 :]]) for truth in (T, F))
    except ConflictError:  # the promise excludes it
        return False
    return yes.outcome != no.outcome
