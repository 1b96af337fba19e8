"""`sql`: a population measured, cut, and given its bands by one statement."""

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from attrs import evolve, field, frozen

from crmrules.definitions.columns import column_name
from crmrules.engines.sql.amounts import HUNDREDTHS, Amount, amount_of, units_of
from crmrules.engines.sql.asking import told_apart
from crmrules.engines.sql.build import NULL, Sql, all_of, case, where
from crmrules.engines.sql.dialects import Numbers
from crmrules.engines.sql.expressions import reckoning
from crmrules.engines.sql.parts import Constant
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import joined, text_of
from crmrules.engines.sql.truths import value_of
from crmrules.engines.sql.writing import Writing
from crmrules.expressions.numbers import written
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.meaning import Ask
from crmrules.kinds.segmentation.parts import Sense
from crmrules.kinds.segmentation.sql.edges import Edges

MEASURED, BANDS = "measured", "bands"
"""What the steps are called that hold the measures, and what they come to."""


def segmentation_sql(writing: Writing[SegmentationDefinition]) -> str:
    """The statement with the band of each customer; of several measures the class by each, and the answer.

    Raises `EngineError` for shares of more decimal places than a database reckons exactly.
    """
    definition = writing.definition
    return writing.finished(dict(_several(writing) if definition.digits else _single(writing)))


def _single(writing: Writing[SegmentationDefinition]) -> Iterator[tuple[str, Sql]]:
    definition = writing.definition
    name, banding = column_name(definition.id), _Banding(writing, definition, _group(writing))
    amount = banding.amount.sql
    band = banding.band(writing.steps.top)
    yield name, band
    if definition.flags:
        # who is in no band has no flag: of no group, though the amount is known
        flagged = amount <= 0 if banding.group is None else where(band.is_known(), amount <= 0)
        yield f"{name}_flagged", value_of(flagged, writing.dialect)


def _several(writing: Writing[SegmentationDefinition]) -> Iterator[tuple[str, Sql]]:
    definition = writing.definition
    name = column_name(definition.id)
    group = _group(writing)
    every = {each.id: _Banding(writing, definition.single(each), group, f"_{each.id}") for each in definition.digits}
    # all are measured before one is cut, so that the edges of all stand beside each customer at once
    measured = [each.amount for each in every.values()]
    assert len(measured) == len(every)
    level = writing.steps.top
    classes = {id_: each.band(level) for id_, each in every.items()}
    for id_, each in classes.items():
        yield f"{name}_{column_name(id_)}", each
    known = all_of([each.is_known() for each in classes.values()])
    yield name, where(known, joined(*classes.values()))


def _group(writing: Writing[SegmentationDefinition]) -> Sql | None:
    """The group of each customer, in a column of its own; None where there are no groups."""
    name, dialect = writing.definition.header.by, writing.dialect
    if not name:
        return None
    part = writing.facts.names[name]
    if isinstance(part, Constant):
        text = NULL.cast("TEXT") if part.value is None else text_of(str(part.value), dialect)
        return writing.steps.place(text, 0, "group", MEASURED, name)
    return writing.steps.place(told_apart(part.sql, dialect), part.own_level, "group", MEASURED, name)


@frozen(slots=False)
class _Banding:
    """The bands by one measure."""

    writing: Writing[SegmentationDefinition]
    definition: SegmentationDefinition
    group: Sql | None
    """What customers are parted by."""
    suffix: str = field(default="")
    """What names are told apart by where there are several measures."""

    @property
    def steps(self) -> Steps:
        return self.writing.steps

    @cached_property
    def amount(self) -> Amount:
        """What each customer is ranked by, in a column of its own."""
        found, level = self._found
        comment = self.definition.header.measure
        if found.places:
            comment += f", in units of {written(Fraction(1, 10**found.places))}"
        column = self.steps.place(found.sql, level, f"amount{self.suffix}", MEASURED, comment)
        return Amount(column, found.places)

    @property
    def _found(self) -> tuple[Amount, int]:
        name = self.definition.header.measure
        stored = next((each for each in self.definition.facts.declared if each.name == name), None)
        held = self.writing.door.amount(stored) if stored is not None else None
        if held is not None:
            return held, 0
        part = self.writing.facts.names[name]
        if not isinstance(part, Constant):
            return amount_of(part, reckoning(self.steps))
        same = Amount(NULL, None if self.writing.dialect.numbers is Numbers.FRACTIONS else HUNDREDTHS)
        return evolve(same, sql=same.constant(part.value).cast("DECIMAL" if same.places is None else "BIGINT")), 0

    def band(self, level: int) -> Sql:
        """The band of each customer, who is in the first whose edge the measure reaches; null where it is unknown."""
        ask = Ask.of(self.definition, self.definition.values_on(self.writing.as_of))
        amount, bands, dialect = self.amount, self.definition.bands, self.writing.dialect
        if self.definition.is_fixed:
            edges = [units_of(self._first(amount.units(each))) for each in ask.edges]
        else:
            queries = Edges(amount.sql, bands[:-1], ask, dialect, self.suffix, self.group).queries()
            edges = self.steps.stand_beside(queries, level, self.group)
        reached = [
            (self.definition.sense.holds(amount.sql, edge), text_of(band.id, dialect))
            for band, edge in zip(bands, edges, strict=False)
        ]
        groups = () if self.group is None else (self.group,)
        rest = (all_of([each.is_known() for each in (amount.sql, *groups)]), text_of(bands[-1].id, dialect))
        return self.steps.place(case([*reached, rest]), level, f"band{self.suffix}", BANDS)

    def _first(self, edge: Fraction) -> Fraction:
        """An edge among whole numbers: those from a fraction on are those from the next whole one on."""
        if self.amount.places is None:
            return edge
        return Fraction(math.ceil(edge) if self.definition.sense in (Sense.AT_LEAST, Sense.BELOW) else math.floor(edge))
