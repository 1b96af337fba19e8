"""How far a reckoned float64 may be from the number it stands for, on frames and in SQL.

Running error analysis (Wilkinson; Higham, *Accuracy and Stability of Numerical Algorithms*, 3.3), done while columns
are built and not on each row. With `UNIT` u = 2**-53, the most by which a rounding changes a number x is u |x|. A
float of a stored fact is its decimal rounded, a whole number is itself, and where `a` and `b` are off by at most `ea`
and `eb`

    a + b, a - b    is off by    ea + eb + u |a + b|
    a * b                        |a| eb + |b| ea + ea eb + u |a b|
    a / b = q                    (ea + |q| eb) / (|b| - eb) + u |q|
    min, max                     the greater of the two

A bound is kept as u (`relative` |x| + the sum of `sizes`): the first part costs nothing on a row, and most of the
second neither. Of `d = a - b` the sizes are |a| and |b|, and since |a| <= |d| + |b|, one of them can always go into the
first part; divided by b the other one is a constant. So `(bill - average) / average` = q is off by at most
u (4 |q| + 2), and compared with a parameter p by u (4 |p| + 2), which is known before any row is read.

What is left out is covered by `SLACK`: products of errors, and the roundings of the bound itself. Numbers nearer to
zero than 1e-280 lose digits in float64 before they reach it; `TINY` covers them as long as nothing enlarges them again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar, assert_never

from attrs import evolve, field, frozen

from crmrules.expressions.operators import ArithmeticOperator


class Reckonable(Protocol):
    """A column of floats, in an engine's own form."""

    def __add__(self, other: Any, /) -> Self: ...

    def __mul__(self, other: Any, /) -> Self: ...

    def __truediv__(self, other: Any, /) -> Self: ...

    def __rtruediv__(self, other: Any, /) -> Self: ...

    def abs(self) -> Self:
        """How large its numbers are."""
        ...


C = TypeVar("C", bound=Reckonable)

UNIT = 2.0**-53
SLACK = 1 + 2.0**-20
TINY = 2.0**-960

_FAR = 8
"""A divisor closer to zero than so many times its bound counts as zero."""
_STILL = _FAR / (_FAR - 1)
"""How much |b| / (|b| - eb) can be where it does not."""
_MOST_SIZES = 4
"""More sizes than these are added up to one."""

Value: TypeAlias = float | C
"""Of a constant the number, otherwise the column of floats."""


@frozen(eq=False)
class Size(Generic[C]):
    """A multiple of how large a number is."""

    times: float
    of: Value[C]
    source: object = field(default=None)
    """What its key is the identity of, so that nothing else gets it."""


_ONE = 0
"""The key of the size that is the same on all rows."""

Sizes: TypeAlias = Mapping[int, Size[C]]
"""By the identity of the column that was read, or `_ONE`."""


@frozen(eq=False)
class Bound(Generic[C]):
    """At most how far a float is from its number, in units of `UNIT`."""

    relative: float
    sizes: Sizes[C] = field(factory=dict)
    split: tuple[int, int] | None = field(default=None)
    """The keys of two sizes of which each is at most the other one and the number itself."""

    @property
    def shorter(self) -> "Bound[C]":
        """The same bound with a size less, where it can do without."""
        return self if self.split is None else self.without(self.split[0])

    def without(self, key: int) -> "Bound[C]":
        """The bound without one of the two sizes in `split`."""
        assert self.split is not None
        [kept] = {*self.split} - {key}
        times = self.sizes[key].times
        sizes = {each: size for each, size in self.sizes.items() if each != key}
        sizes[kept] = evolve(sizes[kept], times=sizes[kept].times + times)
        return Bound(self.relative + times, sizes)

    def placed(self, place: Callable[[C], C]) -> "Bound[C]":
        """The bound, its sizes read from columns of our own."""
        sizes = {
            key: size if isinstance(size.of, int | float) else evolve(size, of=place(size.of))
            for key, size in self.sizes.items()
        }
        return evolve(self, sizes=sizes)


