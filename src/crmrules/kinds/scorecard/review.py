"""The part of a review that a scorecard tells: its bands, the scores, and what to find out."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.definitions.columns import column_name
from crmrules.expressions.numbers import rounded
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Paragraph, Prose, Table, Tone, named
from crmrules.reports.naming import policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import read_as
from crmrules.reviews.part import Chosen, Part

_say = Sentences(
    {
        "lowest": Text(
            "{policy}: {count:,} {count:customer|customers} in {band}.",
            "{policy}：{count:,} 位客户属于{band}。",
        ),
        "ranges": Text(
            "Of {count:,} {count:customer|customers} the score is a range, for want of facts.",
            "{count:,} 位客户因缺少事实，得分仅为区间。",
        ),
        "renormalised": Text(
            "Of {count:,} {count:customer|customers} the score leaves unknown items out, the weights of the others "
            "scaled up.",
            "{count:,} 位客户的得分未计入未知项目，其余项目的权重已放大。",
        ),
        "no_bands": Text(
            "There are no bands: nothing says from which score on anything holds.",
            "没有分段：无依据说明多少分意味着什么。",
        ),
        "cautioned": Text(
            "The advice for {band} is given only where it is asked for. Caution: {caution}",
            "对{band}的建议需明确索取方可给出。注意：{caution}",
        ),
        "bands": Text("Customers by band", "各分段客户数"),
        "scores": Text("Scores", "得分"),
        "band": Text("band", "分段"),
        "customers": Text("customers", "客户数"),
        "share": Text("share", "占比"),
        "open": Text("open", "未决"),
        "none": Text("in no band", "不属于任何分段"),
        "known": Text("customers with a known score", "得分已知的客户"),
        "lowest_score": Text("lowest", "最低"),
        "median": Text("median", "中位数"),
        "highest_score": Text("highest", "最高"),
    }
)


@frozen
class ScorecardPart(Part[Scorecard]):
    """What a scorecard says of a customer base."""

    total: int
    bands: Mapping[str, int]
    """For each band the customers whose band it certainly is, or by what is known where the policy renormalises."""
    open: int
    """How many may be of several bands."""
    ranges: int
    """Of how many the score is a range."""
    renormalised: int
    """Of how many the score leaves unknown items out."""
    scores: tuple[float, float, float] | None
    """The lowest, the median and the highest of the scores that are known; None where none is."""

    @property
    def is_open(self) -> bool:
        """Whether no score is known, and no band."""
        return self.scores is None and not any(self.bands.values())

    def first(self, language: Language) -> Iterator[Prose]:
        """How many are in the band that stands first."""
        band = next((each for each in self.policy.bands if self.bands[each.id]), None)
        if band is not None:
            policy = policy_named(self.policy.definition, language)
            title = named(band.title.in_language(language), band.id)
            yield _say("lowest", language, policy=policy, count=self.bands[band.id], band=title)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """What is open, what was left out, how items read their source, and which advice is held back."""
        definition = self.policy.definition
        if self.ranges:
            yield Paragraph(_say("ranges", language, count=self.ranges))
        if self.renormalised:
            yield Paragraph(_say("renormalised", language, count=self.renormalised), Tone.WARNING)
        if not definition.bands:
            yield Paragraph(_say("no_bands", language))
        yield from map(Paragraph, read_as(definition.header.reading, language))
        for band in definition.bands:
            if band.caution is not None and self.bands[band.id]:
                title = named(band.title.in_language(language), band.id)
                caution = band.caution.in_language(language)
                yield Paragraph(_say("cautioned", language, band=title, caution=caution), Tone.WARNING)

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """Customers by band, and the scores."""
        if self.is_open:
            return
        if self.policy.bands:
            yield _bands(self, language)
        if self.scores is not None:
            known = self.total - self.ranges + self.renormalised
            keys = ("known", "lowest_score", "median", "highest_score")
            row = (f"{known:,}", *(f"{each:g}" for each in self.scores))
            heads = tuple(_say(key, language) for key in keys)
            yield Table(_say("scores", language), heads, (row,), frozenset(range(len(heads))))

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {
            "total": self.total,
            "bands": dict(self.bands),
            "open": self.open,
            "ranges": self.ranges,
            "renormalised": self.renormalised,
            "scores": None if self.scores is None else list(self.scores),
            "absent": list(self.absent),
            "assumed": list(self.assumed),
        }


def scorecard_part(chosen: Chosen[Scorecard], frame: pl.LazyFrame) -> ScorecardPart:
    """What a scorecard says of a frame that holds its columns."""
    policy, base = chosen.policy, column_name(chosen.policy.id)
    points, certain = pl.col(f"{base}_points"), pl.col(f"{base}_certain")
    band = pl.col(base) if policy.bands else pl.lit(None, pl.String)
    left_out = pl.col(f"{base}_renormalised").sum() if policy.renormalises else pl.lit(0)
    found = frame.select(
        pl.len().alias("total"),
        (~certain & band.is_null()).sum().alias("open"),
        (pl.col(f"{base}_low") != pl.col(f"{base}_high")).sum().alias("ranges"),
        left_out.alias("renormalised"),
        *(end.cast(pl.Float64).alias(name) for name, end in _spread(points).items()),
        *((band == each.id).sum().alias(f"band {each.id}") for each in policy.bands),
    ).collect()
    row = found.row(0, named=True)
    scores = None if row["low"] is None else (row["low"], row["median"], row["high"])
    bands = {each.id: row[f"band {each.id}"] for each in policy.bands}
    return ScorecardPart(
        policy,
        chosen.absent,
        chosen.assumed,
        row["total"],
        bands,
        row["open"],
        row["ranges"],
        row["renormalised"],
        scores,
    )


def _spread(points: pl.Expr) -> Mapping[str, pl.Expr]:
    return {"low": points.min(), "median": points.median(), "high": points.max()}


def _bands(part: ScorecardPart, language: Language) -> Table:
    rows: list[tuple[Prose, ...]] = [
        (named(band.title.in_language(language), band.id), *_share(part.bands[band.id], part.total))
        for band in part.policy.bands
    ]
    outside = part.total - sum(part.bands.values()) - part.open
    rows += [(_say("none", language), *_share(outside, part.total))] if outside else []
    rows += [(_say("open", language), *_share(part.open, part.total))] if part.open else []
    heads = tuple(_say(key, language) for key in ("band", "customers", "share"))
    counts = [*part.bands.values(), *([outside] if outside else []), *([part.open] if part.open else [])]
    bars = tuple(count / part.total for count in counts)
    return Table(_say("bands", language), heads, tuple(rows), frozenset({1, 2}), bars, _say("share", language))


def _share(count: int, total: int) -> tuple[str, str]:
    return f"{count:,}", rounded(count / total, ".1%")
