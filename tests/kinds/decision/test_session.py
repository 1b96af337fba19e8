"""Sessions: several policies over the same records, on either engine."""

import datetime
import importlib.util
import sys
from collections.abc import Mapping
from typing import Any

import pytest

import crmrules
from crmrules import Binding, DecisionTable, Prospect, policy, session
from crmrules.definitions.reading import read
from crmrules.errors import AsOfError, BindingError, EngineError, RecordError
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.loading import READERS

ABSENT = "durable_rules is not installed; it runs on Python 3.11 and 3.12 only"
HAS_DURABLE = importlib.util.find_spec("durable_rules_engine") is not None and sys.version_info < (3, 13)
DURABLE = pytest.param("durable", marks=pytest.mark.skipif(not HAS_DURABLE, reason=ABSENT))

on_both = pytest.mark.parametrize("engine", ["python", DURABLE])


def document(id_: str, facts: Mapping[str, Any], *rules: tuple[str, str], **parameters: Any) -> dict[str, Any]:
    """A *first* policy of some conditions and what follows."""
    outcomes = dict.fromkeys(then for _, then in rules)
    return {
        "id": id_,
        "version": "1",
        "kind": "decision",
        "hit": "first",
        "title": id_,
        "parameters": parameters,
        "facts": dict(facts),
        "outcome": [{"id": outcome, "title": outcome} for outcome in outcomes],
        "rule": [
            {"id": f"r{place}", "when": when, "then": then, "because": "it is so"}
            for place, (when, then) in enumerate(rules)
        ],
    }


def loaded(described: Mapping[str, Any], *others: DecisionTable) -> DecisionTable:
    """The policy of a document that may read some others."""
    known = {each.id: each.definition for each in others}
    definition = read(dict(described), lambda id_: known[id_], READERS)
    assert isinstance(definition, DecisionDefinition)
    return DecisionTable(definition)


GRADE = loaded(
    document(
        "grade",
        {"bill": {"type": "money"}, "paid": {"type": "bool"}},
        ("bill >= large and paid", "gold"),
        ("paid", "silver"),
        ("not paid", "none-yet"),
        large={"value": 100},
    )
)
VISIT = loaded(
    document(
        "visit",
        {"grade": {"from": "grade"}, "moved": {"type": "bool"}},
        ('grade == "gold" and not moved', "visit"),
        ('grade in ("silver", "gold")', "call"),
        ('grade == "none-yet"', "wait"),
    ),
    GRADE,
)
FOLLOW_UP = loaded(document("follow-up", {"visit": {"from": "visit"}}, ('visit != "wait"', "write")), VISIT)


@on_both
def test_every_policy_decides_on_a_record(engine: str) -> None:
    man, ladder = policy("man"), policy("retention-ladder")
    record = {"money": True, "authority": False, "need": True, "cancellation_requested": True, "suspended": False}
    with session([ladder, man], engine=engine) as opened:
        decisions = opened.decide(record)
    assert ("retention-ladder", "man") == tuple(decisions) == opened.policies
    assert ladder.decide(record) == decisions["retention-ladder"]
    assert ("find-authority", ("M+a+N",)) == (decisions["man"].outcome, decisions["man"].fired)
    assert man.decide(record).explain("zh") == decisions["man"].explain("zh")


@on_both
def test_an_entity_is_a_record(engine: str) -> None:
    with session(policy("man"), engine=engine) as opened:
        decision = opened.decide(Prospect(money=True, authority=None, need=True))["man"]
    assert (None, ("authority",)) == (decision.outcome, decision.missing)


@on_both
def test_a_policy_decides_after_those_it_reads_and_on_what_they_gave(engine: str) -> None:
    with session([FOLLOW_UP, VISIT, GRADE], engine=engine) as opened:
        assert ("grade", "visit", "follow-up") == opened.policies
        given = [each.outcome for each in opened.decide({"bill": 120, "paid": True, "moved": False}).values()]
        assert ["gold", "visit", "write"] == given
        given = [each.outcome for each in opened.decide({"bill": 120, "paid": False, "moved": None}).values()]
        assert ["none-yet", "wait", None] == given


