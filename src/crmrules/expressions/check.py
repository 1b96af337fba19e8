"""Names and types: whether an expression means something over the facts and parameters at hand.

All that is wrong with an expression is reported at once, each problem with its column.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never, get_args

from attrs import define, field

from crmrules.errors import Problem, did_you_mean
from crmrules.expressions.functions import FUNCTIONS, MOST_PLACES, WHOLES, Asking, Function, Signature
from crmrules.expressions.instead import NO_DAYS, is_null
from crmrules.expressions.operators import EQUALITIES, ComparisonOperator
from crmrules.expressions.render import literal
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
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, NUMERIC, TEXT, Kind, Type

_ASKING: tuple[Asking, ...] = get_args(Asking)

MOST_PROBLEMS = 20
"""How many problems of one expression are looked for."""


def check(
    expression: Expression, scope: Mapping[str, Type | None], *, numbers: bool = False
) -> tuple[Type | None, list[Problem]]:
    """The type of an expression, and what is wrong with it.

    `scope` gives the type of every name, or None where a problem told elsewhere leaves it open. `numbers` admits
    number literals other than 0 and 1, as in bindings; in a policy a number is a parameter, with its unit and origin.
    The type is None where a problem leaves it open.
    """
    checker = _Checker(scope, numbers)
    found = checker.type_of(expression)
    return found, checker.problems


@define(eq=False, repr=False)
class _Checker:
    scope: Mapping[str, Type | None]
    numbers: bool
    problems: list[Problem] = field(factory=list)

    def type_of(self, node: Expression) -> Type | None:
        match node:
            case Literal():
                return self._literal(node)
            case Name(name=name):
                return self._name(node, name)
            case Negative(operand=operand):
                kind = self._number(operand, "`-`")
                return INTEGER if kind == Kind.INTEGER else NUMBER
            case Arithmetic(operator=operator, left=left, right=right):
                self._number(left, f"`{operator}`")
                self._number(right, f"`{operator}`")
                return NUMBER
            case Comparison(operator=operator, left=left, right=right):
                self._comparison(node, operator, left, right)
                return BOOL
            case Membership(item=item, choices=choices):
                self._alike((item, *choices), "`in`")
                return BOOL
            case Call(function=function, arguments=arguments):
                return self._call(node, function, arguments)
            case And(operands=operands):
                return self._logic(operands, "and")
            case Or(operands=operands):
                return self._logic(operands, "or")
            case Not(operand=operand):
                return self._logic((operand,), "not")
            case _:
                assert_never(node)

    def _report(self, node: Expression, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(f"column {node.column}", message, remedy))

    @property
    def _has_enough(self) -> bool:
        """So many problems that looking for more would only cost time."""
        return len(self.problems) >= MOST_PROBLEMS

    def _literal(self, node: Literal) -> Type:
        match node.value:
            case bool():
                return BOOL
            case int() | float() | Fraction() as number:
                if not self.numbers and (not isinstance(number, int) or number not in (0, 1)):
                    self._report(
                        node,
                        f"number {literal(number)} in a condition",
                        "give it a name under [parameters], with unit and origin",
                    )
                return INTEGER if isinstance(number, int) else NUMBER
            case str() as text:
                if not text.strip():
                    remedy = "write `known(fact)` to ask for that"
                    self._report(node, "a blank text never occurs: it is unknown", remedy)
                return TEXT
            case _:
                return DATE

    def _name(self, node: Name, name: str) -> Type | None:
        if name in self.scope or self._has_enough:
            return self.scope.get(name)
        remedy = "whether a fact is known is asked with `known(fact)`" if is_null(name) else ""
        remedy = f"write `{name.lower()}`" if name.lower() in ("true", "false") else remedy
        remedy = f"the function needs its arguments: `{name}(...)`" if name in FUNCTIONS else remedy
        self._report(node, f"unknown fact `{name}`", remedy or did_you_mean(name, self.scope))
        return None

    def _number(self, node: Expression, wanted_by: str) -> Kind | None:
        found = self.type_of(node)
        if found is not None and not found.numeric:
            remedy = "days are moved with `add_days` and counted with `days_between`" if found.kind is Kind.DATE else ""
            self._report(node, f"{wanted_by} needs numbers, and this is {found}", remedy)
        return found.kind if found else None

    def _comparison(self, node: Comparison, operator: ComparisonOperator, left: Expression, right: Expression) -> None:
        told = len(self.problems)
        found = self._alike((left, right), f"`{operator}`")
        ordered = found is None or found.kind not in (Kind.BOOL, Kind.TEXT)
        if found and not ordered and operator not in EQUALITIES and len(self.problems) == told:
            self._report(node, f"`{operator}` needs an order, and {found.kind} has none", "write `==` or `!=`")

    def _alike(self, parts: tuple[Expression, ...], wanted_by: str) -> Type | None:
        """One type for all parts: the first that is known, with the values that any part is limited to."""
        types = [self.type_of(part) for part in parts]
        first = next((found for found in types if found and found.values), next(filter(None, types), None))
        return None if first is None else self._of_one_type(parts, types, first, wanted_by)

    def _either(self, parts: tuple[Expression, ...], wanted_by: str) -> Type | None:
        """The type of what is one of some parts: limited to the values of all, and only where each of them is."""
        types = [self.type_of(part) for part in parts]
        first = next(filter(None, types), None)
        if first is None:
            return None
        named = [found for part, found in zip(parts, types, strict=True) if not isinstance(part, Literal)]
        limited = bool(named) and all(found is not None and found.values for found in named)
        values = [value for found in named if found for value in found.values] if limited else []
        common = self._of_one_type(parts, types, Type(first.kind, tuple(dict.fromkeys(values))), wanted_by)
        if not common.values:
            return common
        constants = [part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str)]
        return Type(common.kind, tuple(dict.fromkeys([*common.values, *constants])))

    def _of_one_type(
        self, parts: Sequence[Expression], types: Sequence[Type | None], first: Type, wanted_by: str
    ) -> Type:
        for part, found in zip(parts, types, strict=True):
            if found is not None and not found.matches(first):
                message = f"{wanted_by} needs values of one type, and this is {found}, not {first}"
                self._report(part, message, _unlike(part, first))
            elif first.values and isinstance(part, Literal) and part.value not in first.values:
                self._report(part, f'value "{part.value}" never occurs', did_you_mean(str(part.value), first.values))
        if first.numeric:
            return INTEGER if all(found is None or found.kind == Kind.INTEGER for found in types) else NUMBER
        return first

    def _call(self, node: Call, function: Function, arguments: tuple[Expression, ...]) -> Type | None:
        signature = FUNCTIONS[function]
        if not signature.fewest <= len(arguments) <= signature.most:
            self._report(node, f"`{function}` takes {_count(signature)}, not {len(arguments)}")
        if function == "round":
            self._places(node, arguments)
            arguments = arguments[:1]
        if signature.gives is None:
            found = self._either(arguments, f"`{function}`")
            self._taken(node, function, found)
            return found
        if function in _ASKING:
            self._sought(function, arguments)
        for place, argument in enumerate(arguments):
            if function in _ASKING and place and _is_blank(argument):
                continue  # a blank can be looked for, though no fact is one
            self._taken(argument, function, self.type_of(argument), place)
        return signature.gives

    def _places(self, node: Call, arguments: tuple[Expression, ...]) -> None:
        """The places of `round` are no number of the policy's: they are written, and the same for all."""
        for places in arguments[1:2]:
            value = places.value if isinstance(places, Literal) else None
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_PLACES:
                remedy = f"write a whole number from 0 to {MOST_PLACES}, such as `round(x, 2)`"
                self._report(places, "`round` needs the places after the point", remedy)

    def _sought(self, function: Function, arguments: tuple[Expression, ...]) -> None:
        """What every text contains is not worth a look."""
        for sought in arguments[1:2]:
            if isinstance(sought, Literal) and sought.value == "":
                self._report(sought, f"`{function}` looks for an empty text, which every text has")

    def _taken(self, node: Expression, function: Function, found: Type | None, place: int = 0) -> None:
        takes = FUNCTIONS[function].takes_at(place)
        if found is not None and found.kind not in takes:
            wanted = _wanted(takes)
            remedy = "give a fact or a parameter of type integer" if takes == WHOLES and found.numeric else ""
            self._report(node, f"`{function}` needs {wanted}, and this is {found}", remedy)

    def _logic(self, operands: tuple[Expression, ...], word: str) -> Type:
        for operand in operands:
            found = self.type_of(operand)
            if found is not None and found.kind != Kind.BOOL:
                self._report(operand, f"`{word}` needs conditions, and this is {found}", _condition_for(found))
        return BOOL


