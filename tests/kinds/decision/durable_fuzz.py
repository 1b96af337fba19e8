"""Random policies and records on durable_rules against the interpreter: a program, since it could crash or hang.

`python durable_fuzz.py SEED POLICIES` prints a line of JSON with what it has counted, and each difference it finds; it
ends with 1 where it has found one.
"""

import datetime
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from crmrules import CrmRulesError, DecisionTable, from_dict, session
from crmrules.errors import ConflictError, EngineError
from crmrules.expressions.accept import accept
from crmrules.expressions.functions import FUNCTIONS
from crmrules.expressions.operators import ARITHMETIC, COMPARISONS
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import interpret, missing

OF_NUMBERS = [
    (name, each.fewest)
    for name, each in FUNCTIONS.items()
    if each.strict and Kind.NUMBER in each.takes and name != "round"
]
RECORDS = 12
SHOWN = 3
"""How many differences are printed in full."""
OUTCOMES = ("call", "visit", "wait")
SHORT = (
    "a",
    "ab",
    'a"',
    "a'",
    "\\",
    "\\\\",
    '\\"',
    "{",
    "}",
    "],",
    "null",
    "true",
    "1",
    "1e-07",
    "f0",
    "in_",
    "$and",
)
WIDE = ("客户", "客户经理", "😀", "é", "e\u0301")
TEXTS = (*SHORT, *WIDE, "a" * 70, "户" * 21_000, "x" * 65_535)
ODD = ("", "\n", "\t\x00", "\x7f", "\x00")
"""Texts that a record may hold, and a policy file may not; the blank ones are unknown."""
LARGEST = 2**53 - 1
WHOLE = (0, 1, -1, 5, 7, -7, 100, LARGEST, -LARGEST, LARGEST - 1, 2**31, -(2**31) - 1, 2**32)
NUMBERS = (0.0, -0.0, 1.0, 1e-07, -1e-07, 1e300, -1e300, 5e-324, 0.1, 0.30000000000000004, 7.0, 1 / 3, 1e22, 123456.75)
HUGE = (1e300, -1e300, 1e22)
"""Numbers that a record may hold, and a policy file may not."""
DAYS = tuple(datetime.date(2026, 7, 1) + datetime.timedelta(days) for days in (-1, 0, 1, 40, -700_000))
FACTS = {"bool": ("b0", "b1", "b2", "b3"), "integer": ("i0", "i1"), "text": ("t0", "t1"), "number": ("n0", "n1")}
VALUES: Mapping[str, tuple[Value, ...]] = {
    "bool": (True, False),
    "integer": WHOLE,
    "text": TEXTS,
    "number": NUMBERS,
    "date": DAYS,
}


