"""The durable_rules engine: the same decisions as the interpreter, within limits that are checked beforehand."""

import itertools
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crmrules import DecisionTable, from_dict, policy, session
from crmrules.engines.durable.rulesets import Ruleset, field_names, name_hash
from crmrules.engines.durable.ways import Condition
from crmrules.errors import ConflictError, EngineError, RecordError
from crmrules.expressions.accept import accept
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.durable.plan import plan
from crmrules.kinds.decision.meaning import interpret

pytest.importorskip(
    "durable.engine",
    reason="durable_rules is not installed; it runs on Python 3.11 and 3.12 only",
    exc_type=ImportError,
)

SHIPPED = ("man", "retention-ladder")
FLAGS = tuple(f"b{number}" for number in range(300))
LONG = 65_535


def table(*rules: str, hit: str = "first", facts: Mapping[str, str] | None = None, **parameters: Any) -> DecisionTable:
    """A policy of some conditions; its facts are flags unless it says otherwise."""
    declared = facts or dict.fromkeys([flag for flag in FLAGS if any(flag in rule for rule in rules)], "bool")
    return from_dict(
        {
            "id": "drawn",
            "version": "1",
            "kind": "decision",
            "hit": hit,
            "title": "Drawn",
            "parameters": {name: {"value": value} for name, value in parameters.items()},
            "facts": {name: {"type": kind} for name, kind in declared.items()},
            "outcome": [{"id": "call", "title": "Call"}, {"id": "wait", "title": "Wait"}],
            "rule": [
                {"id": f"r{place}", "when": rule, "then": ("call", "wait")[place % 2], "because": "it is so"}
                for place, rule in enumerate(rules)
            ],
        },
        DecisionTable,
    )


def assert_as_interpreted(drawn: DecisionTable, *records: Mapping[str, Value]) -> None:
    with session(drawn, engine="durable") as opened:
        for record in records:
            stored = {each.name: accept(record.get(each.name), each.type) for each in drawn.definition.facts.declared}
            verdict = interpret(drawn.definition, stored, None)
            decision = opened.decide(record)[drawn.id]
            assert verdict.outcome == decision.outcome
            assert verdict.possible == decision.possible
            assert verdict.so_far == decision.so_far
            assert verdict.certain == decision.certain
            assert tuple(drawn.rules[place].id for place in verdict.fired) == decision.fired


def refusal(drawn: DecisionTable) -> str:
    with pytest.raises(EngineError) as raised:
        session(drawn, engine="durable")
    return str(raised.value)


def test_every_combination_of_man_is_decided_as_on_python() -> None:
    man = policy("man")
    with session(man, engine="durable") as opened:
        for values in itertools.product((True, False, None), repeat=3):
            record = dict(zip(("money", "authority", "need"), values, strict=True))
            assert man.decide(record) == opened.decide(record)["man"]


@pytest.mark.parametrize("id_", SHIPPED)
def test_the_examples_of_the_shipped_policies_come_out_as_on_python(id_: str) -> None:
    shipped = policy(id_)
    with session(shipped, engine="durable") as opened:
        for example in shipped.definition.examples:
            # an example may give no fact at all, and no record may
            record = {each.name: example.given.get(each.name) for each in shipped.definition.read_facts}
            expected, actual = shipped.decide(record), opened.decide(record)[id_]
            assert expected.to_dict() == actual.to_dict(), example.name
            assert expected.explain() == actual.explain(), example.name


def test_truths_of_the_engine_are_never_reckoned_on_python(monkeypatch: pytest.MonkeyPatch) -> None:
    from crmrules.kinds.decision.python.compiled import Compiled

    def refuse(*_: object) -> None:
        raise AssertionError("the Python engine was asked")

    monkeypatch.setattr(Compiled, "settle", refuse)
    monkeypatch.setattr(Compiled, "truths", property(refuse))
    with session(policy("man"), engine="durable") as opened:
        decision = opened.decide({"money": True, "authority": None, "need": True})["man"]
    assert (None, ("pursue", "find-authority")) == (decision.outcome, decision.possible)
    assert (False, (), ("authority",)) == (decision.certain, decision.fired, decision.missing)


def test_rules_that_contradict_each_other_are_an_error_as_on_python() -> None:
    with (
        session(table("b0", "b1", hit="unique"), engine="durable") as opened,
        pytest.raises(ConflictError, match="`r0` and `r1` are true at once"),
    ):
        opened.decide({"b0": True, "b1": True})


def test_an_unknown_part_without_a_fact_leaves_a_rule_unknown() -> None:
    drawn = table("b0 and 1 / zero > 1", "b0", zero=0)
    assert_as_interpreted(drawn, {"b0": True}, {"b0": False}, {"b0": None})


def test_rules_that_are_always_or_never_true_are_run() -> None:
    drawn = table("1 == 0 and b0", "b0 or not b0", "1 == 1 or b0")
    assert_as_interpreted(drawn, {"b0": True}, {"b0": False}, {"b0": None})


