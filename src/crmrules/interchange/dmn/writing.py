"""From a decision to DMN 1.3: its tables, the facts they read, and what is reckoned, as one file."""

import datetime
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from attrs import define, field

from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.errors import CrmRulesError, EngineError, Problem
from crmrules.expressions.tree import AS_OF, And, Expression, Literal, names
from crmrules.expressions.types import Kind, Type
from crmrules.interchange.dmn.xml import OURS
from crmrules.interchange.feel.writing import FeelWriter, constant
from crmrules.kinds.decision.definition import DecisionDefinition

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
"""The namespace of DMN 1.3: a name, nothing that is fetched."""

_TYPES = {
    **{Kind.BOOL: "boolean", Kind.TEXT: "string", Kind.DATE: "date"},
    **{Kind.INTEGER: "number", Kind.NUMBER: "number", Kind.MONEY: "number"},
}
OUTCOME = "outcome"
"""The output that holds an outcome's id."""


def to_dmn(definition: Definition, as_of: datetime.date | None = None) -> str:
    """The text of a DMN 1.3 file that says what a decision says on a day, and imports back to the same meaning.

    In DMN a null is a value, while here it leaves rules open: the tables say so in an attribute of our own, which
    other tools pass over. Raises `EngineError` for another kind of policy, and with what DMN has no words for, and
    `AsOfError` where a parameter is dated and there is no day.
    """
    ElementTree.register_namespace("", DMN)
    ElementTree.register_namespace("crmrules", OURS)
    writer = _Writer(
        Element(_tag("definitions"), {"name": definition.id, "namespace": f"{OURS}:{definition.id}"}), as_of
    )
    writer.table(definition)
    if writer.problems:
        raise EngineError(each.under(f"policy `{definition.id}`") for each in writer.problems)
    writer.root[:] = sorted(writer.root, key=lambda each: _ORDER.index(each.tag))
    ElementTree.indent(writer.root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(writer.root, "unicode") + "\n"


def _tag(name: str) -> str:
    return f"{{{DMN}}}{name}"


_ORDER = [_tag(each) for each in ("itemDefinition", "inputData", "decision")]


@define
class _Writer:
    root: Element
    as_of: datetime.date | None
    problems: list[Problem] = field(factory=list)
    written: set[str] = field(factory=set)
    """The ids of what stands in the file."""

    def table(self, definition: Definition) -> None:
        """Write a decision, with all it reads, once."""
        if not isinstance(definition, DecisionDefinition):
            message = f"is a {definition.header.kind}, and DMN has tables of decisions"
            self.problems.append(Problem("", message))
            return
        if not self._begun(f"decision-{definition.id}"):
            return
        derived = {each.name: each for each in definition.facts.derived}
        called = {name: _answer_name(each.policy) for name, each in derived.items() if each.policy is not None}
        feel = FeelWriter(definition.values_on(self.as_of), called)
        used = [each for each in definition.facts.derived if each.name in _behind(definition)]
        for fact in used:
            self._derived(definition, fact, feel)
        for stored in definition.read_facts:
            self._input(stored.name, stored.type)
        if AS_OF in definition.reads:
            self._input(AS_OF, Type(Kind.DATE))
        element = self._decision(definition.id, f"decision-{definition.id}", Type(Kind.TEXT))
        self._requires(definition, element, {name for rule in definition.rules for name in names(rule.when)})
        _Table(definition, feel, self.problems).write(element)

    def _begun(self, id_: str) -> bool:
        is_new = id_ not in self.written
        self.written.add(id_)
        return is_new

    def _input(self, name: str, type_: Type) -> None:
        if not self._begun(f"input-{name}"):
            return
        type_ref = _TYPES[type_.kind]
        if type_.values:
            type_ref = f"type-{name}"
            item = SubElement(self.root, _tag("itemDefinition"), {"name": type_ref})
            SubElement(item, _tag("typeRef")).text = "string"
            allowed = SubElement(item, _tag("allowedValues"))
            _text(allowed, ", ".join(map(constant, type_.values)))
        data = SubElement(self.root, _tag("inputData"), {"id": f"input-{name}", "name": name})
        kind = {f"{{{OURS}}}type": type_.kind.value} if type_.kind in (Kind.INTEGER, Kind.MONEY) else {}
        SubElement(data, _tag("variable"), {"name": name, "typeRef": type_ref, **kind})

    def _decision(self, name: str, id_: str, type_: Type | None) -> Element:
        element = SubElement(self.root, _tag("decision"), {"id": id_, "name": name})
        SubElement(element, _tag("variable"), {"name": name} | ({"typeRef": _TYPES[type_.kind]} if type_ else {}))
        return element

    def _derived(self, definition: DecisionDefinition, fact: Derived, feel: FeelWriter) -> None:
        if fact.policy is not None:
            self.table(fact.policy)
            return
        assert fact.expression is not None
        if not self._begun(_id_of(definition, fact.name)):
            return
        element = self._decision(fact.name, _id_of(definition, fact.name), fact.type)
        self._requires(definition, element, names(fact.expression))
        literal = SubElement(element, _tag("literalExpression"))
        try:
            _text(literal, feel.expression(fact.expression))
        except CrmRulesError as error:
            self.problems += [each.under(f"fact `{fact.name}`, `is`") for each in error.problems]

    def _requires(self, definition: DecisionDefinition, element: Element, read: Iterable[str]) -> None:
        """What an element reads: data and decisions, each in the order of its name."""
        derived = {each.name: each for each in definition.facts.derived}
        stored = {each.name for each in definition.facts.declared} | {AS_OF}
        for name in sorted(read):
            if name in derived:
                policy = derived[name].policy
                there = f"decision-{policy.id}" if policy is not None else _id_of(definition, name)
                _refer(element, "requiredDecision", there)
            elif name in stored:
                _refer(element, "requiredInput", f"input-{name}")


@define
class _Table:
    definition: DecisionDefinition
    feel: FeelWriter
    problems: list[Problem]
    columns: dict[str, str] = field(factory=dict)
    """The input expressions, and the type of each."""
    rows: list[dict[str, str]] = field(factory=list)
    """The cells of each rule, by input expression."""

    def write(self, element: Element) -> None:
        """Write the table into its decision."""
        definition = self.definition
        for rule in definition.rules:
            try:
                self.rows.append(self._row(rule.when))
            except CrmRulesError as error:
                self.problems += [each.under(f"rule `{rule.id}`, `when`") for each in error.problems]
        if self.problems:
            return
        ours = {f"{{{OURS}}}nulls": "open"} | ({f"{{{OURS}}}complete": "true"} if definition.header.complete else {})
        table = SubElement(element, _tag("decisionTable"), {"hitPolicy": definition.hit.value.upper(), **ours})
        for expression, type_ref in self.columns.items() or (("true", "boolean"),):
            column = SubElement(table, _tag("input"), {"label": expression})
            _text(SubElement(column, _tag("inputExpression"), {"typeRef": type_ref} if type_ref else {}), expression)
        outputs = list(dict.fromkeys(name for outcome in definition.outcomes for name in outcome.outputs))
        self._output_columns(table, outputs)
        given = {each.id: each.outputs for each in definition.outcomes}
        for rule, row in zip(definition.rules, self.rows, strict=True):
            line = SubElement(table, _tag("rule"))
            SubElement(line, _tag("description")).text = rule.because.en
            for expression in self.columns or ("true",):
                _text(SubElement(line, _tag("inputEntry")), row.get(expression, "-"))
            for said in (rule.then, *(given[rule.then].get(name) for name in outputs)):
                _text(SubElement(line, _tag("outputEntry")), constant(said))

    def _output_columns(self, table: Element, outputs: Sequence[str]) -> None:
        """The id of the outcome, the highest first, and what else comes with it."""
        definition = self.definition
        default = definition.header.default
        given = {each.id: each.outputs for each in definition.outcomes}
        for name in (OUTCOME, *outputs):
            is_id = name == OUTCOME
            column = SubElement(table, _tag("output"), {"name": name} | ({f"{{{OURS}}}id": "true"} if is_id else {}))
            if is_id:
                _text(SubElement(column, _tag("outputValues")), ", ".join(map(constant, given)))
            if default is not None:
                said = default if is_id else given[default].get(name)
                _text(SubElement(column, _tag("defaultOutputEntry")), constant(said))

    def _row(self, when: Expression) -> dict[str, str]:
        """The cells of a condition: a test for each fact that it is about, and a column of its own for the rest."""
        cells: dict[str, str] = {}
        for part in (when,) if self.feel.test(when) is not None else _parts(when):
            test = self.feel.test(part)
            column = self.feel.names.get(test.fact, test.fact) if test is not None else ""
            if test is not None and column not in cells:
                cells[column] = test.said
                type_ = self.definition.facts.types.get(test.fact)
                self.columns.setdefault(column, _TYPES[type_.kind] if type_ is not None and column == test.fact else "")
                continue
            said = self.feel.expression(part)
            while said in cells:  # a fact that is tested and a condition by itself: each is a column of its own
                said = f"({said})"
            cells[said] = "true"
            self.columns.setdefault(said, "boolean")
        return cells


def _parts(when: Expression) -> tuple[Expression, ...]:
    if when == Literal(True):
        return ()
    return when.operands if isinstance(when, And) else (when,)


def _behind(definition: DecisionDefinition) -> set[str]:
    """The derived facts that rules read, and those behind them."""
    read = {name for rule in definition.rules for name in names(rule.when)}
    return {each.name for name in read for each in definition.facts.derivation(name)}


def _id_of(definition: Definition, fact: str) -> str:
    return f"fact-{definition.id}-{fact}"


def _answer_name(policy: Definition | None) -> str:
    """What a table's answer is called where others read it: by itself, or as the first of its outputs."""
    assert policy is not None
    has_outputs = any(policy.outputs_of.values())
    return f"{policy.id}.{OUTCOME}" if has_outputs else policy.id


def _refer(element: Element, word: str, id_: str) -> None:
    requirement = SubElement(element, _tag("informationRequirement"))
    SubElement(requirement, _tag(word), {"href": f"#{id_}"})


def _text(element: Element, text: str) -> None:
    SubElement(element, _tag("text")).text = text
