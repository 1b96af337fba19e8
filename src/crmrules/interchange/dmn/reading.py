"""From the elements of a DMN file to its model, whatever version and modeler it comes from."""

from attrs import evolve

from crmrules.errors import FileError, Problem
from crmrules.interchange.dmn.calls import called as call_of
from crmrules.interchange.dmn.xml import Element
from crmrules.interchange.feel.names import plain
from crmrules.interchange.naming import one_line
from crmrules.interchange.tables.model import (
    Cell,
    Decision,
    Input,
    InputColumn,
    Invocation,
    Item,
    Logic,
    Model,
    Other,
    OutputColumn,
    Row,
    Table,
)

_SHORT = {
    **{"U": "UNIQUE", "A": "ANY", "P": "PRIORITY", "F": "FIRST", "R": "RULE ORDER", "O": "OUTPUT ORDER"},
    **{"C": "COLLECT", "C+": "COLLECT SUM", "C<": "COLLECT MIN", "C>": "COLLECT MAX", "C#": "COLLECT COUNT"},
}
"""Hit policies by their letters."""
_LOGIC = (
    *("decisionTable", "literalExpression", "invocation", "context", "relation", "list", "functionDefinition"),
    *("conditional", "for", "every", "some", "filter"),
)
_LANGUAGE = "expressionLanguage"
_FEEL = ("feel", "s-feel", "friendly enough expression language")


def model_of(root: Element) -> Model:
    """What a DMN file says of decisions; raises `FileError` where it is no DMN, or ids stand twice."""
    if root.name.lower() != "definitions":
        raise FileError.of(f"line {root.line}", f"is no DMN: it begins with `{one_line(root.name)[:60]}`")
    _tell_language(root, root.get(_LANGUAGE))
    decisions = [_decision(each, number) for number, each in enumerate(root.all("decision"), 1)]
    knowledge = [_knowledge(each, number) for number, each in enumerate(root.all("businessKnowledgeModel"), 1)]
    _identified((*decisions, *knowledge))
    decisions = [evolve(each, logic=call_of(each.logic, knowledge)) for each in decisions]
    inputs = tuple(_input(each, number) for number, each in enumerate(root.all("inputData"), 1))
    items = {plain(each.get("name")): _item(each) for each in root.all("itemDefinition")}
    return Model(one_line(root.get("name")), (*decisions, *knowledge), inputs, items)


def _tell_language(element: Element, language: str) -> None:
    """Let each part below say the language that the file says for those that say none."""
    for each in element.children:
        if language and not each.get(_LANGUAGE):
            each.attributes = {**each.attributes, _LANGUAGE: language}
        _tell_language(each, each.get(_LANGUAGE))


def _identified(decisions: tuple[Decision, ...]) -> None:
    """That each has an id of its own: others require it by that; raises `FileError` with all that have not."""
    again: list[Problem] = []
    seen: set[str] = set()
    for each in decisions:
        if each.id in seen:
            path, message = f"decision `{each.name}`", f"has the id of another, `{one_line(each.id)[:60]}`"
            again.append(Problem(path, message, "give it one of its own"))
        seen.add(each.id)
    if again:
        raise FileError(again)


def _input(element: Element, number: int) -> Input:
    variable = element.first("variable")
    named = variable if variable is not None and variable.get("name") and not element.get("name") else element
    name = _name(named) or f"input {number}"
    type_ref = _type_ref(variable) if variable is not None else ""
    return Input(element.get("id") or name, name, type_ref or _type_ref(element))


def _item(element: Element) -> Item:
    allowed = element.first("allowedValues", "typeConstraint")
    parts = {plain(each.get("name")): _item(each) for each in element.all("itemComponent")}
    is_list = element.get("isCollection").lower() == "true"
    return Item(_type_ref(element), allowed.text_of() if allowed is not None else "", is_list, parts)


def _decision(element: Element, number: int) -> Decision:
    variable = element.first("variable")
    called = _name(variable) if variable is not None else ""
    name = _name(element) or called or f"decision {number}"
    type_ref = _type_ref(variable) if variable is not None else ""
    requires = [
        _referred(inner.get("href"))
        for each in element.all("informationRequirement", "knowledgeRequirement")
        for inner in each.all("requiredInput", "requiredDecision", "requiredKnowledge")
    ]
    return Decision(element.get("id") or name, name, type_ref, _logic_in(element, type_ref), tuple(requires), called)


