"""The list of a scorecard: who lies in which band and what gave the points, in the order of the bands; then who is
open, and for want of what."""

import datetime
from collections.abc import Sequence

import polars as pl
from attrs import frozen

from crmrules.definitions.columns import column_name
from crmrules.engines.frames.conditions import hold
from crmrules.expressions.tree import And, Expression, Not
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.explanation import added_said, between_items, titled
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.kinds.scorecard.scale import by_unknown
from crmrules.model.text import Language, Text
from crmrules.records.binding import Binding
from crmrules.reviews.filling import Filling
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import Told, Worklist, in_words, ordered

_BAND = "__crmrules_band"
_FEW = 8
"""The items that the table of a report has room to name."""

_HEADS = {
    "band": Text("band", "分段"),
    "points": Text("points", "得分"),
    "least": Text("at least", "至少"),
    "most": Text("at most", "至多"),
    "advice": Text("advice", "建议"),
    "because": Text("points given by", "得分来源"),
    "unknown": Text("not known", "未知"),
}
_OPEN = Text("open", "未决")
_NONE = Text("in no band", "不属于任何分段")


def scorecard_worklist(chosen: Chosen[Scorecard], frame: pl.LazyFrame, as_of: datetime.date | None) -> Worklist:
    """The list of a scorecard, of a frame that holds its columns."""
    listing = _Listing(chosen.policy.definition, chosen.binding, as_of)
    return Worklist(listing.customers(frame), listing.tell)


@frozen
class _Listing:
    definition: ScorecardDefinition
    binding: Binding
    as_of: datetime.date | None

    def column(self, *name: str) -> pl.Expr:
        """A column that the scorecard has added."""
        return pl.col(column_name(self.definition.id, *name))

    def customers(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """A row for each customer: by band, within one by the score, from the end at which the first band lies."""
        places = {each.id: place for place, each in enumerate(self.definition.bands)}
        band = self.column() if places else pl.lit(None, pl.String)
        place = band.cast(pl.String).replace_strict(places, default=None, return_dtype=pl.UInt32)
        found = frame.with_columns(place.alias(_BAND))
        points = self.column("points").cast(pl.Float64)
        order = points if self._rises() else -points
        return ordered(found, pl.col(_BAND), ~self.column("certain"), order)

    def _rises(self) -> bool:
        """Whether the bands stand from the lowest scores to the highest."""
        ids = [id_ for id_ in self.definition.regions_on(self.as_of).ids if id_ is not None]
        bands = [each.id for each in self.definition.bands]
        return len(ids) > 1 and bands.index(ids[0]) < bands.index(ids[-1])

    def tell(self, frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        """What is said of each customer."""
        columns = frame.collect_schema().names()
        definition = self.definition
        filling = Filling(definition, self.binding, self.as_of, language)
        # advice with a caution is given only where it is asked for
        advice = [each.advice if each.caution is None else None for each in definition.bands]
        frame, because, unknown = self._items(frame, language)
        said: dict[str, pl.Expr] = {} if not definition.bands else {"band": self._band(language)}
        is_range = self.column("low") != self.column("high")
        said |= {
            "points": self.column("points"),
            "least": pl.when(is_range).then(self.column("low")),
            "most": pl.when(is_range).then(self.column("high")),
        }
        if any(advice):
            said["advice"] = filling.of(advice, _BAND, columns)
        said |= {"because": because, "unknown": unknown}
        wide = () if len(definition.items) <= _FEW else ("because", "unknown")
        return frame, [Told(_HEADS[key].in_language(language), each, key not in wide) for key, each in said.items()]

    def _band(self, language: Language) -> pl.Expr:
        titles = {each.id: each.title.in_language(language) for each in self.definition.bands}
        otherwise = pl.when(self.column("certain")).then(pl.lit(_NONE.in_language(language)))
        return pl.coalesce(in_words(self.column(), titles), otherwise, pl.lit(_OPEN.in_language(language)))

    def _items(self, frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, pl.Expr, pl.Expr]:
        """The frame with what items come to: those that add to the score or take from it, and those not known."""
        definition, between = self.definition, between_items(language)
        values = definition.values_on(self.as_of)
        conditions: list[Expression] = []
        for item in definition.items:
            cases: list[Expression] = [case.when for case in definition.cases[item.id]]
            conditions += [*cases, And(tuple(map(Not, cases))) if len(cases) > 1 else Not(cases[0])]
        held, names = hold(definition, frame, self.binding, self.as_of, conditions)
        truths = iter(names)
        given: list[pl.Expr] = []
        unknown: list[pl.Expr] = []
        for item in definition.items:
            points = [number(values, case.points) for case in definition.cases[item.id]]
            points.append(definition.rest_of(item, values))
            weight = definition.weight_of(item, values)
            holds = [pl.col(next(truths)) for _ in points]
            title = titled(item, language)
            could = by_unknown(item, values) or definition.points_of(item, values)
            is_unknown = ~pl.any_horizontal(holds)
            if len(could) == 1:  # it gives the same, unknown or not
                points, holds = [*points, could[0]], [*holds, is_unknown]
            else:
                unknown.append(pl.when(is_unknown).then(pl.lit(title)))
            said = [added_said(item, each * weight, language) for each in points]
            # of several cases that hold the first counts, also where it adds nothing
            told = pl.coalesce([pl.when(where).then(pl.lit(text)) for where, text in zip(holds, said, strict=True)])
            given.append(pl.when(told != "").then(told))
        blank = pl.lit(None, pl.String)
        because, open_ = (
            pl.concat_str([blank, *each], separator=between, ignore_nulls=True) for each in (given, unknown)
        )
        return held, pl.when(because != "").then(because), pl.when(open_ != "").then(open_)
