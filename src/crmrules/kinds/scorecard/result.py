"""What a scorecard says of one record."""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.engines.interpreter import Lacking, values_of
from crmrules.expressions.numbers import nearest
from crmrules.expressions.tree import Value
from crmrules.kinds.scorecard.definition import ScorecardDefinition, columns_of
from crmrules.kinds.scorecard.meaning import Given, Total, given, lacking_on, possible, settling, total
from crmrules.kinds.scorecard.parts import Missing, ScoreBand
from crmrules.kinds.scorecard.regions import Regions
from crmrules.model.text import Language, Text, checked
from crmrules.records.plain import plain
from crmrules.reports.wording import filled

if TYPE_CHECKING:
    from crmrules.reports.document import Document


@frozen
class Contribution:
    """What one item adds to a score. Numbers are exact."""

    item: str
    points: int | float | None
    """What it gives before its weight; None while that is unknown."""
    weight: int | float
    low: int | float
    """The least that it could add, its weight counted in."""
    high: int | float
    """The most that it could add."""
    by_unknown: bool
    """Whether it is unknown, and the points are those that the policy gives to an unknown."""


@frozen(slots=False, eq=False, repr=False)
class Score:
    """What a scorecard says of one record: the score, or the range it lies in, and its band.

    Each part is reckoned when it is read. Numbers are whole where they are, else the float that stands for exactly
    them. Two scores are equal when policy, day and facts are.
    """

    definition: ScorecardDefinition
    stored: Mapping[str, Value]
    """Every fact the policy declares, None where unknown."""
    as_of: datetime.date | None = None
    assumed: tuple[str, ...] = ()
    """The facts that were unknown and taken from the binding's assumptions."""

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.definition.id

    @property
    def points(self) -> int | float | None:
        """The score; None while unknown items leave it a range. Where `renormalised` it is that of the others."""
        return None if self.total.points is None else number_of(self.total.points)

    @property
    def low(self) -> int | float:
        """The least that the score can be, whatever unknown items turn out to be."""
        return number_of(self.total.low)

    @property
    def high(self) -> int | float:
        """The most that the score can be."""
        return number_of(self.total.high)

    @property
    def band(self) -> str | None:
        """The band of the score; None while it is open, where no band holds it, and where the policy has none."""
        if self.total.points is not None:
            return self.regions.at(self.total.points)
        return self.regions.at(self.total.low) if self.certain else None

    @property
    def certain(self) -> bool:
        """Whether the whole range of the score lies in one band, or in none; without bands, whether it is no range."""
        if not self.definition.bands:
            return self.total.low == self.total.high
        return self.regions.is_one(self.total.low, self.total.high)

    @cached_property
    def possible(self) -> tuple[str | None, ...]:
        """Every band that the score could still lie in, from the lowest score up; no band (None) last."""
        return possible(self.regions, self.given)

    @property
    def renormalised(self) -> tuple[str, ...]:
        """The items that were left out of `points`, the weights of the others scaled up; empty where none was.

        Only a policy that says ``missing = "renormalise"`` does so. `low`, `high` and `certain` are those of all items.
        """
        return self.total.renormalised

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each item adds, in the order of the policy."""
        return tuple(
            Contribution(
                each.item,
                number_of(each.points[0]) if each.is_known else None,
                number_of(each.weight),
                number_of(each.low),
                number_of(each.high),
                each.by_unknown,
            )
            for each in self.given
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown stored facts on which unknown items hang, in the order of declaration."""
        return self.lacking.facts

    @property
    def undefined(self) -> tuple[str, ...]:
        """The operations in unknown items that have no value, such as a division by zero, as they are written."""
        return self.lacking.undefined

    @property
    def settling(self) -> tuple[str, ...]:
        """The unknown items that alone would settle the band, whatever they turn out to be."""
        return settling(self.regions, self.given, always=True)

    @property
    def may_settle(self) -> tuple[str, ...]:
        """The unknown items that alone would settle the band for some of what they could turn out to be."""
        return settling(self.regions, self.given, always=False)

    @property
    def advice(self) -> Text | None:
        """What to do by the band; None where there is nothing, or a caution holds it back: see `cautioned`."""
        band = self.banded
        if band is None or band.caution is not None or band.advice is None:
            return None
        return filled(band.advice, self.values)

    @property
    def cautioned(self) -> tuple[Text, Text] | None:
        """The advice of the band that a caution holds back, and the caution; None where none is held back."""
        band = self.banded
        if band is None or band.caution is None or band.advice is None:
            return None
        return filled(band.advice, self.values), filled(band.caution, self.values)

    @property
    def stale(self) -> tuple[str, ...]:
        """The dated parameters whose last value is older than the period that the policy names by `stale_after`."""
        return tuple(self.definition.stale_on(self.as_of))

    @property
    def banded(self) -> ScoreBand | None:
        """The band, as declared."""
        return next((each for each in self.definition.bands if each.id == self.band), None)

    @cached_property
    def values(self) -> dict[str, Value]:
        """What every name of the policy stands for."""
        return values_of(self.definition, self.stored, self.as_of)

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """What each item gives, in fractions."""
        return given(self.definition, self.values)

    @cached_property
    def total(self) -> Total:
        """The score, in fractions."""
        return total(self.definition, self.given)

    @cached_property
    def regions(self) -> Regions:
        """Which scores lie in which band."""
        return self.definition.regions_on(self.as_of)

    @cached_property
    def lacking(self) -> Lacking:
        """What unknown items hang on: `missing` and `undefined` at once."""
        return lacking_on(self.definition, self.stored, self.as_of, self.given)

    def explain(self, language: Language = "en", *, cautioned: bool = False) -> str:
        """Why: what each item gives, what is open and what would settle the band.

        Advice that a caution holds back is told with `cautioned`. Raises `LanguageError` for any other language than
        "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language, cautioned=cautioned))

    def document(self, language: Language = "en", *, cautioned: bool = False) -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.scorecard.explanation import score_document

        return score_document(self, checked(language), cautioned)

    @property
    def columns(self) -> dict[str, Value]:
        """The values that `Scorecard.apply` gives a row of a frame, by column, as float64."""
        low, high, points = self.total.low, self.total.high, self.total.points
        told: list[Value] = [self.band] if self.definition.bands else []
        told += [None if points is None else float(points), float(low), float(high), self.certain]
        told += [bool(self.renormalised)] if self.definition.header.missing is Missing.RENORMALISE else []
        return dict(zip(columns_of(self.definition), told, strict=True))

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        facts = {each.name: plain(self.stored.get(each.name)) for each in self.definition.read_facts}
        return {
            "policy": self.policy,
            "version": self.definition.header.version,
            "hash": self.definition.hash,
            "as_of": plain(self.as_of),
            "facts": facts,
            "assumed": list(self.assumed),
            "points": plain(self.points),
            "low": plain(self.low),
            "high": plain(self.high),
            "band": self.band,
            "certain": self.certain,
            "possible": list(self.possible),
            "renormalised": list(self.renormalised),
            "contributions": [
                {
                    "item": each.item,
                    "points": plain(each.points),
                    "weight": plain(each.weight),
                    "low": plain(each.low),
                    "high": plain(each.high),
                    "by_unknown": each.by_unknown,
                }
                for each in self.contributions
            ],
            "missing": list(self.missing),
            "undefined": list(self.undefined),
            "settling": list(self.settling),
            "may_settle": list(self.may_settle),
            "stale": list(self.stale),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Score) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.policy, self.as_of, tuple(self.stored.items())))

    def __repr__(self) -> str:
        said = f"points={self.points!r}" if self.points is not None else f"low={self.low!r}, high={self.high!r}"
        return f"<Score {self.policy}: {said}, band={self.band!r}>"


@frozen
class AskedScore:
    """A score with the advice that a caution holds back."""

    score: Score

    def document(self, language: Language = "en") -> "Document":
        """The report, with advice and caution."""
        return self.score.document(language, cautioned=True)

    def to_dict(self) -> dict[str, Any]:
        """The score as plain values, with the advice and the caution in both languages."""
        told = self.score.cautioned or (self.score.advice, None)
        texts = {
            key: text and {"en": text.en, "zh": text.zh} for key, text in zip(("advice", "caution"), told, strict=True)
        }
        return self.score.to_dict() | texts


def number_of(ratio: Fraction) -> int | float:
    """A number as users hold it: whole where it is, else the float that stands for exactly it."""
    return ratio.numerator if ratio.denominator == 1 else nearest(ratio)
