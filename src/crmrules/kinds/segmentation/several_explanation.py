"""Several measures as reports, in both languages: the classes of a population, and those of a customer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmrules.kinds.segmentation.explanation import amount, bands_table, edges_said
from crmrules.kinds.segmentation.grouped import GroupedCuts, GroupedPlacement
from crmrules.kinds.segmentation.grouped_explanation import groups_table, open_said
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Table, named
from crmrules.reports.naming import asking, fact_named, policy_named
from crmrules.reports.sentences import filled
from crmrules.reports.wording import listed, read_as

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.several import SeveralCuts, SeveralPlacement

_SAID = {
    "as_of": Text("As of {day}", "截至 {day}"),
    "known": Text(
        "{count:,} {count:customer|customers} with a class by each measure.", "{count:,} 位客户在各项度量上均有等级。"
    ),
    "unknown": Text(
        "With an unknown measure, and so without an answer: {count:,}.",
        "有度量未知、因而未得结果的客户：{count:,} 位。",
    ),
    "ungrouped": Text(
        "With an unknown measure, or of an unknown {by}, and so without an answer: {count:,}.",
        "有度量未知或{by}未知、因而未得结果的客户：{count:,} 位。",
    ),
    "of_class": Text("class", "等级"),
    "heat": Text("Customers by {down} and {across}", "按{down}与{across}的客户分布"),
    "answer": Text("{policy}: {answer}", "{policy}：{answer}"),
    "class": Text(
        "{title}: {class_} - {measure} = {amount}, {edges}", "{title}：{class_} - {measure} = {amount}，{edges}"
    ),
    "plain": Text("{title}: {class_} - {measure} = {amount}", "{title}：{class_} - {measure} = {amount}"),
    "open": Text("{title}: open - {measure} is unknown", "{title}：未决 - {measure} 未知"),
    "unsettled": Text("{policy}: open", "{policy}：未决"),
    "assumed": Text("Assumed: {facts}", "假定：{facts}"),
}


def several_document(cuts: "SeveralCuts", language: Language) -> Document:
    """The classes by each measure, what they hold, and how customers lie over the first two measures."""
    return Document(language, policy_named(cuts.definition, language), tuple(_cuts(cuts, language)))


def several_placement_document(placement: "SeveralPlacement", language: Language) -> Document:
    """Why a customer has its classes."""
    key = "unsettled" if placement.outcome is None else "answer"
    title = _say(key, language, policy=placement.policy, answer=placement.outcome)
    return Document(language, title, tuple(_placement(placement, language)))


def heat(cuts: "SeveralCuts", language: Language) -> Iterator[Table]:
    """How many customers have which classes by the first two measures: the first down, the best on top."""
    if len(cuts.definition.digits) < 2 or not cuts.known:
        return
    down, across, *_ = cuts.definition.digits
    columns = [band.id for band in across.bands]
    rows: list[tuple[str, ...]] = []
    counted: list[list[int]] = []
    for band in down.bands:
        cells = [
            sum(count for answer, count in cuts.counts.items() if answer.startswith(band.id + column))
            for column in columns
        ]
        rows.append((band.id, *(f"{each:,}" for each in cells)))
        counted.append(cells)
    most = max(map(max, counted))
    shades = tuple((0.0, *(each / most for each in cells)) for cells in counted)
    titles = {"down": down.title.in_language(language), "across": across.title.in_language(language)}
    heads = (f"{titles['down']} \\ {titles['across']}", *columns)
    numbers = frozenset(range(1, len(heads)))
    yield Table(_say("heat", language, **titles), heads, tuple(rows), numbers, shades=shades)


def several_tables(cuts: "SeveralCuts", language: Language) -> Iterator[Table]:
    """The classes by each measure."""
    for digit, each in zip(cuts.definition.digits, cuts.digits.values(), strict=True):
        found = bands_table(each, language)
        title = named(digit.title.in_language(language), digit.id)
        # a class has no title, and what it brings together says little of days or counts; each group has its own edges
        told = slice(2 if isinstance(each, GroupedCuts) else 1, 4)
        rows = tuple((band.id, *row[told]) for band, row in zip(each.bands, found.rows, strict=True))
        heads = (_say("of_class", language), *found.heads[told])
        yield Table(title, heads, rows, frozenset(range(1, len(heads))))
        if isinstance(each, GroupedCuts) and each.groups:
            yield groups_table(each, language, sums=False)


def unknown_said(cuts: "SeveralCuts", language: Language) -> Iterator[Prose]:
    """How many customers have no answer."""
    by = cuts.definition.header.by
    if cuts.unknown and by:
        yield filled(_SAID["ungrouped"], language, count=cuts.unknown, by=fact_named(cuts.definition, by, language))
    elif cuts.unknown:
        yield filled(_SAID["unknown"], language, count=cuts.unknown)


def _say(key: str, language: Language, **words: object) -> str:
    return _SAID[key].in_language(language).format(**words)


def _cuts(cuts: "SeveralCuts", language: Language) -> Iterator[Block]:
    if cuts.as_of is not None:
        yield Paragraph(_say("as_of", language, day=cuts.as_of.isoformat()))
    yield Paragraph(filled(_SAID["known"], language, count=cuts.known))
    yield from map(Paragraph, unknown_said(cuts, language))
    yield from several_tables(cuts, language)
    yield from heat(cuts, language)


def _placement(placement: "SeveralPlacement", language: Language) -> Iterator[Block]:
    definition = placement.cuts.definition
    for digit, each in zip(definition.digits, placement.digits.values(), strict=True):
        words = {"title": digit.title.in_language(language), "measure": digit.fact, "class_": each.outcome}
        own = each.alone if isinstance(each, GroupedPlacement) else each
        if own is None:
            assert isinstance(each, GroupedPlacement)  # any other stands alone
            yield Paragraph(open_said(each, words["title"] or digit.id, language))
            continue
        if each.measure is None:
            yield Paragraph(_say("open", language, **words))
            continue
        place = [band.id for band in each.cuts.bands].index(str(each.outcome))
        edges = edges_said(own.cuts, place, language)
        said = _say(
            "class" if edges else "plain",
            language,
            amount=amount(own.cuts.definition, each.measure),
            edges=edges,
            **words,
        )
        yield Paragraph(said)
        yield from map(Paragraph, read_as(digit.reading, language))
    yield from asking(definition, placement.missing, language)
    if placement.assumed:
        facts = listed(list(placement.assumed), language)
        yield Paragraph(_say("assumed", language, facts=facts))
