"""Random policies: every hit policy, derived facts, dated parameters, another policy's outcome, a default or none."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import HealthCheck
from hypothesis import strategies as st

from crmrules.definitions.parts import Setting
from crmrules.expressions.check import check
from crmrules.expressions.render import render
from crmrules.expressions.tree import AS_OF, Call, Expression, Literal, Value, rebuilt
from crmrules.expressions.types import BOOL, DATE, Kind, Type
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.loading import from_dict, policy
from tests.strategies import PARAMETERS, SCHEMA, expressions, records

OUTCOMES = ("call", "visit", "wait", "stop")
DAY = datetime.date(2026, 7, 1)
PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
"""Whole policies with twenty records are more than Hypothesis expects of an example."""

FEW: dict[str, Type] = {"flag": BOOL, "open_case": BOOL, "tier": SCHEMA["tier"]}
"""Facts of few values, over which promises can be proven."""

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def tables(draw: Draw, hits: tuple[HitPolicy, ...] = tuple(HitPolicy), *, about_today: bool = True) -> DecisionTable:
    """A policy; without `about_today` no rule asks what is known today (`known`, `coalesce`)."""
    schema: dict[str, Type] = dict(SCHEMA)
    facts: dict[str, Any] = {name: _entry(type_) for name, type_ in schema.items()}
    if draw(st.integers(0, 3)) == 0:
        facts["approach"] = {"from": "man"}
        schema["approach"] = Type(Kind.TEXT, tuple(outcome.id for outcome in policy("man").definition.outcomes))
    for place in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from((Kind.NUMBER, Kind.NUMBER, Kind.BOOL, Kind.TEXT, Kind.DATE)))
        tree = _rule(draw, schema, kind, about_today)
        name = f"derived_{place}"
        facts[name] = {"is": render(tree)}
        schema[name] = _type_of(tree, schema)
    rules = [_rule(draw, schema, Kind.BOOL, about_today) for _ in range(draw(st.integers(1, 6)))]
    return from_dict(_document(draw, draw(st.sampled_from(hits)), facts, rules), DecisionTable)


@st.composite
def complete_tables(draw: Draw) -> DecisionTable:
    """A policy over facts of few values in which some rule is always true, and says so."""
    guards = [draw(expressions(FEW, as_of=False, depth=2)) for _ in range(draw(st.integers(1, 3)))]
    texts = [render(guard) for guard in guards]
    # each rule takes what the rules before it left: for every record one of them is true, or unknown
    rules = [
        " and ".join([*(f"not ({text})" for text in texts[:place]), f"({texts[place]})"]) for place in range(len(texts))
    ]
    rules.append(" and ".join(f"not ({text})" for text in texts))
    order = draw(st.permutations(rules))
    hit = draw(st.sampled_from((HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY)))
    facts = {name: _entry(type_) for name, type_ in FEW.items()}
    return from_dict(_document(draw, hit, facts, order) | {"complete": True, "parameters": {}}, DecisionTable)


def stored_records(table: DecisionTable) -> st.SearchStrategy[dict[str, Value]]:
    """Records with a value or None for every stored fact of a policy."""
    return records({each.name: each.type for each in table.definition.facts.declared}, PARAMETERS)


def _document(draw: Draw, hit: HitPolicy, facts: dict[str, Any], rules: list[Any]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": "drawn",
        "version": "1",
        "kind": "decision",
        "hit": hit.value,
        "title": "Drawn",
        "parameters": {name: _parameter(draw, value) for name, value in PARAMETERS.items()},
        "facts": facts,
        "outcome": [{"id": id_, "title": id_} for id_ in draw(st.permutations(OUTCOMES))],
        "rule": [
            {
                "id": f"r{place}",
                "when": rule if isinstance(rule, str) else render(rule),
                "then": draw(st.sampled_from(OUTCOMES)),
                "because": "drawn",
            }
            for place, rule in enumerate(rules)
        ],
    }
    if hit is not HitPolicy.COLLECT and draw(st.booleans()):
        document["default"] = draw(st.sampled_from(OUTCOMES))
    return document


def _parameter(draw: Draw, value: Setting) -> dict[str, Any]:
    if isinstance(value, bool | str | datetime.date) or draw(st.integers(0, 4)):
        return {"value": value}
    others = (value, 0, 7) if isinstance(value, int) else (value, 0, 7, 0.5)  # a whole number stays one by its type
    dated = [(datetime.date(2020, 1, 1), value), (DAY, draw(st.sampled_from(others)))]
    return {"dated": [{"from": day, "value": each} for day, each in dated]}


def _entry(type_: Type) -> dict[str, Any]:
    return {"values": list(type_.values)} if type_.values else {"type": type_.kind.value}


def _rule(draw: Draw, schema: Mapping[str, Type], kind: Kind, about_today: bool) -> Expression:
    tree: Expression = draw(expressions(schema, PARAMETERS, kind, depth=draw(st.integers(1, 3))))
    return tree if about_today else _timeless(tree)


def _timeless(node: Expression) -> Expression:
    """The same without `known` and `coalesce`."""
    match node:
        case Call(function="known"):
            return Literal(True)
        case Call(function="coalesce", arguments=arguments):
            return _timeless(arguments[0])
        case _:
            return rebuilt(node, _timeless)


def _type_of(tree: Expression, schema: Mapping[str, Type]) -> Type:
    parameters = {"limit": 0, "share": 0.5, "zero": 0, "strict": True, "region": "", "since": DAY}
    kinds = {bool: BOOL, int: Type(Kind.INTEGER), float: Type(Kind.NUMBER), str: Type(Kind.TEXT), datetime.date: DATE}
    scope: dict[str, Type | None] = {**schema, AS_OF: DATE, **{n: kinds[type(v)] for n, v in parameters.items()}}
    found, problems = check(tree, scope)
    assert found is not None
    assert not problems
    return found
