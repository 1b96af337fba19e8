"""Whether two segmentations mean the same: the same measure and the same cuts, or a customer who changes band."""

import datetime
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.days import days_of
from crmrules.analysis.markers import Said
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.expressions.tree import Expression, Literal, Name, rebuilt
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.meaning import Ask, Ranked, find
from crmrules.model.text import Text

_NOBODY = Text("no population was found in which anybody changes band", "未找到有客户变更级别的示例群体")

SIZES = (10, 100, 1_000, 10_000, 100_000)
"""How many customers a population has in which a change is looked for, the smallest first."""


def compare_segmentations(old: SegmentationDefinition, new: SegmentationDefinition) -> Compared:
    """What two segmentations are to each other, on every day on which both have values.

    Equal shares of an equal measure are a proof. A change is shown in a population whose measures are 1, 2, 3 and on.
    """
    facts, since = changed_facts(old, new), begun(old, new)
    changes: dict[tuple[Said, Said], Change] = {}
    open_: dict[Text, None] = {}
    for day in sorted({*days_of(old), *days_of(new)}, key=lambda day: day or datetime.date.min):
        if day is None and (old.is_dated or new.is_dated):
            continue
        if since is not None and day is not None and day < since:
            continue
        if _measure(old, day) != _measure(new, day):
            open_[Text("they rank by other measures", "排序所依据的度量不同")] = None
        elif _asked(old, day) != _asked(new, day):
            found = list(_changes(old, new, day))
            changes |= {(each.before, each.after): each for each in found}
            if not found:
                open_[
                    Text("no population was found in which anybody changes band", "未找到有客户变更级别的示例群体")
                ] = None
    return Compared(tuple(changes.values()), tuple(open_), facts, since)


def _asked(definition: SegmentationDefinition, day: datetime.date | None) -> Any:
    """What places customers: the law beside it only comments."""
    ask = Ask.of(definition, definition.values_on(day))
    return ask.basis, ask.shares, [band.id for band in definition.bands]


def _measure(definition: SegmentationDefinition, day: datetime.date | None) -> Expression:
    """What is ranked by, written out to stored facts and numbers."""
    derived = {each.name: each.expression for each in definition.facts.derived if each.expression is not None}
    values = definition.values_on(day)

    def written(node: Any) -> Any:
        match node:
            case Name(name=name) if name in derived:
                return written(derived[name])
            case Name(name=name) if name in values:
                return Literal(values[name])
            case _:
                return rebuilt(node, written)

    found: Expression = written(Name(definition.header.measure))
    return found


def _changes(old: SegmentationDefinition, new: SegmentationDefinition, day: datetime.date | None) -> Iterator[Change]:
    """A customer for each change of band, in the smallest population that shows any."""
    for size in SIZES:
        ranked = Ranked.of(range(1, size + 1))
        seen = set[tuple[str, str]]()
        for rank, pair in enumerate(zip(_placed(old, ranked, day), _placed(new, ranked, day), strict=True)):
            if pair[0] != pair[1] and pair not in seen:
                seen.add(pair)
                measure = old.header.measure
                among = Text(
                    f"of {size:,} customers with {measure} 1 to {size:,}",
                    f"共 {size:,} 位客户，{measure} 为 1 至 {size:,}",
                )
                yield Change(Witness({measure: size - rank}, day), *pair, among=among)
        if seen:
            return


def _placed(definition: SegmentationDefinition, ranked: Ranked, day: datetime.date | None) -> Iterator[str]:
    """The band of each customer, the highest first."""
    found = find(ranked, Ask.of(definition, definition.values_on(day)))
    return chain.from_iterable(
        repeat(band.id, count) for band, count in zip(definition.bands, found.customers, strict=True)
    )
