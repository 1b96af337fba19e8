"""Whether the cells of a path contradict each other, so that no record can be in all of them.

Terms of several facts are cut as if they were free; here their facts are held together again: by what is equal, by
the order that comparisons say, and by the limits within which numbers lie. A contradiction is a proof; that none is
found proves nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Self

from attrs import define, field

from crmrules.analysis.cells.diagram import Path, Stretch
from crmrules.analysis.cells.domain import Domain, domain_of
from crmrules.analysis.cells.forms import atom, form
from crmrules.analysis.cells.intervals import ALL, ANY, ZERO, Interval
from crmrules.analysis.cells.limits import MOST_SPLITS, Limits, may_be_too_long
from crmrules.analysis.cells.linear import Linear
from crmrules.analysis.cells.space import Dimension, Space
from crmrules.analysis.cells.texts import Truths, demands, is_small, remaining, small
from crmrules.expressions.evaluate import lowered
from crmrules.expressions.numbers import LARGEST
from crmrules.expressions.tree import Arithmetic, Call, Expression, Name, is_partial, rebuilt, walk
from crmrules.expressions.types import Kind

TOO_LARGE = Interval(low=LARGEST, open_low=True)
"""What a result has no value beyond."""

WORK_OF_PART = 8
"""What drawing closer the limits of a part of an expression costs, in operations on nodes."""

Relation = tuple[Expression, Expression]


def contradicts(space: Space, path: Path) -> bool:
    """Whether it is proven that no record takes a path."""
    if all(space.dimensions[place].is_fact for place in path):
        return False  # facts are free of each other, and none of their cells is empty
    said = _Said.by(space, path)
    if said.texts_contradict():
        return True
    if said.has_sums:
        found = said.linear().has_solution()
        if found is False or (found and not said.whole):
            return not found
    return _contradict(space, said.limits())


def _contradict(space: Space, limits: Limits, splits: int = MOST_SPLITS) -> bool:
    found = limits.contradict(splits)
    space.diagrams.work += limits.looked * WORK_OF_PART
    return found


def meant(space: Space, path: Path) -> Iterator[tuple[Dimension, Stretch | None]]:
    """What a path says, but of sums of which a part has no value: of no matter is what it says of those."""
    lost = {space.dimensions[place].term.expression for place, stretch in path.items() if stretch is None}
    for place, stretch in path.items():
        dimension = space.dimensions[place]
        if dimension.form is None or lost.isdisjoint(walk(dimension.term.expression)):
            yield dimension, stretch


def limits_of(space: Space, path: Path) -> dict[str, Interval]:
    """The limits within which a path leaves the numbers and days of facts; none where it contradicts itself."""
    said = _Said.by(space, path)
    limits = said.limits()
    if _contradict(space, limits, splits=0):
        return {}
    return {node.name: limits.known.get(plain(node), ANY) for node in said.domains if isinstance(node, Name)}


def linear_of(space: Space, path: Path) -> Linear:
    """What a path says of numbers and days, as inequalities."""
    return _Said.by(space, path).linear()


def truths_of(space: Space, path: Path) -> Truths:
    """What a path says of texts that are asked for others."""
    return _Said.by(space, path).truths or {}


@define(slots=False)
class _Said:
    """What the cells of a path say."""

    overflow: bool
    """Whether results beyond the largest number, which are unknown, count as cases."""
    cells: list[tuple[Dimension, Stretch | None]] = field(factory=list)
    """Of numbers, days and flags."""
    texts: list[tuple[Dimension, Stretch | None]] = field(factory=list)
    """Of texts, and of what they are asked for."""
    domains: dict[Expression, Domain] = field(factory=dict)
    """Of facts."""
    same: list[Relation] = field(factory=list)
    unlike: list[Relation] = field(factory=list)
    """Of texts."""

    @classmethod
    def by(cls, space: Space, path: Path) -> Self:
        """What a path says."""
        made = cls(space.overflow)
        for dimension, stretch in meant(space, path):
            made._take(dimension, stretch)
        return made

    def _take(self, dimension: Dimension, stretch: Stretch | None) -> None:
        for term in (dimension.term, dimension.other):
            if term is not None and isinstance(term.expression, Name):
                self.domains[term.expression] = domain_of(term.type)
        if dimension.other is None:
            of_texts = dimension.domain.type.kind is Kind.TEXT or dimension.asks
            (self.texts if of_texts else self.cells).append((dimension, stretch))
        elif stretch is not None:
            relations = self.unlike if stretch.begin else self.same
            relations.append((dimension.term.expression, dimension.other.expression))

    @property
    def has_sums(self) -> bool:
        """Whether anything is said of what is reckoned from facts."""
        return any(not dimension.is_fact for dimension, _ in self.cells)

    @cached_property
    def equals(self) -> dict[Expression, Expression]:
        """For texts that equal another, one of them that stands for all."""
        found: dict[Expression, Expression] = {}
        for left, right in self.same:
            one, other = found.get(left, left), found.get(right, right)
            found |= {each: one for each in (left, right, *found) if found.get(each, each) == other}
        return found

    def _alike(self, text: Expression) -> Expression:
        """An expression over texts, with one that stands for all in place of each that equals it."""
        return self.equals[text] if text in self.equals else rebuilt(text, self._alike)

    @property
    def truths(self) -> Truths | None:
        """What is said of texts that are asked for others; None where it contradicts itself at once."""
        found: dict[Call, bool] = {}
        for dimension, stretch in self.texts:
            if dimension.asks and stretch is not None:
                call = self._alike(dimension.term.expression)
                assert isinstance(call, Call)
                if found.setdefault(call, is_true(stretch)) is not is_true(stretch):
                    return None
        return found

    def texts_contradict(self) -> bool:
        """Whether texts that are equal can be none, or texts that are not can be only one."""
        kept: dict[Expression, list[tuple[Domain, Stretch]]] = {}
        for node, domain in self.domains.items():
            if domain.type.kind is Kind.TEXT:
                kept.setdefault(self._alike(node), []).append((domain, Stretch(None, None)))
        for dimension, stretch in self.texts:
            if dimension.domain.type.kind is Kind.TEXT and stretch is not None:
                kept.setdefault(self._alike(dimension.term.expression), []).append((dimension.domain, stretch))
        truths = self.truths
        few = {node: _few(stretches) for node, stretches in kept.items()}
        if truths is None or frozenset() in few.values() or self._asked_contradict(truths, kept, few):
            return True
        for left, right in self.unlike:
            one, other = self._alike(left), self._alike(right)
            if one == other or (few.get(one) == few.get(other) and len(few.get(one) or ()) == 1):
                return True
        return False

    @staticmethod
    def _asked_contradict(
        truths: Truths,
        kept: Mapping[Expression, list[tuple[Domain, Stretch]]],
        few: Mapping[Expression, frozenset[str] | None],
    ) -> bool:
        """Whether no texts are such as is said of what they hold."""
        said_of = demands(truths)
        for node, texts_ in few.items():
            if texts_ is None:
                continue
            if node in said_of:
                texts_ = frozenset(filter(said_of[node].met_by, texts_))
            if isinstance(node, Name):
                texts_ = remaining(node, texts_, truths)
                within = few.get(small(node))
                texts_ = texts_ if within is None else frozenset(each for each in texts_ if lowered(each) in within)
            elif is_small(node):
                texts_ = frozenset(each for each in texts_ if lowered(each) == each)
            if not texts_:
                return True
        for node, said in said_of.items():
            stretches = [stretch for domain, stretch in kept.get(node, ()) if not domain.few]
            if said.contradict(is_small(node)) or any(map(said.outside, stretches)):
                return True
        return False

    def limits(self) -> Limits:
        """The limits of numbers and days."""
        known: dict[Expression, Interval] = {}
        having: list[Expression] = []
        failing: list[Expression] = []
        for node, domain in self.domains.items():
            _keep(known, node, _limits(domain, Stretch(None, None)))
        for dimension, stretch in self.cells:
            node = plain(dimension.term.expression)
            if stretch is not None:
                _keep(known, node, _limits(dimension.domain, stretch))
                having += [] if dimension.form is not None or dimension.is_fact else [node]
            elif not isinstance(node, Name):
                failing.append(node)
        terms = [node for node in known if not isinstance(node, Name)]
        return Limits(terms, having, failing, self.whole, self.overflow, known)

    def linear(self) -> Linear:
        """The inequalities between numbers and days."""
        made = Linear(self.whole)
        for dimension, stretch in self.cells:
            node, domain = dimension.term.expression, dimension.domain
            if dimension.form is not None and stretch is not None:
                made.say(dimension.form, domain.limits(stretch.begin, stretch.end))
            elif dimension.is_fact and stretch not in (None, Stretch(None, None)):
                made.say(atom(node), _limits(domain, stretch))
            elif stretch is None and not isinstance(node, Name):
                self._say_failing(made, node)
            elif stretch is not None and not dimension.is_fact and self.overflow:
                made.say(form(node), ALL)
        return made

    def _say_failing(self, linear: Linear, node: Expression) -> None:
        """That an expression has no value, where only one operation in it can be why."""
        if any(is_partial(part) and not isinstance(part, Arithmetic) for part in walk(node)):
            linear.partial = True  # a day may be none, and not for any divisor
            return
        divisors = [part.right for part in walk(node) if isinstance(part, Arithmetic) and part.operator == "/"]
        by_zero = [(form(each), ZERO) for each in divisors]
        if not self.overflow:
            linear.say_any(by_zero)
        elif sum(1 for part in walk(node) if isinstance(part, Arithmetic)) == 1 and not may_be_too_long(node):
            linear.say_any([(form(node), -TOO_LARGE), (form(node), TOO_LARGE), *by_zero])
        else:
            linear.partial = True

    @cached_property
    def whole(self) -> frozenset[Expression]:
        """The facts that are whole numbers or days."""
        return frozenset(node for node, domain in self.domains.items() if domain.is_whole)


def plain(node: Expression) -> Expression:
    """An expression of numbers, days as their ordinals."""
    match node:
        case Call(function="days_between", arguments=(later, earlier)):
            return Arithmetic("-", plain(later), plain(earlier))
        case _:
            return rebuilt(node, plain)


def is_true(stretch: Stretch) -> bool:
    """Whether a stretch of two values is the second."""
    return stretch.begin is not None


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
        return ANY
    return domain.limits(stretch.begin, stretch.end)


def _keep(known: dict[Expression, Interval], node: Expression, limits: Interval) -> None:
    known[node] = known.get(node, ANY) & limits
