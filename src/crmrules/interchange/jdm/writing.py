"""From a decision to a JDM graph: its table, and before it those of the policies that it reads."""

import datetime
import json
from itertools import pairwise
from typing import Any

from attrs import define, field

from crmrules.definitions.base import Definition
from crmrules.errors import CrmRulesError, EngineError, Problem
from crmrules.expressions.tree import AS_OF, And, Comparison, Expression, Literal, Membership, Name, Not, walk
from crmrules.expressions.types import Kind
from crmrules.interchange.jdm.zen import ZenWriter, constant, is_plain
from crmrules.kinds.decision.analysis.proof import prove_exclusive
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy

Node = dict[str, Any]

OUTCOME = "outcome"
"""The field of the result that holds an outcome's id."""
MOST_PARTS = 500
"""The most names, constants and operations that a derived fact comes to, with what it is reckoned from."""
REST = "condition"
"""The column of whatever is no test of one fact."""


def to_jdm(definition: Definition, as_of: datetime.date | None = None) -> str:
    """The text of a JDM graph that zen-engine runs to the same outcome for every complete record.

    The result holds `outcome` and the outputs that come with it; it is empty where there is no outcome, and a list
    under *collect*. Dates are given as texts, such as "2026-07-01", and so is `as_of`. Of what is unknown zen knows
    nothing: a record with nulls, or on which an operation has no value, gets what the rules that are true give.

    Raises `EngineError` for another kind of policy, with what JDM cannot say, and for *unique* and *any* that are not
    proven free of conflict, and `AsOfError` where a parameter is dated and there is no day.
    """
    graph = _Graph(as_of)
    graph.table(definition, None)
    if graph.problems:
        raise EngineError(each.under(f"policy `{definition.id}`") for each in graph.problems)
    return json.dumps(graph.whole(), indent=2, ensure_ascii=False) + "\n"


@define
class _Graph:
    as_of: datetime.date | None
    nodes: list[Node] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    read: dict[str, str] = field(factory=dict)
    """The fields that hold the answers of the policies that are read, by id."""

    def whole(self) -> Node:
        """The graph: one table after the other."""
        nodes = [_node("in", "inputNode", 0), *self.nodes, _node("out", "outputNode", len(self.nodes) + 1)]
        pairs = pairwise(nodes)
        edges = [
            {"id": f"{one['id']} to {two['id']}", "sourceId": one["id"], "targetId": two["id"], "type": "edge"}
            for one, two in pairs
        ]
        return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}

    def table(self, definition: Definition, answer: str | None) -> None:
        """Add the table of a decision, after those it reads; `answer` is the field that its answer goes to."""
        if not isinstance(definition, DecisionDefinition):
            self.problems.append(Problem("", f"is a {definition.header.kind}, and JDM has tables of decisions"))
            return
        if definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY) and not prove_exclusive(definition).proven:
            message = f"is not proven free of conflicts, which `{definition.hit}` promises, and zen takes the first"
            self.problems.append(Problem(f"policy `{definition.id}`, `hit`", message, "choose `first`"))
            return
        for each in definition.facts.derived:
            policy = each.policy
            if policy is not None and policy.id not in self.read:
                self.read[policy.id] = f"_{policy.id.replace('-', '_')}"
                self.table(policy, self.read[policy.id])
        self.problems += [
            Problem(
                f"fact `{name}`",
                f"comes to more than {MOST_PARTS} names and signs where zen is to reckon it",
                "take fewer steps",
            )
            for name in _too_large(definition)
        ]
        if not self.problems:
            table = _Table(definition, self._writer(definition), answer, self.problems)
            self.nodes.append(_node(definition.id, "decisionTableNode", len(self.nodes) + 1, table.content()))

    def _writer(self, definition: DecisionDefinition) -> ZenWriter:
        facts = definition.facts
        kinds = {each.name: each.type.kind for each in facts.declared} | {AS_OF: Kind.DATE}
        derived = {each.name: each.expression for each in facts.derived if each.expression is not None}
        fields = {
            each.name: f"_{each.policy.id.replace('-', '_')}" for each in facts.derived if each.policy is not None
        }
        return ZenWriter(definition.values_on(self.as_of), derived, kinds, fields)


