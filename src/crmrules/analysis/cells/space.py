"""The dimensions of an analysis: stored facts, and terms and comparisons of several facts as if they were free.

What is shown for free terms holds for facts; but a path through them is a record only once one is found (`search`).
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field, frozen

from crmrules.analysis.cells.diagram import Diagram, Diagrams
from crmrules.analysis.cells.domain import Cut, Domain, domain_of
from crmrules.analysis.cells.forms import Form, expression
from crmrules.analysis.cells.intervals import ANY
from crmrules.analysis.cells.logic import AND, NOT
from crmrules.expressions.numbers import LARGEST, MAX_WHOLE, exact
from crmrules.expressions.operators import ComparisonOperator
from crmrules.expressions.render import render
from crmrules.expressions.tree import (
    AS_OF,
    Arithmetic,
    Call,
    Expression,
    Literal,
    Name,
    Value,
    children,
    is_partial,
    names,
    walk,
)
from crmrules.expressions.types import DATE, INTEGER, NUMBER, TEXT, Kind, Type


@frozen
class Constant:
    """A value that parameters and literals come to."""

    value: Value
    text: str
    """How conditions write it."""


@frozen
class Term:
    """A value that facts come to."""

    expression: Expression
    """Over stored facts, `as_of` and literals."""
    type: Type
    text: str
    """How conditions write it."""

    @property
    def size(self) -> int:
        """How many parts it has."""
        return sum(1 for _ in walk(self.expression))

    @property
    def can_fail(self) -> bool:
        """Whether it can be unknown though its facts are known: a division, or a result that is too large or no day."""
        return any(map(is_partial, walk(self.expression)))

    @property
    def divides(self) -> bool:
        """Whether it divides by something that can be zero."""
        parts = (part for part in walk(self.expression) if isinstance(part, Arithmetic) and part.operator == "/")
        return any(not isinstance(part.right, Literal) or part.right.value == 0 for part in parts)


@frozen
class Written:
    """How conditions write that what they look at lies on one side of a cut or the other."""

    left: str
    begins: ComparisonOperator
    """What is so to the right of the cut."""
    ends: ComparisonOperator
    """What is so to the left of it."""
    right: str


@define
class Dimension:
    """One thing that records differ in: a fact, whether a term has a value, a sum, or whether texts are the same."""

    term: Term
    domain: Domain
    other: Term | None = None
    """What the term is compared with, where the dimension is whether two texts are the same."""
    form: Form | None = None
    """Of a sum that comparisons come to: it has a value wherever they are looked at, however large."""
    written: dict[Cut, Written] = field(factory=dict, init=False)
    """For each cut how conditions write it."""

    reads: tuple[str, ...] = field(init=False)
    """The stored facts it hangs on."""
    places: dict[tuple[Value, ...], Any] = field(factory=dict, init=False, eq=False, repr=False)
    """Where values of these facts lie in it, as far as records were tried: of many only one fact is another."""

    def __attrs_post_init__(self) -> None:
        found = names(self.term.expression)
        self.reads = tuple(sorted(found | names(self.other.expression) if self.other is not None else found))

    @property
    def is_fact(self) -> bool:
        """Whether every cell of it is a value that a record can hold."""
        return self.other is None and isinstance(self.term.expression, Name)

    @property
    def asks(self) -> bool:
        """Whether it is a truth of texts: whether one holds another."""
        return isinstance(self.term.expression, Call) and self.term.type.kind is Kind.BOOL

    def name_cut(self, cut: Cut | None, written: Written) -> None:
        """Keep how a cut is written; what came first stays."""
        self.written.setdefault(cut, written)


SAMENESS: tuple[ComparisonOperator, ...] = ("==", "!=")


@define
class Space:
    """The dimensions that several conditions, or several policies, have in common."""

    overflow: bool = True
    """Whether results beyond the largest number or the last day, which are unknown, count as cases."""
    diagrams: Diagrams = field(factory=Diagrams, init=False)
    dimensions: list[Dimension] = field(factory=list, init=False)
    reads_day: bool = field(default=False, init=False)
    """Whether a policy hangs on `as_of`, or asks for it: no record of it is complete without a day."""
    _places: dict[tuple[str, ...], int] = field(factory=dict, init=False)

    def fact(self, name: str, type_: Type) -> int:
        """The dimension of a stored fact."""
        place = self._places.get((name,))
        if place is None:
            place = self._place((name,), Dimension(Term(Name(name), type_, name), domain_of(type_)))
        if name == AS_OF:
            self.reads_day = True
            self.diagrams.always_known.add(place)
        return place

    def place_of_fact(self, name: str) -> int:
        """The dimension of a fact that is one already."""
        return self._places[(name,)]

    def term(self, term: Term) -> int:
        """The dimension of a fact or term; how conditions write it counts more than how it was rendered."""
        if isinstance(term.expression, Name):
            return self.fact(term.expression.name, term.type)
        rendered = render(term.expression)
        place = self._place((rendered,), Dimension(term, domain_of(term.type)))
        dimension = self.dimensions[place]
        if dimension.term.text == rendered:
            dimension.term = evolve(dimension.term, text=term.text)
        if not self._can_fail(term):
            self.diagrams.always_known.add(place)
        return place

    def pair(self, left: Term, right: Term) -> int:
        """The dimension of whether two texts are the same."""
        place = self._place(
            (render(left.expression), render(right.expression)), Dimension(left, Domain(TEXT, SAMENESS), right)
        )
        self.diagrams.always_known.add(place)
        return place

    def sum(self, sum_: Form, whole: bool) -> int:
        """The dimension of a sum; it is looked at only where all in it is known and has a value."""
        term = expression(sum_)
        domain = Domain(NUMBER, ends=ANY)
        if whole:
            most = int(sum(abs(number) for number in sum_.values())) * MAX_WHOLE
            domain = Domain(INTEGER, whole_limits=(-most, most))
        place = self._place((render(term), "sum"), Dimension(Term(term, domain.type, render(term)), domain, form=sum_))
        self.diagrams.always_known.add(place)
        return place

    def known(self, term: Term, types: Mapping[str, Type]) -> Diagram:
        """Whether a term is known."""
        if isinstance(term.expression, Name):
            return self.is_known(self.fact(term.expression.name, term.type))
        made: Diagram = self.diagrams.leaf(True)
        for name in sorted(names(term.expression)):
            made = self.diagrams.apply(AND, made, self.is_known(self.fact(name, types[name])))
        for part in _reckoned(term.expression):
            multiple = _multiple(part)
            if multiple is not None:
                made = self.diagrams.apply(AND, made, self._small(*multiple, types))
                continue
            type_ = NUMBER if isinstance(part, Arithmetic) else DATE
            reckoned = Term(part, type_, term.text if part == term.expression else render(part))
            if self._can_fail(reckoned):
                made = self.diagrams.apply(AND, made, self.is_known(self.term(reckoned)))
        return made

    def _small(self, name: Name, times: Fraction, types: Mapping[str, Type]) -> Diagram:
        """Whether so many times a fact is no result beyond the largest number: that is one of how large the fact is."""
        unknown, place = self.diagrams.leaf(None), self.fact(name.name, types[name.name])
        if not self.overflow or abs(times) <= 1:
            return self.diagrams.leaf(True)
        most, domain = LARGEST / abs(times), self.dimensions[place].domain
        high = self.below(place, domain.after(most), unknown)
        return self.diagrams.apply(AND, high, self.diagrams.apply(NOT, self.below(place, domain.at(-most), unknown)))

    def is_known(self, dimension: int) -> Diagram:
        """Whether a dimension is known, all else aside."""
        yes, no = self.diagrams.leaf(True), self.diagrams.leaf(False)
        return self.diagrams.node(dimension, (), (yes,), no)

    def truth(self, dimension: int) -> Diagram:
        """Whether a dimension of two values is true."""
        yes, no = self.diagrams.leaf(True), self.diagrams.leaf(False)
        return self.diagrams.node(dimension, (1,), (no, yes), self.diagrams.leaf(None))

    def below(self, dimension: int, cut: Cut | None, unknown: Diagram) -> Diagram:
        """Whether the value of a dimension lies left of a cut."""
        yes, no = self.diagrams.leaf(True), self.diagrams.leaf(False)
        if cut is None or cut == self.dimensions[dimension].domain.first:
            return self.diagrams.node(dimension, (), (yes if cut is None else no,), unknown)
        return self.diagrams.node(dimension, (cut,), (yes, no), unknown)

    def _can_fail(self, term: Term) -> bool:
        return term.can_fail if self.overflow else term.divides

    def _place(self, key: tuple[str, ...], dimension: Dimension) -> int:
        if key not in self._places:
            self._places[key] = len(self.dimensions)
            self.dimensions.append(dimension)
        return self._places[key]


def _multiple(node: Expression) -> tuple[Name, Fraction] | None:
    """Of a fact taken some times the fact, and how many; None for anything else."""
    match node:
        case Arithmetic("*", Name() as name, Literal(value=int() | float() | Fraction() as by)):
            return name, exact(by)
        case Arithmetic("*", Literal(value=int() | float() | Fraction() as by), Name() as name):
            return name, exact(by)
        case Arithmetic("/", Name() as name, Literal(value=int() | float() | Fraction() as by)) if by != 0:
            return name, 1 / exact(by)
        case _:
            return None


def _reckoned(node: Expression) -> Iterator[Expression]:
    """The largest parts of an expression that can have no value."""
    if is_partial(node):
        yield node
    else:
        for each in children(node):
            yield from _reckoned(each)
