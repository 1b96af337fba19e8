"""S-FEEL to trees of the rule language: expressions, and the unary tests of a cell.

A tree that is read here may hold any number, day and null as a literal, and its names are those of the DMN file, with
dots between their parts. What a null comes to is said elsewhere (`nulls`): here only the words are changed.
"""

import re
from collections.abc import Callable

from attrs import define, field

from crmrules.errors import ExpressionError
from crmrules.expressions.functions import MOST_PLACES, Function
from crmrules.expressions.operators import ArithmeticOperator
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
)
from crmrules.expressions.types import Kind
from crmrules.interchange.feel.literals import day_of, number_of, unescaped
from crmrules.interchange.feel.names import PARTS, WORDS, Names, function_at, word_at
from crmrules.interchange.feel.text import Cursor
from crmrules.interchange.feel.undeclared import undeclared

MAX_CHARACTERS = 4_000

_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w|\.\d)", re.ASCII)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_CALLS: dict[str, tuple[Function, int]] = {
    "contains": ("contains", 2),
    "starts with": ("starts_with", 2),
    "ends with": ("ends_with", 2),
    "lower case": ("lower", 1),
    "abs": ("abs", 1),
    "decimal": ("round", 2),
    "min": ("min", 0),
    "max": ("max", 0),
}
"""Functions of FEEL that mean what ours do, and how many arguments they have; 0 where it may be more than one."""
_FUNCTIONS = frozenset(("not", "date", "date and time", "list contains", *_CALLS))

ITSELF = "?"
"""The value of the column whose cell is read."""


def read_expression(text: str, names: Names) -> Expression:
    """The tree of an expression; raises `ExpressionError` with the column where it is none that can be said here."""
    parser = _Parser(text, names)
    return parser.whole(parser.expression)


def read_tests(text: str, names: Names, subject: Expression, subject_kind: Kind | None = None) -> Expression:
    """The condition that the unary tests of a cell put to the value of its column.

    Raises `ExpressionError` with the column where they are none that can be said here.
    """
    if text.strip() in ("", "-"):
        return Literal(True)
    parser = _Parser(text, names, subject, subject_kind)
    return parser.whole(parser.tests)


def is_any(text: str) -> bool:
    """Whether a cell asks nothing."""
    return text.strip() in ("", "-")


