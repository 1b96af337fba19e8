"""From expressions to columns, with Kleene's logic as every backend has it: null is unknown."""

import datetime
from collections.abc import Mapping, Sequence
from typing import assert_never

import narwhals.stable.v2 as nw
from attrs import define, evolve, field

from crmrules.engines import bounds
from crmrules.engines.frames import calendar, texts
from crmrules.engines.frames.alike import alike, column_of, columns_of, family_of_all, settled
from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.comparing import compared_numbers
from crmrules.engines.frames.hanging import Hanging, all_of_them, any_of_them
from crmrules.engines.frames.logic import Bool, both, either, no
from crmrules.engines.frames.parts import (
    Asked,
    Column,
    Constant,
    Family,
    Guards,
    Part,
    balanced,
    guarded,
    is_off,
    is_unknown,
    level_of,
    literal,
    most_of,
    operand,
    plain,
    taken_first,
    whole,
)
from crmrules.engines.frames.rounding import rounded
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.compile import Compiler
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Asking, Function
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator, compared, reckoned
from crmrules.expressions.render import render
from crmrules.expressions.tree import And, Arithmetic, Call, Comparison, Expression, Literal, Negative, Not, Or, Value

MOST_DAYS = (LAST_DAY - datetime.date.min).days
"""What lies between two days at most."""


