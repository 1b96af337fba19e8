"""Graphs of GoRules as policies: what zen makes of them, what they become, and what is refused, with node and cell."""

import datetime
import json
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crmrules
from crmrules.errors import FileError, PolicyError
from crmrules.expressions.types import Kind, Type
from crmrules.interchange.jdm.file import read_jdm
from crmrules.interchange.jdm.writing import to_jdm
from crmrules.kinds import made
from tests.jdm_graphs import graph, policy, read, zen_of
from tests.policies import table as rules

DAY = datetime.date(2026, 7, 1)
DISCOUNTS = graph(
    ["tier", "order", "member"],
    ["offer", "rate", "free"],
    [
        ['"gold", "platinum"', ">= 1_000", "true", '"best"', "0.15", "true"],
        ["'gold'", "[500..1000)", "", '"good"', "0.05", ""],
        ["!= 'basic'", "> 100 and <= 500", "", '"some"', "- 1e-2", "null"],
        ["", "", "false", '"nothing"', "0", "false"],
    ],
)

# cells of one column by what they compare with
ORDERS = ("> 5", ">= 5", "< - 5", "<= 0.5", "[1..5]", "(1..5]", "[1. .. 5.)", "(-1..5)", "not in [1..5)", "in (0..3]")
EQUALS = ("3", "== 3.0", "!= 3", "null", "!= null", "in [1, 3]", "not in [3]", "not in [1, 3]", "3e0", "[1, 2, 3]")
TEXTS = ("'a'", '"b"', "!= 'a'", "in ['a', \"b\"]", "not in ['a']", "== 'a\\n'", "null", "'客户'")
TRUTHS = ("true", "false", "== true", "!= true", "null", "!= null", "in [true]")

numbers = st.sampled_from([None, -6, -5, -1, 0, 0.5, 1, 2, 3, 4.9, 5, 5.1, 6])
words = st.sampled_from([None, "a", "b", "c", "a\\n", "客户"])
truths = st.sampled_from([None, True, False])


@st.composite
def cells(draw: st.DrawFn, tests: tuple[str, ...]) -> str:
    """A cell: tests with `and` between them and then others instead, or nothing."""
    if draw(st.integers(0, 4)) == 0:
        return ""
    first = draw(st.lists(st.sampled_from(tests), min_size=1, max_size=2))
    others = draw(st.lists(st.tuples(st.sampled_from((", ", " or ")), st.sampled_from(tests)), max_size=2))
    return " and ".join(first) + "".join(joint + test for joint, test in others)


TYPED = ("77", "'z'", "true")
"""The cells of a row that tells what each column holds, whatever the others say."""

rows = st.tuples(cells((*ORDERS, *EQUALS)), cells(TEXTS), cells(TRUTHS))
records = st.fixed_dictionaries({}, optional={"n": numbers, "t": words, "b": truths})


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=4), st.lists(records, min_size=8, max_size=8), st.booleans())
def test_a_graph_means_what_zen_makes_of_it(
    tests: list[tuple[str, str, str]], asked: list[dict[str, Any]], is_first: bool
) -> None:
    whole = graph(
        ["n", "t", "b"],
        ["outcome"],
        [[*row, f'"row {number}"'] for number, row in enumerate([TYPED, *tests])],
        "first" if is_first else "collect",
    )
    zen, table = zen_of(whole), policy(whole)
    facts = {each.name for each in table.definition.facts.declared}
    for record in asked:
        told = zen(record)
        decided = table.decide({each: record[each] for each in facts & set(record)})
        assert decided.certain
        if is_first:
            assert told.get("outcome") == decided.outcome, (whole, record)
        else:
            assert tuple(each["outcome"] for each in told) == tuple(each.id for each in decided.outcomes), (
                whole,
                record,
            )


def test_outcomes_and_outputs_are_those_of_zen() -> None:
    zen, table = zen_of(DISCOUNTS), policy(DISCOUNTS)
    for record in (
        {"tier": "platinum", "order": 1000, "member": True},
        {"tier": "gold", "order": 500, "member": True},
        {"tier": "silver", "order": 500, "member": False},
        {"tier": "basic", "order": 500, "member": False},
        {"tier": "basic", "order": 500, "member": True},
    ):
        decided = table.decide(record)
        told = {"offer": decided.outcome, **decided.outputs} if decided.outcome is not None else {}
        assert zen(record) == told


