"""Decision tables as policies: hit policies, answers, defaults, nulls, and what is refused, with its cell."""

from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

import crmrules
from crmrules.errors import PolicyError
from tests.dmn_tables import dmn, policy, read

AGE = {"Age": "number"}
AGE_AND_RISK = {"Age": "number", "RiskCategory": "string"}


def refusals(text: str) -> list[str]:
    found = read(text)
    assert found.tables == ()
    return [str(each) for _, error in found.refused for each in error.problems]


@pytest.mark.parametrize(
    ("hit", "age", "outcome"),
    [
        ("FIRST", 70, "Best"),
        ("FIRST", 30, "Standard"),
        ("F", 30, "Standard"),
        ("PRIORITY", 70, "Standard"),
        ("PRIORITY", 10, None),
    ],
)
def test_one_answer_of_several(hit: str, age: int, outcome: str | None) -> None:
    rows = [[">=65", '"Best"'], [">=18", '"Standard"']]
    table = policy(dmn(AGE, [("Rate", '"Standard","Best"')], rows, hit))
    assert outcome == table.decide({"Age": age}).outcome


@pytest.mark.parametrize(
    ("aggregation", "age", "rate"), [("MIN", 70, 10), ("MAX", 70, 30), ("MIN", 20, 20), ("MAX", 10, None)]
)
def test_the_least_and_the_greatest_of_numbers(aggregation: str, age: int, rate: int | None) -> None:
    rows = [[">=65", "30"], [">=18", "20"], [">=66", "10"], [">=18", "20"]]
    table = policy(dmn(AGE, ["Rate"], rows, "COLLECT", aggregation))
    assert rate == table.decide({"Age": age}).outputs.get("Rate")


@pytest.mark.parametrize(("aggregation", "points"), [("SUM", 62.5), ("COUNT", 3)])
def test_sums_and_counts_are_scorecards(aggregation: str, points: float) -> None:
    rows = [[">=65", "30"], [">=18", "2.5"], [">=66", "30"], [">100", "7"]]
    card = policy(dmn(AGE, ["Points"], rows, "COLLECT", aggregation))
    assert points == card.score({"Age": 70}).points
    assert 0 == card.score({}).points


@pytest.mark.parametrize("aggregation", ["SUM", "COUNT"])
def test_a_sum_may_say_that_it_is_zero_where_no_row_matches(aggregation: str) -> None:
    card = policy(dmn(AGE, [("Points", "", "0")], [[">=65", "30"]], "COLLECT", aggregation))
    assert 0 == card.score({"Age": 64}).points
    found = refusals(dmn(AGE, [("Points", "", "5")], [[">=65", "30"]], "COLLECT", aggregation))
    assert [
        "decision `Answer`, default output 1 `5`: a table that adds up is 0 where no row matches; take it out"
    ] == found


@pytest.mark.parametrize(
    ("hit", "outcome"),
    [
        ("COLLECT", ("Standard", "Best", "none of these")),
        ("RULE ORDER", ("Standard", "Best", "none of these")),
        ("OUTPUT ORDER", ("Best", "Standard", "none of these")),
    ],
)
def test_all_answers(hit: str, outcome: tuple[str, ...]) -> None:
    rows = [[">=18", '"Standard"'], [">=65", '"Best"'], [">=18", '"Standard"'], ["-", '"none of these"']]
    table = policy(dmn(AGE, [("Rate", '"Best","Standard","none of these"')], rows, hit))
    decision = table.decide({"Age": 70})
    assert outcome == decision.outcome
    by_rank = ("row-2", "row-1", "row-3", "row-4")
    assert (by_rank if hit == "OUTPUT ORDER" else tuple(sorted(by_rank))) == decision.fired


def test_several_outputs_are_ranked_column_by_column() -> None:
    rows = [
        [">=18", '"Approved"', "2"],
        [">=18", '"Approved"', "1"],
        [">=65", '"Declined"', "2"],
        ["-", '"Approved"', "3"],
    ]
    outputs = [("Status", '"Declined","Approved"'), ("Level", "1,2,3")]
    table = policy(dmn(AGE, outputs, rows, "PRIORITY"))
    assert {"Status": "Declined", "Level": 2} == table.decide({"Age": 65}).outputs
    assert {"Status": "Approved", "Level": 1} == table.decide({"Age": 64}).outputs
    assert {"Status": "Approved", "Level": 3} == table.decide({}).outputs


def test_a_later_output_alone_may_be_ranked() -> None:
    rows = [["-", '"later"', "2"], ["-", '"sooner"', "1"]]
    table = policy(dmn(AGE, ["What", ("Level", "1,2")], rows, "PRIORITY"))
    assert {"What": "sooner", "Level": 1} == table.decide({}).outputs