NEAREST: Bound[Any] = Bound(1.0)
"""Of the float next to a number."""


@frozen(eq=False)
class Operand(Generic[C]):
    """A number that is reckoned with."""

    value: Value[C]
    source: object
    """What tells it from others: the column that was read."""
    bound: Bound[C]
    is_leaf: bool
    """Whether it is stored or constant, and nothing was reckoned for it."""

    @property
    def key(self) -> int:
        """The key of its size."""
        return _ONE if isinstance(self.value, float) else id(self.source)

    @property
    def size(self) -> Sizes[C]:
        """How large it is."""
        return (
            {_ONE: Size(abs(self.value), 1.0)}
            if isinstance(self.value, float)
            else {self.key: Size(1.0, self.value, self.source)}
        )


def of_result(operator: ArithmeticOperator, left: Operand[C], right: Operand[C], result: C) -> Bound[C]:
    """Of what two numbers come to, where a divisor does not count as zero."""
    match operator:
        case "+" | "-":
            return of_sum(left, right)
        case "*":
            return of_product(left, right)
        case "/":
            return of_quotient(left, right, result)
        case _:
            assert_never(operator)


def most_of_result(operator: ArithmeticOperator, left: int | None, right: int | None) -> int | None:
    """What the result of two whole numbers that do not exceed these does not exceed; None where it is not whole."""
    if left is None or right is None or operator == "/":
        return None
    return left * right if operator == "*" else left + right


def of_sum(left: Operand[C], right: Operand[C]) -> Bound[C]:
    """Of `left + right` and `left - right`."""
    for one, other in ((left, right), (right, left)):
        if other.key == _ONE or (other.is_leaf and not one.is_leaf):
            # |one| is at most |one + other| and |other|
            kept = one.bound.shorter
            sizes = _merged(kept.sizes, _times(other.size, kept.relative + other.bound.relative))
            return _made(1 + kept.relative, sizes)
    first, second = left.bound.shorter, right.bound.shorter
    own = _merged(_times(left.size, first.relative), _times(right.size, second.relative))
    made = _made(1, _merged(first.sizes, second.sizes, own))
    keys = (left.key, right.key)
    return evolve(made, split=keys) if keys[0] != keys[1] and {*keys} <= {*made.sizes} else made


def of_product(left: Operand[C], right: Operand[C]) -> Bound[C]:
    """Of `left * right`."""
    one, other = left.bound.shorter, right.bound.shorter
    both = _merged(*(_grown(other.sizes, size) for size in one.sizes.values()))
    sizes = _merged(
        *(_grown(one.sizes, size) for size in right.size.values()),
        *(_grown(other.sizes, size) for size in left.size.values()),
        _times(both, UNIT),
    )
    return _made(one.relative + other.relative + 1, sizes)


def of_quotient(left: Operand[C], right: Operand[C], quotient: C) -> Bound[C]:
    """Of `left / right`, where `right` does not count as zero."""
    above, below = left.bound, right.bound.shorter
    if above.split is not None and right.key in above.split:
        [other] = {*above.split} - {right.key}
        above = above.without(other)
    above = above.shorter
    still = _STILL if below.sizes else 1.0
    sizes = _merged(_shrunk(above.sizes, right), _grown(_shrunk(below.sizes, right), Size(1.0, quotient)))
    return _made((above.relative + below.relative + 1) * still, _times(sizes, still))


def greatest(bounds: Iterable[Bound[C]]) -> Bound[C]:
    """Of the least or the greatest of some numbers."""
    every = list(bounds)
    sizes: dict[int, Size[C]] = {}
    for bound in every:
        for key, size in bound.sizes.items():
            sizes[key] = evolve(size, times=max(size.times, sizes[key].times)) if key in sizes else size
    return _made(max(bound.relative for bound in every), sizes)


