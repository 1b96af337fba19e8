"""DMN files as modelers write them: several tables, knowledge, data with parts, and the odd things of each tool."""

from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

import crmrules
from crmrules.errors import FileError, PolicyError
from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.files import read_file
from crmrules.interchange.found import ReadTable, TableFile
from crmrules.kinds import made
from tests.dmn_tables import NAMESPACE, dmn, policy, read

HERE = Path(__file__).parent


def policy_of(table: ReadTable) -> Any:
    return made(table.definition)


def test_a_table_is_loaded_like_a_policy() -> None:
    table = crmrules.load(HERE / "simple.dmn")
    assert "Approved" == table.decide({"Age": 18, "RiskCategory": "Low", "isAffordable": True}).outcome
    assert "Declined" == table.decide({"Age": 17, "RiskCategory": "Low"}).outcome
    assert "Declined" == table.decide({"RiskCategory": "High"}).outcome
    assert (None, True) == (table.decide({"Age": 18}).outcome, table.decide({"Age": 18}).certain)


def test_a_table_is_named_after_the_file() -> None:
    assert "bureau-call-type" == crmrules.load(f"{HERE}/lending.dmn#Bureau call type").id
    with pytest.raises(PolicyError, match="decision `Strategie`: is no table of the file; did you mean `Strategy`"):
        crmrules.load(f"{HERE}/lending.dmn#Strategie")


GOOD = {
    **{"Applicant_data_Age": 30, "Applicant_data_ExistingCustomer": False, "Credit_score": 125},
    **{"Applicant_data_Monthly_Income": 3000, "Applicant_data_Monthly_Expenses": 1000},
}


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "BUREAU"),
        ({"Credit_score": 131}, "THROUGH"),
        ({"Credit_score": 99}, "DECLINE"),
        ({"Applicant_data_Age": 17}, "DECLINE"),
        ({"Applicant_data_Monthly_Expenses": 2850.01}, "DECLINE"),
        ({"Applicant_data_Monthly_Expenses": 2850}, "BUREAU"),
        ({"Applicant_data_ExistingCustomer": True, "Credit_score": 100}, "THROUGH"),
        ({"Applicant_data_ExistingCustomer": True, "Credit_score": 110}, "BUREAU"),
        ({"Credit_score": None, "Applicant_data_Monthly_Income": None}, "THROUGH"),
    ],
)
def test_tables_read_each_other(changed: dict[str, object], outcome: str) -> None:
    strategy = crmrules.load(HERE / "lending.dmn")
    assert outcome == strategy.decide(GOOD | changed).outcome


def test_what_is_no_table_is_told() -> None:
    found = read_file(HERE / "lending.dmn")
    assert (("Monthly surplus", "is an expression, and a fact that is reckoned where tables read it"),) == found.left
    names = ["Pre-bureau risk category", "Eligibility", "Bureau call type", "Strategy"]
    assert (names, ("Strategy",)) == ([each.name for each in found.tables], found.tops)


def test_a_table_of_camunda() -> None:
    table = crmrules.load(HERE / "camunda.dmn")
    steak = table.decide({"temperature": 25, "dayType": "Weekend"})
    assert "Light Salad and a nice Steak, please" == steak.outputs["desiredDish"]
    assert "Roastbeef" == table.decide({"temperature": 13, "dayType": "Weekday"}).outcome
    assert "nobody eats { soup } in summer" in str(
        table.decide({"temperature": 5, "since": date(2025, 1, 1)}).explain()
    )


CALLED = """
<inputData id="i" name="Order"><variable name="Order" typeRef="tOrder"/></inputData>
<itemDefinition name="tOrder"><itemComponent name="Total Amount"><typeRef>number</typeRef></itemComponent>
<itemComponent name="Customer"><itemComponent name="Since"><typeRef>date</typeRef></itemComponent></itemComponent>
</itemDefinition>
"""


def test_parts_of_data_have_types_and_names() -> None:
    table = policy(
        dmn({"Order.Total Amount": "", "Order.Customer.Since": ""}, ["R"], [[">1", "-", '"A"']], around=CALLED)
    )
    facts = {each.name: (each.title.en, str(each.type)) for each in table.definition.facts.declared}
    assert {"Order_Total_Amount": ("Order.Total Amount", "number")} == facts