def _knowledge(element: Element, number: int) -> Decision:
    name = _name(element) or f"knowledge {number}"
    body = element.first("encapsulatedLogic")
    inner = body if body is not None else element
    parameters = {plain(each.get("name")): _type_ref(each) for each in inner.all("formalParameter")}
    return Decision(element.get("id") or name, name, "", _logic_in(inner), (), parameters=parameters, is_knowledge=True)


def _logic_in(element: Element, type_ref: str = "") -> Logic:
    found = element.first(*_LOGIC)
    if found is None:
        return Other("is without logic")
    match found.name:
        case "decisionTable":
            return _table(found, type_ref)
        case "literalExpression":
            return _cell(found)
        case "invocation":
            return _invocation(found)
        case name:
            return Other(f"is decided by a boxed {name}")


def _invocation(element: Element) -> Logic:
    called = element.first("literalExpression")
    given: dict[str, Cell] = {}
    for each in element.all("binding"):
        parameter, value = each.first("parameter"), each.first("literalExpression")
        if parameter is None or value is None:
            return Other("is decided by an invocation whose bindings are no expressions")
        given[plain(parameter.get("name"))] = _cell(value)
    return Invocation(plain(called.text_of()) if called is not None else "", given)


def _table(element: Element, type_ref: str) -> Table:
    """A table; of a single output the type may be that of the table, or of its decision, alone."""
    hit = " ".join(element.get("hitPolicy").upper().replace("_", " ").split()) or "UNIQUE"
    hit = " ".join(part for part in (_SHORT.get(hit, hit), element.get("aggregation").upper()) if part)
    outputs = tuple(_output_column(each, element.get("outputLabel")) for each in element.all("output"))
    if len(outputs) == 1 and not outputs[0].type_ref:
        outputs = (evolve(outputs[0], type_ref=_type_ref(element) or type_ref),)
    return Table(
        hit,
        tuple(map(_input_column, element.all("input"))),
        outputs,
        tuple(map(_row, element.all("rule"))),
        element.get("crmrules:nulls") == "open",
        element.get("crmrules:complete") == "true",
    )


def _input_column(element: Element) -> InputColumn:
    expression, allowed = element.first("inputExpression"), element.first("inputValues")
    label = one_line(element.get("label"))
    cell = _cell(expression) if expression is not None else Cell("")
    return InputColumn(
        cell,
        label or one_line(cell.text),
        _type_ref(expression) if expression is not None else "",
        allowed.text_of() if allowed is not None else "",
    )


def _output_column(element: Element, table_label: str) -> OutputColumn:
    allowed, default = element.first("outputValues"), element.first("defaultOutputEntry")
    return OutputColumn(
        _name(element) or one_line(element.get("label")) or one_line(table_label),
        _type_ref(element),
        allowed.text_of() if allowed is not None else "",
        _cell(default) if default is not None else Cell(""),
        element.get("crmrules:id") == "true",
    )


def _row(element: Element) -> Row:
    notes = [element.text_of("description"), *(each.text_of() for each in element.all("annotationEntry"))]
    return Row(
        tuple(map(_cell, element.all("inputEntry"))),
        tuple(map(_cell, element.all("outputEntry"))),
        one_line(" ".join(notes)),
    )


def _cell(element: Element) -> Cell:
    language = element.get(_LANGUAGE)
    is_feel = not language or language.lower() in _FEEL or "/feel" in language.lower()
    return Cell(element.text_of(), "" if is_feel else one_line(language))


def _name(element: Element) -> str:
    return one_line(plain(element.get("name")))


def _type_ref(element: Element) -> str:
    """The type that an element names, as an attribute, or in DMN 1.0 and 1.1 in an element of its own."""
    return plain(element.get("crmrules:type") or element.get("typeRef") or element.text_of("typeRef"))


def _referred(href: str) -> str:
    """The id that a reference leads to, here or in a file that is imported."""
    return href.rpartition("#")[2]
