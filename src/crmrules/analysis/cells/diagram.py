"""Decision diagrams: a function of many dimensions, each cut into cells, kept once for all that is alike.

A node looks at one dimension and holds, for each stretch of its values and for unknown, the diagram of the rest;
neighbouring stretches that come to the same are one. Equal functions are one object, so that "the same for every
record" is asked with ``is``; and their product is never enumerated.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import reduce
from itertools import pairwise
from typing import Any, TypeAlias

from attrs import define, field, frozen

from crmrules.analysis.cells.domain import Cut

MOST_NODES = 100_000
"""How many nodes are made; beyond it a question is not decided."""


MOST_DEEP = 200
"""How many dimensions, of facts and terms, one question may hang on: each is a step into the depth for Python, too."""

EXPANDING = 5
"""What a node that has to be made costs, beside one that is there."""


class TooManyCells(Exception):
    """A diagram would grow beyond `MOST_NODES`, or a term beyond what can be looked at; says so."""

    def __init__(self, why: str = "there are too many cases") -> None:
        super().__init__(why)


@frozen(eq=False)
class Leaf:
    """The value of a function, wherever a path to it leads."""

    value: Any


@frozen(eq=False)
class Node:
    """What a function comes to by the value of one dimension."""

    dimension: int
    cuts: tuple[Cut, ...]
    """Where stretches after the first begin."""
    stretches: tuple["Diagram", ...]
    unknown: "Diagram"


Diagram: TypeAlias = Leaf | Node


@frozen
class Stretch:
    """Values of one dimension, from a first one up to, and without, another."""

    begin: Cut | None
    """None: from the least value on."""
    end: Cut | None
    """None: up to the greatest value."""


Path: TypeAlias = dict[int, Stretch | None]
"""For each dimension a path looks at, the values it takes; None for unknown."""


@frozen(eq=False)
class Operation:
    """A function of values, to be applied to functions."""

    reckon: Callable[..., Any]
    short: Callable[..., "Diagram | None"] = field(default=lambda *_: None)
    """The result where some of the operands settle it, before all are looked through."""


@define
class Diagrams:
    """Makes diagrams, each only once."""

    always_known: set[int] = field(factory=set, init=False)
    """Dimensions that are never unknown."""
    most: int = field(default=MOST_NODES, init=False)
    """How many nodes there may be."""
    most_work: int | None = field(default=None, init=False)
    """How much may be done in making them; None where who asks sees to that."""
    work: int = field(default=0, init=False)
    """What has been done in all, in operations on two nodes: the same on every machine, unlike time."""
    _deep: int = field(default=0, init=False)
    """How many dimensions lie above the one that is looked at."""
    _leaves: dict[Any, Leaf] = field(factory=dict, init=False)
    _nodes: dict[Any, Node] = field(factory=dict, init=False)
    _applied: dict[Any, Diagram] = field(factory=dict, init=False)

    def make_room(self, nodes: int) -> None:
        """Begin another question, with room for so many nodes: those made before count no more."""
        self.most = len(self._nodes) + nodes

    def leaf(self, value: Any) -> Leaf:
        """The function that is the same everywhere."""
        key = (type(value), value)
        if key not in self._leaves:
            self._leaves[key] = Leaf(value)
        return self._leaves[key]

    def node(self, dimension: int, cuts: tuple[Cut, ...], stretches: tuple[Diagram, ...], unknown: Diagram) -> Diagram:
        """The function of one dimension, its stretches as they come."""
        if dimension in self.always_known:
            unknown = stretches[0]  # never looked at, and always the same
        changes = [place for place, (one, other) in enumerate(pairwise(stretches)) if one is not other]
        if not changes and unknown is stretches[0]:
            return unknown
        if len(changes) < len(cuts):
            cuts = tuple([cuts[place] for place in changes])
            stretches = (stretches[0], *[stretches[place + 1] for place in changes])
        key = (dimension, cuts, tuple(map(id, stretches)), id(unknown))
        if key not in self._nodes:
            if len(self._nodes) >= self.most:
                raise TooManyCells
            self._nodes[key] = Node(dimension, cuts, stretches, unknown)
        return self._nodes[key]

    def apply(self, operation: Operation, *operands: Diagram) -> Diagram:
        """The function that an operation makes of others."""
        self.work += 1
        key = (operation, *map(id, operands))
        found = self._applied.get(key)
        if found is None:
            if all(isinstance(each, Leaf) for each in operands):
                found = self.leaf(operation.reckon(*(each.value for each in operands if isinstance(each, Leaf))))
            else:
                found = operation.short(*operands) or self._expand(operation, operands)
            self._applied[key] = found
        return found

    def joined(self, operation: Operation, parts: Sequence[Diagram]) -> Diagram:
        """What an operation makes of many, half by half.

        One after another the last would each be joined with all that came before: of a thousand that takes a hundred
        times longer. And who asks about halves, and halves of these, finds them made.
        """
        if len(parts) == 1:
            return parts[0]
        middle = len(parts) // 2
        return self.apply(operation, self.joined(operation, parts[:middle]), self.joined(operation, parts[middle:]))

    def _expand(self, operation: Operation, operands: tuple[Diagram, ...]) -> Diagram:
        self.work += EXPANDING
        if self.most_work is not None and self.work > self.most_work:
            raise TooManyCells
        if self._deep >= MOST_DEEP:
            raise TooManyCells("there are too many facts")
        top = min(each.dimension for each in operands if isinstance(each, Node))
        here = [each for each in operands if isinstance(each, Node) and each.dimension == top]
        cuts = here[0].cuts if len(here) == 1 else tuple(sorted({cut for each in here for cut in each.cuts}))
        stretches: list[Diagram] = []
        self._deep += 1
        try:
            # most stretches were asked for before, and need no call
            for each in zip(*(_along(each, top, cuts) for each in operands), strict=True):
                made = self._applied.get((operation, *map(id, each)))
                if made is None:
                    made = self.apply(operation, *each)
                else:
                    self.work += 1
                stretches.append(made)
            unknown = stretches[0]
            if top not in self.always_known:
                rest = (each.unknown if isinstance(each, Node) and each.dimension == top else each for each in operands)
                unknown = self.apply(operation, *rest)
        finally:
            self._deep -= 1
        return self.node(top, cuts, tuple(stretches), unknown)

    def some(self, diagram: Diagram, kept: Set[int]) -> Diagram:
        """Whether a function is true for some values of the dimensions that are not kept."""
        made: dict[int, Diagram] = {}

        def look(node: Diagram) -> Diagram:
            if isinstance(node, Leaf):
                return node
            if id(node) not in made:
                self.work += 1
                children = list(map(look, (*node.stretches, node.unknown)))
                made[id(node)] = (
                    self.node(node.dimension, node.cuts, tuple(children[:-1]), children[-1])
                    if node.dimension in kept
                    else reduce(lambda one, other: self.apply(_EITHER, one, other), children)
                )
            return made[id(node)]

        return look(diagram)

    def at(self, diagram: Diagram, places: Mapping[int, Cut | None]) -> Diagram:
        """A function where the values of some dimensions are given; None for unknown."""
        made: dict[int, Diagram] = {}

        def look(node: Diagram) -> Diagram:
            if isinstance(node, Leaf):
                return node
            if id(node) not in made:
                self.work += 1
                made[id(node)] = follow(node)
            return made[id(node)]

        def follow(node: Node) -> Diagram:
            if node.dimension in places:
                place = places[node.dimension]
                return look(node.unknown if place is None else _from(node, node.dimension, place))
            return self.node(node.dimension, node.cuts, tuple(map(look, node.stretches)), look(node.unknown))

        return look(diagram)

    def paths(self, diagram: Diagram, value: Any, leave: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
        """The paths to a value, known stretches before unknown; what begins as `leave` says is left out."""
        leads = _leading(diagram, value)
        self.work += len(leads)

        def follow(node: Diagram, path: Path) -> Iterator[Path]:
            if isinstance(node, Leaf):
                yield path
                return
            ends = (None, *node.cuts, None)
            for (begin, end), child in zip(pairwise(ends), node.stretches, strict=True):
                yield from on(child, {**path, node.dimension: Stretch(begin, end)})
            if node.dimension not in self.always_known:
                yield from on(node.unknown, {**path, node.dimension: None})

        def on(child: Diagram, path: Path) -> Iterator[Path]:
            if id(child) in leads and not leave(path):
                yield from follow(child, path)

        if id(diagram) in leads:
            yield from follow(diagram, {})


def _either(one: Any, other: Any) -> bool:
    return one is True or other is True


def _short_either(*both: Diagram) -> Diagram | None:
    return next((each for each in both if isinstance(each, Leaf) and each.value is True), None)


_EITHER = Operation(_either, _short_either)


def values(diagram: Diagram) -> set[Any]:
    """What a function comes to anywhere."""
    return {each.value for each in _all(diagram) if isinstance(each, Leaf)}


def dimensions(diagram: Diagram) -> set[int]:
    """The dimensions that make a difference."""
    return {each.dimension for each in _all(diagram) if isinstance(each, Node)}


def _leading(diagram: Diagram, value: Any) -> set[int]:
    """The nodes from which some path leads to a value."""
    seen: dict[int, bool] = {}

    def look(node: Diagram) -> bool:
        if id(node) not in seen:
            if isinstance(node, Leaf):
                seen[id(node)] = type(node.value) is type(value) and node.value == value
            else:
                seen[id(node)] = True in [look(child) for child in (*node.stretches, node.unknown)]
        return seen[id(node)]

    look(diagram)
    return {place for place, leads in seen.items() if leads}


def _all(diagram: Diagram) -> list[Diagram]:
    seen: dict[int, Diagram] = {}
    waiting = [diagram]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            if isinstance(node, Node):
                waiting += [*node.stretches, node.unknown]
    return list(seen.values())


def _along(diagram: Diagram, dimension: int, cuts: tuple[Cut, ...]) -> Sequence[Diagram]:
    """What a diagram comes to on each of the stretches that begin at cuts of a dimension, its own cuts among them."""
    if isinstance(diagram, Leaf) or diagram.dimension != dimension:
        return [diagram] * (len(cuts) + 1)
    if len(diagram.cuts) == len(cuts):
        return diagram.stretches
    found, place = [diagram.stretches[0]], 0
    for begin in cuts:
        if place < len(diagram.cuts) and diagram.cuts[place] == begin:
            place += 1
        found.append(diagram.stretches[place])
    return found


def _from(diagram: Diagram, dimension: int, begin: Cut) -> Diagram:
    """What a diagram comes to on the stretch of a dimension that begins at a cut."""
    if isinstance(diagram, Leaf) or diagram.dimension != dimension:
        return diagram
    return diagram.stretches[bisect_right(diagram.cuts, begin)]
