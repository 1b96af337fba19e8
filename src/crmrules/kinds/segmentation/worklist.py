"""The list of a segmentation: who is in which band, the best measure first; then those without a known one."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from crmrules.definitions.columns import column_name
from crmrules.kinds.segmentation.explanation import edges_said, no_profit_said
from crmrules.kinds.segmentation.frames.measure import add_measure
from crmrules.kinds.segmentation.parts import Better
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.kinds.segmentation.result import Cuts
from crmrules.model.text import Language, Text
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import Told, Worklist, in_words, ordered

_MEASURE = "__crmrules_measure"
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
    measured, places = add_measure(definition, frame, chosen.binding, as_of, _MEASURE)
    order = {each.id: place for place, each in enumerate(cuts.bands)}
    place = band.cast(pl.String).replace_strict(order, default=None, return_dtype=pl.UInt32)
    # as decimals: Polars divides floats by a constant as it multiplies by its inverse
    amount = pl.col(_MEASURE).cast(pl.Decimal(38, 0)) * pl.lit(Decimal(f"1e-{places}")) if places else pl.col(_MEASURE)
    titles = {each.name: each.title for each in definition.facts.declared}
    titles |= {each.name: each.title for each in definition.facts.derived}
    title = titles.get(definition.header.measure, Text(""))

    def tell(frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        titles = {each.id: each.title.in_language(language) or each.id for each in cuts.bands}
        edges = {each.id: edges_said(cuts, place, language) for place, each in enumerate(cuts.bands)}
        measure = title.in_language(language) or definition.header.measure
        because = pl.when(flagged).then(pl.lit(no_profit_said(language))).otherwise(in_words(band, edges))
        return frame, [
            Told(_BAND.in_language(language), in_words(band, titles).fill_null(_OPEN.in_language(language))),
            Told(measure, amount),
            Told(_BECAUSE.in_language(language), because),
            Told(_ASK.in_language(language), pl.when(band.is_null()).then(pl.lit(measure))),
        ]

    first = pl.col(_MEASURE) * (-1 if definition.header.better is Better.HIGHER else 1)
    return Worklist(ordered(measured, place, first), tell)