class Writer:
    """Writes the expressions of one policy."""

    def __init__(self, luck: random.Random, texts: tuple[str, ...]) -> None:
        self.luck = luck
        self.parameters: dict[str, Any] = {}
        self.texts = texts
        """The text facts; a policy that reads another one has its outcome, too."""

    def condition(self, depth: int) -> str:
        kind = self.luck.choice(("and", "or", "not", "atom", "atom")) if depth else "atom"
        if kind == "not":
            return f"not ({self.condition(depth - 1)})"
        if kind == "atom":
            return self.atom()
        parts = [f"({self.condition(depth - 1)})" for _ in range(self.luck.choice((2, 2, 2, 3, 4)))]
        return f" {kind} ".join(parts)

    def atom(self) -> str:
        luck = self.luck
        match luck.choice(
            ("bool", "bool", "bool", "same", "whole", "whole", "text", "in", "number", "known", "either")
        ):
            case "bool":
                return luck.choice(FACTS["bool"])
            case "same":
                other = luck.choice(("true", "false", self.parameter("bool"), *FACTS["bool"]))
                return f"{luck.choice(FACTS['bool'])} {luck.choice(('==', '!='))} {other}"
            case "whole":
                pair = [luck.choice(FACTS["integer"]), self.parameter("integer")]
                luck.shuffle(pair)
                return f" {self.sign()} ".join(pair)
            case "text":
                other = self.parameter("text") if luck.random() < 0.8 else luck.choice(FACTS["text"])
                return f"{luck.choice(self.texts)} {luck.choice(('==', '!='))} {other}"
            case "in":
                kind = luck.choice(("text", "text", "integer", "number"))
                choices = [self.parameter(kind) for _ in range(luck.choice((1, 2, 3, 4, 20)))]
                return f"{luck.choice(self.texts if kind == 'text' else FACTS[kind])} in ({', '.join(choices)},)"
            case "known":
                return f"known({luck.choice([name for names in FACTS.values() for name in names])})"
            case "either":
                return f"coalesce({luck.choice(FACTS['bool'])}, {luck.choice(('true', *FACTS['bool']))})"
            case _:
                return f"{self.number(2)} {self.sign()} {self.number(1)}"

    def number(self, depth: int) -> str:
        luck = self.luck
        if not depth or luck.random() < 0.4:
            kind = luck.choice(("integer", "number"))
            return luck.choice((*FACTS[kind], self.parameter(kind), "0", "1"))
        left, right = self.number(depth - 1), self.number(depth - 1)
        if luck.random() < 0.3:
            calls = [f"{function}({', '.join((left, right)[:count])})" for function, count in OF_NUMBERS]
            return luck.choice((*calls, f"-({left})", f"round({left}, {luck.randrange(10)})"))
        return f"({left} {luck.choice(ARITHMETIC)} {right})"

    def sign(self) -> str:
        return self.luck.choice(COMPARISONS)

    def parameter(self, kind: str) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = {"value": self.luck.choice([each for each in VALUES[kind] if each not in HUGE])}
        return name


def document(luck: random.Random, id_: str, read: str = "") -> dict[str, Any]:
    """A random policy, perhaps over the outcome of another one."""
    writer = Writer(luck, (*FACTS["text"], "earlier") if read else FACTS["text"])
    facts: dict[str, Any] = {name: {"type": kind} for kind, names in FACTS.items() for name in names}
    if read:
        facts["earlier"] = {"from": read}
    rules: list[dict[str, Any]] = []
    for place in range(luck.choice((1, 3, 6, 12, 30))):
        when = writer.condition(luck.choice((0, 1, 2, 3)))
        if luck.random() < 0.1:
            facts["joined"] = {"type": "date"}
            facts["days"] = {"is": "days_between(as_of, joined)"}
            when = f"({when}) and days > {writer.parameter('integer')}"
        if luck.random() < 0.1:
            facts["share"] = {"is": "n0 / i0"}
            when = f"({when}) {luck.choice(('and', 'or'))} share <= {writer.parameter('number')}"
        if read and luck.random() < 0.5:
            when = (
                f'({when}) {luck.choice(("and", "or"))} earlier {luck.choice(("==", "!="))} "{luck.choice(OUTCOMES)}"'
            )
        rules.append({"id": f"r{place}", "when": when, "then": luck.choice(OUTCOMES), "because": "drawn"})
    hits = ("unique", "any", "first", "first", "first", "priority", "priority", "priority", "collect")
    written: dict[str, Any] = {
        "id": id_,
        "version": "1",
        "kind": "decision",
        "hit": luck.choice(hits[:-1] if not read and id_ == "earlier" else hits),
        "title": id_,
        "parameters": writer.parameters,
        "facts": facts,
        "outcome": [{"id": outcome, "title": outcome} for outcome in luck.sample(OUTCOMES, len(OUTCOMES))],
        "rule": rules,
    }
    if written["hit"] != "collect" and luck.random() < 0.5:
        written["default"] = luck.choice(OUTCOMES)
    return written


