"""The scorecard kind: items and points to a score, score to a band."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.columns import column_name
from crmrules.definitions.layout import Layout
from crmrules.expressions.check import check
from crmrules.expressions.numbers import exact
from crmrules.expressions.tree import AS_OF, And, Comparison, Expression, Literal, Name, Not, names
from crmrules.expressions.types import DATE, INTEGER, Kind
from crmrules.kinds.scorecard.parts import (
    LAYOUT,
    NO,
    YES,
    Item,
    Key,
    Missing,
    ScoreBand,
    ScorecardHeader,
    ScoreExample,
    Step,
)
from crmrules.kinds.scorecard.regions import Regions, Stretch
from crmrules.model.text import Text

_ONE = Fraction(1)


@frozen
class Case:
    """A condition, and the parameter that holds what is given where it is the first that is true."""

    when: Expression
    points: str


@frozen(slots=False, kw_only=True, eq=False)
class ScorecardDefinition(Definition):
    """All that a policy file of the scorecard kind says."""

    layout: ClassVar[Layout] = LAYOUT

    header: ScorecardHeader
    keys: Mapping[str, Key]
    items: tuple[Item, ...]
    bands: tuple[ScoreBand, ...]
    """The first that holds a score counts; none where the source has none."""
    examples: tuple[ScoreExample, ...]

    @property
    def answers(self) -> Mapping[str, Text]:
        """The ids of its bands, with their titles."""
        return {band.id: band.title for band in self.bands}

    @property
    def why_no_answer(self) -> str:
        """Its band is a matter of a sum, of which no engine that reads other policies knows."""
        return "is a scorecard, and no fact is read from a score"

    @property
    def read_names(self) -> Iterable[str]:
        """The names in what items ask."""
        return (name for condition in self.own_conditions for name in names(condition))

    @property
    def own_conditions(self) -> Iterable[Expression]:
        """What items ask."""
        return (case.when for cases in self.cases.values() for case in cases)

    @property
    def named_parameters(self) -> Iterable[str]:
        """Points, weights, and where steps and bands begin and end."""
        stretches: list[Step | ScoreBand] = [*self.bands, *(step for item in self.items for step in item.steps)]
        edges = (name for each in stretches for name in (each.from_, each.to, each.below))
        own = (name for item in self.items for name in (item.points, item.otherwise, item.weight, item.unknown))
        given = (case.points for cases in self.cases.values() for case in cases)
        keys = (name for key in self.keys.values() for name in key.options.values())
        return (name for each in (edges, own, given, keys) for name in each if name)

    @property
    def sentences(self) -> Iterable[Text | None]:
        """What is said of items and bands."""
        yield from (item.because for item in self.items)
        yield from (text for band in self.bands for text in (band.advice, band.caution))

    @cached_property
    def cases(self) -> Mapping[str, tuple[Case, ...]]:
        """What each item comes to: of its cases the first that is true gives its points."""
        return {item.id: tuple(self._cases(item)) for item in self.items}

    def options(self, item: Item) -> Mapping[str, str]:
        """The answers to an item, each with the parameter that holds its points."""
        key = self.keys.get(item.key)
        return item.options if key is None else key.options

    def is_complete(self, item: Item, values: Mapping[str, object]) -> bool:
        """Whether one of an item's cases is true of whatever it asks, as soon as that is known."""
        if item.number is not None:
            return None not in self.steps_of(item, values).ids
        return bool(item.answer)

    def steps_of(self, item: Item, values: Mapping[str, object]) -> Regions:
        """Which numbers lie in which step of an item; of whole numbers these alone, and none lies between 3 and 4."""
        return regions(item.steps, values, of_whole=item.id in self._whole_items)

    @cached_property
    def _whole_items(self) -> frozenset[str]:
        """The items whose number is always a whole one."""
        scope = {**self.facts.types, **{name: each.type for name, each in self.parameters.items()}, AS_OF: DATE}
        numbers = {item.id: check(item.number, scope)[0] for item in self.items if item.number is not None}
        return frozenset(id_ for id_, type_ in numbers.items() if type_ == INTEGER)

    def points_of(self, item: Item, values: Mapping[str, object]) -> tuple[Fraction, ...]:
        """All points that an item can give, each once, in the order of its cases."""
        found = [number(values, case.points) for case in self.cases[item.id]]
        return tuple(dict.fromkeys(found if self.is_complete(item, values) else [*found, self.rest_of(item, values)]))

    @staticmethod
    def rest_of(item: Item, values: Mapping[str, object]) -> Fraction:
        """The points that an item gives where no case is true."""
        return number(values, item.otherwise) if item.otherwise else Fraction(0)

    @staticmethod
    def weight_of(item: Item, values: Mapping[str, object]) -> Fraction:
        """What an item's points are multiplied by."""
        return number(values, item.weight) if item.weight else _ONE

    def regions_on(self, as_of: datetime.date | None) -> Regions:
        """What scores lie in which band."""
        return regions(self.bands, self.values_on(as_of))

    def _cases(self, item: Item) -> Iterator[Case]:
        if item.when is not None:
            yield Case(item.when, item.points)
        elif item.number is not None:
            yield from (Case(_within(item.number, step), step.points) for step in item.steps)
        else:
            type_ = self.facts.types.get(item.answer)
            asked, options = Name(name=item.answer), self.options(item)
            if type_ is not None and type_.kind is Kind.BOOL:
                truths: Mapping[str, Expression] = {YES: asked, NO: Not(asked)}
                yield from (Case(truths[said], points) for said, points in options.items() if said in truths)
            else:
                yield from (
                    Case(Comparison("==", asked, Literal(value=said)), points) for said, points in options.items()
                )


def columns_of(definition: ScorecardDefinition) -> tuple[str, ...]:
    """The columns that a scorecard adds, in order."""
    base = column_name(definition.id)
    band = [base] if definition.bands else []
    last = [f"{base}_renormalised"] if definition.header.missing is Missing.RENORMALISE else []
    return (*band, *(f"{base}_{part}" for part in ("points", "low", "high", "certain")), *last)


def number(values: Mapping[str, object], name: str) -> Fraction:
    """The value of a parameter that is a number."""
    found = values[name]
    assert isinstance(found, int | float)  # checking makes sure of it
    return exact(found)


def regions(stretches: Iterable[Step | ScoreBand], values: Mapping[str, object], *, of_whole: bool = False) -> Regions:
    """Where stretches of numbers lie, or of whole numbers alone; each by its place, or by its id where it has one."""

    def edge(name: str) -> Fraction | None:
        return number(values, name) if name else None

    found = [
        Stretch(
            each.id if isinstance(each, ScoreBand) else str(place),
            edge(each.from_),
            edge(each.to or each.below),
            is_closed=bool(each.to),
        )
        for place, each in enumerate(stretches)
    ]
    return Regions.of(each.of_whole for each in found) if of_whole else Regions.of(found)


def _within(asked: Expression, step: Step) -> Expression:
    """That a number lies in a step; of a step without ends, that it is known."""
    found: list[Expression] = [Comparison(">=", asked, Name(step.from_))] if step.from_ else []
    found += [Comparison("<=", asked, Name(step.to))] if step.to else []
    found += [Comparison("<", asked, Name(step.below))] if step.below else []
    if not found:
        return Comparison("==", asked, asked)
    return And(tuple(found)) if len(found) > 1 else found[0]
