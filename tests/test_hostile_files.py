"""Policy files made to hang: each is loaded, decided and checked, or refused, within seconds of the processor.

Five are the aim, which `benchmarks/hostile.py` measures; a slow machine, or a busy one, has twice that here.
"""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import polars as pl
import pytest

from crmrules import Catalogue, CrmRulesError, DecisionTable, check, from_dict
from crmrules.assurance.check.finding import Code
from crmrules.definitions.catalogue import MOST_DEEP
from crmrules.errors import EngineError, PolicyError
from crmrules.expressions.tree import Value

SECONDS = 10


@contextmanager
def in_time(seconds: float = SECONDS) -> Generator[None, None, None]:
    """Fails what takes too long, even where it would not end."""

    def stop(_: int, __: FrameType | None) -> None:
        pytest.fail(f"took more than {seconds} s", pytrace=False)

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def document(rules: list[tuple[str, str]], facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "hostile",
        "version": "1",
        "kind": "decision",
        "hit": "first",
        "title": "Hostile",
        "parameters": {"p": {"value": 1}},
        "facts": facts,
        "outcome": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
        "rule": [
            {"id": f"r{place}", "when": when, "then": then, "because": "So."}
            for place, (when, then) in enumerate(rules)
        ],
        **more,
    }


def derived(step: str, levels: int, type_: str = "number", **more: Any) -> dict[str, Any]:
    """A fact derived in steps, each of which reads the one before as `{0}`; `h` is another fact."""
    facts: dict[str, Any] = {"g0": {"type": type_}, "h": {"type": type_}}
    facts |= {f"g{level}": {"is": step.format(f"g{level - 1}")} for level in range(1, levels + 1)}
    last = f"g{levels}" if type_ == "bool" else f"g{levels} > p"
    return document([(last, "a"), (f"not ({last})", "b")], facts, **more)


def crossed(levels: int) -> dict[str, Any]:
    """Two facts that are derived from each other's step before."""
    facts: dict[str, Any] = {"g0": {"type": "number"}, "h0": {"type": "number"}}
    for level in range(1, levels + 1):
        facts[f"g{level}"] = {"is": f"min(g{level - 1}, h{level - 1} + p)"}
        facts[f"h{level}"] = {"is": f"max(h{level - 1}, g{level - 1} - p)"}
    return document([(f"g{levels} > h{levels}", "a"), (f"g{levels} <= h{levels}", "b")], facts)


def many(condition: str, rules: int, hit: str, **more: Any) -> dict[str, Any]:
    """Many rules, each with a number of its own as `{0}`."""
    parameters = {f"k{place}": {"value": place} for place in range(rules)}
    written = [(condition.format(f"k{place}"), "ab"[place % 2]) for place in range(rules)]
    facts = {name: {"type": "number"} for name in "nmxy"}
    return document(written, facts, hit=hit, default="a", parameters=parameters, **more)


def wide(rules: int) -> dict[str, Any]:
    """Rules over many facts, of which each shares some with its neighbours."""
    written = [
        (" or ".join(f"f{place} == p and f{place + 1} > p" for place in range(rule, rule + 6)), "ab"[rule % 2])
        for rule in range(rules)
    ]
    return document(written, {f"f{place}": {"type": "number"} for place in range(rules + 8)}, hit="priority")