@pytest.mark.parametrize("cell", ['"x"', '"A"', 'not("A")'])  # answered never, or always; a circle it is
def test_tables_that_read_each_other_in_a_circle_are_refused(cell: str) -> None:
    text = dmn({"Other": "string"}, ["R"], [[cell, '"A"']])
    other = text.replace('name="Answer" id="answer"', 'name="Other" id="other"')
    both = text.replace("</definitions>", "") + other[other.index("<decision ") :]
    for mine, theirs in (("answer", "other"), ("other", "answer")):
        needs = f'<informationRequirement><requiredDecision href="#{theirs}"/></informationRequirement>'
        both = both.replace(f'id="{mine}">', f'id="{mine}">{needs}')
    said = "decision `Other`: requires `Answer`, which requires it in turn; let one stand by itself"
    assert [said] == [str(error) for _, error in read(both).refused]


def two(first: str, second: str) -> str:
    """A file with the same table twice; what it is called is replaced in each by what is given."""
    text = dmn({"Age": "number"}, ["R"], [[">1", '"A"']])
    inner = text[text.index("<decision ") : text.index("</definitions>")]
    named = 'name="Answer" id="answer"'
    return text.replace(inner, inner.replace(named, first) + inner.replace(named, second))


@pytest.mark.parametrize("named", ['name="Answer" id="answer"', 'name="More" id="answer"', 'name="Answer"'])
def test_two_decisions_of_one_id_are_refused(named: str) -> None:
    first = 'name="Answer"' if named == 'name="Answer"' else 'name="Answer" id="answer"'
    with pytest.raises(FileError, match=r"has the id of another, .*; give it one of its own"):
        read(two(first, named))


def test_two_tables_of_one_name_are_told_apart_by_their_ids() -> None:
    found = read(two('name="Risk table" id="one"', 'name="Risk table" id="two"'))
    assert ["risk-table", "risk-table-2"] == [each.definition.id for each in found.tables]
    assert "risk-table" == found.table("risk-table").definition.id
    with pytest.raises(
        PolicyError, match="is the name of several tables; name one by its id: `risk-table`, `risk-table-2`"
    ):
        found.table("Risk table")


def test_data_of_one_id_is_all_kept() -> None:
    data = "".join(
        f'<inputData id="i" name="{name}"><variable name="{name}" typeRef="{type_}"/></inputData>'
        for name, type_ in (("Credit limit", "number"), ("Age", "number"))
    )
    table = policy(dmn({"Age": "number"}, ["R"], [["< Credit limit", '"A"']], around=data))
    assert "A" == table.decide({"Age": 1, "Credit_limit": 2}).outcome


SUMMED = """
<businessKnowledgeModel id="b" name="Rules"><encapsulatedLogic><formalParameter name="Score"/>
<decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>Score</text></inputExpression></input><output/>
<rule><inputEntry><text>&gt;5</text></inputEntry><outputEntry><text>"A"</text></outputEntry></rule></decisionTable>
</encapsulatedLogic></businessKnowledgeModel>
<decision id="c" name="Called"><informationRequirement><requiredDecision href="#answer"/></informationRequirement>
<invocation><literalExpression><text>Rules</text></literalExpression><binding><parameter name="Score"/>
<literalExpression><text>Answer</text></literalExpression></binding></invocation></decision>
"""


def test_a_sum_that_another_table_reads_is_a_fact_to_be_given_and_that_is_told() -> None:
    text = dmn({"Age": "number"}, ["R"], [[">1", "5"]], "COLLECT", "SUM", around=SUMMED)
    told = "adds up or collects, and is a fact that is given where other tables read it"
    assert (("Answer", told),) == read(text).left
    called = policy(text, "Called")
    assert "A" == called.decide({"Answer": 6}).outcome
    assert ["number"] == [str(each.type) for each in called.definition.facts.declared]


def test_what_a_called_table_is_given_is_refused_by_its_name() -> None:
    text = dmn({"Age": "number"}, ["R"], [[">1", "5"]], around=SUMMED.replace("<text>Answer<", "<text>Anwer + 1<"))
    refused = dict(read(text).refused)["Called"]
    assert "decision `Called`, binding `Score` `Anwer + 1`, column 1: `Anwer` is no name known here" in str(refused)
    other = text.replace("<literalExpression><text>Anwer", '<literalExpression expressionLanguage="juel"><text>Anwer')
    assert "binding `Score` `Anwer + 1`: is written in juel" in str(dict(read(other).refused)["Called"])


