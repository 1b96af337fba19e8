"""The contacts with a customer as a report, in both languages."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from crmrules.definitions.periods import BUSINESS_DAYS
from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import Contact
from crmrules.kinds.cadence.parts import Channel, ContactStatus, Interval
from crmrules.model.text import Language, Text, units
from crmrules.reports.document import Block, Document, Group, Paragraph, Tone
from crmrules.reports.naming import asking
from crmrules.reports.wording import fill, listed, origin_of, read_as, say

if TYPE_CHECKING:
    from crmrules.kinds.cadence.result import Schedule

_SAID = {
    "head": Text("{policy}: {class_}", "{policy}：{class_}"),
    "no_class": Text("{policy}: the class is unknown", "{policy}：客户类别未知"),
    "as_of": Text("As of {day}", "截至 {day}"),
    "assumed": Text("Assumed: {facts}", "假定：{facts}"),
    "status": Text("{channel}: {status}", "{channel}：{status}"),
    "not-required": Text("not required", "无需联系"),
    "optional": Text("optional, from {due} on", "可选，{due} 起可联系"),
    "optional-ever": Text("optional", "可选"),
    "ahead": Text("ahead - due on {due}, in {days}", "未到期 - {due} 到期，还有 {days}"),
    "due-today": Text("due today", "今日到期"),
    "overdue": Text("overdue by {days} - was due on {due}", "逾期 {days} - 应于 {due} 联系"),
    "unknown": Text("unknown", "未知"),
    "every": Text("{because} ({parameter} = {length}, {origin})", "{because}（{parameter} = {length}，{origin}）"),
    "since_last": Text("Counted from the last contact, on {day}.", "自最近一次联系（{day}）起算。"),
    "since_other": Text(
        "Counted from {day}, a contact on another channel that counts here: {channel}. ({flag} = {value}, {origin})",
        "自 {day} 起算，该日另一渠道的联系在此计入：{channel}。（{flag} = {value}，{origin}）",
    ),
    "since_anchor": Text("Never contacted: counted from {fact}, {day}.", "从未联系：自 {fact}（{day}）起算。"),
    "future": Text(
        "{fact} is {day}, after the day this is reckoned for: it cannot have been known then.",
        "{fact} 为 {day}，晚于计算日，当日不可能已知。",
    ),
    "business_days": Text("Business days are {described}.", "工作日：{described}。"),
    "provisional": Text("The day is provisional: {why}.", "日期为暂定：{why}。"),
    "times": Text(
        "So many in each {period}, at least: {times} ({parameter}, {origin}).",
        "每{period}至少 {times} 次（{parameter}，{origin}）。",
    ),
    "so_far": Text("In the present one so far: {done}.", "本期已有：{done}。"),
    "on": Text("On day {day} of the month ({parameter}, {origin}).", "每月 {day} 日（{parameter}，{origin}）。"),
    "amount": Text("With it: {title} = {value}.", "其中：{title} = {value}。"),
    "occasion": Text("Whenever it happens: {title} - {because}", "遇有即联系：{title} - {because}"),
    "over": Text("Goes before {policies}, where somebody is in both.", "同时适用时，优先于 {policies}。"),
    "no_count": Text("How many contacts this period has is unknown.", "本期已有多少次联系未知。"),
    "no_day": Text("There is no day to count from.", "没有可供起算的日期。"),
}
_PERIODS = {"weeks": Text("calendar week", "自然周"), "months": Text("calendar month", "自然月")}
_UNITS = {
    "days": Text("days", "天"),
    "weeks": Text("weeks", "周"),
    "months": Text("months", "个月"),
    "years": Text("years", "年"),
    "business days": Text("business days", "个工作日"),
}


def schedule_document(schedule: "Schedule", language: Language) -> Document:
    """Why contacts are due when they are."""
    return Document(language, _title(schedule, language), tuple(_blocks(schedule, language)))


def _say(key: str, language: Language, **words: object) -> str:
    return _SAID[key].in_language(language).format(**words)


def _title(schedule: "Schedule", language: Language) -> str:
    class_ = values_of(schedule.definition, schedule.stored, schedule.as_of)[schedule.definition.header.class_]
    if class_ is None:
        return _say("no_class", language, policy=schedule.policy)
    return _say("head", language, policy=schedule.policy, class_=_class(schedule, str(class_), language))


def _blocks(schedule: "Schedule", language: Language) -> Iterator[Block]:
    yield Paragraph(_say("as_of", language, day=schedule.as_of.isoformat()))
    if schedule.assumed:
        yield Paragraph(_say("assumed", language, facts=listed(list(schedule.assumed), language)))
    for channel in schedule.definition.channels:
        contact = schedule[channel.id]
        status = _status(schedule, contact, language)
        said = _say("status", language, channel=channel.title.in_language(language), status=status)
        yield Group(Paragraph(said), tuple(map(Paragraph, _why(schedule, channel, contact, language))))
    values = values_of(schedule.definition, schedule.stored, schedule.as_of)
    for occasion in schedule.occasions:
        because = fill(occasion.because, values, language)
        yield Paragraph(_say("occasion", language, title=occasion.title.in_language(language), because=because))
        yield from map(Paragraph, read_as(occasion.reading, language))
    if schedule.definition.header.over:
        yield Paragraph(_say("over", language, policies=listed(list(schedule.definition.header.over), language)))
    for name, day in schedule.future.items():
        yield Paragraph(_say("future", language, fact=name, day=day.isoformat()), Tone.WARNING)
    yield from asking(schedule.definition, schedule.missing, language)


def _class(schedule: "Schedule", class_: str, language: Language) -> str:
    """The class with its title, where it is the band of a segmentation."""
    segmentation = schedule.definition.facts.segments.get(schedule.definition.header.class_)
    bands = {} if segmentation is None else segmentation.answers
    return f"{class_} - {bands[class_].in_language(language)}" if class_ in bands else class_


def _status(schedule: "Schedule", contact: Contact, language: Language) -> str:
    key, due = contact.status.value, contact.next_due
    if contact.status is ContactStatus.OPTIONAL and due is None:
        key = "optional-ever"
    days = contact.overdue_days or (0 if due is None else (due - schedule.as_of).days)
    return _say(key, language, due="" if due is None else due.isoformat(), days=_length(days, "days", language))


def _length(count: int, unit: str, language: Language) -> str:
    word = _UNITS[unit].in_language(language)
    return f"{count:,} {units(count, word)}"


def _why(schedule: "Schedule", channel: Channel, contact: Contact, language: Language) -> Iterator[str]:
    definition, interval = schedule.definition, contact.interval
    if interval is None:
        return
    values = values_of(definition, schedule.stored, schedule.as_of)
    parameter = definition.parameters[interval.every]
    count = values[interval.every]
    assert isinstance(count, int)  # checking makes sure of it
    length, origin = _length(count, parameter.unit, language), origin_of(parameter, language)
    because = fill(interval.because, values, language)
    yield _say("every", language, because=because, parameter=interval.every, length=length, origin=origin)
    yield from read_as(interval.reading, language)
    yield from _rhythm(definition, channel, interval, values, language)
    if parameter.unit == BUSINESS_DAYS:
        yield _say("business_days", language, described=definition.calendar.described.in_language(language))
    if contact.status is ContactStatus.UNKNOWN:
        yield _say("no_day" if contact.never_contacted is None else "no_count", language)
    elif contact.never_contacted:
        anchor = definition.header.anchor
        yield _say("since_anchor", language, fact=anchor, day=values[anchor])
    elif contact.never_contacted is False:
        yield _since(definition, channel, values, language)
    if contact.provisional is not None:
        yield _say("provisional", language, why=contact.provisional.in_language(language))


def _rhythm(
    definition: CadenceDefinition, channel: Channel, interval: Interval, values: Mapping[str, Value], language: Language
) -> Iterator[str]:
    """The quota or the day of the month, and the amounts that come with the contact."""
    if interval.times:
        period = _PERIODS[definition.parameters[interval.every].unit].in_language(language)
        origin = origin_of(definition.parameters[interval.times], language)
        times = say(values[interval.times], language)
        yield _say("times", language, parameter=interval.times, origin=origin, times=times, period=period)
        if channel.done and values[channel.done] is not None:
            yield _say("so_far", language, done=say(values[channel.done], language))
    if interval.on:
        origin = origin_of(definition.parameters[interval.on], language)
        yield _say("on", language, day=say(values[interval.on], language), parameter=interval.on, origin=origin)
    titles = {each.name: each.title for each in definition.facts.declared}
    titles |= {each.name: each.title for each in definition.facts.derived}
    titles |= {name: each.title for name, each in definition.parameters.items() if each.title is not None}
    for name in interval.amounts:
        title = titles[name].in_language(language) if name in titles else ""
        yield _say("amount", language, title=title or name, value=say(values[name], language))


def _since(definition: CadenceDefinition, channel: Channel, values: Mapping[str, Value], language: Language) -> str:
    """What the interval counts from: the last contact, on this channel where another one is of the same day."""
    others = [each for each in definition.channels if each.id in channel.counts and values[channel.counts[each.id]]]
    days = {each.id: str(values[each.last]) for each in (channel, *others) if values[each.last] is not None}
    latest = max(days, key=lambda id_: days[id_])
    if latest == channel.id:
        return _say("since_last", language, day=days[latest])
    flag = channel.counts[latest]
    title = next(each.title for each in others if each.id == latest).in_language(language)
    origin, value = origin_of(definition.parameters[flag], language), say(values[flag], language)
    return _say("since_other", language, day=days[latest], channel=title, flag=flag, value=value, origin=origin)
