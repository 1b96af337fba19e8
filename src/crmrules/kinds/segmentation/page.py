"""The page of a segmentation."""

from collections.abc import Iterator, Mapping

from crmrules.definitions.parts import NO_OUTCOME, Scalar
from crmrules.expressions.render import literal
from crmrules.expressions.tree import Value
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import BASIS, Basis
from crmrules.reports.markdown import BREAK, broken, code, lines_of, plain, reading, short, table
from crmrules.reports.page import given, opening

_BASES = {Basis.CUSTOMER_SHARE: "of customers", Basis.PROFIT_SHARE: "of the positive total"}


def segmentation_page(definition: SegmentationDefinition) -> Iterator[str]:
    """The lines of the page."""
    said = f"Customers are ranked by {code(definition.header.measure)}, and the ranking is cut into bands."
    yield from opening(definition, "a segmentation policy", [said])
    yield from _bands(definition)
    yield from _law(definition)
    yield from _examples(definition)


def _bands(definition: SegmentationDefinition) -> Iterator[str]:
    bases = [Basis(value) for value in definition.parameters[BASIS].values]
    yield "## Bands"
    yield ""
    yield "The highest first. A share counts the bands above in; equal customers share a band, the higher one."
    yield "Who brings no profit is in the last band and flagged; an unknown measure has no band."
    yield ""
    heads = [f"up to, {_BASES[basis]} ({basis})" for basis in bases]
    rows = [
        (
            code(band.id),
            broken(lines_of(band.title), reading(band.reading)),
            *(_share(definition, band.share[basis]) if band.share else "the rest" for basis in bases),
        )
        for band in definition.bands
    ]
    yield from table(("band", "title", *map(plain, heads)), rows)


def _share(definition: SegmentationDefinition, name: str) -> str:
    values = ", ".join(literal(value) for value in definition.parameters[name].all_values)
    return f"{code(name)} = {values}"


def _law(definition: SegmentationDefinition) -> Iterator[str]:
    law = definition.law
    if law is None:
        return
    yield "## The law"
    yield ""
    yield (
        f"A cut tells what becomes of the 80/20/30 law: which share of the total the top ({code(law.top)}) brings "
        f"beside {code(law.profit)}, and what the bottom ({code(law.bottom)}) loses of it beside {code(law.loss)}."
    )
    yield ""


def _examples(definition: SegmentationDefinition) -> Iterator[str]:
    if not definition.examples:
        return
    yield "## Examples"
    yield ""
    for each in definition.examples:
        yield f"- **{plain(each.name)}**{BREAK}"
        yield f"  given {'; '.join(_customer(customer) for customer in each.given) or 'nobody'}{BREAK}"
        if each.with_ or each.as_of:
            yield f"  with {given({}, each.with_, each.as_of)}{BREAK}"
        bands = ["no band" if band == NO_OUTCOME else code(band) for band in each.expect.outcome]
        flagged = "" if each.expect.flagged is None else f"; flagged: {each.expect.flagged}"
        yield f"  {', '.join(bands)}{flagged}"
    yield ""


def _customer(facts: Mapping[str, Value | Scalar]) -> str:
    return ", ".join(code(f"{name} = {short(value)}") for name, value in facts.items()) or "unknown"