@pytest.mark.parametrize("text", ["", "a", 'a"', "a'", "\\", '\\"', "客户", "1", "null", "\n\x00", "é", "e\u0301"])
def test_texts_are_equal_only_when_they_are_the_same(text: str) -> None:
    drawn = table("t == wanted", "t in (wanted, other)", "t != other", facts={"t": "text"}, wanted='a"', other="客户")
    assert_as_interpreted(drawn, {"t": text}, {"t": text + "x"}, {"t": None})


@pytest.mark.parametrize("limit", [0, -7, 2**31, 2**53 - 1, -(2**53 - 1)])
@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
def test_whole_numbers_are_compared_to_the_last_digit(limit: int, sign: str) -> None:
    rules = (f"n {sign} limit", f"not (n {sign} limit)", f"limit {sign} n", f"not (limit {sign} n)")
    drawn = table(*rules, hit="collect", facts={"n": "integer"}, limit=limit)
    near = [number for number in (limit - 1, limit, limit + 1) if abs(number) < 2**53]
    assert_as_interpreted(drawn, *({"n": number} for number in near), {"n": None})


@pytest.mark.parametrize("number", [1e-07, -0.0, 5e-324, 1e300, 0.1 + 0.2])
def test_numbers_that_durable_rules_cannot_read_are_compared_for_it(number: float) -> None:
    drawn = table("n > share", "n == 0", "n * n < share", facts={"n": "number"}, share=0.3)
    assert_as_interpreted(drawn, {"n": number}, {"n": None})


def test_more_conditions_may_be_true_than_one_ruleset_takes() -> None:
    drawn = table(*FLAGS[:200], hit="collect")
    assert_as_interpreted(drawn, dict.fromkeys(FLAGS[:200], True), dict.fromkeys(FLAGS[:100], True))
    rulesets = plan(drawn.definition, {}).true.rulesets
    assert len(rulesets) > 1
    assert all(len(ruleset.ways) <= 60 for ruleset in rulesets)


def test_more_fields_and_constants_may_be_read_than_one_ruleset_takes() -> None:
    drawn = table(
        *(f"{flag} and t == p{place}" for place, flag in enumerate(FLAGS)),
        facts=dict.fromkeys(FLAGS, "bool") | {"t": "text"},
        **{f"p{place}": f"区{place}" for place in range(300)},
    )
    assert_as_interpreted(
        drawn, dict.fromkeys(FLAGS, True) | {"t": "区250"}, dict.fromkeys(FLAGS, False) | {"t": "区7"}
    )
    assert all(
        len(ruleset.fields) <= 240 for ruleset in plan(drawn.definition, drawn.definition.values_on(None)).true.rulesets
    )


def test_a_long_list_of_choices_is_one_condition() -> None:
    choices = ", ".join(f'"c{number}"' for number in range(40))
    drawn = table(f"t in ({choices}) and b0", facts={"t": "text", "b0": "bool"})
    assert_as_interpreted(drawn, {"t": "c39", "b0": True}, {"t": "d", "b0": None}, {"t": None, "b0": True})


def test_a_rule_of_fifteen_conditions_is_run_and_one_of_sixteen_is_refused_by_name() -> None:
    assert_as_interpreted(
        table(" and ".join(FLAGS[:15])), dict.fromkeys(FLAGS[:15], True), dict.fromkeys(FLAGS[:14], True)
    )
    refused = (
        "policy `drawn`, rule `r1`: durable_rules cannot run it: 16 conditions at once, of which durable_rules takes"
    )
    assert f'{refused} 15; use engine="python"' == refusal(table("b0", " and ".join(FLAGS[:16])))


def test_a_rule_with_too_many_combinations_is_refused_by_name_and_soon() -> None:
    pairs = " and ".join(f"({one} or {other})" for one, other in zip(FLAGS[:40:2], FLAGS[1:40:2], strict=True))
    assert "rule `r0`: durable_rules cannot run it: more than 256 combinations of conditions" in refusal(table(pairs))


def test_a_policy_with_too_many_rules_is_refused_by_name() -> None:
    rules = [" and ".join(f"(b{place} or b{place + step})" for step in range(1, 7)) for place in range(200)]
    rules = [
        f"({rule}) and (b{place + 20} or b{place + 21}) and (b{place + 22} or b{place + 23})"
        for place, rule in enumerate(rules)
    ]
    assert "policy `drawn`: durable_rules cannot run it: " in refusal(table(*rules))


def test_a_constant_too_long_to_be_compared_is_refused_by_name() -> None:
    drawn = table("t == wanted", facts={"t": "text"}, wanted="x" * (LONG + 1))
    assert "rule `r0`: durable_rules cannot run it: a text that has 65,536 bytes" in refusal(drawn)


def test_all_rules_that_cannot_be_run_are_named_at_once() -> None:
    many = " and ".join(FLAGS[:16])
    with pytest.raises(EngineError) as raised:
        session(table(many, "b0", f"not ({many})"), engine="durable")
    assert ["policy `drawn`, rule `r0`", "policy `drawn`, rule `r2`"] == [each.path for each in raised.value.problems]


