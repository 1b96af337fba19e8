"""z3 for what cells do not decide: the same questions over float64, as formulas. Needs the extra `verify`.

A number is looked for among the reals first, which is fast, and a record so found is tried by the interpreter; that
there is none is believed of float64 alone. What takes longer than its time is not decided.
"""

import datetime
import math
from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any

from attrs import define, field, frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.cells.verdicts import days_of
from crmrules.analysis.question import Answer, Question, Standing
from crmrules.definitions.base import Definition
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.expressions.accept import LAST_DAY
from crmrules.expressions.compile import Compiler
from crmrules.expressions.parse import MAX_WHOLE
from crmrules.expressions.tree import AS_OF, Value
from crmrules.expressions.types import DATE, Kind, Type

z3: Any = import_module("z3")
"""Without types of its own."""

_DOUBLE = z3.Float64()
_NEAREST = z3.RNE()


def answer(definition: DecisionDefinition, question: Question, seconds: float, why: str) -> Answer:
    """The answer of z3 to a question; `why` says why it is asked."""
    open_ = False
    for day in days_of(definition):
        found = [_solve(definition, question, day, seconds, exact) for exact in (False, True)]
        witness = next((each for each in found if isinstance(each, Witness)), None)
        if witness is not None:
            return Answer(Standing.YES, witness)
        open_ = open_ or found[1] is None
    return (
        Answer(Standing.OPEN, why=f"{why}, and z3 finds no answer in {seconds:g} s") if open_ else Answer(Standing.NO)
    )


def _solve(
    definition: DecisionDefinition, question: Question, day: datetime.date | None, seconds: float, exact: bool
) -> Witness | bool | None:
    """A record; False where there is none; None where that is not decided."""
    formulas = Formulas(definition, day, Numbers(exact))
    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    solver.set("random_seed", 0)
    solver.add(formulas.question(question))
    solver.add(*formulas.limits)
    found = solver.check()
    if found == z3.unsat:
        return False
    if found != z3.sat:
        return None
    given = formulas.record(solver.model())
    as_of = given.pop(AS_OF, None)
    assert as_of is None or isinstance(as_of, datetime.date)
    return Witness(given, as_of) if question.holds(definition, given, as_of) else None


@frozen
class Sym:
    """A value as formulas: whether it is known, and what it then is."""

    known: Any
    value: Any


@frozen
class Numbers:
    """How numbers are written: as float64, or as reals where the answer is tried anyway."""

    exact: bool

    def constant(self, number: int | float) -> Any:
        """A number of the policy."""
        if self.exact:
            return z3.FPVal(float(number), _DOUBLE)
        fraction = Fraction(number)
        return z3.RealVal(f"{fraction.numerator}/{fraction.denominator}")

    def variable(self, name: str, whole: bool) -> tuple[Any, list[Any]]:
        """A fact, and the limits it lies within."""
        if not self.exact:
            made = z3.Real(name)
            return made, [z3.IsInt(made), made <= MAX_WHOLE, made >= -MAX_WHOLE] if whole else []
        made = z3.FP(name, _DOUBLE)
        limits = [z3.Not(z3.fpIsNaN(made)), z3.Not(z3.fpIsInf(made))]
        if whole:
            most = self.constant(MAX_WHOLE)
            limits += [z3.fpRoundToIntegral(_NEAREST, made) == made, made <= most, made >= -most]
        return made, limits

    def reckon(self, operator: str, left: Any, right: Any) -> tuple[Any, Any]:
        """The result of an operation, and whether it is finite."""
        zero = self.constant(0)
        if not self.exact:
            safe = right if operator != "/" else z3.If(right == zero, self.constant(1), right)
            results = {"+": left + right, "-": left - right, "*": left * right, "/": left / safe}
            return results[operator], right != zero if operator == "/" else z3.BoolVal(True)
        operations = {"+": z3.fpAdd, "-": z3.fpSub, "*": z3.fpMul, "/": z3.fpDiv}
        made = operations[operator](_NEAREST, left, right)
        return made, z3.Not(z3.Or(z3.fpIsInf(made), z3.fpIsNaN(made)))

    def same(self, left: Any, right: Any) -> Any:
        """Equality of numbers: 0 and -0 are one."""
        return z3.fpEQ(left, right) if self.exact else left == right


