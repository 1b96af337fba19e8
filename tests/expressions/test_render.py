"""Rendering and reading again gives the same tree."""

import datetime

import pytest
from hypothesis import given, settings

from crmrules.expressions.parse import parse
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import Expression, Value
from crmrules.expressions.types import Kind
from tests.strategies import PARAMETERS, SCHEMA, expressions

PLAIN = [
    "not (a and b) or c",
    "(a or b) and c",
    "a and (b and c)",
    "(a + b) * c - d / (e - f)",
    "a - (b - c)",
    "-(a + b) * -c",
    "--a",
    "0 <= a < b",
    "a < b and c != d",
    "(a < b) == (b < c)",
    "a in (b, 1)",
    "a in (b,)",
    "a not in (b, c)",
    "not a not in (b, c)",
    "not a == b",
    'a == "say \\"hi\\" \\\\ \'there\'"',
    "known(a) and coalesce(a, b) or days_between(as_of, c) > 1",
    "a < 1e-07",
]


@pytest.mark.parametrize("text", PLAIN)
def test_text_without_needless_parentheses_is_rendered_as_it_was_written(text: str) -> None:
    assert text == render(parse(text))


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("((a))", "a"),
        ("a < b and b < c", "a < b < c"),
        ("not (a in (1, 2))", "a not in (1, 2)"),
        ("(a * b) + c", "a * b + c"),
        ("'x'=='y'", '"x" == "y"'),
        ("1e3 < 00", "1000.0 < 0"),
    ],
)
def test_what_can_be_said_shorter_is(text: str, shorter: str) -> None:
    assert shorter == render(parse(text))


@given(expressions(SCHEMA, PARAMETERS))
@settings(max_examples=300)
def test_a_rendered_condition_reads_as_the_same_tree(tree: Expression) -> None:
    assert tree == parse(render(tree))


@given(expressions(SCHEMA, PARAMETERS, Kind.NUMBER, numbers=True))
@settings(max_examples=200)
def test_a_rendered_number_reads_as_the_same_tree_whatever_its_literals(tree: Expression) -> None:
    assert tree == parse(render(tree))


@given(expressions(SCHEMA, PARAMETERS))
@settings(max_examples=100)
def test_rendering_what_was_rendered_changes_nothing(tree: Expression) -> None:
    assert render(tree) == render(parse(render(tree)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (True, "true"),
        (False, "false"),
        (1, "1"),
        (0.1, "0.1"),
        ('"', '"\\""'),
        (datetime.date(2026, 7, 1), "2026-07-01"),
    ],
)
def test_constants_are_written_as_people_read_them(value: Value, text: str) -> None:
    assert text == literal(value)
