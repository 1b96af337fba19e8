"""The page of a scorecard."""

from collections.abc import Iterator

from crmrules.expressions.render import render
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.parts import Item, Missing, ScoreBand, ScoreExample, Step
from crmrules.reports.document import Document, Paragraph, Prose, Section, Table, code, joined, strong
from crmrules.reports.page import both, broken, examples, given, page_of, reading, sentence

_MISSING = {
    Missing.INTERVAL: "An item that is unknown leaves the score a range.",
    Missing.RENORMALISE: (
        "Items that are unknown are left out, and the weights of the others are scaled up; the score says so."
    ),
}


def scorecard_page(definition: ScorecardDefinition) -> Document:
    """The page of a scorecard."""
    told = examples(_example(each) for each in definition.examples)
    sections = (_items(definition), *_bands(definition), *told)
    return page_of(definition, "a scorecard", [_MISSING[definition.header.missing]], sections)


def _items(definition: ScorecardDefinition) -> Section:
    rows = tuple((code(item.id), _about(item), _gives(definition, item), _weight(item)) for item in definition.items)
    blocks: list[Table | Paragraph] = [Table("", ("item", "about", "gives", "weight"), rows)]
    if any(item.title is None for item in definition.items):
        blocks.append(Paragraph("The questions of items without a title are supplied by whoever uses the policy."))
    return Section("Items", tuple(blocks))


def _about(item: Item) -> Prose:
    because = () if item.because is None else (sentence(item.because.en), sentence(item.because.zh))
    return broken(both(item.title), *because, reading(item.reading))


def _gives(definition: ScorecardDefinition, item: Item) -> Prose:
    """What an item asks, and what that gives."""
    lines: list[Prose] = []
    if item.when is not None:
        lines.append((code(item.points), " where ", code(render(item.when))))
        lines += [(code(item.otherwise), " where not")] if item.otherwise else []
    elif item.number is not None:
        lines.append(code(render(item.number)))
        lines += [joined((code(step.points), *_ends(step)), " ") for step in item.steps]
    else:
        lines.append(code(item.answer) if not item.key else (code(item.answer), ", by the key ", code(item.key)))
        lines += [(code(points), " for ", code(said)) for said, points in definition.options(item).items()]
    lines += [(code(item.unknown), " while unknown")] if item.unknown else []
    return broken(*lines)


def _ends(stretch: Step | ScoreBand) -> Iterator[Prose]:
    """Where a step or a band begins and ends, as words of a sentence."""
    for word, name in (("from", stretch.from_), ("to", stretch.to), ("below", stretch.below)):
        if name:
            yield word
            yield code(name)


def _weight(item: Item) -> Prose:
    return code(item.weight) if item.weight else ""


def _bands(definition: ScorecardDefinition) -> Iterator[Section]:
    """The bands; a sentence where there are none."""
    if not definition.bands:
        yield Section("Bands", (Paragraph("None: nothing says from which score on anything holds."),))
        return
    rows = tuple(
        (code(band.id), both(band.title), joined(_ends(band), " "), broken(*_said(band))) for band in definition.bands
    )
    said = Paragraph("Of several bands that hold a score the first counts.")
    yield Section("Bands", (said, Table("", ("band", "title", "scores", "what to do"), rows)))


def _said(band: ScoreBand) -> Iterator[Prose]:
    """What a band advises; what a caution holds back is told with it."""
    for word, text in (("", band.advice), ("Caution: ", band.caution)):
        if text is not None:
            yield joined((word, sentence(text.en)), "") if word else sentence(text.en)
            yield sentence(text.zh)
    if band.caution is not None:
        yield "Given only where it is asked for."
    yield reading(band.reading)


def _example(example: ScoreExample) -> Prose:
    facts = joined(("given ", given(example.given, example.with_, example.as_of)), "")
    expect, said = example.expect, list[Prose]()
    for key in ("points", "low", "high", "band", "certain"):
        value = getattr(expect, key)
        if value is not None:
            shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            said.append(f"{key}: {shown}")
    for key in ("possible", "missing"):
        names = getattr(expect, key)
        if names is not None:
            said.append(joined((f"{key}: ", joined(map(code, names), ", ") or "none"), ""))
    return broken(strong(example.name), facts, joined(said, "; "))
