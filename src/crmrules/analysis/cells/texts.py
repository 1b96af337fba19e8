"""What is said of texts by asking whether they hold others: what contradicts itself, and texts of which it is so.

A text that contains another contains all parts of that one, one that begins with another contains it, and so on; of
small letters all is so that is so of the letters they come from, once these are made small, too.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeAlias

from attrs import define, field

from crmrules.analysis.cells.diagram import Stretch
from crmrules.expressions.evaluate import evaluate, lowered
from crmrules.expressions.functions import Asking
from crmrules.expressions.tree import Call, Expression, Literal, Name, Value, names

Truths: TypeAlias = Mapping[Call, bool]
"""Of calls that ask one text for another whether it is so."""

_BETWEEN = (" ", "", "-", "/", "·", "\x01")
"""What is put between parts, the plainest first."""

_OTHERS = ("other", "x", "Z", "q", "0", "~", "客")
"""Texts that have nothing in common."""


def _nothing() -> dict[Asking, list[str]]:
    return {"contains": [], "starts_with": [], "ends_with": []}


@define
class Demands:
    """What one text holds and what it does not."""

    holds: dict[Asking, list[str]] = field(factory=_nothing)
    lacks: dict[Asking, list[str]] = field(factory=_nothing)

    @property
    def begin(self) -> str:
        """The longest text that it begins with."""
        return max(self.holds["starts_with"], key=len, default="")

    @property
    def end(self) -> str:
        """The longest text that it ends with."""
        return max(self.holds["ends_with"], key=len, default="")

    @property
    def parts(self) -> list[str]:
        """All that it holds anywhere."""
        return list(chain.from_iterable(self.holds.values()))

    def contradict(self, is_small: bool) -> bool:
        """Whether no text is such; `is_small` says that all its letters are small."""
        begin, end, parts = self.begin, self.end, self.parts
        return (
            (is_small and any(lowered(each) != each for each in parts))
            or not all(begin.startswith(each) for each in self.holds["starts_with"])
            or not all(end.endswith(each) for each in self.holds["ends_with"])
            or any(begin.startswith(each) for each in self.lacks["starts_with"])
            or any(end.endswith(each) for each in self.lacks["ends_with"])
            or any(each in part for each in self.lacks["contains"] for part in parts)
        )

    def met_by(self, text: str) -> bool:
        """Whether one text is such."""
        return all(
            evaluate(Call(function, (Literal(text), Literal(sought))), {}) is wanted
            for wanted in (True, False)
            for function, sought in self._all(wanted)
        )

    def _all(self, held: bool) -> Iterator[tuple[Asking, str]]:
        for function, all_sought in (self.holds if held else self.lacks).items():
            for sought in all_sought:
                yield function, sought

    def outside(self, stretch: Stretch) -> bool:
        """Whether all texts that begin so lie outside a stretch."""
        low, high = stretch.begin or "", stretch.end
        return (high is not None and self.begin >= high) or (low > self.begin and not low.startswith(self.begin))


def demands(truths: Truths) -> dict[Expression, Demands]:
    """What is said of each text that is asked for written ones."""
    found: dict[Expression, Demands] = {}
    for (function, text, sought), truth in _written(truths):
        one = found.setdefault(text, Demands())
        (one.holds if truth else one.lacks)[function].append(sought)
        if truth and not is_small(text):
            found.setdefault(small(text), Demands()).holds[function].append(lowered(sought))
    return found


def _written(truths: Truths) -> Iterator[tuple[tuple[Asking, Expression, str], bool]]:
    for call, truth in truths.items():
        match call:
            case Call(
                function="contains" | "starts_with" | "ends_with" as function,
                arguments=(text, Literal(value=str() as sought)),
            ):
                yield (function, text, sought), truth
            case _:
                pass


def small(text: Expression) -> Expression:
    """A text in small letters."""
    return Call("lower", (text,))


def is_small(text: Expression) -> bool:
    """Whether an expression is one in small letters."""
    return isinstance(text, Call) and text.function == "lower"


def remaining(name: Name, texts: Iterable[str], truths: Truths) -> frozenset[str]:
    """Those of a few texts of which all is so that is said of them alone."""
    alone = [(call, truth) for call, truth in truths.items() if names(call) == frozenset({name.name})]
    return frozenset(each for each in texts if all(evaluate(call, {name.name: each}) is truth for call, truth in alone))


def candidates(name: Name, truths: Truths, begin: str) -> Iterator[str]:
    """Texts of which perhaps all is so that is said of one: made of what it holds, each part once.

    `begin` is what they begin with where nothing is said of that.
    """
    said = demands(truths)
    own, its_small = said.get(name, Demands()), said.get(small(name), Demands())
    yield from _made(own, its_small, begin)
    # the same small letters can come from large ones
    large = Demands(
        {function: [_large(each, own.parts) for each in all_] for function, all_ in its_small.holds.items()}
    )
    yield from _made(own, large, begin)
    yield from _OTHERS


def written_small(text: Value) -> Iterator[str]:
    """Texts that are this one in small letters, where there are any: it comes first."""
    if isinstance(text, str):
        yield from (
            each
            for each in (text, text.capitalize(), text.upper(), text.capitalize().swapcase())
            if lowered(each) == text
        )


def _large(text: str, parts: Iterable[str]) -> str:
    """A text in capitals, unless it has been written as it is."""
    given = any(text in lowered(each) for each in parts)
    return text if given or lowered(text.upper()) != text else text.upper()


def _made(own: Demands, its_small: Demands, begin: str) -> Iterator[str]:
    first = own.begin + its_small.begin[len(own.begin) :]
    last = its_small.end[: max(0, len(its_small.end) - len(own.end))] + own.end
    parts: list[str] = []
    for each in (*own.holds["contains"], *its_small.holds["contains"]):
        there = (first, last, *parts)
        if not any(each in one or each in lowered(one) for one in there):
            parts = [part for part in parts if part not in each] + [each]
    pieces = [each for each in (first or begin, *parts, last) if each]
    for between in _BETWEEN:
        yield between.join(pieces)
        # what begins or ends with less than it lacks needs something behind or before
        yield between.join([*pieces, "x"] if not last else [*pieces[:-1], "x", *pieces[-1:]])
        yield between.join(["x", *pieces])