def test_the_outcome_is_the_text_that_the_others_go_by() -> None:
    table = policy(DISCOUNTS)
    assert ("best", "good", "some", "nothing") == tuple(each.id for each in table.definition.outcomes)
    alike = policy(graph(["x"], ["say", "rate"], [["> 5", "'yes'", "1"], ["> 4", "'yes'", "2"], ["", "'no'", "2"]]))
    assert ("yes + 1", "yes + 2", "no + 2") == tuple(each.id for each in alike.definition.outcomes)
    assert {"say": "yes", "rate": 2} == alike.decide({"x": 5}).outputs


def refusals(whole: dict[str, Any]) -> list[str]:
    found = read(whole)
    assert found.tables == ()
    with pytest.raises(PolicyError) as caught:
        found.table()
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("(> 5)", "column 2: unexpected `>`; a constant is needed"),
        ("= 5", "column 1: unexpected `=`; a constant is needed"),
        ("-", "column 2: ends where a constant is needed"),
        ("]1..5[", "column 1: is an interval turned outwards; write what lies below and what lies above"),
        (".5", "column 1: unexpected `.`; a constant is needed"),
        ("1E3", "column 1: unexpected `1E3`; a constant is needed"),
        (
            "> 1 or 2 and 3",
            "column 10: has `and` after a comma or `or`, and zen reads from left to right; "
            "put it first, or write rows of their own",
        ),
        ("$ > 5", "column 1: unexpected `$`; a constant is needed"),
        ("x + 1", "column 1: unexpected `x`; a constant is needed"),
        ("> 'a'", "column 3: unexpected `'`; a number is needed"),
        ("[1..5", "column 6: ends where `)` is needed"),
        ("5 5", "column 3: unexpected `5`; a comma, `and` or `or` is needed"),
        ("''", "column 1: compares with a text without letters"),
        ("1e29", "column 1: number 1e29 is too large; numbers reach to 9,007,199,254,740,991"),
        ("1e-29", "column 1: number 1e-29 has more than 28 digits"),
    ],
)
def test_a_cell_that_cannot_be_said_is_named(cell: str, said: str) -> None:
    found = refusals(graph(["x"], ["y"], [["5", "1"], [cell, "len('a')"]]))
    assert [
        f"node `Answer`, rule 2, input 1 `x` `{cell}`, {said}",
        "node `Answer`, rule 2, output 1 `y` `len('a')`, column 1: unexpected `len`; a constant is needed",
    ] == found


def test_all_of_a_node_is_told_at_once() -> None:
    whole = graph(
        ["a.b", "", "x"], ["y", "y"], [["", "", "", "1", "1"]], "unique", executionMode="loop", outputPath="p"
    )
    whole["nodes"][1]["content"]["rules"][0]["in x"] = 5
    whole["nodes"] += [{"id": "f", "name": "Fetch", "type": "functionNode"}]
    whole["nodes"][0]["content"] = {"schema": "{}"}
    assert [
        "node `Request`: checks records by a schema; take it out",
        'node `Fetch`: is of type "functionNode"; a graph of one decision table is read',
        'node `Answer`, `hitPolicy`: is "unique"; zen knows `first` and `collect`',
        'node `Answer`, `executionMode`: is "loop", and a policy decides for one record; choose `single`',
        'node `Answer`, `outputPath`: is "p", and a table reads and gives whole records here',
        'node `Answer`, input 1: field "a.b" is no name; letters, digits and underscores',
        "node `Answer`, output 2: has no id of its own",
        "node `Answer`, output 2 `y`: stands twice, and zen gives the last; take one out",
        "node `Answer`, rule 1, input 3 `x`: 5 is no text; cells are expressions as texts",
    ] == refusals(whole)


