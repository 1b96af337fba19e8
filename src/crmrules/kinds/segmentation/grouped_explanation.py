"""Groups as reports, in both languages: where the bands of each begin, and where a customer stands in a group."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from crmrules.expressions.numbers import rounded
from crmrules.kinds.segmentation.explanation import (
    amount,
    asked_block,
    bands_table,
    flagged_said,
    placement_document,
    short_said,
    sum_said,
)
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Table
from crmrules.reports.naming import asking, fact_named, policy_named
from crmrules.reports.sentences import filled
from crmrules.reports.wording import listed

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.grouped import GroupedCuts, GroupedPlacement
    from crmrules.kinds.segmentation.result import Cuts

_MOST = 50
"""How many groups a report tells of."""

_SAID = {
    "as_of": Text("As of {day}", "截至 {day}"),
    "ranked": Text(
        "{count:,} {count:customer|customers} ranked by {measure}, each among those of the same {by}.",
        "{count:,} 位客户按{measure}排序，各在同一{by}内比较。",
    ),
    "unknown": Text(
        "With no known {measure}, and so in no band: {count:,}.",
        "{measure}未知、因而不归入任何级别的客户：{count:,} 位。",
    ),
    "ungrouped": Text(
        "Of an unknown {by}, and so in no band: {count:,}.", "{by}未知、因而不归入任何级别的客户：{count:,} 位。"
    ),
    "groups": Text("Where the bands of each {by} begin", "各{by}的级别界限"),
    "largest": Text(
        "The {most} with most customers, of {count:,}: where the bands of each {by} begin",
        "客户最多的 {most} 个（共 {count:,} 个）：各{by}的级别界限",
    ),
    "customers": Text("customers", "客户数"),
    "amount": Text("total", "总额"),
    "at_least": Text("{band} from", "{band}下限"),
    "above": Text("{band} above", "{band}高于"),
    "at_most": Text("{band} up to", "{band}上限"),
    "below": Text("{band} below", "{band}低于"),
    "brought": Text("what the top {share:.0%} bring", "顶部 {share:.0%} 的贡献"),
    "nobody": Text("nobody", "无人"),
    "in": Text(
        "{by} = {group}, among {count:,} {count:customer|customers} of it", "{by} = {group}，在其 {count:,} 位客户中"
    ),
    "open": Text("{policy}: open - {names} is unknown", "{policy}：未决 - {names} 未知"),
    "opens": Text("{policy}: open - {names} are unknown", "{policy}：未决 - {names} 未知"),
    "uncut": Text(
        "{policy}: open - no customer of {by} = {group} was there when it was cut",
        "{policy}：未决 - 划分时没有 {by} = {group} 的客户",
    ),
}


def grouped_document(cuts: "GroupedCuts", language: Language) -> Document:
    """The bands of all groups together, and where those of each begin."""
    return Document(language, policy_named(cuts.definition, language), tuple(_cuts(cuts, language)))


def grouped_placement_document(placement: "GroupedPlacement", language: Language) -> Document:
    """Why a customer is in the band, among those of the same group."""
    alone, by = placement.alone, placement.cuts.definition.header.by
    if alone is None or alone.outcome is None:
        title = open_said(placement, placement.policy, language)
        return Document(language, title, tuple(asking(placement.cuts.definition, placement.missing, language)))
    said = placement_document(alone, language)
    within = filled(_SAID["in"], language, by=by, group=str(placement.group), count=alone.cuts.known)
    return Document(language, said.title, (Paragraph(within), *said.blocks))


def groups_told(cuts: "GroupedCuts", language: Language) -> Iterator[Block]:
    """What was asked for, and who is in no band."""
    if cuts.groups:
        yield asked_block(next(iter(cuts.groups.values())), language)
    measure, by = _names(cuts, language)
    if cuts.unknown > cuts.ungrouped:
        yield Paragraph(filled(_SAID["unknown"], language, count=cuts.unknown - cuts.ungrouped, measure=measure))
    if cuts.ungrouped:
        yield Paragraph(filled(_SAID["ungrouped"], language, count=cuts.ungrouped, by=by))
    yield from map(Paragraph, (*short_said(cuts, language), *sum_said(cuts, language)))


def groups_tables(cuts: "GroupedCuts", language: Language) -> Iterator[Table]:
    """What the bands of all groups hold, and where those of each begin."""
    found = bands_table(cuts, language)
    # each group has edges of its own
    rows = tuple((row[0], *row[2:]) for row in found.rows)
    heads = (found.heads[0], *found.heads[2:])
    yield Table(found.caption, heads, rows, frozenset(range(1, len(heads))), found.bars, found.bars_of)
    if cuts.groups:
        yield groups_table(cuts, language)


def groups_table(cuts: "GroupedCuts", language: Language, *, sums: bool = True) -> Table:
    """Where the bands of each group begin; of many groups those with most customers. `sums` tells what each brings."""
    told = _largest(cuts.groups)
    _, by = _names(cuts, language)
    key = "groups" if len(told) == len(cuts.groups) else "largest"
    title = filled(_SAID[key], language, by=by, most=_MOST, count=len(cuts.groups))
    titles = [band.title.in_language(language) or band.id for band in cuts.bands[:-1]]
    edges = [filled(_SAID[cuts.definition.sense.value], language, band=each) for each in titles]
    law = next((each.law for each in told.values() if each.law is not None), None)
    brought = () if law is None else (_SAID["brought"].in_language(language).format(share=law.said_top),)
    heads = (
        by,
        *(_SAID[each].in_language(language) for each in ("customers", *(("amount",) if sums else ()))),
        *edges,
        *brought,
    )
    rows = tuple(
        (
            group,
            f"{each.known:,}",
            *((amount(cuts.definition, sum((band.amount for band in each.bands), Decimal(0))),) if sums else ()),
            *(
                _SAID["nobody"].in_language(language) if edge is None else amount(cuts.definition, edge)
                for edge in each.edges
            ),
            *(() if each.law is None else (rounded(each.law.exact_share, ".2%"),)),
        )
        for group, each in told.items()
    )
    return Table(title, heads, rows, frozenset(range(1, len(heads))))


def _largest(groups: "Mapping[str, Cuts]") -> "Mapping[str, Cuts]":
    """The groups that a report tells of, in the order of their names."""
    largest = sorted(groups, key=lambda each: (-groups[each].known, each))[:_MOST]
    return {group: groups[group] for group in sorted(largest)}


def _names(cuts: "GroupedCuts", language: Language) -> tuple[Prose, Prose]:
    """The measure, and what groups go by."""
    definition = cuts.definition
    return (
        fact_named(definition, definition.header.measure, language),
        fact_named(definition, definition.header.by, language),
    )


def _cuts(cuts: "GroupedCuts", language: Language) -> Iterator[Block]:
    measure, by = _names(cuts, language)
    if cuts.as_of is not None:
        yield Paragraph(filled(_SAID["as_of"], language, day=cuts.as_of.isoformat()))
    yield Paragraph(filled(_SAID["ranked"], language, count=cuts.known, measure=measure, by=by))
    yield from groups_told(cuts, language)
    yield from groups_tables(cuts, language)
    if cuts.flagged:
        yield Paragraph(flagged_said(cuts, language))


def open_said(placement: "GroupedPlacement", policy: str, language: Language) -> Prose:
    """Why a customer is in no band."""
    by = placement.cuts.definition.header.by
    unknown = [
        *([placement.cuts.definition.header.measure] if placement.measure is None else []),
        *([by] if placement.group is None else []),
    ]
    if not unknown:
        return filled(_SAID["uncut"], language, policy=policy, by=by, group=str(placement.group))
    key = "open" if len(unknown) == 1 else "opens"
    return filled(_SAID[key], language, policy=policy, names=listed(unknown, language))