@pytest.mark.parametrize("where", ["table", "variable"])
def test_one_output_is_ranked_by_the_type_of_its_table_or_decision(where: str) -> None:
    ranking = '<itemDefinition name="tRate"><typeRef>string</typeRef>'
    ranking += '<allowedValues><text>"Standard","Best"</text></allowedValues></itemDefinition>'
    text = dmn(AGE, ["Rate"], [[">=65", '"Best"'], [">=18", '"Standard"']], "PRIORITY", around=ranking)
    if where == "table":
        text = text.replace("<decisionTable ", '<decisionTable typeRef="tns:tRate" ')
    else:
        text = text.replace("<decisionTable ", '<variable name="Answer" typeRef="tRate"/><decisionTable ')
    assert "Standard" == policy(text).decide({"Age": 70}).outcome


def test_any_lets_rules_agree() -> None:
    table = policy(dmn(AGE, ["Rate"], [[">=18", '"Best"'], [">=65", '"Best"'], [">90", '"Other"']], "ANY"))
    assert "Best" == table.decide({"Age": 70}).outcome
    with pytest.raises(crmrules.CrmRulesError, match="are true at once, under hit policy `any`"):
        table.decide({"Age": 91})


def test_a_default_is_the_answer_where_no_row_matches() -> None:
    table = policy(dmn(AGE, [("Rate", "", '"Other"'), ("Level", "", "0")], [[">=18", '"Best"', "1"]]))
    assert {"Rate": "Other", "Level": 0} == table.decide({"Age": 17}).outputs
    assert {"Rate": "Other", "Level": 0} == table.decide({}).outputs


def test_a_null_is_a_value_unless_it_is_said_to_be_open() -> None:
    text = dmn(
        AGE_AND_RISK, ["Rate"], [[">=18", '"low"', '"A"'], ["-", 'not("low")', '"B"'], ["-", "-", '"C"']], "FIRST"
    )
    as_value, as_open = policy(text), policy(text, nulls_are_open=True)
    assert ("B", True) == (as_value.decide({"Age": 20}).outcome, as_value.decide({"Age": 20}).certain)
    assert "C" == as_value.decide({"RiskCategory": "low"}).outcome
    assert (None, ("A", "C")) == (
        as_open.decide({"RiskCategory": "low"}).outcome,
        as_open.decide({"RiskCategory": "low"}).possible,
    )


def test_an_answer_of_null_is_an_outcome_without_outputs() -> None:
    table = policy(dmn(AGE, ["Rate"], [[">=18", "null"], ["<18", "5"]], "FIRST"))
    assert ("null", {}) == (table.decide({"Age": 18}).outcome, dict(table.decide({"Age": 18}).outputs))
    assert {"Rate": 5} == table.decide({"Age": 17}).outputs


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ('"Approved"', "Approved"),
        ('"n/a"', "n-a"),
        ('"none"', "outcome"),
        ("-5", "minus 5"),
        ("2.5", "2-5"),
        ("true", "true"),
        ('"审批通过"', "审批通过"),
        (f'"{"long " * 30}"', ("long " * 30)[:58].strip()),
        ('date("2026-07-01")', "2026-07-01"),
    ],
)
def test_answers_have_ids(text: str, id_: str) -> None:
    assert id_ == policy(dmn(AGE, ["Rate"], [["-", text]])).decide({"Age": 1}).outcome


def test_answers_that_look_alike_have_ids_of_their_own() -> None:
    rows = [["1", '"a/b"'], ["2", '"a,b"'], ["3", "1"], ["4", "true"], ["5", '"1"']]
    table = policy(dmn(AGE, ["Rate"], rows))
    assert ["a-b", "a-b-2", "1", "true", "1-2"] == [table.decide({"Age": each}).outcome for each in range(1, 6)]
    assert ["a/b", "a,b", 1, True, "1"] == [table.decide({"Age": each}).outputs["Rate"] for each in range(1, 6)]


def test_types_come_from_columns_data_or_cells() -> None:
    data = (
        '<itemDefinition name="tRisk"><typeRef>feel:string</typeRef>'
        '<allowedValues><text>"high","low"</text></allowedValues></itemDefinition>'
        '<inputData id="r" name="Risk"><variable name="Risk" typeRef="tRisk"/></inputData>'
    )
    inputs = {"Risk": "", "Age": "feel:number", "vip": "Any", "since": "", "Size of shop": ""}
    rows = [['"high"', ">1", "true", '>date("2026-07-01")', "<2.5", '"A"']]
    facts = {
        each.name: str(each.type) for each in policy(dmn(inputs, ["Rate"], rows, around=data)).definition.facts.declared
    }
    assert facts == {
        **{"Risk": 'one of "high", "low"', "Age": "number", "vip": "bool"},
        **{"since": "date", "Size_of_shop": "number"},
    }


