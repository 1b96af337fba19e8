"""Policies as values: equal by content, safe to share, and changed only by making another."""

import datetime
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import attrs
import pytest

import crmrules
from crmrules import Prospect, Subscription
from crmrules.assurance.check.examples import run_examples
from crmrules.errors import AsOfError, ConflictError, PolicyError, RecordError
from crmrules.kinds.decision.policy import DecisionTable
from tests.policies import EARLY_WARNING, EVERY_KEY, table

DAY = datetime.date(2026, 8, 1)
MAN = crmrules.policy("man")
LADDER = crmrules.policy("retention-ladder")


def told(act: Any) -> str:
    with pytest.raises(PolicyError) as caught:
        act()
    return str(caught.value)


def test_the_early_warning_of_the_design_says_what_its_example_expects() -> None:
    warning = crmrules.loads(EARLY_WARNING)
    assert [] == run_examples(warning.definition)
    decision = warning.decide({"bill": 58, "package_fee": 58})
    assert ((), False) == (decision.outcome, decision.certain)
    assert ("volume", "volume_average", "rival_calls") == decision.missing


def test_the_early_warning_gives_all_that_is_true() -> None:
    warning = crmrules.loads(EARLY_WARNING)
    record = {"volume": 70, "volume_average": 100, "rival_calls": 2, "bill": 50, "package_fee": 58}
    decision = warning.decide(record)
    assert ("volume-falling", "bill-below-package") == decision.outcome
    assert {"volume-falling": {"action": "call"}, "bill-below-package": {"action": "review-package"}} == dict(
        decision.outputs
    )
    assert "Volume changed by -30% and a rival was called 2 times." in decision.explain()
    assert "话费 50 低于套餐值 58。" in decision.explain("zh")
    assert ("bill-below-package",) == warning.decide({**record, "volume": 71}).outcome


def test_an_example_that_does_not_hold_is_told() -> None:
    (problem,) = run_examples(
        crmrules.loads(EARLY_WARNING.replace("outcome = []", 'outcome = ["volume-falling"]')).definition
    )
    assert (
        "policy `early-warning`, example `equal to the package fee is not below it`: "
        "expects outcome (volume-falling), and the policy says (); correct the example or the policy"
    ) == str(problem)


def test_the_examples_of_the_policy_that_uses_every_key_hold() -> None:
    assert [] == run_examples(crmrules.loads(EVERY_KEY).definition)


def test_policies_are_equal_and_hashable_by_content() -> None:
    assert MAN == crmrules.policy("man")
    assert {MAN: 1} == {crmrules.policy("man"): 1}
    assert MAN != LADDER
    assert MAN != "man"
    assert "<DecisionTable man 1>" == repr(MAN)


def test_a_policy_is_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        MAN.definition = LADDER.definition  # type: ignore[misc]


def test_a_policy_that_was_used_can_be_pickled() -> None:
    used = crmrules.loads(EVERY_KEY)
    before = used.decide({"vip": True, "bill": 1}, as_of=DAY)
    again: DecisionTable = pickle.loads(pickle.dumps(used))
    assert before == again.decide({"vip": True, "bill": 1}, as_of=DAY)


def test_eight_threads_use_one_policy_at_once() -> None:
    prospects = [
        Prospect(money=m, authority=a, need=n) for m in (True, False) for a in (True, None) for n in (True, False)
    ]
    expected = [crmrules.policy("man").decide(each).to_dict() for each in prospects]
    fresh, start = crmrules.policy("man"), Barrier(8)

    def use(_: int) -> list[dict[str, Any]]:
        start.wait(timeout=30)
        return [fresh.decide(each).to_dict() for each in prospects]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(use, range(8)))
    assert [expected] * 8 == found


def test_eight_threads_load_and_use_dated_policies_at_once() -> None:
    fresh, start = crmrules.loads(EVERY_KEY), Barrier(8)
    days = [datetime.date(2025, 6, 1), datetime.date(2026, 2, 1), DAY]
    record = {"last_day": datetime.date(2026, 1, 1), "area": "north", "cost": 5, "vip": False}
    expected = [crmrules.loads(EVERY_KEY).decide(record, as_of=day).to_dict() for day in days]

    def use(_: int) -> list[dict[str, Any]]:
        start.wait(timeout=30)
        return [fresh.decide(record, as_of=day).to_dict() for day in days]

    with ThreadPoolExecutor(8) as pool:
        assert [expected] * 8 == list(pool.map(use, range(8)))


