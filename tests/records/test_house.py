"""Terms of the house: facts that are the same for every record, given once in a binding and listed as assumed."""

from pathlib import Path

import polars as pl
import pytest

import crmrules
from crmrules import Binding, review
from crmrules.cli.main import main
from crmrules.errors import BindingError

CARE = crmrules.policy("tier-care")
HOUSE = {"reward_single": 500, "reward_cumulative": 2000}
RISING = {"tier": "ordinary", "upgrade_potential": True, "single_purchase": 500.0, "cumulative_purchases": 0.0}


def test_a_term_of_the_house_settles_what_was_open_and_is_told_as_assumed() -> None:
    assert ("reward_single", "reward_cumulative") == CARE.decide(RISING).missing
    decision = CARE.decide(RISING, bind=Binding(house=HOUSE))
    assert (("grow-demand", "reward"), True) == (decision.outcome, decision.certain)
    assert ("reward_single", "reward_cumulative") == decision.assumed
    assert "reward_single" in decision.explain()


def test_frames_know_the_terms_as_records_do() -> None:
    frame = pl.DataFrame([RISING, {**RISING, "single_purchase": 499.99}])
    found = CARE.apply(frame, bind=Binding(house=HOUSE))
    assert [True, False] == found["tier_care_reward"].to_list()


def test_a_file_gives_them_and_commands_read_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "house.toml"
    path.write_text("[house]\nreward_single = 500\nreward_cumulative = 2000\n", "utf-8")
    assert HOUSE == Binding.load(path).house
    facts = ("tier=ordinary", "upgrade_potential=true", "single_purchase=500")
    assert 0 == main(["explain", "tier-care", *facts, "--bind", str(path)])
    assert "reward_single" in capsys.readouterr().out


def test_one_binding_serves_a_review_of_several_policies() -> None:
    found = review(pl.DataFrame([RISING]), policies=[CARE, crmrules.policy("man")], bind=Binding(house=HOUSE))
    part = next(each for each in found.parts if each.policy.id == "tier-care")
    assert HOUSE == {name: part.assumed[name] for name in HOUSE}


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"house": {"reward_single": 1}, "facts": {"reward_single": "amount"}}, "is bound to a column as well"),
        ({"house": {"reward_single": 1}, "assume": {"reward_single": 2}}, "is assumed to be something else"),
        ({"house": 3}, "binding, house: 3 is no table"),
    ],
    ids=["bound", "assumed", "number"],
)
def test_what_does_not_fit_is_told(keys: dict[str, object], problem: str) -> None:
    with pytest.raises(BindingError, match=problem):
        Binding(**keys)  # type: ignore[arg-type]


def test_a_term_that_no_policy_reads_is_told() -> None:
    with pytest.raises(BindingError, match="reward_singel"):
        CARE.decide(RISING, bind=Binding(house={"reward_singel": 500}))
