"""Numbers reckoned in float64, each beside a bound on how far it may be from the exact one.

A comparison of such numbers is a *filtered exact predicate*, as computational geometry has it (J. R. Shewchuk, Adaptive
precision floating-point arithmetic, 1997): where the bound tells, float64 has decided; where it does not, the exact
number does. The bound is an a priori one (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002, section
3.1). With u = 2**-53 and float64's ``fl(x op y) = (x op y)(1 + d)``, ``|d| <= u``, every number is within ``k u S`` of
the exact one, where S is the same expression over absolute values and k counts roundings:

- a fact or constant is the float next to its decimal: ``k = 1, S = |x|``; for a whole number up to 2**53 ``k = 0``
- ``a + b``, ``a - b``: ``k = max(ka, kb) + 1``, ``S = Sa + Sb``
- ``a b``: ``k = ka + kb + 1``, ``S = Sa Sb``
- ``a / b``: ``k = ka + kb + 1``, ``S = (Sa / |b|) (Sb / |b|)``, of which the second is 1 where b is no sum

Errors of errors, the roundings of S, and a divisor that is a little less than it seems are outweighed by the slack in
`UNIT`. Float64 keeps its relative precision only above some 1e-308: `TINY` is added to each factor for what is lost
below, and a divisor under `SMALL`, or near to zero for its bound, goes to the exact way at once. So does a number whose
S is not under `HUGE`: it, or a part of it, might be infinite or close to the largest number there is.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from attrs import define, field, frozen

from crmrules.engines.python.sizes import Size
from crmrules.expressions.numbers import MAX_WHOLE, exact
from crmrules.expressions.operators import ArithmeticOperator
from crmrules.expressions.tree import Arithmetic, Expression, Literal, Name, Negative

UNIT = 2.0**-53 * (1 + 2.0**-16)
TINY, SMALL, HUGE = 1e-300, 1e-280, 1e290

NEAR_ZERO = 2.0**20
"""A divisor is near to zero within so many times its bound: beyond, what it is less than it seems is in the slack."""

UNKNOWN_NUMBER = math.inf
"""What a reckoned number holds where it is unknown."""


@frozen
class Bounded:
    """A number in Python's words, and the bound on its error."""

    value: str
    roundings: float
    size: str
    """The expression over absolute values."""
    plain: bool = field(default=True)
    """Whether its size is its absolute value."""
    zero: bool = field(default=False)
    """Whether it is a constant too near to zero to be divided by."""


@define
class Reckoning:
    """Writes the statements that reckon one number; what of it needs a name gets one."""

    constant: Callable[[object], str]
    """A placeholder for a constant."""
    variable: Callable[[str], str]
    size_of: Callable[[str], Size]
    error_of: Callable[[str], str]
    """The variable that holds the bound of a reckoned name."""
    prefix: str
    """What names of parts begin with."""
    first: list[str] = field(factory=list)
    """The statements before a divisor is looked at."""
    near_zero: list[str] = field(factory=list)
    """Conditions under which a divisor is too near to zero."""
    then: list[str] = field(factory=list)
    """The statements after it."""
    huge: list[str] = field(factory=list)
    """Sizes whose sum must be under `HUGE` for the bound to be one."""
    _sizes: dict[str, str] = field(factory=dict)
    _parts: int = field(default=0)

    def number(self, node: Expression) -> Bounded:
        """A number and its bound."""
        match node:
            case Literal(value=int() | float() as value):
                near = float(value)
                is_exact = exact(value) == Fraction(near)
                size = self.constant(abs(near))
                return Bounded(self.constant(near), 0 if is_exact else 1, size, zero=abs(near) < SMALL)
            case Name(name=name):
                return self._named(name)
            case Negative(operand=operand):
                inner = self.number(operand)
                return Bounded(f"(-{inner.value})", inner.roundings, inner.size, inner.plain)
            case Arithmetic(operator="+" | "-" as operator, left=left, right=right):
                return self._sum(operator, self.number(left), self.number(right))
            case Arithmetic(operator="*", left=left, right=right):
                return self._product(self._factor(left), self._factor(right))
            case Arithmetic(left=left, right=right):
                return self._quotient(self._factor(left), self.number(right))
            case _:
                raise AssertionError(node)

    def bound(self, made: Bounded) -> str:
        """The bound on the error of a number."""
        size = self._part(made.size)
        self.huge.append(size)
        return f"{self.constant(made.roundings * UNIT)} * {size} + {self.constant(TINY)}"

    def _named(self, name: str) -> Bounded:
        value, size = self.variable(name), self.size_of(name)
        if size.reckoned:
            scaled = f"{self.error_of(name)} * {self.constant(1 / UNIT)}"
            return Bounded(value, 1, self._once(value, f"abs({value}) + {scaled}"), plain=False)
        if size.whole:  # whole numbers of Python would grow beyond what can stand beside a float
            value = self._once(f"{value} as float", f"{value} + {self.constant(0.0)}")
        small = size.whole and size.bits <= MAX_WHOLE.bit_length()
        return Bounded(value, 0 if small else 1, self._once(value, f"abs({value})"))

    def _sum(self, operator: ArithmeticOperator, one: Bounded, other: Bounded) -> Bounded:
        value, size = f"({one.value} {operator} {other.value})", f"({one.size} + {other.size})"
        return Bounded(value, max(one.roundings, other.roundings) + 1, size, plain=False)

    def _product(self, one: Bounded, other: Bounded) -> Bounded:
        value, size = f"({one.value} * {other.value})", f"({one.size} * {other.size})"
        return Bounded(value, one.roundings + other.roundings + 1, size, plain=False)

    def _quotient(self, one: Bounded, divisor: Bounded) -> Bounded:
        roundings = one.roundings + divisor.roundings + 1
        value = f"({one.value} / {divisor.value})"
        if divisor.zero:
            self.near_zero.append("True")
        if divisor.plain:
            if divisor.value.isidentifier():
                self.near_zero.append(f"{divisor.size} < {self.constant(SMALL)}")
            return Bounded(value, roundings, f"({one.size} / {divisor.size})", plain=False)
        near = NEAR_ZERO * UNIT * max(divisor.roundings, 1)
        itself = self._once(f"{divisor.value} itself", f"abs({divisor.value})")
        self.near_zero.append(f"{itself} <= {divisor.size} * {self.constant(near)} + {self.constant(SMALL)}")
        return Bounded(value, roundings, f"({one.size} / {itself} * ({divisor.size} / {itself}))", plain=False)

    def _factor(self, node: Expression) -> Bounded:
        """A factor or dividend; one that is reckoned must not have left float64 itself, which a quotient could hide."""
        made = self.number(node)
        if isinstance(node, Literal):
            return made
        size = f"({made.size} + {self.constant(TINY)})"
        if made.plain:
            return Bounded(made.value, made.roundings, size, plain=False)
        part = self._part(size)
        self.huge.append(part)
        return Bounded(made.value, made.roundings, part, plain=False)

    def _part(self, value: str) -> str:
        name = self._name()
        self.then.append(f"{name} = {value}")
        return name

    def _once(self, of: str, value: str) -> str:
        """What many parts read, reckoned once."""
        if of not in self._sizes:
            self._sizes[of] = self._name()
            self.first.append(f"{self._sizes[of]} = {value}")
        return self._sizes[of]

    def _name(self) -> str:
        self._parts += 1
        return f"{self.prefix}{self._parts}"