def first_known(bounds: Iterable[tuple[Bound[C], C]], taken: Callable[[Sequence[tuple[C, Value[C]]]], C]) -> Bound[C]:
    """Of the first known of some numbers, each with its bound.

    `taken` gives a column of what stands beside the first known of some numbers.
    """
    every = list(bounds)
    relative = max(bound.relative for bound, _ in every)
    if all({*bound.sizes} <= {_ONE} for bound, _ in every):
        return evolve(greatest(bound for bound, _ in every), relative=relative)
    beside = taken([(number, _sum(bound.sizes)) for bound, number in every])
    return Bound(relative, {id(beside): Size(1.0, beside)})


def zero_within(divisor: Operand[C]) -> Value[C] | None:
    """What a divisor must be further from zero than; None where it is zero only if its float is."""
    sizes = divisor.bound.shorter.sizes
    return _sum(_times(sizes, _FAR * UNIT * SLACK)) + TINY if sizes else None


def apart(left: Operand[C], right: Operand[C]) -> Value[C]:
    """How far two floats can be apart whose numbers are equal, in no units; a float where it is so on every row.

    Then |left| is at most |right| and this, which is next to nothing.
    """
    one, other = left.bound.shorter, right.bound.shorter
    sizes = _merged(one.sizes, other.sizes, _times(right.size, one.relative + other.relative))
    scaled = _times(sizes, UNIT * SLACK)
    if {*scaled} <= {_ONE}:
        return (scaled[_ONE].times if scaled else 0.0) + TINY
    return _sum(scaled) + TINY


def error(bound: Bound[C], size: C, times: float = 1.0) -> C:
    """How far a number can be off that is so many times the bound's own, and how large it is."""
    sizes = _times(bound.shorter.sizes, times * UNIT * SLACK)
    own = size * (bound.shorter.relative * UNIT * SLACK)
    return own + _sum(sizes) + TINY if sizes else own + TINY


def _made(relative: float, sizes: Sizes[C]) -> Bound[C]:
    kept = {key: size for key, size in sizes.items() if size.times}
    if len(kept) > _MOST_SIZES:
        total = _sum(kept)
        kept = {id(total): Size(1.0, total)}
    return Bound(relative, kept)


def _sum(sizes: Sizes[C]) -> Value[C]:
    """The sum of sizes."""
    fixed = float(sum(size.times for key, size in sizes.items() if key == _ONE))
    columns = [size.of.abs() * size.times for size in sizes.values() if not isinstance(size.of, int | float)]
    if not columns:
        return fixed
    total = reduce(_plus, columns)
    return total + fixed if fixed else total


def _plus(left: C, right: C) -> C:
    return left + right


def _merged(*each: Sizes[C]) -> dict[int, Size[C]]:
    sizes: dict[int, Size[C]] = {}
    for one in each:
        for key, size in one.items():
            sizes[key] = evolve(size, times=size.times + sizes[key].times) if key in sizes else size
    return sizes


def _times(sizes: Sizes[C], factor: float) -> dict[int, Size[C]]:
    return {key: evolve(size, times=size.times * factor) for key, size in sizes.items()}


def _grown(sizes: Sizes[C], by: Size[C]) -> dict[int, Size[C]]:
    """Sizes multiplied by another one."""
    grown: list[Size[C]] = []
    for size in sizes.values():
        if isinstance(size.of, int | float):
            grown.append(Size(size.times * by.times, by.of))
        else:
            grown.append(Size(size.times * by.times, size.of if isinstance(by.of, int | float) else size.of * by.of))
    return _keyed(grown)


def _shrunk(sizes: Sizes[C], divisor: Operand[C]) -> dict[int, Size[C]]:
    """Sizes divided by that of a number."""
    if isinstance(divisor.value, float):
        return _times(sizes, 1 / abs(divisor.value))
    shrunk: list[Size[C]] = []
    for key, size in sizes.items():
        if key == divisor.key:
            shrunk.append(Size(size.times, 1.0))
        else:
            shrunk.append(Size(size.times, size.of / divisor.value))
    return _keyed(shrunk)


def _keyed(sizes: Iterable[Size[C]]) -> dict[int, Size[C]]:
    return _merged(*({_ONE if isinstance(size.of, int | float) else id(size.of): size} for size in sizes))
