"""How well a decision would have told what happened: rates by outcome, and how well the order of outcomes ranks."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmrules.analysis.markers import Marker, Said, written
from crmrules.errors import RecordError
from crmrules.expressions.accept import shown
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.model.text import Language, checked

if TYPE_CHECKING:
    from crmrules.reports.document import Document

CONFIDENCE = 0.95
"""Of the intervals."""

CHANCE = 0.5
"""The rank quality of an order that says nothing."""

_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


@frozen
class Rate:
    """How often what was looked for happened to the customers of one outcome."""

    outcome: Said
    """None where there was none; `Marker.OPEN` where it was open."""
    count: int
    happened: int

    @property
    def rate(self) -> float | None:
        """The part to whom it happened; None where there is nobody."""
        return self.happened / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the rate, with 95% confidence; None where there is nobody."""
        if not self.count:
            return None
        part = self.happened / self.count
        middle = (part + _Z**2 / (2 * self.count)) / (1 + _Z**2 / self.count)
        half = _Z * (part * (1 - part) / self.count + _Z**2 / (4 * self.count**2)) ** 0.5 / (1 + _Z**2 / self.count)
        return max(0.0, middle - half), min(1.0, middle + half)


@frozen
class Backtest:
    """A decision held against what happened."""

    definition: DecisionDefinition
    label: str
    rates: tuple[Rate, ...]
    """By outcome, in the order of declaration; then no outcome and open decisions. Of *collect* they overlap."""
    total: int
    happened: int
    unlabelled: int
    """The rows that do not say what happened; they are left out."""
    rank_quality: float | None
    """The part of all pairs, one to whom it happened and one to whom it did not, that the order of outcomes puts
    right; ties count half. 0.5 is chance, 1 is perfect, below 0.5 the order is backwards. Open decisions are left out;
    of *collect* the number of outcomes given ranks. None where one of the two is missing, and where the order of
    outcomes is no ranking."""
    rank_interval: tuple[float, float] | None
    """DeLong's interval of the rank quality, with 95% confidence; None where it says nothing."""
    left_out: int
    """The customers on whom the rank quality is not reckoned, since what is said of them is open."""
    pairs: float | None
    """The part of all pairs that the rank quality is reckoned on: those of whom neither is left out; None where there
    are none."""
    sweep: tuple[tuple[str, float, "Backtest"], ...] = field(default=())
    """The same with one parameter at other values: its name, the value, and what came out."""

    @property
    def base(self) -> float | None:
        """The rate of all; None where there is nobody."""
        return self.happened / self.total if self.total else None

    @property
    def is_backwards(self) -> bool:
        """Whether it ranks worse than chance: the whole interval of the rank quality lies below one half."""
        return self.rank_interval is not None and self.rank_interval[1] < CHANCE

    @property
    def may_be_chance(self) -> bool:
        """Whether the interval of the rank quality holds one half."""
        return self.rank_interval is not None and self.rank_interval[0] <= CHANCE <= self.rank_interval[1]

    def rate_of(self, outcome: Said) -> Rate:
        """The rate of an outcome, of nobody where nobody has it. Raises `RecordError` for what is no outcome's id."""
        if outcome is not None and not isinstance(outcome, (str, Marker)):
            raise RecordError.of("outcome", f"{shown(outcome)} is no id", "give a text, None for none, or a marker")
        return next((each for each in self.rates if each.outcome == outcome), Rate(outcome, 0, 0))

    def lift(self, rate: Rate) -> float | None:
        """How many times the rate of all an outcome has; None where that says nothing."""
        return rate.rate / self.base if rate.rate is not None and self.base else None

    def explain(self, language: Language = "en") -> str:
        """What came out, in words. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reports.text import text

        return text(self.document(language))

    def to_html(self, language: Language = "en") -> str:
        """The same as a page of its own. Raises as `explain` does, and `EngineError` without Jinja; for the figures
        of a sweep without matplotlib."""
        from crmrules.reports.html import html

        return html(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal."""
        from crmrules.kinds.decision.backtest_report import backtest_document

        return backtest_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """The numbers as plain values."""
        return {
            "policy": self.definition.id,
            "hash": self.definition.hash,
            "label": self.label,
            "total": self.total,
            "happened": self.happened,
            "unlabelled": self.unlabelled,
            "rank_quality": self.rank_quality,
            "rank_interval": self.rank_interval,
            "left_out": self.left_out,
            "pairs": self.pairs,
            "rates": [
                {
                    "outcome": written(each.outcome),
                    "count": each.count,
                    "happened": each.happened,
                    "share": each.count / self.total if self.total else None,
                    "rate": each.rate,
                    "interval": each.interval,
                    "lift": self.lift(each),
                }
                for each in self.rates
            ],
            "sweep": [
                {"parameter": name, "value": value, **{"result": found.to_dict()}} for name, value, found in self.sweep
            ],
        }


def pairs_seen(ranked: Sequence[tuple[int, int]], happened: int, total: int) -> float | None:
    """The part of all pairs, one to whom it happened and one to whom it did not, that some groups hold."""
    with_, without = (sum(each[side] for each in ranked) for side in (0, 1))
    pairs = happened * (total - happened)
    return with_ * without / pairs if pairs else None


def rank_quality(ranked: Sequence[tuple[int, int]]) -> float | None:
    """How well an order of groups ranks, from how many there are in each, the highest first: (happened, did not)."""
    happened, others = (sum(each[side] for each in ranked) for side in (0, 1))
    if not happened or not others:
        return None
    return sum(with_ * part for (with_, _), part in zip(ranked, _others_below(ranked), strict=True)) / happened


def rank_interval(ranked: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """The interval of a rank quality: by DeLong, DeLong and Clarke-Pearson (1988), with 95% confidence."""
    quality = rank_quality(ranked)
    happened, others = (sum(each[side] for each in ranked) for side in (0, 1))
    if quality is None or happened < 2 or others < 2:
        return None
    turned = [(without, with_) for with_, without in reversed(ranked)]
    variance = sum(
        sum(group[0] * (part - quality) ** 2 for group, part in zip(side, _others_below(side), strict=True))
        / (count - 1)
        / count
        for side, count in ((ranked, happened), (turned, others))
    )
    half = _Z * variance**0.5
    return max(0.0, quality - half), min(1.0, quality + half)


def _others_below(ranked: Sequence[tuple[int, int]]) -> list[float]:
    """For each group the part of the others that stand below it, those who tie counted half."""
    total = sum(without for _, without in ranked)
    parts, below = list[float](), total
    for _, without in ranked:
        below -= without
        parts.append((below + without / 2) / total)
    return parts
