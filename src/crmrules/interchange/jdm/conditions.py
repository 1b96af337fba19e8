"""Cells of a column without a field: conditions of zen over any fields.

Zen looks from left to right and stops where it is decided; a null that is held against something by order, or reckoned
with, is an error there, and the cell then does not match, whatever else it says. So `a > 1 or b == 2` says nothing of a
record without `a`.
"""

import datetime
from collections.abc import Callable, Mapping

from attrs import define, evolve, field

from crmrules.errors import ExpressionError
from crmrules.expressions.functions import Function
from crmrules.expressions.operators import OPPOSITE, ArithmeticOperator, ComparisonOperator
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
    children,
    is_partial,
    walk,
)
from crmrules.interchange.feel.literals import day_of
from crmrules.interchange.feel.reading import MAX_CHARACTERS, is_condition
from crmrules.interchange.jdm.text import ZenText
from crmrules.interchange.jdm.zen import CALLS, is_plain

_MOST_DEEP = 60
_COMPARISONS: tuple[ComparisonOperator, ...] = ("==", "!=", "<=", ">=", "<", ">")
_SUMS: tuple[ArithmeticOperator, ...] = ("+", "-")
_PRODUCTS: tuple[ArithmeticOperator, ...] = ("*", "/")
_FUNCTIONS: Mapping[str, Function] = {
    **{zen: ours for ours, zen in CALLS.items()},
    "min": "min",
    "max": "max",
}
_LISTED = ("min", "max")
"""Functions of a list."""
_OF_DAYS = tuple(CALLS[each] for each in ("year", "month", "weekday"))
_NULL = Literal(None)


def read_condition(text: str) -> Expression:
    """The condition that a cell is; where it is an error in zen it is not true.

    Raises `ExpressionError` where it holds what cannot be said here, or what zen may read otherwise than it looks.
    """
    reader = _Reader(text)
    if len(text) > MAX_CHARACTERS:
        raise reader.said(f"is longer than {MAX_CHARACTERS:,} characters")
    tree = reader.condition()
    reader.end("`and` or `or`")
    if not is_condition(tree) and not isinstance(tree, Name):
        raise ExpressionError.of("", "is no condition")
    return _decided(tree, True, frozenset())


@define
class _Reader(ZenText):
    depth: int = field(default=0)

    def condition(self) -> Expression:
        """Conditions with one word between them: which of two binds closer is left to parentheses."""
        first = self._part()
        word = self.word()
        if word not in ("and", "or"):
            return first
        parts = [self._truth(first)]
        while self.joint(word):
            parts.append(self._truth(self._part()))
        if self.word() in ("and", "or"):
            raise self.said("has `and` beside `or`", "put one of them in parentheses")
        return And(tuple(parts)) if word == "and" else Or(tuple(parts))

    def _truth(self, tree: Expression) -> Expression:
        if not is_condition(tree) and not isinstance(tree, Name):
            raise self.said("joins what is no condition")
        return tree

    def _part(self) -> Expression:
        if self.joint("not"):
            self.need("(")
            inner = self._truth(self._inside())
            return Not(inner)
        day = self._day()
        left = self._sum() if day is None else day
        operator: ComparisonOperator | None = next((each for each in _COMPARISONS if self.sign(each)), None)
        if day is not None:
            return self._of_days(day, operator)
        if operator is not None:
            return Comparison(operator, left, self._sum())
        for word in ("in", "not in"):
            if self.joint(word):
                found = self._list(left)
                return found if word == "in" else Not(found)
        return left

    def _of_days(self, left: Expression, operator: ComparisonOperator | None) -> Expression:
        right = self._day() if operator is not None else None
        if operator is None or right is None:
            raise self.unexpected("a comparison with a day, such as date('2026-07-01')")
        if isinstance(left, Literal) is isinstance(right, Literal):
            raise self.said("does not hold a field against a day", "as in date(since) < date('2026-07-01')")
        return Comparison(operator, left, right)

    def _day(self) -> Expression | None:
        """A field as a day, or a day that is written; None where neither comes."""
        start = self.at
        if not self.joint("date") or not self.sign("("):
            self.at = start
            return None
        self.blanks()
        column = self.at + 1
        inner = self._value()
        if isinstance(inner, Literal) and isinstance(inner.value, str):
            inner = Literal(day_of(inner.value, column))
        elif not isinstance(inner, Name):
            raise self.said("makes a day of what is neither a field nor a text")
        self.need(")")
        return inner

    def _list(self, item: Expression) -> Expression:
        self.need("[")
        choices = [self.constant()]
        while self.sign(","):
            choices.append(self.constant())
        if not self.sign("]"):
            raise self.unexpected("a list such as [1, 2]")
        if None in choices:
            raise self.said("lists null")
        return Membership(item, tuple(map(Literal, choices)))

    def _sum(self) -> Expression:
        return self._chain(_SUMS, self._product)

    def _product(self) -> Expression:
        return self._chain(_PRODUCTS, self._value)

    def _chain(self, operators: tuple[ArithmeticOperator, ...], operand: Callable[[], Expression]) -> Expression:
        made = operand()
        while True:
            operator: ArithmeticOperator | None = next((each for each in operators if self.sign(each)), None)
            if operator is None:
                return made
            made = Arithmetic(operator, made, operand())

    def _value(self) -> Expression:
        if self.is_constant:
            return Literal(self.constant())
        if self.sign("-"):
            return Negative(self._value())
        if self.sign("("):
            return self._inside()
        if self.sign("$root["):
            said = self.constant()
            self.need("]")
            if not isinstance(said, str) or not said.strip():
                raise self.said("names no field")
            return Name(said)
        word = self.word()
        if not is_plain(word):
            raise self.unexpected("a field or a constant")
        self.at += len(word)
        return self._call(word) if self.sign("(") else Name(word)

    def _inside(self) -> Expression:
        """What stands in parentheses, of which the first is passed."""
        self.depth += 1
        if self.depth > _MOST_DEEP:
            raise self.said(f"is nested deeper than {_MOST_DEEP} times")
        made = self.condition()
        self.need(")")
        self.depth -= 1
        return made

    def _call(self, word: str) -> Expression:
        if word not in _FUNCTIONS:
            self.at -= 1
            raise self.said(f"calls `{word}`, which has no like here")
        if word in _LISTED:
            self.need("[")
        day = self._day() if word in _OF_DAYS else None
        arguments = [self._sum() if day is None else day]
        while self.sign(","):
            arguments.append(self._sum())
        if word in _LISTED:
            self.need("]")
        self.need(")")
        return Call(_FUNCTIONS[word], tuple(arguments))