def test_expressions_in_the_head_are_reckoned() -> None:
    inputs = {"Income - Debt": "number", "Age >= 18 and vip": "boolean"}
    table = policy(dmn(inputs, ["Rate"], [[">= 1000", "true", '"A"'], ["-", "false", '"B"']], "FIRST"))
    assert "A" == table.decide({"Income": 3000, "Debt": 2000, "Age": 18, "vip": True}).outcome
    assert "B" == table.decide({"Age": 17}).outcome
    assert table.decide({"Income": 3000, "Age": 18, "vip": True}).outcome is None


@pytest.mark.parametrize(
    "label",
    [
        "heart rate (beats per minute)",
        "body temp. (Celsius)",
        "oxygen level > 90%",
        "non-smoker",
        "platelets < 100 X",
        "1st visit",
    ],
)
def test_a_column_without_an_expression_tests_what_its_label_names(label: str) -> None:
    text = dmn({"gone": "number"}, ["Rate"], [[">90", '"A"']])
    head = f"<input label={quoteattr(label)}><inputExpression typeRef"
    table = policy(text.replace("<input><inputExpression typeRef", head).replace("<text>gone</text>", "", 1))
    (fact,) = table.definition.facts.declared
    assert (label, "number") == (fact.title.en, str(fact.type))
    assert "A" == table.decide({fact.name: 91}).outcome


def test_what_the_data_and_the_cells_say_counts_more_than_the_type_of_a_column() -> None:
    data = '<inputData id="s" name="Score"><variable name="Score" typeRef="number"/></inputData>'
    data += '<inputData id="v" name="vip"><variable name="vip" typeRef="boolean"/></inputData>'
    data += '<inputData id="z" name="Zip"><variable name="Zip" typeRef="string"/></inputData>'
    rows = [["<100", "true", "-", '"A"'], [">=100", "-", ">5", '"B"']]
    table = policy(dmn({"Score": "string", "vip": "string", "Zip": "number"}, ["Rate"], rows, around=data))
    assert ["number", "bool", "number"] == [str(each.type) for each in table.definition.facts.declared]
    assert "A" == table.decide({"Score": 99, "vip": True}).outcome


def test_a_text_that_never_occurs_is_refused() -> None:
    values = '<inputData id="r" name="Risk"><variable name="Risk" typeRef="tRisk"/></inputData>'
    values += '<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"high","low"</text>'
    values += "</allowedValues></itemDefinition>"
    found = refusals(dmn({"Risk": ""}, ["Rate"], [['"hgh"', '"A"'], ["-", '"B"']], "FIRST", around=values))
    assert [
        'decision `Answer`, rule 1, input 1 `Risk` `"hgh"`: value "hgh" never occurs; did you mean `high`?'
    ] == found


