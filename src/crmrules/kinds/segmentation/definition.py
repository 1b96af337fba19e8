"""The segmentation kind: a population ranked by a measure and cut into bands."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from attrs import evolve, field, frozen

from crmrules.definitions.base import Ranking
from crmrules.definitions.layout import Layout
from crmrules.expressions.tree import Expression
from crmrules.kinds.segmentation.parts import (
    BASIS,
    LAYOUT,
    Band,
    Basis,
    Digit,
    Law,
    PopulationExample,
    SegmentationHeader,
    Sense,
)
from crmrules.model.text import Text

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding


@frozen(slots=False, kw_only=True, eq=False)
class SegmentationDefinition(Ranking):
    """All that a policy file of the segmentation kind says."""

    layout: ClassVar[Layout] = LAYOUT

    header: SegmentationHeader
    digits: tuple[Digit, ...]
    """The measures, where there are several; then there are no bands of all."""
    bands: tuple[Band, ...]
    """The best first; the last takes the rest."""
    law: Law | None
    examples: tuple[PopulationExample, ...]
    beside: tuple[str, ...] = field(default=())
    """Of one of several measures, the others, and of one group what groups go by: a record of which one of them alone
    is known is a record all the same."""

    @property
    def answers(self) -> Mapping[str, Text]:
        """The ids of its bands, with their titles; none where there are several measures."""
        return {band.id: band.title for band in self.bands}

    @property
    def is_fixed(self) -> bool:
        """Whether bands begin at measures that the file gives, whatever the population."""
        return any(band.from_ for band in self.bands) or any(digit.edges for digit in self.digits)

    def single(self, digit: Digit) -> "SegmentationDefinition":
        """The segmentation by one of several measures alone."""
        header = evolve(self.header, measure=digit.fact, better=digit.better, ties=digit.ties)
        return evolve(self, header=header, bands=digit.bands, digits=(), law=None, examples=(), beside=self.read_names)

    @property
    def alone(self) -> "SegmentationDefinition":
        """The segmentation of one of several groups alone."""
        return evolve(self, header=evolve(self.header, by=""), examples=(), beside=self.read_names)

    @property
    def flags(self) -> bool:
        """Whether customers who bring no profit are told: where shares are of a profit, or of those who bring one."""
        shared = [band.share for band in self.bands if band.share]
        return bool(shared) and not any(Basis.RANK_SHARE in each for each in shared)

    @property
    def sense(self) -> Sense:
        """How a measure reaches the edge of a band."""
        return Sense.of(self.header.better, self.header.ties)

    @property
    def why_no_answer(self) -> str:
        """Nothing: a customer is in one band."""
        return ""

    @property
    def read_names(self) -> tuple[str, ...]:
        """The measures, and what groups go by."""
        groups = (self.header.by,) if self.header.by else ()
        return (*(tuple(digit.fact for digit in self.digits) or (self.header.measure,)), *self.beside, *groups)

    @property
    def own_conditions(self) -> Iterable[Expression]:
        """None: its tables hold no conditions."""
        return ()

    @property
    def named_parameters(self) -> Iterable[str]:
        """The basis, the shares of bands or their edges, and the figures of the law."""
        law = attrs.asdict(self.law).values() if self.law is not None else ()
        if self.digits:
            return tuple(name for digit in self.digits for name in (*digit.shares, *digit.edges))
        if self.is_fixed:
            return (*(band.from_ for band in self.bands[:-1]), *law)
        return (BASIS, *(name for band in self.bands for name in band.share.values()), *law)

    @property
    def sentences(self) -> Iterable[Text | None]:
        """None: its bands have no sentences."""
        return ()

    def cut(self, population: Any, bind: "Binding | None", as_of: datetime.date | None) -> "Cuts":
        """Where the bands of a population begin."""
        from crmrules.kinds.segmentation.cutting import cut

        return cut(self, population, bind, as_of)
