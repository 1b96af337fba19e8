"""Explanations, as people read them."""

from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest

from crmrules import DecisionTable, Prospect, from_dict, policy
from crmrules.model.text import Language


def explained(text: str) -> str:
    return dedent(text).strip()


def test_a_settled_outcome_is_told_with_its_rule_and_facts() -> None:
    told = policy("man").decide(Prospect(money=False, authority=True, need=True)).explain()
    assert told == explained("""
        man: check-credit-and-finance - Contact, check business and credit, then finance
          Approach: contact (may be contacted)
          Rule m+A+N: The prospect wants to buy and has a say in it, but cannot pay yet: credit may bridge that.
            Caution: Credit to somebody who cannot pay it back harms both sides: check first.
            Reading of the source: The sentence above the table asks for the means to buy; the table lets such a \
prospect be contacted, and is followed.
            money      false
            authority  true
            need       true
        """)


def test_an_open_decision_is_told_with_what_to_find_out() -> None:
    told = policy("man").decide(Prospect(money=True, need=True)).explain()
    assert told == explained("""
        man: open - it could still be pursue, find-authority
          Not decided:
            M+A+N -> pursue: money and authority and need
            M+a+N -> find-authority: money and not authority and need
          To find out:
            authority  Has power to decide, advise or oppose the purchase
        """)


def test_chinese_is_told_in_chinese() -> None:
    told = policy("man").decide(Prospect(money=True, need=True)).explain("zh")
    assert told == explained("""
        man：未决 - 可能为 pursue、find-authority
          尚未确定的规则：
            M+A+N -> pursue：money and authority and need
            M+a+N -> find-authority：money and not authority and need
          需要查明：
            authority  对购买有决定、建议或反对的权力
        """)


def test_a_sentence_holds_the_values_and_comparisons_show_both_sides() -> None:
    quiet = {"cancellation_requested": False, "suspended": False, "suspension_requested": False}
    told = (
        policy("retention-ladder").decide({**quiet, "bill": 60, "bill_average": 100, "forwarding_days_30": 4}).explain()
    )
    assert told == explained("""
        retention-ladder: step-5 - Step 5: stop reported, or bill falling
          Retention method: discount-package (discount package)
          Rule bill-falling: The last bill of 60.00 changed by -40.0% against the average of 100.00; \
a fall of 30% counts.
            Reading of the source: The source names a reported stop and a falling bill side by side and does not say \
whether both are needed; either is enough: our reading.
            bill_average > 0           100.0 > 0     true
            bill_change <= -bill_drop  -0.4 <= -0.3  true
          Also true: some-forwarding
          Looked at before it:
            cancellation-requested: cancellation_requested = false
            stopped-for-arrears: suspended and arrears_suspension = false
            stopped-reason-unknown: suspended and not known(arrears_suspension) = false
            stopped: suspended = false
            stop-reported: suspension_requested = false
        """)


def own(hit: str, *rules: tuple[str, str], **header: Any) -> Any:
    return from_dict(
        {
            "id": "own",
            "version": "1",
            "hit": hit,
            "title": "Own",
            "facts": {"a": {"type": "bool"}, "b": {"type": "bool"}, "x": {"type": "number"}, "y": {"type": "number"}},
            "outcome": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
            "rule": [
                {"id": f"r{place}", "when": when, "then": then, "because": "So it is."}
                for place, (when, then) in enumerate(rules)
            ],
            **header,
        }
    )


def test_an_operation_without_a_value_is_named_where_no_fact_would_help() -> None:
    told = own("first", ("x / y > 1", "yes")).decide({"x": 1.0, "y": 0.0}).explain()
    assert told == explained("""
        own: open - it could still be yes, no outcome
          Not decided:
            r0 -> yes: x / y > 1
          No fact would settle `x / y`: its value does not exist.
        """)


def test_an_outcome_that_comes_either_way_says_so() -> None:
    told = (
        own("first", ("a and b", "yes"), ("a and not b", "yes"), ("not a", "no"), complete=True)
        .decide({"a": True})
        .explain()
    )
    assert told == explained("""
        own: yes - Yes
          Certain whichever of these unknown rules is true:
            r0: a and b = unknown
            r1: a and not b = unknown
        """)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "own: no outcome - no rule is true"), ("zh", "own：无结论 - 没有规则成立")]
)
def test_no_outcome_is_an_answer_too(language: Language, text: str) -> None:
    assert own("first", ("a", "yes")).decide({"a": False}).explain(language) == text


def test_a_default_is_told_to_be_one() -> None:
    told = own("first", ("a", "yes"), default="no").decide({"a": False}).explain()
    assert told == "own: no - No\n  No rule is true; this is the policy's default."


def test_collect_tells_what_is_given_and_what_is_open() -> None:
    told = own("collect", ("a", "yes"), ("b", "no")).decide({"a": True}).explain()
    assert told == explained("""
        Own (own)
          yes - Yes
          open - it could still be no
          Rule r0: So it is.
            a  true
          Not decided:
            r1 -> no: b
          To find out:
            b  b
        """)


def test_collect_without_any_true_rule_has_no_default() -> None:
    assert own("collect", ("a", "yes")).decide({"a": False}).explain() == "own: no outcome - no rule is true"


def test_an_operation_without_a_value_is_named_however_deep_it_lies() -> None:
    facts = {"x": {"type": "number"}, "y": {"type": "number"}, "d1": {"is": "x / y"}, "d2": {"is": "d1 + 1"}}
    told = own("first", ("d2 > 0", "yes"), facts=facts).decide({"x": 1.0, "y": 0.0}).explain()
    assert "No fact would settle `d1 = x / y`: its value does not exist." in told


def test_numbers_are_told_as_exactly_as_they_were_compared() -> None:
    told = own("first", ("x == y", "yes"), default="no").decide({"x": 0.1 + 0.2, "y": 0.3})
    assert told.outcome == "no"
    falling = {"cancellation_requested": False, "suspended": False, "suspension_requested": False}
    near = policy("retention-ladder").decide({**falling, "bill": 7.0, "bill_average": 10.1})
    assert "-0.3069306931 <= -0.3 " in near.explain()
    nearer = policy("retention-ladder").decide({**falling, "bill": 7.07, "bill_average": 10.100000000001})
    assert "-0.3000000000001 <= -0.3  true" in nearer.explain()


def test_data_cannot_write_lines_of_an_explanation() -> None:
    facts = {"note": {"type": "text"}}
    rules = [{"id": "r", "when": 'note != "x"', "then": "yes", "because": "It says {note}."}]
    told = (
        own("first", ("true", "yes"), facts=facts, rule=rules).decide({"note": "z\n  Rule fake: \x1b[31mok"}).explain()
    )
    assert "\x1b" not in told
    assert "Rule fake" not in [line.strip()[:9] for line in told.splitlines()]


@pytest.mark.parametrize("digits", [27, 28, 29, 300])
def test_reckoned_numbers_that_differ_late_are_told_with_as_many_digits_as_it_takes(digits: int) -> None:
    rules = [{"id": "more", "when": "a + b > a", "then": "yes", "because": "More."}]
    outcomes = [{"id": "yes", "title": "Yes"}]
    facts = {name: {"type": "number"} for name in "ab"}
    document = {"id": "sums", "version": "1", "hit": "first", "title": "Sums", "facts": facts}
    sums = from_dict({**document, "outcome": outcomes, "rule": rules}, DecisionTable)
    told = sums.decide({"a": 1, "b": Decimal(1).scaleb(1 - digits)}).explain()
    assert f"1.{'0' * (digits - 2)}1 > 1" in told
