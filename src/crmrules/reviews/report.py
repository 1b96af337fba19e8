"""A review as a report in one language."""

import datetime
from collections.abc import Iterator, Sequence

from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.summary_report import missing_table, outcome_named, outcomes_table, outputs_of
from crmrules.kinds.segmentation.explanation import asked_block, bands_table, flagged_said, law_said, sum_said
from crmrules.model.text import Language
from crmrules.reports.document import Block, Document, Paragraph, Prose, Section, Table, Tone, joined, named
from crmrules.reports.naming import fact_named, facts_named, policy_named
from crmrules.reports.sources import absent_said, assumed_said
from crmrules.reports.wording import pattern, stale
from crmrules.reviews.choosing import LeftOut
from crmrules.reviews.counting import OVERDUE, WEEKS, Planned
from crmrules.reviews.review import CadencePart, DecisionPart, Part, Review, SegmentationPart
from crmrules.reviews.words import say, status


def review_document(review: Review, language: Language) -> Document:
    """The review: what to do first, a section for each policy, and what was left out."""
    facts = [say("rows", language, rows=f"{review.rows:,}", name=review.name)]
    if review.as_of is not None:
        facts.append(say("as_of", language, day=review.as_of.isoformat()))
    first = [line for part in review.parts for line in _first(part, language)] or [say("nothing_first", language)]
    sections = [Section(say("first", language), tuple(map(Paragraph, first)), is_first=True)]
    sections += [_section(part, review, language) for part in review.parts]
    if review.left_out:
        left_out = tuple(Paragraph(_left_out(each, language)) for each in review.left_out)
        sections.append(Section(say("others", language), left_out))
    return Document(language, say("title", language, name=review.name), tuple(sections), tuple(facts))


def _left_out(each: LeftOut, language: Language) -> Prose:
    definition, why = each.policy.definition, each.why.in_language(language)
    facts = facts_named(definition, each.absent, language)
    key = "of_facts" if each.absent else "left_out"
    return say(key, language, policy=policy_named(definition, language), why=why, facts=facts)


def _first(part: Part, language: Language) -> Iterator[Prose]:
    """What of a policy comes first: the most urgent outcome, the fact to find out, whom to call, whom to review."""
    policy = policy_named(part.policy.definition, language)
    match part:
        case DecisionPart():
            urgent = next((each for each in part.policy.definition.outcomes if part.tally.outcomes[each.id]), None)
            if urgent is not None:
                count, outcome = part.tally.outcomes[urgent.id], outcome_named(urgent, language)
                said = say("urgent", language, policy=policy, count=count, outcome=outcome)
                to_do = outputs_of(part.policy.definition, urgent, language)
                yield joined((said, *(say("to_do", language, output=name, value=value) for name, value in to_do)), "")
            best = part.tally.alone.most_common(1)
            if best:
                name, count = best[0]
                fact = fact_named(part.policy.definition, name, language)
                yield say("ask", language, policy=policy, fact=fact, count=count)
        case SegmentationPart():
            if part.cuts.law is not None and part.cuts.flagged:
                yield flagged_said(part.cuts, language)
        case CadencePart():
            for channel in part.channels:
                if sum(channel.overdue):
                    title, overdue = _channel(part, channel, language), sum(channel.overdue)
                    yield say("call", language, policy=policy, channel=title, count=overdue)


def _section(part: Part, review: Review, language: Language) -> Section:
    blocks: list[Block] = list(_sentences(part, review.as_of, language))
    match part:
        case DecisionPart():
            definition = part.policy.definition
            if not part.is_open:
                blocks.append(outcomes_table(definition, part.tally, language))
                blocks.append(_reasons(part, review.as_of, language))
            blocks += missing_table(definition, part.tally, language)
        case SegmentationPart():
            blocks += [] if part.is_open else [bands_table(part.cuts, language)]
        case CadencePart():
            if not part.is_open:
                blocks += [_statuses(part, language), _weeks(part, review, language)]
            if any(load.customers for load in part.workload.loads):
                blocks.append(_work(part, language))
    return Section(policy_named(part.policy.definition, language), tuple(blocks))


