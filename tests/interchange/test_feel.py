"""Cells and input expressions as conditions."""

import pytest

from crmrules.errors import ExpressionError
from crmrules.expressions.render import render
from crmrules.expressions.tree import Name
from crmrules.expressions.types import Kind
from crmrules.interchange.feel.names import Names
from crmrules.interchange.feel.reading import read_expression, read_tests
from crmrules.interchange.tables.nulls import as_open, as_values

NAMES = Names(
    {
        **{"age": Kind.NUMBER, "limit": Kind.NUMBER, "risk": Kind.TEXT, "joined": Kind.DATE},
        **{"Credit score": Kind.NUMBER, "Applicant.Age": Kind.NUMBER, "pre-bureau risk": Kind.TEXT},
    }
)


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("-", "true"),
        ("", "true"),
        ("18", "known(age) and age == 18"),
        ("< 18", "known(age) and age < 18"),
        (">=18", "known(age) and age >= 18"),
        ("-5", "known(age) and age == -5"),
        ("> -0.5", "known(age) and age > -0.5"),
        ("[18..65]", "known(age) and 18 <= age <= 65"),
        ("(18..65)", "known(age) and 18 < age < 65"),
        ("]18..65[", "known(age) and 18 < age < 65"),
        ("[18 .. 65)", "known(age) and 18 <= age < 65"),
        ("1,2, 3", "known(age) and age in (1, 2, 3)"),
        ("<18, >65", "known(age) and (age < 18 or age > 65)"),
        ("[1..5], 7", "known(age) and (1 <= age <= 5 or age == 7)"),
        ("not(18)", "not known(age) or age != 18"),
        ("not(1, 2)", "not known(age) or age not in (1, 2)"),
        ("not(<18)", "known(age) and age >= 18"),
        ("not( [18..65] )", "known(age) and (18 > age or age > 65)"),
        ("null", "not known(age)"),
        ("not(null)", "known(age)"),
        ("min(1, 2)", "known(age) and age == min(1, 2)"),
        ("not(abs(-2))", "not known(age) or age != abs(-2)"),
        ("(> 18)", "known(age) and age > 18"),
        ("(<18), (>= 65)", "known(age) and (age < 18 or age >= 65)"),
        ("list contains([1, 2], ?)", "known(age) and age in (1, 2)"),
        ("not(list contains([1, 2], ?))", "not known(age) or age not in (1, 2)"),
        (
            "list contains([limit], ?)",
            "known(age) and known(limit) and age == limit or not known(age) and not known(limit)",
        ),
        ("null, <18", "not known(age) or known(age) and age < 18"),
        ("limit", "known(age) and known(limit) and age == limit or not known(age) and not known(limit)"),
        ("< limit", "known(age) and known(limit) and age < limit"),
        ("[limit..100]", "known(limit) and known(age) and limit <= age <= 100"),
        ("? > 5 and ? < 10", "known(age) and (age > 5 and age < 10)"),
        ("(18)", "known(age) and age == 18"),
        ("[1, 2]", "known(age) and age in (1, 2)"),
        (".5", "known(age) and age == 0.5"),
        ("5 // five", "known(age) and age == 5"),
        ("/* five */ 5", "known(age) and age == 5"),
    ],
)
def test_a_cell_is_true_where_its_tests_are_nulls_being_values(cell: str, condition: str) -> None:
    assert condition == render(as_values(read_tests(cell, NAMES, Name("age"), Kind.NUMBER)))


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ('"high"', 'risk == "high"'),
        ('"high","low"', 'risk in ("high", "low")'),
        ('not("high", "low")', 'risk not in ("high", "low")'),
        ('"say \\"hi\\""', r'risk == "say \"hi\""'),
        ('"\\u5BA2"', 'risk == "客"'),
        ("null", "not known(risk)"),
        ("not(null)", "not not known(risk)"),
        ('contains(?, "a")', 'contains(risk, "a")'),
        ('starts with(?, "a") or ends with(?, "b")', 'starts_with(risk, "a") or ends_with(risk, "b")'),
    ],
)
def test_with_open_nulls_a_cell_asks_what_it_says(cell: str, condition: str) -> None:
    assert condition == render(as_open(read_tests(cell, NAMES, Name("risk"), Kind.TEXT)))


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ('date("2026-07-01")', "joined == 2026-07-01"),
        ('>= date("2026-07-01")', "joined >= 2026-07-01"),
        ('[date("2026-01-01")..date("2026-12-31")]', "2026-01-01 <= joined <= 2026-12-31"),
        ("< date(2026, 7, 1)", "joined < 2026-07-01"),
        ('@"2026-07-01"', "joined == 2026-07-01"),
        ('>= date and time("2026-07-01T00:00:00")', "joined >= 2026-07-01"),
        ("?.year = 2026", "year(joined) == 2026"),
    ],
)
def test_days_are_written_in_many_ways(cell: str, condition: str) -> None:
    assert condition == render(as_open(read_tests(cell, NAMES, Name("joined"), Kind.DATE)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Credit score", "Credit score"),
        ("Credit   score", "Credit score"),
        ("Applicant . Age", "Applicant.Age"),
        ("pre-bureau risk", "pre-bureau risk"),
        ("a new name", "a new name"),
        ("Order.Total Amount", "Order.Total Amount"),
        ("客户 等级", "客户 等级"),
        ("in-store age", "in-store age"),
    ],
)
def test_names_have_blanks_signs_and_parts(text: str, tree: str) -> None:
    names = Names({**NAMES.known, "in-store age": None}, open=True)
    assert Name(tree) == read_expression(text, names)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("age - limit", "age - limit"),
        ("age-limit", "age - limit"),
        ("(age + limit) * 12 / 2", "(age + limit) * 12 / 2"),
        ("-age", "-age"),
        ("age >= 18 and age < 65 or limit = 1", "age >= 18 and age < 65 or limit == 1"),
        ("age between 18 and 65", "18 <= age <= 65"),
        ('risk in ("a", "b")', 'risk in ("a", "b")'),
        ("age in [18..65]", "18 <= age <= 65"),
        ("not(age = 1)", "not age == 1"),
        ("abs(age)", "abs(age)"),
        ("decimal(age, 2)", "round(age, 2)"),
        ("min(age, limit)", "min(age, limit)"),
        ("joined.year", "year(joined)"),
        ("lower case(risk)", "lower(risk)"),
        ("if age != null then age else limit", "coalesce(age, limit)"),
    ],
)
def test_expressions_are_those_of_the_rule_language(text: str, tree: str) -> None:
    assert tree == render(read_expression(text, NAMES))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("High", 'column 1: `High` is no name known here; a text is written "High"'),
        ("a > b", "column 1: `a` and `b` are no names known here; what is compared by order or"),
        ("> limits", "column 3: `limits` is no name known here; did you mean `limit`?"),
        ("not(? > 2, x, y)", 'column 12: `x` and `y` are no names known here; a text is written "x"'),
        ('"x, y" = name, limit < p /* q */', "column 10: `name` and `p` are no names known here; what is compared"),
        ("true", "column 1: `true` is a boolean, and its column is of type number"),
        ("'a'", 'column 1: unexpected `\'`; a text is written "so"'),
        (">2 and <5", "column 4: `and` is no part of S-FEEL that can be said here; each side of it says what it tests"),
        ("< ", "column 3: ends where a value is needed"),
        ("[1..", "column 5: ends where a value is needed"),
        ("[1..2", "column 6: ends where `]`, or `)` is needed"),
        ("1 2", "column 3: unexpected `2`"),
        ("sum(age)", "column 1: function `sum` is no part of S-FEEL that can be said here"),
        ("for x in y return x", "column 1: `for` is no part of S-FEEL that can be said here"),
        ("if age > 1 then 2 else 3", "column 1: chooses by `if`, which is no part of the rule language"),
        ("age ** 2", "column 6: raises to a power, which is no part of the rule language"),
        ('duration("P1D")', "column 1: function `duration` is no part of S-FEEL that can be said here"),
        ('date("2026-02-30")', '"2026-02-30" is no day'),
        ('date and time("2026-07-01T10:00:00")', '"2026-07-01T10:00:00" is no day'),
        ("1e400", "number 1e400"),
        ("(" * 60, "is nested too deeply to be read"),
        ("? in (" * 39, "is nested too deeply to be read"),
        ("1" * 5000, "is longer than 4,000 characters"),
    ],
)
def test_what_cannot_be_said_is_named_with_its_column(cell: str, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_tests(cell, NAMES, Name("age"), Kind.NUMBER)
    assert said in str(caught.value)
