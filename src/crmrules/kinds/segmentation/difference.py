"""Whether two segmentations mean the same: the same measure and the same cuts, or a customer who changes band."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
from typing import Any

from attrs import evolve

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.markers import Said
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.expressions.tree import Expression, Literal, Name, rebuilt
from crmrules.kinds.segmentation.amounts import HUNDREDTHS
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.meaning import Ask, Ranked, find
from crmrules.model.text import Text

_NOBODY = Text("no population was found in which anybody changes band", "未找到有客户变更级别的示例群体")
_GROUPS = Text("they rank within other groups", "排序所在的群组不同")

SIZES = (10, 100, 1_000, 10_000, 100_000)
"""How many customers a population has in which a change is looked for, the smallest first."""


def compare_segmentations(old: SegmentationDefinition, new: SegmentationDefinition) -> Compared:
    """What two segmentations are to each other, on every day on which both have values.

    Equal shares or edges of an equal measure are a proof. A change is shown in a population whose measures are 1, 2, 3
    and on, and of fixed edges among customers at each edge and just beside it.
    """
    if old.digits or new.digits:
        return _several(old, new)
    facts, since = changed_facts(old, new), begun(old, new)
    changes: dict[tuple[Said, Said], Change] = {}
    open_: dict[Text, None] = {}
    for day in sorted({*old.change_days, *new.change_days}, key=lambda day: day or datetime.date.min):
        if day is None and (old.is_dated or new.is_dated):
            continue
        if since is not None and day is not None and day < since:
            continue
        if old.header.by != new.header.by:
            open_[_GROUPS] = None
        elif _measure(old, day) != _measure(new, day):
            open_[Text("they rank by other measures", "排序所依据的度量不同")] = None
        elif _asked(old, day) != _asked(new, day):
            found = list(_changes(old, new, day))
            changes |= {(each.before, each.after): each for each in found}
            if not found:
                open_[_NOBODY] = None
    return Compared(tuple(changes.values()), tuple(open_), facts, since)


def _several(old: SegmentationDefinition, new: SegmentationDefinition) -> Compared:
    """Several measures are compared one by one; what changes is a class of one of them."""
    facts, since = changed_facts(old, new), begun(old, new)
    if [each.id for each in old.digits] != [each.id for each in new.digits]:
        return Compared((), (Text("they rank by other measures", "排序所依据的度量不同"),), facts, since)
    changes, open_ = list[Change](), dict[Text, None]()
    for before, after in zip(old.digits, new.digits, strict=True):
        compared = compare_segmentations(old.single(before), new.single(after))
        changes += [evolve(each, what=before.id) for each in compared.changes]
        open_ |= dict.fromkeys(compared.open)
    return Compared(tuple(changes), tuple(open_), facts, since)


def _asked(definition: SegmentationDefinition, day: datetime.date | None) -> Any:
    """What places customers: the law beside it only comments."""
    ask = Ask.of(definition, definition.values_on(day))
    return ask.basis, ask.shares, ask.edges, ask.better, ask.ties, [band.id for band in definition.bands]


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
    measure = old.header.measure
    for size, population in _populations(old, new, day):
        seen = set[tuple[str, str]]()
        before, after = _placed(old, population, day), _placed(new, population, day)
        for each in sorted(population, reverse=True):
            pair = before[each], after[each]
            if pair[0] != pair[1] and pair not in seen:
                seen.add(pair)
                value = each // _CENTS if each % _CENTS == 0 else each / _CENTS
                yield Change(Witness({measure: value}, day), *pair, among=_among(measure, size))
        if seen:
            return


_CENTS = 10**HUNDREDTHS


def _populations(
    old: SegmentationDefinition, new: SegmentationDefinition, day: datetime.date | None
) -> Iterator[tuple[int, Iterable[int]]]:
    """Amounts in hundredths in which a change may show, and how many these are; 0 where the number says nothing."""
    asks = [Ask.of(each, each.values_on(day)) for each in (old, new)]
    edges = {round(each * _CENTS) for ask in asks for each in ask.edges}
    if edges:
        yield 0, {near for each in edges for near in (each - _CENTS, each - 1, each, each + 1, each + _CENTS)}
    if not all(ask.edges for ask in asks):
        yield from ((size, range(_CENTS, (size + 1) * _CENTS, _CENTS)) for size in SIZES)


def _among(measure: str, size: int) -> Text:
    if not size:
        return Text("at a fixed edge", "位于固定界限处")
    return Text(
        f"of {size:,} customers with {measure} 1 to {size:,}", f"共 {size:,} 位客户，{measure} 为 1 至 {size:,}"
    )


def _placed(definition: SegmentationDefinition, amounts: Iterable[int], day: datetime.date | None) -> Mapping[int, str]:
    """The band of each amount."""
    ask = Ask.of(definition, definition.values_on(day))
    signed = sorted((ask.sign * each for each in amounts), reverse=True)
    found = find(Ranked.of(signed), ask)
    bands = chain.from_iterable(
        repeat(band.id, count) for band, count in zip(definition.bands, found.customers, strict=True)
    )
    return {ask.sign * each: band for each, band in zip(signed, bands, strict=True)}
