"""Cutting a population into the bands of a segmentation."""

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Any

from crmrules.engines.frames.backends import backend_of
from crmrules.errors import AsOfError
from crmrules.kinds.base import checked_records
from crmrules.kinds.segmentation.grouped import GroupedCuts, grouped_cuts
from crmrules.kinds.segmentation.meaning import Ask
from crmrules.kinds.segmentation.measure import cut_groups, cut_records
from crmrules.kinds.segmentation.result import Cuts, cuts_of
from crmrules.kinds.segmentation.several import SeveralCuts, several_cuts
from crmrules.records.binding import Binding, bound

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition


def cut(
    definition: "SegmentationDefinition", population: Any, bind: Binding | None, as_of: datetime.date | None
) -> Cuts:
    """Where the bands of a population begin: of a data frame, or of records."""
    if as_of is None and (definition.reads_as_of or definition.is_dated):
        raise AsOfError.of(f"policy `{definition.id}`", "depends on the day", "give `as_of`")
    if definition.digits:
        return _several(definition, population, bind, as_of)
    if definition.header.by:
        return _grouped(definition, population, bind, as_of)
    ask = Ask.of(definition, definition.values_on(as_of))
    if backend_of(population) is not None:
        from crmrules.kinds.segmentation.frames.cut import cut_frame

        found, indices, unknown = cut_frame(definition, population, bound(bind), as_of, ask)
    else:
        found, indices, unknown = cut_records(definition, checked_records(population), bound(bind), as_of, ask)
    return cuts_of(definition, found, indices, unknown, (as_of, bind))


def _grouped(
    definition: "SegmentationDefinition", population: Any, bind: Binding | None, as_of: datetime.date | None
) -> GroupedCuts:
    """The cuts of each group."""
    ask = Ask.of(definition, definition.values_on(as_of))
    if backend_of(population) is not None:
        from crmrules.kinds.segmentation.frames.cut import cut_groups as cut_frame_groups

        found, ungrouped = cut_frame_groups(definition, population, bound(bind), as_of, ask)
    else:
        found, ungrouped = cut_groups(definition, checked_records(population), bound(bind), as_of, ask)
    alone = definition.alone
    groups = {group: cuts_of(alone, *found[group], (as_of, bind)) for group in sorted(found)}
    return grouped_cuts(definition, groups, ungrouped, as_of, bind)


def _several(
    definition: "SegmentationDefinition", population: Any, bind: Binding | None, as_of: datetime.date | None
) -> SeveralCuts:
    """The cuts by each measure, and how many customers have which answer."""
    whole = backend_of(population) is not None
    held = population if whole else list(checked_records(population))
    digits = {each.id: cut(definition.single(each), held, bind, as_of) for each in definition.digits}
    found = several_cuts(definition, digits, {}, 0, as_of, bind)
    if whole:
        from crmrules.kinds.segmentation.frames.several import count_answers

        answers = count_answers(found, held)
    else:
        answers = Counter(each.outcome for each in found.decide_many(held))
    counts = {
        answer: answers[answer] for answer in sorted((each for each in answers if each is not None), reverse=True)
    }
    return several_cuts(definition, digits, counts, answers.get(None, 0), as_of, bind)