FILES: dict[str, Callable[[], dict[str, Any]]] = {
    "14 facts that double": lambda: derived("{0} + {0}", 14),
    "24 facts that double": lambda: derived("{0} + {0}", 24),
    "200 facts that square": lambda: derived("{0} * {0}", 200),
    "24 facts that divide": lambda: derived("{0} / ({0} + h)", 24),
    "24 facts that may be another": lambda: derived("coalesce({0} / h, {0} + {0}, h)", 24),
    "24 facts that choose": lambda: derived("min({0}, max({0}, h) + {0})", 24),
    "24 pairs of facts": lambda: crossed(24),
    "200 flags": lambda: derived("{0} and h or not {0}", 200, "bool"),
    "24 flags that are asked for": lambda: derived("known({0}) and {0} or coalesce({0}, h)", 24, "bool"),
    "1,000 facts in a row": lambda: derived("{0} + h", 1_000),
    "400 flags in a row": lambda: derived("not {0} or h", 400, "bool"),
    "200 rules apart, first": lambda: many("n == {0}", 200, "first"),
    "400 rules apart, unique": lambda: many("n == {0}", 400, "unique"),
    "400 rules that overlap, first": lambda: many("n > {0} and m < {0} or x > y and n == m", 400, "first"),
    "200 rules that overlap, unique": lambda: many("n > {0} and m < {0} or x > y and n == m", 200, "unique"),
    "200 rules that overlap, collect": lambda: many("n > {0}", 200, "collect") | {"default": ""},
    "100 wide rules": lambda: wide(100),
}

COMPLETE = ["14 facts that double", "24 facts that double", "24 facts that may be another", "100 wide rules"]

TOO_LONG = {
    ("1,000 facts in a row", "missing"),
    ("1,000 facts in a row", "undefined"),
    ("200 facts that square", "undefined"),
}
"""What a frame does not tell of a file."""


def record(table: DecisionTable) -> dict[str, Value]:
    return {each.name: True if each.type.kind == "bool" else 1 for each in table.definition.facts.declared}


def read(name: str) -> DecisionTable:
    made = FILES[name]()
    return from_dict({key: value for key, value in made.items() if value != ""}, DecisionTable)


loaded = cache(read)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_loaded_and_decides_in_time(name: str) -> None:
    with in_time():
        table = read(name)
        decision = table.decide(record(table))
        assert decision.certain
        assert decision.explain()
        unknown = table.decide({"g0": None, "n": None, "f0": None})
        assert unknown.possible
        assert unknown.certain or unknown.missing
        assert unknown.explain()


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_checked_in_time(name: str) -> None:
    table = loaded(name)
    with in_time():
        found = check(table)
    assert found
    if name == "100 wide rules":
        (gap,) = [each for each in found if each.code is Code.GAP]
        assert gap.witness is not None
        shown = table.decide(gap.witness.given)
        assert (shown.certain, shown.outcome) == (True, None)
    undecided = [each.message for each in found if each.code is Code.NOT_DECIDED]
    if name == "400 rules that overlap, first":  # what there are too many rules for is said once
        assert 1 <= len(undecided) <= 3
        assert all("there are too many rules" in each for each in undecided)


@pytest.mark.parametrize("name", COMPLETE)
def test_a_promise_that_is_too_hard_to_prove_is_refused_in_time(name: str) -> None:
    made = FILES[name]() | {"complete": True}
    with in_time(), pytest.raises(PolicyError, match="`complete`"):
        from_dict(made)


@pytest.mark.parametrize("name", sorted({name for name, _ in TOO_LONG}))
def test_a_hostile_file_decides_a_frame_in_time_that_does_not_tell_what_is_missing(name: str) -> None:
    table = loaded(name)
    frame = pl.DataFrame([record(table), dict.fromkeys(record(table))])
    with in_time():
        assert [True, False] == table.apply(frame)["hostile_certain"].to_list()


@pytest.mark.parametrize("asked", ["missing", "undefined"])
@pytest.mark.parametrize("name", [name for name in FILES if "rules" not in name])
def test_a_hostile_file_decides_a_frame_in_time_and_tells_what_is_missing_or_is_refused(name: str, asked: str) -> None:
    table = loaded(name)
    unknown = dict.fromkeys(record(table))
    decision = table.decide(unknown)
    frame = pl.DataFrame([record(table), unknown])
    with in_time():
        if (name, asked) in TOO_LONG:
            with pytest.raises(EngineError, match=f"more than 5,000 columns.*without `{asked}`"):
                table.apply(frame, missing=asked == "missing", undefined=asked == "undefined")
        else:
            told = table.apply(frame, missing=asked == "missing", undefined=asked == "undefined")
            found = decision.missing if asked == "missing" else decision.undefined
            assert told["hostile_certain"].to_list() == [True, False]
            assert told[f"hostile_{asked}"].to_list() == ["", ", ".join(found)]


