"""Whether the cells of a path contradict each other, so that no record can be in all of them.

Terms of several facts are cut as if they were free; here their facts are held together again: by what is equal, by
the order that comparisons say, and by the limits within which numbers lie. A contradiction is a proof; that none is
found proves nothing.
"""

import datetime
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

from attrs import define, field

from crmrules.analysis.cells.diagram import Path, Stretch
from crmrules.analysis.cells.domain import Domain, domain_of
from crmrules.analysis.cells.intervals import ALL, NEGATIVE, Interval
from crmrules.analysis.cells.limits import Limits
from crmrules.analysis.cells.space import Dimension, Space, Term
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, rebuilt
from crmrules.expressions.types import Kind

Relation = tuple[Expression, Expression]


def contradicts(space: Space, path: Path) -> bool:
    """Whether it is proven that no record takes a path."""
    said = _Said.by(space, path)
    return said.texts_contradict() or said.order_contradicts() or said.limits().contradict()


def limits_of(space: Space, path: Path) -> dict[str, Interval]:
    """The limits within which a path leaves the numbers and days of facts; none where it contradicts itself."""
    said = _Said.by(space, path)
    limits = said.limits()
    if limits.contradict(splits=0):
        return {}
    return {node.name: limits.known.get(said.plain(node), ALL) for node in said.domains if isinstance(node, Name)}


@define(slots=False)
class _Said:
    """What the cells of a path say."""

    overflow: bool
    """Whether results beyond float64, which are unknown, count as cases."""
    cells: list[tuple[Term, Domain, Stretch | None]] = field(factory=list)
    domains: dict[Expression, Domain] = field(factory=dict)
    """Of facts."""
    same: list[Relation] = field(factory=list)
    unlike: list[Relation] = field(factory=list)
    less: list[Relation] = field(factory=list)
    at_most: list[Relation] = field(factory=list)

    @classmethod
    def by(cls, space: Space, path: Path) -> Self:
        """What a path says."""
        made = cls(space.overflow)
        for place, stretch in path.items():
            made._take(space.dimensions[place], stretch)
        return made

    def _take(self, dimension: Dimension, stretch: Stretch | None) -> None:
        for term in (dimension.term, dimension.other):
            if term is not None and isinstance(term.expression, Name):
                self.domains[term.expression] = domain_of(term.type)
        if dimension.other is None:
            self.cells.append((dimension.term, dimension.domain, stretch))
        elif stretch is not None:
            cells = dimension.domain.few[stretch.begin or 0 : stretch.end]
            self._relate(dimension.term.expression, dimension.other.expression, cells)

    def _relate(self, left: Expression, right: Expression, cells: Sequence[object]) -> None:
        match cells:
            case ("==",):
                self.same.append((left, right))
            case ("!=",):
                self.unlike.append((left, right))
            case ("<",):
                self.less.append((left, right))
            case (">",):
                self.less.append((right, left))
            case ("<", "=="):
                self.at_most.append((left, right))
            case ("==", ">"):
                self.at_most.append((right, left))
            case _:
                pass

    @cached_property
    def equals(self) -> dict[Expression, Expression]:
        """For facts that equal another, one of them that stands for all."""
        found: dict[Expression, Expression] = {}
        for left, right in self.same:
            if isinstance(left, Name) and isinstance(right, Name):
                one, other = found.get(left, left), found.get(right, right)
                found |= {each: one for each in (left, right, *found) if found.get(each, each) == other}
        return found

    def plain(self, node: Expression, *, has_value: bool = True) -> Expression:
        """An expression of numbers, equal facts as one, and days as ordinals.

        Where it has a value, a number less itself is nothing, and one by itself is one.
        """

        def part(node: Expression) -> Expression:
            return self.plain(node, has_value=has_value)

        match node:
            case Name():
                return self.equals.get(node, node)
            case Literal(value=datetime.date() as day):
                return Literal(day.toordinal())
            case Call(function="days_between", arguments=(later, earlier)):
                return part(Arithmetic("-", later, earlier))
            case Arithmetic():
                made = rebuilt(node, part)
                return _alike(made) if has_value else made
            case _:
                return rebuilt(node, part)

    def texts_contradict(self) -> bool:
        """Whether texts that are equal can be none, or texts that are not can be only one."""
        kept: dict[Expression, list[tuple[Domain, Stretch]]] = {}
        for node, domain in self.domains.items():
            if domain.type.kind is Kind.TEXT:
                kept.setdefault(self.plain(node), []).append((domain, Stretch(None, None)))
        for term, domain, stretch in self.cells:
            if domain.type.kind is Kind.TEXT and stretch is not None:
                kept.setdefault(self.plain(term.expression), []).append((domain, stretch))
        few = {node: _few(stretches) for node, stretches in kept.items()}
        if frozenset() in few.values():
            return True
        for left, right in self.unlike:
            one, other = self.plain(left), self.plain(right)
            if one == other or (few[one] == few[other] and len(few[one] or ()) == 1):
                return True
        return False

    @cached_property
    def _less(self) -> list[Relation]:
        return [(self.plain(left), self.plain(right)) for left, right in self.less]

    @cached_property
    def _at_most(self) -> list[Relation]:
        """What is at most something else, what is the same included."""
        pairs = [*self.at_most, *self.same, *((right, left) for left, right in self.same)]
        said = [(self.plain(left), self.plain(right)) for left, right in pairs]
        return said + [each for pair in (*said, *self._less) for node in pair for each in _by_itself(node)]

    def order_contradicts(self) -> bool:
        """Whether something would have to be less than itself."""
        return any(left in _reached(right, [*self._at_most, *self._less]) for left, right in self._less)

    def limits(self) -> Limits:
        """The limits of numbers and days."""
        known: dict[Expression, Interval] = {}
        terms: list[Expression] = []
        failing: list[Expression] = []
        for node, domain in self.domains.items():
            _keep(known, self.plain(node), _limits(domain, Stretch(None, None)))
        for term, domain, stretch in self.cells:
            node = self.plain(term.expression)
            if stretch is not None:
                _keep(known, node, _limits(domain, stretch))
                terms.append(node)
            elif not isinstance(node, Name):
                failing.append(self.plain(term.expression, has_value=False))
        for pairs, ends in ((self._less, NEGATIVE), (self._at_most, Interval(high=0))):
            for left, right in pairs:
                terms += [left, right]
                _keep(known, Arithmetic("-", left, right), ends)
                _keep(known, Arithmetic("-", right, left), -ends)
        numbers = [each for each in dict.fromkeys(terms) if not isinstance(each, Name)]
        return Limits(numbers, failing, self._less, self._at_most, self._whole(), self.overflow, known)

    def _whole(self) -> frozenset[Expression]:
        ordinal = (Kind.INTEGER, Kind.DATE)
        return frozenset(self.plain(node) for node, domain in self.domains.items() if domain.type.kind in ordinal)


