"""Findings: the unmutated catalogue has none, every kind is found in shipped policies broken on purpose."""

import datetime
import tomllib

import pytest

from crmrules import from_dict, loads, policies, policy
from crmrules.assurance.check.findings import Code, Finding, Severity, findings
from crmrules.assurance.check.run import check
from crmrules.engines.interpreter import values_of
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import truths
from tests.assurance.mutations import MUTATIONS, found
from tests.policies import table

OWN = {"origin": "own"}
MUTATED = 10
"""As many policies at least are broken in each way."""


def test_the_catalogue_has_no_findings() -> None:
    assert [finding for id_ in policies() for finding in check(policy(id_))] == []


def test_every_finding_has_its_mutations() -> None:
    assert set(MUTATIONS) == set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_every_mutation_is_found(code: Code) -> None:
    mutations = list(MUTATIONS[code]())
    assert len(mutations) >= MUTATED
    # spread over the whole catalogue; all of them: python -m tests.assurance.mutations
    assert [each for each in mutations[:: len(mutations) // MUTATED] if code not in found(each)] == []


def of(code: Code, *rules: tuple[str, str], hit: str = "first", **changes: object) -> list[Finding]:
    definition = from_dict(table(hit, *rules, **changes)).definition
    return [each for each in findings(definition) if each.code is code]


def test_a_division_that_leaves_the_decision_open_is_shown_by_a_record() -> None:
    growth = {"growth": {"is": "(n - m) / m"}}
    [found] = of(Code.NO_VALUE, ("growth > 1", "x"), facts=growth, default="y")
    assert found.path == "policy `table`, fact `growth`"
    assert found.witness is not None
    decision = from_dict(table("first", ("growth > 1", "x"), facts=growth, default="y")).decide(found.witness.given)
    assert (decision.certain, decision.missing, decision.undefined) == (False, (), ("growth = (n - m) / m",))


@pytest.mark.parametrize(
    "rules", [(("m != 0 and n / m > 1", "x"),), (("m == 0", "y"), ("n / m > 1", "x")), (("n / m > 1", "y"),)]
)
def test_a_division_that_is_looked_after_has_no_finding(rules: tuple[tuple[str, str], ...]) -> None:
    assert of(Code.NO_VALUE, *rules, default="y") == []


def test_a_gap_proposes_the_missing_rows() -> None:
    (gap,) = of(
        Code.GAP,
        ("a and n >= low", "x"),
        ("b and n < low", "y"),
        parameters={"low": {"value": 10, **OWN}},
    )
    assert gap.severity is Severity.WARNING
    assert gap.page == "findings.md#gap"
    assert 'when = "not a and n >= low"' in gap.proposal
    assert 'when = "not b and n < low"' in gap.proposal or 'when = "a and n < low and not b"' in gap.proposal


def test_the_proposed_rows_close_the_gap() -> None:
    document = table("first", ("a and n >= low", "x"), ("b and n < low", "y"), parameters={"low": {"value": 10, **OWN}})
    (gap,) = [each for each in findings(from_dict(document).definition) if each.code is Code.GAP]
    rows = [{**row, "then": "x", "because": "So."} for row in tomllib.loads(gap.proposal)["rule"]]
    closed = from_dict({**document, "rule": [*document["rule"], *rows]})
    assert [each for each in findings(closed.definition) if each.code is Code.GAP] == []


def test_collect_has_no_gaps() -> None:
    assert of(Code.GAP, ("a", "x"), hit="collect") == []


def test_a_masked_rule_names_the_one_before_it() -> None:
    (masked,) = of(Code.MASKED, ("a", "x"), ("a and b", "y"), default="x")
    assert masked.message == "never decides: wherever it is true, so is `r1`, which comes before it"


def test_rules_masked_by_several_together() -> None:
    (masked,) = of(Code.MASKED, ("a", "x"), ("not a", "y"), ("b", "x"))
    assert masked.message == "never decides: wherever it is true, so is one of the rules before it, or it is open"


def test_a_special_case_with_a_reading_is_meant() -> None:
    document = table("first", ("a and b", "x"), ("a", "x"), default="y", outcome=[{"id": i, "title": i} for i in "xy"])
    told = [each.code for each in findings(from_dict(document).definition)]
    assert Code.SUBSUMED in told
    document["rule"][0]["caution"] = "Ask first."
    assert Code.SUBSUMED not in [each.code for each in findings(from_dict(document).definition)]


def test_a_switch_among_parameters_is_no_constant_condition() -> None:
    switch = {"strict": {"value": True}}
    assert of(Code.ALWAYS_TRUE, ("a or strict", "x"), parameters=switch) == []


def test_warnings_can_be_accepted_and_errors_cannot() -> None:
    document = table("unique", ("a", "x"), ("b", "y"), accept=["gap", "conflict", "no-example", "unused-fact", "gpa"])
    told = {each.code: each.message for each in findings(from_dict(document).definition)}
    assert set(told) == {Code.CONFLICT, Code.INVALID}
    assert told[Code.INVALID] == "unknown finding `gpa`"


def test_witnesses_are_records_of_the_policy() -> None:
    for mutations in (MUTATIONS[Code.CONFLICT], MUTATIONS[Code.MASKED]):
        for each in mutations():
            definition = from_dict(each).definition
            assert isinstance(definition, DecisionDefinition)
            for finding in findings(definition):
                if finding.code in (Code.CONFLICT, Code.OVERLAP, Code.MASKED):
                    assert finding.witness is not None
                    values = values_of(definition, finding.witness.given, finding.witness.as_of)
                    rule = finding.path.split("rule `")[1].rstrip("`")
                    place = [one.id for one in definition.rules].index(rule)
                    assert truths(definition, values)[place] is True


def test_a_finding_as_plain_values() -> None:
    (gap,) = of(Code.GAP, ("a", "x"))
    assert gap.to_dict() == {
        "code": "gap",
        "severity": "warning",
        "path": "policy `table`",
        "message": "no rule is true, and there is no default",
        "remedy": "add the missing rules, or a `default`",
        "page": "findings.md#gap",
        "witness": {"a": False},
        "as_of": None,
        "proposal": gap.proposal,
    }


def test_rows_that_cannot_be_are_not_proposed() -> None:
    document = table(
        "first",
        ("m > 0 and change <= -share", "x"),
        ("n >= m", "y"),
        facts={"change": {"is": "(n - m) / m"}},
        parameters={"share": {"value": 0.3, **OWN}},
    )
    (gap,) = [each for each in findings(from_dict(document).definition) if each.code is Code.GAP]
    rows = [row["when"] for row in tomllib.loads(gap.proposal)["rule"]]
    assert rows == ["m <= 0 and n < m", "m > 0 and change > -share and n < m"]


def test_two_sides_of_one_limit_are_one_finding() -> None:
    rules = (("n >= low", "x"), ("n < low", "y"))
    document = table("first", *rules, parameters={"low": {"value": 10, **OWN}})
    (found,) = [each for each in findings(from_dict(document).definition) if each.code is Code.ONE_SIDED]
    assert found.message == "examples try `n >= low` on neither side"
    document["example"] = [{"name": "small", "given": {"n": 9}, "expect": {"outcome": "y"}}]
    (found,) = [each for each in findings(from_dict(document).definition) if each.code is Code.ONE_SIDED]
    assert found.message == "examples try `n >= low` only where it is false"


def test_witnesses_are_made_of_values_that_people_write() -> None:
    facts = {"joined": {"type": "date"}, "seen": {"type": "date"}}
    document = table("first", ("days_between(seen, joined) < low", "x"), facts=facts, parameters={"low": {"value": 10}})
    (gap,) = [each for each in findings(from_dict(document).definition) if each.code is Code.GAP]
    assert gap.witness is not None
    days = [each for each in gap.witness.given.values() if isinstance(each, datetime.date)]
    assert {each.year for each in days} <= {2025, 2026}


def test_a_witness_of_a_policy_that_reads_the_day_has_one() -> None:
    rules = (("known(as_of)", "x"), ("a", "y"))
    (masked,) = of(Code.MASKED, *rules)
    assert masked.witness is not None
    assert masked.witness.as_of is not None


def test_an_exception_before_another_outcome_is_no_special_case() -> None:
    assert of(Code.SUBSUMED, ("a and b", "x"), ("b", "y"), ("a", "x"), default="z") == []
    assert len(of(Code.SUBSUMED, ("a and b", "x"), ("a", "x"), ("b", "y"), default="z")) == 1


def test_a_rule_that_decides_while_one_of_its_outcome_is_open_is_not_masked() -> None:
    rules = (("a and b", "x"), ("a and not known(b)", "x"), ("c", "y"))
    assert of(Code.MASKED, *rules, default="z") == []
    assert from_dict(table("first", *rules, default="z")).decide({"a": True}).fired == ("r2",)


def test_a_rule_that_is_switched_off_is_no_mistake() -> None:
    assert of(Code.UNREACHABLE, ("campaign and a", "x"), parameters={"campaign": {"value": False}}) == []


def test_a_day_among_parameters_is_a_limit_and_no_switch() -> None:
    facts, begin = {"joined": {"type": "date"}}, {"begin": {"value": datetime.date(2026, 7, 1)}}
    never, always = "joined > begin and joined <= begin", "known(joined) and (joined > begin or joined <= begin)"
    assert len(of(Code.UNREACHABLE, (never, "x"), facts=facts, parameters=begin)) == 1
    assert len(of(Code.ALWAYS_TRUE, (always, "x"), facts=facts, parameters=begin)) == 1


def test_low_and_high_are_an_order() -> None:
    parameters = {"low_risk": {"value": 30, **OWN}, "high_risk": {"value": 10, **OWN}}
    assert len(of(Code.OUT_OF_ORDER, ("n > low_risk or n > high_risk", "x"), parameters=parameters)) == 1


def proposed(*rules: tuple[str, str], **changes: object) -> list[str]:
    (gap,) = of(Code.GAP, *rules, hit="unique", **changes)
    return [row["when"] for row in tomllib.loads(gap.proposal)["rule"]] if gap.proposal else []


def test_rows_about_texts_leave_out_those_that_are_named() -> None:
    rules = (('city == "DE" and n > low', "x"), ('city == "FR"', "y"))
    low = {"low": {"value": 10, **OWN}}
    rows = proposed(*rules, facts={"city": {"type": "text"}}, parameters=low)
    assert sorted(rows) == ['city == "DE" and n <= low', 'city not in ("DE", "FR")']


def test_rows_about_what_has_no_value_ask_whether_it_is_known() -> None:
    rules = (("margin >= low", "x"), ("margin < low", "y"))
    facts = {"margin": {"is": "n / m"}}
    assert proposed(*rules, facts=facts, parameters={"low": {"value": 10, **OWN}}) == ["not known(margin)"]


def test_rows_are_proposed_for_the_days_there_is_a_gap_on() -> None:
    dated = [{"from": datetime.date(2026, 1, 1), "value": 100}, {"from": datetime.date(2026, 7, 1), "value": 50}]
    parameters = {"lim": {"dated": dated, **OWN}, "base": {"value": 70, **OWN}}
    assert proposed(("n >= lim", "x"), ("n < base and n < lim", "y"), parameters=parameters) == [
        "n >= base and n < lim"
    ]


def test_rows_that_would_need_names_of_another_policy_are_not_proposed_and_it_is_said() -> None:
    rules = (('step in ("step-1", "step-2") and n >= low', "x"),)
    document = table("first", *rules, facts={"step": {"from": "retention-ladder"}}, parameters={"low": {"value": 1}})
    (gap,) = [each for each in findings(from_dict(document).definition) if each.code is Code.GAP]
    assert "bill_drop" not in gap.proposal
    assert "cannot all be written with the policy's own names and proven" in gap.remedy


def test_rows_are_written_with_parameters_and_never_with_their_numbers() -> None:
    rules = (("n * share > m", "x"), ("n / share < m", "y"))
    rows = proposed(*rules, parameters={"share": {"value": 0.3, **OWN}})
    assert rows
    assert all("0.3" not in row for row in rows)
    nested = (("(n * share) / m > share", "x"), ("a", "y"))
    for row in proposed(*nested, parameters={"share": {"value": 0.3, **OWN}}):
        assert "0.3" not in row


@pytest.mark.parametrize(
    ("low", "high"), [("gold", "silver"), ("platinum", "bronze"), ("major", "minor"), ("large", "small")]
)
def test_words_of_rank_say_nothing_about_which_way_a_number_runs(low: str, high: str) -> None:
    parameters = {f"{low}_call": {"value": 1, **OWN}, f"{high}_call": {"value": 3, **OWN}}
    rules = ((f"n > {low}_call and n < {high}_call", "x"),)
    assert of(Code.OUT_OF_ORDER, *rules, parameters=parameters) == []


def test_bands_and_classes_are_ordered_by_themselves_whatever_they_are_called() -> None:
    tiers, contacts = policy("tiers").to_dict(), policy("contact-frequency").to_dict()
    for made, names in ((tiers, ("key_customers", "ordinary_customers")), (contacts, ("important_call", "small_call"))):
        text = from_dict(made).to_toml().replace(names[0], "high_share").replace(names[1], "low_share")
        renamed = loads(text)
        assert [each for each in check(renamed) if each.code is Code.OUT_OF_ORDER] == []


def test_a_default_that_never_comes_is_found_and_one_that_may_come_is_not() -> None:
    (found,) = of(Code.UNUSED_DEFAULT, ("a", "x"), ("not a", "y"), default="y")
    assert found.message == "`y` never comes: some rule is always true"
    assert of(Code.UNUSED_DEFAULT, ("a", "x"), default="y") == []
    # n / m has no value where m is zero
    assert of(Code.UNUSED_DEFAULT, ("n / m > 0", "x"), ("n / m <= 0", "y"), default="y") == []
