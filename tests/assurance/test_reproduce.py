"""Kept decisions, decided again."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import DecisionTable
from crmrules.assurance.reproduce import Difference, reproduce
from crmrules.cli.main import main
from crmrules.errors import RecordError
from tests.policies import EVERY_KEY

MAN = crmrules.policy("man")
LADDER = crmrules.policy("retention-ladder")
KEPT = MAN.decide({"money": True}).to_dict()
FLAGS = st.sampled_from([True, False, None])


def again(kept: Any, policy: DecisionTable = MAN) -> tuple[Difference, ...]:
    return reproduce(json.loads(json.dumps(kept)), lambda _: policy).differences


@given(st.fixed_dictionaries({"money": FLAGS, "authority": FLAGS, "need": FLAGS}))
def test_the_same_policy_says_the_same(facts: dict[str, bool | None]) -> None:
    kept = MAN.decide(facts).to_dict()
    assert () == again(kept)
    assert reproduce(kept, lambda _: MAN).same_policy


def test_days_and_assumptions_come_back() -> None:
    policy = crmrules.loads(EVERY_KEY, DecisionTable)
    for example in policy.definition.examples:
        facts = dict(example.given) or {"vip": None}
        assert () == again(policy.decide(facts, as_of=example.as_of).to_dict(), policy)
    assumed = MAN.decide({"money": True, "need": True}, bind=crmrules.Binding(assume={"authority": True}))
    assert () == again(assumed.to_dict())


def test_another_number_says_otherwise_and_that_is_told() -> None:
    kept = LADDER.decide({**dict.fromkeys(("suspended", "suspension_requested", "cancellation_requested"), False),
                          "bill": 78.0, "bill_average": 100.0}).to_dict()  # fmt: skip
    strict = LADDER.with_parameters(bill_drop=0.2)
    found = reproduce(kept, lambda _: strict)
    assert not found.same_policy
    assert "so_far" in [each.key for each in found.differences]


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        ({}, "lacks `policy`, `hash`, `facts`, `outcome`; give what `Decision.to_dict` gave"),
        ({**KEPT, "policy": 1}, "is none of ours: "),
        ({**KEPT, "facts": {"money": "yes"}}, 'fact `money`: "yes" is no boolean'),
        ({**KEPT, "as_of": "soon"}, '`as_of`: "soon" is no day'),
        ({**KEPT, "facts": {"mony": True}}, "policy `man` has no fact `mony`; did you mean `money`?"),
    ],
)
def test_what_was_not_kept_by_us_is_refused(kept: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError) as caught:
        again(kept)
    assert message in str(caught.value)


def test_the_command_tells_every_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kept.jsonl"
    rows = [MAN.decide({"money": True}).to_dict(), {**MAN.decide({"money": True}).to_dict(), "outcome": "pursue"}]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert 1 == main(["reproduce", str(path)])
    assert ["2 decisions, 1 said otherwise now", "  row 2, man:", "    outcome was pursue, is none"] == [
        each.rstrip() for each in capsys.readouterr().out.splitlines()
    ]
    path.write_text(json.dumps(rows[0]), "utf-8")
    assert 0 == main(["reproduce", str(path)])
    rows = [{**rows[0], "policy": "mann"}, {**rows[0], "hash": "0"}, {"policy": "man"}]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    capsys.readouterr()
    assert 2 == main(["reproduce", str(path)])
    said = capsys.readouterr()
    assert "row 1, policy `mann`: is not in the catalogue; did you mean `man`?" in said.err
    assert "row 3, decision: lacks `hash`, `facts`, `outcome`" in said.err
    assert "1 decision, 0 said otherwise now; 1 by policies whose content has changed" in said.out


def test_other_outputs_are_told() -> None:
    kept = MAN.decide({"money": True, "authority": True, "need": True}).to_dict()
    document = MAN.to_dict()
    document["outcome"][0]["approach"] = document["outcome"][-1]["approach"]
    (difference,) = again(kept, crmrules.from_dict(document, DecisionTable))
    assert difference.key == "outputs"


def test_own_policies_are_given_by_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "every-key.toml").write_text(EVERY_KEY, "utf-8")
    policy = crmrules.load(tmp_path / "every-key.toml", DecisionTable)
    kept = policy.decide({"vip": None}, as_of=datetime.date(2026, 8, 1)).to_dict()
    (tmp_path / "kept.jsonl").write_text(json.dumps(kept), "utf-8")
    assert 0 == main(["reproduce", str(tmp_path / "kept.jsonl"), "--policy", str(tmp_path / "every-key.toml")])
    assert "1 decision, 0 said otherwise now" in capsys.readouterr().out