def _alike(node: Expression) -> Expression:
    """What two operands that are the same come to."""
    match node:
        case Arithmetic(operator="-", left=left, right=right) if left == right:
            return Literal(0)
        case Arithmetic(operator="/", left=left, right=right) if left == right:
            return Literal(1)
        case _:
            return node


def _by_itself(node: Expression) -> list[Relation]:
    """What the least or the greatest of some is to each of them."""
    match node:
        case Call(function="min", arguments=arguments):
            return [(node, each) for each in arguments]
        case Call(function="max", arguments=arguments):
            return [(each, node) for each in arguments]
        case _:
            return []


def _few(stretches: Iterable[tuple[Domain, Stretch]]) -> frozenset[str] | None:
    """The texts within all stretches; None where there are too many to name."""
    named = [frozenset(map(str, domain.few[each.begin or 0 : each.end])) for domain, each in stretches if domain.few]
    free = [each for domain, each in stretches if not domain.few]
    begin = max((each.begin for each in free if each.begin is not None), default="")
    end = min((each.end for each in free if each.end is not None), default=None)
    if named:
        both = frozenset[str].intersection(*named)
        return frozenset(each for each in both if begin <= each and (end is None or each < end))
    if end is not None and begin >= end:
        return frozenset()
    return frozenset({begin}) if end == f"{begin}\0" else None


def _limits(domain: Domain, stretch: Stretch) -> Interval:
    if domain.few or domain.is_text:
        return ALL
    return domain.limits(stretch.begin, stretch.end)


def _keep(known: dict[Expression, Interval], node: Expression, limits: Interval) -> None:
    known[node] = known.get(node, ALL) & limits


def _reached(begin: Expression, pairs: Iterable[Relation]) -> set[Expression]:
    """What is at least as much as something."""
    found, waiting = set[Expression](), [begin]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [right for left, right in pairs if left == node]
    return found
