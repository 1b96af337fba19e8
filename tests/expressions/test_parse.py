"""The rule language: what it reads, and what it refuses, at which column and with which remedy."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crmrules.errors import ExpressionError
from crmrules.expressions.functions import FUNCTIONS
from crmrules.expressions.instead import NO_DAYS
from crmrules.expressions.parse import MAX_CHARACTERS, MAX_NODES, parse
from crmrules.expressions.render import render
from crmrules.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Not,
    Or,
    walk,
)

A, B, C, D = Name("a"), Name("b"), Name("c"), Name("d")
ONE, TWO = Literal(1), Literal(2)
SURROGATE = chr(0xD800)

READ: list[tuple[str, Expression]] = [
    ("true", Literal(True)),
    ("false", Literal(False)),
    ("0", Literal(0)),
    ("00", Literal(0)),
    ("0.0", Literal(0.0)),
    ("1e3", Literal(1000.0)),
    ("1.5E-3", Literal(0.0015)),
    ("9007199254740991", Literal(2**53 - 1)),
    ('"gold"', Literal("gold")),
    ("'gold'", Literal("gold")),
    ('""', Literal("")),
    (r'"say \"hi\""', Literal('say "hi"')),
    (r"'it\'s'", Literal("it's")),
    (r'"C:\\dir"', Literal("C:\\dir")),
    ('"a\tb\u3000c\u00a0d"', Literal("a\tb\u3000c\u00a0d")),
    ('"a\x0bb\x0cc"', Literal("a\x0bb\x0cc")),
    ('"{x} # and = !"', Literal("{x} # and = !")),
    ("客户等级", Name("客户等级")),
    ("a客", Name("a客")),
    ("_a1", Name("_a1")),
    ("match", Name("match")),
    ("-a", Negative(A)),
    ("--a", Negative(Negative(A))),
    ("-1", Negative(ONE)),
    ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
    ("(a + b) * c", Arithmetic("*", Arithmetic("+", A, B), C)),
    ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
    ("a / -b", Arithmetic("/", A, Negative(B))),
    ("a == b", Comparison("==", A, B)),
    ("a != b", Comparison("!=", A, B)),
    ("a < b", Comparison("<", A, B)),
    ("a <= b", Comparison("<=", A, B)),
    ("a > b", Comparison(">", A, B)),
    ("a >= b", Comparison(">=", A, B)),
    ("a < b <= c", And((Comparison("<", A, B), Comparison("<=", B, C)))),
    ("(a < b) == c", Comparison("==", Comparison("<", A, B), C)),
    ("a in (1, 2)", Membership(A, (ONE, TWO))),
    ("a in (1,)", Membership(A, (ONE,))),
    ("a in (1, 2,)", Membership(A, (ONE, TWO))),
    ("a not in (1, 2)", Not(Membership(A, (ONE, TWO)))),
    ("not a in (1, 2)", Not(Membership(A, (ONE, TWO)))),
    ("known(a)", Call("known", (A,))),
    ("min (a, b)", Call("min", (A, B))),
    ("coalesce(a, b, c)", Call("coalesce", (A, B, C))),
    ("days_between(a, b)", Call("days_between", (A, B))),
    ("a and b and c", And((A, B, C))),
    ("(a and b) and c", And((And((A, B)), C))),
    ("a or b and not c", Or((A, And((B, Not(C)))))),
    ("not not a", Not(Not(A))),
    ("a\n and\r\n\tb", And((A, B))),
    ("  \n a  ", A),
    ("as_of", Name("as_of")),
]

REFUSED: list[tuple[str, int, str, str]] = [
    ("", 1, "empty expression", ""),
    ("  \n ", 1, "empty expression", ""),
    ("a = b", 3, "unexpected `=`", "write `==` to compare"),
    ("a & b", 3, "unexpected `&`", "write `and`"),
    ("a || b", 3, "unexpected `|`", "write `or`"),
    ("!a", 1, "unexpected `!`", "write `not`"),
    ("~a", 1, "unexpected `~`", "write `not`"),
    ("a # b", 3, "unexpected `#`", "comments belong to the policy file, outside the quotes"),
    ("a.b", 2, "unexpected `.`", "a name has no parts"),
    (".5", 1, "unexpected `.`", "a name has no parts"),
    ("a[0]", 2, "unexpected `[`", "a list stands in parentheses: `in (first, second)`"),
    ("{a}", 1, "unexpected `{`", "a list stands in parentheses: `in (first, second)`"),
    ("a == “b”", 6, "unexpected `“`", "write a straight quote"),
    ("（a or b)", 1, "unexpected `（`", "write `(`, in half width"),
    ("a ≥ b", 3, "unexpected `≥`", "write `>=`"),
    ("a := b", 3, "unexpected `:`", ""),
    ("lambda: a", 7, "unexpected `:`", ""),
    ("a; b", 2, "unexpected `;`", ""),
    ("a @ b", 3, "unexpected `@`", ""),
    ("a % b", 3, "unexpected `%`", ""),
    ("a\\\nb", 2, "unexpected `\\`", ""),
    ("a\x00", 2, "unexpected `\x00`", ""),
    ("a" + SURROGATE, 2, f"unexpected `{SURROGATE}`", ""),
    ("a\u00a0< b", 2, "unexpected `\u00a0`", "write a plain space"),
    ("a \x0b< b", 3, "unexpected `\x0b`", ""),
    ("a ＝ b", 3, "unexpected `＝`", "write `==`"),
    ("1_0", 1, "unexpected `1`", ""),
    ("0x1", 1, "unexpected `0`", ""),
    ("1j", 1, "unexpected `1`", ""),
    ("1.", 1, "unexpected `1`", ""),
    ("a == 1.5.2", 6, "unexpected `1`", ""),
    ("a == 1and b", 6, "unexpected `1`", ""),
    ('f"a"', 2, "unexpected quote", "put a space between"),
    ('a == "b" "c"', 10, "two texts side by side", "join them, or put a comma between"),
    ('a in ("b" "c")', 11, "two texts side by side", "join them, or put a comma between"),
    ("+a", 1, "unary plus is no part of the rule language", ""),
    ("a ** b", 1, "this operator is no part of the rule language", ""),
    ("b < a // b", 5, "this operator is no part of the rule language", ""),
    ("a if b else c", 1, "`if ... else` is no part of the rule language", ""),
    ("await a", 1, "`await` is no part of the rule language", ""),
    ("known(*a)", 7, "`starred` is no part of the rule language", ""),
    ("known(**a)", 1, "`known` takes plain arguments only", ""),
    ("min(a for a in b)", 4, "`generatorexp` is no part of the rule language", ""),
    ("a(b)(c)", 1, "a call of anything but a named function is no part of the rule language", ""),
    ('"a"(b)', 1, "a call of anything but a named function is no part of the rule language", ""),
    ("b and knwon(a)", 7, "unknown function `knwon`", "did you mean `known`?"),
    ("eval(a)", 1, "unknown function `eval`", "known are " + ", ".join(f"`{each}`" for each in FUNCTIONS)),
    ("known", 1, "function `known` needs its arguments", "write `known(...)`"),
    ("a == True", 6, "unknown word `True`", "write `true`"),
    ("a == False", 6, "unknown word `False`", "write `false`"),
    ("a == None", 6, "unknown word `None`", "whether a fact is known is asked with `known(fact)`"),
    ("a is None", 1, "`is` is no part of the rule language", "write `not known(a)`"),
    ("a is not null", 1, "`is` is no part of the rule language", "write `known(a)`"),
    ("a > 2026-10-11", 5, "an expression holds no days", NO_DAYS),
    ("a > 2026-07-01", 5, "an expression holds no days", NO_DAYS),
    *(
        (text, column, "not an expression", remedy)
        for text, column, remedy in (
            ("a AND b", 3, "write `and`"),
            ("NOT a", 1, "write `not`"),
            ("a IN (b)", 3, "write `in`"),
            ("a IS NOT NULL", 3, "write `known(a)`"),
            ("a IS NULL and b", 3, "write `not known(a)`"),
            ("a between b and c", 3, "write `b <= a <= c`"),
            ("a not between b and c", 7, "write `not (b <= a <= c)`"),
            ("a between", 3, "write `low <= a <= high`"),
            ("a <> b", 3, "write `!=`"),
            ("  (a and b", 3, "this parenthesis is not closed"),
            ("a)", 2, "this parenthesis closes nothing"),
            ("a b", 3, "something is missing before `b`, such as `and`"),
            ("a and", 3, "something is missing after `and`"),
            ("a == == b", 6, "something is missing before `==`"),
            ("007 < a", 1, "write `7`, without zeros before it"),
            ("class == a", 1, "`class` can be no name"),
            ("if a then b", 1, "there is no `if`: each rule is one condition"),
            ("known a", 1, "write `known(...)`"),
        )
    ),
    ("a is b", 1, "`is` is no part of the rule language", "write `==` or `!=`"),
    ("a is not b", 1, "`is` is no part of the rule language", "write `==` or `!=`"),
    ("()", 1, "a list stands only after `in`", ""),
    ("a, b", 1, "a list stands only after `in`", ""),
    ("a == (b, c)", 6, "a list stands only after `in`", ""),
    ("a in ((1, 2),)", 7, "a list stands only after `in`", ""),
    ("a in b", 6, "`in` needs a list", "write `in (first, second)`, or `==` for a single value"),
    ("a in (b)", 7, "`in` needs a list", "write `in (first, second)`, or `==` for a single value"),
    ("a in ()", 6, "`in` needs a list", "write `in (first, second)`, or `==` for a single value"),
    ("a in (b, c) == d", 1, "`in` cannot stand in a chain", "join the comparisons with `and`"),
    ("9007199254740992", 1, "number 9007199254740992 is too large", "whole numbers reach to 9,007,199,254,740,991"),
    ("a < 1e999", 5, "number 1e999 is too large", "whole numbers reach to 9,007,199,254,740,991"),
    ("ﬁrst", 1, "name `ﬁrst` is not in normal form (NFKC)", "write `first`"),
    ("a and ｔｒｕｅ", 7, "name `ｔｒｕｅ` is not in normal form (NFKC)", "write `true`"),
    ("ｋｎｏｗｎ(a)", 1, "name `ｋｎｏｗｎ` is not in normal form (NFKC)", "write `known`"),
]

# What Python's own grammar says of these differs from version to version, and is none of our words.
UNGRAMMATICAL = ["a ==", "a b", "a <> b", "a == not b", "yield a", "(a", "a)", "not", "if", "01", "1客", "a\nb", "*a"]

TOKENS = (
    *FUNCTIONS,
    *("a", "客户", "as_of", "true", "None", "0", "1", "2.5", "1e9", '"x"', "'y'", "and", "or", "not", "in", "is"),
    *("if", "else", "for", "lambda", "await", "==", "!=", "<", "<=", ">", "+", "-", "*", "/", "(", "(", ")", ")"),
    *(",", " ", " ", "\n", "**", "=", ".", "#"),
)


@pytest.mark.parametrize(("text", "tree"), READ, ids=[repr(text) for text, _ in READ])
def test_every_construct_is_read_as_its_tree(text: str, tree: Expression) -> None:
    assert tree == parse(text)


@pytest.mark.parametrize(("text", "column", "message", "remedy"), REFUSED, ids=[ascii(each[0]) for each in REFUSED])
def test_what_is_not_of_the_language_is_refused_where_it_stands(
    text: str, column: int, message: str, remedy: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert (f"column {column}", message, remedy) == (problem.path, problem.message, problem.remedy)


@pytest.mark.parametrize("text", ['"a', "'a", '"a\nb"', '"a\\nb"', '"a\\', "'a\"", '"""a"""', 'a == "'], ids=repr)
def test_a_text_ends_on_its_line_with_its_own_quote(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"unexpected `|two texts side by side"):
        parse(text)


def test_columns_count_characters_whatever_their_width_in_bytes() -> None:
    tree = parse('  客户 == "金" and known(b)')
    columns = [(type(node).__name__, node.column) for node in walk(tree)]
    expected = [("And", 3), ("Comparison", 3), ("Name", 3), ("Literal", 9), ("Call", 17), ("Name", 23)]
    assert expected == columns


def test_the_column_is_no_part_of_a_tree() -> None:
    assert parse("a") == parse("   a")
    assert hash(parse("a < 1")) == hash(parse("  a  <  1"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * (MAX_CHARACTERS + 1), "expression of 4,001 characters"),
        ("-" * (MAX_CHARACTERS - 1) + "a", "expression nested too deeply"),
        ("not " * 999 + "a", "expression nested too deeply"),
        ("-" * 64 + "a", "expression nested too deeply"),
        ("abs(" * 64 + "a" + ")" * 64, "expression nested too deeply"),
        ("(" * 1999 + "a" + ")" * 1999, "not an expression"),
        ("+".join(["a"] * 2000), "expression nested too deeply"),
        ("a in (" + "1," * 1000 + ")", "expression too large"),
        ("<".join("a" * 1000), "expression too large"),
        ("true == (" * 20 + "a == b" + ") == true" * 20, "expression too large"),
    ],
    ids=range(10),
)
def test_what_is_too_long_too_deep_or_too_large_is_refused_at_once(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert message == caught.value.problems[0].message


def test_the_limits_are_what_is_still_read() -> None:
    assert Name("a" * MAX_CHARACTERS) == parse("a" * MAX_CHARACTERS)
    assert 64 == len(list(walk(parse("-" * 63 + "a"))))
    assert MAX_NODES - 1 == len(list(walk(parse("a in (" + "1," * (MAX_NODES - 3) + ")"))))
    assert And((A,) * 660) == parse("a and " * 659 + "a")
    assert A == parse("(" * 100 + "a" + ")" * 100)


def test_chains_within_chains_do_not_grow_beyond_the_limit() -> None:
    # each level doubles the comparisons below it, since a chain's inner part stands in two of them
    sizes = [len(list(walk(parse("d == (" * n + "a == b" + ") == c" * n)))) for n in range(7)]
    assert [3, 11, 27, 59, 123, 251, 507] == sizes
    with pytest.raises(ExpressionError, match="too large"):
        parse("d == (" * 7 + "a == b" + ") == c" * 7)


def test_a_tree_is_hashable_and_tells_numbers_truths_and_floats_apart() -> None:
    assert len({parse("1"), parse("true"), parse("1.0")}) == 3


@given(st.text(max_size=60) | st.text("ab1 .\"'()=<>!-+*/,\\\n\t#客ﬁ", max_size=40))
@settings(max_examples=400)
def test_any_text_either_parses_or_is_refused_with_an_expression_error(text: str) -> None:
    _parses_or_is_refused(text)


@given(st.lists(st.sampled_from(TOKENS), max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=600)
def test_shuffled_tokens_either_parse_or_are_refused_with_an_expression_error(tokens: list[str], gap: str) -> None:
    _parses_or_is_refused(gap.join(tokens))


def _parses_or_is_refused(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as error:
        (problem,) = error.problems
        column = int(problem.path.removeprefix("column "))
        assert 1 <= column <= len(text) + 2
        assert problem.message
    else:
        assert len(list(walk(tree))) <= MAX_NODES


@pytest.mark.parametrize("text", UNGRAMMATICAL, ids=ascii)
def test_what_python_s_grammar_refuses_is_told_in_our_words(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert "not an expression" == problem.message
    assert not {"literal", "syntax", "octal", "forgot"} & {*problem.remedy.split()}


ANY_COLUMN: list[tuple[str, str]] = [
    ("Charge  Amount / 100", 'a column with blanks in its name is read as `column("Charge  Amount")`'),
    ("Total Charges (USD) - fee", 'a column with blanks in its name is read as `column("Total Charges (USD)")`'),
    ("总费用(元) + 1", 'a column of that name is read as `column("总费用(元)")`'),
    ("总费用（元）", 'a column whose name is no plain word is read as `column("its name")`'),
    ("a.b", 'a column whose name is no plain word is read as `column("its name")`'),
    ("1st", 'a column whose name is no plain word is read as `column("its name")`'),
    ("class > a", '`class` can be no name; a column is read as `column("class")`'),
    ("ﬁrst", 'a column of that name is read as `column("ﬁrst")`'),
]


@pytest.mark.parametrize(("text", "remedy"), ANY_COLUMN, ids=[ascii(text) for text, _ in ANY_COLUMN])
def test_where_names_stand_for_columns_it_is_told_how_to_read_any(text: str, remedy: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, columns=True)
    assert remedy == caught.value.problems[0].remedy


@given(st.text(st.characters(exclude_characters="\0\n\r", exclude_categories=["Cs"]), min_size=1, max_size=12))
@example("A·")
def test_a_column_of_any_name_is_read_and_written(name: str) -> None:
    tree = Arithmetic("/", Name(name), Literal(100))
    assert tree == parse(render(tree), columns=True)


def test_in_a_policy_column_is_a_name_like_others() -> None:
    assert Name("column") == parse("column")
    with pytest.raises(ExpressionError, match="unknown function `column`"):
        parse('column("a b")')