@define
class Columns(Compiler[Part]):
    """Builds parts; whatever has no column in it is reckoned at once, by the interpreter."""

    names: Mapping[str, Part]
    """What every name stands for."""
    stages: Stages
    backend: Backend
    tells: bool = field(default=False)
    """Whether it is asked what unknown values hang on."""
    apart: bool = field(default=False)
    """Whether operations without a value are told apart: else all of them are one, written as nothing."""
    within: str = field(default="")
    """The derived fact that is built, as it is written."""
    _building: list[Expression] = field(factory=list, init=False)

    def compile(self, node: Expression) -> Part:
        """Build the node."""
        self._building.append(node)
        try:
            return super().compile(node)
        finally:
            self._building.pop()

    def literal(self, value: Value) -> Part:
        return Constant(value)

    def name(self, name: str) -> Part:
        return self.names[name]

    def negative(self, operand: Part) -> Part:
        if isinstance(operand, Constant):
            return self._reckoned(Negative(Literal(operand.value)), (operand,))
        return evolve(operand, expr=-operand.expr, guards=operand.all_guards, finite=True)

    def arithmetic(self, operator: ArithmeticOperator, left: Part, right: Part) -> Part:
        parts = (left, right)
        if isinstance(left, Constant) and isinstance(right, Constant):
            value = evaluate(Arithmetic(operator, Literal(left.value), Literal(right.value)), {})
            return Constant(value) if value is not None else self._failing(parts, None, operator).unknown(parts)
        if _is_unknown(left) or _is_unknown(right) or (operator == "/" and _is_nothing(right)):
            return self._failing(parts, None, operator).unknown(parts)
        # what is not finite in a sum or a product leaves it so; only as a divisor it would vanish
        guards, divisor = {**_guards(left), **_guards(right)}, _as_float(right)
        if operator == "/" and isinstance(right, Column):
            guards |= right.all_guards
            within = bounds.zero_within(operand(right))
            if within is not None:
                guards[Asked("divides", right.expr)] = divisor.abs() > within
            if self.backend.is_sql:
                divisor = nw.when(divisor != 0 if within is None else divisor.abs() > within).then(divisor)
        expr = reckoned(operator, _as_float(left), divisor)
        # what has no value is not finite there, and no null
        sure = not self.backend.is_sql and all(map(_is_sure, parts))
        made = Column(Family.FLOAT, expr, level_of(parts), guards, finite=False, sure=sure)
        if self.tells:  # whether it has a value is asked beside the value itself
            made = evolve(made, expr=self.stages.place(expr, made.level), level=made.level + 1)
        most = bounds.most_of_result(operator, whole(left), whole(right))
        if most is None or most > MAX_WHOLE:
            made = evolve(made, bound=bounds.of_result(operator, operand(left), operand(right), made.expr))
        else:
            made = evolve(made, most=most)
        return self._failing(parts, made, operator).to(made)

    def _failing(
        self, parts: tuple[Part, Part], made: Column | None, operator: ArithmeticOperator | None = None
    ) -> Hanging:
        """What an operation hangs on that may have no value: its parts, and where it has none, on itself."""
        if not self.tells:
            return Hanging()
        unknown = [where for part in parts for each in (part.missing, part.undefined) for where in each.values()]
        fails = both(*map(_can_be_known, parts), no(either(*unknown)), True if made is None else no(made.known))
        if operator == "/":
            fails = either(fails, _is_zero(parts[1]))
        operation = (self.within or render(self._building[-1])) if self.apart else ""
        return all_of_them(parts, self.stages, operation, fails, 0 if made is None else made.level)

    def comparison(self, operator: ComparisonOperator, left: Part, right: Part) -> Part:
        if isinstance(left, Constant) and isinstance(right, Constant):
            node = Comparison(operator, Literal(left.value), Literal(right.value))
            return self._reckoned(node, (left, right))
        hanging = all_of_them((left, right), self.stages)
        if _is_unknown(left) or _is_unknown(right):
            return hanging.unknown((left, right))
        guards = {**_all_guards(left), **_all_guards(right)}
        parts = (left, right)
        made = compared_numbers(operator, *parts) if family_of_all(parts).numeric else compared(operator, *alike(parts))
        expr = guarded(made, guards)
        return hanging.to(Column(Family.BOOL, expr, level_of(parts), sure=all(map(_is_known, parts))))

    def membership(self, item: Part, choices: list[Part]) -> Part:
        values = [plain(choice.value) for choice in choices if isinstance(choice, Constant) and _is_known(choice)]
        if isinstance(item, Column) and item.family is Family.TEXT and len(values) == len(choices):
            expr = guarded(item.expr.is_in(values), item.guards)
            return any_of_them([item]).to(Column(Family.BOOL, expr, item.level, sure=item.is_known))
        return self.any_of([self.comparison("==", item, choice) for choice in choices])

    def call(self, function: Function, arguments: list[Part]) -> Part:
        if all(isinstance(argument, Constant) for argument in arguments):
            values = tuple(Literal(argument.value) for argument in arguments if isinstance(argument, Constant))
            return self._reckoned(Call(function, values), arguments)
        if FUNCTIONS[function].strict and any(map(_is_unknown, arguments)):
            return all_of_them(arguments, self.stages).unknown(arguments)
        match function:
            case "known":
                [asked] = arguments
                assert isinstance(asked, Column)
                return Column(Family.BOOL, asked.known, asked.level, sure=True)
            case "coalesce":
                return self._first_known(arguments)
            case "abs":
                [number] = arguments
                assert isinstance(number, Column)
                # asked of the number itself, which others ask as well
                return evolve(number, expr=number.expr.abs(), guards=number.all_guards, finite=True)
            case "days_between":
                later, earlier = alike(arguments)
                return evolve(self._of_known(Family.WHOLE, later - earlier, arguments), most=MOST_DAYS)
            case "add_days" | "add_months":
                day, count = arguments
                return self._later(function, day, count)
            case "year" | "month" | "weekday":
                [day] = arguments
                assert isinstance(day, Column)
                told, level = calendar.part_of(function, day.expr, self.stages, day.level)
                found = self._of_known(Family.WHOLE, told, arguments)
                return evolve(found, most=calendar.MOST[function], level=max(found.level, level))
            case "lower":
                [text] = arguments
                assert isinstance(text, Column)
                return self._of_known(Family.TEXT, texts.lowered(text.expr, self.backend), arguments)
            case "contains" | "starts_with" | "ends_with":
                return self._asked(function, arguments)
            case "round":
                number, places = arguments
                assert isinstance(number, Column)
                assert isinstance(places, Constant)
                assert isinstance(places.value, int)
                return all_of_them([number], self.stages).to(rounded(number, places.value, self.stages))
            case "min" | "max":
                family = family_of_all(arguments)
                pick = nw.min_horizontal if function == "min" else nw.max_horizontal
                made = self._of_known(family, pick(*columns_of(arguments, family)), arguments, skips_nulls=True)
                if not family.numeric:
                    return made
                bound = bounds.greatest(operand(each).bound for each in arguments) if is_off(arguments) else None
                return evolve(made, bound=bound, most=most_of(arguments))
            case _:
                assert_never(function)

    def _later(self, function: calendar.Adding, day: Part, count: Part) -> Part:
        """A day so many days or months later; unknown where that is no day rules know."""
        parts = (day, count)
        begin, by = column_of(day, Family.DAY), column_of(count, Family.WHOLE)
        made, level = calendar.later(function, begin, by, self.stages, level_of(parts))
        expr = self.stages.place(made, level)
        guards = {**_all_guards(day), **_all_guards(count), Asked("a day", expr): calendar.is_day(expr)}
        column = Column(Family.DAY, expr, level + 1, guards)
        return self._failing(parts, column).to(column)

    def _asked(self, function: Asking, arguments: list[Part]) -> Column:
        """Whether a text holds another."""
        text, sought = columns_of(arguments, Family.TEXT)
        level, same = level_of(arguments), arguments[1]
        if isinstance(same, Constant):
            truth = texts.asked(function, text, str(same.value))
        elif self.backend.compares_texts:
            truth = texts.asked(function, text, sought)
        else:
            truth, level = texts.asked_by_python(function, text, sought, self.stages, level), level + 2
        # nobody looks behind a truth: a blank text is unknown at once
        truth = guarded(truth, {**_all_guards(arguments[0]), **_all_guards(arguments[1])})
        return all_of_them(arguments, self.stages).to(Column(Family.BOOL, truth, level))

    def all_of(self, operands: list[Part]) -> Part:
        return self._logic(operands, conjunction=True)

    def any_of(self, operands: list[Part]) -> Part:
        return self._logic(operands, conjunction=False)

    def negation(self, operand: Part) -> Part:
        if isinstance(operand, Constant):
            return self._reckoned(Not(Literal(operand.value)), (operand,))
        return evolve(operand, expr=~operand.expr)

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
        exprs = [column.expr for column in columns]
        if None in values:
            exprs.append(nw.lit(None, dtype=nw.Boolean))
        expr, level = balanced(exprs, conjunction=conjunction), level_of(operands)
        if all(map(_is_known, operands)):
            return Column(Family.BOOL, expr, level, sure=True)
        return self._within(Column(Family.BOOL, expr, level), any_of_them(operands), parts=len(exprs))

    def _first_known(self, arguments: Sequence[Part]) -> Part:
        tried: list[Part] = []
        for argument in arguments:
            if _is_unknown(argument) and not (argument.missing or argument.undefined):
                continue
            tried.append(argument)
            if _is_known(argument):
                break
        given = [each for each in tried if not _is_unknown(each)]
        if len(given) == 1 and isinstance(given[0], Constant):
            return given[0]
        if not given:
            return any_of_them(tried).unknown(tried)
        family = family_of_all(given)
        exprs = [settled(each, family) for each in given]
        expr = exprs[0] if len(exprs) == 1 else nw.coalesce(*exprs)
        made = Column(family, expr, level_of(tried))
        if family.numeric:
            found = zip((operand(each).bound for each in given), exprs, strict=True)
            made = evolve(
                made, bound=bounds.first_known(found, taken_first) if is_off(given) else None, most=most_of(given)
            )
        return self._within(made, any_of_them(tried), parts=len(tried))

    def _of_known(
        self, family: Family, expr: nw.Expr, arguments: Sequence[Part], *, skips_nulls: bool = False
    ) -> Column:
        """A column that is known where all its arguments are."""
        guards = {key: guard for argument in arguments for key, guard in _all_guards(argument).items()}
        if skips_nulls:
            columns = [argument for argument in arguments if isinstance(argument, Column)]
            guards |= {Asked("known", column.expr): ~column.expr.is_null() for column in columns}
        return all_of_them(arguments, self.stages).to(Column(family, expr, level_of(arguments), guards))

    def _within(self, column: Column, hanging: Hanging, *, parts: int) -> Column:
        """A column that can be known though a part is not: while it is, it hangs on nothing."""
        if hanging.is_empty or parts == 1:
            return hanging.to(column)
        placed = evolve(column, expr=self.stages.place(column.expr, column.level), level=column.level + 1)
        return hanging.within(is_unknown(placed.expr, placed.family)).to(placed)

    def _reckoned(self, node: Expression, parts: Sequence[Part]) -> Constant:
        value = evaluate(node, {})
        if value is not None:
            return Constant(value)
        is_logic = isinstance(node, And | Or) or (isinstance(node, Call) and not FUNCTIONS[node.function].strict)
        return (any_of_them(parts) if is_logic else all_of_them(parts, self.stages)).unknown(parts)