@define
class Formulas(Compiler[Sym]):
    """Makes formulas of a decision's expressions, on one day."""

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

    def question(self, question: Question) -> Any:
        """A question as a formula."""
        true = [self.compile(each) for each in question.true]
        false = [self.compile(each) for each in question.false]
        others = [self.compile(each) for each in question.not_true]
        facts = getattr(self.definition, "read_facts", ()) if question.all_known else ()
        return z3.And(
            *(z3.And(each.known, each.value) for each in true),
            *(z3.And(each.known, z3.Not(each.value)) for each in false),
            *(z3.Not(z3.And(each.known, each.value)) for each in others),
            *(self.name(each.name).known for each in facts),
            *self._today(),
        )

    def _today(self) -> list[Any]:
        if self.day is None or not self.definition.is_dated:
            return []
        as_of = self.name(AS_OF).value
        later = [day for day in days_of(self.definition) if day is not None and day > self.day]
        begun = self._at_least(as_of, self.day.toordinal())
        return [begun, *(z3.Not(self._at_least(as_of, min(later).toordinal())) for _ in later[:1])]

    def _at_least(self, left: Any, right: int) -> Any:
        return left >= self.numbers.constant(right)

    def literal(self, value: Value) -> Sym:
        return Sym(z3.BoolVal(value is not None), self._constant(value))

    def _constant(self, value: Value) -> Any:
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
        derived = next((each for each in self.definition.facts.derived if each.name == name), None)
        if derived is None:
            return self._fact(name)
        if name not in self._derived:
            made = self.compile(derived.expression) if derived.expression is not None else None
            self._derived[name] = made or self._outcome(derived.policy)  # type: ignore[arg-type]
        return self._derived[name]

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

    def _outcome(self, policy: DecisionDefinition) -> Sym:
        """The settled outcome of a policy that a fact reads."""
        inner = Formulas(policy, self.day, self.numbers, self.limits, self.facts, self.texts)
        truths = [inner.compile(rule.when) for rule in policy.rules]
        reached: Any = z3.BoolVal(True)
        possible: dict[str | None, Any] = {}
        for place in policy.walk:
            truth, then = truths[place], policy.rules[place].then
            here = z3.And(reached, z3.Or(z3.Not(truth.known), truth.value))
            possible[then] = z3.Or(possible.get(then, z3.BoolVal(False)), here)
            reached = z3.And(reached, z3.Not(z3.And(truth.known, truth.value)))
        if not policy.header.complete:
            default = policy.header.default
            possible[default] = z3.Or(possible.get(default, z3.BoolVal(False)), reached)
        settled = {id_: self._only(possible, id_, policy, truths) for id_ in possible if id_ is not None}
        value: Any = z3.IntVal(-1)
        for id_, only in settled.items():
            value = z3.If(only, self._constant(id_), value)
        return Sym(z3.Or(*settled.values()), value)

    def _only(self, possible: Mapping[str | None, Any], id_: str, policy: DecisionDefinition, truths: list[Sym]) -> Any:
        others = [z3.Not(each) for other, each in possible.items() if other != id_]
        only = z3.And(possible[id_], *others)
        if policy.hit not in (HitPolicy.UNIQUE, HitPolicy.ANY):
            return only
        true = [z3.And(truth.known, truth.value) for truth in truths]
        own = [each for rule, each in zip(policy.rules, true, strict=True) if rule.then == id_]
        return z3.Or(z3.Or(*own), z3.And(only, z3.Not(z3.Or(*true))))

    def negative(self, operand: Sym) -> Sym:
        return Sym(operand.known, -operand.value)

    def arithmetic(self, operator: str, left: Sym, right: Sym) -> Sym:
        value, finite = self.numbers.reckon(operator, left.value, right.value)
        return Sym(z3.And(left.known, right.known, finite), value)

    def comparison(self, operator: str, left: Sym, right: Sym) -> Sym:
        known = z3.And(left.known, right.known)
        if operator in ("==", "!="):
            same = self._same(left.value, right.value)
            return Sym(known, same if operator == "==" else z3.Not(same))
        signs = {"<": left.value < right.value, "<=": left.value <= right.value}
        signs |= {">": left.value > right.value, ">=": left.value >= right.value}
        return Sym(known, signs[operator])

    def _same(self, left: Any, right: Any) -> Any:
        if z3.is_bool(left) or z3.is_int(left):
            return left == right
        return self.numbers.same(left, right)

    def membership(self, item: Sym, choices: list[Sym]) -> Sym:
        return self.any_of([self.comparison("==", item, choice) for choice in choices])

    def call(self, function: str, arguments: list[Sym]) -> Sym:
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
            case _:
                value = first.value
                for each in rest:
                    takes = each.value < value if function == "min" else each.value > value
                    value = z3.If(takes, each.value, value)
                return Sym(z3.And(*(each.known for each in arguments)), value)

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
        number = _float(found)
        if type_.kind is Kind.DATE:
            return datetime.date.fromordinal(int(number))
        return int(number) if type_.kind is Kind.INTEGER else number


def _float(found: Any) -> float:
    if z3.is_fp(found):
        rational = z3.simplify(z3.fpToReal(found))
        return -0.0 if found.isZero() and found.isNegative() else float(rational.as_fraction())
    if z3.is_algebraic_value(found):
        found = found.approx(20)
    number = float(found.as_fraction())
    return number if math.isfinite(number) else 0.0