@pytest.mark.parametrize(
    ("inputs", "outputs", "rows", "more", "said"),
    [
        (AGE, ["R"], [["High", '"A"']], {}, "rule 1, input 1 `Age` `High`, column 1: `High` is no"),
        (AGE, ["R"], [['"x"', '"A"']], {}, "rule 1, input 1 `Age` `\"x\"`: `==` needs values of one type"),
        (AGE, ["R"], [["-", "Age * 2"]], {}, "rule 1, output 1 `R` `Age * 2`: reads `Age`, and an outcome"),
        (AGE, ["R"], [["-", '"10" + "a"']], {}, "reckons with or compares values of different types"),
        (AGE, ["R"], [["-", "1 / 0"]], {}, "has no value"),
        (AGE, ["R"], [["-", "Approved"]], {}, 'output 1 `R` `Approved`, column 1: `Approved` is no name known here'),
        (AGE, ["R"], [["-", '"A"', '"B"']], {}, "rule 1: has 1 and 2 entries for 1 inputs and 1 outputs"),
        (AGE, ["R"], [["-", '"A"']], {"hit": "SOME"}, "hit policy: `SOME` is none of DMN"),
        (AGE, ["R"], [["-", '"A"']], {"hit": "PRIORITY"}, "hit policy PRIORITY ranks answers"),
        (AGE, [("R", '"B"')], [["-", '"A"']], {"hit": "PRIORITY"}, "value `A` of `A` is none of its output values"),
        (AGE, ["R"], [["-", '"A"']], {"hit": "COLLECT", "aggregation": "SUM"}, "COLLECT SUM takes numbers"),
        (AGE, ["R", "S"], [["-", "1", "2"]], {"hit": "COLLECT", "aggregation": "MAX"}, "COLLECT MAX takes one output"),
        (AGE, [("R", "", "1")], [["-", "1"]], {"hit": "COLLECT"}, "default output: a table that collects"),
        (AGE, [], [["-"]], {}, "has no output"),
        (AGE, ["R"], [], {}, "has no rules"),
        ({"When": "dateTime"}, ["R"], [["null", "1"]], {}, "input 1 `When`: is of type dateTime, of which"),
        ({"count(Orders)": "number"}, ["R"], [["> 1", "1"]], {}, "input 1 `count(Orders)`, column 1: function `count`"),
        ({"Name": "string"}, ["R"], [['""', "1"]], {}, "a blank text never occurs: it is unknown"),
        (AGE, [""], [["-", "Age"]], {}, "rule 1, output 1 `Age`: reads `Age`"),
        (AGE, ["R"], [["(> 5", "1"]], {}, "ends where `)` is needed"),
        (AGE, ["R"], [["5.", "1"]], {}, "input 1 `Age` `5.`, column 3: ends where a part of a day is needed"),
        (AGE, ["R"], [["list contains(Age, 5)", "1"]], {}, "`list contains` needs a list as it is written"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_with_its_cell(
    inputs: dict[str, str], outputs: list[Any], rows: list[list[str]], more: dict[str, str], said: str
) -> None:
    assert said in "\n".join(refusals(dmn(inputs, outputs, rows, **more)))


def test_other_languages_are_refused_by_name() -> None:
    text = dmn(AGE, ["R"], [["5", "1"]]).replace("<inputEntry>", '<inputEntry expressionLanguage="juel">')
    assert ["decision `Answer`, rule 1, input 1 `Age` `5`: is written in juel; write it in FEEL"] == refusals(text)


def test_all_problems_of_a_table_are_told_at_once() -> None:
    assert 3 == len(refusals(dmn(AGE, ["R"], [["a b", '"A"'], ["> x", "y"], ["-", '"A"']])))


def test_a_table_that_is_refused_raises_where_it_is_asked_for() -> None:
    with pytest.raises(PolicyError, match="is no name known here"):
        read(dmn(AGE, ["R"], [["High", '"A"']])).table()


def test_what_is_reckoned_of_a_fact_does_not_take_its_name() -> None:
    """`-a` has the letters of `a` alone."""
    table = policy(dmn({"-a": "number"}, ["out"], [["> 1", '"low"'], ["-", '"else"']], "FIRST"))
    assert ["low", "else"] == [table.decide({"a": a}).outcome for a in (-2, 2)]


@pytest.mark.parametrize("columns", [("b + 1", "b_1", "b"), ("a + 1", "b"), ("a", "a 5"), ("a - 1", "a_1")])
def test_what_is_reckoned_or_a_number_does_not_take_the_name_of_a_later_column(columns: tuple[str, ...]) -> None:
    """A fact is called after its column whatever stands before it: `a 5` is `a_5`, and the number 5 is not."""
    text = dmn(dict.fromkeys(columns, "number"), ["out"], [["> 5"] * len(columns) + ['"x"']])
    label = '<input label="b"><inputExpression typeRef="number"><text>a + 1'
    text = text.replace('<input><inputExpression typeRef="number"><text>a + 1', label)
    plain = {each: each.replace(" ", "_") for each in ("a", "a 5", "b", "b_1", "a_1")}
    wanted = {plain.get(each, each[0]) for each in columns}
    table = policy(text)
    assert wanted == {each.name for each in table.definition.facts.declared}
    assert "x" == table.decide(dict.fromkeys(wanted, 10)).outcome


def test_a_decision_that_is_reckoned_does_not_take_the_name_of_data() -> None:
    around = (
        '<inputData id="a" name="Net"><variable name="Net" typeRef="number"/></inputData>'
        '<inputData id="g" name="Gross"><variable name="Gross" typeRef="number"/></inputData>'
        '<decision id="n" name="N et"><literalExpression><text>Gross * 2</text></literalExpression></decision>'
    )
    needs = '<informationRequirement><requiredDecision href="#n"/></informationRequirement><decisionTable '
    text = dmn({"N et": "number", "Net": "number"}, ["out"], [["> 3", "< 3", '"x"']], around=around)
    table = policy(text.replace("<decisionTable ", needs).replace("N et", "Net!"))
    assert ["x", None] == [table.decide({"Gross": 2, "Net": each}).outcome for each in (2, 3)]