def _sentences(part: Part, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
    if part.is_open:
        yield Paragraph(say("all_unknown", language), Tone.WARNING)
    yield from (Paragraph(each, Tone.WARNING) for each in stale(part.policy.definition, as_of, language))
    match part:
        case DecisionPart():
            yield from _cautions(part, as_of, language)
            if not part.is_open and part.policy.definition.hit is HitPolicy.COLLECT:
                yield Paragraph(say("several", language))
            elif not part.is_open and part.policy.definition.hit is HitPolicy.ANY:
                yield Paragraph(say("agreeing", language))
        case SegmentationPart(cuts=cuts):
            yield from map(Paragraph, law_said(cuts, language))
            if cuts.flagged:
                yield Paragraph(flagged_said(cuts, language))
            if cuts.unknown and cuts.known:
                measure = fact_named(part.policy.definition, part.policy.definition.header.measure, language)
                yield Paragraph(say("no_measure", language, count=cuts.unknown, measure=measure))
            if not part.is_open:
                yield asked_block(cuts, language)
                yield from map(Paragraph, sum_said(cuts, language))
        case CadencePart():
            if part.class_from:
                segmentation = part.policy.definition.facts.segments[part.policy.definition.header.class_]
                yield Paragraph(say("class_from", language, policy=policy_named(segmentation, language)))
            for channel in part.channels:
                if channel.never:
                    title = _channel(part, channel, language)
                    yield Paragraph(say("never", language, channel=title, count=channel.never))
    counts = part.tally.assumed if isinstance(part, DecisionPart) else None
    yield from absent_said(part.policy.definition, part.absent, language)
    yield from assumed_said(part.policy.definition, part.assumed, language, counts)


def _cautions(part: DecisionPart, as_of: datetime.date | None, language: Language) -> Iterator[Paragraph]:
    for rule in (each.rule for each in part.reasons if each.rule.caution is not None and each.count):
        assert rule.caution is not None
        caution = pattern(rule.caution, part.policy.definition.values_on(as_of), language)
        yield Paragraph(say("caution", language, rule=rule.id, caution=caution), Tone.WARNING)


def _reasons(part: DecisionPart, as_of: datetime.date | None, language: Language) -> Table:
    parameters = part.policy.definition.values_on(as_of)
    titles = {each.id: outcome_named(each, language) for each in part.policy.definition.outcomes}
    rows = [
        (titles[each.rule.then], each.rule.id, pattern(each.rule.because, parameters, language), f"{each.count:,}")
        for each in part.reasons
        if each.count
    ]
    return _table("reasons", ("outcome", "rule", "because", "customers"), rows, {3}, language)


def _channel(part: CadencePart, channel: Planned, language: Language) -> str:
    titles = {each.id: each.title.in_language(language) for each in part.policy.channels}
    return titles[channel.channel]


def _statuses(part: CadencePart, language: Language) -> Table:
    rows = [
        (status(each, language), *(f"{channel.statuses[each.value]:,}" for channel in part.channels))
        for each in ContactStatus
        if any(channel.statuses[each.value] for channel in part.channels)
    ]
    return _by_channel("statuses", "status", rows, part, language)


def _weeks(part: CadencePart, review: Review, language: Language) -> Table:
    """Overdue by how long, and then week by week."""
    rows: list[tuple[Prose, ...]] = []
    for place, (first, last) in reversed(list(enumerate(OVERDUE))):
        key = "overdue_over" if last is None else "overdue_days"
        label = say(key, language, first=f"{first:,}", last=f"{last or 0:,}")
        rows.append((label, *(f"{channel.overdue[place]:,}" for channel in part.channels)))
    for week in range(WEEKS):
        label = say("week", language, number=str(week + 1), day=_week_day(review, week))
        rows.append((label, *(f"{channel.weeks[week]:,}" for channel in part.channels)))
    rows.append((say("later", language), *(f"{channel.weeks[WEEKS]:,}" for channel in part.channels)))
    return _by_channel("weeks", "when", rows, part, language)


def _week_day(review: Review, week: int) -> str:
    assert review.as_of is not None  # a cadence runs on a day
    return review.as_of.fromordinal(review.as_of.toordinal() + 7 * week).isoformat()


def _work(part: CadencePart, language: Language) -> Table:
    rows: list[tuple[Prose, ...]] = []
    for class_ in part.policy.definition.classes:
        loads = [load for load in part.workload.loads if load.class_ == class_]
        cells = [
            f"{float(load.at_least):,.0f}" if load.at_least == load.at_most else f"0-{float(load.at_most):,.0f}"
            for load in loads
        ]
        rows.append((_class(part, class_, language), f"{loads[0].customers:,}", *cells))
    totals = [f"{part.workload.at_least(channel.id):,.0f}" for channel in part.policy.channels]
    rows.append((say("at_least", language), "", *totals))
    heads = (say("class", language), say("customers", language), *_channels(part, language))
    return Table(say("work", language), heads, tuple(rows), frozenset(range(1, len(heads))))


def _class(part: CadencePart, class_: str, language: Language) -> Prose:
    """A class with its title, where it is the band of a segmentation."""
    segmentation = part.policy.definition.facts.segments.get(part.policy.definition.header.class_)
    bands = {} if segmentation is None else segmentation.answers
    return named(bands[class_].in_language(language) if class_ in bands else "", class_)


def _channels(part: CadencePart, language: Language) -> tuple[str, ...]:
    return tuple(_channel(part, channel, language) for channel in part.channels)


def _by_channel(
    caption: str, first: str, rows: Sequence[tuple[Prose, ...]], part: CadencePart, language: Language
) -> Table:
    heads = (say(first, language), *_channels(part, language))
    return Table(say(caption, language), heads, tuple(rows), frozenset(range(1, len(heads))))


def _table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Prose, ...]],
    numbers: set[int],
    language: Language,
    bars: tuple[float, ...] = (),
) -> Table:
    said = tuple(say(head, language) for head in heads)
    return Table(say(caption, language), said, tuple(rows), frozenset(numbers), bars)