@pytest.mark.parametrize("name", [name for name in FILES if "00 rules" in name])
def test_what_would_change_hundreds_of_rules_is_told_in_time(name: str) -> None:
    table = loaded(name)
    known = record(table)
    with in_time():
        found = table.decide(known).what_if()
    for each in found.reaches:
        then = table.decide({**known, each.fact: each.value})
        assert (then.outcome, then.certain) == (each.cell.outcome, each.settled)


def test_of_too_many_values_the_nearest_are_told() -> None:
    table = from_dict(many("n == {0}", 400, "first"), DecisionTable)
    found = table.decide({"n": 200}).what_if()
    assert not found.complete
    assert found.reaches[0].value in (199, 201, 199.5, 200.5)


@pytest.mark.parametrize("rules", [60, 400])
def test_rules_that_exclude_each_other_are_proven_to_without_a_question_for_each_pair(rules: int) -> None:
    table = from_dict(many("n == {0}", rules, "unique"), DecisionTable)
    with in_time():
        found = check(table)
    assert not {each.code for each in found} & {Code.OVERLAP, Code.CONFLICT}
    assert not any("together" in each.message or "each other" in each.message for each in found)


POLICY = """
format = 1
id = "{id}"
version = "1"
kind = "decision"
hit = "first"
default = "b"
title = "T"
[parameters]
zero = {{ value = 0 }}
[facts]
n = {{ type = "number" }}
m = {{ type = "number" }}
{facts}
[[outcome]]
id = "a"
title = "A"
[[outcome]]
id = "b"
title = "B"
[[rule]]
id = "r"
when = '{when}'
then = "a"
because = "So."
"""


def written(folder: Path, id_: str, *read: str) -> None:
    """A policy that reads others, some perhaps twice."""
    facts = "\n".join(f'f{place} = {{ from = "{each}" }}' for place, each in enumerate(read))
    conditions = ["n > zero", *(f'f{place} == "a"' for place in range(len(read))), "m > zero"]
    (folder / f"{id_}.toml").write_text(POLICY.format(id=id_, facts=facts, when=" and ".join(conditions)))


@pytest.fixture
def tower(tmp_path: Path) -> Catalogue:
    """As many policies as may read one another, each of which reads the one below by two facts."""
    for level in range(MOST_DEEP):
        written(tmp_path, f"p{level}", *[f"p{level - 1}"] * (2 if level else 0))
    return Catalogue.from_dir(tmp_path)


def test_policies_that_read_one_another_by_two_facts_decide_in_time(tower: Catalogue) -> None:
    with in_time():
        policy = tower.policy(f"p{MOST_DEEP - 1}", DecisionTable)
        assert policy.decide({"n": 1, "m": 1}).outcome == "a"
        assert policy.decide({"n": 1}).missing == ("m",)
        assert policy.outcomes([{"n": 1, "m": 1}, {"n": 0}, {"n": 1}]) == ["a", "b", None]
        frame = pl.DataFrame({"n": [1.0, 1.0], "m": [1.0, None]})
        assert policy.apply(frame, missing=True)[f"{policy.id}_missing"].to_list() == ["", "m"]
        assert Code.NOT_DECIDED not in {each.code for each in check(policy)}


def test_two_facts_from_one_policy_are_one(tower: Catalogue) -> None:
    first, second = tower.policy("p1", DecisionTable).definition.facts.derived
    assert first.policy is not None
    assert second.policy is None
    assert second.inputs == {first.name}


@pytest.mark.parametrize("levels", [6, 24])
def test_policies_that_are_read_too_often_are_refused_in_time(tmp_path: Path, levels: int) -> None:
    for level in range(levels):
        for side in "xy":
            written(tmp_path, f"{side}{level}", *([f"x{level - 1}", f"y{level - 1}"] if level else []))
    with in_time(), pytest.raises(CrmRulesError, match="at most 50") as raised:
        Catalogue.from_dir(tmp_path).policy(f"x{levels - 1}")
    assert len(raised.value.problems) <= 2 * levels