@define
class _Parser(Cursor):
    names: Names
    subject: Expression | None = field(default=None)
    subject_kind: Kind | None = field(default=None)

    def whole(self, part: Callable[[], Expression]) -> Expression:
        """All of the text as one part."""
        if len(self.text) > MAX_CHARACTERS:
            raise ExpressionError.of("", f"is longer than {MAX_CHARACTERS:,} characters")
        found = part()
        if not self.ended:
            raise self.unexpected()
        return found

    # the unary tests of a cell

    def tests(self) -> Expression:
        """``-``, tests with commas between them, or ``not(...)`` of such."""
        if self.calls("not"):
            self.word("not")
            self.sign("(")
            found = self._list(")")
            if self.ended:
                return Not(found)
            raise self.unexpected()
        return self._some(self._test)

    def _list(self, end: str) -> Expression:
        found = self._some(self._test)
        self.need(end)
        return found

    def _some(self, part: Callable[[], Expression]) -> Expression:
        """One of several parts, with commas between them; equal values become one list."""
        parts = [part()]
        while self.sign(","):
            parts.append(part())
        return alternatives(parts)

    def _test(self) -> Expression:
        return self.deeper(self._test_of_subject)

    def _test_of_subject(self) -> Expression:
        subject = self.subject
        assert subject is not None
        operator = self.operator()
        if operator is not None:
            return Comparison(operator, subject, self._sum())
        interval = self._interval(subject)
        if interval is not None:
            return interval
        if self.sign("["):
            return self._list("]")
        start = self.at
        if self.sign("("):  # as `(> 18)`, an interval with one end
            operator = self.operator()
            if operator is not None:
                beyond = Comparison(operator, subject, self._sum())
                self.need(")")
                return beyond
            self.at = start
        asked = self.expression()
        if is_condition(asked) and not isinstance(asked, Literal):
            if self.subject_kind is Kind.BOOL and ITSELF not in self.text[start : self.at]:
                raise self.said("compares, and its column is a boolean", "write what is compared in the column's head")
            return asked
        if isinstance(asked, Literal) and isinstance(asked.value, bool) and self.subject_kind not in (None, Kind.BOOL):
            said = f"`{str(asked.value).lower()}` is a boolean, and its column is of type {self.subject_kind.value}"
            raise ExpressionError.of(f"column {asked.column}", said)
        return Comparison("==", subject, asked)

    def _interval(self, subject: Expression) -> Expression | None:
        """An interval of the value, whose ends belong to it or not; None where none begins."""
        start = self.at
        opening = self.one_of("[](")
        if opening is None:
            return None
        try:
            low: Expression | None = self._sum()
        except ExpressionError:
            low = None
        if low is None or not self.sign(".."):
            self.at = start
            return None
        high = self._sum()
        closing = self.one_of("[])")
        if closing is None:
            raise self.unexpected("`]`, or `)`")
        return And((
            Comparison("<=" if opening == "[" else "<", low, subject),
            Comparison("<=" if closing == "]" else "<", subject, high),
        ))  # fmt: skip

    # expressions

    def expression(self) -> Expression:
        """An expression, with `or` the loosest."""
        return self.deeper(self._either)

    def _either(self) -> Expression:
        parts = [self._both()]
        while self.word("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._comparison()]
        while self.word("and"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _comparison(self) -> Expression:
        left = self._sum()
        operator = self.operator()
        if operator is not None:
            return Comparison(operator, left, self._sum())
        if self.word("between"):
            low = self._sum()
            if not self.word("and"):
                raise self.unexpected("`and`")
            return And((Comparison("<=", low, left), Comparison("<=", left, self._sum())))
        if self.word("in"):
            return self._within(left)
        return left

    def _within(self, item: Expression) -> Expression:
        """What follows ``in``: tests of the value before it."""
        outer, self.subject = self.subject, item
        try:
            interval = self._interval(item)
            if interval is not None:
                return interval
            end = {"(": ")", "[": "]"}.get(self.one_of("([") or "")
            return self._list(end) if end is not None else self._test()
        finally:
            self.subject = outer

    def _sum(self) -> Expression:
        return self._left(self._product, ("+", "-"))

    def _product(self) -> Expression:
        return self._left(self._signed, ("*", "/"))

    def _left(self, part: Callable[[], Expression], signs: tuple[ArithmeticOperator, ...]) -> Expression:
        found = part()
        while True:
            sign: ArithmeticOperator | None = next((each for each in signs if self.sign(each)), None)
            if sign is None:
                return found
            if sign == "*" and self.text.startswith("*", self.at):
                raise self.said("raises to a power, which is no part of the rule language")
            found = Arithmetic(sign, found, part())

    def _signed(self) -> Expression:
        if not self.sign("-"):
            return self._with_part(self._primary())
        operand = self.deeper(self._signed)
        if isinstance(operand, Literal) and isinstance(operand.value, int | float):
            return Literal(-operand.value, column=operand.column)
        return Negative(operand)

    def _primary(self) -> Expression:
        self.blanks()
        column = self.at + 1
        if self.names.at(self.text, self.at) is None and self.word("if"):
            return self._instead(column)
        found = self._literal(column)
        if found is not None:
            return found
        if self.sign("("):
            inner = self.expression()
            self.need(")")
            return inner
        if self.subject is not None and self.sign("?"):
            return self.subject
        named = self.names.at(self.text, self.at)
        called = function_at(self.text, self.at)
        if called is not None and (called[0] in _FUNCTIONS or named is None or named[0] not in self.names.known):
            self.at = called[1]
            return self._call(called[0], column)
        if named is not None:
            self.at = named[1]
            return self._part_of(Name(named[0], column=column))
        word = word_at(self.text, self.at)
        if word and word.split()[0] not in WORDS:
            raise undeclared(self.text, self.at, self.names)
        raise self.unexpected()

    def _instead(self, column: int) -> Expression:
        """``if x != null then x else y``, the one choice that the rule language has."""
        asked = self.expression()
        then = self.expression() if self.word("then") else None
        otherwise = self.expression() if then is not None and self.word("else") else None
        if otherwise is None or asked != Comparison("!=", then or asked, Literal(None)):
            raise ExpressionError.of(f"column {column}", "chooses by `if`, which is no part of the rule language")
        return Call("coalesce", (then or asked, otherwise), column=column)

    def _part_of(self, name: Name) -> Expression:
        """A name, or the year, month or weekday of a day."""
        first, _, last = name.name.rpartition(".")
        if name.name not in self.names.known and last in PARTS and self.names.known.get(first) is Kind.DATE:
            return Call(PARTS[last], (Name(first, column=name.column),), column=name.column)
        return name

    def _with_part(self, whole: Expression) -> Expression:
        """A value, or the year, month or weekday of a day."""
        self.blanks()
        if self.text.startswith("..", self.at) or not self.sign("."):
            return whole
        word = word_at(self.text, self.at)
        if not word:
            raise self.unexpected("a part of a day")
        if word not in PARTS:
            raise self.said(f"asks for `{word}` of a value, and of a day there are `year`, `month` and `weekday`")
        self.at += len(word)
        return Call(PARTS[word], (whole,))

    def _call(self, name: str, column: int) -> Expression:
        if name == "not":
            operand = self.expression()
            self.need(")")
            return Not(operand, column=column)
        if name in ("date", "date and time"):
            return self._day(name, column)
        if name == "list contains":
            return self._listed(column)
        if name not in _CALLS:
            raise ExpressionError.of(
                f"column {column}", f"function `{name}` is no part of S-FEEL that can be said here"
            )
        function, count = _CALLS[name]
        arguments = [self.expression()]
        while self.sign(","):
            arguments.append(self.expression())
        self.need(")")
        if len(arguments) != count if count else len(arguments) < 2:
            raise ExpressionError.of(f"column {column}", f"`{name}` takes {count or 'two or more'} values here")
        if function == "round":
            places = arguments[1]
            if not isinstance(places, Literal) or places.value not in range(MOST_PLACES + 1):
                raise ExpressionError.of(f"column {column}", f"`decimal` needs written places, 0 to {MOST_PLACES}")
        return Call(function, tuple(arguments), column=column)

    def _listed(self, column: int) -> Expression:
        """Whether a list that is written has a value: ``list contains(["a", "b"], ?)``."""
        if not self.sign("["):
            message, remedy = "`list contains` needs a list as it is written", 'as in list contains(["a", "b"], ?)'
            raise ExpressionError.of(f"column {column}", message, remedy)
        choices = [self.expression()]
        while self.sign(","):
            choices.append(self.expression())
        self.need("]")
        self.need(",")
        item = self.expression()
        self.need(")")
        return alternatives([Comparison("==", item, each) for each in choices])

    def _day(self, name: str, column: int) -> Expression:
        """A day that is written: ``date("2026-07-01")``, ``date(2026, 7, 1)``, or its first moment."""
        parts = [self._sum()]
        while self.sign(","):
            parts.append(self._sum())
        self.need(")")
        values = [each.value if isinstance(each, Literal) else None for each in parts]
        if len(values) == 1 and isinstance(values[0], str):
            return Literal(day_of(values[0], column), column=column)
        if name == "date" and len(values) == 1 and isinstance(parts[0], Name):
            return parts[0]  # the date of a date is that date
        if name == "date" and len(values) == 3:
            year, month, day = (each if isinstance(each, int) and not isinstance(each, bool) else 0 for each in values)
            return Literal(day_of(f"{year:04}-{month:02}-{day:02}", column), column=column)
        raise ExpressionError.of(
            f"column {column}", f"`{name}` needs a day as it is written", 'as in date("2026-07-01")'
        )

    def _literal(self, column: int) -> Expression | None:
        text = _TEXT.match(self.text, self.at)
        if text is not None:
            self.at = text.end()
            return Literal(unescaped(text.group(1)), column=column)
        number = _NUMBER.match(self.text, self.at)
        if number is not None:
            self.at = number.end()
            return Literal(number_of(number.group(), column), column=column)
        if self.sign("@"):
            text = _TEXT.match(self.text, self.at)
            if text is None:
                raise self.unexpected()
            self.at = text.end()
            return Literal(day_of(text.group(1), column), column=column)
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.names.at(self.text, self.at) is None and self.word(word):
                return Literal(value, column=column)
        return None


def is_condition(node: Expression) -> bool:
    """Whether a tree is true or false, and no value that is tested."""
    match node:
        case Comparison() | And() | Or() | Not() | Membership():
            return True
        case Call(function=function):
            return function in ("known", "contains", "starts_with", "ends_with")
        case Literal(value=value):
            return isinstance(value, bool)
        case _:
            return False


def alternatives(parts: list[Expression]) -> Expression:
    """One of several conditions; where one value is held against several constants, whether it is one of them."""
    if len(parts) == 1:
        return parts[0]
    equal = [each for each in parts if isinstance(each, Comparison) and each.operator == "==" and _is_value(each.right)]
    if len(equal) == len(parts) and len({each.left for each in equal}) == 1:
        choices = tuple(dict.fromkeys(each.right for each in equal))
        return Membership(equal[0].left, choices) if len(choices) > 1 else equal[0]
    return Or(tuple(parts))


def _is_value(node: Expression) -> bool:
    return isinstance(node, Literal) and node.value is not None