def _is_blank(node: Expression) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str) and not node.value.strip()


def _wanted(takes: frozenset[Kind]) -> str:
    """What a function takes, in words."""
    if takes == WHOLES:
        return "whole numbers"
    words = ((NUMERIC, "numbers"), ({Kind.DATE}, "dates"), ({Kind.BOOL}, "conditions"), ({Kind.TEXT}, "texts"))
    return " or ".join(word for kinds, word in words if kinds <= takes)


def _count(signature: Signature) -> str:
    fewest, most = signature.fewest, signature.most
    if fewest == most:
        return "one argument" if most == 1 else "two arguments" if most == 2 else f"{most} arguments"
    return f"{fewest} to {most} arguments"


def _condition_for(found: Type) -> str:
    return "compare it with a value" if found.kind != Kind.DATE else "compare it with a date"


def _unlike(part: Expression, first: Type) -> str:
    """What to write in place of a value that is not of a type."""
    value = part.value if isinstance(part, Literal) else None
    if isinstance(value, str):
        is_number = value.isascii() and value.replace(".", "", 1).isdigit()
        if (first.kind is Kind.BOOL and value.lower() in ("true", "false")) or (first.numeric and is_number):
            return "write it without quotes"
        return NO_DAYS if first.kind is Kind.DATE else ""
    is_flag = first.kind is Kind.BOOL and not isinstance(value, bool) and value in (0, 1)
    return "write true or false" if is_flag else ""
