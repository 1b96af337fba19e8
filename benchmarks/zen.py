"""The shipped policies as GoRules JDM decision tables, for zen-engine in its fastest mode: a static loader."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from typing import Any

from crmrules.engines.python.lower import Lowered, lower
from crmrules.expressions.render import render
from crmrules.expressions.tree import And, Arithmetic, Call, Comparison, Expression, Literal, Name, Not, Or
from crmrules.kinds.decision.definition import DecisionDefinition

Table = dict[str, Any]


def is_installed() -> bool:
    """Whether zen-engine can be measured."""
    return find_spec("zen") is not None


def decider(definition: DecisionDefinition) -> Callable[[Mapping[str, Any]], str | None]:
    """``decide(record)`` by zen; it knows no unknown, so that records must be complete."""
    evaluate = evaluator(definition)
    key = definition.id
    return lambda record: evaluate(key, record)["result"].get("outcome")


def evaluator(definition: DecisionDefinition) -> Callable[[str, Mapping[str, Any]], Any]:
    """zen's own ``evaluate(key, record)``, the key being the id of the policy."""
    loader = {"type": "static", "content": {definition.id: jdm(definition)}}
    return import_module("zen").ZenEngine({"loader": loader}).evaluate  # type: ignore[no-any-return]


def jdm(definition: DecisionDefinition) -> Table:
    """The policy as a JDM document with one decision table, first hit, rules in the order of the walk."""
    lowered = lower(definition.facts, (rule.when for rule in definition.rules), definition.values_on(None))
    writer = _Columns(lowered)
    rows = [
        writer.row(parts) | {"_id": f"{definition.rules[place].id} {number}", "outcome": _text(definition, place)}
        for place in definition.walk
        for number, parts in enumerate(_alternatives(lowered.conditions[place]))
    ]
    columns = writer.columns
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in columns],
        "outputs": [{"id": "outcome", "name": "outcome", "field": "outcome"}],
        "rules": [dict.fromkeys(columns, "") | row for row in rows],
    }
    nodes = [_node("in", "inputNode"), _node("table", "decisionTableNode", content), _node("out", "outputNode")]
    return {"nodes": nodes, "edges": [_edge("in", "table"), _edge("table", "out")]}


def _alternatives(rule: Expression) -> list[list[Expression]]:
    """The rows of a rule: a row of a table is an *and*, and an *or* is several rows."""
    match rule:
        case Or(operands=operands):
            return [parts for operand in operands for parts in _alternatives(operand)]
        case And(operands=operands):
            choices = product(*map(_alternatives, operands))
            return [[part for parts in choice for part in parts] for choice in choices]
        case _:
            return [[rule]]


def _text(definition: DecisionDefinition, place: int) -> str:
    return f'"{definition.rules[place].then}"'


def _node(name: str, type_: str, content: Table | None = None) -> Table:
    node: Table = {"id": name, "name": name, "type": type_, "position": {"x": 0, "y": 0}}
    return node if content is None else node | {"content": content}


def _edge(source: str, target: str) -> Table:
    return {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}


class _Columns:
    """Writes rows of cells, and remembers which columns they use: a fact or an expression over facts each."""

    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.columns: dict[str, None] = {}

    def row(self, parts: list[Expression]) -> dict[str, str]:
        """The cells of tests that hold together; raises `NotImplementedError` for one that is no cell."""
        cells: dict[str, str] = {}
        for part in parts:
            column, cell = self._cell(part)
            if column in cells:
                raise NotImplementedError(f"two tests of {column}")
            cells[column] = cell
            self.columns[column] = None
        return cells

    def _cell(self, part: Expression) -> tuple[str, str]:
        match part:
            case Name():
                return self._subject(part), "true"
            case Not(operand=Name() as name):
                return self._subject(name), "false"
            case Not(operand=Call(function="known", arguments=(Name() as name,))):
                return self._subject(name), "null"
            case Comparison(operator=operator, left=left, right=Literal() as right):
                return self._subject(left), f"{operator} {render(right)}"
            case Comparison(operator=operator, left=left, right=right):
                return self._subject(left), f"{operator} {self._subject(right)}"
            case _:
                raise NotImplementedError(render(part))

    def _subject(self, node: Expression) -> str:
        return render(self._whole(node))

    def _whole(self, node: Expression) -> Expression:
        """The node with its terms written out."""
        match node:
            case Name(name=name) if name in self.lowered.terms:
                expression = self.lowered.terms[name].expression
                if expression is None:
                    raise NotImplementedError(name)
                return self._whole(expression)
            case Name() | Literal():
                return node
            case Arithmetic(operator=operator, left=left, right=right):
                return Arithmetic(operator, self._whole(left), self._whole(right))
            case Call(function="abs" as function, arguments=arguments):
                return Call(function, tuple(map(self._whole, arguments)))
            case _:
                raise NotImplementedError(render(node))
