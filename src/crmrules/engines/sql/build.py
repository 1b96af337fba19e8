"""Pieces of SQL that take Python's operators, as columns of data frames do; sqlglot's nodes lie below."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import field, frozen
from sqlglot import exp

from crmrules.expressions.numbers import MAX_WHOLE

Node: TypeAlias = exp.Expr

_TRUTHS = (exp.Connector, exp.Not, exp.Predicate, exp.Is)
"""Nodes that stand in parentheses beside a comparison."""
_LOOSE = (*_TRUTHS, exp.Binary, exp.Neg)
"""Nodes that stand in parentheses beside any other operator."""

_OPPOSITE: Mapping[type[Node], type[exp.Binary]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.LT: exp.GTE,
    exp.LTE: exp.GT,
    exp.GT: exp.LTE,
    exp.GTE: exp.LT,
}
"""The comparison that is true where one is false."""


@frozen(eq=False)
class Sql:
    """A value or a condition in SQL. `==`, `&` and their kin build conditions, and compare nothing."""

    node: Node
    bit: "Sql | None" = field(default=None)
    """The column of bits whose 1 this condition asks for, in databases that hold no booleans."""

    def __add__(self, other: Any) -> "Sql":
        return _binary(exp.Add, self, other)

    def __sub__(self, other: Any) -> "Sql":
        return _binary(exp.Sub, self, other)

    def __mul__(self, other: Any) -> "Sql":
        return _binary(exp.Mul, self, other)

    def __truediv__(self, other: Any) -> "Sql":
        return _quotient(self, other)

    def __mod__(self, other: Any) -> "Sql":
        return _binary(exp.Mod, self, other)

    def __radd__(self, other: Any) -> "Sql":
        return _binary(exp.Add, other, self)

    def __rsub__(self, other: Any) -> "Sql":
        return _binary(exp.Sub, other, self)

    def __rmul__(self, other: Any) -> "Sql":
        return _binary(exp.Mul, other, self)

    def __rtruediv__(self, other: Any) -> "Sql":
        return _quotient(literal(other), self)

    def __neg__(self) -> "Sql":
        return Sql(exp.Neg(this=_tight(self)))

    def __eq__(self, other: object) -> "Sql":  # type: ignore[override] # a condition, as columns of data frames give
        return _binary(exp.EQ, self, other)

    def __ne__(self, other: object) -> "Sql":  # type: ignore[override] # likewise
        return _binary(exp.NEQ, self, other)

    def __lt__(self, other: Any) -> "Sql":
        return _binary(exp.LT, self, other)

    def __le__(self, other: Any) -> "Sql":
        return _binary(exp.LTE, self, other)

    def __gt__(self, other: Any) -> "Sql":
        return _binary(exp.GT, self, other)

    def __ge__(self, other: Any) -> "Sql":
        return _binary(exp.GTE, self, other)

    def __and__(self, other: "Sql") -> "Sql":
        return all_of([self, other])

    def __or__(self, other: "Sql") -> "Sql":
        return any_of([self, other])

    def __invert__(self) -> "Sql":
        if isinstance(self.node, exp.Not):
            return Sql(self.node.this.unnest())
        opposite = _OPPOSITE.get(type(self.node))
        if opposite is not None:
            node: Node = opposite(this=self.node.this.copy(), expression=self.node.expression.copy())
            return Sql(node)
        return Sql(exp.Not(this=_tight(self, (exp.Connector,))))

    __hash__ = object.__hash__

    def abs(self) -> "Sql":
        """How large a number is."""
        return Sql(exp.Abs(this=self.node.copy()))

    def is_null(self) -> "Sql":
        """Whether it is null."""
        return Sql(exp.Is(this=_tight(self, _TRUTHS), expression=exp.Null()))

    def is_known(self) -> "Sql":
        """Whether it is not null."""
        return Sql(exp.Not(this=exp.Is(this=_tight(self, _TRUTHS), expression=exp.Null())))

    def is_between(self, low: Any, high: Any) -> "Sql":
        """Whether it lies between two values, both included."""
        return Sql(exp.Between(this=_tight(self, _TRUTHS), low=literal(low).node, high=literal(high).node))

    def is_in(self, choices: Sequence["Sql"]) -> "Sql":
        """Whether it is one of some values."""
        return Sql(exp.In(this=_tight(self, _TRUTHS), expressions=[each.node.copy() for each in choices]))

    def cast(self, type_: str) -> "Sql":
        """The value in another type."""
        return Sql(exp.cast(self.node.copy(), type_))

    @property
    def is_column(self) -> bool:
        """Whether it is a column as it stands."""
        return isinstance(self.node, exp.Column)


NULL, TRUE, FALSE = Sql(exp.null()), Sql(exp.true()), Sql(exp.false())


def literal(value: Any) -> Sql:
    """A number or a boolean; what is SQL already stays it. Texts and days are written by `texts` and `days`."""
    match value:
        case Sql():
            return value
        case bool():
            return TRUE if value else FALSE
        case int() | float():
            return _number(value)
        case None:
            return NULL
        case _:
            raise TypeError(value)


def _number(value: float) -> Sql:
    """A number: one with a fraction, or too large, with an exponent, since databases take it for a decimal without."""
    value = min(max(value, -sys.float_info.max), sys.float_info.max)  # no number that is compared reaches these
    if abs(value) <= MAX_WHOLE and value == int(value):
        text = str(abs(int(value)))
    else:
        text = repr(abs(float(value)))
        text = text.replace("e", "E") if "e" in text else f"{text}E0"
    number = exp.Literal.number(text)
    return Sql(exp.Neg(this=number) if value < 0 else number)


def decimal(digits: str) -> Sql:
    """A number as the decimal that is written."""
    number = exp.Literal.number(digits.removeprefix("-"))
    return Sql(exp.Neg(this=number) if digits.startswith("-") else number)


def function(name: str, *arguments: Any) -> Sql:
    """A function that sqlglot writes as it is called."""
    return Sql(exp.Anonymous(this=name, expressions=[literal(each).node.copy() for each in arguments]))


def coalesce(*parts: Any) -> Sql:
    """The first that is not null."""
    first, *others = (literal(each).node.copy() for each in parts)
    return Sql(exp.Coalesce(this=first, expressions=others))


def case(branches: Iterable[tuple[Sql, Any]], otherwise: Any = None) -> Sql:
    """The value of the first condition that is true; without `otherwise` null where none is."""
    made = exp.Case(ifs=[exp.If(this=where.node.copy(), true=literal(value).node.copy()) for where, value in branches])
    if otherwise is not None:
        made.set("default", literal(otherwise).node.copy())
    return Sql(made)


def where(condition: Sql, value: Any) -> Sql:
    """A value where a condition is true, else null."""
    return case([(condition, value)])


def all_of(parts: Sequence[Sql]) -> Sql:
    """*and* of one or more, as SQL has it with nulls."""
    return _joined(exp.And, parts)


def any_of(parts: Sequence[Sql]) -> Sql:
    """*or* of one or more, as SQL has it with nulls."""
    return _joined(exp.Or, parts)


def _joined(kind: type[exp.Connector], parts: Sequence[Sql]) -> Sql:
    # what is asked twice is asked once
    first, *others = dict.fromkeys(node for part in parts for node in _parts(kind, part.node))
    made = _within(first) if others else first.copy()
    for node in others:
        made = kind(this=made, expression=_within(node))
    return Sql(made)


def _parts(kind: type[exp.Connector], node: Node) -> Iterator[Node]:
    """What is joined by *and*, or by *or*."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, kind):
        yield from _parts(kind, node.this)
        yield from _parts(kind, node.expression)
    else:
        yield node


