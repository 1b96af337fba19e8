"""From expressions to SQL, with Kleene's logic as databases have it: null is unknown."""

import datetime
from collections.abc import Mapping, Sequence
from typing import assert_never

from attrs import define, evolve, field, frozen

from crmrules.engines.sql import asking, days, filtered
from crmrules.engines.sql.build import NULL, Sql, all_of, any_of, coalesce, literal
from crmrules.engines.sql.dialects import Dialect, Numbers
from crmrules.engines.sql.floats import Floats
from crmrules.engines.sql.fractions import Fractions
from crmrules.engines.sql.hanging import all_of_them, any_of_them, on_rows
from crmrules.engines.sql.logic import Bool, both, either, no
from crmrules.engines.sql.numbers import Reckoning, picked
from crmrules.engines.sql.parts import (
    Column,
    Constant,
    Family,
    Hanging,
    Part,
    family_of_all,
    is_known,
    is_unknown,
    level_of,
    number,
)
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import is_true, truth_of, value_of
from crmrules.expressions.compile import Compiler
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator, compared
from crmrules.expressions.tree import And, Arithmetic, Call, Comparison, Expression, Literal, Negative, Not, Or, Value


def reckoning(steps: Steps) -> Reckoning:
    """How a database reckons."""
    match steps.dialect.numbers:
        case Numbers.FLOATS:
            return Floats(steps)
        case Numbers.FRACTIONS:
            return Fractions(steps)
        case _:
            assert_never(steps.dialect.numbers)


def sql_of(part: Part, dialect: Dialect) -> Sql:
    """A part that is no number; a truth as a condition."""
    if isinstance(part, Column):
        return part.sql
    match part.value:
        case None | bool():
            return literal(part.value)
        case str():
            return text_of(part.value, dialect)
        case datetime.date():
            return days.day_of(part.value, dialect)
        case _:
            raise TypeError(part.value)


@frozen
class Called:
    """What a column of our own is called."""

    name: str
    title: str = field(default="")
    """What its step is called."""
    comment: str = field(default="")


_INNER = Called("value")


