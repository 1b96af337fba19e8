"""The page of a segmentation."""

from collections.abc import Iterator, Mapping

from crmrules.definitions.parts import NO_OUTCOME, Setting
from crmrules.expressions.render import literal
from crmrules.expressions.tree import Value
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import BASIS, Basis, Better, PopulationExample, Sense, Ties
from crmrules.reports.document import Document, Paragraph, Prose, Section, Table, code, joined, strong
from crmrules.reports.page import both, broken, examples, given, page_of, reading, short

_BASES = {
    Basis.CUSTOMER_SHARE: "of customers",
    Basis.PROFIT_SHARE: "of the positive total",
    Basis.RANK_SHARE: "of customers, by rank",
}
_SIDES = {Ties.UP: "above it", Ties.DOWN: "below it"}
_SENSES = {Sense.AT_LEAST: "from", Sense.ABOVE: "above", Sense.AT_MOST: "up to", Sense.BELOW: "below"}


def segmentation_page(definition: SegmentationDefinition) -> Document:
    """The page of a segmentation."""
    measure, by = code(definition.header.measure), definition.header.by
    groups: tuple[Prose, ...] = (" Each is compared with those of the same ", code(by), " alone.") if by else ()
    if definition.digits:
        classes = "Customers get a class by each of several measures; the classes together are the answer."
        said = joined((classes, *groups), "")
        told = examples(_example(each) for each in definition.examples)
        return page_of(definition, "a segmentation policy", [said], (_digits(definition), *told))
    order = "the lowest first, " if definition.header.better is Better.LOWER else ""
    said = joined(("Customers are ranked by ", measure, f", {order}and the ranking is cut into bands.", *groups), "")
    told = examples(_example(each) for each in definition.examples)
    return page_of(definition, "a segmentation policy", [said], (_bands(definition), *_law(definition), *told))


def _bands(definition: SegmentationDefinition) -> Section:
    if definition.is_fixed:
        return _fixed(definition)
    bases = [Basis(value) for value in definition.parameters[BASIS].values]
    profit = " Who brings no profit is in the last band and flagged;" if definition.flags else ""
    side = "higher" if definition.header.ties is Ties.UP else "lower"
    said = (
        f"The best first. A share counts the bands above in; equal customers share a band, the {side} one."
        f"{profit or ' Zero and negative measures rank like others;'} an unknown measure has no band."
    )
    heads = [f"up to, {_BASES[basis]} ({basis})" for basis in bases]
    rows = tuple(
        (
            code(band.id),
            broken(both(band.title), reading(band.reading)),
            *(_share(definition, band.share[basis]) if band.share else "the rest" for basis in bases),
        )
        for band in definition.bands
    )
    return Section("Bands", (Paragraph(said), Table("", ("band", "title", *heads), rows)))


def _digits(definition: SegmentationDefinition) -> Section:
    said = (
        "In the order of the answer. Class 1 is the last, and the highest number the best. Shares count the classes "
        "above in; zero and negative measures rank like others, and an unknown one leaves the answer open."
    )
    rows = tuple(
        (
            code(digit.id),
            broken(both(digit.title), reading(digit.reading)),
            code(digit.fact),
            f"{digit.better} is better; who equals an edge is in the class {_SIDES[digit.ties]}",
            joined((_share(definition, name) for name in (digit.shares or digit.edges)), ", "),
        )
        for digit in definition.digits
    )
    heads = ("digit", "title", "fact", "order", "shares, or edges")
    return Section("Measures", (Paragraph(said), Table("", heads, rows)))


def _fixed(definition: SegmentationDefinition) -> Section:
    said = "The best first. Edges are fixed, whatever the population; an unknown measure has no band."
    rows = tuple(
        (
            code(band.id),
            broken(both(band.title), reading(band.reading)),
            _share(definition, band.from_) if band.from_ else "the rest",
        )
        for band in definition.bands
    )
    return Section("Bands", (Paragraph(said), Table("", ("band", "title", _SENSES[definition.sense]), rows)))


def _share(definition: SegmentationDefinition, name: str) -> Prose:
    values = ", ".join(literal(value) for value in definition.parameters[name].all_values)
    return (code(name), f" = {values}")


def _law(definition: SegmentationDefinition) -> Iterator[Section]:
    law = definition.law
    if law is not None:
        said = (
            "A cut tells what becomes of the 80/20/30 law: which share of the total the top (",
            code(law.top),
            ") brings beside ",
            code(law.profit),
            ", and what the bottom (",
            code(law.bottom),
            ") loses of it beside ",
            code(law.loss),
            ".",
        )
        yield Section("The law", (Paragraph(said),))


def _example(example: PopulationExample) -> Prose:
    customers = joined((_customer(customer) for customer in example.given), "; ") or "nobody"
    changed = given({}, example.with_, example.as_of) if example.with_ or example.as_of else ""
    bands = joined(("no band" if band == NO_OUTCOME else code(band) for band in example.expect.outcome), ", ")
    flagged = "" if example.expect.flagged is None else f"; flagged: {example.expect.flagged}"
    return broken(
        strong(example.name),
        joined(("given ", customers), ""),
        joined(("with ", changed), "") if changed else "",
        joined((bands, flagged), "") if flagged else bands,
    )


def _customer(facts: Mapping[str, Value | Setting]) -> Prose:
    return joined((code(f"{name} = {short(value)}") for name, value in facts.items()), ", ") or "unknown"
