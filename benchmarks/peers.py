"""Other engines on the same dicts: MAN on complete records, written as their users would, giving the same answers.

durable_rules is measured through its session (`durable`); GoRules' zen-engine also on lists of records at once.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import crmrules
from benchmarks import zen
from benchmarks.measure import ALL, Contender, race
from benchmarks.one_record import assert_equal
from benchmarks.records import as_dicts, prospects
from benchmarks.report import Line
from crmrules import DecisionTable

COUNT = 500
ROUNDS = 20

Record = Mapping[str, Any]
Decide = Callable[[Record], str | None]

WHEN: Mapping[str, tuple[tuple[bool, bool, bool], ...]] = {
    "pursue": ((True, True, True),),
    "create-need": ((True, True, False),),
    "find-authority": ((True, False, True),),
    "check-credit-and-finance": ((False, True, True),),
    "nurture": ((True, False, False), (False, True, False), (False, False, True)),
    "stop-contact": ((False, False, False),),
}
"""The outcomes of MAN, and where money, authority and need lead to each."""
FACTS = ("money", "authority", "need")


def run() -> Iterator[Line]:
    """A line for each engine that is installed: how long ours takes beside it."""
    policy = crmrules.policy("man", DecisionTable)
    records = as_dicts(prospects(COUNT))
    peers = {name: make() for name, (module, make) in PEERS.items() if find_spec(module) is not None}
    expected = policy.outcomes(records)
    for name, decide in peers.items():
        assert_equal(name, expected, [decide(record) for record in records])
    least = race(partial(_contenders, policy, peers, records), ROUNDS)
    for name in peers:
        yield Line("man: decide(dict)", least["decide"], name, least[name], 1.0)
    if zen.is_installed():
        yield from _batches(policy, records, expected)


def _contenders(policy: DecisionTable, peers: Mapping[str, Decide], records: list[Any]) -> list[Contender]:
    return [
        Contender("decide", policy.decide, records),
        *(Contender(name, decide, records) for name, decide in peers.items()),
    ]


def _batches(policy: DecisionTable, records: list[Any], expected: list[Any]) -> Iterator[Line]:
    """Lists of records at once."""
    loader = {"type": "static", "content": {policy.id: zen.jdm(policy.definition)}}
    evaluate = import_module("zen").ZenEngine({"loader": loader}).evaluate_batch
    requests = [{"key": policy.id, "context": record} for record in records]
    found = [each["data"]["result"].get("outcome") for each in evaluate(requests)]
    assert_equal("zen evaluate_batch", expected, found)

    def contenders() -> list[Contender]:
        return [Contender("outcomes", policy.outcomes, records, ALL), Contender("batch", evaluate, requests, ALL)]

    least = race(contenders, ROUNDS)
    yield Line("man: outcomes(dicts)", least["outcomes"], "zen evaluate_batch(dicts)", least["batch"], 1.0)


def _zen() -> Decide:
    evaluate = zen.evaluator(crmrules.policy("man", DecisionTable).definition)

    def decide(record: Record) -> str | None:
        outcome: str | None = evaluate("man", record)["result"].get("outcome")
        return outcome

    return decide


def _rule_engine() -> Decide:
    """rule-engine: compiled conditions, the first that matches."""
    rule = import_module("rule_engine").Rule
    rules = [(rule(_either(cases, "and", "or", "not ")), outcome) for outcome, cases in WHEN.items()]
    return lambda record: next((outcome for compiled, outcome in rules if compiled.matches(record)), None)


def _cel() -> Decide:
    """CEL in Python: one compiled expression that chooses."""
    celpy = import_module("celpy")
    chosen = '""'
    for outcome, cases in reversed(list(WHEN.items())):
        chosen = f'({_either(cases, "&&", "||", "!")}) ? "{outcome}" : ({chosen})'
    environment = celpy.Environment()
    program = environment.program(environment.compile(chosen))
    return lambda record: str(program.evaluate({name: celpy.celtypes.BoolType(record[name]) for name in FACTS}))


def _business_rules() -> Decide:
    """business-rules: conditions and actions as data, stopped at the first that holds."""
    module = import_module("business_rules")
    variable = import_module("business_rules.variables")
    action = import_module("business_rules.actions")
    text = import_module("business_rules.fields").FIELD_TEXT

    def of(name: str) -> Any:
        def read(self: Any) -> Any:
            return self.record[name]

        read.__name__ = name
        return variable.boolean_rule_variable(read)

    def keep(self: Any, record: Record) -> None:
        self.record = record

    def choose(self: Any, outcome: str) -> None:
        self.found.append(outcome)

    facts = type("Facts", (variable.BaseVariables,), {"__init__": keep, **{name: of(name) for name in FACTS}})
    take = action.rule_action(params={"outcome": text})(choose)
    actions = type("Actions", (action.BaseActions,), {"choose": take})
    rules = [
        {
            "conditions": {"any": [{"all": list(map(_test, FACTS, each))} for each in cases]},
            "actions": [{"name": "choose", "params": {"outcome": outcome}}],
        }
        for outcome, cases in WHEN.items()
    ]

    def decide(record: Record) -> str | None:
        taken: Any = actions()
        taken.found = []
        module.run_all(rules, facts(record), taken, stop_on_first_trigger=True)
        return taken.found[0] if taken.found else None

    return decide


def _test(name: str, wanted: bool) -> dict[str, Any]:
    return {"name": name, "operator": "is_true" if wanted else "is_false", "value": wanted}


def _either(cases: tuple[tuple[bool, ...], ...], both: str, either: str, no: str) -> str:
    """The cases of an outcome as one condition."""
    named = ((zip(FACTS, each, strict=True)) for each in cases)
    said = (f" {both} ".join(name if is_so else f"{no}{name}" for name, is_so in pairs) for pairs in named)
    return f" {either} ".join(f"({each})" for each in said)


PEERS: Mapping[str, tuple[str, Callable[[], Decide]]] = {
    "zen evaluate": ("zen", _zen),
    "rule-engine": ("rule_engine", _rule_engine),
    "CEL (cel-python)": ("celpy", _cel),
    "business-rules": ("business_rules", _business_rules),
}
"""The engines: what each is imported as, and what decides on it."""