def _decided(tree: Expression, wanted: bool, known: frozenset[Expression]) -> Expression:
    """A condition that is true where zen finds another true, or false, and nowhere where it finds an error.

    `known` is what is there, since zen has asked for it before.
    """
    match tree:
        case Not(operand=operand):
            return _decided(operand, not wanted, known)
        case And(operands=operands) | Or(operands=operands):
            goes_on = isinstance(tree, And)  # the truth of a part that lets zen look at the next one
            made: list[Expression] = []
            before: list[Expression] = []
            for each in operands:
                made.append(_all([*(before if goes_on is not wanted else ()), _decided(each, wanted, known)]))
                if _fails(each, known):
                    before.append(_decided(each, goes_on, known))
                known |= _there(each) if goes_on else frozenset()
            return And(tuple(made)) if goes_on is wanted else Or(tuple(made))
        case Comparison(operator=operator):
            needs = _needs_of_both(tree, known) if operator in ("==", "!=") else ()
            asked = [Comparison("!=", each, _NULL) for each in dict.fromkeys(needs)]
            return _all([*asked, tree if wanted else evolve(tree, operator=OPPOSITE[operator])])
        case _:
            return tree if wanted else Not(tree)


def _all(parts: list[Expression]) -> Expression:
    return And(tuple(parts)) if len(parts) > 1 else parts[0]


def _there(tree: Expression) -> frozenset[Expression]:
    """What is there where a condition is true."""
    match tree:
        case And(operands=operands):
            return frozenset().union(*map(_there, operands))
        case Comparison(operator="!=", left=left, right=right) if _NULL in (left, right):
            return _parts(left) | _parts(right)
        case Comparison(operator="==", left=left, right=Literal(value=value)) if value is not None:
            return _parts(left)
        case Comparison(operator="<" | "<=" | ">" | ">=", left=left, right=right):
            return _parts(left) | _parts(right)
        case Membership(item=item):
            return _parts(item)
        case _:
            return frozenset()


def _parts(value: Expression) -> frozenset[Expression]:
    return frozenset(each for each in walk(value) if not isinstance(each, Literal))


def _fails(tree: Expression, known: frozenset[Expression]) -> bool:
    """Whether a condition can be an error in zen."""
    match tree:
        case And(operands=operands):
            for each in operands:
                if _fails(each, known):
                    return True
                known |= _there(each)
            return False
        case Or(operands=operands):
            return any(_fails(each, known) for each in operands)
        case Not(operand=operand):
            return _fails(operand, known)
        case Comparison(operator="==" | "!="):
            return bool(_needs_of_both(tree, known))
        case Comparison() | Call():
            return any(_can_be_null(each, known) or _needs(each, known) for each in children(tree))
        case Membership(item=item):
            return bool(_needs(item, known))
        case Name():
            return tree not in known
        case _:
            return False


def _can_be_null(value: Expression, known: frozenset[Expression]) -> bool:
    """Whether a value can be null: a field, or what is divided by zero."""
    return value not in known and (isinstance(value, Name) or is_partial(value))


def _needs_of_both(node: Comparison, known: frozenset[Expression]) -> tuple[Expression, ...]:
    """What must not be null where two values are held against each other: of a null no day is made."""
    is_of_days = any(isinstance(each, Literal) and isinstance(each.value, datetime.date) for each in children(node))
    sides = tuple(each for each in children(node) if is_of_days and _can_be_null(each, known))
    return (*sides, *_needs(node.left, known), *_needs(node.right, known))


def _needs(value: Expression, known: frozenset[Expression]) -> tuple[Expression, ...]:
    """What must not be null that a value is reckoned from: else reckoning is an error."""
    inner = children(value)
    here = tuple(each for each in inner if _can_be_null(each, known))
    return (*here, *(need for each in inner for need in _needs(each, known)))
