"""The list of a segmentation: who is in which band, the best measure first; then those without a known one."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from crmrules.definitions.columns import column_name
from crmrules.kinds.segmentation.explanation import edges_said, no_profit_said
from crmrules.kinds.segmentation.frames.measure import add_measure
from crmrules.kinds.segmentation.grouped import GroupedCuts
from crmrules.kinds.segmentation.parts import Better
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.kinds.segmentation.result import Cuts
from crmrules.model.text import Language, Text
from crmrules.reports.naming import fact_titled
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import Told, Worklist, in_words, ordered

_MEASURE = "__crmrules_measure"
_GROUP = "__crmrules_group"
_BAND = Text("band", "级别")
_BECAUSE = Text("because", "理由")
_ASK = Text("to find out", "需要查明")
_OPEN = Text("open", "未决")


def segmentation_worklist(
    chosen: Chosen[Segmentation], frame: pl.LazyFrame, as_of: datetime.date | None, cuts: Cuts
) -> Worklist:
    """The list of a segmentation, of a frame that holds its columns."""
    definition = chosen.policy.definition
    band = pl.col(column_name(definition.id))
    flagged = pl.col(column_name(definition.id, "flagged")) if definition.flags else pl.lit(False)
    measured, places = add_measure(definition, frame, chosen.binding, as_of, _MEASURE, _GROUP)
    order = {each.id: place for place, each in enumerate(cuts.bands)}
    place = band.cast(pl.String).replace_strict(order, default=None, return_dtype=pl.UInt32)
    # as decimals: Polars divides floats by a constant as it multiplies by its inverse
    amount = pl.col(_MEASURE).cast(pl.Decimal(38, 0)) * pl.lit(Decimal(f"1e-{places}")) if places else pl.col(_MEASURE)
    by = definition.header.by

    def tell(frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        bands = {each.id: each.title.in_language(language) or each.id for each in cuts.bands}
        measure, group = (fact_titled(definition, name, language) for name in (definition.header.measure, by))
        asked = [(measure, _MEASURE), *([(group, _GROUP)] if by else [])]
        ask = [pl.when(pl.col(column).is_null()).then(pl.lit(name)) for name, column in asked]
        edges = _between(cuts, band, language)
        because = pl.when(flagged).then(pl.lit(no_profit_said(language))).otherwise(edges)
        return frame, [
            Told(_BAND.in_language(language), in_words(band, bands).fill_null(_OPEN.in_language(language))),
            *([Told(group, pl.col(_GROUP))] if by else []),
            Told(measure, amount),
            Told(_BECAUSE.in_language(language), because),
            Told(
                _ASK.in_language(language),
                pl.when(band.is_null()).then(pl.concat_str(ask, separator=", ", ignore_nulls=True)),
            ),
        ]

    first = pl.col(_MEASURE) * (-1 if definition.header.better is Better.HIGHER else 1)
    return Worklist(ordered(measured, place, first), tell)


def _between(cuts: Cuts, band: pl.Expr, language: Language) -> pl.Expr:
    """Between which cuts a customer is: of all customers, or of those of the same group."""
    if not isinstance(cuts, GroupedCuts):
        return in_words(band, {each.id: edges_said(cuts, place, language) for place, each in enumerate(cuts.bands)})
    said = {
        # no id of a band has a blank, whatever a group has
        f"{band.id} {group}": edges_said(own, place, language)
        for group, own in cuts.groups.items()
        for place, band in enumerate(own.bands)
    }
    return in_words(pl.concat_str(band.cast(pl.String), pl.col(_GROUP), separator=" "), said)