@define
class Columns(Compiler[Part]):
    """Builds parts; whatever has no column in it is reckoned at once, by the interpreter."""

    names: Mapping[str, Part]
    """What every name stands for."""
    steps: Steps
    tells: bool = field(default=False)
    """Whether it is asked what unknown values hang on."""
    numbers: Reckoning = field(init=False)
    _called: Called = field(default=_INNER, init=False)
    """What the column is called that is built."""
    _depth: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.numbers = reckoning(self.steps)

    @property
    def dialect(self) -> Dialect:
        """The database that is written for."""
        return self.steps.dialect

    def build(self, node: Expression, called: Called) -> Part:
        """A part, in a column of its own unless it is the same on all rows."""
        self._called = called
        part = self.compile(node)
        return self.placed(part, called) if isinstance(part, Column) else part

    def compile(self, node: Expression) -> Part:
        """Build the node."""
        self._depth += 1
        try:
            return super().compile(node)
        finally:
            self._depth -= 1

    def literal(self, value: Value) -> Part:
        return Constant(value)

    def name(self, name: str) -> Part:
        return self.names[name]

    def negative(self, operand: Part) -> Part:
        if isinstance(operand, Constant):
            return self._reckoned(Negative(Literal(operand.value)), (operand,))
        return self.numbers.negative(operand)

    def arithmetic(self, operator: ArithmeticOperator, left: Part, right: Part) -> Part:
        parts = (left, right)
        if isinstance(left, Constant) and isinstance(right, Constant):
            value = evaluate(Arithmetic(operator, Literal(left.value), Literal(right.value)), {})
            return Constant(value) if value is not None else self._without_value(parts, operator)
        if any(map(is_unknown, parts)) or (operator == "/" and isinstance(right, Constant) and number(right) == 0):
            return self._without_value(parts, operator)
        made = self.numbers.arithmetic(operator, left, right)
        if not self.tells:
            return made
        is_total = self.numbers.is_total(operator, left, right)
        if not is_total or operator == "/":  # whether it has a value is asked beside the value itself
            made = self.placed(made)
        return made.to(self._failing(parts, made, operator, is_total=is_total))

    def comparison(self, operator: ComparisonOperator, left: Part, right: Part) -> Part:
        parts = (left, right)
        if isinstance(left, Constant) and isinstance(right, Constant):
            return self._reckoned(Comparison(operator, Literal(left.value), Literal(right.value)), parts)
        hanging = all_of_them(parts, self.steps)
        if any(map(is_unknown, parts)):
            return Constant(None, hanging)
        return self._of(Family.BOOL, self._compared(operator, left, right), parts).to(hanging)

    def _compared(self, operator: ComparisonOperator, left: Part, right: Part) -> Sql:
        family = family_of_all((left, right))
        if family is Family.NUMBER:
            return self.numbers.compared(operator, left, right)
        one, other = sql_of(left, self.dialect), sql_of(right, self.dialect)
        match family:
            case Family.TEXT:
                found = asking.same(one, other, self.dialect)
                return found if operator == "==" else ~found
            case Family.BOOL:
                found = self._same_truth(left, right)
                return found if operator == "==" else ~found
            case Family.DAY:
                truth: Sql = compared(operator, one, other)
                return truth
            case _:
                assert_never(family)

    def _same_truth(self, left: Part, right: Part) -> Sql:
        if isinstance(left, Constant):
            left, right = right, left
        one = sql_of(left, self.dialect)
        if isinstance(right, Constant):
            return one if right.value else ~one
        return value_of(one, self.dialect) == value_of(sql_of(right, self.dialect), self.dialect)

    def membership(self, item: Part, choices: list[Part]) -> Part:
        texts = [choice.value for choice in choices if isinstance(choice, Constant) and isinstance(choice.value, str)]
        if isinstance(item, Column) and item.family is Family.TEXT and len(texts) == len(choices):
            sql = asking.one_of(item.sql, list(dict.fromkeys(texts)), self.dialect)
            return Column(Family.BOOL, sql, item.level, sure=item.sure, hanging=item.hanging)
        return self.any_of([self.comparison("==", item, choice) for choice in choices])

    def call(self, function: Function, arguments: list[Part]) -> Part:
        if all(isinstance(argument, Constant) for argument in arguments):
            values = tuple(Literal(argument.value) for argument in arguments if isinstance(argument, Constant))
            return self._reckoned(Call(function, values), arguments)
        if FUNCTIONS[function].strict and any(map(is_unknown, arguments)):
            return Constant(None, all_of_them(arguments, self.steps))
        hanging = all_of_them(arguments, self.steps)
        match function:
            case "known":
                [asked] = arguments
                assert isinstance(asked, Column)
                return Column(Family.BOOL, self._value(asked).is_known(), asked.level, sure=True)
            case "coalesce":
                return self._first_known(arguments)
            case "abs":
                [size] = arguments
                assert isinstance(size, Column)
                return self.numbers.absolute(size)
            case "round":
                rounds, places = arguments
                assert isinstance(rounds, Column)
                return self.numbers.rounded(rounds, int(number(places))).to(hanging)
            case "min" | "max":
                return self._extreme(function, arguments).to(hanging)
            case "days_between":
                between = days.days_between(*self._pair(arguments), self.dialect)
                return self._integer(between, days.MOST_DAYS, arguments).to(hanging)
            case "add_days" | "add_months":
                return self._later(function, arguments)
            case "year" | "month" | "weekday":
                told = days.part_of(function, self._sqls(arguments)[0], self.dialect)
                return self._integer(told, days.MOST[function], arguments).to(hanging)
            case "lower":
                lowered = asking.lowered(self._sqls(arguments)[0], self.dialect)
                return self._of(Family.TEXT, lowered, arguments).to(hanging)
            case "contains" | "starts_with" | "ends_with":
                truth = asking.asked(function, *self._pair(arguments), self.dialect)
                return self._of(Family.BOOL, truth, arguments).to(hanging)
            case _:
                assert_never(function)

    def _sqls(self, parts: Sequence[Part]) -> list[Sql]:
        return [sql_of(part, self.dialect) for part in parts]

    def _pair(self, parts: Sequence[Part]) -> tuple[Sql, Sql]:
        one, other = self._sqls(parts)
        return one, other

    def _of(self, family: Family, sql: Sql, parts: Sequence[Part]) -> Column:
        return Column(family, sql, level_of(parts), sure=all(map(is_known, parts)))

    def _integer(self, sql: Sql, most: int, parts: Sequence[Part]) -> Column:
        return evolve(self._of(Family.NUMBER, sql, parts), is_integer=True, most=most, largest=float(most))

    def _value(self, column: Column) -> Sql:
        if column.near_it is not None and column.near_it.is_stored:
            return column.near_it.float_.sql
        return value_of(column.sql, self.dialect) if column.family is Family.BOOL else column.sql

    def _extreme(self, function: Function, parts: Sequence[Part]) -> Column:
        assert function in ("min", "max")
        if family_of_all(parts) is Family.NUMBER:
            return self.numbers.extreme(function, parts)
        return self._of(Family.DAY, picked(function, parts, self._sqls(parts)), parts)

    def _later(self, function: days.Adding, parts: Sequence[Part]) -> Part:
        """A day so many days or months later; unknown where that is no day rules know."""
        day, count = parts
        moved = count.sql if isinstance(count, Column) else literal(int(number(count)))
        made, level = days.later(function, sql_of(day, self.dialect), moved, self.steps, level_of(parts))
        name = self.steps.place(made, level, "day", "")
        column = Column(Family.DAY, name, level + 1)
        return column.to(self._failing((day, count), column))

    def all_of(self, operands: list[Part]) -> Part:
        return self._logic(operands, conjunction=True)

    def any_of(self, operands: list[Part]) -> Part:
        return self._logic(operands, conjunction=False)

    def negation(self, operand: Part) -> Part:
        if isinstance(operand, Constant):
            return self._reckoned(Not(Literal(operand.value)), (operand,))
        return evolve(operand, sql=~operand.sql)

    def _logic(self, operands: list[Part], *, conjunction: bool) -> Part:
        columns = [operand for operand in operands if isinstance(operand, Column)]
        constants = [operand for operand in operands if isinstance(operand, Constant)]
        values = [constant.value for constant in constants]
        settles = not conjunction
        if settles in values:
            return Constant(settles)
        if not columns:
            literals = tuple(map(Literal, values))
            return self._reckoned(And(literals) if conjunction else Or(literals), constants)
        sqls = [column.sql for column in columns]
        if None in values:
            sqls.append(self._unknown_truth)
        sql = (all_of if conjunction else any_of)(sqls)
        made = Column(Family.BOOL, sql, level_of(operands), sure=all(map(is_known, operands)))
        return made if made.sure else self._within(made, any_of_them(operands), parts=len(sqls))

    @property
    def _unknown_truth(self) -> Sql:
        return NULL if self.dialect.has_booleans else literal(1) == NULL

    def _first_known(self, arguments: Sequence[Part]) -> Part:
        tried: list[Part] = []
        for argument in arguments:
            if is_unknown(argument) and argument.hanging.is_empty:
                continue
            tried.append(argument)
            if is_known(argument):
                break
        given = [each for each in tried if not is_unknown(each)]
        if len(given) == 1 and isinstance(given[0], Constant):
            return given[0]
        if not given:
            return Constant(None, any_of_them(tried))
        if len(given) == 1:
            made = given[0]
            assert isinstance(made, Column)
        else:
            made = self._coalesced(given)
        level = max(made.own_level, level_of(tried))
        made = evolve(made, own_level=level, sure=any(map(is_known, given)))
        return self._within(made, any_of_them(tried), parts=len(tried))

    def _coalesced(self, given: Sequence[Part]) -> Column:
        family = family_of_all(given)
        if family is Family.NUMBER:
            return self.numbers.first_known(given)
        sqls = self._sqls(given)
        if family is not Family.BOOL:
            return self._of(family, coalesce(*sqls), given)
        found = coalesce(*(value_of(each, self.dialect) for each in sqls))
        return self._of(family, truth_of(found, self.dialect), given)

    def _within(self, column: Column, hanging: Hanging, *, parts: int) -> Column:
        """A column that can be known though a part is not: while it is, it hangs on nothing."""
        if hanging.is_empty or parts == 1 or column.sure:
            return column.to(hanging if parts == 1 and not column.sure else Hanging())
        placed = self.placed(column)
        return placed.to(on_rows(evolve(hanging, level=max(hanging.level, placed.own_level)), ~self.known(placed)))

    def placed(self, column: Column, called: Called | None = None) -> Column:
        """A column that is read again and again, in a step of its own."""
        if called is None:
            called = self._called if self._depth == 1 else _INNER
        name, title, comment = called.name, called.title, called.comment
        dialect, level = self.dialect, column.own_level
        if column.family is Family.BOOL:
            value = self.steps.place(value_of(column.sql, dialect), level, name, title, comment)
            return evolve(column, sql=truth_of(value, dialect), own_level=level + 1)
        near = column.near_it
        # where it is asked what is unknown, the number itself is
        if near is not None and (near.is_stored or (not self.tells and filtered.is_light(column, near))):
            return filtered.of_placed(column, near, self.placed(near.float_, called))
        sql = self.steps.place(column.sql, level, name, title, comment)
        over = column.over and self.steps.place(column.over, level, f"{name}_over", title)
        bound = column.bound and column.bound.placed(
            lambda size: sql if size is column.sql else self.steps.place(size, level, f"{name}_size", "")
        )
        return evolve(column, sql=sql, over=over, bound=bound, own_level=level + 1)

    def known(self, column: Column) -> Sql:
        """Where a column is known; never null."""
        return self._value(column).is_known()

    def _without_value(self, parts: tuple[Part, Part], operator: ArithmeticOperator) -> Constant:
        return Constant(None, self._failing(parts, None, operator))

    def _failing(
        self,
        parts: tuple[Part, Part],
        made: Column | None,
        operator: ArithmeticOperator | None = None,
        *,
        is_total: bool = False,
    ) -> Hanging:
        """What an operation hangs on that may have no value: its parts, and where it has none, on itself."""
        if not self.tells:
            return Hanging()
        every = any_of_them(parts)
        can_be = not any(map(is_unknown, parts)) and not is_total
        is_none = True if made is None else ~self.known(made)
        fails = both(can_be, no(either(*every.missing.values(), every.undefined)), is_none)
        if operator == "/":
            fails = either(fails, self._is_zero(parts[1]))
        return all_of_them(parts, self.steps, fails, 0 if made is None else made.own_level)

    def _is_zero(self, part: Part) -> Bool:
        """Where a part is known to be zero."""
        if isinstance(part, Constant):
            return part.value == 0
        return is_true(self.numbers.is_zero(part), self.dialect)

    def _reckoned(self, node: Expression, parts: Sequence[Part]) -> Constant:
        value = evaluate(node, {})
        if value is not None:
            return Constant(value)
        is_logic = isinstance(node, And | Or) or (isinstance(node, Call) and not FUNCTIONS[node.function].strict)
        return Constant(None, any_of_them(parts) if is_logic else all_of_them(parts, self.steps))