def record(luck: random.Random, table: DecisionTable) -> dict[str, Value]:
    """A random record; constants of the policy are likely in it, and so are unknowns."""
    unknown = luck.choice((0.0, 0.1, 0.4, 0.9))
    constants = [each.value for each in table.parameters.values()]
    values: dict[str, Value] = {}
    for fact in table.definition.facts.declared:
        kind = fact.type.kind.value
        near = [each for each in constants if type(each) is {"integer": int, "text": str, "number": float}.get(kind)]
        usual = (*VALUES[kind], *ODD) if kind == "text" else VALUES[kind]
        choices = (*usual, *near) if luck.random() < 0.5 or not near else tuple(near)
        values[fact.name] = None if luck.random() < unknown else luck.choice(choices)
    return values


def expected(definition: DecisionDefinition, stored: Mapping[str, Value], day: datetime.date) -> tuple[Any, ...]:
    verdict = interpret(definition, stored, day)
    fired = tuple(definition.rules[place].id for place in verdict.fired)
    names = missing(definition, stored, day, verdict)
    return verdict.outcome, verdict.possible, verdict.so_far, verdict.certain, fired, names


def run(seed: int, policies: int) -> Counter[str]:
    luck = random.Random(seed)
    day = datetime.date(2026, 7, 1)
    counted: Counter[str] = Counter()
    for _ in range(policies):
        state = luck.getrandbits(64)
        first = from_dict(document(random.Random(state), "earlier"))
        tables = [first]
        if luck.random() < 0.4:
            tables.append(following(random.Random(state + 1), first))
        if not all(table.definition.read_facts for table in tables):
            # the door refuses every record of such a policy
            counted["without facts"] += 1
            continue
        try:
            opened = session(tables[::-1], engine="durable", as_of=day)
        except EngineError as error:
            counted["refused"] += 1
            if any("durable_rules cannot run it" not in problem.message for problem in error.problems):
                counted["differences"] += 1
                print(f"seed {state}: {error}")
            continue
        counted["policies"] += len(tables)
        with opened:
            for _ in range(RECORDS):
                compare(opened, tables, record(luck, tables[-1]), day, counted)
    return counted


def following(luck: random.Random, first: DecisionTable) -> DecisionTable:
    """A random policy that reads the outcome of another one."""
    from crmrules.definitions.reading import read
    from crmrules.kinds.decision.definition import DecisionDefinition
    from crmrules.loading import READERS

    definition = read(document(luck, "later", first.id), lambda _: first.definition, READERS)
    assert isinstance(definition, DecisionDefinition)
    return DecisionTable(definition)


def compare(
    opened: Any, tables: list[DecisionTable], stored: dict[str, Value], day: datetime.date, counted: Counter[str]
) -> None:
    counted["records"] += 1
    declared = [each for table in tables for each in table.definition.facts.declared]
    complete = {each.name: accept(stored.get(each.name), each.type) for each in declared}
    wanted: dict[str, Any] | str
    found: dict[str, Any] | str
    try:
        wanted = {table.id: expected(table.definition, complete, day) for table in tables}
    except ConflictError:
        wanted = "conflict"
        counted["conflicts"] += 1
    try:
        found = {
            id_: (each.outcome, each.possible, each.so_far, each.certain, each.fired, each.missing)
            for id_, each in opened.decide(stored).items()
        }
    except ConflictError:
        found = "conflict"
    except CrmRulesError as error:
        found = str(error)
    if wanted == found:
        counted["decisions"] += len(found) if isinstance(found, dict) else 0
        counted["open"] += sum(not each[3] for each in found.values()) if isinstance(found, dict) else 0
        return
    counted["differences"] += 1
    if counted["differences"] <= SHOWN:
        print(f"{tables[-1].to_toml()[:5_000]}\n{stored!r:.2000}\nexpected {wanted!r:.500}\nfound    {found!r:.500}")


if __name__ == "__main__":
    result = run(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(result))
    sys.exit(1 if result["differences"] else 0)