def _within(node: Node) -> Node:
    return exp.Paren(this=node.copy()) if isinstance(node, exp.Connector) else node.copy()


def when_true(condition: Sql) -> Sql:
    """A condition that is asked only whether it is true: null may then stand for false, which reads more easily."""
    node = condition.node
    match node:
        case exp.Coalesce() if node.expressions == [exp.false()]:
            return Sql(node.this)
        case exp.Not(this=exp.Coalesce() as inner) if inner.expressions == [exp.true()]:
            return ~Sql(inner.this)
        case exp.And():
            return all_of([when_true(Sql(part)) for part in _parts(exp.And, node)])
        case exp.Or():
            return any_of([when_true(Sql(part)) for part in _parts(exp.Or, node)])
        case _:
            return condition


def _binary(kind: type[exp.Binary], left: Any, right: Any) -> Sql:
    loose = _TRUTHS if issubclass(kind, exp.Predicate) else _LOOSE
    node: Node = kind(this=_tight(literal(left), loose), expression=_tight(literal(right), loose))
    return Sql(node)


def _quotient(left: Any, right: Any) -> Sql:
    # both are floats wherever it is used: sqlglot need not see to it
    return Sql(exp.Div(this=_tight(literal(left)), expression=_tight(literal(right)), typed=True, safe=False))


def _tight(part: Sql, loose: tuple[type[Node], ...] = _LOOSE) -> Node:
    node = part.node.copy()
    is_number = isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal)
    return exp.Paren(this=node) if isinstance(node, loose) and not is_number else node
