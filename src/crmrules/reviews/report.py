"""A review in the words of one language: sections of sentences and tables, which pages and terminals lay out."""

import datetime
from collections.abc import Iterator, Sequence

from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.kinds.segmentation.explanation import amount, flagged_said, law_said
from crmrules.model.text import Language
from crmrules.reports.document import Section, Table, Told
from crmrules.reports.wording import listed, pattern, stale
from crmrules.reports.words import say, status
from crmrules.reviews.choosing import LeftOut
from crmrules.reviews.counting import OVERDUE, WEEKS, Planned
from crmrules.reviews.review import CadencePart, DecisionPart, Part, Review, SegmentationPart


def tell(review: Review, language: Language) -> Told:
    """The review in words."""
    facts = [say("rows", language, rows=f"{review.rows:,}", name=review.name)]
    if review.as_of is not None:
        facts.append(say("as_of", language, day=review.as_of.isoformat()))
    return Told(
        say("title", language, name=review.name),
        tuple(facts),
        say("first", language),
        tuple(line for part in review.parts for line in _first(part, language)) or (say("nothing_first", language),),
        tuple(_section(part, review, language) for part in review.parts),
        tuple(_left_out(each, language) for each in review.left_out),
    )


def _left_out(each: LeftOut, language: Language) -> str:
    facts = say("of_facts", language, facts=listed(list(each.absent), language)) if each.absent else ""
    return say("left_out", language, policy=each.policy.id, why=each.why.in_language(language), facts=facts)


def _first(part: Part, language: Language) -> Iterator[str]:
    """What of a policy comes first: the most urgent outcome, the fact to find out, whom to call, whom to review."""
    match part:
        case DecisionPart():
            urgent = next((each for each in part.policy.definition.outcomes if part.tally.outcomes[each.id]), None)
            if urgent is not None:
                count = part.tally.outcomes[urgent.id]
                title = urgent.title.in_language(language)
                yield say("urgent", language, policy=part.policy.id, count=f"{count:,}", id=urgent.id, title=title)
            best = part.tally.alone.most_common(1)
            if best:
                name, count = best[0]
                yield say("ask", language, policy=part.policy.id, fact=name, count=f"{count:,}")
        case SegmentationPart():
            if part.cuts.law is not None and part.cuts.flagged:
                yield flagged_said(part.cuts, language)
        case CadencePart():
            for channel in part.channels:
                if sum(channel.overdue):
                    title, overdue = _channel(part, channel, language), f"{sum(channel.overdue):,}"
                    yield say("call", language, policy=part.policy.id, channel=title, count=overdue)


def _section(part: Part, review: Review, language: Language) -> Section:
    sentences = list(_sentences(part, review.as_of, language))
    if part.absent:
        sentences.append(say("absent", language, facts=listed(list(part.absent), language)))
    tables: list[Table] = []
    match part:
        case DecisionPart():
            tables += [] if part.is_open else [_outcomes(part, language), _reasons(part, review.as_of, language)]
            tables += [_missing(part, language)] if part.tally.missing else []
        case SegmentationPart():
            tables += [] if part.is_open else [_bands(part, language)]
        case CadencePart():
            if not part.is_open:
                tables += [_statuses(part, language), _weeks(part, review, language)]
            if any(load.customers for load in part.workload.loads):
                tables.append(_work(part, language))
    title = f"{part.policy.id} - {part.policy.title.in_language(language)}"
    return Section(part.policy.id, title, tuple(sentences), tuple(tables))


def _sentences(part: Part, as_of: datetime.date | None, language: Language) -> Iterator[str]:
    if part.is_open:
        yield say("all_unknown", language)
    yield from stale(part.policy.definition, as_of, language)
    match part:
        case DecisionPart():
            cautions = [each.rule for each in part.reasons if each.rule.caution is not None and each.count]
            for rule in cautions:
                assert rule.caution is not None
                caution = pattern(rule.caution, part.policy.definition.values_on(as_of), language)
                yield say("caution", language, rule=rule.id, caution=caution)
        case SegmentationPart(cuts=cuts):
            yield from law_said(cuts, language)
            if cuts.flagged:
                yield flagged_said(cuts, language)
            if cuts.unknown and cuts.known:
                measure = part.policy.definition.header.measure
                yield say("no_measure", language, count=f"{cuts.unknown:,}", measure=measure)
        case CadencePart():
            if part.class_from:
                yield say("class_from", language, policy=part.class_from)
            for channel in part.channels:
                if channel.never:
                    title = _channel(part, channel, language)
                    yield say("never", language, channel=title, count=f"{channel.never:,}")