def _is_unknown(part: Part) -> bool:
    return isinstance(part, Constant) and part.value is None


def _is_known(part: Part) -> bool:
    """Whether a part is known on every row."""
    return part.value is not None if isinstance(part, Constant) else part.is_known


def _can_be_known(part: Part) -> bool:
    """Whether a part is known wherever it hangs on nothing."""
    return not (isinstance(part, Constant) and part.value is None)


def _is_zero(part: Part) -> Bool:
    """Where a part is known to be zero."""
    if isinstance(part, Constant):
        return part.value == 0
    within = bounds.zero_within(operand(part))
    is_zero = part.as_float == 0 if within is None else part.as_float.abs() <= within
    return part.known & is_zero.fill_null(False)


def _is_nothing(part: Part) -> bool:
    return isinstance(part, Constant) and part.value == 0


def _is_sure(part: Part) -> bool:
    """Whether a part is null on no row."""
    return part.value is not None if isinstance(part, Constant) else part.sure


def _guards(part: Part) -> Guards:
    return part.guards if isinstance(part, Column) else {}


def _all_guards(part: Part) -> Guards:
    return part.all_guards if isinstance(part, Column) else {}


def _as_float(part: Part) -> nw.Expr:
    return literal(part.value, Family.FLOAT) if isinstance(part, Constant) else part.as_float