def test_one_table_stands_between_input_and_output() -> None:
    two = graph(["x"], ["y"], [["5", "1"]])
    two["nodes"].append({**two["nodes"][1], "id": "d"})
    assert ["nodes: has 2 of type `decisionTableNode`; it has one of each"] == refusals(two)
    loose = graph(["x"], ["y"], [["5", "1"]])
    loose["edges"].pop()
    said = "edges: do not lead from the input to the table and on to the output, and nowhere else"
    assert [said] == refusals(loose)
    assert ["node `Answer`: has no rules"] == refusals(graph(["x"], ["y"], []))
    mixed = refusals(graph(["x"], ["y"], [["5", "1"], ["'a'", "1"]]))
    assert len(mixed) == 1
    assert mixed[0].startswith("node `Answer`, rule 2, input 1 `x` `'a'`: ")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"nodes": 5}', b'{"nodes": [], "nodes": []}'])
def test_what_is_no_graph_is_told(content: bytes) -> None:
    with pytest.raises(FileError):
        read_jdm(content, "drawn.json")


def test_a_null_can_be_what_is_not_known_yet() -> None:
    whole = graph(["x"], ["y"], [["> 5", "'a'"], ["", "'b'"]])
    table: Any = made(read_jdm(json.dumps(whole).encode(), "drawn.json", nulls_are_open=True).table().definition)
    assert table.decide({}).outcome is None
    assert ("x",) == tuple(table.decide({}).missing)
    assert "b" == policy(whole).decide({}).outcome


EXPORTED = ("career-stage", "key-person-tiers", "man", "necessity-test", "owner-routing")
WITH_CONDITIONS = ("key-person-benefits", "lifecycle", "message-gate", "reserve-warning", "retention-ladder")
"""Policies of which an export has a column of conditions, which has no field."""


@pytest.mark.parametrize("id_", [*EXPORTED, *WITH_CONDITIONS])
def test_what_is_exported_imports_back_to_the_same_decisions(id_: str) -> None:
    ours = crmrules.policy(id_)
    back: Any = made(read_jdm(to_jdm(ours.definition, DAY).encode(), "back.json").table().definition)
    limits = [each for each in ours.definition.values_on(DAY).values() if isinstance(each, int | float)]
    chance = random.Random(id_)
    seen = set()
    for _ in range(100):
        record = {each.name: value(each.type, limits, chance) for each in ours.definition.facts.declared}
        kept = {each.name: record[each.name] for each in back.definition.facts.declared}
        outcome = ours.decide(record, as_of=DAY).outcome
        assert outcome == back.decide(kept).outcome, record
        seen.add(outcome)
    assert len(seen) > 1


def value(type_: Type, limits: Sequence[float], chance: random.Random) -> Any:
    """A value of a fact: where it is a number, one at or beside a limit of the policy."""
    match type_.kind:
        case Kind.BOOL:
            return chance.random() < 0.5
        case Kind.TEXT:
            return chance.choice(type_.values or ("a", "b"))
        case _:
            return max(0, int(chance.choice([*limits, 1])) + chance.choice((-1, 0, 1)))


def test_constants_in_parentheses_are_what_they_hold() -> None:
    cells = ["(-1)", "> (-2) and < (1)", "10, ((2.5))", "[(-3)..-2)", "((-5)..(-4)]", "in [(-7), 7]", "(('x'))"]
    for cell in cells:
        is_text = "x" in cell
        whole = graph(["x"], ["outcome"], [[cell, "'hit'"], ["77" if not is_text else "'77'", "'typed'"]])
        zen, table = zen_of(whole), policy(whole)
        values = ["x", "y", None] if is_text else [-7, -5, -4, -3, -2.5, -2, -1, 0, 1, 2.5, 10, None]
        for value in values:
            assert zen({"x": value}).get("outcome") == table.decide({"x": value}).outcome, (cell, value)


def test_a_fact_that_is_too_large_written_out_is_refused_by_name() -> None:
    doubled = {f"e{place + 1}": {"is": f"e{place} + e{place}"} for place in range(40)}
    facts = {"e0": {"type": "number"}, **doubled}
    document = rules("first", ("e40 > 1", "x"), facts=facts, default="y")
    with pytest.raises(crmrules.CrmRulesError, match="fact `e8`: comes to more than 500 names and signs"):
        to_jdm(crmrules.from_dict(document).definition)