def test_a_text_too_long_to_be_compared_is_an_error_of_its_record() -> None:
    drawn = table("t == wanted", facts={"t": "text"}, wanted="x" * LONG)
    assert_as_interpreted(drawn, {"t": "x" * LONG}, {"t": "x" * (LONG - 1)}, {"t": "户" * (LONG // 3)})
    with session(drawn, engine="durable") as opened:
        for text in ("x" * (LONG + 1), "x" * 2 * (LONG + 1), "户" * (LONG // 3 + 1), '"' * (LONG // 2 + 1), "\ud800"):
            with pytest.raises(RecordError, match=r"`t`: the text has .*; use engine=\"python\""):
                opened.decide({"t": text})
        assert opened.decide({"t": "x" * LONG})["drawn"].certain


def test_the_names_of_fields_differ_for_durable_rules() -> None:
    assert (926444256, 3593476751, 3746487396) == (name_hash("id"), name_hash("sid"), name_hash("$and"))
    names = list(itertools.islice(field_names(), 5_000))
    assert 5_000 == len({name_hash(name) for name in names} - {name_hash(name) for name in ("id", "sid", "in_", "$s")})


def test_two_sessions_run_in_two_threads_and_one_session_in_both() -> None:
    man = policy("man")
    records = [
        dict(zip(("money", "authority", "need"), values, strict=True))
        for values in itertools.product((True, False, None), repeat=3)
    ]
    expected = [man.decide(record).to_dict() for record in records] * 5
    found: dict[str, list[Any]] = {}

    def run(name: str, shared: Any) -> None:
        with session(man, engine="durable") as own:
            found[name] = [own.decide(record)["man"].to_dict() for record in records * 5]
            found[name + ", shared"] = [shared.decide(record)["man"].to_dict() for record in records * 5]

    with session(man, engine="durable") as shared:
        threads = [threading.Thread(target=run, args=(name, shared)) for name in ("first", "second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert dict.fromkeys(("first", "first, shared", "second", "second, shared"), expected) == found


def test_a_failure_of_durable_rules_is_an_error_and_the_session_can_still_be_closed() -> None:
    from crmrules.engines.durable.host import Running

    # more true conditions than it takes, which `divide` would have seen to
    running = Running("drawn", [Ruleset(tuple(frozenset({Condition(flag, "==", True)}) for flag in FLAGS[:70]))])
    assert [1] == running.post(0, {"b1": True})
    with pytest.raises(EngineError, match=r"policy `drawn`: durable_rules failed: .*error code: 303"):
        running.post(0, dict.fromkeys(FLAGS[:70], True))
    with pytest.raises(EngineError, match="durable_rules has failed before; open a new session"):
        running.post(0, {"b1": True})
    running.close()
    with pytest.raises(EngineError, match="durable_rules is closed"):
        running.post(0, {"b1": True})


def test_an_error_in_an_action_is_not_swallowed() -> None:
    from crmrules.engines.durable.host import Running

    class Full(list[int]):
        def append(self, _: int) -> None:
            raise MemoryError("full")

    running = Running("drawn", [Ruleset((frozenset({Condition("f0", "==", True)}),))])
    running._fired = Full()
    with pytest.raises(EngineError, match="durable_rules failed: exception caught full"):
        running.post(0, {"f0": True})
    running.close()


LEAKS = """
import gc, resource, threading
from crmrules import policy, session

man = policy("man")

def post(opened, count):
    for number in range(count):
        opened.decide({"money": number % 3 == 0, "authority": number % 2 == 0, "need": None if number % 5 else True})

def peak():
    gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

with session(man, engine="durable") as opened:
    post(opened, 500)
    before = peak()
    post(opened, 4_000)
    records = peak() / before
for _ in range(20):
    with session(man, engine="durable") as opened:
        post(opened, 2)
before = peak()
for _ in range(100):
    with session(man, engine="durable") as opened:
        post(opened, 2)
print(records, peak() / before, threading.active_count())
"""


def test_records_and_sessions_leave_no_memory_and_no_threads_behind() -> None:
    pytest.importorskip("resource", reason="the size of a process is read with `resource`, which Windows lacks")
    records, sessions, threads = _run("-c", LEAKS, timeout=120).split()
    assert 1.03 > float(records)
    assert 1.03 > float(sessions)
    assert 1 == int(threads)


def test_durable_rules_is_imported_only_by_a_session_on_it() -> None:
    program = "import sys, crmrules; crmrules.session(crmrules.policy('man')); print({'durable'} & set(sys.modules))"
    assert "set()" == _run("-c", program, timeout=60).strip()


def test_random_policies_and_records_are_decided_as_interpreted() -> None:
    program = Path(__file__).with_name("durable_fuzz.py")
    counted = json.loads(_run(str(program), "1", "80", timeout=300).splitlines()[-1])
    assert 500 < counted["decisions"]
    assert 100 < counted["open"]


def _run(*arguments: str, timeout: int) -> str:
    """What a program prints; in a process of its own, since durable_rules could crash it or hang."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )
    assert 0 == done.returncode, done.stdout[-5_000:] + done.stderr[-5_000:]
    return done.stdout