def _outcomes(part: DecisionPart, language: Language) -> Table:
    tally = part.tally
    rows = [
        (each.id, each.title.in_language(language), tally.outcomes[each.id]) for each in part.policy.definition.outcomes
    ]
    if tally.outcomes[None]:
        rows.append(("-", say("none", language), tally.outcomes[None]))
    rows.append(("?", say("open", language), tally.open))
    counted = [(id_, title, f"{count:,}", _share(count, tally.total)) for id_, title, count in rows]
    bars = tuple(count / tally.total if tally.total else 0.0 for _, _, count in rows)
    return _table("outcomes", ("outcome", "meaning", "customers", "share"), counted, {2, 3}, language, bars)


def _reasons(part: DecisionPart, as_of: datetime.date | None, language: Language) -> Table:
    parameters = part.policy.definition.values_on(as_of)
    rows = [
        (each.rule.then, each.rule.id, pattern(each.rule.because, parameters, language), f"{each.count:,}")
        for each in part.reasons
        if each.count
    ]
    return _table("reasons", ("outcome", "rule", "because", "customers"), rows, {3}, language)


def _missing(part: DecisionPart, language: Language) -> Table:
    tally = part.tally
    titles = {each.name: each.title.in_language(language) for each in part.policy.definition.facts.declared}
    found = sorted(tally.missing.items(), key=lambda item: (-tally.alone[item[0]], -item[1], item[0]))
    rows = [(name, titles[name], f"{count:,}", f"{tally.alone[name]:,}") for name, count in found]
    return _table("missing", ("fact", "meaning", "in_open", "alone"), rows, {2, 3}, language)


def _bands(part: SegmentationPart, language: Language) -> Table:
    cuts, shares = part.cuts, part.cuts.shares
    rows = [
        (
            band.id,
            band.title.in_language(language),
            "" if band.at_least is None else amount(band.at_least),
            f"{band.customers:,}",
            f"{shares[band.id].customers:.1%}",
            amount(band.amount),
            f"{shares[band.id].profit:.2%}",
        )
        for band in cuts.bands
    ]
    heads = ("band", "meaning", "from", "customers", "of_customers", "total", "of_total")
    bars = tuple(max(0.0, min(1.0, shares[band.id].profit)) for band in cuts.bands)
    return _table("bands", heads, rows, {2, 3, 4, 5, 6}, language, bars)


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
    rows: list[tuple[str, ...]] = []
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
    rows: list[tuple[str, ...]] = []
    for class_ in part.policy.definition.classes:
        loads = [load for load in part.workload.loads if load.class_ == class_]
        cells = [
            f"{float(load.at_least):,.0f}" if load.at_least == load.at_most else f"0-{float(load.at_most):,.0f}"
            for load in loads
        ]
        rows.append((class_, f"{loads[0].customers:,}", *cells))
    totals = [f"{part.workload.at_least(channel.id):,.0f}" for channel in part.policy.channels]
    rows.append((say("at_least", language), "", *totals))
    heads = (say("class", language), say("customers", language), *_channels(part, language))
    return Table(say("work", language), heads, tuple(rows), frozenset(range(1, len(heads))))


def _channels(part: CadencePart, language: Language) -> tuple[str, ...]:
    return tuple(_channel(part, channel, language) for channel in part.channels)


def _by_channel(
    caption: str, first: str, rows: Sequence[tuple[str, ...]], part: CadencePart, language: Language
) -> Table:
    heads = (say(first, language), *_channels(part, language))
    return Table(say(caption, language), heads, tuple(rows), frozenset(range(1, len(heads))))


def _table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    numbers: set[int],
    language: Language,
    bars: tuple[float, ...] = (),
) -> Table:
    said = tuple(say(head, language) for head in heads)
    return Table(say(caption, language), said, tuple(rows), frozenset(numbers), bars)


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else ""