CALLS = """
<businessKnowledgeModel id="b" name="Pre-bureau risk table"><encapsulatedLogic>
<formalParameter name="Score" typeRef="number"/><formalParameter name="In town" typeRef="boolean"/>
<decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>Score</text></inputExpression></input>
<input><inputExpression><text>In town</text></inputExpression></input><output/>
<rule><inputEntry><text>&gt;5</text></inputEntry><inputEntry><text>true</text></inputEntry>
<outputEntry><text>"A"</text></outputEntry></rule></decisionTable></encapsulatedLogic></businessKnowledgeModel>
<inputData id="s" name="Points"><variable name="Points" typeRef="number"/></inputData>
<inputData id="t" name="City"><variable name="City" typeRef="string"/></inputData>
<decision id="c" name="Called"><literalExpression><text>CALL</text></literalExpression></decision></definitions>
"""


def calling(text: str) -> TableFile:
    return read(f'<definitions xmlns="{NAMESPACE}">{CALLS.replace("CALL", escape(text))}')


@pytest.mark.parametrize(
    "text",
    [
        'Pre-bureau risk table(max(Points, 1), City = "a, b (c)")',
        '  Pre-bureau   risk table ( In town : City = "a, b (c)", Score: max(Points, 1) ) ',
    ],
)
def test_an_expression_that_only_calls_a_table_is_that_table(text: str) -> None:
    found = calling(text)
    assert ["Called"] == [each.name for each in found.tables]
    called = policy_of(found.table())
    assert "A" == called.decide({"Points": 6, "City": "a, b (c)"}).outcome
    assert called.decide({"Points": 5, "City": "a, b (c)"}).outcome is None
    assert called.decide({"Points": 6, "City": "a"}).outcome is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Pre-bureau risk table(Points)",
            "Pre-bureau risk table(Points, true",
            "Pre-bureau risk table(Points, true) + 1",
        ),
        *("Pre-bureau risk table(Score: 1, Height: true)", "Pre-bureau risk table(1, In town: true)"),
        *("Pre-bureau risk table(Score: 1, Score: 2)", "other table(1, true)", "Pre-bureau risk table"),
    ],
)
def test_any_other_call_is_an_expression(text: str) -> None:
    assert ("Called", "is an expression") in calling(text).left


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no XML: no element found"),
        (b"<html/>", "line 1: is no DMN: it begins with `html`"),
        (b'{"nodes": []}', "is no XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>', "holds a document type or entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>', "holds a document type or entities"),
        (b"<definitions>" * 120, "has more elements than are read: 100 deep"),
        (b"<?xml version='1.0' encoding='nonsense'?><definitions/>", "is no XML that can be read"),
        (b"<definitions>" + b" " * 5_000_001, "is larger than 5,000,000 bytes"),
    ],
)
def test_what_is_no_dmn_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(FileError) as caught:
        read_dmn(content, "bad.dmn")
    assert said in str(caught.value)


def test_files_without_tables_or_with_several_tops_say_so() -> None:
    empty = read_dmn(b'<definitions><decision name="X"><context/></decision></definitions>', "x.dmn")
    assert (("X", "is decided by a boxed context"),) == empty.left
    with pytest.raises(PolicyError, match="has no decision table"):
        empty.table()
    one = dmn({"Age": "number"}, ["R"], [["1", '"A"']])
    two = one.replace("</definitions>", "") + one[one.index("<decision ") :].replace('"Answer"', '"More"').replace(
        '"answer"', '"more"'
    )
    with pytest.raises(PolicyError, match="has several decision tables: `Answer`, `More`; name one"):
        read(two).table()
    assert "more" == read(two).table("More").definition.id


def test_versions_and_prefixes_make_no_difference() -> None:
    text = (HERE / "simple.dmn").read_text("utf-8")
    prefixed = text.replace("<", "<d:").replace("<d:/", "</d:").replace("<d:?", "<?").replace("xmlns=", "xmlns:d=")
    newer = prefixed.replace(
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "https://www.omg.org/spec/DMN/20230324/MODEL/"
    )
    one, other = (made(read_dmn(each.encode(), "simple.dmn").table().definition) for each in (text, newer))
    assert one == other


def test_data_without_a_name_is_passed_over() -> None:
    text = dmn({"Age": "number"}, ["R"], [["1", '"A"']], around=CALLED.replace('name="Total Amount"', 'name=""'))
    assert "A" == policy(text.replace('name="Order"', 'name=""', 1)).decide({"Age": 1}).outcome
