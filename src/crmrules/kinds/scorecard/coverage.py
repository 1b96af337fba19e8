"""How much of a scorecard some cases exercise: what items came to, which bands were reached, and what stayed open."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.definitions.examples import changed, stored
from crmrules.expressions.tree import Value
from crmrules.kinds.scorecard.cases import Case, asked, ends, given_by
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.meaning import Given, place, settling
from crmrules.kinds.scorecard.regions import Regions
from crmrules.kinds.scorecard.result import Score
from crmrules.model.text import Language, checked
from crmrules.reports.printable import Printable

if TYPE_CHECKING:
    from crmrules.reports.document import Document


@frozen
class ScorecardCoverage(Printable):
    """How often each item came to what, and each band was reached."""

    definition: ScorecardDefinition
    total: int
    """How many cases there were."""
    open: int
    """How many may lie in several bands, or without bands have a range for a score."""
    items: Counter[Case]
    """What items came to."""
    points: Mapping[str, frozenset[Fraction]]
    """For each item the points that it gave where it was known, each once, before its weight."""
    unknown: Counter[str]
    """For each item, by its id, the cases in which it was unknown."""
    valueless: Counter[str]
    """Of these, those in which every fact that it asks was known: it has no value, as after a division by zero."""
    bands: Counter[str | None]
    """For each band the cases that lie in it; None counts those that are certain to lie in none."""
    hanging: Counter[str]
    """For each item the open cases in which it was unknown."""
    settling: Counter[str]
    """For each item the open cases that it alone would settle, whatever it turns out to be."""

    @property
    def never_given(self) -> tuple[Case, ...]:
        """What items that were known in some case never came to, in their order."""
        answered = [item for item in self.definition.items if item.id not in self.never_known]
        cases = ((item.id, here) for item in answered for here in range(ends(self.definition, item)))
        return tuple(each for each in cases if not self.items[each])

    @property
    def never_known(self) -> tuple[str, ...]:
        """The items that were unknown in all cases."""
        return tuple(item.id for item in self.definition.items if self.total and self.unknown[item.id] == self.total)

    @property
    def never_vary(self) -> tuple[str, ...]:
        """The items that were known in several cases, and gave the same in all of them: they tell nobody apart."""
        told = (item.id for item in self.definition.items if self.total - self.unknown[item.id] > 1)
        return tuple(id_ for id_ in told if len(self.points[id_]) == 1)

    @property
    def never_reached(self) -> tuple[str, ...]:
        """The bands in which no case lies, in their order."""
        return tuple(band.id for band in self.definition.bands if not self.bands[band.id])

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal."""
        from crmrules.kinds.scorecard.coverage_report import coverage_document

        return coverage_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """The numbers as plain values."""
        definition = self.definition
        return {
            "policy": definition.id,
            "hash": definition.hash,
            "total": self.total,
            "open": self.open,
            "items": {
                item.id: {
                    "cases": [self.items[item.id, here] for here in range(ends(definition, item))],
                    "unknown": self.unknown[item.id],
                    "without_value": self.valueless[item.id],
                    "in_open": self.hanging[item.id],
                    "settles_alone": self.settling[item.id],
                }
                for item in definition.items
            },
            "bands": {band.id: self.bands[band.id] for band in definition.bands},
            "no_band": self.bands[None],
            "never_given": [{"item": id_, "case": here + 1} for id_, here in self.never_given],
            "never_known": list(self.never_known),
            "never_vary": list(self.never_vary),
            "never_reached": list(self.never_reached),
        }


def settles(definition: ScorecardDefinition, regions: Regions, items: tuple[Given, ...]) -> tuple[str, ...]:
    """The unknown items that alone would settle a score: its band, or where there are none the score itself."""
    if definition.bands:
        return settling(regions, items, always=True)
    unknown = [each.item for each in items if not each.is_known]
    return tuple(unknown) if len(unknown) == 1 else ()


def cover(
    definition: ScorecardDefinition,
    cases: Iterable[tuple[ScorecardDefinition, Mapping[str, Value], datetime.date | None]],
) -> ScorecardCoverage:
    """What some cases exercise, each with the scorecard as it is there. Raises as scoring them does."""
    total = open_ = 0
    items, bands = Counter[Case](), Counter[str | None]()
    unknown, valueless, hanging, alone = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    points = defaultdict[str, set[Fraction]](set)
    for policy, given, as_of in cases:
        score = Score(policy, given, as_of)
        total += 1
        for item in policy.items:
            here = place(policy, item, score.values)
            if here is None:
                unknown[item.id] += 1
                valueless[item.id] += all(given[name] is not None for name in asked(policy, item))
                continue
            items[item.id, here] += 1
            points[item.id].add(given_by(policy, item, here, score.values))
        if score.certain or score.band is not None:
            bands[score.band] += bool(policy.bands)
            continue
        open_ += 1
        hanging.update(each.item for each in score.given if not each.is_known)
        alone.update(settles(policy, score.regions, score.given))
    found = {item.id: frozenset(points[item.id]) for item in definition.items}
    return ScorecardCoverage(definition, total, open_, items, found, unknown, +valueless, +bands, hanging, alone)


def cover_examples(definition: ScorecardDefinition) -> ScorecardCoverage:
    """What the policy's own examples exercise."""
    return cover(definition, _examples(definition))


def _examples(
    definition: ScorecardDefinition,
) -> Iterator[tuple[ScorecardDefinition, Mapping[str, Value], datetime.date | None]]:
    for example in definition.examples:
        policy = changed(definition, example.with_)
        yield policy, stored(policy, example.given), example.as_of
