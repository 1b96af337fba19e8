"""What the sources say and what we read into them, told apart in every shipped policy."""

import datetime
from typing import Any

import pytest

from crmrules import Customer, DecisionTable, Policy, Prospect, Subscription, policy
from crmrules.definitions.parts import Origin
from crmrules.model.text import Text

MAN = policy("man")
LADDER = policy("retention-ladder")
TIERS = policy("tiers")
CLASSES = policy("contact-classes")
FREQUENCY = policy("contact-frequency")

MOVED: dict[str, dict[str, Any]] = {
    "step-3": {"usage_swing": 0.6},
    "step-4": {"powered_off_days_30": 20},
    "step-5": {"suspension_requested": True},
    "step-6": {"suspended": True, "arrears_suspension": False},
}
"""What brings a customer to each of the steps that call or offer."""

QUIET: dict[str, Any] = {
    "cancellation_requested": False,
    "suspended": False,
    "suspension_requested": False,
    "bill": 100.0,
    "bill_average": 100.0,
    "forwarding_days_30": 0,
    "powered_off_days_30": 0,
    "usage_swing": 0.1,
    "complaint_open": False,
}


def reading_of(id_: str, rule: str) -> Text:
    """How a rule reads its source."""
    reading = {each.id: each.reading for each in policy(id_, DecisionTable).definition.rules}[rule]
    assert reading is not None
    return reading


def file_reading(of: Policy[Any]) -> Text:
    """How a whole file reads its source."""
    reading: Text | None = of.definition.header.reading
    assert reading is not None
    return reading


def cautions(**facts: Any) -> list[str]:
    return [each.en for each in LADDER.decide(Subscription(**{**QUIET, **facts})).cautions]


# P1
def test_without_a_need_the_source_hopes_for_skilled_selling_and_creating_the_need_is_ours() -> None:
    decision = MAN.decide(Prospect(money=True, authority=True, need=False))
    (outcome,) = decision.outcomes
    assert Text("Contact, with skilled selling", "可接触，配合熟练的销售技巧") == outcome.title
    assert "there is hope of success" in decision.explain()
    assert "creating the need is ours" in reading_of("man", "M+A+n").en


# P2
def test_the_best_prospect_is_the_ideal_target_and_nothing_is_pushed() -> None:
    (output,) = MAN.definition.outputs.values()
    assert Text("ideal sales target", "理想的销售对象") == output.values["pursue"]
    assert "有望客户" == {each.id: each.title.zh for each in MAN.definition.outcomes}["pursue"]


# P3
@pytest.mark.parametrize("rule", ["m+a+N", "m+A+n", "M+a+n"])
def test_one_more_condition_is_enough_to_look_again_and_that_is_ours(rule: str) -> None:
    assert "one more is enough to look again" in reading_of("man", rule).en


# P11
@pytest.mark.parametrize("rule", ["m+A+N", "M+A+n"])
def test_the_sentence_above_the_table_asks_for_use_and_means_and_the_table_is_followed(rule: str) -> None:
    assert "用得着、买得起" in file_reading(MAN).zh
    assert "above the table" in reading_of("man", rule).en


# P4
@pytest.mark.parametrize("rule", ["strong-swing", "long-off", "long-forwarded", "stop-reported", "bill-falling"])
def test_two_statuses_side_by_side_are_read_as_either(rule: str) -> None:
    assert "either is enough: our reading" in reading_of("retention-ladder", rule).en


def test_strong_swing_is_not_explained_in_the_source_and_its_measure_is_ours() -> None:
    said = reading_of("retention-ladder", "strong-swing")
    assert "强震波" in said.zh
    assert "does not explain" in said.en
    assert "(highest - lowest) / mean" in said.en
    assert "average of nothing" not in LADDER.decide({**QUIET, "bill": 10.0}).explain()


# P8
def test_a_complaint_in_normal_use_is_none_of_the_six_steps() -> None:
    decision = LADDER.decide({**QUIET, "complaint_open": True})
    assert decision.outcome == "complaint"
    assert decision.outcomes[0].title.en == "In normal use, with a complaint: handle it"
    assert "not one of the six steps" in reading_of("retention-ladder", "complaint-open").en


