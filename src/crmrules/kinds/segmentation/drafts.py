"""Drafts of the examples that a segmentation lacks: a population with customers on both sides of every cut."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from crmrules.definitions.drafts import Draft
from crmrules.definitions.parts import NO_OUTCOME, Setting, number_of
from crmrules.expressions.tree import Value
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.findings import shows_groups, unshown
from crmrules.kinds.segmentation.parts import BASIS, Better, Placed, PopulationExample

_SIZES = (4, 5, 10, 20, 50, 100)
"""How many customers a drafted population has: the fewest that have somebody in every band."""


def drafts(definition: SegmentationDefinition) -> Iterator[Draft]:
    """A population for each basis that no example shows cut at every band.

    Where it is cut is what the policy says: whoever writes it confirms it, or mends the policy.
    """
    if definition.digits:
        if any(unshown(definition)):
            what = "customers in every class of each measure"
            yield Draft(what, _several(definition, what))
        return
    if definition.is_fixed:
        if not any({band.id for band in definition.bands} <= set(each.expect.outcome) for each in definition.examples):
            what = "customers at every edge, and just below"
            yield Draft(what, _at_edges(definition, what))
        return
    parameter = definition.parameters[BASIS]
    for basis in parameter.values:
        what = f"customers in every band, with the basis {basis}"
        if not _is_shown(definition, basis):
            yield Draft(what, _population(definition, what, basis))


def _is_shown(definition: SegmentationDefinition, basis: str) -> bool:
    usual = definition.parameters[BASIS].all_values[-1]
    bands = {band.id for band in definition.bands}
    return any(
        each.with_.get(BASIS, usual) == basis
        and bands <= set(each.expect.outcome)
        and shows_groups(each, definition.header.by)
        for each in definition.examples
    )


def _several(definition: SegmentationDefinition, name: str) -> PopulationExample | None:
    """Customers who are the better by one measure the better they are by all."""
    if not _can_draft(definition, *(digit.fact for digit in definition.digits)):
        return None
    for size in _SIZES:
        customers = [
            {each.fact: place if each.better is Better.HIGHER else size - place for each in definition.digits}
            for place in range(size)
        ]
        given = _grouped(definition, customers)
        outcome = _outcome(definition, given)
        example = PopulationExample(name, given, Placed(outcome))
        if not any(unshown(evolve(definition, examples=(example,)))):
            return example
    return None


def _at_edges(definition: SegmentationDefinition, name: str) -> PopulationExample | None:
    measure = definition.header.measure
    if not _can_draft(definition, measure):
        return None
    worse = -1 if definition.header.better is Better.HIGHER else 1
    values = definition.values_on(None)
    edges = [number_of(values[band.from_]) for band in definition.bands[:-1]]
    given = tuple({measure: each} for edge in edges for each in (edge, edge + worse))
    return PopulationExample(name, given, Placed(_outcome(definition, given)))


def _grouped(
    definition: SegmentationDefinition, customers: Sequence[Mapping[str, int]]
) -> tuple[Mapping[str, Value], ...]:
    """The customers in one group, and once more with twice the measures in another; as they are without groups."""
    by = definition.header.by
    if not by:
        return tuple(customers)
    groups = next(each.type.values for each in definition.facts.declared if each.name == by) or ("A", "B")
    return tuple(
        {by: group, **{name: times * measure for name, measure in each.items()}}
        for times, group in enumerate(groups[:2], 1)
        for each in customers
    )


def _can_draft(definition: SegmentationDefinition, *measures: str) -> bool:
    """Whether what an example says of customers is all that their bands hang on."""
    stored = [each.name for each in definition.facts.declared]
    by = (definition.header.by,) if definition.header.by else ()
    return not definition.is_dated and all(name in stored for name in (*measures, *by))


def _outcome(definition: SegmentationDefinition, given: Sequence[Mapping[str, Value]]) -> tuple[str, ...]:
    """The bands of customers of whom nothing else is known."""
    others = dict.fromkeys((each.name for each in definition.facts.declared), None)
    records = [{**others, **each} for each in given]
    cuts = definition.cut(records, None, None)
    return tuple(each.outcome or NO_OUTCOME for each in cuts.decide_many(records))


def _population(definition: SegmentationDefinition, name: str, basis: str) -> PopulationExample | None:
    measure = definition.header.measure
    if not _can_draft(definition, measure):
        return None
    changed = evolve(
        definition, parameters={**definition.parameters, BASIS: evolve(definition.parameters[BASIS], value=basis)}
    )
    for size in _SIZES:
        given = _grouped(definition, [{measure: rank * rank} for rank in range(size, 0, -1)])
        outcome = _outcome(changed, given)
        if {band.id for band in definition.bands} <= set(outcome):
            usual = definition.parameters[BASIS].value == basis
            with_: dict[str, Setting] = {} if usual else {BASIS: basis}
            return PopulationExample(name, given, Placed(outcome), with_)
    return None
