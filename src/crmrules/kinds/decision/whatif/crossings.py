"""Where the conditions of a policy change their truth as one number or day grows, all other facts as they are.

Each comparison is reckoned on a whole stretch of values at once, in intervals; a stretch on which it may change is
halved, down to two neighbouring float64. So nothing is sampled, and a window one value wide is found. Where halving
takes too many steps, as with a fact on both sides of a comparison, the stretches that are left are unsure: nothing is
said of them.
"""

import datetime
import struct
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import count
from typing import assert_never

from attrs import define, field

from crmrules.analysis.cells.domain import Cut, Domain
from crmrules.analysis.cells.intervals import Interval
from crmrules.definitions.base import Answering
from crmrules.expressions.functions import Function
from crmrules.expressions.tree import Call, Comparison, Expression, Membership, Value, children
from crmrules.expressions.types import Kind
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.whatif.ranges import Ranges, Truths

MOST_STEPS = 2_000
"""How many stretches are looked at for one comparison, the longest first; what may change on others is unsure."""


@define
class Crossings:
    """The places of one fact at which some condition changes."""

    definition: DecisionDefinition
    stored: Mapping[str, Value]
    as_of: datetime.date | None
    fact: str
    domain: Domain
    unsure: list[tuple[Cut, Cut]] = field(factory=list, init=False)
    """The stretches, each with its first and last value, on which some condition may change; known once cuts are."""

    def cuts(self) -> list[Cut]:
        """Where stretches begin on which no condition changes, or which are unsure, from the least value on."""
        found = {self.domain.first}
        seen: set[tuple[str, Expression]] = set()
        for ranges, atom in self._atoms(self.definition):
            if (ranges.definition.id, atom) not in seen:
                seen.add((ranges.definition.id, atom))
                found.update(self._changes(ranges, atom))
        return sorted(found)

    def _changes(self, ranges: Ranges, atom: Expression) -> Iterator[Cut]:
        whole = self.domain.type.kind in (Kind.INTEGER, Kind.DATE)
        number, place = (int, int) if whole else (_number, _place)
        waiting = deque([(place(self.domain.first), place(self.domain.last))])
        looked: list[tuple[int, int, Truths | None]] = []
        for step in count(1):
            if not waiting:
                break
            low, high = waiting.popleft()
            truths = ranges.truths(atom, Interval(float(number(low)), float(number(high))))
            if len(truths) > 1 and low < high and step < MOST_STEPS:
                middle = (low + high) // 2
                waiting += [(low, middle), (middle + 1, high)]
            else:
                looked.append((low, high, None if len(truths) > 1 and low < high else truths))
        before: object = ()
        for low, high, known in sorted(looked, key=lambda each: each[0]):
            # of one value of which intervals say too little the interpreter says more
            if known != before or (known is not None and len(known) > 1):
                yield number(low)
            if known is None:
                begin = self.unsure.pop()[0] if before is None else number(low)
                self.unsure.append((begin, number(high)))
            before = known

    def _atoms(self, definition: Answering) -> Iterator[tuple[Ranges, Expression]]:
        """The comparisons of numbers and days, and the questions whether they are known, that hang on the fact."""
        ranges = Ranges(definition, self.stored, self.as_of, self.fact)
        waiting = list(definition.conditions)
        while waiting:
            node = waiting.pop()
            if not ranges.hangs_on_fact(node):
                continue
            match node:
                case Comparison(left=left) if ranges.is_amount(left):
                    yield ranges, node
                case Membership(item=item, choices=choices) if ranges.is_amount(item):
                    yield from ((ranges, Comparison("==", item, choice)) for choice in choices)
                case Call(function=function, arguments=arguments):
                    if _asks(function) and ranges.is_amount(arguments[0]):
                        yield ranges, node
                    else:
                        waiting += arguments
                case _:
                    waiting += children(node)
        for policy in definition.policies.values():
            yield from self._atoms(policy)


def _asks(function: Function) -> bool:
    """Whether a function makes a truth of numbers."""
    match function:
        case "known":
            return True
        case "coalesce" | "min" | "max" | "abs" | "days_between":
            return False
        case _:
            assert_never(function)


def _place(number: float) -> int:
    """A float64 as a whole number, in the same order: neighbours are neighbours."""
    bits = int.from_bytes(struct.pack(">d", number + 0.0), signed=True)
    return bits if bits >= 0 else -(bits & _MAGNITUDE)


def _number(place: int) -> float:
    number: float = struct.unpack(">d", abs(place).to_bytes(8))[0]
    return -number if place < 0 else number


_MAGNITUDE = 2**63 - 1
"""All bits of a float64 but its sign."""
