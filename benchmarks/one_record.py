"""One record at a time: the compiled policy beside an expert's function, and from a mapping beside zen-engine.

Every contender gets a policy of its own, since the interpreter adapts a function to the one class of records it sees.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from attrs import field, frozen

import crmrules
from benchmarks import limits, zen
from benchmarks.measure import ALL, COMPREHENSION, Contender, race
from benchmarks.records import as_dicts, prospects, subscriptions, with_unknowns
from benchmarks.report import Line
from crmrules import DecisionTable

COUNT = 1000
ROUNDS = 200
FEW_ROUNDS = 40

COMPILED_GOAL = 1.2
RECKONED_GOAL = 1.5
"""Of a policy that reckons: the bound on an error is more general than one worked out by hand."""
OUTCOMES_GOAL = 1.3
DECIDE_GOAL = 4.0
ZEN_GOAL = 1.0

QUESTIONS = {"possible": "f(x).possible", "missing": "f(x).missing", "explain()": "f(x).explain()"}
"""What an open decision is asked."""


@frozen
class Case:
    """A policy, its limit, and the records it is measured on."""

    id: str
    limit: Callable[[Any], str | None]
    goal: float
    """How many times as long as by hand it may take."""
    complete: list[Any] = field(repr=False)

    @property
    def mixed(self) -> list[Any]:
        """The records with a tenth of their facts unknown."""
        return with_unknowns(self.complete)

    @property
    def policy(self) -> DecisionTable:
        """The policy, compiled anew."""
        return crmrules.policy(self.id, crmrules.DecisionTable)


def cases() -> tuple[Case, ...]:
    """The policies that are measured."""
    return (
        Case("man", limits.man, COMPILED_GOAL, prospects(COUNT)),
        Case("retention-ladder", limits.retention_ladder, RECKONED_GOAL, subscriptions(COUNT)),
    )


def compiled_outcome(policy: DecisionTable) -> Callable[[Any], Any]:
    """The compiled function of one record; there is no public way to it, since `outcomes` is the fast one."""
    return policy._compiled.outcome


def run() -> Iterator[Line]:
    """Everything about entities."""
    for case in cases():
        for name, records in (("10% unknown", case.mixed), ("complete", case.complete)):
            yield _compiled(case, name, records)
        yield _outcomes(case)
        yield _decide(case)


def from_mappings() -> Iterator[Line]:
    """Everything about plain mappings, beside zen-engine where it is installed."""
    for case in cases():
        records = as_dicts(case.complete)
        if zen.is_installed():
            _compare_with_zen(case, records)
        least = race(partial(_mapping_contenders, case, records), FEW_ROUNDS)
        peer, goal = ("zen evaluate(key, dict)", ZEN_GOAL) if "zen" in least else ("", None)
        yield Line(f"{case.id}: decide(dict)", least["decide"], peer, least.get("zen"), goal)
        yield Line(f"{case.id}: outcomes(dicts)", least["outcomes"], peer, least.get("zen"), goal)


def reading() -> Iterator[Line]:
    """What an open decision costs when it is made and asked; for the record."""
    for case in cases():
        decide = case.policy.decide
        records = [record for record in case.mixed if not decide(record).certain][:100]
        least = race(partial(_reading_contenders, case, records), FEW_ROUNDS)
        for name in QUESTIONS:
            yield Line(f"{case.id}: decide and {name}, open", least[name], "decide alone", least["decide"])


def _compiled(case: Case, name: str, records: list[Any]) -> Line:
    assert_equal(case.id, list(map(case.limit, records)), list(map(compiled_outcome(case.policy), records)))
    least = race(
        lambda: [Contender("limit", case.limit, records), Contender("ours", compiled_outcome(case.policy), records)],
        ROUNDS,
    )
    return Line(f"{case.id}: compiled, {name}", least["ours"], "by hand", least["limit"], case.goal)


def _outcomes(case: Case) -> Line:
    records = case.mixed
    least = race(
        lambda: [
            Contender("limit", compiled_outcome(case.policy), records, COMPREHENSION),
            Contender("ours", case.policy.outcomes, records, ALL),
        ],
        ROUNDS,
    )
    return Line(f"{case.id}: outcomes(entities)", least["ours"], "[compiled(x)]", least["limit"], OUTCOMES_GOAL)


def _decide(case: Case) -> Line:
    records = case.mixed
    least = race(
        lambda: [
            Contender("limit", compiled_outcome(case.policy), records),
            Contender("ours", case.policy.decide, records),
        ],
        ROUNDS,
    )
    return Line(f"{case.id}: decide(entity)", least["ours"], "compiled", least["limit"], DECIDE_GOAL)


def _mapping_contenders(case: Case, records: list[Any]) -> list[Contender]:
    ours = [
        Contender("decide", case.policy.decide, records),
        Contender("outcomes", case.policy.outcomes, records, ALL),
    ]
    if not zen.is_installed():
        return ours
    # without any wrapper of ours
    evaluate = zen.evaluator(case.policy.definition)
    return [*ours, Contender("zen", evaluate, records, f"for x in xs: f({case.id!r}, x)")]


def _reading_contenders(case: Case, records: list[Any]) -> list[Contender]:
    return [
        Contender("decide", case.policy.decide, records),
        *(Contender(name, case.policy.decide, records, f"for x in xs: {text}") for name, text in QUESTIONS.items()),
    ]


def _compare_with_zen(case: Case, records: list[Any]) -> None:
    decide = zen.decider(case.policy.definition)
    assert_equal(case.id, case.policy.outcomes(records), [decide(record) for record in records])


def assert_equal(id_: str, expected: list[Any], actual: list[Any]) -> None:
    """Contenders that disagree are not compared."""
    for place, (one, other) in enumerate(zip(expected, actual, strict=True)):
        assert one == other, f"{id_}, record {place}: {one} and {other}"