@on_both
def test_an_outcome_that_is_open_is_unknown_to_the_next_policy(engine: str) -> None:
    with session([GRADE, VISIT], engine=engine) as opened:
        grade, visit = opened.decide({"bill": None, "paid": True, "moved": True}).values()
    assert (("gold", "silver"), ("bill",)) == (grade.possible, grade.missing)
    assert (None, ("call", "wait", None), ("bill",)) == (visit.outcome, visit.possible, visit.missing)


@pytest.mark.skipif(not HAS_DURABLE, reason=ABSENT)
def test_what_a_policy_gave_on_durable_rules_is_not_reckoned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("the interpreter was asked")

    record = {"bill": 120, "paid": True, "moved": False}
    with session([VISIT, GRADE], engine="durable") as opened:
        monkeypatch.setattr(DecisionDefinition, "outcome", refuse)
        assert "visit" == opened.decide(record)["visit"].outcome
    with session(VISIT, engine="durable") as opened, pytest.raises(AssertionError, match="the interpreter was asked"):
        opened.decide(record)


@on_both
def test_a_policy_that_is_not_in_the_session_is_reckoned_as_usual(engine: str) -> None:
    with session(VISIT, engine=engine) as opened:
        assert "visit" == opened.decide({"bill": 120, "paid": True, "moved": False})["visit"].outcome


@on_both
def test_the_version_in_the_session_is_the_one_that_is_read(engine: str) -> None:
    record = {"bill": 120, "paid": True, "moved": False}
    dearer = GRADE.with_parameters(large=200)
    with session([FOLLOW_UP, VISIT, dearer], engine=engine) as opened:
        decisions = opened.decide(record)
    assert ["silver", "call", "write"] == [each.outcome for each in decisions.values()]
    assert VISIT.hash != decisions["visit"].to_dict()["hash"]
    # also where only a policy between the two is left out
    with session([FOLLOW_UP, dearer], engine=engine) as opened:
        assert "write" == opened.decide(record)["follow-up"].outcome
    with session([VISIT, GRADE], engine=engine) as opened:
        assert VISIT.hash == opened.decide(record)["visit"].to_dict()["hash"]


def test_another_policy_under_the_id_that_is_read_is_refused() -> None:
    other = loaded(document("grade", {"bill": {"type": "money"}}, ("bill > 0", "bronze")))
    with pytest.raises(EngineError, match="policy `visit`: was loaded with another policy `grade`"):
        session([VISIT, other])
    stranger = loaded(
        document(
            "grade",
            {"paid": {"type": "bool"}, "age": {"type": "integer"}},
            ("paid", "gold"),
            ("age > 1", "silver"),
            ("not paid", "none-yet"),
        )
    )
    with pytest.raises(EngineError, match="load both from one catalogue"):
        session([VISIT, stranger])


def test_policies_that_read_each_other_are_refused() -> None:
    plain = loaded(document("visit", {"moved": {"type": "bool"}}, ("moved", "visit"), ("not moved", "call")))
    grade = loaded(document("grade", {"visit": {"from": "visit"}}, ('visit == "call"', "gold")), plain)
    with pytest.raises(EngineError, match="policies read each other: "):
        session([VISIT, grade])


def test_an_unknown_engine_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(EngineError, match=r'session: unknown engine "durabel"; did you mean `durable`\?'):
        session(policy("man"), engine="durabel")


def test_a_session_needs_policies_and_each_only_once() -> None:
    for policies, message in (
        ([], "has no policy"),
        ([GRADE, GRADE], "policy `grade` is given twice"),
        (["man"], '"man" is no policy'),
    ):
        with pytest.raises(EngineError, match=message):
            session(policies)  # type: ignore[arg-type]  # a text is no policy


@on_both
def test_a_closed_session_decides_no_more(engine: str) -> None:
    opened = session(policy("man"), engine=engine)
    assert "<Session man>" == repr(opened)
    opened.close()
    opened.close()
    with pytest.raises(EngineError, match="session: is closed; open a new one"):
        opened.decide({"money": True})
    assert "<Session man (closed)>" == repr(opened)


