"""What tables read of the decisions that they require: by name, by variable, and by output, as Camunda does."""

import pytest

from tests.dmn_tables import NAMESPACE, dmn, policy, read


def decision(name: str, logic: str, variable: str = "", requires: tuple[str, ...] = ()) -> str:
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires
    )
    called = f'<variable name="{variable}"/>' if variable else ""
    return f'<decision id="{name}" name="{name}">{called}{needs}{logic}</decision>'


def table(inputs: dict[str, str], output: str, *rows: list[str]) -> str:
    text = dmn(inputs, [output], rows)
    return text[text.index("<decisionTable") : text.index("</decision>")]


def expression(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def whole(*parts: str) -> str:
    return f'<definitions xmlns="{NAMESPACE}">{"".join(parts)}</definitions>'


SIGN = table({"x": "number"}, "sign", ["> 0", '"plus"'], ["<= 0", '"minus"'])
SEASON = {"temperature": "number"}, "season", ["> 20", '"Summer"'], ["<= 20", '"Winter"']


@pytest.mark.parametrize("called", ["Season of year", "season", "when"])
def test_an_answer_is_called_by_decision_variable_or_output(called: str) -> None:
    dish = table({called: "string"}, "dish", ['"Winter"', '"Stew"'], ['not("Winter")', '"Salad"'])
    text = whole(
        decision("Season of year", table(*SEASON), "when"), decision("Dish", dish, requires=("Season of year",))
    )
    found = policy(text)
    assert ["Stew", "Salad"] == [found.decide({"temperature": each}).outcome for each in (5, 25)]


def test_an_output_that_two_answers_have_or_data_is_called_like_is_no_name_of_them() -> None:
    twice = table({"sign": "string"}, "out", ['"plus"', '"x"'])
    both = whole(decision("A", SIGN), decision("B", SIGN), decision("C", twice, requires=("A", "B")))
    data = '<inputData id="s" name="sign"><variable name="sign" typeRef="string"/></inputData>'
    declared = whole(data, decision("A", SIGN), decision("C", twice, requires=("A",)))
    for text in (both, declared):
        assert "x" == policy(text, "C").decide({"sign": "plus"}).outcome


def test_one_of_several_outputs_is_called_by_its_name() -> None:
    pair = dmn({"x": "number"}, ["p", "q"], [["> 0", '"a"', "1"], ["<= 0", '"b"', "2"]])
    pair = pair[pair.index("<decisionTable") : pair.index("</decision>")]
    read_ = table({"p": "string"}, "out", ['"a"', '"first"'], ['"b"', '"second"'])
    found = policy(whole(decision("A", pair), decision("C", read_, requires=("A",))))
    assert ["first", "second"] == [found.decide({"x": each}).outcome for each in (1, 0)]


def test_an_answer_is_known_after_another_name_of_one_before() -> None:
    last = table({"Other": "string", "B": "string"}, "out", ['"plus"', '"minus"', '"hit"'])
    parts = [decision("A", SIGN), decision("Other", expression("A"), requires=("A",))]
    parts += [decision("B", SIGN.replace("<text>x<", "<text>y<")), decision("C", last, requires=("Other", "B"))]
    found = policy(whole(*parts))
    assert ["hit", None] == [found.decide({"x": 1, "y": each}).outcome for each in (0, 1)]


def test_an_expression_of_a_file_without_data_names_what_it_reads() -> None:
    net = decision("Net amount", expression("gross - tax"), "net")
    found = policy(
        whole(net, decision("C", table({"net": "number"}, "out", ["> 10", '"x"']), requires=("Net amount",)))
    )
    assert ["x", None] == [found.decide({"gross": 20, "tax": each}).outcome for each in (5, 15)]
    data = '<inputData id="g" name="gross"><variable name="gross" typeRef="number"/></inputData>'
    given = read(
        whole(data, net, decision("C", table({"net": "number"}, "out", ["> 10", '"x"']), requires=("Net amount",)))
    )
    assert "`tax` is no name known here" in dict(given.left)["Net amount"]


def test_answers_that_are_days_are_read_as_days_and_ranked() -> None:
    days = [["> 0", 'date("2026-07-01")'], ["> 5", '@"2026-08-01"']]
    ranked = dmn({"x": "number"}, [("day", '@"2026-08-01", @"2026-07-01"')], days, "PRIORITY")
    assert ["2026-08-01", "2026-07-01"] == [policy(ranked).decide({"x": each}).outcome for each in (6, 5)]
    ranked = ranked[ranked.index("<decisionTable") : ranked.index("</decision>")]
    late = table({"A": "date"}, "out", ['> date("2026-07-15")', '"late"'], ['<= date("2026-07-15")', '"soon"'])
    found = policy(whole(decision("A", ranked), decision("C", late, requires=("A",))))
    assert ["late", "soon"] == [found.decide({"x": each}).outcome for each in (6, 5)]


def test_expressions_that_several_others_read_are_looked_at_once() -> None:
    """Each of these reads both before it: without this it would be 2 to the power of 40 readings."""
    parts = [decision("E0", expression("x + 1")), decision("F0", expression("x + 2"))]
    for place in range(40):
        for name, sign in (("E", "+"), ("F", "-")):
            before = (f"E{place}", f"F{place}")
            parts.append(decision(f"{name}{place + 1}", expression(f" {sign} ".join(before)), requires=before))
    top = decision("C", table({"E2": "number", "F40": "number"}, "out", ["> 3", "-", '"x"']), requires=("E2", "F40"))
    assert ["x", None] == [policy(whole(*parts, top)).decide({"x": each}).outcome for each in (1, 0)]


def test_decisions_that_require_each_other_without_end_are_refused_by_name() -> None:
    reckoned = [decision(f"E{place + 1}", expression(f"E{place} + 1"), requires=(f"E{place}",)) for place in range(900)]
    top = decision("C", table({"E900": "number"}, "out", ["> 3", '"x"']), requires=("E900",))
    found = read(whole(decision("E0", expression("x")), *reckoned, top))
    assert "more than 100 deep" in "\n".join(said for _, said in found.left)
    again = table({"before": "string"}, "out", ['"a"', '"a"'])
    tables = [
        decision(f"T{place}", again.replace("before", f"T{place - 1}"), requires=(f"T{place - 1}",))
        for place in range(300, 0, -1)
    ]
    refused = "\n".join(str(error) for _, error in read(whole(*tables, decision("T0", SIGN))).refused)
    assert "decision `T200`: is required by decisions that do so more than 100 deep" in refused


@pytest.mark.parametrize("nulls_are_open", [False, True])
def test_a_table_of_which_every_answer_will_do_is_not_read(nulls_are_open: bool) -> None:
    twice = table({"n": "number"}, "first", ["-", '"a"'], ["null", '"a"'])  # two rules are true of a null
    reads = table({"first": "string", "m": "number"}, "out", ['"a", null', "1", '"x"'])
    text = whole(decision("First", twice), decision("Then", reads, requires=("First",)))
    found = policy(text, "Then", nulls_are_open)
    assert {"m"} == set(found.definition.facts.types)
    assert "x" == found.decide({"m": 1}).outcome
