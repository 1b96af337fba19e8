"""Business knowledge where it is called: what its parameters are there, and data of types that rules do not have."""

import pytest

from tests.dmn_tables import NAMESPACE, dmn, policy, read

DATA = """
<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>
<itemComponent name="marks"><typeRef>tMarks</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tMarks" isCollection="true"><typeRef>string</typeRef></itemDefinition>
<inputData id="a" name="a"><variable name="a" typeRef="number"/></inputData>
<inputData id="b" name="b"><variable name="b" typeRef="number"/></inputData>
<inputData id="q" name="q"><variable name="q" typeRef="tPerson"/></inputData>
<inputData id="m" name="marks"><variable name="marks" typeRef="tMarks"/></inputData>
"""


def called(parameters: dict[str, str], tested: dict[str, str], given: dict[str, str]) -> str:
    """A file in which `Called` hands its data on to a table with one row, of the answer "x"."""
    table = dmn(dict.fromkeys(tested, ""), ["out"], [[*tested.values(), '"x"']])
    table = table[table.index("<decisionTable") : table.index("</decision>")]
    formal = "".join(f'<formalParameter name="{name}" typeRef="{type_}"/>' for name, type_ in parameters.items())
    bindings = "".join(
        f'<binding><parameter name="{name}"/><literalExpression><text>{text}</text></literalExpression></binding>'
        for name, text in given.items()
    )
    return (
        f'<definitions xmlns="{NAMESPACE}">{DATA}<businessKnowledgeModel id="k" name="Rules"><encapsulatedLogic>'
        f'{formal}{table}</encapsulatedLogic></businessKnowledgeModel><decision id="c" name="Called"><invocation>'
        f"<literalExpression><text>Rules</text></literalExpression>{bindings}</invocation></decision></definitions>"
    )


def test_parameters_may_be_called_like_other_data() -> None:
    swapped = policy(called({"a": "number", "b": "number"}, {"a": "> 5", "b": "< 3"}, {"a": "b", "b": "a"}))
    assert ["x", None] == [swapped.decide({"a": a, "b": b}).outcome for a, b in ((1, 6), (6, 1))]


def test_a_parameter_has_the_type_that_it_says_and_not_that_of_data_of_its_name() -> None:
    text = called({"a": "string", "b": ""}, {"a": '"y"', "b": "5"}, {"a": "kind", "b": "a"})
    kind = '<inputData id="kind" name="kind"><variable name="kind" typeRef="string"/></inputData>'
    table = policy(text.replace("<inputData", f"{kind}<inputData", 1))
    assert "x" == table.decide({"kind": "y", "a": 5}).outcome


def test_a_parameter_may_be_given_data_with_parts() -> None:
    table = policy(called({"p": "tPerson"}, {"p.age": "> 5"}, {"p": "q"}))
    assert {"q_age": "number"} == {each.name: str(each.type) for each in table.definition.facts.declared}
    assert ["x", None] == [table.decide({"q_age": age}).outcome for age in (6, 5)]


@pytest.mark.parametrize(
    ("tested", "said"),
    [
        ({"marks": '"good"'}, "input 1 `marks`: is of type list, of which rules have no values"),
        ({"q.marks": '"good"'}, "input 1 `q.marks`: is of type list"),
        ({"q": '"good"'}, "input 1 `q`: is of type context"),
        ({"kind": "marks"}, "rule 1, input 1 `kind` `marks`: `marks` is of type list"),
        ({"a + q.marks": "5"}, "input 1 `a + q.marks`: `q.marks` is of type list"),
    ],
)
def test_data_of_a_type_that_rules_do_not_have_is_refused_by_its_name(tested: dict[str, str], said: str) -> None:
    text = dmn(dict.fromkeys(tested, ""), ["out"], [[*tested.values(), '"x"']], around=DATA)
    ((_, error),) = read(text).refused
    assert said in str(error)


def test_a_column_that_asks_nothing_tells_the_type_of_what_other_cells_read() -> None:
    table = policy(dmn({"price": "number", "limit": "number"}, ["out"], [["> limit", "-", '"x"']]))
    assert ["x", None] == [table.decide({"price": 5, "limit": limit}).outcome for limit in (4, 5)]


@pytest.mark.parametrize("language", ["juel", "http://www.omg.org/spec/DMN/uri-not-feel"])
def test_the_language_of_a_file_is_that_of_its_cells(language: str) -> None:
    text = dmn({"a": "number"}, ["out"], [["5", '"x"']])
    text = text.replace("<definitions ", f'<definitions expressionLanguage="{language}" ')
    ((_, error),) = read(text).refused
    assert f"is written in {language}; write it in FEEL" in str(error)
    for each in ("<inputExpression", "<inputEntry", "<outputEntry"):
        text = text.replace(each, f'{each} expressionLanguage="https://www.omg.org/spec/DMN/20240513/FEEL"')
    assert "x" == policy(text).decide({"a": 5}).outcome


def test_data_of_no_known_type_may_have_parts() -> None:
    around = '<inputData id="o" name="order"><variable name="order"/></inputData>'
    around += '<inputData id="d" name="day"><variable name="day"/></inputData>'
    heads = {"order.total price": "number", "order.total price - order.fee": "number", "day.year": "number"}
    table = policy(dmn(heads, ["out"], [["> 5", "> 2", "2026", '"x"']], around=around))
    types = {each.name: str(each.type) for each in table.definition.facts.declared}
    assert {"order_total_price": "number", "order_fee": "number", "day": "date"} == types


@pytest.mark.parametrize("tested", ["q.height", "marks.best"])
def test_parts_that_data_does_not_have_are_refused(tested: str) -> None:
    ((_, error),) = read(dmn({tested: "number"}, ["out"], [["> 5", '"x"']], around=DATA)).refused
    assert f"`{tested.partition('.')[2]}` is no part of `{tested.partition('.')[0]}`" in str(error)
