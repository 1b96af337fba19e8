"""Formulas of a policy's expressions: the rule language over z3, unknown told by a formula of its own."""

import datetime
from typing import Any, assert_never

from attrs import define, field

from crmrules.analysis.query import Query
from crmrules.analysis.smt.numbers import Numbers, Sym, float_of, z3
from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.expressions.accept import LAST_DAY
from crmrules.expressions.compile import Compiler
from crmrules.expressions.functions import Function
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator
from crmrules.expressions.tree import AS_OF, Value
from crmrules.expressions.types import DATE, Kind, Type


@define
class Formulas(Compiler[Sym]):
    """Makes formulas of a policy's expressions, on one day."""

    definition: Definition
    day: datetime.date | None
    numbers: Numbers
    limits: list[Any] = field(factory=list)
    facts: dict[str, tuple[Sym, Type]] = field(factory=dict)
    texts: dict[str, int] = field(factory=dict)
    """Texts as numbers: only whether they are equal matters."""
    _values: dict[str, Value] = field(init=False)
    _derived: dict[str, Sym] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._values = dict(self.definition.values_on(self.day))

    def query(self, query: Query) -> Any:
        """A query as a formula."""
        true = [self.compile(each) for each in query.true]
        false = [self.compile(each) for each in query.false]
        others = [self.compile(each) for each in query.not_true]
        facts = self.definition.read_facts if query.all_known else ()
        return z3.And(
            *(z3.And(each.known, each.value) for each in true),
            *(z3.And(each.known, z3.Not(each.value)) for each in false),
            *(z3.Not(z3.And(each.known, each.value)) for each in others),
            *(self.name(each.name).known for each in facts),
        )

    def today(self, until: datetime.date | None) -> Any:
        """Whether `as_of` is from the day on and before another, where the parameters hang on it."""
        if self.day is None:
            return z3.BoolVal(True)
        as_of = self.name(AS_OF).value
        begun = self._at_least(as_of, self.day.toordinal())
        return z3.And(begun, z3.Not(self._at_least(as_of, until.toordinal()))) if until is not None else begun

    def beside(self, definition: Definition) -> "Formulas":
        """Formulas of another policy about the same record."""
        return Formulas(definition, self.day, self.numbers, self.limits, self.facts, self.texts)

    def _at_least(self, left: Any, right: int) -> Any:
        return left >= self.numbers.constant(right)

    def literal(self, value: Value) -> Sym:
        return Sym(z3.BoolVal(value is not None), self.constant(value))

    def constant(self, value: Value) -> Any:
        """A value as a term of z3; texts by their numbers."""
        match value:
            case bool():
                return z3.BoolVal(value)
            case str():
                return z3.IntVal(self.texts.setdefault(value, len(self.texts)))
            case datetime.date():
                return self.numbers.constant(value.toordinal())
            case None:
                return self.numbers.constant(0)
            case _:
                return self.numbers.constant(value)

    def name(self, name: str) -> Sym:
        if name in self._values:
            return self.literal(self._values[name])
        if name not in self._derived:
            for each in self.definition.facts.derivation(name):  # a long chain of facts is no deep recursion
                if each.name not in self._derived:
                    self._derived[each.name] = self._derive(each)
        return self._derived[name] if name in self._derived else self._fact(name)

    def _derive(self, derived: Derived) -> Sym:
        if derived.expression is not None:
            return self.compile(derived.expression)
        assert derived.policy is not None  # a derived fact has one of the two
        return derived.policy.in_smt(self)

    def _fact(self, name: str) -> Sym:
        if name not in self.facts:
            type_ = DATE if name == AS_OF else self.definition.facts.types[name]
            known = z3.BoolVal(True) if name == AS_OF else z3.Bool(f"known {name}")
            self.facts[name] = (Sym(known, self._variable(name, type_)), type_)
        return self.facts[name][0]

    def _variable(self, name: str, type_: Type) -> Any:
        match type_.kind:
            case Kind.BOOL:
                return z3.Bool(name)
            case Kind.TEXT:
                made = z3.Int(name)
                if type_.values:
                    codes = [self.texts.setdefault(value, len(self.texts)) for value in type_.values]
                    self.limits.append(z3.Or(*(made == code for code in codes)))
                return made
            case kind:
                made, limits = self.numbers.variable(name, kind in (Kind.INTEGER, Kind.DATE))
                if kind is Kind.DATE:
                    limits += [self._at_least(made, 1), made <= self.numbers.constant(LAST_DAY.toordinal())]
                self.limits += limits
                return made

    def negative(self, operand: Sym) -> Sym:
        return Sym(operand.known, -operand.value)

    def arithmetic(self, operator: ArithmeticOperator, left: Sym, right: Sym) -> Sym:
        value, finite = self.numbers.reckon(operator, left.value, right.value)
        return Sym(z3.And(left.known, right.known, finite), value)

    def comparison(self, operator: ComparisonOperator, left: Sym, right: Sym) -> Sym:
        return Sym(z3.And(left.known, right.known), self._compared(operator, left.value, right.value))

    def _compared(self, operator: ComparisonOperator, left: Any, right: Any) -> Any:
        match operator:
            case "==":
                return self._same(left, right)
            case "!=":
                return z3.Not(self._same(left, right))
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case ">=":
                return left >= right
            case _:
                assert_never(operator)

    def _same(self, left: Any, right: Any) -> Any:
        if z3.is_bool(left) or z3.is_int(left):
            return left == right
        return self.numbers.same(left, right)

    def membership(self, item: Sym, choices: list[Sym]) -> Sym:
        return self.any_of([self.comparison("==", item, choice) for choice in choices])

    def call(self, function: Function, arguments: list[Sym]) -> Sym:
        first, *rest = arguments
        match function:
            case "known":
                return Sym(z3.BoolVal(True), first.known)
            case "coalesce":
                made = arguments[-1]
                for each in reversed(arguments[:-1]):
                    made = Sym(z3.Or(each.known, made.known), z3.If(each.known, each.value, made.value))
                return made
            case "abs":
                zero = self.numbers.constant(0)
                return Sym(first.known, z3.If(first.value < zero, -first.value, first.value))
            case "days_between":
                value, _ = self.numbers.reckon("-", first.value, rest[0].value)
                return Sym(z3.And(first.known, rest[0].known), value)
            case "min" | "max":
                value = first.value
                for each in rest:
                    takes = each.value < value if function == "min" else each.value > value
                    value = z3.If(takes, each.value, value)
                return Sym(z3.And(*(each.known for each in arguments)), value)
            case _:
                assert_never(function)

    def all_of(self, operands: list[Sym]) -> Sym:
        false = z3.Or(*(z3.And(each.known, z3.Not(each.value)) for each in operands))
        known = z3.And(*(each.known for each in operands))
        return Sym(z3.Or(false, known), z3.Not(false))

    def any_of(self, operands: list[Sym]) -> Sym:
        true = z3.Or(*(z3.And(each.known, each.value) for each in operands))
        known = z3.And(*(each.known for each in operands))
        return Sym(z3.Or(true, known), true)

    def negation(self, operand: Sym) -> Sym:
        return Sym(operand.known, z3.Not(operand.value))

    def record(self, model: Any) -> dict[str, Value]:
        """The record that a model of the formulas stands for."""
        record: dict[str, Value] = {}
        for name, (sym, type_) in self.facts.items():
            if z3.is_true(model.eval(sym.known, model_completion=True)):
                record[name] = self._value(model.eval(sym.value, model_completion=True), type_)
        return record

    def _value(self, found: Any, type_: Type) -> Value:
        if type_.kind is Kind.BOOL:
            return bool(z3.is_true(found))
        if type_.kind is Kind.TEXT:
            code = found.as_long()
            return next((text for text, each in self.texts.items() if each == code), f"other {code}")
        number = float_of(found)
        if type_.kind is Kind.DATE:
            return datetime.date.fromordinal(int(number))
        return int(number) if type_.kind is Kind.INTEGER else number
