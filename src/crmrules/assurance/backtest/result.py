"""How well a policy would have told what happened: rates by what it says, and how well that ranks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import field, frozen

from crmrules.analysis.markers import Marker, Said, written
from crmrules.assurance.backtest.rates import CHANCE, Rate, pairs_seen, rank_interval, rank_quality
from crmrules.definitions.base import Definition
from crmrules.errors import RecordError
from crmrules.expressions.accept import shown
from crmrules.model.text import Language, checked
from crmrules.reports.printable import Printable

if TYPE_CHECKING:
    import polars as pl

    from crmrules.reports.document import Block, Document, Figure


@frozen
class Backtest(Printable):
    """A policy held against what happened."""

    answer: ClassVar[str] = "outcome"
    """What it says of a customer is called."""

    definition: Definition
    label: str
    rates: tuple[Rate, ...]
    """By outcome or band, in the order of declaration; then none and what is open. Of *collect* they overlap."""
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
    sweep: tuple[tuple[str, float, "Backtest"], ...] = field(default=(), kw_only=True)
    """The same with one parameter at other values: its name, the value, and what came out."""

    @classmethod
    def of(
        cls,
        definition: Definition,
        label: str,
        rates: Iterable[Rate],
        ranked: Sequence[tuple[int, int]],
        happened: "pl.Series",
        *,
        ranks: bool,
        **more: Any,
    ) -> Self:
        """What came out, from how many there are in each group, the highest first: (happened, did not).

        `happened` is a boolean for each row, null where unknown; `ranks` says whether the order of groups is a
        ranking; `more` is what a kind adds.
        """
        known = happened.drop_nulls()
        total, with_ = len(known), int(known.sum())
        return cls(
            definition,
            label,
            tuple(rates),
            total,
            with_,
            len(happened) - total,
            rank_quality(ranked) if ranks else None,
            rank_interval(ranked) if ranks else None,
            total - sum(map(sum, ranked)),
            pairs_seen(ranked, with_, total),
            **more,
        )

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
        """The rate of an outcome or band, of nobody where nobody has it. Raises `RecordError` for what is no id."""
        if outcome is not None and not isinstance(outcome, (str, Marker)):
            raise RecordError.of(self.answer, f"{shown(outcome)} is no id", "give a text, None for none, or a marker")
        return next((each for each in self.rates if each.outcome == outcome), Rate(outcome, 0, 0))

    def lift(self, rate: Rate) -> float | None:
        """How many times the rate of all a group has; None where that says nothing."""
        return rate.happened * self.total / (rate.count * self.happened) if rate.count and self.happened else None

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal."""
        from crmrules.assurance.backtest.report import backtest_document

        return backtest_document(self, checked(language))

    def blocks(self, language: Language) -> Iterator["Block"]:
        """What its report says, after the title."""
        from crmrules.assurance.backtest.report import blocks

        return blocks(self, language)

    def figures(self, language: Language = "en") -> "tuple[Figure, ...]":
        """Its pictures, one for each parameter that was swept. Raises as `explain` does."""
        from crmrules.assurance.backtest.report import swept

        return swept(self, checked(language))

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
                    self.answer: written(each.outcome),
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