@pytest.mark.parametrize("step", MOVED)
def test_whoever_is_called_or_offered_something_with_a_complaint_open_comes_with_a_caution(step: str) -> None:
    ours = {**QUIET, **MOVED[step], "complaint_open": True}
    decision = LADDER.decide(ours)
    assert step == decision.outcome
    assert any("settle it first" in each.en for each in decision.cautions)
    assert "settle it first" in decision.explain()
    assert "先行处理投诉" in decision.explain("zh")
    assert cautions(**MOVED[step], complaint_open=False) == []


# P9
@pytest.mark.parametrize(
    ("arrears", "said"), [(True, "non-payment"), (None, "whether bills are unpaid"), (False, None)]
)
def test_credit_for_a_stop_comes_with_a_caution_unless_it_is_known_not_to_be_for_arrears(
    arrears: bool | None, said: str | None
) -> None:
    told = cautions(suspended=True, arrears_suspension=arrears)
    assert ([] if said is None else [True]) == [said is not None and said in each for each in told]
    decision = LADDER.decide(Subscription(cancellation_requested=False, suspended=True, arrears_suspension=arrears))
    assert ("step-6", True) == (decision.outcome, decision.certain)


# P10
def test_that_selling_belongs_to_the_next_heading_is_ours() -> None:
    assert "销售营销战略" in reading_of("retention-ladder", "cancellation-requested").zh


# P5
def test_the_size_of_the_key_tier_and_the_thirty_per_cent_are_printed_and_read_by_us() -> None:
    for name in ("key_customers", "law_bottom"):
        parameter = TIERS.parameters[name]
        assert parameter.origin is Origin.SOURCE
        assert parameter.reading is not None
        assert "our reading" in parameter.reading.en
    basis = TIERS.parameters["basis"]
    assert basis.why is not None
    assert "profit_share is the literal reading" in basis.why.en
    assert TIERS.with_parameters(key_customers=0.1).parameters["key_customers"].reading is None


# P12
def test_the_file_says_why_nobody_is_rejected() -> None:
    assert "reject" in file_reading(TIERS).en
    assert "C3" in file_reading(TIERS).en


# P6
def test_the_pyramid_of_classes_is_named_as_a_textbooks() -> None:
    for name in ("important_customers", "ordinary_customers"):
        why = CLASSES.parameters[name].why
        assert why is not None
        assert "a common textbook pyramid, not this source" in why.en
        assert "常见教材的客户金字塔，非本文" in why.zh
    band = {each.id: each for each in CLASSES.definition.bands}["secondary"]
    assert band.reading is not None
    assert "C1" in band.reading.en


# P7
def test_an_interval_is_a_reading_and_the_chinese_says_no_more_than_a_visit() -> None:
    assert "quota" in file_reading(FREQUENCY).en
    said = [each.because.zh for each in FREQUENCY.definition.intervals]
    assert [each for each in said if "登门" in each] == []
    assert 3 == sum("拜访" in each for each in said)


# P13
@pytest.mark.parametrize("class_", ["ordinary", "small"])
def test_ordinary_and_small_customers_stand_under_a_heading_of_key_ones(class_: str) -> None:
    found = [each.reading for each in FREQUENCY.definition.intervals if each.class_ == class_]
    assert found
    assert all(each is not None and "有计划地拜访关键客户" in each.zh for each in found)


def test_readings_of_bands_and_intervals_stand_where_a_rules_does() -> None:
    population = [Customer(profit=float(amount)) for amount in range(1, 11)]
    placed = CLASSES.cut(population).decide_many(population)
    assert "Reading of the source: " in next(each for each in placed if each.outcome == "secondary").explain()
    assert "对原文的理解：" in next(each for each in placed if each.outcome == "secondary").explain("zh")


def test_a_reading_of_an_interval_is_explained_and_printed() -> None:
    record = {"contact_class": "small", "last_call": datetime.date(2026, 1, 1)}
    due = FREQUENCY.due(record, as_of=datetime.date(2026, 3, 1))
    assert "Reading of the source: " in due.explain()
    assert "对原文的理解：" in due.explain("zh")
