"""Formulas of a policy's expressions: the rule language over z3, unknown told by a formula of its own."""

import datetime
from fractions import Fraction
from functools import reduce
from typing import Any, assert_never

from attrs import define, field

from crmrules.analysis.query import Query
from crmrules.analysis.smt.numbers import WHOLE, Reach, Sym, constant, reach_of, reckon, rounded, variable, z3
from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.expressions.compile import Compiler
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator, compared
from crmrules.expressions.tree import AS_OF, Expression, Value
from crmrules.expressions.types import BOOL, DATE, Kind, Type


@define
class Formulas(Compiler[Sym]):
    """Makes formulas of a policy's expressions, on one day."""

    definition: Definition
    day: datetime.date | None
    limits: list[Any] = field(factory=list)
    facts: dict[str, tuple[Sym, Type]] = field(factory=dict)
    texts: dict[str, int] = field(factory=dict)
    """Texts as numbers: only whether they are equal matters."""
    _values: dict[str, Value] = field(init=False)
    _derived: dict[str, Sym] = field(factory=dict, init=False)
    _compiled: dict[Expression, Sym] = field(factory=dict, init=False)
    """Rules ask the same again and again, and each term of z3 costs a call."""

    def __attrs_post_init__(self) -> None:
        self._values = dict(self.definition.values_on(self.day))

    def compile(self, node: Expression) -> Sym:
        """Make the formula of a node, once."""
        if node not in self._compiled:
            self._compiled[node] = super().compile(node)
        return self._compiled[node]

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
        begun = as_of >= self.day.toordinal()
        return z3.And(begun, as_of < until.toordinal()) if until is not None else begun

    def beside(self, definition: Definition) -> "Formulas":
        """Formulas of another policy about the same record."""
        return Formulas(definition, self.day, self.limits, self.facts, self.texts)

    def literal(self, value: Value) -> Sym:
        reach = reach_of(value) if isinstance(value, int | float | Fraction) else WHOLE
        return Sym(z3.BoolVal(True), self.constant(value), reach)

    def constant(self, value: Value) -> Any:
        """A value as a term of z3; texts by their numbers."""
        match value:
            case bool():
                return z3.BoolVal(value)
            case str():
                return z3.IntVal(self.texts.setdefault(value, len(self.texts)))
            case datetime.date():
                return z3.IntVal(value.toordinal())
            case None:
                raise TypeError("no policy writes what is unknown")
            case _:
                return constant(value)

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
            reach = WHOLE if type_.kind in (Kind.INTEGER, Kind.DATE) else Reach()
            self.facts[name] = (Sym(known, self._variable(name, type_), reach), type_)
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
                made, limits = variable(name, kind in (Kind.INTEGER, Kind.DATE))
                self.limits += _is_day(made) if kind is Kind.DATE else limits
                return made

    def negative(self, operand: Sym) -> Sym:
        return Sym(operand.known, -operand.value, operand.reach)

    def arithmetic(self, operator: ArithmeticOperator, left: Sym, right: Sym) -> Sym:
        return reckon(operator, left, right)

    def comparison(self, operator: ComparisonOperator, left: Sym, right: Sym) -> Sym:
        return Sym(z3.And(left.known, right.known), compared(operator, left.value, right.value))

    def membership(self, item: Sym, choices: list[Sym]) -> Sym:
        return self.any_of([self.comparison("==", item, choice) for choice in choices])

    def call(self, function: Function, arguments: list[Sym]) -> Sym:
        first, *rest = arguments
        match function:
            case "known":
                return Sym(z3.BoolVal(True), first.known)
            case "coalesce":
                return reduce(_or_else, reversed(arguments))
            case "abs":
                return Sym(first.known, z3.If(first.value < 0, -first.value, first.value), first.reach)
            case "round":
                made, limits = rounded(first, rest[0].value.as_long())
                self.limits += limits
                return made
            case "days_between":
                return Sym(z3.And(first.known, rest[0].known), first.value - rest[0].value, WHOLE)
            case "add_days":
                day = first.value + rest[0].value
                return Sym(z3.And(first.known, rest[0].known, *_is_day(day)), day, WHOLE)
            case "weekday":
                return Sym(first.known, (first.value + 6) % 7 + 1, WHOLE)
            case "add_months" | "year" | "month" | "lower" | "contains" | "starts_with" | "ends_with":
                return self._free(function, arguments)
            case "min" | "max":
                value, reach = first.value, first.reach
                for each in rest:
                    takes = each.value < value if function == "min" else each.value > value
                    value, reach = z3.If(takes, each.value, value), reach | each.reach
                return Sym(z3.And(*(each.known for each in arguments)), value, reach)
            case _:
                assert_never(function)

    def _free(self, function: Function, arguments: list[Sym]) -> Sym:
        """A function of which z3 knows only that equal arguments give equal values, and between which these lie."""
        takes, values = [z3.IntSort()] * len(arguments), [each.value for each in arguments]
        known = [each.known for each in arguments]
        gives = z3.BoolSort() if FUNCTIONS[function].gives == BOOL else z3.IntSort()
        made = z3.Function(function, *takes, gives)(*values)
        if function == "add_months":
            known.append(z3.Function("is a day", *takes, z3.BoolSort())(*values))
            self.limits += _is_day(made)
        elif function in ("year", "month"):
            self.limits += [made >= 1, made <= (12 if function == "month" else LAST_DAY.year)]
        return Sym(z3.And(*known), made, WHOLE)

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


def _is_day(ordinal: Any) -> list[Any]:
    return [ordinal >= 1, ordinal <= LAST_DAY.toordinal()]


def _or_else(other: Sym, one: Sym) -> Sym:
    """The one where it is known, else the other."""
    value = z3.If(one.known, one.value, other.value)
    return Sym(z3.Or(one.known, other.known), value, one.reach | other.reach)
