"""A scorecard in SQL: the range of each row's score in whole numbers, and the band it lies in."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property, reduce
from operator import add

from attrs import frozen

from crmrules.engines.sql.build import Sql, case, coalesce, literal, when_true, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import Called
from crmrules.engines.sql.logic import Bool
from crmrules.engines.sql.parts import Constant, Part, level_of
from crmrules.engines.sql.rows import RowLogic, bool_of
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.expressions.render import render
from crmrules.kinds.scorecard.definition import ScorecardDefinition, columns_of, number
from crmrules.kinds.scorecard.parts import Item, Missing
from crmrules.kinds.scorecard.scale import Scale, by_unknown


def scorecard_sql(writing: Writing[ScorecardDefinition]) -> str:
    """The statement that scores each row; raises `EngineError` for points of too many digits."""
    scoring = _Scoring(writing, Scale.of(writing.definition, writing.as_of))
    return writing.finished(dict(zip(columns_of(writing.definition), scoring.columns(), strict=True)))


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
    def given(self) -> tuple[tuple[Sql, Sql, Bool], ...]:
        """Of each item the least and the most that it adds, and whether it is not known what it adds."""
        facts = self.writing.facts
        compiler, rows = facts.columns(facts.names), RowLogic(self.writing.steps)
        found: list[tuple[Sql, Sql, Bool]] = []
        told: list[tuple[Item, list[Part]]] = []
        for item in self.definition.items:
            cases = self.definition.cases[item.id]
            called = [Called(f"item_{item.id}", "items", f"{item.id}: {render(each.when)}") for each in cases]
            told.append((item, [compiler.build(each.when, name) for each, name in zip(cases, called, strict=True)]))
        level = level_of(truth for _, truths in told for truth in truths)
        for item, truths in told:
            # all cases of an item ask of the same, and are unknown together
            is_open = bool_of(rows.is_open(truths[0]))
            could = by_unknown(item, self.scale.values) or self.definition.points_of(item, self.scale.values)
            weighted = [each * self._weight(item) for each in could]
            ends = [
                self._end(item, truths, is_open, literal(self.scale.whole(each)), (name, level))
                for name, each in (("least", min(weighted)), ("most", max(weighted)))
            ]
            found.append((ends[0], ends[1], is_open if len(could) > 1 else False))
        return tuple(found)

    def _end(self, item: Item, truths: Sequence[Part], is_open: Bool, unknown: Sql, called: tuple[str, int]) -> Sql:
        """What an item adds, and while that is open what it could."""
        branches: list[tuple[Bool, Sql]] = [(is_open, unknown)]
        for truth, each in zip(truths, self.definition.cases[item.id], strict=True):
            is_it = truth.value is True if isinstance(truth, Constant) else when_true(truth.sql)
            branches.append((is_it, self._added(item, number(self.scale.values, each.points))))
        rest = self._added(item, self.definition.rest_of(item, self.scale.values))
        taken = next((place for place, (where_, _) in enumerate(branches) if where_ is True), None)
        if taken is not None:
            branches, rest = branches[:taken], branches[taken][1]
        asked = [(where_, points) for where_, points in branches if isinstance(where_, Sql)]
        name, level = called
        return self.writing.steps.place(case(asked, rest), level, f"{name}_{item.id}", "points") if asked else rest

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

    def _added(self, item: Item, points: Fraction) -> Sql:
        return literal(self.scale.whole(points * self._weight(item)))

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
