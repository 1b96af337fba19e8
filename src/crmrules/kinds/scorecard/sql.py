"""A scorecard in SQL: the range of each row's score in whole numbers, the band it lies in, and why."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property, reduce
from operator import add

from attrs import frozen

from crmrules.definitions.columns import column_name
from crmrules.engines.rows import bool_of
from crmrules.engines.sql.build import NULL, Sql, case, coalesce, literal, when_true, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import Called
from crmrules.engines.sql.listing import said_of
from crmrules.engines.sql.logic import Bool
from crmrules.engines.sql.parts import Constant, Part, level_of
from crmrules.engines.sql.rows import RowLogic
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.expressions.render import render
from crmrules.kinds.scorecard.definition import ScorecardDefinition, columns_of, number
from crmrules.kinds.scorecard.explanation import added_said, between_items
from crmrules.kinds.scorecard.parts import Item, Missing
from crmrules.kinds.scorecard.scale import Scale, by_unknown
from crmrules.model.text import Language


def scorecard_sql(writing: Writing[ScorecardDefinition], reason: Language | None) -> str:
    """The statement that scores each row, with a language also by which items; raises `EngineError` for points of too
    many digits."""
    scoring = _Scoring(writing, Scale.of(writing.definition, writing.as_of))
    added = dict(zip(columns_of(writing.definition), scoring.columns(), strict=True))
    if reason is not None:
        added[column_name(writing.definition.id, "reason")] = scoring.reason(reason)
    return writing.finished(added)


@frozen(eq=False)
class _Asked:
    """What is asked of an item on each row."""

    item: Item
    truths: Sequence[Part]
    """Whether each of its cases holds; the first that does counts."""
    is_open: Bool
    """Whether it is unknown which does."""
    could: Sequence[Fraction]
    """What it could add where that is so."""


@frozen(slots=False)
class _Scoring:
    writing: Writing[ScorecardDefinition]
    scale: Scale

    @property
    def definition(self) -> ScorecardDefinition:
        return self.writing.definition

    @property
    def dialect(self) -> Dialect:
        return self.writing.dialect

    def columns(self) -> Iterator[Sql]:
        """The band, where there are some, the points, the range, whether it is certain, and whether it is scaled up."""
        if self.definition.bands:
            yield self.band
        yield self.points
        yield self._shown(self.low)
        yield self._shown(self.high)
        yield value_of(self.certain, self.dialect)
        if self._renormalises:
            yield value_of(~self.is_settled, self.dialect)

    @property
    def _renormalises(self) -> bool:
        return self.definition.header.missing is Missing.RENORMALISE

    @cached_property
    def asked(self) -> tuple[_Asked, ...]:
        """What is asked of each item."""
        facts = self.writing.facts
        compiler, rows = facts.columns(facts.names), RowLogic(self.writing.steps)
        found: list[_Asked] = []
        for item in self.definition.items:
            cases = self.definition.cases[item.id]
            called = [Called(f"item_{item.id}", "items", f"{item.id}: {render(each.when)}") for each in cases]
            truths = [compiler.build(each.when, name) for each, name in zip(cases, called, strict=True)]
            # all cases of an item ask of the same, and are unknown together
            is_open = bool_of(rows.is_open(truths[0]))
            could = by_unknown(item, self.scale.values) or self.definition.points_of(item, self.scale.values)
            found.append(_Asked(item, truths, is_open, [each * self._weight(item) for each in could]))
        return tuple(found)

    @cached_property
    def given(self) -> tuple[tuple[Sql, Sql, Bool], ...]:
        """Of each item the least and the most that it adds, and whether it is not known what it adds."""
        return tuple(
            (
                self._end(each, min(each.could), f"least_{each.item.id}"),
                self._end(each, max(each.could), f"most_{each.item.id}"),
                each.is_open if len(each.could) > 1 else False,
            )
            for each in self.asked
        )

    @cached_property
    def _level(self) -> int:
        """The level at which what is asked of all items can be read."""
        return level_of(truth for each in self.asked for truth in each.truths)

    def _end(self, asked: _Asked, unknown: Fraction, name: str) -> Sql:
        """What an item adds, and while that is open what it could."""
        branches, rest = self._adding(asked, unknown, self._scaled)
        return self.writing.steps.place(case(branches, rest), self._level, name, "points") if branches else rest

    def _adding(
        self, asked: _Asked, unknown: Fraction | None, say: Callable[[Fraction | None], Sql]
    ) -> tuple[list[tuple[Sql, Sql]], Sql]:
        """What is said of the points that an item adds: where each of its cases holds, and of the rest."""
        item, values = asked.item, self.scale.values
        branches: list[tuple[Bool, Sql]] = [(asked.is_open, say(unknown))]
        for truth, each in zip(asked.truths, self.definition.cases[item.id], strict=True):
            is_it = truth.value is True if isinstance(truth, Constant) else when_true(truth.sql)
            branches.append((is_it, say(number(values, each.points) * self._weight(item))))
        rest = say(self.definition.rest_of(item, values) * self._weight(item))
        taken = next((place for place, (where_, _) in enumerate(branches) if where_ is True), None)
        if taken is not None:
            branches, rest = branches[:taken], branches[taken][1]
        return [(where_, said) for where_, said in branches if isinstance(where_, Sql)], rest

    def reason(self, language: Language) -> Sql:
        """The items that add to the score of a row, or take from it, and how much; null where none does."""

        def say(points: Fraction | None) -> Sql:
            said = "" if points is None else added_said(item, points, language)
            return text_of(said, self.dialect) if said else NULL

        told: list[Sql] = []
        for asked in self.asked:
            item = asked.item
            branches, rest = self._adding(asked, asked.could[0] if len(asked.could) == 1 else None, say)
            if any(said is not NULL for said in (*(each for _, each in branches), rest)):
                why = case(branches, None if rest is NULL else rest) if branches else rest
                told.append(self.writing.steps.place(why, self._level, f"why_{item.id}", "points"))
        return said_of(told, between_items(language), self.dialect) if told else NULL

    @cached_property
    def low(self) -> Sql:
        """The least that the score can be, as a whole number."""
        return self._placed(_sum([low for low, _, _ in self.given]), "low", f"in parts of 1/{self.scale.points}")

    @cached_property
    def high(self) -> Sql:
        """The most that the score can be."""
        return self._placed(_sum([high for _, high, _ in self.given]), "high")

    @cached_property
    def is_settled(self) -> Sql:
        """Whether the score is no range."""
        return self.low == self.high

    @cached_property
    def certain(self) -> Sql:
        """Whether the whole range lies in one region."""
        if not self.definition.bands:
            return self.is_settled
        return self._place_low == self._placed(self._place(self.high), "place_high")

    @cached_property
    def _place_low(self) -> Sql:
        return self._placed(self._place(self.low), "place_low")

    def _place(self, points: Sql) -> Sql:
        """The place of the region in which points lie."""
        first = list(enumerate(self.scale.first, 1))
        return case([(points >= each, literal(place)) for place, each in reversed(first)], 0) if first else literal(0)

    @cached_property
    def quotient(self) -> tuple[Sql, Sql]:
        """The score of the items that are known, their weights scaled up, as a quotient of whole numbers."""
        definition, values = self.definition, self.scale.values
        weights = [int(definition.weight_of(item, values) * self.scale.weights) for item in definition.items]
        known = _sum([_chosen(is_open, literal(0), low) for low, _, is_open in self.given])
        weight = _sum(
            [
                _chosen(is_open, literal(0), literal(each))
                for each, (_, _, is_open) in zip(weights, self.given, strict=True)
            ]
        )
        known, weight = self._placed(known, "known"), self._placed(weight, "weight")
        above = case([(self.is_settled, self.low)], known * sum(weights))
        below = case([(self.is_settled, literal(self.scale.points)), (weight > 0, weight * self.scale.points)])
        return self._placed(above, "above"), self._placed(below, "below")

    @cached_property
    def points(self) -> Sql:
        """The score; null while it is a range, unless the policy renormalises."""
        if not self._renormalises:
            return where(self.is_settled, self._shown(self.low))
        above, below = self.quotient
        return above.cast("DOUBLE") / below.cast("DOUBLE")

    @cached_property
    def band(self) -> Sql:
        """The band in which the score lies, where that is told."""
        place, told = self._place_low, self.certain
        if self._renormalises:
            above, below = self.quotient
            edges = [
                (above * edge.denominator > below * edge.numerator)
                if is_below
                else (above * edge.denominator >= below * edge.numerator)
                for edge, is_below in self.scale.boundaries
            ]
            reached = [(each, literal(count)) for count, each in reversed(list(enumerate(edges, 1)))]
            scaled = self._placed(case([(below.is_null(), literal(None)), *reached], 0), "place_scaled")
            told, place = scaled.is_known() | told, self._placed(coalesce(scaled, place), "place")
        named = [(place == count, text_of(id_, self.dialect)) for count, id_ in enumerate(self.scale.ids) if id_]
        return where(told, case(named))

    def _shown(self, points: Sql) -> Sql:
        """Whole numbers as points: those next to them in float64, where they are no whole numbers."""
        return points if self.scale.points == 1 else points.cast("DOUBLE") / self.scale.points

    def _weight(self, item: Item) -> Fraction:
        return self.definition.weight_of(item, self.scale.values)

    def _scaled(self, points: Fraction | None) -> Sql:
        """Points in whole numbers."""
        assert points is not None
        return literal(self.scale.whole(points))

    def _placed(self, sql: Sql, name: str, comment: str = "") -> Sql:
        steps = self.writing.steps
        return steps.place(sql, steps.top, name, "scores", comment)


def _sum(parts: Sequence[Sql]) -> Sql:
    """A sum in 64 bits: that of the first part makes it so."""
    return reduce(add, [parts[0].cast("BIGINT"), *parts[1:]])


def _chosen(where_: Bool, then: Sql, otherwise: Sql) -> Sql:
    if isinstance(where_, bool):
        return then if where_ else otherwise
    return case([(when_true(where_), then)], otherwise)
