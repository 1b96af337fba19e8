"""The cells of zen: unary tests of one field, and constants.

A cell that is an error does not match in zen, and whoever wrote it cannot have meant that: here it is refused. A null
equals null, and to hold it against anything by order is an error there, unless what stands before has decided.
"""

from contextlib import suppress

from attrs import define, field, frozen

from crmrules.errors import ExpressionError
from crmrules.expressions.operators import ComparisonOperator
from crmrules.expressions.tree import And, Comparison, Expression, Literal, Not, Or, Value
from crmrules.expressions.types import Kind
from crmrules.interchange.feel.names import Names
from crmrules.interchange.feel.reading import MAX_CHARACTERS, alternatives
from crmrules.interchange.jdm.conditions import read_condition
from crmrules.interchange.jdm.text import ZenText
from crmrules.interchange.tables.language import Language

_COMPARISONS: tuple[ComparisonOperator, ...] = ("==", "!=", "<=", ">=", "<", ">")
_NULL = Literal(None)


def is_any(text: str) -> bool:
    """Whether a cell asks, or gives, nothing."""
    return not text.strip()


def read_tests(text: str, names: Names, subject: Expression, kind: Kind | None = None) -> Expression:
    """The condition that a cell puts to the value of its column; no names are meant in it, of whatever kind.

    Raises `ExpressionError` where it holds anything but comparisons with constants, intervals and lists, with commas,
    `and` or `or` between them.
    """
    del names, kind
    if is_any(text):
        return Literal(True)
    return _Cell(text, subject=subject).tests()


def read_constant(text: str, names: Names) -> Value:
    """The constant that a cell gives; None for null. Raises `ExpressionError` for anything else."""
    del names
    cell = _Cell(text)
    value = cell.constant()
    cell.end("a constant")
    return value


ZEN = Language(is_any, read_tests, read_constant, read_condition)


@frozen
class _Test:
    """A test, and what zen makes of a null in it: true, false, or an error, which is None."""

    tree: Expression
    of_null: bool | None
    is_open: bool
    """Whether it holds for a null where an error is taken for false."""


@define
class _Cell(ZenText):
    subject: Expression = field(default=_NULL)

    def tests(self) -> Expression:
        """The whole cell: tests of which all must pass, and after them others of which one may instead."""
        if len(self.text) > MAX_CHARACTERS:
            raise ExpressionError.of("", f"is longer than {MAX_CHARACTERS:,} characters")
        first = [self._test()]
        while self.joint("and"):
            first.append(self._test())
        parts = [_all(first)]
        while self.sign(",") or self.joint("or"):
            parts.append(self._test())
        if self.word() == "and":
            message = "has `and` after a comma or `or`, and zen reads from left to right"
            raise self.said(message, "put it first, or write rows of their own")
        self.end("a comma, `and` or `or`")
        found = _any(parts)
        if found.is_open and not found.of_null:
            return And((found.tree, Comparison("!=", self.subject, _NULL)))
        return found.tree

    def _test(self) -> _Test:
        self.blanks()
        operator: ComparisonOperator | None = next((each for each in _COMPARISONS if self.sign(each)), None)
        if operator is not None:
            return self._compared(operator)
        for word in ("in", "not in"):
            if self.joint(word):
                return self._in(is_wanted=word == "in")
        if self.text.startswith("]", self.at):
            raise self.said("is an interval turned outwards", "write what lies below and what lies above")
        start = self.at
        if self.text.startswith("(", start):
            with suppress(ExpressionError):
                return self._compared("==")
            self.at = start
        if self.text.startswith(("[", "("), start):
            return self._bracketed(is_wanted=True)
        return self._compared("==")

    def _in(self, is_wanted: bool) -> _Test:
        self.blanks()
        if not self.text.startswith(("[", "("), self.at):
            raise self.unexpected("a list or an interval")
        return self._bracketed(is_wanted)

    def _compared(self, operator: ComparisonOperator) -> _Test:
        start = self.at
        value = self.constant() if operator in ("==", "!=") else self._number()
        if isinstance(value, str) and not value.strip():
            self.at = start
            raise self.said("compares with a text without letters")
        of_null = (value is None) is (operator == "==") if operator in ("==", "!=") else None
        return _Test(Comparison(operator, self.subject, Literal(value)), of_null, bool(of_null))

    def _bracketed(self, is_wanted: bool) -> _Test:
        """An interval, or a list of constants."""
        opening = "[" if self.sign("[") else self.sign("(") and "("
        start = self.at
        value = self.constant()
        if self.sign(".."):
            self.at = start
            return self._interval("<=" if opening == "[" else "<", is_wanted)
        values = [value]
        while self.sign(","):
            values.append(self.constant())
        if opening != "[" or not self.sign("]"):
            raise self.unexpected("an interval, or a list such as [1, 2]")
        if any(each is None or (isinstance(each, str) and not each.strip()) for each in values):
            raise self.said("lists null, or a text without letters")
        found = alternatives([Comparison("==", self.subject, Literal(each)) for each in values])
        return _Test(found if is_wanted else Not(found), not is_wanted, not is_wanted)

    def _interval(self, low: ComparisonOperator, is_wanted: bool) -> _Test:
        least = Literal(self._number())
        self.need("..")
        most = Literal(self._number())
        high: ComparisonOperator = "<=" if self.sign("]") else "<"
        if high == "<":
            self.need(")")
        if is_wanted:
            tree: Expression = And((Comparison(low, least, self.subject), Comparison(high, self.subject, most)))
        else:
            below: ComparisonOperator = "<" if low == "<=" else "<="
            above: ComparisonOperator = ">" if high == "<=" else ">="
            tree = Or((Comparison(below, self.subject, least), Comparison(above, self.subject, most)))
        return _Test(tree, None, is_open=False)

    def _number(self) -> int | float:
        start = self.at
        value = self.constant()
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.at = start
            raise self.unexpected("a number")
        return value


def _any(parts: list[_Test]) -> _Test:
    """One of several; the first that is true or an error decides."""
    of_null = next((each.of_null for each in parts if each.of_null is not False), False)
    return _Test(alternatives([each.tree for each in parts]), of_null, any(each.is_open for each in parts))


def _all(parts: list[_Test]) -> _Test:
    """All of several; the first that is false or an error decides."""
    of_null = next((each.of_null for each in parts if not each.of_null), True)
    tree = And(tuple(each.tree for each in parts)) if len(parts) > 1 else parts[0].tree
    return _Test(tree, of_null, all(each.is_open for each in parts))
