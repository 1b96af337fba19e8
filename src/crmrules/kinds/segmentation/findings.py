"""Findings about a segmentation: bands and shares that no example shows."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.parts import NO_OUTCOME
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import BASIS, PopulationExample


def unshown(definition: SegmentationDefinition) -> Iterator[Finding]:
    """What no example shows."""
    yield from _unshown_groups(definition)
    if definition.digits:
        yield from _unshown_digits(definition)
        return
    path, order = f"policy `{definition.id}`", [band.id for band in definition.bands]
    placed = {id_ for each in definition.examples for id_ in each.expect.outcome}
    for id_ in order:
        if id_ not in placed:
            yield Finding(Code.NO_EXAMPLE, f"{path}, band `{id_}`", "no example places anybody in it", "add one")
    if definition.is_fixed:
        for place, band in enumerate(definition.bands[:-1]):
            if not any(_cuts(order, each.expect.outcome, place) for each in definition.examples):
                message = f"no example has customers above and below the edge of `{band.id}`"
                yield Finding(Code.ONE_SIDED, f"{path}, parameter `{band.from_}`", message, "add one")
        return
    usual = definition.parameters[BASIS].all_values[-1]
    for place, band in enumerate(definition.bands[:-1]):
        for basis, name in band.share.items():
            shown = [each for each in definition.examples if each.with_.get(BASIS, usual) == basis]
            if not any(_cuts(order, each.expect.outcome, place) for each in shown):
                message = f"no example with the basis `{basis}` has customers above and below the cut of `{band.id}`"
                yield Finding(Code.ONE_SIDED, f"{path}, parameter `{name}`", message, "add one")


def _unshown_groups(definition: SegmentationDefinition) -> Iterator[Finding]:
    by = definition.header.by
    # of a fact that is reckoned an example does not say what it is
    if not by or by not in [each.name for each in definition.facts.declared]:
        return
    if not any(shows_groups(example, by) for example in definition.examples):
        path = f"policy `{definition.id}`, `by`"
        yield Finding(Code.NO_EXAMPLE, path, f"no example has customers of two values of `{by}`", "add one")


def shows_groups(example: PopulationExample, by: str) -> bool:
    """Whether an example has customers of two groups, where there are any."""
    return not by or len({each[by] for each in example.given if by in each}) > 1


def _unshown_digits(definition: SegmentationDefinition) -> Iterator[Finding]:
    placed = [id_ for each in definition.examples for id_ in each.expect.outcome if id_ != NO_OUTCOME]
    for place, digit in enumerate(definition.digits):
        shown = {id_[place] for id_ in placed}
        for band in digit.bands:
            if band.id not in shown:
                path = f"policy `{definition.id}`, digit `{digit.id}`, class {band.id}"
                yield Finding(Code.NO_EXAMPLE, path, "no example places anybody in it", "add one")


def _cuts(order: list[str], outcome: tuple[str, ...], place: int) -> bool:
    sides = {order.index(id_) <= place for id_ in outcome if id_ in order}
    return sides == {True, False}
