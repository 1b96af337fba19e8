"""Numbers reckoned in float64, each beside a bound on how far it may be from the exact one.

A comparison of such numbers is a *filtered exact predicate*, as computational geometry has it (J. R. Shewchuk, Adaptive
precision floating-point arithmetic, 1997): where the bound tells, float64 has decided; where it does not, the exact
number does. The bound is a running error analysis (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002,
section 3.3). With u = 2**-53, `fl` for what float64 makes of it, and `A(x)` the bound on `|x - exact x|`:

- a fact or constant is the float next to its decimal: ``A(x) = u |x|``; a whole number up to 2**53 is itself, ``A = 0``
- ``A(a ± b) = A(a) + A(b) + u |fl(a ± b)|``, of which the last is at most ``u (|a| + |b|)``
- ``A(a b) = |a| A(b) + |b| A(a) + A(a) A(b) + u |fl(a b)|``
- ``A(a / b) = (A(a) + |fl(a / b)| A(b)) / (|b| - A(b)) + u |fl(a / b)|``, where ``|b| > A(b)``

What is relative to the value is carried as a number, so that a product of facts costs one multiplication. `UNIT` is u
with a slack of 2**-20, which outweighs by far the products of relative errors that are left out and the roundings of
the bound itself (some hundred times u). Float64 keeps relative errors only above about 1e-308: `TINY` stands for what
is lost below, and a divisor under `SMALL` goes to the exact way at once, as does a bound that is not under `HUGE`,
which catches all that is not finite or near the largest float64.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from attrs import define, field, frozen

from crmrules.engines.python.sizes import Size
from crmrules.expressions.numbers import MAX_WHOLE, exact
from crmrules.expressions.operators import ArithmeticOperator
from crmrules.expressions.tree import Arithmetic, Expression, Literal, Name, Negative

UNIT = 2.0**-53 * (1 + 2.0**-20)
TINY, SMALL, HUGE = 1e-300, 1e-290, 1e290

UNKNOWN_NUMBER = math.inf
"""What a reckoned number holds where it is unknown."""


@frozen
class Bounded:
    """A number in Python's words, and the bound on its error."""

    value: str
    relative: float = field(default=0.0)
    """The part of the bound that is so many units of its value."""
    absolute: tuple[str, ...] = field(default=())
    """The other parts, to be added up."""
    known: float | None = field(default=None)
    """Of a constant its value."""

    def parts(self, constant: Callable[[object], str]) -> tuple[str, ...]:
        """The whole bound, to be added up."""
        if self.relative == 0:
            return self.absolute
        unit = self.relative * UNIT
        if self.known is not None:
            return (*self.absolute, constant(unit * abs(self.known)))
        return (f"{constant(unit)} * abs({self.value})", *self.absolute)


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
    lines: list[str] = field(factory=list)
    checks: list[str] = field(factory=list)
    """What must hold for the bound to be one, asked after reckoning."""
    divisors: list[str] = field(factory=list)
    """Conditions under which a divisor is too near to zero, asked before."""
    _parts: int = field(default=0)

    def number(self, node: Expression) -> Bounded:
        """A number and its bound."""
        match node:
            case Literal(value=int() | float() as value):
                nearest = float(value)
                is_exact = exact(value) == Fraction(nearest)
                return Bounded(self.constant(nearest), 0.0 if is_exact else 1.0, known=nearest)
            case Name(name=name):
                size = self.size_of(name)
                if size.reckoned:
                    return Bounded(self.variable(name), 0.0, (self.error_of(name),))
                whole = size.whole and size.bits <= MAX_WHOLE.bit_length()
                return Bounded(self.variable(name), 0.0 if whole else 1.0)
            case Negative(operand=operand):
                inner = self.number(operand)
                known = None if inner.known is None else -inner.known
                return Bounded(f"(-{inner.value})", inner.relative, inner.absolute, known)
            case Arithmetic(operator="+" | "-" as operator, left=left, right=right):
                return self._sum(operator, left, right)
            case Arithmetic(operator="*", left=left, right=right):
                return self._product(self._factor(left), self._factor(right))
            case Arithmetic(left=left, right=right):
                return self._quotient(self._factor(left), self.number(right))
            case _:
                raise AssertionError(node)

    def _sum(self, operator: ArithmeticOperator, left: Expression, right: Expression) -> Bounded:
        one, other = (self._named(each) if _is_reckoning(each) else self.number(each) for each in (left, right))
        value = f"({one.value} {operator} {other.value})"
        if not one.absolute and not other.absolute:
            unit = (max(one.relative, other.relative) + 1) * UNIT
            return Bounded(value, 0.0, (f"{self.constant(unit)} * ({self._size(one)} + {self._size(other)})",))
        return Bounded(value, 1.0, (*one.parts(self.constant), *other.parts(self.constant)))

    def _product(self, one: Bounded, other: Bounded) -> Bounded:
        absolute = [f"{self.constant(TINY)} * ({self._size(one)} + {self._size(other)})"]
        if one.absolute:
            absolute.append(f"({' + '.join(one.absolute)}) * {self._widest(other)}")
        if other.absolute:
            absolute.append(f"({' + '.join(other.absolute)}) * {self._widest(one)}")
        return Bounded(f"({one.value} * {other.value})", one.relative + other.relative + 1, tuple(absolute))

    def _quotient(self, one: Bounded, divisor: Bounded) -> Bounded:
        made = self._kept(Bounded(f"({one.value} / {divisor.value})"))
        size, lost = self._size(divisor), [*one.absolute, self.constant(TINY)]
        if divisor.known is not None:
            if abs(divisor.known) < SMALL:
                self.divisors.append("True")
        elif divisor.absolute:
            near = " + ".join(divisor.absolute)
            lost.append(f"abs({made.value}) * ({near})")
            self.divisors.append(f"{size} <= {near} + {self.constant(SMALL)}")
            size = f"({size} - ({near}))"
        else:
            small = self.constant(SMALL)
            self.divisors.append(f"-{small} < {divisor.value} < {small}")
        relative = one.relative + divisor.relative + 1
        return Bounded(made.value, relative, (f"({' + '.join(lost)}) / {size}",))

    def _factor(self, node: Expression) -> Bounded:
        """A factor or dividend; one that is reckoned must not have left float64 itself, which a quotient could hide."""
        if not _is_reckoning(node):
            return self.number(node)
        made = self._named(node)
        parts = " + ".join(made.parts(self.constant))
        error = self._part(parts)
        self.checks.append(f"{error} < {self.constant(HUGE)}")
        return Bounded(made.value, 0.0, (error,))

    def _named(self, node: Expression) -> Bounded:
        """A number that is reckoned, under a name: its bound reads it again."""
        made = self.number(node)
        return made if made.value.isidentifier() else self._kept(made)

    def _kept(self, made: Bounded) -> Bounded:
        return Bounded(self._part(made.value), made.relative, made.absolute)

    def _part(self, value: str) -> str:
        self._parts += 1
        name = f"{self.prefix}{self._parts}"
        self.lines.append(f"{name} = {value}")
        return name

    def _size(self, number: Bounded) -> str:
        return f"abs({number.value})" if number.known is None else self.constant(abs(number.known))

    def _widest(self, number: Bounded) -> str:
        """The greatest size that a number can have."""
        return f"({' + '.join((self._size(number), *number.absolute))})"


def _is_reckoning(node: Expression) -> bool:
    return isinstance(node, Arithmetic) or (isinstance(node, Negative) and _is_reckoning(node.operand))