@on_both
def test_a_record_that_cannot_be_read_is_named_by_its_place(engine: str) -> None:
    with session(policy("man"), engine=engine) as opened:
        assert 2 == len(opened.decide_many([{"money": True}, {"need": False}]))
        with pytest.raises(RecordError, match="record 2, `need`: 1 is no boolean"):
            opened.decide_many([{"money": True}, {"need": 1}])
        with pytest.raises(RecordError, match="has none of the facts of policy `man`"):
            opened.decide({"colour": "red"})


@on_both
def test_one_binding_serves_all_policies(engine: str) -> None:
    bind = Binding({"bill": "MonthlyCharges", "money": "solvent"}, assume={"paid": True, "need": False})
    with session([GRADE, policy("man")], engine=engine, bind=bind) as opened:
        grade, man = opened.decide({"MonthlyCharges": 150, "solvent": True, "authority": True}).values()
    assert ("gold", ("paid",)) == (grade.outcome, grade.assumed)
    assert ("create-need", ("need",)) == (man.outcome, man.assumed)


def test_a_fact_that_no_policy_has_cannot_be_bound() -> None:
    with pytest.raises(BindingError, match=r"no policy has a fact `bil`; did you mean `bill`\?"):
        session([GRADE, policy("man")], bind=Binding({"bil": "MonthlyCharges"}))


@on_both
def test_a_day_is_needed_where_a_policy_depends_on_it(engine: str) -> None:
    joined = {"joined": {"type": "date"}}
    fee = {
        "dated": [{"from": datetime.date(2026, 1, 1), "value": 10}, {"from": datetime.date(2026, 7, 1), "value": 20}]
    }
    timed = loaded(document("timed", joined, ("days_between(as_of, joined) >= fee", "old"), fee=fee))
    with pytest.raises(AsOfError, match="policy `timed`: depends on the day; give `as_of`"):
        session(timed, engine=engine)
    with pytest.raises(AsOfError, match="has no value on 2025-12-31"):
        session(timed, engine=engine, as_of=datetime.date(2025, 12, 31))
    for day, outcome in ((datetime.date(2026, 6, 30), "old"), (datetime.date(2026, 7, 1), None)):
        with session(timed, engine=engine, as_of=day) as opened:
            decision = opened.decide({"joined": day - datetime.timedelta(15)})["timed"]
        assert (outcome, day) == (decision.outcome, decision.as_of)


def test_python_without_durable_rules_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    with pytest.raises(EngineError) as raised:
        session(policy("man"), engine="durable")
    assert (
        'engine `durable`: durable_rules does not run on Python 3.13 and later; use engine="python", or Python 3.11 or '
        '3.12 with `pip install "crmrules[durable]"`'
    ) == str(raised.value)


def test_durable_rules_that_is_not_installed_is_told_how_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 12, 0, "final", 0))
    monkeypatch.delitem(sys.modules, "crmrules.engines.durable.host", raising=False)
    for name in ("durable", "durable.engine", "durable_rules_engine"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(EngineError) as raised:
        session(policy("man"), engine="durable")
    assert str(raised.value).startswith("engine `durable`: durable_rules is not installed (")
    assert str(raised.value).endswith('; `pip install "crmrules[durable]"`, or use engine="python"')


def test_session_is_a_public_name() -> None:
    assert "session" in crmrules.__all__
    assert session is crmrules.session


def test_a_session_is_of_decisions() -> None:
    wrong: Any = crmrules.policy("tiers")
    for given in (wrong, [wrong]):
        with pytest.raises(EngineError, match="policy `tiers` is a segmentation; give a decision"):
            crmrules.session(given)


@on_both
def test_a_strict_session_refuses_what_none_of_its_policies_knows(engine: str) -> None:
    first = crmrules.from_dict(document("first", {"n": {"type": "integer"}}, ("n > 0", "x")))
    second = crmrules.from_dict(document("second", {"m": {"type": "integer"}}, ("m > 0", "x")))
    for policies, known in (([first], {"N": 1}), ([first, second], {"N": 1, "m": 1})):
        with session(policies, engine, bind=Binding({"n": "N"}, strict=True)) as run:
            assert "x" == run.decide(known)["first"].outcome
            with pytest.raises(RecordError, match="unknown fact or column `k`"):
                run.decide({**known, "k": 1})
        with session(policies, engine, bind=Binding({"n": "N"})) as run:
            assert "x" == run.decide({**known, "k": 1})["first"].outcome
