"""Counting what a scorecard said of a frame: what each item came to, the bands, and what they hang on."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import polars as pl
from attrs import frozen

from crmrules.definitions.columns import column_name
from crmrules.engines.frames.conditions import hold
from crmrules.expressions.tree import Call, Expression, Name, Not
from crmrules.kinds.scorecard.cases import Case, asked, given_by
from crmrules.kinds.scorecard.coverage import ScorecardCoverage, settles
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.meaning import Given
from crmrules.kinds.scorecard.parts import Item
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.kinds.scorecard.regions import Regions
from crmrules.kinds.scorecard.scale import Scale, by_unknown
from crmrules.records.binding import Binding

_ITEM, _KNOWN = "__crmrules_item_{}", "__crmrules_known"
_UNKNOWN = -1


def covered(frame: pl.LazyFrame, policy: Scorecard, bind: Binding, as_of: datetime.date | None) -> ScorecardCoverage:
    """How often each item came to what, over the rows of a frame, and which bands were reached."""
    found = policy.apply(frame, bind=bind, as_of=as_of, look=True)
    return _Covered.of(policy.definition, found, bind, as_of).counted()


@frozen
class _Covered:
    definition: ScorecardDefinition
    values: Mapping[str, object]
    scale: Scale
    regions: Regions
    frame: pl.DataFrame
    """For each row its band, whether it is certain, what each item came to, and which facts are known."""

    @classmethod
    def of(
        cls, definition: ScorecardDefinition, frame: pl.LazyFrame, bind: Binding, as_of: datetime.date | None
    ) -> "_Covered":
        """What a frame that holds the columns of a scorecard says of each row."""
        base = column_name(definition.id)
        cases = definition.cases
        facts = list(dict.fromkeys(name for item in definition.items for name in asked(definition, item)))
        conditions: list[Expression] = [case.when for item in definition.items for case in cases[item.id]]
        conditions += [Not(cases[item.id][0].when) for item in definition.items]
        conditions += [Call("known", (Name(name),)) for name in facts]
        applied, names = hold(definition, frame, bind, as_of, conditions)
        holds = iter(names)
        truths = {item.id: [next(holds) for _ in cases[item.id]] for item in definition.items}
        others = {item.id: next(holds) for item in definition.items}
        band = pl.col(base).cast(pl.String) if definition.bands else pl.lit(None, pl.String)
        found = applied.select(
            band.alias("band"),
            pl.col(f"{base}_certain").alias("certain"),
            *(
                _place(truths[item.id], others[item.id]).alias(_ITEM.format(place))
                for place, item in enumerate(definition.items)
            ),
            *(pl.col(name).alias(f"{_KNOWN}_{fact}") for fact, name in zip(facts, holds, strict=True)),
        )
        scale, regions = Scale.of(definition, as_of), definition.regions_on(as_of)
        return cls(definition, definition.values_on(as_of), scale, regions, found.collect())

    def counted(self) -> ScorecardCoverage:
        """The numbers."""
        definition, columns = self.definition, self._columns
        items, unknown, valueless = Counter[Case](), Counter[str](), Counter[str]()
        points: dict[str, frozenset[Fraction]] = {}
        for item, column in columns:
            counts = dict[int, int](self.frame[column].value_counts().sort(column).iter_rows())
            unknown[item.id] += counts.pop(_UNKNOWN, 0)
            items.update({(item.id, place): count for place, count in counts.items()})
            points[item.id] = frozenset(given_by(definition, item, place, self.values) for place in counts)
            known = [pl.col(f"{_KNOWN}_{name}") for name in asked(definition, item)]
            valueless[item.id] += self.frame.filter((pl.col(column) == _UNKNOWN) & pl.all_horizontal(*known)).height
        is_open = ~pl.col("certain") & pl.col("band").is_null()
        settled = self.frame.filter(~is_open)
        bands = (
            Counter(dict(settled["band"].value_counts().sort("band").iter_rows()))
            if definition.bands
            else Counter[str | None]()
        )
        hanging, alone = Counter[str](), Counter[str]()
        for ids, given, count in self._open(self.frame.filter(is_open)):
            hanging.update(dict.fromkeys(ids, count))
            alone.update(dict.fromkeys(settles(definition, self.regions, given), count))
        open_ = self.frame.height - settled.height
        return ScorecardCoverage(
            definition, self.frame.height, open_, items, points, +unknown, +valueless, bands, hanging, alone
        )

    @property
    def _columns(self) -> list[tuple[Item, str]]:
        return [(item, _ITEM.format(place)) for place, item in enumerate(self.definition.items)]

    def _open(self, rows: pl.DataFrame) -> Iterator[tuple[list[str], tuple[Given, ...], int]]:
        """Open rows, those together whose unknown items are the same, and whose others add the same."""
        if not rows.height:
            return
        open_ = {item.id: self._could(item) for item, _ in self._columns}
        is_unknown = [
            (pl.col(column) == _UNKNOWN if len(open_[item.id].points) > 1 else pl.lit(value=False)).alias(column)
            for item, column in self._columns
        ]
        added = pl.sum_horizontal(self._added(item, column, open_[item.id]) for item, column in self._columns)
        for *flags, sum_, count in (
            rows.select(*is_unknown, added.alias(_KNOWN)).group_by(pl.all(), maintain_order=True).len().iter_rows()
        ):
            unknown = [open_[item.id] for (item, _), flag in zip(self._columns, flags, strict=True) if flag]
            known = Given("", (Fraction(sum_, self.scale.points),), Fraction(1))
            yield [each.item for each in unknown], (known, *unknown), count

    def _could(self, item: Item) -> Given:
        """What an item could give while it is unknown."""
        could = by_unknown(item, self.values) or self.definition.points_of(item, self.values)
        return Given(item.id, could, self.definition.weight_of(item, self.values))

    def _added(self, item: Item, column: str, unknown: Given) -> pl.Expr:
        """What an item adds where it is known, or where the file gives something to an unknown, in whole numbers."""
        places = range(len(self.definition.cases[item.id]) + 1)
        weighted = [given_by(self.definition, item, place, self.values) * unknown.weight for place in places]
        adds = {place: self.scale.whole(each) for place, each in zip(places, weighted, strict=True)}
        adds[_UNKNOWN] = self.scale.whole(unknown.low) if unknown.is_known else 0
        return pl.col(column).replace_strict(list(adds), list(adds.values()), return_dtype=pl.Int64)


def _place(truths: Sequence[str], other: str) -> pl.Expr:
    """The place of the first case that is true, after the last where none is, and `_UNKNOWN` where none is known."""
    is_known = pl.any_horizontal(*truths, other)
    found = pl.when(~is_known).then(pl.lit(_UNKNOWN, pl.Int32)).otherwise(pl.lit(len(truths), pl.Int32))
    for place, name in reversed(list(enumerate(truths))):
        found = pl.when(pl.col(name)).then(pl.lit(place, pl.Int32)).otherwise(found)
    return found
