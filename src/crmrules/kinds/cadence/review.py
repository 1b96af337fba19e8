"""The part of a review that a cadence tells: how customers stand, contacts by week, and the work of a year."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import asdict, frozen

from crmrules.definitions.base import Definition
from crmrules.kinds.cadence.frames import count_future
from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.kinds.cadence.planned import OVERDUE, WEEKS, Planned, planned
from crmrules.kinds.cadence.policy import Cadence
from crmrules.kinds.cadence.result import Workload
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Paragraph, Prose, Table, Tone, named
from crmrules.reports.naming import fact_named, policy_named
from crmrules.reviews.part import Chosen, Part
from crmrules.reviews.words import say

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.result import Cuts

STATUSES = {
    ContactStatus.NOT_REQUIRED: Text("not required", "无需联系"),
    ContactStatus.OPTIONAL: Text("optional", "可选"),
    ContactStatus.AHEAD: Text("ahead", "未到期"),
    ContactStatus.DUE_TODAY: Text("due today", "今日到期"),
    ContactStatus.OVERDUE: Text("overdue", "逾期"),
    ContactStatus.UNKNOWN: Text("unknown", "未知"),
}
"""What is said of how a customer stands."""


@frozen
class CadencePart(Part[Cadence]):
    """What a cadence says of a customer base."""

    channels: tuple[Planned, ...]
    workload: Workload
    class_from: str
    """The segmentation whose cuts gave the classes; empty where the file has them."""
    future: Mapping[str, int]
    """For each fact whose day lies after `as_of`, of how many customers."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is known of any contact."""
        return all(each.statuses.keys() <= {ContactStatus.UNKNOWN.value} for each in self.channels)

    @property
    def _untold(self) -> frozenset[str]:
        """The channels of whose last contact no column tells: that there was none is no news of a customer."""
        return frozenset(each.id for each in self.policy.definition.channels if each.last in self.absent)

    def first(self, language: Language) -> Iterator[Prose]:
        """Whom to call, whom to visit; nobody where no column tells of the last time."""
        policy = policy_named(self.policy.definition, language)
        for channel in self.channels:
            if sum(channel.overdue) and channel.channel not in self._untold:
                title, overdue = _channel(self, channel, language), sum(channel.overdue)
                yield say("call", language, policy=policy, channel=title, count=overdue)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """Where classes come from, who was never contacted, and which days cannot be right."""
        ranking = _ranking(self)
        if self.class_from and ranking is not None:
            yield Paragraph(say("class_from", language, policy=policy_named(ranking, language)))
        for channel in self.channels:
            if channel.never:
                key, tone = ("untold", Tone.WARNING) if channel.channel in self._untold else ("never", Tone.PLAIN)
                yield Paragraph(
                    say(key, language, channel=_channel(self, channel, language), count=channel.never), tone
                )
        for name, count in self.future.items():
            fact = fact_named(self.policy.definition, name, language)
            yield Paragraph(say("future", language, fact=fact, count=count), Tone.WARNING)

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """How customers stand, contacts by week, and the work of a year."""
        assert as_of is not None  # a cadence runs on a day
        if not self.is_open:
            yield _statuses(self, language)
            yield _weeks(self, as_of, language)
        if any(load.customers for load in self.workload.loads):
            yield _work(self, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {
            "channels": [asdict(each) for each in self.channels],
            "workload": self.workload.to_dict(),
            "class_from": self.class_from,
            "future": dict(self.future),
            "absent": list(self.absent),
            "assumed": list(self.assumed),
        }


def _channel(part: CadencePart, channel: Planned, language: Language) -> str:
    titles = {each.id: each.title.in_language(language) for each in part.policy.channels}
    return titles[channel.channel]


def _statuses(part: CadencePart, language: Language) -> Table:
    rows = [
        (STATUSES[each].in_language(language), *(f"{channel.statuses[each.value]:,}" for channel in part.channels))
        for each in ContactStatus
        if any(channel.statuses[each.value] for channel in part.channels)
    ]
    return _by_channel("statuses", "status", rows, part, language)


def _weeks(part: CadencePart, as_of: datetime.date, language: Language) -> Table:
    """Overdue by how long, and then week by week."""
    rows: list[tuple[Prose, ...]] = []
    for place, (first, last) in reversed(list(enumerate(OVERDUE))):
        key = "overdue_over" if last is None else "overdue_days"
        label = say(key, language, first=f"{first:,}", last=f"{last or 0:,}")
        rows.append((label, *(f"{channel.overdue[place]:,}" for channel in part.channels)))
    for week in range(WEEKS):
        label = say("week", language, number=str(week + 1), day=_week_day(as_of, week))
        rows.append((label, *(f"{channel.weeks[week]:,}" for channel in part.channels)))
    rows.append((say("later", language), *(f"{channel.weeks[WEEKS]:,}" for channel in part.channels)))
    return _by_channel("weeks", "when", rows, part, language)


def _week_day(as_of: datetime.date, week: int) -> str:
    return (as_of + datetime.timedelta(7 * week)).isoformat()


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
    ranking = _ranking(part)
    bands = {} if ranking is None else ranking.answers
    return named(bands[class_].in_language(language) if class_ in bands else "", class_)


def _ranking(part: CadencePart) -> Definition | None:
    """The segmentation that the class is read from."""
    definition = part.policy.definition
    return definition.facts.segments.get(definition.header.class_)


def _channels(part: CadencePart, language: Language) -> tuple[str, ...]:
    return tuple(_channel(part, channel, language) for channel in part.channels)


def _by_channel(
    caption: str, first: str, rows: Sequence[tuple[Prose, ...]], part: CadencePart, language: Language
) -> Table:
    heads = (say(first, language), *_channels(part, language))
    return Table(say(caption, language), heads, tuple(rows), frozenset(range(1, len(heads))))


def cadence_part(
    chosen: Chosen[Cadence], frame: pl.LazyFrame, as_of: datetime.date, cuts: "Mapping[str, Cuts]"
) -> CadencePart:
    """What a cadence says of a frame that holds its columns."""
    policy = chosen.policy
    by = class_cuts(chosen, cuts)
    load = policy.workload(frame, bind=chosen.binding, as_of=as_of, cuts=by)
    absent = tuple(name for name in chosen.absent if by is None or name != policy.definition.header.class_)
    class_from = by.policy if by else ""
    later = count_future(policy.definition, frame, chosen.binding, as_of)
    contacts = planned(frame, policy, as_of)
    return CadencePart(policy, absent, chosen.assumed, contacts, load, class_from, later)


def class_cuts(chosen: Chosen[Cadence], cuts: "Mapping[str, Cuts]") -> "Cuts | None":
    """The cuts that give the class, where the file itself has none."""
    definition = chosen.policy.definition
    class_ = definition.header.class_
    ranking = definition.facts.segments.get(class_)
    return cuts.get(ranking.id) if ranking is not None and class_ in chosen.absent else None