def test_other_parameters_make_another_policy() -> None:
    other = LADDER.with_parameters(bill_drop=0.2, long_off=10)
    assert (0.2, "own", ()) == tuple(
        getattr(other.parameters["bill_drop"], key) for key in ("value", "origin", "dated")
    )
    assert 0.3 == LADDER.parameters["bill_drop"].value
    assert LADDER != other
    assert other == crmrules.loads(other.to_toml())
    falling = Subscription(
        cancellation_requested=False, suspended=False, suspension_requested=False, bill=75, bill_average=100
    )
    assert "step-5" == other.decide(falling).outcome
    assert LADDER.decide(falling).outcome is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("bill_dorp", 0.2, "unknown parameter `bill_dorp`; did you mean `bill_drop`?"),
        ("bill_drop", "0.2", 'parameter `bill_drop`: "0.2" is no number'),
        ("bill_drop", True, "parameter `bill_drop`: true is no number"),
        ("bill_drop", None, "parameter `bill_drop`: a parameter is never unknown; give it a value"),
        ("bill_drop", float("nan"), "parameter `bill_drop`: a parameter is never unknown; give it a value"),
        ("bill_drop", float("inf"), "parameter `bill_drop`: inf is not finite"),
        ("bill_drop", 2**53, "parameter `bill_drop`: 9007199254740992 is too large"),
        ("bill_drop", 1e308, "parameter `bill_drop`: 1e+308 is too large; parameters reach to 9,007,199,254,740,991 "),
    ],
)
def test_a_parameter_takes_no_value_of_another_type(name: str, value: Any, message: str) -> None:
    assert message in told(lambda: LADDER.with_parameters(**{name: value}))


def test_a_parameter_of_choices_takes_no_other() -> None:
    policy = crmrules.loads(EVERY_KEY)
    assert "south" == policy.with_parameters(region="south").parameters["region"].value
    assert '"sooth" is none of its values; did you mean `south`?' in told(
        lambda: policy.with_parameters(region="sooth")
    )


def test_all_wrong_parameters_are_told_at_once() -> None:
    assert 3 == len(told(lambda: LADDER.with_parameters(a=1, b=2, bill_drop="x")).splitlines())


def test_a_parameter_that_breaks_a_promise_is_refused() -> None:
    rules = [("strict", "x"), ("not strict and a", "y"), ("not strict and not a", "y")]
    policy = crmrules.from_dict(table("first", *rules, complete=True, parameters={"strict": {"value": True}}))
    assert policy.with_parameters(strict=False) != policy
    once = crmrules.from_dict(
        table("first", ("strict", "x"), ("a", "y"), complete=True, parameters={"strict": {"value": True}})
    )
    assert "`complete`: no rule is true for a = false" in told(lambda: once.with_parameters(strict=False))


def test_conflicting_rules_are_an_error_on_a_record_only() -> None:
    policy = crmrules.from_dict(table("unique", ("a", "x"), ("b", "y")))
    assert "x" == policy.decide({"a": True}).outcome
    with pytest.raises(ConflictError, match="rules `r1` and `r2` are true at once"):
        policy.decide({"a": True, "b": True})


def test_as_of_is_no_record_s_business() -> None:
    policy = crmrules.from_dict(table("first", ("known(as_of)", "x")))
    with pytest.raises(AsOfError):
        policy.decide({"as_of": DAY})
    assert "x" == policy.decide({"a": None}, as_of=DAY).outcome


def test_many_records_are_decided_alike_one_by_one_and_together() -> None:
    records: list[Any] = [
        Prospect(money=True, need=True),
        {"money": False, "authority": False, "need": False},
        Prospect(),
    ]
    assert [MAN.decide(each) for each in records] == MAN.decide_many(records)
    assert [None, "stop-contact", None] == MAN.outcomes(records) == MAN.outcomes(iter(records))


def test_decisions_are_equal_and_hashable_by_policy_day_and_facts() -> None:
    one, other = MAN.decide(Prospect(money=True)), MAN.decide({"money": True})
    assert one == other
    assert hash(one) == hash(other)
    assert one != MAN.decide(Prospect(money=False))
    assert "<Decision man: outcome=None, missing=('authority', 'need')>" == repr(one)


def test_a_record_of_a_wrong_type_is_refused_by_decide() -> None:
    with pytest.raises(RecordError, match="`money`: 1 is no boolean"):
        MAN.decide({"money": 1})