def _too_large(definition: DecisionDefinition) -> list[str]:
    """The derived facts that come to too much: zen has none, so that each stands where it is read, written out."""
    parts: dict[str, int] = {}
    for each in definition.facts.derived:  # each after those it reads
        tree = each.expression if each.expression is not None else Literal(True)
        parts[each.name] = sum(parts.get(part.name, 1) if isinstance(part, Name) else 1 for part in walk(tree))
    return [name for name, count in parts.items() if count > MOST_PARTS][:1]


@define
class _Table:
    definition: DecisionDefinition
    zen: ZenWriter
    answer: str | None
    problems: list[Problem]
    columns: dict[str, None] = field(factory=dict)

    def content(self) -> Node:
        """What the node of the table holds."""
        definition = self.definition
        rows = [self._row(place) for place in definition.walk]
        default = definition.header.default
        if default is not None:
            rows.append({"_id": "default", **self._given(default)})
        outputs = dict.fromkeys(key for row in rows for key in row if key.startswith("to "))
        columns = [f"of {each}" for each in self.columns]
        inputs: list[Node] = [
            {"id": f"of {each}", "name": each, "field": each} for each in self.columns if each != REST
        ]
        inputs += [{"id": f"of {REST}", "name": REST}] if REST in self.columns else []
        return {
            "hitPolicy": "collect" if definition.hit is HitPolicy.COLLECT else "first",
            "inputs": inputs,
            "outputs": [{"id": key, "name": key[3:], "field": key[3:]} for key in outputs],
            "rules": [{**dict.fromkeys((*columns, *outputs), ""), **row} for row in rows],
            **({"passThrough": True} if self.answer is not None else {}),
        }

    def _row(self, place: int) -> dict[str, str]:
        rule = self.definition.rules[place]
        row: dict[str, str] = {"_id": rule.id, "_description": rule.because.en}
        rest: list[str] = []
        try:
            for part in rule.when.operands if isinstance(rule.when, And) else (rule.when,):
                cell = self._cell(part)
                key = f"of {cell[0]}" if cell is not None else ""
                if cell is not None and key not in row:
                    row[key] = cell[1]
                    self.columns[cell[0]] = None
                elif part != Literal(True):
                    rest.append(self.zen.true(part))
            if rest:
                self.columns[REST] = None
                row[f"of {REST}"] = " and ".join(rest) if len(rest) == 1 else " and ".join(f"({each})" for each in rest)
            row |= self._given(rule.then)
        except CrmRulesError as error:
            self.problems += [each.under(f"rule `{rule.id}`") for each in error.problems]
        return row

    def _cell(self, part: Expression) -> tuple[str, str] | None:
        """The column and the cell of a test of one fact; None where it is none."""
        match part:
            case Name(name=name) if self._is_field(name):
                return name, "true"
            case Not(operand=Name(name=name)) if self._is_field(name):
                return name, "false"
            case Comparison(operator=operator, left=Name(name=name), right=right) if (
                operator != "!=" and self._is_field(name) and self._is_constant(right)
            ):
                return name, f"{operator} {self.zen.value(right)}"
            case Membership(item=Name(name=name), choices=choices) if self._is_field(name) and all(
                map(self._is_constant, choices)
            ):
                return name, ", ".join(map(self.zen.value, choices))
            case _:
                return None

    def _is_field(self, name: str) -> bool:
        kind = self.zen.kinds.get(name)
        return kind not in (None, Kind.DATE) and name != REST and is_plain(name)

    def _is_constant(self, node: Expression) -> bool:
        return isinstance(node, Literal) or (isinstance(node, Name) and node.name in self.zen.parameters)

    def _given(self, id_: str) -> dict[str, str]:
        """What an outcome gives."""
        if self.answer is not None:
            return {f"to {self.answer}": constant(id_)}
        outputs = next(each.outputs for each in self.definition.outcomes if each.id == id_)
        return {f"to {name}": constant(value) for name, value in {OUTCOME: id_, **outputs}.items()}


def _node(name: str, type_: str, place: int, content: Node | None = None) -> Node:
    node: Node = {"id": name, "name": name, "type": type_, "position": {"x": 300 * place, "y": 0}}
    return node if content is None else node | {"content": content}
